/// Visits every reachable state, if states can be enumerated (`ExplicitSearch`).
///
/// It ends early where values keep growing, and where initial values that are not known make very many
/// initial states: then the solver often finds at once what an enumeration finds late or never.
/// `PatientExplicitEngine` goes on if the solver does not.
struct ExplicitEngine: ExplorationEngine {
  static let searchesAllRuns = true
  /// The number of states after which the engine looks for growing values, and the largest number of
  /// initial states. A search of so many states
  /// takes less than a second.
  static let statesBeforePause = 100_000

  private let task: ExplorationTask
  private let pause: Int?

  init?(_ task: ExplorationTask) { self.init(task, pause: Self.statesBeforePause) }

  init?(_ task: ExplorationTask, pause: Int?) {
    guard task.system.control.isEmpty,
      ExplicitSearch.obstacle(to: task.system, asked: task.properties) == nil
    else { return nil }
    self.task = task
    self.pause = pause
  }

  func explore() -> Exploration {
    var found = ExplicitSearch.run(
      task.system, for: task.properties, limits: task.limits, cancellation: task.cancellation,
      pause: pause, progress: task.progress)
    found.addProofReasons(task)
    return found
  }
}

/// Visits states although an enumeration has paused, up to the limits.
struct PatientExplicitEngine: ExplorationEngine {
  static let searchesAllRuns = true
  private let engine: ExplicitEngine

  init?(_ task: ExplorationTask) {
    guard task.isPaused, let engine = ExplicitEngine(task, pause: nil) else { return nil }
    self.engine = engine
  }

  func explore() -> Exploration { engine.explore() }
}
