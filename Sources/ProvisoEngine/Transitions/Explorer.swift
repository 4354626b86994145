import ProvisoKernel
import Z3

/// Answers questions about a transition system with whatever engine can: state by state where there are
/// not too many, by the solver where there are.
public struct Explorer {
  public var limits: ExplorationLimits
  public var interrupt: ExplorationInterrupt?
  /// Called now and then while a search goes on.
  public var progress: ((ExplorationProgress) -> Void)?

  /// Makes an explorer.
  public init(
    limits: ExplorationLimits = ExplorationLimits(), interrupt: ExplorationInterrupt? = nil,
    progress: ((ExplorationProgress) -> Void)? = nil
  ) {
    self.limits = limits
    self.interrupt = interrupt
    self.progress = progress
  }

  /// Explores.
  ///
  /// - Returns: one answer a property, in their order.
  public func run(_ system: TransitionSystem, _ properties: [StateProperty]) -> Exploration {
    ExplicitSearch.run(
      system, properties, limits: limits, interrupt: interrupt, progress: progress)
  }
}
