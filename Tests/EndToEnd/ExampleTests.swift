import Foundation
import Testing

/// The examples have the verdicts that their pages state.
@Suite struct ExampleTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    let plan: String
    /// Specs next to the plan; empty for the standard pack.
    let specs: [String]
    let status: Int32
    /// The violated properties, each with the certainty of its violations.
    let violated: [String: String]

    init(
      _ plan: String, specs: [String] = [], status: Int32, violated: [String: String] = [:]
    ) {
      self.plan = plan
      self.specs = specs
      self.status = status
      self.violated = violated
    }

    var testDescription: String { ([plan] + specs).joined(separator: " ") }
  }

  static let table: [Expected] = [
    Expected(
      "terraform-destroy/plan.json", status: 1,
      violated: ["no_production_resource_destroyed": "definite"]),
    Expected("terraform-destroy/safe-plan.json", status: 0),
    Expected(
      "terraform-destroy/plan.json", specs: ["incident.proviso"], status: 1,
      violated: [
        "production_survives": "definite", "a_backup_outlives_its_database": "definite",
        "at_most_ten_deletions": "definite",
      ]),
    Expected("terraform-destroy/safe-plan.json", specs: ["incident.proviso"], status: 0),
    Expected(
      "two-replicas/plan.json", specs: ["availability.proviso"], status: 1,
      violated: ["a_web_server_exists": "definite"]),
    Expected("two-replicas/safe-plan.json", specs: ["availability.proviso"], status: 0),
    Expected(
      "unknown-decides/plan.json", specs: ["buckets.proviso"], status: 1,
      violated: ["no_public_bucket": "possible"]),
    Expected("unknown-decides/plan.json", specs: ["trusting-the-baseline.proviso"], status: 0),
    Expected("unknown-decides/safe-plan.json", specs: ["buckets.proviso"], status: 0),
    Expected(
      "snapshot-first/plan.json", specs: ["order.proviso"], status: 1,
      violated: ["snapshot_before_deletion": "definite"]),
    Expected(
      "snapshot-first/plan.json", specs: ["snapshot.proviso"], status: 1,
      violated: ["snapshot_exists_before_deletion": "definite"]),
    Expected("snapshot-first/create-first-plan.json", specs: ["order.proviso"], status: 0),
    Expected(
      "snapshot-first/create-first-plan.json", specs: ["snapshot.proviso"], status: 1,
      violated: ["snapshot_exists_before_deletion": "definite"]),
    Expected("snapshot-first/safe-plan.json", specs: ["snapshot.proviso"], status: 0),
    Expected("safe-refactoring/plan.json", status: 0),
    Expected(
      "safe-refactoring/plan-without-moved.json", status: 1,
      violated: ["no_production_resource_destroyed": "definite"]),
  ]

  @Test(arguments: table) func verdict(_ expected: Expected) throws {
    let folder = Repository.root.appendingPathComponent("examples/\(expected.plan)")
      .deletingLastPathComponent()
    let name = String(expected.plan.split(separator: "/").last ?? "")
    let outcome = try Executable.check(
      [name, "--format", "json"] + expected.specs.flatMap { ["-s", $0] }, folder: folder)
    #expect(outcome.status == expected.status, "\(outcome.ending): \(outcome.standardError)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any])
    #expect(Shape.result.faults(in: result, at: "result").isEmpty)
    let properties = try #require(result["properties"] as? [[String: Any]])
    for (property, certainty) in expected.violated {
      let found = try #require(
        properties.first { $0["name"] as? String == property }, "\(property)")
      #expect(found["verdict"] as? String == "violated", "\(property)")
      let violations = found["violations"] as? [[String: Any]] ?? []
      #expect(!violations.isEmpty)
      for violation in violations {
        #expect(violation["certainty"] as? String == certainty, "\(property)")
      }
    }
    if expected.status == 0 {
      for property in properties { #expect(property["verdict"] as? String == "proved") }
    }
  }
}
