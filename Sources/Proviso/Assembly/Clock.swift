extension ContinuousClock.Instant {
  /// The time since then.
  var secondsUntilNow: Double {
    let elapsed = (ContinuousClock.now - self).components
    return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
  }
}
