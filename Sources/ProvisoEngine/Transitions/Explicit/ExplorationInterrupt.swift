import Synchronization
import Z3

/// Ends an exploration from another task or thread; what was found so far is kept.
public final class ExplorationInterrupt: Sendable {
  private let requested = Atomic<Bool>(false)
  /// Ends what the solver is at.
  let solver = Z3Interrupt()

  /// Makes an interrupt that nothing has requested.
  public init() {}

  /// Asks every exploration that uses this interrupt to end soon. Safe at any time, from any thread.
  public func interrupt() {
    requested.store(true, ordering: .relaxed)
    solver.interrupt()
  }

  /// Whether an interrupt was requested.
  public var isRequested: Bool { requested.load(ordering: .relaxed) }
}

/// How far an exploration has come.
public struct ExplorationProgress: Hashable, Sendable {
  /// The length in moves of the shortest runs to the states that are looked at now.
  public let depth: Int
  /// The number of different states found so far.
  public let states: Int
  /// How many of them are still to be looked at.
  public let queue: Int
}

/// What ends an exploration early: time, or somebody who has seen enough.
struct StopWatch {
  private let deadline: ContinuousClock.Instant
  private let seconds: Double
  private let interrupt: ExplorationInterrupt?

  init(seconds: Double, interrupt: ExplorationInterrupt?) {
    // A clock does not count centuries.
    self.seconds = min(max(seconds, 0), 1e9)
    self.interrupt = interrupt
    deadline = .now + .seconds(self.seconds)
  }

  /// Why to stop now, in words; `nil`: go on.
  var reasonToStop: String? {
    if interrupt?.isRequested == true { return "interrupted" }
    guard ContinuousClock.now >= deadline else { return nil }
    return "stopped after \(seconds.formattedSeconds) seconds"
  }
}

extension Double {
  fileprivate var formattedSeconds: String {
    self == rounded() ? String(Int(self)) : String(self)
  }
}
