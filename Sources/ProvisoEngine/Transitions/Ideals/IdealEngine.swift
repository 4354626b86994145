/// Reads a large system in which each transition has its effect at most once as an order
/// (`IdealExplorer`).
///
/// It declines small systems, which a search state by state can finish. In systems of medium size it
/// first tries to visit the states, because their number shows the user how much was checked.
struct IdealEngine: ExplorationEngine {
  static let searchesAllRuns = false
  /// Systems of at most this many steps are small enough for a search state by state.
  static let mostStepsDeclined = 16
  /// The engine first tries to visit the states of systems of at most this many steps.
  static let mostStepsForStates = 64
  /// The number of states that this first search may visit.
  static let mostStatesTried = 20_000

  private let task: ExplorationTask
  private let ideals: IdealExplorer

  init?(_ task: ExplorationTask) {
    guard task.system.control.isEmpty, task.system.transitions.count > Self.mostStepsDeclined,
      let ideals = IdealExplorer(
        task.system, limits: task.limits, cancellation: task.cancellation),
      ideals.steps > Self.mostStepsDeclined
    else { return nil }
    self.task = task
    self.ideals = ideals
  }

  func explore() -> Exploration {
    if let states = exploredStates() { return states }
    return Exploration(
      answers: ideals.answers(task.properties).map {
        $0 ?? ExplorationAnswer(.undecided("the order does not decide this"), method: .orderIdeals)
      }, depth: ideals.steps, isExhaustive: false, taken: ideals.taken)
  }

  /// The result of a search state by state, if it visits every state or is cancelled.
  private func exploredStates() -> Exploration? {
    guard ideals.steps <= Self.mostStepsForStates,
      ExplicitSearch.obstacle(to: task.system, asked: task.properties) == nil
    else { return nil }
    var limits = task.limits
    limits.states = min(limits.states, Self.mostStatesTried)
    var found = ExplicitSearch.run(
      task.system, for: task.properties, limits: limits, cancellation: task.cancellation,
      progress: task.progress)
    guard found.isExhaustive || task.cancellation.isCancelled else { return nil }
    found.addProofReasons(task)
    return found
  }
}
