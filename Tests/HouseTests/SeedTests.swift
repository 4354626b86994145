import Testing

/// Random tests take their seeds from one place, `Campaign`, whose ordinary runs do not fail by chance.
@Suite struct SeedTests {
  static let source = "Tests/TestSupport/Campaign.swift"
  /// Calls that take from a generator which the system seeds.
  static let calls = [
    "UInt64.random(in: 0", ".random(in: 0...(.max))", ".shuffled()", ".shuffle()",
    ".randomElement()", "SystemRandomNumberGenerator",
  ]

  @Test func randomTestsHaveSeeds() throws {
    for file in House.tests where file.path != Self.source && file.target != "HouseTests" {
      let text = try String(contentsOfFile: House.root.path + "/" + file.path, encoding: .utf8)
      for call in Self.calls where text.contains(call) {
        Issue.record("\(file.path): \(call)")
      }
    }
  }
}
