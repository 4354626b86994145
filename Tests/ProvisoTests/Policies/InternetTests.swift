import ProvisoKernel
import TestSupport
import Testing

/// `coversInternet` by coverage, whatever blocks it is written with.
@Suite struct InternetTests {
  static let cases: [(blocks: [String], covers: Bool)] = [
    (["0.0.0.0/0"], true), (["::/0"], true), (["1.2.3.4/0"], true),
    (["0.0.0.0/1", "128.0.0.0/1"], true), (["2000::/3"], true),
    (["0.0.0.0/1"], true), (["128.0.0.0/1"], true), (["0.0.0.0/2"], true),
    (["2000::/4"], true), (["2400::/12"], true), (["2600::/13", "2608::/13"], true),
    (["::ffff:0:0/96"], true), (["::ffff:0.0.0.0/97", "::ffff:128.0.0.0/97"], true),
    // All but the private blocks.
    (
      [
        "1.0.0.0/8", "2.0.0.0/7", "4.0.0.0/6", "8.0.0.0/7", "11.0.0.0/8", "12.0.0.0/6",
        "16.0.0.0/4", "32.0.0.0/3", "64.0.0.0/2", "128.0.0.0/3", "160.0.0.0/5", "168.0.0.0/6",
        "173.0.0.0/8", "174.0.0.0/7", "176.0.0.0/4", "193.0.0.0/8", "194.0.0.0/7",
      ], true
    ),
    ((0..<256).map { "\($0).0.0.0/8" }, true),
    // Two halves of a block broader than a /8 are that block.
    (["16.0.0.0/8", "17.0.0.0/8"], true),
    ([], false), (["10.0.0.0/8"], false), (["10.0.0.0/7"], false), (["17.0.0.0/8"], false),
    (["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"], false), (["224.0.0.0/3"], false),
    (["203.0.113.7"], false), (["2001:db8::/32"], false), (["fc00::/7"], false),
    (["fe80::/10"], false), (["4000::/2"], false), (["3000::/8"], false),
    (["::ffff:10.0.0.0/104"], false), (["somewhere"], false), (["0.0.0.0/33"], false),
    (["17.0.0.0/8", "19.0.0.0/8", "2a02:26f0::/32"], false),
    // Ranges.
    (["0.0.0.0-255.255.255.255"], true), (["0.0.0.1-255.255.255.255"], true),
    (["0.0.0.1-255.255.255.254"], true), (["1.0.0.0-126.255.255.255"], true),
    (["1.0.0.0-100.0.0.0", "100.0.0.1-223.0.0.0"], true), (["16.0.0.0-18.255.255.255"], true),
    (["2000::-3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], true),
    (["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"], true),
    (["0.0.0.0-0.0.0.0"], false), (["10.0.0.1-10.255.255.255"], false),
    (["17.0.0.0-17.255.255.255"], false), (["255.255.255.255-0.0.0.0"], false),
    (["0.0.0.0/0-255.255.255.255"], false), (["0.0.0.0-::1"], false),
    (["0.0.0.0-255.255.255.255-1.2.3.4"], false), (["0.0.0.0 - 255.255.255.255"], false),
    (["-"], false), (["0.0.0.0-"], false), (["fe80::1-fe80::ffff"], false),
  ]

  private static func answers(_ text: String) throws -> Set<JudgedCondition.Answer> {
    let judges = try #require(try JudgedCondition(text), "refused: \(text)")
    return [judges.concrete([:]), judges.lowered([:])]
  }

  private static func list(_ blocks: [String]) -> String {
    "[\(blocks.map { "\"\($0)\"" }.joined(separator: ", "))]"
  }

  @Test func coverageDecides() throws {
    for (blocks, covers) in Self.cases {
      let wanted: Set<JudgedCondition.Answer> = [covers ? .yes : .no]
      #expect(try Self.answers("coversInternet(\(Self.list(blocks)))") == wanted, "\(blocks)")
      if blocks.count == 1 {
        #expect(try Self.answers("coversInternet(\"\(blocks[0])\")") == wanted, "\(blocks)")
      }
    }
    #expect(try Self.answers("coversInternet(null)") == [.no])
  }

  @Test func knownBlocksCountBesideUnknownOnes() throws {
    let sure = try #require(try JudgedCondition(#"coversInternet([r.after.u, "0.0.0.0/0"])"#))
    #expect(sure.lowered([:]) == .yes)
    let open = try #require(try JudgedCondition(#"coversInternet(["10.0.0.0/8", r.after.u])"#))
    #expect(open.lowered(["u": .string("0.0.0.0/0")]) == .yes)
    #expect(open.lowered(["u": .string("128.0.0.0/1")]) == .open)
    #expect(open.lowered(["u": .number(.one)]) == .no)
    #expect(open.concrete(["u": .string("128.0.0.0/1")]) == .yes)
  }

  /// A range has the answer of its addresses one by one: both are blocks of the same size.
  @Test func aRangeIsTheBlocksThatItCovers() throws {
    for seed in OperatorTests.first..<(OperatorTests.first + 40) {
      var random = SeededGenerator(seed: seed)
      let first = Int.random(in: 0..<256, using: &random)
      let last = Int.random(in: first..<256, using: &random)
      let range = "\(first).0.0.0-\(last).255.255.255"
      let blocks = Self.list((first...last).map { "\($0).0.0.0/8" })
      #expect(
        try Self.answers("coversInternet(\"\(range)\")")
          == Self.answers("coversInternet(\(blocks))"), "seed \(seed): \(range)")
    }
  }

  /// The union of blocks, split and shuffled, has the answer of the blocks.
  @Test func splittingBlocksChangesNothing() throws {
    for seed in OperatorTests.first..<(OperatorTests.first + 60) {
      var random = SeededGenerator(seed: seed)
      let blocks = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        "\(Int.random(in: 0..<256, using: &random)).0.0.0/\(Int.random(in: 1...9, using: &random))"
      }
      let split = blocks.flatMap { Self.halves($0, &random) }.shuffled(using: &random)
      let whole = try Self.answers("coversInternet(\(Self.list(blocks)))")
      #expect(whole.count == 1, "seed \(seed): \(blocks)")
      #expect(
        try Self.answers("coversInternet(\(Self.list(split)))") == whole,
        "seed \(seed): \(blocks) as \(split)")
    }
  }

  /// A block of IPv4 as itself, or as halves, some of which are split again.
  private static func halves(_ block: String, _ random: inout SeededGenerator) -> [String] {
    let parts = block.split(separator: "/")
    guard let prefix = Int(parts[1]), prefix < 12, random.chance(60) else { return [block] }
    let bytes = parts[0].split(separator: ".").compactMap { UInt32($0) }
    let address = bytes.reduce(0) { $0 << 8 | $1 } & ~(UInt32.max >> UInt32(prefix))
    return [address, address | 1 << UInt32(31 - prefix)].flatMap { start in
      halves(
        "\(start >> 24).\(start >> 16 & 255).\(start >> 8 & 255).\(start & 255)/\(prefix + 1)",
        &random)
    }
  }
}
