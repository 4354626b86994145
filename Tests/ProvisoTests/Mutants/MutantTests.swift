import Foundation
import ProvisoResult
import TestSupport
import Testing

@testable import Proviso

/// Damaged plans and records: each is refused or read, and a violation does not become a proof because a
/// part of the input is missing or has another type.
@Suite struct MutantTests {
  /// An input of the repository that violates a property.
  struct Subject: Sendable, CustomTestStringConvertible {
    let input: String
    let spec: SpecSource
    var testDescription: String { input }

    init(_ input: String, _ spec: SpecSource) {
      self.input = input
      self.spec = spec
    }
  }

  private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "examples")

  private static func example(_ path: String) -> SpecSource {
    .path(examples.appending(path: path).path)
  }

  static let subjects = [
    Subject("two-replicas/plan.json", example("two-replicas/availability.proviso")),
    Subject("snapshot-first/plan.json", example("snapshot-first/order.proviso")),
    Subject("unknown-decides/plan.json", example("unknown-decides/buckets.proviso")),
    Subject(
      "behind-a-load-balancer/instance-only-plan.json",
      example("behind-a-load-balancer/availability.proviso")),
    Subject("terraform-destroy/plan.json", example("terraform-destroy/incident.proviso")),
    Subject("agent-records/forwarded.json", "injection"),
  ]

  /// Every mutant with the switch, otherwise a sample.
  static let samples = Campaign.isRunning ? Int.max : 40
  static let seed = Campaign.seed(20_261_129)

  @Test(arguments: subjects) func damageIsNoProof(_ subject: Subject) throws {
    let text = try String(
      contentsOf: Self.examples.appending(path: subject.input), encoding: .utf8)
    let verifier = Verifier(specs: [subject.spec])
    let specs = try verifier.loadSpecs()
    func verdicts(_ text: String) -> [String: Verdict]? {
      let result = try? verifier.wait { (run) throws(InputError) in
        try run.check(.text(text, name: "input.json"), against: specs)
      }
      return result.map { Dictionary($0.properties.map { ($0.name, $0.verdict) }) { $1 } }
    }
    let violated = try #require(verdicts(text)).filter { $0.value == .violated }.map(\.key)
    #expect(!violated.isEmpty)
    let mutants = try JSONMutants(text)
    var random = SeededGenerator(seed: Self.seed)
    let numbers =
      mutants.count <= Self.samples
      ? Array(0..<mutants.count)
      : (0..<Self.samples).map { _ in Int.random(in: 0..<mutants.count, using: &random) }
    var lost: [String: Set<String>] = [:]
    var refused = 0
    for number in numbers {
      let (place, change, mutant) = try mutants.mutant(number)
      guard let found = verdicts(mutant) else {
        refused += 1
        continue
      }
      let isBetter = violated.contains { name in
        switch found[name] {
        case .violated, .undecided: false
        case .proved, .trusted, .tolerated, nil: true
        }
      }
      let path = JSONMutants.path(place)
      guard isBetter, HarmlessMutant.reason(path, change) == nil else { continue }
      lost[path, default: []].insert((change ?? "removed").prefix(10).description)
    }
    for (path, changes) in lost.sorted(by: { $0.key < $1.key }) {
      Issue.record("seed \(Self.seed): \(path): \(changes.sorted().joined(separator: ", "))")
    }
    #expect(refused > numbers.count / 20, "seed \(Self.seed)")
    if Self.samples == .max {
      print("mutants of \(subject.input): \(numbers.count), refused \(refused)")
    }
  }
}
