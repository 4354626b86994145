/// Ends an exploration early: at its time limit, or when it is cancelled.
struct SearchLimit {
  let cancellation: Cancellation
  private let deadline: ContinuousClock.Instant
  private let seconds: Double

  init(seconds: Double, cancellation: Cancellation) {
    // A deadline too far ahead would overflow.
    self.seconds = min(max(seconds, 0), 1e9)
    self.cancellation = cancellation
    deadline = .now + .seconds(self.seconds)
  }

  /// The reason to stop now; `nil` to continue.
  var stopReason: String? {
    if let reason = cancellation.reason { return "\(reason)" }
    guard ContinuousClock.now >= deadline else { return nil }
    return "stopped after \(seconds.formattedSeconds) seconds"
  }

  /// The same, but the clock is read only where `count` is a multiple of 256.
  @inline(__always)
  func stopReason(at count: Int) -> String? {
    guard count & 255 == 0 || cancellation.isCancelled else { return nil }
    return stopReason
  }
}
