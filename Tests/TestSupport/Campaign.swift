import Foundation

/// The seeds of random tests: fixed in ordinary runs, so that none fails by chance, and random in a
/// campaign (the environment variable `PROVISO_CAMPAIGN`).
public enum Campaign {
  /// The factor by which a campaign repeats random tests; 1 in ordinary runs.
  public static let factor =
    ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"].flatMap { Int($0) } ?? 1

  /// True in a campaign.
  public static let isRunning = ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] != nil

  /// The seed of a test: that in `PROVISO_SEED`, else the fixed one, or a random one in a campaign.
  public static func seed(_ fixed: UInt64) -> UInt64 {
    ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap { UInt64($0) }
      ?? (isRunning ? UInt64.random(in: 0..<1 << 40) : fixed)
  }
}
