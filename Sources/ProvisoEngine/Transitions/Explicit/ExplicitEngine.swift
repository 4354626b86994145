/// Visits every reachable state, if states can be enumerated (`ExplicitSearch`).
struct ExplicitEngine: ExplorationEngine {
  static let searchesAllRuns = true
  private let task: ExplorationTask

  init?(_ task: ExplorationTask) {
    guard task.system.control.isEmpty,
      ExplicitSearch.obstacle(to: task.system, asked: task.properties) == nil
    else { return nil }
    self.task = task
  }

  func explore() -> Exploration {
    var found = ExplicitSearch.run(
      task.system, for: task.properties, limits: task.limits, cancellation: task.cancellation,
      progress: task.progress)
    found.addProofReasons(task)
    return found
  }
}
