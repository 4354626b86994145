import ProvisoKernel

/// What a reader makes of a shell command.
public struct ShellReading: Sendable {
  /// The calls of tools that it comes to, with the order and the failures that the shell gives them.
  public let steps: [PlanStep]
  /// Why it is not fully understood, as sentences; then nothing can be proved of a plan that runs it.
  public let gaps: [String]

  /// Describes a reading.
  public init(steps: [PlanStep], gaps: [String]) {
    self.steps = steps
    self.gaps = gaps
  }
}
