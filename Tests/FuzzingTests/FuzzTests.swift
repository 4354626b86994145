import Foundation
import Fuzzing
import TestSupport
import Testing

/// Random texts of every language are read or refused: no reader and no check crashes, hangs, grows
/// without end, or reports a position outside the text.
@Suite(.serialized) struct FuzzTests {
  static let factor = Double(Campaign.factor)
  /// An ordinary run takes the same mutants each time, so that it fails only for what was changed.
  static let seed = Campaign.seed(1)

  @Test(arguments: FuzzTarget.allCases) func mutants(_ target: FuzzTarget) throws {
    let campaign = FuzzCampaign(target, seed: Self.seed)
    print("fuzzing \(target.rawValue): seed \(Self.seed), the text is in \(campaign.file.path)")
    let tally = try campaign.run(
      seconds: Self.factor * (target.isWholeCheck ? 1.2 : 0.5), limit: 30)
    print(
      "\(target.rawValue): \(tally.accepted) accepted, \(tally.refused) refused, the slowest in \(Int(tally.slowest * 1000)) ms"
    )
    for fault in tally.faults { Issue.record("seed \(Self.seed): \(fault)") }
    // Mutants that are all refused, or all accepted, test little.
    // A slow machine reads few of them in a short time.
    #expect(tally.accepted + tally.refused > 0)
    if Self.factor >= 10 { #expect(tally.accepted > 0 && tally.refused > 0) }
  }

  @Test func mutantsDependOnTheirSeed() {
    for target in [FuzzTarget.yaml, .checkedAgentPlan] {
      let campaigns = [7, 7, 8].map { FuzzCampaign(target, seed: $0) }
      let mutants = campaigns.map { campaign in (0..<20).map { campaign.mutant($0) } }
      #expect(mutants[0] == mutants[1] && mutants[0] != mutants[2])
      #expect(Set(mutants[0]).count > 15)
    }
  }
}
