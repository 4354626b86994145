import ProvisoKernel

/// A checked world: what state there is, what each action needs and does, and who may act
/// (LANGUAGE, section 8).
public struct WorldModel: Sendable {
  /// The name after `world`.
  public let name: String
  /// What expressions over the world can name.
  public let schema: VocabularySchema
  /// The entities, enums apart, in the order of the source.
  public let entities: [WorldEntity]
  /// The names of the objects of each entity type, enums and agents included, by the type's place in
  /// the schema.
  public let objectNames: [[String]]
  /// The state's own variables, in the order of the attributes of the schema's state.
  public let variables: [WorldField]
  public let relations: [WorldRelation]
  public let actions: [WorldAction]
  public let agents: [WorldAgent]
  /// The `assume { … }` blocks of the files that make up the world.
  public let assumptions: [Expression]
  /// What its names stand for, for conditions that are read later.
  let scope: [String: Declaration]
  /// What the agents do, one after the other; `nil` where they act freely.
  public let program: Program?

  init(
    name: String, schema: VocabularySchema, entities: [WorldEntity], objectNames: [[String]],
    variables: [WorldField], relations: [WorldRelation], actions: [WorldAction],
    agents: [WorldAgent], assumptions: [Expression], scope: [String: Declaration] = [:],
    program: Program? = nil
  ) {
    self.name = name
    self.schema = schema
    self.entities = entities
    self.objectNames = objectNames
    self.variables = variables
    self.relations = relations
    self.actions = actions
    self.agents = agents
    self.assumptions = assumptions
    self.scope = scope
    self.program = program
  }

  /// The name of the attribute that says whether an object has come into being; no word of a source can
  /// name it.
  static let presenceName = "(created)"

  /// Places of the types that every world's schema has. The first two are those of the vocabulary
  /// `agent`, so that what is said of any plan can be asked of one in a world.
  public enum Place {
    /// The calls of a plan; where agents act freely there are none.
    public static let call = VocabularySchema.AgentEntity.call.rawValue
    /// Those who act.
    public static let agent = VocabularySchema.AgentEntity.agent.rawValue
    /// The one object whose attributes are the world's own variables.
    public static let state = 2
    /// Actions with their arguments.
    public static let step = 3
    /// The first type that the world declares.
    public static let first = 4
  }
}

extension WorldModel {
  /// The world with more objects, which follow the declared ones; nothing is known of them but the name.
  ///
  /// - Parameters:
  ///   - names: what a plan calls them, by the places of their entities.
  ///   - others: entities that get one object more of which not even the name is known.
  func adding(_ names: [Int: [String]], others: Set<Int> = []) -> WorldModel {
    guard !names.isEmpty || !others.isEmpty else { return self }
    var objectNames = objectNames
    let entities = entities.map { entity -> WorldEntity in
      var new = names[entity.place] ?? []
      var given = new.map { entity.named($0) }
      if entity.nameField != nil { new = new.map { $0.isEmpty ? entity.nothing : $0 } }
      if others.contains(entity.place) {
        new.append("any other \(entity.name)")
        given.append([:])
      }
      objectNames[entity.place].insert(contentsOf: new, at: entity.given.count)
      return WorldEntity(
        name: entity.name, place: entity.place, fields: entity.fields,
        given: entity.given + given, most: entity.most)
    }
    return WorldModel(
      name: name, schema: schema, entities: entities, objectNames: objectNames,
      variables: variables, relations: relations, actions: actions, agents: agents,
      assumptions: assumptions, scope: scope, program: program)
  }

  /// The texts by which a plan names the objects of an entity type: their `name`, where they have one,
  /// else what the world calls them; in the order of the objects.
  func texts(of place: Int) -> [String] {
    guard let entity = entities.first(where: { $0.place == place }), let field = entity.nameField
    else { return objectNames[place] }
    return zip(objectNames[place], entity.given).map { name, given in
      if case .constant(.string(let text))? = (given[field] ?? entity.fields[field].initial)?.kind {
        text.string
      } else {
        name
      }
    }
  }

  /// The world in which its agents follow a plan; those that it does not declare join them.
  func running(_ program: Program, agents newAgents: [String]) -> WorldModel {
    var objectNames = objectNames
    objectNames[Place.agent] += newAgents
    objectNames[Place.call] = program.calls.map(\.name)
    return WorldModel(
      name: name, schema: schema, entities: entities, objectNames: objectNames,
      variables: variables, relations: relations, actions: actions,
      agents: agents + newAgents.map { WorldAgent(name: $0, actions: [], steps: nil) },
      assumptions: assumptions, scope: scope, program: program)
  }
}

/// An entity of a world.
public struct WorldEntity: Sendable {
  public let name: String
  /// The place of its type in the schema.
  public let place: Int
  /// In the order of the attributes of the schema's type.
  public let fields: [WorldField]
  /// The values that the declared objects are given, by field, one table an object.
  public let given: [[Int: Expression]]
  /// How many objects may come into being while the plan runs; they follow the declared ones.
  public let most: Int

  /// The field that says how plans name an object: `name: String`, which never changes. Names outside
  /// the language have `-`, `/` and `.` in them.
  var nameField: Int? { Self.nameField(of: fields) }

  static func nameField(of fields: [WorldField]) -> Int? {
    fields.firstIndex { $0.name == "name" && $0.type == .string && !$0.isVariable }
  }

  /// What the object is called whose name is empty: what a command does not name.
  var nothing: String { "no \(name)" }

  /// The values of an object of which the name is all that is known.
  func named(_ text: String) -> [Int: Expression] {
    nameField.map { [$0: Self.constant(text)] } ?? [:]
  }

  /// A name as a value that no source says.
  static func constant(_ name: String) -> Expression {
    Expression(
      .constant(.string(Text(name))), type: .string, span: Span(file: -1, start: 0, end: 0),
      isFixed: true, frameSize: 0)
  }

  /// The place of the hidden attribute that says whether an object has come into being; `nil` where
  /// all are there from the start.
  public var presence: Int? { most > 0 ? fields.count : nil }
}

/// A field of an entity, or a variable of the world's own.
public struct WorldField: Sendable {
  public let name: String
  public let type: StaticType
  public let isVariable: Bool
  /// The value at first; `nil` where nothing says so, which leaves any.
  public let initial: Expression?
}

/// A relation between objects, at first empty.
public struct WorldRelation: Sendable {
  public let name: String
  /// The places of the types.
  public let types: [StaticType]
}

/// An action: what it needs and what it does.
public struct WorldAction: Sendable {
  public let name: String
  public let parameters: [(name: String, type: StaticType)]
  public let result: (name: String, type: StaticType)?
  public let isHarmless: Bool
  public let mayFail: Bool
  public let documentation: String
  /// The statements; slot 0 of their frame is the actor, then come the parameters and the result.
  public let body: [Statement]
  public let span: Span
}

/// Someone who acts.
public struct WorldAgent: Sendable {
  public let name: String
  /// The places of the actions that the agent may take.
  public let actions: [Int]
  /// How many steps the agent takes at most.
  public let steps: Int?
}

/// A checked statement of an action.
public struct Statement: Sendable {
  /// What can be assigned to.
  public enum Place: Sendable {
    /// A variable of the world's own.
    case variable(Int)
    /// A field of an object, by its place in the entity.
    case field(Expression, Int)
  }

  public indirect enum Kind: Sendable {
    /// With the text of the source.
    case requires(Expression, String)
    case assign(Place, AssignmentOperator, Expression)
    case conditional(Expression, [Statement], [Statement])
    case every([Binder], [Statement])
    /// The chosen value takes the binder's slot, for the statements that follow.
    case choose(Binder)
    case insert(Int, [Expression])
    case remove(Int, [Expression])
    case failIf(Expression)
    /// An object of the entity (by its place in the schema) comes into being and takes the slot.
    case create(entity: Int, slot: Int, fields: [Int: Expression])
  }

  public let kind: Kind
  public let span: Span
}
