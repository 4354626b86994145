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
  private var entityIndices: [String: Int] = [:]
  private var objectNames: [[String]] = Array(repeating: [], count: WorldModel.EntityIndex.first)
  private var fields: [[(syntax: SyntaxField, type: StaticType)]] = []
  private var entities: [(syntax: SyntaxEntity, index: Int, objects: [SyntaxObject])] = []
  private var globals: [(syntax: SyntaxField, type: StaticType)] = []
  private var relations: [WorldRelation] = []
  private var actions:
    [(syntax: SyntaxAction, parameters: [(String, StaticType)], result: StaticType?)] =
      []
  private var agents: [SyntaxAgent] = []

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
        if let type = file.resolve(field.type) { fields[index].append((field, type)) }
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
        if let type = file.resolve(parameter.type) {
          parameters.append((parameter.name.text, type))
        }
      }
      let result = action.result.map { file.resolve($0.type) }
      guard declare(action.name, as: .action(actions.count, parameters.map(\.1)), in: &file),
        parameters.count == action.parameters.count
      else { continue }
      if case .some(.none) = result { continue }
      actions.append((action, parameters, result ?? nil))
    }
    file.checker.vocabulary = fullSchema()
  }

  private mutating func declare(
    _ name: Name, as kind: Declaration.Kind, in file: inout FileChecker
  ) -> Bool {
    if file.checker.reportClash(name) { return false }
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

  private mutating func declareObjects(in file: inout FileChecker) {
    for item in items {
      switch item {
      case .agent(let agent):
        let index = agents.count
        let object = ObjectID(entity: WorldModel.EntityIndex.agent, index: index)
        if declare(agent.name, as: .object(object), in: &file) {
          agents.append(agent)
          objectNames[WorldModel.EntityIndex.agent].append(agent.name.text)
        }
      case .object(let object):
        guard case .name(let type) = object.type else {
          file.checker.report(
            .unknownType, at: object.type.span,
            "the type of an object must be an entity, not a list")
          file.checker.names[object.name.text] = Declaration(kind: .broken, span: object.name.span)
          continue
        }
        guard let index = entities.firstIndex(where: { $0.syntax.name.text == type.text }) else {
          // The declaration of the entity has a mistake, which is already reported.
          if case .broken? = file.checker.names[type.text]?.kind {
            file.checker.names[object.name.text] = Declaration(
              kind: .broken, span: object.name.span)
            continue
          }
          let known = entities.map(\.syntax.name.text)
          let meant = Suggestion.nearest(to: type.text, among: known)
          file.checker.report(
            .unknownType, at: type.span,
            "there is no entity `\(type.text)`"
              + (meant.map { "; did you mean `\($0)`?" } ?? ""),
            fix: meant.map { .init("write `\($0)`", replace: type.span, with: $0) })
          file.checker.names[object.name.text] = Declaration(kind: .broken, span: object.name.span)
          continue
        }
        let entity = entities[index].index
        let id = ObjectID(entity: entity, index: objectNames[entity].count)
        if declare(object.name, as: .object(id), in: &file) {
          entities[index].objects.append(object)
          objectNames[entity].append(object.name.text)
        }
      default: continue
      }
    }
    // Objects that are created during a run get generated names.
    for entity in entities {
      for number in 0..<min(entity.syntax.most?.count ?? 0, Self.mostObjects) {
        objectNames[entity.index].append("\(entity.syntax.name.text)#\(number + 1)")
      }
    }
  }

  /// The largest number of objects of one entity that can be created.
  static let mostObjects = 1_000

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
      let given = entity.objects.map {
        self.given($0.fields, of: entity.index, fields: fields, objectName: $0.name.text, in: &file)
      }
      reportDuplicateNames(entity.objects.map(\.name), given: given, fields: fields, in: &file)
      checked.append(
        WorldEntity(
          name: entity.syntax.name.text, index: entity.index, fields: fields, given: given,
          most: min(entity.syntax.most?.count ?? 0, Self.mostObjects)))
    }
    var checkedActions: [WorldAction] = []
    for action in actions {
      var statements = ActionChecker(
        file: file, entities: checked, hasAgents: !agents.isEmpty, text: text)
      checkedActions.append(
        statements.action(action.syntax, parameters: action.parameters, result: action.result))
      file = statements.file
    }
    let checkedAgents = agents.map { agent in
      WorldAgent(
        name: agent.name.text,
        actions: agent.actions.compactMap { self.action($0, in: &file) }, steps: agent.steps)
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
      assumptions: [], scope: file.checker.names, commands: commands(in: &file))
  }

  private func field(
    _ field: (syntax: SyntaxField, type: StaticType), in file: inout FileChecker
  ) -> WorldField {
    var initial: Expression?
    if let written = field.syntax.initial {
      file.checker.startDeclaration()
      if let value = file.checker.check(written) {
        initial = Self.initialValue(value, field.type, in: &file)
      }
    }
    return WorldField(
      name: field.syntax.name.text, type: field.type, isVariable: field.syntax.isVariable,
      initial: initial)
  }

  /// The value, if it is fixed and of the type; otherwise `nil`, and the mistake is reported.
  private static func initialValue(
    _ value: Expression, _ type: StaticType, in file: inout FileChecker
  ) -> Expression? {
    let vocabulary = file.checker.vocabulary
    guard type.accepts(value.type) || value.type == .null else {
      file.checker.report(
        .badInitialValue, at: value.span,
        "this must start with \(vocabulary.phrase(of: type)), but the value is \(vocabulary.phrase(of: value.type))"
      )
      return nil
    }
    guard value.isFixed else {
      file.checker.report(
        .badInitialValue, at: value.span, "an initial value must never change, but this changes")
      return nil
    }
    // A list of objects is a constant, as one object is. As a constant it is not part of the state.
    guard let constant = try? ConstantEvaluator.value(of: value) else { return value }
    return Expression(
      .constant(constant), type: value.type, span: value.span, isFixed: true,
      frameSize: value.frameSize)
  }

  /// Reports two objects with the same `name`, because plans could not tell them apart.
  private func reportDuplicateNames(
    _ objects: [Name], given: [[Int: Expression]], fields: [WorldField],
    in file: inout FileChecker
  ) {
    guard let field = WorldEntity.nameField(of: fields) else { return }
    var owners: [Text: Name] = [:]
    for (object, values) in zip(objects, given) {
      guard case .constant(.string(let name))? = (values[field] ?? fields[field].initial)?.kind
      else { continue }
      guard let other = owners.updateValue(object, forKey: name) else { continue }
      file.checker.report(
        .badObject, at: object.span,
        "`\(other.text)` also has the name \(Value.quoted(name.string)), so plans could not tell the two apart"
      )
    }
  }

  private func given(
    _ written: [(name: Name, value: SyntaxExpression)], of entity: Int, fields: [WorldField],
    objectName: String, in file: inout FileChecker
  ) -> [Int: Expression] {
    var values: [Int: Expression] = [:]
    for (name, value) in written {
      file.checker.startDeclaration()
      let checked = file.checker.check(value)
      guard
        let index = Self.fieldIndex(name, among: fields, taken: values.keys, of: entity, in: &file)
      else {
        continue
      }
      if let checked {
        values[index] = Self.initialValue(checked, fields[index].type, in: &file)
      }
    }
    if let index = WorldEntity.nameField(of: fields), fields[index].initial == nil,
      !written.contains(where: { $0.name.text == fields[index].name })
    {
      values[index] = WorldEntity.constant(objectName)
    }
    return values
  }

  /// The index of a field that gets a value; `nil` if it does not exist or already has a value, which is
  /// reported.
  static func fieldIndex(
    _ name: Name, among fields: [WorldField], taken: some Collection<Int>, of entity: Int,
    in file: inout FileChecker
  ) -> Int? {
    guard let index = fields.firstIndex(where: { $0.name == name.text }) else {
      let meant = Suggestion.nearest(to: name.text, among: fields.map(\.name))
      file.checker.report(
        .badObject, at: name.span,
        "\(file.checker.vocabulary.phrase(of: .entity(entity))) has no field `\(name.text)`"
          + (meant.map { "; did you mean `\($0)`?" } ?? ""),
        fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
      return nil
    }
    guard !taken.contains(index) else {
      file.checker.report(.badObject, at: name.span, "the field `\(name.text)` is given twice")
      return nil
    }
    return index
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
