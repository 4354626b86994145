import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult
import Testing

@testable import Proviso

/// The meaning of agents' plans, on small examples.
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
    _ tool: String, _ arguments: [(String, AgentPlanValue)] = [], id: String? = nil,
    approves: [String] = [], onFailure: AgentPlanStep.FailureHandling = .propagate, retries: Int = 0
  ) -> AgentPlanStep {
    AgentPlanStep(
      .call(
        PlannedCall(
          tool: tool, arguments: arguments.map { (name: $0.0, value: $0.1) }, approves: approves)),
      id: id, onFailure: onFailure, retries: retries)
  }

  static func text(_ text: String) -> AgentPlanValue { .constant(.string(Text(text))) }

  static func check(
    _ steps: [AgentPlanStep], _ properties: String, in world: String? = Self.world
  ) throws -> CheckResult {
    try check([PlannedAgent(name: "agent", steps: steps)], properties, in: world)
  }

  static func check(
    _ agents: [PlannedAgent], _ properties: String, in world: String? = Self.world
  ) throws -> CheckResult {
    let specs = try spec(world.map { $0 + properties } ?? "spec s for agent\n" + properties)
    return try Verifier().check(
      AgentPlan(format: "test", agents: agents), against: specs)
  }

  static func spec(_ source: String) throws -> LoadedSpecs {
    let loaded = SpecLoader(vocabularies: .supported) { _ throws(SourceReadError) in
      throw SourceReadError("none")
    }
    .load(path: "s.proviso", text: source)
    let spec = try #require(loaded.spec, "\(loaded.diagnostics.map(\.message))")
    return LoadedSpecs(
      specs: [.init(spec: spec, sources: loaded.sources, isBuiltIn: false)], warnings: [])
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
      [[.failed, .failed], [.failed, .done]].contains(trace.map(\.outcome)))
  }

  @Test func aBranchOnAnAnswer() throws {
    let approved = AgentPlanCondition.expression("ok.output == true", position: nil)
    let steps = [
      Self.call("ask_human", id: "ok", approves: ["gone"]),
      AgentPlanStep(
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

  @Test func anApprovalCoversOnlyItsCall() throws {
    let property = """
      invariant approved "Nothing is dropped that nobody was asked about" {
        every d in calls where d.tool == "drop" {
          whenever d starts { some h in calls where h approves d and h.output == true }
        }
      }
      """
    func plan(_ db: AgentPlanValue, approves: [String]) -> [AgentPlanStep] {
      [
        Self.call("ask_human", id: "ok", approves: approves),
        AgentPlanStep(
          .branch(
            .expression("ok.output == true", position: nil),
            then: [
              Self.call("backup", [("db", Self.text("orders"))], id: "other"),
              Self.call("drop", [("db", db)], id: "gone"),
            ], else: [])),
      ]
    }
    func verdict(_ db: AgentPlanValue, _ approves: [String]) throws -> Verdict {
      try Self.check(plan(db, approves: approves), property).properties[0].verdict
    }
    #expect(try verdict(Self.text("orders"), ["gone"]) == .proved)
    #expect(try verdict(Self.text("orders"), ["other"]) == .violated)
    // The approver did not see a value that is determined after the question.
    #expect(try verdict(.written(from: ["other"]), ["gone"]) == .violated)
  }

  @Test func sourcesOfArguments() throws {
    func verdict(_ body: AgentPlanValue, _ to: AgentPlanValue) throws -> [Verdict] {
      let steps = [
        Self.call("fetch", [("url", Self.text("https://a.example"))], id: "page"),
        Self.call("contacts", id: "known"),
        Self.call("send", [("to", to), ("body", body)], id: "mail"),
      ]
      return try Self.check(
        steps,
        """
        invariant whom "No page says whom to write to" {
          every u in calls where u.tool == "fetch", s in calls where s.tool == "send" {
            not u flows to s.args.to
          }
        }
        invariant at_all "Nothing of a page is sent" {
          every u in calls where u.tool == "fetch", s in calls where s.tool == "send" {
            not u flows to s
          }
        }
        """, in: nil
      ).properties.map(\.verdict)
    }
    let page = AgentPlanValue.output(of: "page", path: [])
    let known = AgentPlanValue.output(of: "known", path: [.element(0), .member("mail")])
    #expect(try verdict(page, known) == [.proved, .violated])
    #expect(try verdict(Self.text("hello"), known) == [.proved, .proved])
    #expect(try verdict(Self.text("hello"), .written(from: ["page"])) == [.violated, .violated])
    #expect(
      try verdict(Self.text("hello"), .list([known, .text([Self.text("x"), page])]))
        == [.violated, .violated])
  }

  @Test func aReferenceMeansTheLatestCallOfALoop() throws {
    // The second page is read after the mail about the first page was written.
    let fetch = Self.call("fetch", id: "page")
    let steps = [
      AgentPlanStep(
        .loop(
          AgentPlanLoop(
            most: 2, body: [fetch, Self.call("note", [("text", .output(of: "page", path: []))])]))),
      Self.call("send", [("body", .output(of: "page", path: []))], id: "mail"),
    ]
    let result = try Self.check(
      steps,
      """
      invariant second "Only the latest page is sent" {
        every u in calls where u.id == "page[1]", v in calls where v.id == "page[2]",
          s in calls where s.tool == "send"
        {
          whenever s starts { v.started implies not u flows to s.args.body }
        }
      }
      possible first "The first page may be sent" {
        some u in calls where u.id == "page[1]", s in calls where s.tool == "send" {
          s.happened and u flows to s.args.body
        }
      }
      """, in: nil)
    #expect(
      result.properties.map(\.verdict) == [.proved, .proved],
      "\(result.properties.map { $0.reason ?? "" })")
  }

  @Test func changesOfACall() throws {
    let steps = [
      AgentPlanStep(
        .call(PlannedCall(tool: "apply", arguments: [], changes: "tfplan.json")), id: "go")
    ]
    let spec = try Self.spec(
      """
      spec s for agent
      invariant kept "Nothing is deleted" {
        every c in calls where c.tool == "apply" { no r in c.changes { r.deletes == true } }
      }
      """)
    func verdict(_ changes: [String: PartialValue]) throws -> PropertyResult {
      try Verifier().check(
        AgentPlan(format: "test", agents: [PlannedAgent(name: "agent", steps: steps)]),
        against: spec, changes: changes
      ).properties[0]
    }
    func change(_ deletes: PartialValue) -> [String: PartialValue] {
      [
        "tfplan.json": .list([
          .map([
            (name: Text("address"), value: .known(.string(Text("x")))),
            (name: Text("deletes"), value: deletes),
          ])
        ])
      ]
    }
    #expect(try verdict(change(.known(.bool(false)))).verdict == .proved)
    #expect(try verdict(change(.known(.bool(true)))).verdict == .violated)
    #expect(try verdict(change(.unknown("later"))).verdict == .undecided)
    #expect(try verdict([:]).verdict == .undecided)
  }
}
