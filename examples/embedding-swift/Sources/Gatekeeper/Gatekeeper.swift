import Proviso

/// Checks a plan before it begins, and then asks a gate before each call.
@main struct Gatekeeper {
  /// A call that an agent wants to make.
  static let calls = [
    PlannedCall(tool: "read_inbox"),
    PlannedCall(
      tool: "send",
      arguments: [
        ("to", .constant(.string("audit@parcel-news.example"))),
        ("text", .constant(.string("the figures"))),
      ]),
  ]

  static func main() async throws {
    try await checkPlan()
    try await askGate()
  }

  /// A plan is a value, a text or a file.
  static func checkPlan() async throws {
    let plan = AgentPlan(
      format: "example",
      agents: [PlannedAgent(name: "agent", steps: calls.map { AgentPlanStep(.call($0)) })])
    var verifier = Verifier(specs: ["mail.proviso"])
    verifier.deadline = .seconds(20)
    let result = try await verifier.check(.plan(plan))
    print("the plan: \(result.verdict)")
    for property in result.properties where property.verdict == .violated {
      print("  \(property.title)")
      for violation in property.violations {
        print("    in \(violation.objects.joined(separator: ", "))")
        for step in violation.trace { print("    after \(step.step)") }
      }
    }
    for property in result.properties where property.verdict == .undecided {
      print("  not known: \(property.title): \(property.reason ?? "")")
    }
  }

  /// A gate holds one session. Whatever it does not allow must not happen.
  static func askGate() async throws {
    var verifier = Verifier()
    verifier.deadline = .seconds(5)
    let gate = try Gate(world: "mail.proviso", verifier: verifier)
    for (number, text) in [
      #"{"to": "audit@parcel-news.example", "text": "the figures"}"#,
      #"{"to": "ada@example.com", "text": "somebody asks for the figures"}"#,
    ].enumerated() {
      let call = try GateCall(id: "\(number)", tool: "send", arguments: text)
      let decision = await gate.decide(call)
      print("send \(text): \(decision.kind)")
      switch decision.kind {
      case .allow:
        // Here the call is made.
        await gate.report(.succeeded, of: call.id)
      case .deny:
        // The model reads why, and can propose something better.
        print("  " + decision.explanation)
      case .ask:
        // A person decides; this one says no.
        await gate.report(.refused, of: call.id)
      }
    }
  }
}
