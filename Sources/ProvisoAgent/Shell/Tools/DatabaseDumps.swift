import ProvisoKernel
import ProvisoPlans

/// The dumps of databases that a command prints. Such a dump is kept only in a file.
enum DatabaseDumps {
  /// The path of a dump that is printed.
  static let output = "-"

  /// The steps with dumps that are printed as dumps that nobody keeps.
  static func forgotten(_ steps: [AgentPlanStep]) -> [AgentPlanStep] {
    steps.map { step in
      step.mappingCalls { call, id in
        guard call.tool == "pg_dump", call.value(of: "path")?.constant == .string(Text(output))
        else { return (call, id) }
        return (
          call.with(
            arguments: call.arguments.map {
              $0.name == "whole" ? (name: $0.name, value: .constant(.bool(false))) : $0
            }), id
        )
      }
    }
  }
}
