import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// The footprints of a world's actions, and the parts of its state that properties and assumptions relate to each
/// other.
///
/// Two calls whose footprints never meet, directly or through what is related, cannot change what becomes of the
/// other one, and no instance of a property reads what both write.
package struct WorldFootprints: Sendable {
  /// Parts that belong together, because one instance of a property or an assumption reads all of them.
  package let couplings: [Footprint]
  /// Whether names that are paths in each other can make a difference.
  package let relatesNames: Bool
  /// Whether nothing relates all calls to each other.
  package let areBounded: Bool

  private let model: WorldModel
  private let uses: [ParameterUse]
  private let actions: [Footprint]
  private let indices: [String: Int]
  private let entities: Set<Int>

  /// Reads a world.
  ///
  /// - Parameters:
  ///   - properties: the properties of every moment that are judged.
  ///   - assumptions: the assumptions about the initial state, apart from the world's own.
  package init(_ model: WorldModel, properties: [Property], assumptions: [Expression]) {
    self.model = model
    uses = model.actions.map { ParameterUse($0) }
    actions = model.actions.map { Self.footprint(of: $0, in: model) }
    indices = Dictionary(
      model.actions.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    entities = Set(model.entities.map(\.index))
    let conditions = properties.map(\.body) + assumptions + model.assumptions + model.starts
    couplings = conditions.flatMap { Self.couplings(of: $0, in: model) }
    var walk = NameWalk()
    for condition in conditions { walk.visit(condition) }
    for action in model.actions { walk.visit(action.body) }
    relatesNames = walk.relatesNames
    areBounded =
      !couplings.contains(where: \.isUnbounded)
      && !properties.contains { CallObservations($0.expressions).mentionsCalls }
      && !model.agents.contains { $0.steps != nil } && Self.startsWithConstants(model)
  }

  /// Whether no initial value depends on another one.
  private static func startsWithConstants(_ model: WorldModel) -> Bool {
    func isConstant(_ expression: Expression) -> Bool {
      switch expression.kind {
      case .constant: true
      case .list(let parts): parts.allSatisfy(isConstant)
      case .sets(_, let parts): parts.allSatisfy(isConstant)
      case .negate(let part): isConstant(part)
      default: false
      }
    }
    let fields = model.variables + model.entities.flatMap(\.fields)
    return fields.compactMap(\.initial).allSatisfy(isConstant)
      && model.entities.flatMap(\.given).allSatisfy { $0.values.allSatisfy(isConstant) }
  }

  // MARK: Actions and properties

  private static func footprint(of action: WorldAction, in model: WorldModel) -> Footprint {
    if action.isHarmless { return Footprint() }
    var reader = FootprintReader(model)
    var frame: FootprintReader.Frame = [0: reader.newNode()]
    for slot in action.parameters.indices { frame[slot + 1] = 0 }
    var out = Footprint()
    if let result = action.result {
      frame[action.parameters.count + 1] = reader.newNode()
      if let entity = reader.entity(of: result.type) { out.entities.insert(entity) }
    }
    reader.read(action.body, in: frame, Ties())
    out.formUnion(reader.found)
    return out
  }

  private static func couplings(of condition: Expression, in model: WorldModel) -> [Footprint] {
    switch condition.kind {
    case .and(let parts): return parts.flatMap { couplings(of: $0, in: model) }
    case .quantifier(.every, _, _?): return instances(of: condition, in: model)
    default:
      var reader = FootprintReader(model)
      reader.read(condition, in: [:], Ties())
      return reader.found.isEmpty ? [] : [reader.found]
    }
  }

  /// The couplings of an `every`: each instance reads its first object, and whatever else it reads belongs to
  /// that.
  private static func instances(of condition: Expression, in model: WorldModel) -> [Footprint] {
    var reader = FootprintReader(model)
    var frame: FootprintReader.Frame = [:]
    var ties = Ties()
    var own: Int?
    var body = condition
    while case .quantifier(.every, let binders, let inner?) = body.kind {
      for binder in binders {
        var entity: Int?
        switch binder.source {
        case .collection(let index): entity = model.schema.collections[index].entity
        case .list(let source):
          if case .list(let element) = source.type { entity = reader.entity(of: element) }
        }
        guard own == nil, let entity, model.entities.contains(where: { $0.index == entity }) else {
          (frame, ties) = reader.chosen([binder], in: frame, ties)
          continue
        }
        own = entity
        (frame, ties) = reader.bind([binder], node: 0, in: frame, ties)
      }
      body = inner
    }
    let shared = reader.found
    return body.conjuncts.compactMap { part in
      var ownReader = reader
      ownReader.read(part, in: frame, ties)
      var found = ownReader.found
      guard !found.isEmpty || !shared.isEmpty else { return nil }
      if let own { found.entities.insert(own) }
      return found
    }
  }

  // MARK: Calls

  /// The parts of the state that a call can touch.
  package struct Touch: Sendable {
    package var footprint = Footprint()
    /// The objects that it names: the entity's index, and the name in its usual spelling.
    package var names: [(entity: Int, name: String)] = []
  }

  /// The parts of the state that a call can touch; `nil` if no action describes it.
  ///
  /// - Parameter directory: the working directory, as an absolute path; `nil` if it is not known.
  package func touch(of call: PlannedCall, in directory: String?) -> Touch? {
    guard !call.isOpaque, let index = indices[call.tool] else { return nil }
    let action = model.actions[index]
    var out = Touch(footprint: actions[index])
    for (number, (name, type)) in action.parameters.enumerated() {
      let entity: Int
      switch type {
      case .entity(let index) where entities.contains(index): entity = index
      case .set(let index) where entities.contains(index): entity = index
      default: continue
      }
      let given = call.value(of: name)?.constant
      let texts = given?.asList.compactMap { if case .string(let text) = $0 { text } else { nil } }
      if let texts, !texts.isEmpty, texts.count == given?.asList.count {
        for text in texts {
          out.names.append((entity, model.canonical(text.string, of: entity, in: directory)))
        }
      } else if !uses[index].ignores(number) {
        out.footprint.entities.insert(entity)
      }
    }
    return out
  }

  /// A call without the arguments that make no difference: they could be long texts, or name objects that
  /// nothing is done with.
  package func essential(_ call: PlannedCall) -> PlannedCall {
    guard !call.isOpaque, let index = indices[call.tool] else { return call }
    let ignored = Set(
      model.actions[index].parameters.enumerated().filter { uses[index].ignores($0.offset) }.map(
        \.element.name))
    guard call.arguments.contains(where: { ignored.contains($0.name) }) else { return call }
    return call.with(arguments: call.arguments.filter { !ignored.contains($0.name) })
  }

  /// The names of the declared objects: the entity's index, the object's own index and its name.
  package func declared(in directory: String?) -> [(object: ObjectID, name: String)] {
    let whole = model.withCanonicalNames(in: directory)
    return whole.entities.flatMap { entity in
      whole.texts(of: entity.index).prefix(entity.given.count).enumerated().map {
        (ObjectID(entity: entity.index, index: $0.offset), $0.element)
      }
    }
  }
}

extension WorldModel {
  /// Whether an expression over another world means the same in this one.
  package func hasSameNames(as other: WorldModel) -> Bool {
    name == other.name && objectNames == other.objectNames
      && entities.map(\.name) == other.entities.map(\.name)
      && entities.map(\.index) == other.entities.map(\.index)
      && variables.map(\.name) == other.variables.map(\.name)
      && relations.map(\.name) == other.relations.map(\.name)
      && actions.map(\.name) == other.actions.map(\.name)
  }
}

extension Footprint {
  package mutating func formUnion(_ other: Footprint) {
    variables.formUnion(other.variables)
    entities.formUnion(other.entities)
    objects.formUnion(other.objects)
    relations.formUnion(other.relations)
    isUnbounded = isUnbounded || other.isUnbounded
  }
}

/// Looks for functions about paths.
private struct NameWalk {
  private(set) var relatesNames = false
  private var seen: Set<ObjectIdentifier> = []

  mutating func visit(_ expression: Expression) {
    var open = [expression]
    while let top = open.popLast(), !relatesNames {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if case .function(let function, _) = top.kind {
        relatesNames = [.samePath, .pathContains].contains(function)
      }
      top.kind.forEachPart { open.append($0) }
    }
  }

  mutating func visit(_ statements: [Statement]) {
    for statement in statements {
      for expression in statement.expressions { visit(expression) }
      visit(statement.parts)
    }
  }
}
