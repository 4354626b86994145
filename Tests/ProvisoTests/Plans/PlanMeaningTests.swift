import ProvisoKernel
import ProvisoLanguage
import Testing

@testable import Proviso

/// What plans of agents mean, on plans that are small enough to see it.
@Suite struct PlanMeaningTests {
  static let world = """
    world shop

    entity Database {
      production: Bool
      var exists: Bool = true
      var backups: Int = 0
    }

    object orders: Database { production: true }
    object scratch: Database { production: false }

    action backup(db: Database) {
      requires db.exists
      db.backups += 1
    }

    action drop(db: Database) {
      requires db.exists
      db.exists = false
    }

    action ask_human() returns approved: Bool { }

    action note(text: String) harmless

    """

  static func call(
    _ tool: String, _ arguments: [(String, PlanValue)] = [], id: String? = nil,
    approves: [String] = [], onFailure: PlanStep.FailureHandling = .propagate, retries: Int = 0
  ) -> PlanStep {
    PlanStep(
      .call(
        PlannedCall(
          tool: tool, arguments: arguments.map { (name: $0.0, value: $0.1) }, approves: approves)),
      id: id, onFailure: onFailure, retries: retries)
  }

  static func text(_ text: String) -> PlanValue { .constant(.string(Text(text))) }

  static func check(
    _ steps: [PlanStep], _ properties: String, in world: String? = Self.world
  ) throws -> CheckResult {
    try check([PlannedAgent(name: "agent", steps: steps)], properties, in: world)
  }

  static func check(
    _ agents: [PlannedAgent], _ properties: String, in world: String? = Self.world
  ) throws -> CheckResult {
    let source = world.map { $0 + properties } ?? "spec s for agent\n" + properties
    let loaded = SpecLoader { _ throws(SourceReadError) in throw SourceReadError("none") }
      .load(path: "s.proviso", text: source)
    let spec = try #require(loaded.spec, "\(loaded.diagnostics.map(\.message))")
    let specs = LoadedSpecs(
      specs: [.init(spec: spec, sources: loaded.sources, isBuiltIn: false)], warnings: [])
    return try Verifier().check(
      AgentPlan(format: "test", agents: agents), at: "plan.yaml", [], against: specs, world: nil,
      changes: [:])
  }

  static let noLoss = """
    invariant no_data_lost "A production database is never dropped without a backup" {
      every db in Database where db.production { db.exists or db.backups > 0 }
    }
    """

  @Test func aBackupFirst() throws {
    let good = try Self.check(
      [
        Self.call("backup", [("db", Self.text("orders"))], id: "dump"),
        Self.call("drop", [("db", Self.text("orders"))], id: "gone"),
      ], Self.noLoss)
    #expect(good.properties[0].verdict == .proved)
    let bad = try Self.check(
      [
        Self.call(
          "backup", [("db", Self.text("orders"))], id: "dump", onFailure: .goOn),
        Self.call("drop", [("db", Self.text("orders"))], id: "gone"),
      ], Self.noLoss)
    #expect(bad.properties[0].verdict == .violated)
    let trace = try #require(bad.properties[0].violations.first?.trace)
    #expect(
      trace.map(\.outcome) == ["failed", "failed"] || trace.map(\.outcome) == ["failed", "done"])
  }

  @Test func aBranchOnAnAnswer() throws {
    let approved = PlanCondition.expression("ok.output == true", place: nil)
    let steps = [
      Self.call("ask_human", id: "ok", approves: ["gone"]),
      PlanStep(
        .branch(
          approved, then: [Self.call("drop", [("db", Self.text("orders"))], id: "gone")], else: [])),
    ]
    let property = """
      invariant approved "Nothing is dropped that nobody approved" {
        every d in calls where d.tool == "drop" {
          whenever d starts { some h in calls where h.tool == "ask_human" and h.output == true }
        }
      }
      """
    let good = try Self.check(steps, property)
    #expect(good.properties[0].verdict == .proved, "\(good.properties[0].reason ?? "")")
    let free = try Self.check(steps, property, in: nil)
    #expect(free.properties[0].verdict == .proved, "\(free.properties[0].reason ?? "")")
    let bad = try Self.check(
      [steps[0], Self.call("drop", [("db", Self.text("orders"))], id: "gone")], property)
    #expect(bad.properties[0].verdict == .violated)
  }
}
