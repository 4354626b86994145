import ProvisoKernel
import ProvisoResult
import Testing

@testable import Proviso

/// A gate that follows a proved plan: exactly its runs are let through.
@Suite struct GateFollowTests {
  private static let world = """
    world shop
    use "proviso:tools.proviso"
    entity Order { name: String  var paid: Bool = false  var sent: Bool = false }
    object order_17: Order { name: "order 17" }
    object ledger: Path { name: "ledger.db" }
    action look(order: Order) returns open: Bool {}
    action pay(order: Order) { order.paid = true }
    action send(order: Order) { order.sent = true }
    invariant paid_first "Nothing is sent before it is paid" {
      every o in Order { not o.sent or o.paid }
    }
    invariant settled "What is paid is sent" at end {
      every o in Order { not o.paid or o.sent }
    }
    invariant kept "The ledger stays" { not ledger.lost }
    """

  private static let plan = """
    schema: proviso.plan/1
    steps:
      - call: look
        id: state
        with: { order: order 17 }
      - if: state.output == true
        then:
          - call: pay
            with: { order: order 17 }
            on_failure: [ { stop: true } ]
          - call: send
            with: { order: order 17 }
            retry: 5
            on_failure: continue
      - shell: mkdir -p done
    """

  private static func gate(plan: String? = plan) async throws -> Gate {
    let gate = try Gate(world: .text(world, name: "w.proviso"))
    if let plan { _ = try await gate.follow(plan: plan, named: "plan.yaml") }
    return gate
  }

  private static func call(_ tool: String, _ id: String) -> GateCall {
    GateCall(id: id, tool: tool, arguments: [.init("order", .string("order 17"))])
  }

  private static func shell(_ command: String, _ id: String) -> GateCall {
    GateCall(id: id, tool: "Bash", arguments: [.init("command", .string(Text(command)))])
  }

  /// Plans that break a property, also one of whole runs, are not followed.
  @Test(arguments: [
    ("steps:\n  - call: send\n    with: { order: order 17 }", Verdict.violated),
    ("steps:\n  - call: pay\n    with: { order: order 17 }", .violated),
    ("steps:\n  - shell: make", .undecided),
    ("steps:\n  - call: look\n    with: { order: order 17 }", .proved),
  ])
  func onlyProvedPlansAreFollowed(_ steps: String, _ verdict: Verdict) async throws {
    let gate = try await Self.gate(plan: nil)
    let result = try await gate.follow(plan: "schema: proviso.plan/1\n\(steps)", named: "p")
    #expect(result.verdict == verdict, "\(result.properties.map { ($0.name, $0.reason) })")
    let other = await gate.decide(Self.shell("ls", "1"))
    #expect(other.kind == (verdict == .proved ? .ask : .allow), "\(other.reasons)")
  }

  private static let simple = """
    schema: proviso.plan/1
    steps:
      - call: look
        id: state
        with: { order: order 17 }
      - if: state.output == true
        then:
          - shell: mkdir -p done
      - call: look
        with: { order: order 17 }
    """

  @Test func exactlyTheRunsOfThePlan() async throws {
    let gate = try await Self.gate(plan: Self.simple)
    let early = await gate.decide(Self.shell("mkdir -p done", "0"))
    #expect(early.kind == .ask && early.explanation.contains("no step of the plan plan.yaml"))
    await gate.report(.refused, of: "0")
    #expect(early.explanation.contains("look(order: \"order 17\")"), "\(early.explanation)")
    let first = await gate.decide(Self.call("look", "1"))
    #expect(first.kind == .allow && first.assumptions.contains { $0.contains("which was proved") })
    await gate.report(.succeeded, of: "1", output: .bool(true))
    #expect(await gate.decide(Self.call("look", "2")).kind == .ask)
    await gate.report(.refused, of: "2")
    #expect(await gate.decide(Self.shell("mkdir -p done", "3")).kind == .allow)
    await gate.report(.succeeded, of: "3")
    #expect(await gate.decide(Self.call("look", "4")).kind == .allow)
    await gate.report(.succeeded, of: "4")
    let after = await gate.decide(Self.shell("ls", "5"))
    #expect(after.kind == .ask && after.explanation.contains("which is over"))
    // A call that breaks a property is denied, in the plan or not.
    #expect(await gate.decide(Self.shell("rm ledger.db", "6")).kind == .deny)
  }

  /// An output decides which way the plan goes; without it nothing is let through.
  @Test func outputsDecide() async throws {
    for (output, kind) in [
      (Value.bool(false), GateDecision.Kind.ask), (.bool(true), .allow), (nil, .ask),
    ] as [(Value?, GateDecision.Kind)] {
      let gate = try await Self.gate(plan: Self.simple)
      _ = await gate.decide(Self.call("look", "1"))
      await gate.report(.succeeded, of: "1", output: output)
      let decision = await gate.decide(Self.shell("mkdir -p done", "2"))
      #expect(decision.kind == kind, "\(decision.reasons)")
    }
  }

  /// A call outside of the plan that a person lets through can change what the proof was about.
  @Test func aPlanThatWasLeftProvesNothing() async throws {
    let plan = """
      schema: proviso.plan/1
      steps:
        - call: pay
          with: { order: order 17 }
        - call: send
          with: { order: order 17 }
          retry: 20
      """
    let gate = try Gate(
      world: .text(
        Self.world.replacing("at end {", with: "at end { true or ").replacing(
          "action send", with: "action reset(order: Order) { order.paid = false }\naction send"),
        name: "w.proviso"))
    #expect(try await gate.follow(plan: plan).verdict == .proved)
    #expect(await gate.decide(Self.call("pay", "1")).kind == .allow)
    await gate.report(.succeeded, of: "1")
    #expect(await gate.decide(Self.call("reset", "2")).kind == .ask)
    await gate.report(.succeeded, of: "2")
    #expect(await gate.decide(Self.call("send", "3")).kind == .deny)
  }
}
