import ProvisoKernel
import ProvisoSyntax

/// A checked world: its state, its actions, and its agents (SemanticsOfProperties, "Worlds").
package struct WorldModel: Sendable {
  /// The name after `world`.
  package let name: String
  /// The names that expressions over the world can use.
  package let schema: VocabularySchema
  /// The entities without enums, in the order of the source.
  package let entities: [WorldEntity]
  /// The names of the objects of each entity type, including enums and agents, by the type's index
  /// in the schema.
  package let objectNames: [[String]]
  /// The world's own variables, in the order of the attributes of the schema's state.
  package let variables: [WorldField]
  package let relations: [WorldRelation]
  package let actions: [WorldAction]
  package let agents: [WorldAgent]
  /// The `assume { … }` blocks of the files that make up the world.
  package let assumptions: [Expression]
  /// The conditions on the initial state.
  package let starts: [Expression]
  /// The declarations of the world's names, for conditions that are read later.
  let scope: [String: Declaration]
  /// The program that the agents follow; `nil` if they act freely.
  package let program: Program?
  /// The facts about command lines that the world declares.
  package internal(set) var commands: WorldCommands

  init(
    name: String, schema: VocabularySchema, entities: [WorldEntity], objectNames: [[String]],
    variables: [WorldField], relations: [WorldRelation], actions: [WorldAction],
    agents: [WorldAgent], assumptions: [Expression], starts: [Expression] = [],
    scope: [String: Declaration] = [:],
    program: Program? = nil, commands: WorldCommands = WorldCommands()
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
    self.starts = starts
    self.scope = scope
    self.program = program
    self.commands = commands
  }

  /// The name of the hidden attribute that records whether an object exists; no word of a source
  /// can equal it.
  package static let presenceName = "(created)"

  /// The indices of the types that every world's schema has. The first two are those of the
  /// vocabulary `agent`, so that properties for `agent` also apply to a plan in a world.
  package enum EntityIndex {
    /// The calls of a plan; there are none if agents act freely.
    package static let call = VocabularySchema.AgentEntity.call.rawValue
    /// The agents.
    package static let agent = VocabularySchema.AgentEntity.agent.rawValue
    /// The single object whose attributes are the world's own variables.
    package static let state = 2
    /// Actions with their arguments.
    package static let step = 3
    /// The first type that the world declares.
    package static let first = 4
  }
}

extension WorldModel {
  /// The world with additional objects, which follow the declared ones. Only their names are known.
  ///
  /// - Parameters:
  ///   - names: the names that a plan gives them, by the indices of their entities.
  ///   - others: the entities that get one more object whose name is unknown, too.
  package func adding(_ names: [Int: [String]], others: Set<Int> = []) -> WorldModel {
    guard !names.isEmpty || !others.isEmpty else { return self }
    var objectNames = objectNames
    let entities = entities.map { entity -> WorldEntity in
      var new = names[entity.index] ?? []
      var given = new.map { entity.named($0) }
      if entity.nameField != nil { new = new.map { $0.isEmpty ? entity.nothing : $0 } }
      // An object of the world can have this name under another `name`.
      let declared = Set(objectNames[entity.index])
      new = new.map { declared.contains($0) ? "\($0) of the plan" : $0 }
      if others.contains(entity.index) {
        new.append("any other \(entity.name)")
        given.append([:])
      }
      objectNames[entity.index].insert(contentsOf: new, at: entity.given.count)
      return WorldEntity(
        name: entity.name, index: entity.index, fields: entity.fields,
        given: entity.given + given, most: entity.most)
    }
    return WorldModel(
      name: name, schema: schema, entities: entities, objectNames: objectNames,
      variables: variables, relations: relations, actions: actions, agents: agents,
      assumptions: assumptions, starts: starts, scope: scope, program: program, commands: commands)
  }

  /// The texts by which a plan names the objects of an entity type, in the order of the objects:
  /// their `name` if they have one, otherwise their name in the world.
  package func texts(of index: Int) -> [String] {
    guard let entity = entities.first(where: { $0.index == index }), let field = entity.nameField
    else { return objectNames[index] }
    return zip(objectNames[index], entity.given).map { name, given in
      if case .constant(.string(let text))? = (given[field] ?? entity.fields[field].initial)?.kind {
        text.string
      } else {
        name
      }
    }
  }

  /// The world whose objects have the usual spelling of their names. Objects that would get the same
  /// name keep theirs.
  ///
  /// - Parameter directory: the working directory, as an absolute path; `nil` if it is unknown.
  package func withCanonicalNames(in directory: String? = nil) -> WorldModel {
    let entities = entities.map { entity -> WorldEntity in
      guard let field = entity.nameField else { return entity }
      let old = texts(of: entity.index)
      let new = old.map { ObjectNames.canonical($0, of: entity.name, in: directory) }
      guard new != old, Set(new).count == new.count else { return entity }
      let given = entity.given.enumerated().map { index, given in
        var given = given
        if new[index] != old[index] { given[field] = WorldEntity.constant(new[index]) }
        return given
      }
      return WorldEntity(
        name: entity.name, index: entity.index, fields: entity.fields, given: given,
        most: entity.most)
    }
    return WorldModel(
      name: name, schema: schema, entities: entities, objectNames: objectNames,
      variables: variables, relations: relations, actions: actions, agents: agents,
      assumptions: assumptions, starts: starts, scope: scope, program: program, commands: commands)
  }

  /// The usual spelling of a name for an object of an entity type.
  package func canonical(
    _ text: String, of index: Int, in directory: String? = nil
  ) -> String {
    guard let entity = entities.first(where: { $0.index == index }), entity.nameField != nil
    else { return text }
    return ObjectNames.canonical(text, of: entity.name, in: directory)
  }

  /// The world in which its agents follow a plan; agents that it does not declare are added.
  package func running(_ program: Program, agents newAgents: [String]) -> WorldModel {
    var objectNames = objectNames
    objectNames[EntityIndex.agent] += newAgents
    objectNames[EntityIndex.call] = program.calls.map(\.name)
    return WorldModel(
      name: name, schema: schema, entities: entities, objectNames: objectNames,
      variables: variables, relations: relations, actions: actions,
      agents: agents + newAgents.map { WorldAgent(name: $0, actions: [], steps: nil) },
      assumptions: assumptions, starts: starts, scope: scope, program: program, commands: commands)
  }
}

extension WorldModel {
  /// The fairness of an action that an agent takes: that of the action if one is written there, or else
  /// that of the agent.
  package func fairness(of action: Int, by agent: Int?) -> Fairness {
    actions[action].fairness ?? agent.flatMap { agents[$0].fairness } ?? .weak
  }

  /// Whether the files that make up the world declare the name.
  package func declares(_ name: String) -> Bool { scope[name] != nil }

  /// The same world, whose agents follow another form of their program.
  package func replacing(program: Program) -> WorldModel {
    WorldModel(
      name: name, schema: schema, entities: entities, objectNames: objectNames,
      variables: variables, relations: relations, actions: actions, agents: agents,
      assumptions: assumptions, starts: starts, scope: scope, program: program, commands: commands)
  }
}

/// An entity of a world.
package struct WorldEntity: Sendable {
  package let name: String
  /// The index of its type in the schema.
  package let index: Int
  /// The fields, in the order of the attributes of the schema's type.
  package let fields: [WorldField]
  /// The values given to the fields of the declared objects, one table for each object.
  package let given: [[Int: Expression]]
  /// The largest number of objects that can be created during a run; they follow the declared ones.
  package let most: Int

  /// The field by which plans name an object: `name: String`, which is fixed. Names outside the
  /// language can contain `-`, `/` and `.`.
  package var nameField: Int? { Self.nameField(of: fields) }

  static func nameField(of fields: [WorldField]) -> Int? {
    fields.firstIndex { $0.name == "name" && $0.type == .string && !$0.isVariable }
  }

  /// The name of the object for an empty text: a command that does not name an object.
  package var nothing: String { "no \(name)" }

  /// The values of an object that is known only by its name.
  func named(_ text: String) -> [Int: Expression] {
    nameField.map { [$0: Self.constant(text)] } ?? [:]
  }

  /// A name as a constant expression without a source.
  static func constant(_ name: String) -> Expression {
    Expression(
      .constant(.string(Text(name))), type: .string, span: Span(file: -1, start: 0, end: 0),
      isFixed: true, frameSize: 0)
  }

  /// The index of the hidden attribute that records whether an object exists; `nil` if all objects
  /// exist from the start.
  package var presence: Int? { most > 0 ? fields.count : nil }
}

/// A field of an entity, or a variable of the world.
package struct WorldField: Sendable {
  package let name: String
  package let type: StaticType
  package let isVariable: Bool
  /// The initial value; `nil` if it can be any.
  package let initial: Expression?
}

/// A relation between objects, initially empty.
package struct WorldRelation: Sendable {
  package let name: String
  /// The types of the operands.
  package let types: [StaticType]
}

/// An action with its requirements and effects.
package struct WorldAction: Sendable {
  package let name: String
  package let parameters: [(name: String, type: StaticType)]
  package let result: (name: String, type: StaticType)?
  package let isHarmless: Bool
  package let mayFail: Bool
  /// The fairness that is written; `nil` if none is.
  package var fairness: Fairness?
  package let documentation: String
  /// The statements. Slot 0 of their frame is the actor; the parameters and the result follow.
  package let body: [Statement]
  package let span: Span
}

/// An agent of a world.
package struct WorldAgent: Sendable {
  package let name: String
  /// The indices of the actions that the agent may take.
  package let actions: [Int]
  /// The largest number of steps that the agent takes; `nil` if there is no limit.
  package let steps: Int?
  /// The fairness of its steps that is written; `nil` if none is.
  package var fairness: Fairness?
}

/// A checked statement of an action.
package struct Statement: Sendable {
  /// An assignable: the left side of an assignment.
  package indirect enum Assignable: Sendable {
    /// A variable of the world.
    case variable(Int)
    /// A field of an object, by its index in the entity.
    case field(Expression, Int)
    /// The value that a map has for an object.
    case entry(Assignable, Expression)
  }

  package indirect enum Kind: Sendable {
    /// A condition with its source text.
    case requires(Expression, String)
    case assign(Assignable, AssignmentOperator, Expression)
    case conditional(Expression, [Statement], [Statement])
    case every([Binder], [Statement])
    /// The chosen value takes the binder's slot in the statements that follow.
    case choose(Binder)
    case insert(Int, [Expression])
    case remove(Int, [Expression])
    case failIf(Expression)
    /// A new object of the entity (by its index in the schema), which takes the slot.
    case create(entity: Int, slot: Int, fields: [Int: Expression])
  }

  package let kind: Kind
  package let span: Span
}
