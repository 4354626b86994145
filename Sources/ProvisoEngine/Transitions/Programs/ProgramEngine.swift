/// Visits the states of a program that its questions can see (`ProgramSearch`).
///
/// It ends early where initial values that are not known make very many initial states, as
/// `ExplicitEngine` does; `PatientEngine` goes on.
struct ProgramEngine: PausingEngine {
  // The depth is that of a reduced search, which leaves out interleavings.
  static let searchesAllRuns = false
  private let task: ExplorationTask
  private let pause: Int?

  init?(_ task: ExplorationTask) {
    self.init(task, pause: ExplicitEngine.statesBeforePause)
  }

  init?(_ task: ExplorationTask, pause: Int?) {
    if task.system.control.isEmpty { return nil }
    self.task = task
    self.pause = pause
  }

  func explore() -> Exploration {
    var found = ProgramSearch(
      limits: task.limits, cancellation: task.cancellation, pause: pause, progress: task.progress
    ).run(task.system, for: task.properties)
    found.addProofReasons(task)
    if found.states == 0 { found.states = nil }
    return found
  }
}
