import Foundation
import JSON
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import Testing

@testable import Proviso
@testable import ProvisoTerraform

/// Verdicts about random plans and specs, compared with an enumeration of the moments and of values
/// for the unknowns, which are judged directly on the syntax tree.
@Suite struct DifferentialTests {
  /// A factor for longer campaigns.
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1
  static let first = UInt64(ProcessInfo.processInfo.environment["PROVISO_SEED"] ?? "") ?? 1

  @Test func verdictsAgreeWithEnumeration() throws {
    var tally = DifferentialTally()
    let count = UInt64(1_500 * Self.factor)
    for seed in Self.first..<(Self.first + count) {
      guard let oracle = try DifferentialCase(seed: seed, &tally) else { continue }
      for complaint in oracle.complaints(&tally) {
        Issue.record("seed \(seed): \(complaint)\n\(oracle.spec)\n\(oracle.plan)")
      }
    }
    if Self.factor > 1 || Self.first > 1 { print(tally.summary) }
    #expect(tally.proved > count / 10, "\(tally.summary)")
    #expect(tally.violated > count / 10, "\(tally.summary)")
    // Without any of these, the campaign has not tested them.
    #expect(tally.silent > 0 && tally.tautologies > 0, "\(tally.summary)")
  }
}

struct DifferentialTally {
  var refused = 0
  var proved = 0
  var violated = 0
  var undecided = 0
  var vacuous = 0
  var large = 0
  /// Parts that were reported as never true.
  var silent = 0
  /// Properties that no plan can violate.
  var tautologies = 0
  var unconfirmed: [UInt64] = []
  var reasons: [String: [UInt64]] = [:]
  var refusals: [String: Int] = [:]

  var summary: String {
    var out =
      "refused \(refused), proved \(proved) (vacuous \(vacuous)), violated \(violated) (not found by enumeration: \(unconfirmed.count) \(unconfirmed.prefix(12))), undecided \(undecided), silent parts \(silent), tautologies \(tautologies), sampled \(large)\n"
    for (reason, seeds) in reasons.sorted(by: { $0.value.count > $1.value.count }) {
      out += "  \(seeds.count) × \(reason) \(seeds.prefix(6))\n"
    }
    for (reason, count) in refusals.sorted(by: { $0.value > $1.value }).prefix(8) {
      out += "  refused \(count) × \(reason)\n"
    }
    return out
  }
}
