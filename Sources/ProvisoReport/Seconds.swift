/// The text of a time.
enum Seconds {
  /// The largest time that is written, so that its milliseconds are an `Int`.
  private static let maximum = 1e9

  /// A time in seconds with three decimals.
  static func text(_ seconds: Double) -> String {
    let milliseconds = Int((min(max(0, seconds), maximum) * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
