import Foundation
import TestSupport
import Testing

/// `proviso fix`: each repair makes its property hold, and none of its parts can go.
@Suite struct FixTests {
  private static func fix(
    _ plan: String, _ options: [String] = [], in scratch: Scratch? = nil
  ) throws -> Outcome {
    if let scratch {
      return try Executable.run(["fix", plan] + options, folder: scratch.folder)
    }
    return try Executable.run(["fix", plan] + options)
  }

  private static func repairs(_ outcome: Outcome) throws -> [String: [[String: Any]]] {
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let properties = try #require((object as? [String: Any])?["properties"] as? [[String: Any]])
    return try Dictionary(
      uniqueKeysWithValues: properties.map {
        (try #require($0["name"] as? String), try #require($0["repairs"] as? [[String: Any]]))
      })
  }

  private static func example(_ path: String) -> String {
    Repository.root.appendingPathComponent("examples/" + path).path
  }

  @Test(arguments: [
    ("two-replicas/plan.json", "no_service_down_during_replacement", "create_before_destroy"),
    ("safe-refactoring/plan-without-moved.json", "no_production_resource_destroyed", "moved"),
    (
      "safe-refactoring/plan-without-moved.json", "no_data_store_replaced_by_an_empty_one", "moved"
    ),
    ("terraform-destroy/plan.json", "no_production_resource_destroyed", "leave_out"),
    ("terraform-destroy/plan.json", "blast_radius", "leave_out"),
  ])
  func examplesHaveARepair(_ plan: String, _ rule: String, _ kind: String) throws {
    let outcome = try Self.fix(Self.example(plan), ["--only", rule, "--format", "json"])
    #expect(outcome.status == 1, "\(outcome.ending)")
    let schema = try JSONSchema(Executable.run(["schema", "repairs"]).standardOutput)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    #expect(schema.faults(in: object).isEmpty)
    #expect(try Self.repairs(outcome)[rule]?.first?["kind"] as? String == kind)
  }

  /// A plan and a spec whose only repair is known.
  @Test func theSmallestSetIsLeftOut() throws {
    let scratch = try Scratch()
    let changes = (0..<6).map { number in
      """
      {"address": "t.r\(number)", "mode": "managed", "type": "t", "name": "r\(number)",
       "provider_name": "p", "change": {"actions": ["delete"], "before": {"n": \(number)},
       "after": null, "after_unknown": {}}}
      """
    }
    try scratch.write(
      "p.json",
      """
      {"format_version": "1.2", "terraform_version": "1.9.0", "complete": true,
       "resource_changes": [\(changes.joined(separator: ","))]}
      """)
    try scratch.write(
      "s.proviso",
      """
      spec s for terraform
      invariant few "Few" { count(d in deletions) <= 4 }
      invariant kept "Kept" at end {
        every r in resources where r.name == "r2" or r.name == "r5" { not r.destroyed }
      }
      """)
    let outcome = try Self.fix("p.json", ["-s", "s.proviso", "--format", "json"], in: scratch)
    let found = try Self.repairs(outcome)
    #expect((found["few"]?.first?["objects"] as? [String])?.count == 2)
    #expect(found["kept"]?.first?["objects"] as? [String] == ["t.r2", "t.r5"])
  }

  @Test func aCheckEndsWithTheBestRepair() throws {
    let outcome = try Executable.run(["check", Self.example("two-replicas/plan.json")])
    let words = outcome.standardOutput.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "repair: create the new aws_instance.web_1 before the old one is deleted (`proviso fix` shows how)"
      ))
  }

  @Test func aPatchChangesTheConfigurationBesideThePlan() throws {
    let scratch = try Scratch()
    let folder = Repository.root.appendingPathComponent("examples/two-replicas")
    try scratch.write("plan.json", Data(contentsOf: folder.appendingPathComponent("plan.json")))
    let before = try String(
      contentsOf: folder.appendingPathComponent("plan/main.tf"), encoding: .utf8)
    try scratch.write("main.tf", before)
    let outcome = try Self.fix("plan.json", ["--format", "patch"], in: scratch)
    let lines = outcome.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.starts(with: ["--- a/main.tf", "+++ b/main.tf"]))
    #expect(
      lines.filter { $0.hasPrefix("+") }.dropFirst().map { $0.dropFirst() } == [
        "", "  lifecycle {", "    create_before_destroy = true", "  }",
      ])
    #expect(!lines.contains { $0.hasPrefix("-") && !$0.hasPrefix("---") })
    // A file with the line ends of Windows keeps them.
    try scratch.write("main.tf", before.replacing("\n", with: "\r\n"))
    let other = try Self.fix("plan.json", ["--format", "patch"], in: scratch)
    #expect(
      other.standardOutput.replacing("\r\n", with: "\n") == outcome.standardOutput
        && other.standardOutput.contains("+  lifecycle {\r\n"))
    try scratch.write("main.tf", before)
    // Nothing was changed.
    #expect(
      try String(contentsOf: scratch.folder.appendingPathComponent("main.tf"), encoding: .utf8)
        == before)
  }

  /// A sensitive value of a few letters is no part of a patch, which shows the lines around a change.
  @Test(arguments: ["Qz7", "subnet-0d9e8f7a6b5c4d3e2"])
  func aPatchHoldsNoSecret(_ secret: String) throws {
    let scratch = try Scratch()
    let folder = Repository.root.appendingPathComponent("examples/two-replicas")
    var plan = try #require(
      try JSONSerialization.jsonObject(
        with: Data(contentsOf: folder.appendingPathComponent("plan.json"))) as? [String: Any])
    var resources = try #require(plan["resource_changes"] as? [[String: Any]])
    for index in resources.indices {
      var change = try #require(resources[index]["change"] as? [String: Any])
      guard var after = change["after"] as? [String: Any], after["subnet_id"] != nil else {
        continue
      }
      after["subnet_id"] = secret
      change["after"] = after
      var marks = change["after_sensitive"] as? [String: Any] ?? [:]
      marks["subnet_id"] = true
      change["after_sensitive"] = marks
      resources[index]["change"] = change
    }
    plan["resource_changes"] = resources
    try scratch.write("plan.json", JSONSerialization.data(withJSONObject: plan))
    let configuration = try String(
      contentsOf: folder.appendingPathComponent("plan/main.tf"), encoding: .utf8)
    let line = try #require(configuration.split(separator: "\n").first { $0.contains("subnet_id") })
    try scratch.write(
      "main.tf", configuration.replacing(String(line), with: "  subnet_id     = \"\(secret)\""))
    for format in ["patch", "json", "text"] {
      let outcome = try Self.fix("plan.json", ["--format", format], in: scratch)
      #expect(outcome.status != nil)
      #expect(!outcome.standardOutput.contains(secret), "\(format): \(outcome.standardOutput)")
      #expect(!outcome.standardError.contains(secret), "\(format): \(outcome.standardError)")
    }
  }

  @Test func whatHoldsNeedsNoRepair() throws {
    let outcome = try Self.fix(Self.example("two-replicas/safe-plan.json"))
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput.contains("nothing to repair"))
  }

  @Test(arguments: [
    ["agent-records/answered.json", "-s", "injection"],
    ["two-replicas/plan.json", "--only", "no_such_rule"],
    ["two-replicas/absent.json"],
  ])
  func whatCannotBeRepairedIsAnError(_ arguments: [String]) throws {
    let outcome = try Self.fix(Self.example(arguments[0]), Array(arguments.dropFirst()))
    #expect(outcome.status == 2, "\(outcome.ending)")
    #expect(outcome.standardError.hasPrefix("error: "))
    #expect(outcome.standardOutput.isEmpty)
  }

  /// The plans of the examples have repairs that a person found; the same are among those that are
  /// computed.
  @Test(arguments: [
    ("migration", "no_data_lost", "stop_on_failure", 1),
    ("migration", "no_data_lost", "insert", 1),
    ("migration", "dropped_with_approval", "approval", 1),
    ("migration", "copy_is_complete", "check_first", 1),
    ("double-charge", "charged_once", "other_tool", 1),
    ("double-charge", "charged_once", "no_retry", 1),
    ("shared-staging", "one_at_a_time", "other_tool", 2),
    ("injected-page", "no_page_decides_the_recipient", "approval", 1),
  ])
  func plansOfAgents(_ example: String, _ rule: String, _ kind: String, _ size: Int) throws {
    let folder = Self.example("agent-plans/\(example)") + "/"
    let specs = example == "injected-page" ? ["-s", folder + "recipients.proviso"] : []
    let outcome = try Self.fix(
      folder + "broken.yaml", specs + ["--only", rule, "--format", "json"])
    #expect(outcome.status == 1, "\(outcome.ending)")
    let repairs = try #require(Self.repairs(outcome)[rule])
    #expect(repairs.contains { $0["kind"] as? String == kind && $0["size"] as? Int == size })
  }

  /// A plan that ends before anything is done violates nothing, and is no repair.
  @Test func aRepairLeavesThePlanSomethingToDo() throws {
    let folder = Self.example("agent-plans/migration") + "/"
    let outcome = try Self.fix(folder + "broken.yaml", ["--format", "json"])
    for (_, repairs) in try Self.repairs(outcome) {
      // The comparison would fail without a copy, and everything after it would not happen.
      #expect(!repairs.contains { ($0["title"] as? String)?.hasPrefix("take compare") ?? true })
    }
  }

  /// `--only` knows the properties of a plan's own world.
  @Test func aPropertyOfTheWorldCanBeSelected() throws {
    let plan = Self.example("agent-plans/migration") + "/broken.yaml"
    let one = try Executable.run(["check", plan, "--only", "no_data_lost"])
    #expect(one.status == 1 && one.standardOutput.contains("1 violated"), "\(one.ending)")
    let none = try Executable.run(["check", plan, "--only", "no_data_lsot"])
    #expect(none.status == 2 && none.standardError.contains("no_data_lsot"), "\(none.ending)")
  }
}
