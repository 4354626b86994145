import Synchronization
import Z3

/// Ends an exploration from another task or thread; the findings so far are kept.
public final class ExplorationInterrupt: Sendable {
  private let requested = Atomic<Bool>(false)
  /// Interrupts the solver.
  let solver = Z3Interrupt()

  /// Makes an interrupt that is not yet requested.
  public init() {}

  /// Requests every exploration that uses this interrupt to end soon. Safe at any time, from any
  /// thread.
  public func interrupt() {
    requested.store(true, ordering: .relaxed)
    solver.interrupt()
  }

  /// Whether an interrupt was requested.
  public var isRequested: Bool { requested.load(ordering: .relaxed) }
}

/// The progress of an exploration.
public struct ExplorationProgress: Hashable, Sendable {
  /// The length in moves of the shortest runs to the states that are visited now.
  public let depth: Int
  /// The number of different states found so far.
  public let states: Int
  /// The number of found states that are not yet visited.
  public let queue: Int
}

/// Ends an exploration early: at its time limit, or when an interrupt is requested.
struct StopWatch {
  private let deadline: ContinuousClock.Instant
  private let seconds: Double
  private let interrupt: ExplorationInterrupt?

  init(seconds: Double, interrupt: ExplorationInterrupt?) {
    // A deadline too far ahead would overflow.
    self.seconds = min(max(seconds, 0), 1e9)
    self.interrupt = interrupt
    deadline = .now + .seconds(self.seconds)
  }

  /// The reason to stop now; `nil` to continue.
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
