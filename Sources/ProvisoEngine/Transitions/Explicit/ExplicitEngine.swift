/// Visits every reachable state, if states can be enumerated (`ExplicitSearch`).
///
/// It ends early where values keep growing, and where initial values that are not known make very many
/// initial states: then the solver often finds at once what an enumeration finds late or never.
/// `PatientEngine` goes on if the solver does not.
struct ExplicitEngine: PausingEngine {
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
