/// Visits the states of a program that its questions can see (`ProgramSearch`).
struct ProgramEngine: ExplorationEngine {
  // The depth is that of a reduced search, which leaves out interleavings.
  static let searchesAllRuns = false
  private let task: ExplorationTask

  init?(_ task: ExplorationTask) {
    if task.system.control.isEmpty { return nil }
    self.task = task
  }

  func explore() -> Exploration {
    var found = ProgramSearch(
      limits: task.limits, cancellation: task.cancellation, progress: task.progress
    ).run(task.system, for: task.properties)
    found.addProofReasons(task)
    if found.states == 0 { found.states = nil }
    return found
  }
}
