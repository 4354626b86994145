import Z3

/// Unrolls runs in the solver and tries to prove what it does not find (`SymbolicSearch`). It takes
/// every system.
struct SymbolicEngine: ExplorationEngine {
  static let searchesAllRuns = true
  private let task: ExplorationTask

  init(_ task: ExplorationTask) { self.task = task }

  func explore() -> Exploration {
    do throws(Z3Error) {
      let context = try Z3Context(
        memoryLimitMegabytes: task.limits.memoryMegabytes, interrupt: task.cancellation.solver)
      let progress = task.progress
      return SymbolicSearch(
        context: context, limits: task.limits, cancellation: task.cancellation
      ) { depth in
        progress?(ExplorationProgress(depth: depth, states: 0, queue: 0))
      }.run(task.system, for: task.properties)
    } catch {
      return .undecided(
        task.properties, "the solver could not be started: \(error.message)", method: .bounded)
    }
  }
}

/// Unrolls runs in the solver for a short time where an enumeration has paused (`ExplicitEngine`,
/// `ProgramEngine`).
struct EarlySymbolicEngine: ExplorationEngine {
  static let searchesAllRuns = true
  private let engine: SymbolicEngine

  init?(_ task: ExplorationTask) {
    guard task.isPaused else { return nil }
    engine = SymbolicEngine(task)
  }

  func explore() -> Exploration { engine.explore() }
}
