import ProvisoPlans

/// The formats from which plans of agents can be read.
package enum AgentPlanFormat: String, Sendable, Hashable, CaseIterable {
  /// Proviso's own format, in YAML or JSON.
  case native = "proviso.plan/1"
  /// A graph of LangGraph, as `get_graph().to_json()` returns it.
  case langGraph = "langgraph"
  /// A state machine in Amazon States Language.
  case stateMachine = "asl"
}

extension PlannedAgent {
  /// The name of the agent in a source that does not name it, because it is the only one.
  package static let onlyName = "agent"
}
