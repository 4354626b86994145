import ProvisoKernel
import ProvisoLanguage

/// The layout of a world's state: a variable for each variable of the world, each field of each
/// object, and each tuple of a relation.
///
/// Fixed and known values need no variable.
package struct WorldLayout: Sendable {
  /// Why a world has no layout.
  package struct Failure: Error {
    package let reason: String
  }

  /// The content of one variable.
  package indirect enum Content: Hashable, Sendable {
    case variable(Int)
    case field(ObjectID, Int)
    /// A part of a variable or a field: whether a set contains an object, an element of a sequence, or
    /// the value of a map for an object.
    case part(Content, Int)
    case presence(ObjectID)
    case tuple(Int, [Value])
    /// The number of steps that an agent has taken.
    case count(Int)
    /// The current node of a thread of the program.
    case control(Int)
    /// The phase of a call.
    case phase(Int)
    /// The output of a call that is done.
    case answer(Int)
    /// The value that a call in flight has for a parameter that the plan does not fix.
    case argument(Int, Int)

    /// Whether it belongs to the execution of a plan instead of the world.
    package var isOfProgram: Bool {
      switch self {
      case .control, .phase, .answer, .argument: true
      case .variable, .field, .part, .presence, .tuple, .count: false
      }
    }
  }

  package let model: WorldModel
  package let contents: [Content]
  package let variables: [StateVariable]
  private let indices: [Content: Int]

  /// The largest number of variables.
  static let mostVariables = 200_000

  /// Lays out a world.
  ///
  /// - Throws: `Failure` if the world needs too many variables.
  package init(_ model: WorldModel) throws(Failure) {
    self.model = model
    let nulls = Nullability(model)
    var contents: [Content] = []
    var variables: [StateVariable] = []
    func add(_ content: Content, name: String, type: StaticType, mayBeNull: Bool) {
      contents.append(content)
      var domain: [Value]?
      if case .range = type { domain = WorldLayout.sort(of: type, in: model).values }
      variables.append(
        StateVariable(
          name: name, sort: WorldLayout.variableSort(of: type, in: model), mayBeNull: mayBeNull,
          domain: domain))
    }
    func addParts(of base: Content, name: String, type: StaticType, mayBeNull: Bool) {
      for part in Self.parts(of: type, in: model) {
        add(
          .part(base, part.index), name: part.name(in: name), type: part.type,
          mayBeNull: part.mayBeNull ?? mayBeNull)
      }
    }
    for (index, variable) in model.variables.enumerated() {
      guard !variable.type.hasParts else {
        addParts(
          of: .variable(index), name: variable.name, type: variable.type,
          mayBeNull: nulls.variables.contains(index))
        continue
      }
      add(
        .variable(index), name: variable.name, type: variable.type,
        mayBeNull: nulls.variables.contains(index))
    }
    for entity in model.entities {
      for (index, name) in model.objectNames[entity.index].enumerated() {
        let object = ObjectID(entity: entity.index, index: index)
        let isDeclared = index < entity.given.count
        for (fieldIndex, field) in entity.fields.enumerated() {
          if isDeclared, !field.isVariable,
            case .constant? = (entity.given[index][fieldIndex] ?? field.initial)?.kind
          {
            continue
          }
          let content = Content.field(object, fieldIndex)
          let mayBeNull = nulls.fields.contains(
            Nullability.Field(entity: entity.index, index: fieldIndex))
          if field.type.hasParts {
            addParts(
              of: content, name: "\(name).\(field.name)", type: field.type, mayBeNull: mayBeNull)
            continue
          }
          add(content, name: "\(name).\(field.name)", type: field.type, mayBeNull: mayBeNull)
        }
        if !isDeclared {
          add(.presence(object), name: "\(name) has been created", type: .bool, mayBeNull: false)
        }
        guard contents.count <= Self.mostVariables else { throw Self.tooLarge }
      }
    }
    for (index, relation) in model.relations.enumerated() where !model.staysEmpty(index) {
      for tuple in try Self.tuples(of: relation.types, in: model) {
        let names = tuple.map { Self.name(of: $0, model) }.joined(separator: ", ")
        add(.tuple(index, tuple), name: "\(relation.name)(\(names))", type: .bool, mayBeNull: false)
        guard contents.count <= Self.mostVariables else { throw Self.tooLarge }
      }
    }
    for (index, agent) in model.agents.enumerated() where agent.steps != nil {
      add(.count(index), name: "steps of \(agent.name)", type: .int, mayBeNull: false)
    }
    if let program = model.program {
      for (content, name, sort) in program.contents(in: model) {
        contents.append(content)
        variables.append(StateVariable(name: name, sort: sort))
      }
      guard contents.count <= Self.mostVariables else { throw Self.tooLarge }
    }
    self.contents = contents
    self.variables = variables
    indices = Dictionary(
      contents.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { a, _ in a })
  }

  private static let tooLarge = Failure(
    reason: "the world's state has more than \(mostVariables) variables")

  /// The index of the variable with the content; `nil` if the content is fixed and known or does
  /// not exist.
  package subscript(content: Content) -> Int? { indices[content] }

  static func sort(of type: StaticType, in model: WorldModel) -> Sort {
    switch type {
    case .bool: .bool
    case .int: .integer
    case .decimal: .decimal
    case .string: .string
    case .range(let low, let high): .finite((low...high).map { .number(Number($0)) })
    case .entity(let entity):
      .finite(
        model.objectNames[entity].indices.map { .object(ObjectID(entity: entity, index: $0)) })
    case .set(let entity):
      model.objectNames[entity].count <= mostInEnumeratedSet
        ? .finite(
          model.objectNames[entity].indices.map {
            Value.object(ObjectID(entity: entity, index: $0))
          }.subsets.map(Value.list)) : .any
    case .value, .null, .list, .sequence, .map: .any
    }
  }

  /// The sort of a variable. A number in a range is an integer like others: its range bounds the values
  /// that the world gives it, and calculations leave it.
  static func variableSort(of type: StaticType, in model: WorldModel) -> Sort {
    if case .range = type { .integer } else { sort(of: type, in: model) }
  }

  /// All combinations of values of types that have finitely many.
  ///
  /// - Throws: `Failure` if there are more than `mostVariables`.
  static func tuples(of types: [StaticType], in model: WorldModel) throws(Failure) -> [[Value]] {
    var out: [[Value]] = [[]]
    for type in types {
      let values = sort(of: type, in: model).values ?? []
      guard out.count * max(values.count, 1) <= mostVariables else { throw tooLarge }
      out = out.flatMap { tuple in values.map { tuple + [$0] } }
    }
    return out
  }

  /// A value in the language's notation: objects by their names.
  package static func name(of value: Value, _ model: WorldModel) -> String {
    if case .list(let values) = value {
      return "[" + values.map { name(of: $0, model) }.joined(separator: ", ") + "]"
    }
    guard case .object(let object) = value else { return value.description }
    if model.objectNames.indices.contains(object.entity),
      model.objectNames[object.entity].indices.contains(object.index)
    {
      return model.objectNames[object.entity][object.index]
    }
    return value.description
  }
}

extension WorldLayout {
  /// A value as JSON: objects and values of enums by their names.
  package static func json(_ value: Value, in model: WorldModel) -> String {
    switch value {
    case .object: Value.quoted(name(of: value, model))
    case .list(let elements):
      "[" + elements.map { json($0, in: model) }.joined(separator: ", ") + "]"
    default: value.description
    }
  }
}

/// The variables and fields that can be null, because some initial value or assignment may be.
///
/// This is a least fixpoint over all initial values and assignments. The symbolic engines encode
/// all other variables without a null value.
struct Nullability {
  struct Field: Hashable {
    let entity: Int
    let index: Int
  }

  private(set) var variables: Set<Int> = []
  private(set) var fields: Set<Field> = []

  init(_ model: WorldModel) {
    var isStable = false
    while !isStable {
      let before = (variables.count, fields.count)
      for (index, variable) in model.variables.enumerated() {
        if let initial = variable.initial, mayBeNull(initial) { variables.insert(index) }
      }
      for entity in model.entities {
        for (fieldIndex, field) in entity.fields.enumerated() {
          let values = entity.given.map { $0[fieldIndex] ?? field.initial } + [field.initial]
          if values.contains(where: { $0.map(mayBeNull) ?? false }) {
            fields.insert(Field(entity: entity.index, index: fieldIndex))
          }
        }
      }
      for action in model.actions { collect(action.body) }
      isStable = before == (variables.count, fields.count)
    }
  }

  private mutating func collect(_ statements: [Statement]) {
    for statement in statements {
      switch statement.kind {
      case .assign(let assignable, _, let value):
        guard mayBeNull(value) else { continue }
        insert(assignable)
      case .conditional(_, let first, let second):
        collect(first)
        collect(second)
      case .every(_, let body): collect(body)
      case .create(let entity, _, let given):
        for (field, value) in given where mayBeNull(value) {
          fields.insert(Field(entity: entity, index: field))
        }
      case .requires, .choose, .insert, .remove, .failIf: continue
      }
    }
  }

  private mutating func insert(_ assignable: Statement.Assignable) {
    switch assignable {
    case .variable(let variable): variables.insert(variable)
    case .field(let object, let field):
      if case .entity(let entity) = object.type {
        fields.insert(Field(entity: entity, index: field))
      }
    case .entry(let map, _): insert(map)
    }
  }

  /// Whether the value can be null; true in case of doubt.
  private func mayBeNull(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .constant(let value): return value.isNull
    // A binder denotes an object or an element of a list.
    case .local:
      switch expression.type {
      case .entity, .bool, .int, .decimal, .string: return false
      default: return true
      }
    case .attribute(let base, let index):
      guard case .entity(let entity) = base.type else { return true }
      if case .singleton = base.kind { return variables.contains(index) }
      return mayBeNull(base) || fields.contains(Field(entity: entity, index: index))
    case .entry(let map, let key): return mayBeNull(map) || mayBeNull(key)
    case .conditional(_, let a, let b): return mayBeNull(a) || mayBeNull(b)
    case .call(let definition, let arguments):
      return mayBeNull(definition.body) || arguments.contains(where: mayBeNull)
    case .function(.min, let arguments), .function(.max, let arguments):
      return arguments.contains(where: mayBeNull)
    case .function(let function, _): return function == .json
    case .negate, .arithmetic, .aggregate, .comprehension, .list, .not, .and, .or, .implies,
      .compare, .quantifier,
      .related, .singleton, .sets:
      return false
    default: return true
    }
  }
}
