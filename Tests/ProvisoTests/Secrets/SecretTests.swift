import Foundation
import ProvisoEngine
import ProvisoReport
import ProvisoResult
import TestSupport
import Testing

@testable import Proviso

/// Random secrets in everything that a plan can mark, and random properties that derive values from them:
/// no secret is in any report or error.
@Suite struct SecretTests {

  @Test func noReportHoldsASecret() throws {
    let first = Campaign.seed(20_261_129)
    let count = 15 * Campaign.factor
    var tally: [String: Int] = [:]
    for seed in first..<(first + UInt64(count)) {
      let plan = SecretPlan(seed: seed)
      for part in 0..<UInt64(4) {
        var spec = SecretSpec(seed: seed &* 4 &+ part)
        let text = spec.text()
        let (outcome, outputs) = Self.outputs(of: plan.json, against: text)
        tally[outcome, default: 0] += 1
        for output in outputs {
          let leaks = plan.leaks(in: output)
          guard !leaks.isEmpty else { continue }
          let lines = output.split(separator: "\n").filter { !plan.leaks(in: String($0)).isEmpty }
          Issue.record(
            "seed \(seed): \(leaks) in \(lines.prefix(3).joined(separator: "\n"))\n\(text)\n\(plan.json)"
          )
        }
      }
    }
    print("secrets: seeds \(first)..<\(first + UInt64(count)): \(tally.sorted { $0.key < $1.key })")
    let cases = count * 4
    #expect(tally["violated", default: 0] > cases / 4, "seed \(first): \(tally)")
    #expect(tally["refused", default: 0] < cases / 4, "seed \(first): \(tally)")
  }

  /// The scripts and runs that are written as evidence.
  private static func evidence(for result: CheckResult) -> [String] {
    result.properties.flatMap { property -> [String] in
      let runs = property.violations + [property.witness].compactMap(\.self)
      return (property.evidence?.queries.map(\.script) ?? [])
        + (property.evidence?.arguments.map(\.text) ?? [])
        + runs.compactMap(\.recorded).flatMap { run in
          run.values.map(\.description)
            + run.unknowns.flatMap { [$0.key, $0.value.description] }
        }
    }
  }

  /// Everything that is printed about a plan, in every format.
  static func outputs(of plan: String, against spec: String) -> (String, [String]) {
    do throws(InputError) {
      var limits = Limits()
      limits.timeoutMilliseconds = 2_000
      var verifier = Verifier(specs: [.text(spec, name: "s.proviso")], limits: limits)
      verifier.explains = true
      verifier.drawsGraph = true
      verifier.suggestsRepairs = true
      verifier.certifies = true
      let result = try verifier.wait { (run) throws(InputError) in
        try run.check(.text(plan, name: "p.json"), against: nil)
      }
      let settings = ReportSettings(detail: .full, showsAll: true)
      var outputs = Reports.builtIn.names.compactMap { name in
        Reports.builtIn.named(name)?.init(settings).render([result])
      }
      outputs.append(RuleReport(settings).render(result, object: nil))
      let repairs = try verifier.wait { (run) throws(InputError) in
        try run.repairs(of: .text(plan, name: "p.json"), against: run.verifier.loadSpecs())
      }
      outputs.append(RepairReport(settings).render(repairs))
      outputs.append(RepairJSONReport().render(repairs))
      outputs += evidence(for: result)
      // The digest of the plan has digits by chance.
      return (
        "\(result.verdict)",
        outputs.map {
          $0.replacing(/"(sha256|fingerprint|proviso\/v1)": "[0-9a-f]*"/, with: "")
        }
      )
    } catch {
      return ("refused", error.messages)
    }
  }
}
