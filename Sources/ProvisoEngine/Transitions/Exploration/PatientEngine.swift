/// An engine that enumerates states, and that pauses where this seems to have no end.
protocol PausingEngine: ExplorationEngine {
  /// - Parameter pause: the number of states after which it pauses; `nil` to go on up to the limits.
  init?(_ task: ExplorationTask, pause: Int?)
}

/// Enumerates states although an earlier turn of the engine has paused, up to the limits.
struct PatientEngine<Pausing: PausingEngine>: ExplorationEngine {
  static var searchesAllRuns: Bool { Pausing.searchesAllRuns }
  private let engine: Pausing

  init?(_ task: ExplorationTask) {
    guard task.isPaused, let engine = Pausing(task, pause: nil) else { return nil }
    self.engine = engine
  }

  func explore() -> Exploration { engine.explore() }
}
