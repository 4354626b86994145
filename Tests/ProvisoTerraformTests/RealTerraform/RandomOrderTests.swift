import Foundation
import Testing

/// The model's order of random configurations, compared with the graph and the applies of the real
/// terraform.
@Suite struct RandomOrderTests {
  static let campaign = ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"].flatMap { Int($0) }
  static let firstSeed =
    ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap { UInt64($0) } ?? 1

  @Test(.enabled(if: !TerraformProgram.isMissing, "terraform is not on the PATH"))
  func orderAgreesWithTerraform() async throws {
    let seeds = (0..<UInt64(max(1, Self.campaign ?? 12))).map { Self.firstSeed + $0 }
    var cases: [RandomCase] = []
    try await withThrowingTaskGroup(of: RandomCase.self) { group in
      var left = seeds[...]
      for _ in 0..<3 {
        guard let seed = left.popFirst() else { break }
        group.addTask { try RandomCase(seed: seed) }
      }
      while let done = try await group.next() {
        cases.append(done)
        if let seed = left.popFirst() { group.addTask { try RandomCase(seed: seed) } }
      }
    }
    for problem in cases.flatMap(\.problems) { Issue.record("\(problem)") }
    let sum = { (part: (RandomCase) -> Int) in cases.reduce(0) { $0 + part($1) } }
    let ordered = sum(\.ordered)
    let found = sum(\.found)
    let refused = cases.filter { $0.refused != nil }
    print(
      "seeds \(seeds[0])...\(seeds[seeds.count - 1]): \(sum(\.plans)) plans, \(ordered) ordered"
        + " pairs, \(found) of them in the model, \(sum(\.conditional)) conditional waits,"
        + " \(sum(\.observed)) steps observed, \(sum(\.failures)) failures injected,"
        + " \(refused.count) cases ended by a refused configuration")
    if ProcessInfo.processInfo.environment["PROVISO_VERBOSE"] != nil {
      for line in cases.flatMap(\.open) { print("open", line) }
      for one in refused { print("refused", one.seed, one.refused ?? "") }
    }
    #expect(refused.count * 2 <= cases.count)
    #expect(sum(\.observed) > 5 * cases.count)
    #expect(ordered > 10 * cases.count)
    #expect(sum(\.exact) == ordered)
    // Only dependencies through locals can be missing, because a plan does not define locals.
    #expect(found * 100 >= ordered * 90)
  }
}
