import CZ3
import Dispatch

/// Watches one check: ends it at its deadline, or when Z3's memory passes the limit.
///
/// Z3 has limits of its own, but its memory limit throws from allocations anywhere in Z3, also in
/// code that cannot handle it, and then the process ends. Polling and interrupting is safe.
struct CheckWatch {
  private let timer: any DispatchSourceTimer

  static let queue = DispatchQueue(label: "proviso.z3.watch", qos: .userInitiated)
  static let period = DispatchTimeInterval.milliseconds(10)

  /// Ten years in milliseconds: long enough, and within the range of Dispatch's clock.
  private static let longestTimeout = 315_360_000_000

  /// Starts watching; `nil` if there is neither a deadline nor a memory limit.
  init?(
    interrupt: Z3Interrupt, check: UInt, timeoutMilliseconds: Int?, memoryLimitBytes: UInt64?
  ) {
    if timeoutMilliseconds == nil && memoryLimitBytes == nil { return nil }
    let deadline = timeoutMilliseconds.map {
      DispatchTime.now() + .milliseconds(min(max(0, $0), Self.longestTimeout))
    }
    timer = DispatchSource.makeTimerSource(queue: Self.queue)
    // With only a deadline, sleep until then; afterwards repeat, in case Z3 ignores the first
    // interrupt.
    let first = memoryLimitBytes == nil ? deadline : nil
    timer.schedule(deadline: first ?? (.now() + Self.period), repeating: Self.period)
    timer.setEventHandler {
      if let memoryLimitBytes, Z3_get_estimated_alloc_size() > memoryLimitBytes {
        interrupt.stop(check, because: .memory)
      }
      if let deadline, DispatchTime.now() >= deadline { interrupt.stop(check, because: .timeout) }
    }
    timer.activate()
  }

  func cancel() { timer.cancel() }
}
