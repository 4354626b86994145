/// The formats that are read as plans of agents.
public enum PlanFormat: String, Sendable, Hashable, CaseIterable {
  /// Proviso's own, in YAML or JSON.
  case native = "proviso.plan/1"
  /// A graph of LangGraph, as `get_graph().to_json()` gives it.
  case langGraph = "langgraph"
  /// A state machine in Amazon States Language.
  case stateMachine = "asl"
}
