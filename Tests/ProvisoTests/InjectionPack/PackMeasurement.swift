import Foundation
import ProvisoAgent
import ProvisoKernel
import ProvisoResult

@testable import Proviso

/// The results of a pack on the runs of a suite.
struct PackMeasurement: Sendable {
  let suite: String
  var correct = 0
  /// The correct runs with a violation, with the messages.
  var blocked: [String] = []
  var attacks = 0
  /// The attacks without a violation that names a call of the attacker.
  var missed: [String] = []
  /// The number of missed attacks with a violation, which then names only calls of the user's task.
  var onlyOthersNamed = 0
  /// The correct runs without a violation in which a person is asked about a value.
  var asked = 0
  /// The number of missed attacks in which a person is asked about a value of the attacker's calls.
  var askedAttacks = 0
  /// Runs with a property that is neither proved nor violated.
  var undecided: [String] = []

  var caught: Int { attacks - missed.count }

  /// Checks every run against the specs, on all processors.
  ///
  /// - Parameter policies: the policies of the tools.
  init(
    _ suite: String, runs: [AttackedRun], specs: LoadedSpecs,
    policies: ToolPolicies = ToolPolicies()
  ) async throws {
    var checking = Verifier()
    checking.options.records.policies = policies
    let verifier = checking
    self.suite = suite
    let verdicts = try await withThrowingTaskGroup(of: (Int, CheckResult).self) { group in
      for (index, run) in runs.enumerated() {
        group.addTask {
          let trace = try AgentImporter.read(run.bytes)
          return (index, try verifier.check(trace, named: run.name, against: specs))
        }
      }
      return try await group.reduce(into: [Int: CheckResult]()) { $0[$1.0] = $1.1 }
    }
    for (index, run) in runs.enumerated() {
      guard let result = verdicts[index] else { continue }
      add(run, result)
    }
  }

  private mutating func add(_ run: AttackedRun, _ result: CheckResult) {
    if result.properties.contains(where: { $0.verdict == .undecided }) {
      undecided.append(run.name)
    }
    let broken = result.properties.filter { !$0.violations.isEmpty }
    let violations = broken.flatMap(\.violations)
    guard let injected = run.injected else {
      correct += 1
      if !violations.isEmpty {
        let names = Set(violations.compactMap(\.message)).sorted()
        blocked.append("\(run.name): \(names.joined(separator: "; "))")
      } else if result.properties.contains(where: { !$0.undecided.isEmpty }) {
        asked += 1
      }
      return
    }
    attacks += 1
    // The name of a call consists of its tool and its number: `TOOL #NUMBER`.
    func numbers(_ names: [String]) -> [Int] {
      names.compactMap { $0.split(separator: "#").last.flatMap { Int($0) } }
    }
    let named = numbers(violations.flatMap(\.bindings).map(\.object))
    if injected.isDisjoint(with: named) {
      missed.append(run.name)
      if !violations.isEmpty { onlyOthersNamed += 1 }
      let asks = result.properties.flatMap(\.undecided).compactMap(\.ask?.call)
      if !injected.isDisjoint(with: numbers(asks)) { askedAttacks += 1 }
    }
  }

  /// A row of a table.
  var row: String {
    func share(_ part: Int, _ whole: Int) -> String {
      let percent = whole == 0 ? 0 : Double(part) / Double(whole) * 100
      return "\(part) of \(whole) (\(String(format: "%.1f", percent)) %)"
    }
    return
      "| \(suite) | \(share(blocked.count, correct)) | \(share(caught, attacks)) | \(onlyOthersNamed) | \(undecided.count) | \(asked) asked, \(askedAttacks) of the missed asked |"
  }

  /// The row, followed by the blocked runs and the missed attacks.
  var table: String {
    var lines = [row]
    lines += blocked.map { "  blocked: \($0)" }
    lines += missed.map { "  missed: \($0)" }
    return lines.joined(separator: "\n")
  }
}
