import ProvisoKernel

/// A vocabulary of two jobs: the second waits for the first. Unlike in Terraform's vocabulary, an
/// expression for a step can be null.
struct JobsUniverse: Universe {
  static let jobs = VocabularySchema(
    name: "jobs",
    entities: [
      EntitySchema(
        "Job", attributes: [AttributeSchema("name", .string), AttributeSchema("next", .entity(0))],
        isStep: true)
    ], collections: [CollectionSchema("jobs", of: 0)], singletons: [], relations: [:])

  let system: System

  init() throws {
    system = try System(
      variables: [],
      steps: [
        Step(name: "first", parts: [], waits: []),
        Step(name: "second", parts: [], waits: [Wait(for: 0)]),
      ])
  }

  var schema: VocabularySchema { Self.jobs }
  var orderIsExact: Bool { true }
  var unknownWords: UnknownWords { UnknownWords("unknown") }

  func objects(in collection: Int) -> [ObjectID] {
    system.steps.indices.map { ObjectID(entity: 0, index: $0) }
  }
  func singleton(_ index: Int) -> ObjectID { ObjectID(entity: 0, index: index) }
  func name(of object: ObjectID) -> String { system.steps[object.index].name }
  func step(of object: ObjectID) -> Int? { object.index }

  private func value(_ attribute: Int, _ object: ObjectID) -> Value {
    if attribute == 0 { return .string(Text(name(of: object))) }
    return object.index == 0 ? .object(ObjectID(entity: 0, index: 1)) : .null
  }

  func symbol(_ attribute: Int, of object: ObjectID, in store: TermStore) -> Symbol {
    .value(value(attribute, object))
  }
  func value(_ attribute: Int, of object: ObjectID, in situation: Situation) -> MaskedValue {
    MaskedValue(value(attribute, object))
  }

  func relation(_: Relation, between _: ObjectID, and _: ObjectID, in store: TermStore) -> Term {
    .never
  }
  func holds(_: Relation, between _: ObjectID, and _: ObjectID, in situation: Situation) -> Bool {
    false
  }

  func describe(step: Int) -> StepDescription {
    StepDescription(name: system.steps[step].name, action: "run", hasEffect: true)
  }
}
