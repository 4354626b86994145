import Foundation
import ProvisoResult
import Testing

@testable import Proviso

/// Random plans with a hidden truth: expressions, the order of the apply, what can fail. Proviso
/// sees only the JSON, and nothing that it proves about it may be false of the truth.
///
/// The suite knows the language and Terraform, and none of the rules by which Proviso reads a plan.
@Suite struct ProjectionTests {
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1
  static let first = UInt64(ProcessInfo.processInfo.environment["PROVISO_SEED"] ?? "") ?? 1
  static let propertiesOfAPlan = 10

  @Test func nothingProvedIsFalse() throws {
    var tally = ProjectionTally()
    let count = 200 * Self.factor
    var seed = Self.first
    while tally.cases < count {
      defer { seed += 1 }
      guard let found = try ProjectionCampaign(seed: seed).failures(&tally) else { continue }
      for failure in found { Issue.record("\(failure)") }
    }
    if Self.factor > 1 || Self.first > 1 {
      print("projection: seeds \(Self.first)..<\(seed), \(tally.summary)")
    }
    #expect(tally.proved > count / 20 && tally.violated > count / 20, "\(tally.summary)")
    guard count >= 4_000 else { return }
    for name in ProjectedOperator.allCases {
      for timing in ProjectedProperty.Timing.allCases {
        guard timing == .everyMoment || !ProjectedOperator.temporal.contains(name) else { continue }
        let decided = tally.decided["\(name) \(timing.rawValue)"] ?? 0
        #expect(decided > 0, "no property with \(name) \(timing.rawValue) was decided")
      }
    }
  }
}
