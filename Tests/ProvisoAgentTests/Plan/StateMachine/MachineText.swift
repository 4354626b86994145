import ProvisoAgent
import ProvisoKernel
import ProvisoPlans
import Testing

/// Builds the JSON of state machines from short texts.
enum MachineText {
  /// A machine with these states. The first one is the start.
  static func machine(_ states: [(String, String)], _ more: String = "") -> String {
    let all = states.map { "\"\($0)\": {\($1)}" }.joined(separator: ",\n    ")
    return "{\(more)\"StartAt\": \"\(states.first?.0 ?? "")\", \"States\": {\n    \(all)}}"
  }

  /// The fields of a Task state that calls a function.
  static func task(_ function: String, _ rest: String) -> String {
    "\"Type\": \"Task\", \"Resource\": \"arn:aws:lambda:eu-central-1:123456789012:function:\(function)\", \(rest)"
  }

  static func next(_ name: String) -> String { "\"Next\": \"\(name)\"" }
  static let end = "\"End\": true"

  static func read(_ text: String) throws -> AgentPlan { try PlanText.read(text) }

  static func told(_ states: [(String, String)], _ more: String = "") throws -> String {
    try PlanText.of(read(machine(states, more)))
  }
}
