import ProvisoKernel
import ProvisoPlans
import ProvisoResult
import Testing

@testable import Proviso

/// Parallel steps that end when their first branch fails, steps that fail on purpose, forward
/// jumps, and arguments without a name.
@Suite struct EarlyEndTests {
  private static func id(_ id: String) -> AgentPlanStep { PlanMeaningTests.call(id, id: id) }

  private static func verdicts(_ steps: [AgentPlanStep], _ properties: String) throws -> [Verdict] {
    try PlanMeaningTests.check(steps, properties, in: nil).properties.map(\.verdict)
  }

  /// Two parallel branches, with a step that handles the failure of one.
  private static func race(endsEarly: Bool) -> [AgentPlanStep] {
    [
      AgentPlanStep(
        .parallel([[id("a")], [id("b"), id("c")]]), onFailure: .steps([id("clean")]),
        endsEarly: endsEarly)
    ]
  }

  private static let ofTheRace = """
    invariant b_is_over "Nothing is in flight while the rest cleans up" {
      every b in calls, k in calls where b.tool == "b" and k.tool == "clean" {
        whenever k starts { not b.started or b.happened or b.failed }
      }
    }
    invariant b_before "b has been done where the rest cleans up after a" {
      every b in calls, k in calls where b.tool == "b" and k.tool == "clean" {
        whenever k starts { b.started }
      }
    }
    invariant c_after_b "c waits for b" {
      every b in calls, c in calls where b.tool == "b" and c.tool == "c" {
        whenever c starts { b.happened }
      }
    }
    """

  @Test func otherBranchesStopAtAnyStep() throws {
    #expect(
      try Self.verdicts(Self.race(endsEarly: false), Self.ofTheRace) == [.proved, .proved, .proved])
    #expect(
      try Self.verdicts(Self.race(endsEarly: true), Self.ofTheRace)
        == [.violated, .violated, .proved])
  }

  @Test func callsInFlightTakeEffectLater() throws {
    func check(_ endsEarly: Bool) throws -> Verdict {
      try PlanMeaningTests.check(
        [
          AgentPlanStep(
            .parallel([
              [PlanMeaningTests.call("ask_human")],
              [PlanMeaningTests.call("drop", [("db", PlanMeaningTests.text("orders"))])],
            ]),
            onFailure: .steps([
              PlanMeaningTests.call("backup", [("db", PlanMeaningTests.text("orders"))])
            ]), endsEarly: endsEarly)
        ],
        """
        invariant no_late_drop "What has been saved is not dropped any more" {
          every db in Database { db.exists or db.backups == 0 }
        }
        """
      ).properties[0].verdict
    }
    #expect(try check(false) == .proved)
    #expect(try check(true) == .violated)
  }

  @Test func aBranchFailsOnPurpose() throws {
    let steps = [
      AgentPlanStep(
        .parallel([[AgentPlanStep(.either([[AgentPlanStep(.fail)], []]))], [Self.id("b")]]),
        onFailure: .steps([Self.id("clean"), AgentPlanStep(.fail)])), Self.id("after"),
    ]
    #expect(
      try Self.verdicts(
        steps,
        """
        invariant one_of_them "What follows is not done after cleaning up" {
          every k in calls, a in calls where k.tool == "clean" and a.tool == "after" {
            not (k.started and a.started)
          }
        }
        possible cleaned "It can be cleaned up" { some k in calls where k.tool == "clean" { k.happened } }
        possible passed "It can be passed" { some a in calls where a.tool == "after" { a.happened } }
        """) == [.proved, .proved, .proved])
  }

  /// Only forward jumps exist, so the attempt that gave the answer is known.
  @Test func jumpsForwardMakeNoLoop() throws {
    let steps = [
      PlanMeaningTests.call("ask_human", id: "ok", retries: 1),
      AgentPlanStep(.either([[AgentPlanStep(.jump("decide"))], []])), Self.id("note"),
      AgentPlanStep(
        .sequence([
          AgentPlanStep(
            .branch(
              .expression("ok.output == true", position: nil), then: [Self.id("drop")], else: []))
        ]), id: "decide"),
    ]
    #expect(
      try Self.verdicts(
        steps,
        """
        invariant asked "Nothing is dropped without a yes" {
          every d in calls where d.tool == "drop" {
            whenever d starts { some h in calls where h.tool == "ask_human" and h.output == true }
          }
        }
        """) == [.proved])
  }

  @Test func argumentsWithoutANameCanBeAnything() throws {
    let steps = [
      Self.id("fetch"),
      AgentPlanStep(
        .call(
          PlannedCall(
            tool: "send", arguments: [("to", PlanMeaningTests.text("me"))],
            rest: .written(from: ["fetch"]))), id: "mail"),
    ]
    #expect(
      try Self.verdicts(
        steps,
        """
        invariant no_copy "There is no copy" {
          every s in calls where s.tool == "send" { s.args.cc == null }
        }
        invariant not_sent "What was fetched is not sent" {
          every f in calls, s in calls where f.tool == "fetch" and s.tool == "send" {
            not f flows to s.args.body
          }
        }
        """) == [.undecided, .violated])
  }

  /// A branch that loops forever without a call does not stop the other branches.
  @Test func aBranchThatLoopsWithoutACall() throws {
    let turn = AgentPlanStep(.sequence([AgentPlanStep(.jump("round"))]), id: "round")
    #expect(
      try Self.verdicts(
        [
          AgentPlanStep(
            .parallel([[turn], [Self.id("a")]]), onFailure: .steps([Self.id("clean")]),
            endsEarly: true)
        ],
        """
        invariant never "It is never cleaned up" { no k in calls where k.tool == "clean" { k.started } }
        """
      ) == [.violated])
  }
}
