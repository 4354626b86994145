import ProvisoKernel

/// A way to answer questions about a transition system.
///
/// `Explorer.engines` lists all of them, and says when each gets its turn. An engine declines what
/// it cannot read, and leaves undecided what it cannot answer: then the next one tries. The page
/// "Add an engine" of the documentation lists the duties of an engine.
protocol ExplorationEngine: SendableMetatype {
  /// Whether an undecided answer says that no run of at most `Exploration.depth` moves decides the
  /// question. Then a later engine that has searched no longer runs does not replace its reason.
  static var searchesAllRuns: Bool { get }

  /// Prepares the work; `nil` if the engine is not for this system or these questions.
  init?(_ task: ExplorationTask)

  /// Answers the questions, within the limits of the task.
  ///
  /// - Returns: One answer for each property, in their order.
  func explore() -> Exploration
}

/// The questions for one engine, and its limits.
struct ExplorationTask {
  let system: TransitionSystem
  let properties: [StateProperty]
  /// The limits of the exploration, but with the engine's own share of the time.
  let limits: ExplorationLimits
  /// Ends the work; the answers found before are kept.
  let cancellation: Cancellation
  /// Whether an earlier engine has paused: enumerating states seems to have no end, because values
  /// keep growing or because there are very many initial states.
  var isPaused = false
  /// Whether the parts that proofs need are looked for.
  var explainsProofs = true
  let progress: (@Sendable (ExplorationProgress) -> Void)?
}
