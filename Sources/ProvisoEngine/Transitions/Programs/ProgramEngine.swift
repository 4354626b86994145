/// Visits the states of a program that its questions can see (`ProgramSearch`).
///
/// It ends early where initial values that are not known make very many initial states, as
/// `ExplicitEngine` does; `PatientProgramEngine` goes on.
struct ProgramEngine: ExplorationEngine {
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

/// Visits the states of a program although an enumeration has paused, up to the limits.
struct PatientProgramEngine: ExplorationEngine {
  static let searchesAllRuns = false
  private let engine: ProgramEngine

  init?(_ task: ExplorationTask) {
    guard task.isPaused, let engine = ProgramEngine(task, pause: nil) else { return nil }
    self.engine = engine
  }

  func explore() -> Exploration { engine.explore() }
}
