import ProvisoInput
import ProvisoKernel

/// The files of a list of operations, and the operations as steps. A file that is deleted first was there
/// before; one that is written first was not.
struct FileUniverse: Universe {
  static let files = VocabularySchema(
    name: "files",
    entities: [
      EntitySchema(
        "File",
        attributes: [
          AttributeSchema("path", .string), AttributeSchema("exists", .bool, isFixed: false),
        ]),
      EntitySchema(
        "Operation",
        attributes: [AttributeSchema("path", .string), AttributeSchema("verb", .string)],
        isStep: true),
    ],
    collections: [CollectionSchema("files", of: 0), CollectionSchema("operations", of: 1)],
    singletons: [], relations: [:])

  let operations: [Operation]
  let paths: [String]
  let system: System

  init(_ operations: [Operation], named name: String) throws(InputError) {
    self.operations = operations
    var paths: [String] = []
    for operation in operations where !paths.contains(operation.path) {
      paths.append(operation.path)
    }
    self.paths = paths
    let variables = paths.map { path in
      let first = operations.first { $0.path == path }?.verb
      return Variable(name: "\(path).exists", initial: .bool(first == .delete))
    }
    let steps = operations.indices.map { index in
      let operation = operations[index]
      let file = paths.firstIndex(of: operation.path) ?? 0
      return Step(
        name: operation.path, parts: [[Assignment(file, .bool(operation.verb == .write))]],
        waits: index == 0 ? [] : [Wait(for: index - 1)])
    }
    do {
      system = try System(variables: variables, steps: steps)
    } catch {
      throw InputError("\(name): \(error)")
    }
  }

  var schema: VocabularySchema { Self.files }
  var unknownWords: UnknownWords { UnknownWords("unknown") }
  var orderIsExact: Bool { true }

  func objects(in collection: Int) -> [ObjectID] {
    (0..<(collection == 0 ? paths.count : operations.count)).map {
      ObjectID(entity: collection, index: $0)
    }
  }
  func singleton(_ index: Int) -> ObjectID { ObjectID(entity: 0, index: index) }
  func name(of object: ObjectID) -> String {
    object.entity == 0 ? paths[object.index] : describe(step: object.index).name
  }
  func step(of object: ObjectID) -> Int? { object.entity == 1 ? object.index : nil }

  // MARK: The two meanings

  /// The attributes that are the same at every moment.
  private func fixed(_ attribute: Int, of object: ObjectID) -> Value {
    if object.entity == 0 { return .string(Text(paths[object.index])) }
    let operation = operations[object.index]
    return .string(Text(attribute == 0 ? operation.path : operation.verb.rawValue))
  }

  func symbol(_ attribute: Int, of object: ObjectID, in store: TermStore) -> Symbol {
    object.entity == 0 && attribute == 1
      ? .condition(store.isTrue(store.variable(object.index)))
      : .value(fixed(attribute, of: object))
  }

  func value(_ attribute: Int, of object: ObjectID, in situation: Situation) -> MaskedValue {
    MaskedValue(
      object.entity == 0 && attribute == 1
        ? situation.moment.value(of: object.index) : fixed(attribute, of: object))
  }

  func relation(_: Relation, between _: ObjectID, and _: ObjectID, in store: TermStore) -> Term {
    .never
  }
  func holds(_: Relation, between _: ObjectID, and _: ObjectID, in situation: Situation) -> Bool {
    false
  }
  func hasMember(_: Text, attribute: Int, entity: Int, type: String?) -> Bool? { nil }
  func memberNames(attribute: Int, entity: Int, type: String?) -> [String] { [] }

  // MARK: Descriptions

  func describe(step: Int) -> StepDescription {
    StepDescription(
      name: operations[step].path, action: operations[step].verb.rawValue, hasEffect: true)
  }
  func changes(of step: Int, from: Situation, to: Situation) -> [TraceChange] {
    let file = paths.firstIndex(of: operations[step].path) ?? 0
    let (before, after) = (from.moment.value(of: file), to.moment.value(of: file))
    guard before != after else { return [] }
    return [
      TraceChange("\(paths[file]).exists", from: MaskedValue(before), to: MaskedValue(after))
    ]
  }
}
