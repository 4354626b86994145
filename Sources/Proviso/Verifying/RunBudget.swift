import Dispatch
import ProvisoEngine
import Synchronization

/// Ends a check where its time is up or the process uses too much memory.
///
/// The cancellation comes first, and asks every stage to end. Work that does not look at it for two
/// seconds is abandoned: the caller goes on with the results so far.
final class RunBudget: Sendable {
  private struct State {
    /// When the check was first seen to be cancelled.
    var cancelled: ContinuousClock.Instant?
    var isOver = false
  }

  private let state = Mutex(State())
  private let start = ContinuousClock.now
  private let deadline: Duration?
  /// The most megabytes of the process; `nil` for no limit.
  private let memoryLimit: Int?
  private let cancellation: Cancellation

  /// The time from a cancellation until work that goes on is abandoned.
  private static let patience = Duration.seconds(2)
  /// The memory, as a multiple of the limit, at which work is abandoned at once.
  private static let excess = 1.25
  /// The time between two looks.
  static let interval = DispatchTimeInterval.milliseconds(50)

  init(deadline: Duration?, memoryLimit: Int?, cancellation: Cancellation) {
    self.deadline = deadline
    self.memoryLimit = memoryLimit
    self.cancellation = cancellation
  }

  /// Looks at the budget again and again until the check is over.
  func watch() {
    guard deadline != nil || memoryLimit != nil else { return }
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + Self.interval) {
      [weak self] in
      guard let self, !state.withLock({ $0.isOver }), !cancellation.isCancelled else { return }
      look()
      watch()
    }
  }

  func end() { state.withLock { $0.isOver = true } }

  /// Cancels the check where its budget is spent.
  private func look() {
    if let deadline, ContinuousClock.now - start >= deadline {
      cancellation.cancel(.deadline(seconds: deadline / .seconds(1)))
    }
    if let memoryLimit, let used = ProcessMemory.megabytes, used > memoryLimit {
      cancellation.cancel(.memory(megabytes: memoryLimit))
    }
  }

  /// Whether the work is to be abandoned: it goes on although the check is cancelled.
  func isSpent() -> Bool {
    guard cancellation.isCancelled else { return false }
    if let memoryLimit, let used = ProcessMemory.megabytes,
      Double(used) > Double(memoryLimit) * Self.excess
    {
      return true
    }
    let now = ContinuousClock.now
    return state.withLock { state in
      let first = state.cancelled ?? now
      state.cancelled = first
      return now - first > Self.patience
    }
  }
}
