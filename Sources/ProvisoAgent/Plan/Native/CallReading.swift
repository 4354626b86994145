import ProvisoKernel
import ProvisoPlans

/// What a single call of a tool does, as steps of a plan.
package struct CallReading: Sendable {
  /// The steps: the call itself, or those that the command line of a shell makes.
  package let steps: [AgentPlanStep]
  /// Why the call is not fully understood, as sentences. If there are any, nothing can be proved about a
  /// plan with these steps.
  package let gaps: [String]
  /// The assumptions about facts that the call does not state, as sentences.
  package let assumptions: [String]

  /// Reads a call as a plan's step would be read.
  ///
  /// - Parameters:
  ///   - call: the call. Its arguments are constants.
  ///   - shell: the reader of shell commands.
  package init(_ call: PlannedCall, shell: @escaping ShellCommandReader) {
    var reader = NativePlanReader(shell: shell)
    let step = AgentPlanStep(.call(call))
    let read = ShellCall.isShell(call.tool) ? reader.expanded(step, call) : step
    steps = [read]
    gaps = reader.gaps
    assumptions = reader.assumptions
  }

  /// The reader of shell commands for a call.
  ///
  /// - Parameter number: a number that no other call of the same plan has.
  package static func shell(number: Int) -> ShellCommandReader {
    { command, position in
      ShellReader.read(command, position: position, identifiers: "shell\(number)_")
    }
  }
}
