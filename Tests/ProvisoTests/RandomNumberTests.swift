import Testing

@testable import Proviso

/// The random number generator gives the same numbers on every platform, so that random runs can be
/// repeated.
@Suite struct RandomNumberTests {
  /// The published sequence of the seed 1234567.
  @Test func knownSequence() {
    var random = SplitMix(seed: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    #expect(expected.indices.map { _ in random.next() } == expected)
  }

  @Test func everyValueOccurs() {
    var random = SplitMix(seed: 5)
    for count in 1...9 {
      let drawn = Set((0..<500).map { _ in random.below(count) })
      #expect(drawn == Set(0..<count))
    }
    #expect(random.element(of: [Int]()) == nil)
  }
}
