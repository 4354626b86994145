import ProvisoKernel
import ProvisoSyntax

/// Checks the declarations of a world: first names and types, then values and actions.
///
/// The files of a world are checked as one: `items` contains all their declarations, those of used files
/// first.
struct WorldChecker {
  let name: String
  let items: [SyntaxWorldItem]
  private let text: (Span) -> String
  var entityIndices: [String: Int] = [:]
  var objectNames: [[String]] = Array(repeating: [], count: WorldModel.EntityIndex.first)
  var fields: [[(syntax: SyntaxField, type: StaticType)]] = []
  /// An object of a declaration with its number, if the declaration has numbers.
  struct DeclaredObject {
    let syntax: SyntaxObject
    var number: Int?

    var name: Name {
      Name(
        text: number.map { "\(syntax.name.text)[\($0)]" } ?? syntax.name.text,
        span: syntax.name.span)
    }
  }

  var entities: [(syntax: SyntaxEntity, index: Int, objects: [DeclaredObject])] = []
  var effects: [(syntax: SyntaxEffect, parameters: [(String, StaticType)])] = []
  var globals: [(syntax: SyntaxField, type: StaticType)] = []
  var relations: [WorldRelation] = []
  var actions: [(syntax: SyntaxAction, parameters: [(String, StaticType)], result: StaticType?)] =
    []
  var agents: [SyntaxAgent] = []

  /// - Parameter text: returns the source at a span.
  init(name: String, items: [SyntaxWorldItem], text: @escaping (Span) -> String) {
    self.name = name
    self.items = items
    self.text = text
  }

  /// A schema with only the names of the types, to resolve types before the whole schema is known.
  static func namesOnly(_ name: String, _ items: [SyntaxWorldItem]) -> VocabularySchema {
    var types: [String] = []
    for item in items {
      switch item {
      case .enumeration(let name, _): types.append(name.text)
      case .entity(let entity): types.append(entity.name.text)
      default: continue
      }
    }
    return schema(name, types: types.map { EntitySchema($0, attributes: []) }, state: [])
  }

  static func schema(
    _ name: String, types: [EntitySchema], state: [AttributeSchema]
  ) -> VocabularySchema {
    let state = EntitySchema("the world's state", attributes: state)
    let step = EntitySchema("step", attributes: [], isStep: true)
    let common = VocabularySchema.agent
    typealias EntityIndex = WorldModel.EntityIndex
    return VocabularySchema(
      name: name, entities: common.entities + [state, step] + types,
      collections: common.collections + [CollectionSchema("Agent", of: EntityIndex.agent)]
        + types.enumerated().map {
          CollectionSchema($0.element.name, of: EntityIndex.first + $0.offset)
        },
      singletons: [CollectionSchema("the world's state", of: EntityIndex.state)],
      relations: common.relations, isOfWorld: true)
  }

  // MARK: Names and types

  /// Declares every name of the world in the checker, and sets its whole schema.
  mutating func declare(in file: inout FileChecker) {
    declareTypes(in: &file)
    // Sizes and ranges are calculated from the constants, which need nothing of the world.
    var constants = file
    constants.checkDeclarations()
    let known = constants
    file.checker.sizes = { syntax in
      var scratch = known
      guard case .number(let number)? = scratch.constant(syntax)?.0 else { return nil }
      return number
    }
    defer { file.checker.sizes = nil }
    declareObjects(in: &file)
    for case .variable(let field) in items {
      guard declare(field.name, as: .variable(globals.count), in: &file) else { continue }
      guard let type = file.resolve(field.type) else { continue }
      globals.append((field, type))
    }
    for (index, entity) in entities.enumerated() {
      var seen: [String: Span] = [:]
      for field in entity.syntax.fields {
        if let first = seen[field.name.text] {
          file.checker.report(
            .nameClash, at: field.name.span,
            "the entity `\(entity.syntax.name.text)` already has a field `\(field.name.text)`",
            labels: [.init(first, "first here")])
          continue
        }
        seen[field.name.text] = field.name.span
        if let type = file.resolve(field.type) {
          fields[index].append((field, type))
        } else {
          file.checker.brokenAttributes.insert(field.name.text)
        }
      }
    }
    for case .relation(let name, let types) in items {
      let resolved = types.compactMap { file.resolve($0) }
      for (type, syntax) in zip(resolved, types) where !type.isFinite {
        file.checker.report(
          .badRelation, at: syntax.span,
          "a relation is between objects, but this is \(file.checker.vocabulary.phrase(of: type))")
      }
      guard declare(name, as: .relation(relations.count, resolved), in: &file),
        resolved.count == types.count
      else { continue }
      relations.append(WorldRelation(name: name.text, types: resolved))
    }
    for case .action(let action) in items {
      var parameters: [(String, StaticType)] = []
      for parameter in action.parameters {
        if let type = argumentType(parameter.type, in: &file) {
          parameters.append((parameter.name.text, type))
        }
      }
      let result = action.result.map { argumentType($0.type, in: &file) }
      guard declare(action.name, as: .action(actions.count, parameters.map(\.1)), in: &file),
        parameters.count == action.parameters.count
      else {
        if file.checker.names[action.name.text]?.span == action.name.span {
          file.checker.names[action.name.text] = Declaration(kind: .broken, span: action.name.span)
        }
        continue
      }
      if case .some(.none) = result { continue }
      actions.append((action, parameters, result ?? nil))
    }
    for case .effect(let effect) in items {
      let parameters = effect.parameters.compactMap { parameter in
        file.resolve(parameter.type).map { (parameter.name.text, $0.plain) }
      }
      guard declare(effect.name, as: .effect(effects.count), in: &file),
        parameters.count == effect.parameters.count
      else { continue }
      effects.append((effect, parameters))
    }
    file.checker.vocabulary = fullSchema()
  }

  /// The type of a parameter or a result of an action.
  private func argumentType(_ written: SyntaxType, in file: inout FileChecker) -> StaticType? {
    guard let type = file.resolve(written) else { return nil }
    switch type {
    case .sequence, .map:
      file.checker.report(
        .unknownType, at: written.span,
        "an argument is an object, a number, a text, a truth value or a set, but this is \(file.checker.vocabulary.phrase(of: type))",
        fix: .init(
          "keep the \(type.plain == type ? "map" : "sequence") in a `var`, and take one of its parts as the argument"
        ))
      return nil
    default: return type
    }
  }

  mutating func declare(
    _ name: Name, as kind: Declaration.Kind, in file: inout FileChecker
  ) -> Bool {
    let isCalled =
      switch kind {
      case .action, .relation, .definition, .effect: true
      default: false
      }
    if file.checker.reportClash(name, isCalled: isCalled) { return false }
    file.checker.names[name.text] = Declaration(kind: kind, span: name.span)
    return true
  }

  private mutating func declareTypes(in file: inout FileChecker) {
    var nextEntity = WorldModel.EntityIndex.first
    for item in items {
      switch item {
      case .enumeration(let name, let members):
        if declare(name, as: .type, in: &file) {
          entityIndices[name.text] = nextEntity
          for (index, member) in members.enumerated() {
            _ = declare(member, as: .object(ObjectID(entity: nextEntity, index: index)), in: &file)
          }
        } else {
          // Uses of the values are not reported, because the enum itself is.
          for member in members where file.checker.names[member.text] == nil {
            file.checker.names[member.text] = Declaration(kind: .broken, span: member.span)
          }
        }
        objectNames.append(members.map(\.text))
      case .entity(let entity):
        if declare(entity.name, as: .type, in: &file) {
          entityIndices[entity.name.text] = nextEntity
        }
        objectNames.append([])
        entities.append((entity, nextEntity, []))
        fields.append([])
      default: continue
      }
      nextEntity += 1
    }
  }

  private func fullSchema() -> VocabularySchema {
    func attribute(_ field: (syntax: SyntaxField, type: StaticType)) -> AttributeSchema {
      AttributeSchema(field.syntax.name.text, field.type, isFixed: !field.syntax.isVariable)
    }
    var types: [EntitySchema] = []
    var next = 0
    for item in items {
      switch item {
      case .enumeration(let name, _): types.append(EntitySchema(name.text, attributes: []))
      case .entity(let entity):
        var attributes = fields[next].map(attribute)
        if entity.most != nil {
          attributes.append(AttributeSchema(WorldModel.presenceName, .bool, isFixed: false))
        }
        types.append(EntitySchema(entity.name.text, attributes: attributes))
        next += 1
      default: continue
      }
    }
    return Self.schema(name, types: types, state: globals.map(attribute))
  }

  // MARK: Values and actions

  /// Checks initial values, objects, agents and actions, after constants and definitions are known.
  mutating func model(in file: inout FileChecker) -> WorldModel {
    let variables = globals.map { field($0, in: &file) }
    var checked: [WorldEntity] = []
    for (index, entity) in entities.enumerated() {
      if let most = entity.syntax.most, most.count > Self.mostObjects {
        file.checker.report(
          .tooLarge, at: most.span,
          "at most \(Self.mostObjects) objects of an entity can be created")
      }
      let fields = self.fields[index].map { field($0, in: &file) }
      let given = entity.objects.map { object in
        let counter = object.syntax.numbers?.index
        if let counter, let number = object.number, !file.checker.reportClash(counter) {
          file.checker.names[counter.text] = Declaration(
            kind: .constant(.number(Number(number)), .int), span: counter.span)
          defer { file.checker.names[counter.text] = nil }
          return self.given(
            object.syntax.fields, of: entity.index, fields: fields, objectName: object.name.text,
            in: &file)
        }
        return self.given(
          object.syntax.fields, of: entity.index, fields: fields, objectName: object.name.text,
          in: &file)
      }
      reportDuplicateNames(entity.objects.map(\.name), given: given, fields: fields, in: &file)
      checked.append(
        WorldEntity(
          name: entity.syntax.name.text, index: entity.index, fields: fields, given: given,
          most: min(entity.syntax.most?.count ?? 0, Self.mostObjects)))
    }
    var checkedActions: [WorldAction] = []
    for effect in effects {
      var statements = ActionChecker(
        file: file, entities: checked, effects: effects, hasAgents: !agents.isEmpty, text: text)
      statements.check(effect.syntax, parameters: effect.parameters)
      file = statements.file
    }
    for action in actions {
      var statements = ActionChecker(
        file: file, entities: checked, effects: effects, hasAgents: !agents.isEmpty, text: text)
      checkedActions.append(
        statements.action(action.syntax, parameters: action.parameters, result: action.result))
      file = statements.file
    }
    let checkedAgents = agents.map { agent in
      WorldAgent(
        name: agent.name.text,
        actions: agent.actions.compactMap { self.action($0, in: &file) }, steps: agent.steps,
        fairness: agent.fairness)
    }
    // A declaration that could not be read or found may allow an action, so then there is no warning.
    let isWhole =
      zip(agents, checkedAgents).allSatisfy { $0.actions.count == $1.actions.count }
      && !file.checker.names.values.contains {
        if case .broken = $0.kind { true } else { false }
      }
    if isWhole { warnOfIdleActions(checkedAgents, in: &file) }
    return WorldModel(
      name: name, schema: file.checker.vocabulary, entities: checked, objectNames: objectNames,
      variables: variables, relations: relations, actions: checkedActions, agents: checkedAgents,
      assumptions: [], starts: starts(in: &file), scope: file.checker.names,
      commands: WorldCommands(lines: commands(in: &file), directory: directory(in: &file)))
  }

  /// The conditions on the initial state.
  private func starts(in file: inout FileChecker) -> [Expression] {
    var out: [Expression] = []
    for case .start(_, let written) in items {
      file.checker.startDeclaration()
      if let condition = file.checker.condition(written) { out.append(condition) }
      if let moment = file.checker.temporal {
        file.checker.report(
          .misplacedMoment, at: moment,
          "the initial state has no earlier moment, and no step before it")
      }
    }
    return out
  }

  private func action(_ name: Name, in file: inout FileChecker) -> Int? {
    if let index = actions.firstIndex(where: { $0.syntax.name.text == name.text }) { return index }
    if case .broken? = file.checker.names[name.text]?.kind { return nil }
    let meant = Suggestion.nearest(to: name.text, among: actions.map(\.syntax.name.text))
    file.checker.report(
      .unknownAction, at: name.span,
      "there is no action `\(name.text)`" + (meant.map { "; did you mean `\($0)`?" } ?? ""),
      fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
    return nil
  }

  private func warnOfIdleActions(_ agents: [WorldAgent], in file: inout FileChecker) {
    guard !agents.isEmpty else { return }
    let taken = Set(agents.flatMap(\.actions))
    for (index, action) in actions.enumerated()
    where !taken.contains(index) && !action.syntax.isHarmless {
      file.checker.report(
        .unpermittedAction, at: action.syntax.name.span,
        "no agent may take the action `\(action.syntax.name.text)`",
        fix: .init("add it to the actions of an agent, as in `may \(action.syntax.name.text)`"))
    }
  }
}

extension StaticType {
  /// Whether the type has finitely many values: objects, values of an enum, `true` and `false`.
  var isFinite: Bool {
    switch self {
    case .entity, .bool: true
    default: false
    }
  }
}
