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
  /// Runs with a property that is neither proved nor violated.
  var undecided: [String] = []

  var caught: Int { attacks - missed.count }

  /// Checks every run against the specs, on all processors.
  init(_ suite: String, runs: [AttackedRun], specs: LoadedSpecs) async throws {
    self.suite = suite
    let verdicts = try await withThrowingTaskGroup(of: (Int, CheckResult).self) { group in
      for (index, run) in runs.enumerated() {
        group.addTask {
          let trace = try AgentImporter.read(run.bytes)
          return (index, try Verifier().check(trace, named: run.name, against: specs))
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
      }
      return
    }
    attacks += 1
    // The name of a call consists of its tool and its number: `TOOL #NUMBER`.
    let named = violations.flatMap(\.bindings).compactMap {
      $0.object.split(separator: "#").last.flatMap { Int($0) }
    }
    if injected.isDisjoint(with: named) {
      missed.append(run.name)
      if !violations.isEmpty { onlyOthersNamed += 1 }
    }
  }

  /// A row of a table.
  var row: String {
    func share(_ part: Int, _ whole: Int) -> String {
      let percent = whole == 0 ? 0 : Double(part) / Double(whole) * 100
      return "\(part) of \(whole) (\(String(format: "%.1f", percent)) %)"
    }
    return
      "| \(suite) | \(share(blocked.count, correct)) | \(share(caught, attacks)) | \(onlyOthersNamed) | \(undecided.count) |"
  }

  /// The row, followed by the blocked runs and the missed attacks.
  var table: String {
    var lines = [row]
    lines += blocked.map { "  blocked: \($0)" }
    lines += missed.map { "  missed: \($0)" }
    return lines.joined(separator: "\n")
  }
}
