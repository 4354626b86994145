/// The vocabulary `agent` (SemanticsOfProperties, "The vocabulary of agents") as data; the agent
/// front-end has the universe that fills it.
extension VocabularySchema {
  /// The indices of the entity types of the vocabulary `agent`.
  public enum AgentEntity: Int, Sendable {
    case call, agent
  }

  /// The vocabulary `agent`.
  public static let agent: VocabularySchema = {
    let call = EntitySchema(
      "Call",
      attributes: [
        AttributeSchema("tool", .string),
        AttributeSchema("args", .value),
        AttributeSchema("agent", .string),
        AttributeSchema("label", .string),
        AttributeSchema("output", .value, isFixed: false),
        AttributeSchema("started", .bool, isFixed: false),
        AttributeSchema("happened", .bool, isFixed: false),
        AttributeSchema("failed", .bool, isFixed: false),
        AttributeSchema("changes", .value),
        AttributeSchema("annotations", .value),
        AttributeSchema("id", .string),
        AttributeSchema("effect", .string),
        AttributeSchema("untrusted", .value),
        AttributeSchema("leaks", .value),
        AttributeSchema("questions", .value),
        AttributeSchema("answers", .value),
      ], isStep: true)
    let agent = EntitySchema("Agent", attributes: [AttributeSchema("name", .string)])
    let calls = AgentEntity.call.rawValue
    return VocabularySchema(
      name: "agent", entities: [call, agent],
      collections: [
        CollectionSchema("calls", of: calls),
        CollectionSchema("agents", of: AgentEntity.agent.rawValue),
      ], singletons: [], relations: [.flowsTo: (calls, calls), .approves: (calls, calls)])
  }()
}
