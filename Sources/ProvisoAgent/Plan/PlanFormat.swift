/// The formats from which plans of agents can be read.
public enum PlanFormat: String, Sendable, Hashable, CaseIterable {
  /// Proviso's own format, in YAML or JSON.
  case native = "proviso.plan/1"
  /// A graph of LangGraph, as `get_graph().to_json()` returns it.
  case langGraph = "langgraph"
  /// A state machine in Amazon States Language.
  case stateMachine = "asl"
}
