import Proviso
import Testing

/// `import Proviso` is enough: each test is a small program of an embedder.
@Suite struct EmbeddingTests {
  /// The example of the README, with a result type that can be named.
  @Test func theReadme() async throws {
    func violations(of result: CheckResult) -> [String] {
      result.properties.filter { $0.verdict == .violated }.map(\.title)
    }
    let verifier = Verifier(specs: [.text(Fixtures.availability, name: "availability.proviso")])
    let result: CheckResult = try await verifier.check(
      .text(Fixtures.replicas, name: "plan.json"))
    #expect(violations(of: result) == ["At every moment at least one web server exists"])
    #expect(result.verdict == Verdict.violated)
  }

  @Test func aCounterexampleIsRead() async throws {
    let verifier = Verifier(specs: [.text(Fixtures.availability, name: "availability.proviso")])
    let result = try await verifier.check(.text(Fixtures.replicas, name: "plan.json"))
    let property: PropertyResult = try #require(result.properties.first)
    let violation: Violation = try #require(property.violations.first)
    let steps: [TraceStep] = violation.trace
    #expect(steps.map(\.step) == ["aws_instance.web_1", "aws_instance.web_2"])
    #expect(steps.map(\.outcome) == [StepOutcome.done, .done])
    #expect(violation.certainty == Certainty.definite)
    #expect(property.kind == PropertyKind.invariant)
    #expect(property.severity == Severity.critical)
    #expect(property.timing == Timing.everyMoment)
    #expect(property.method == AnswerMethod.orderIdeals)
  }

  @Test func aCallIsDecided() async throws {
    let world = """
      world mail
      action send(to: String) {}
      action read_inbox() harmless
      invariant nobody_outside "Mail stays inside" {
        every c in calls where c.tool == "send" { c.args.to.endsWith("@example.com") }
      }
      """
    let gate = try Gate(world: .text(world, name: "mail.proviso"))
    let inside: GateCall = try GateCall(
      id: "1", tool: "send", arguments: #"{"to": "a@example.com"}"#)
    #expect(await gate.decide(inside).kind == .allow)
    await gate.report(.succeeded, of: "1")
    let outside = GateCall(
      id: "2", tool: "send", arguments: [.init("to", .string("b@example.org"))])
    let decision: GateDecision = await gate.decide(outside)
    #expect(decision.kind == .deny)
    #expect(decision.explanation.contains("Mail stays inside"))
  }

  @Test func whatWasCheckedIsNamed() async throws {
    let result = try await Verifier(specs: [.text(Fixtures.availability, name: "a.proviso")])
      .check(.bytes(Array(Fixtures.replicas.utf8), name: "plan.json"))
    let input: InputInfo = result.input
    #expect(input.kind == InputKindName.terraform)
    #expect(input.order == StepOrder.plan)
    #expect(input.path == "plan.json")
    #expect(input.sha256.count == 64)
    #expect(result.tool.version == Verifier.version)
  }

  @Test func specsAreReadOnceForManyInputs() async throws {
    let verifier = Verifier(specs: [.text(Fixtures.availability, name: "a.proviso")])
    let specs: LoadedSpecs = try verifier.loadSpecs()
    let summaries: [SpecSummary] = specs.summaries
    #expect(summaries.first?.properties.map(\.name) == ["a_web_server_exists"])
    for _ in 0..<3 {
      let result = try await verifier.check(
        .text(Fixtures.replicas, name: "plan.json"), against: specs)
      #expect(result.verdict == .violated)
    }
  }

  @Test func aWorldIsExplored() async throws {
    let result = try await Verifier().explore(.text(Fixtures.door, name: "house.proviso"))
    let exploration: ExplorationInfo = try #require(result.exploration)
    #expect(exploration.states == 2)
    #expect(result.input.kind == .world)
    #expect(result.verdict == .violated)
  }

  @Test func aWorldIsSimulated() async throws {
    let options = SimulationOptions(runs: 5, steps: 3, seed: 7)
    let result = try await Verifier().simulate(
      .text(Fixtures.door, name: "house.proviso"), options: options)
    #expect(result.simulation?.runs == 1)
    #expect(result.properties.first?.method == .simulation)
  }

  @Test func aPlanOfAgentsIsAValue() async throws {
    let plan = AgentPlan(
      format: "test",
      agents: [
        PlannedAgent(name: "agent", steps: [AgentPlanStep(.call(PlannedCall(tool: "drop")))])
      ])
    let spec = """
      spec s for agent
      invariant kept "Nothing is dropped" { no c in calls where c.tool == "drop" { c.started } }
      """
    let result = try await Verifier(specs: [.text(spec, name: "s.proviso")]).check(.plan(plan))
    #expect(result.verdict == .violated)
    #expect(result.input.kind == .agentPlan)
  }

  @Test func aRecordOfCallsIsAValue() async throws {
    let record = AgentTrace(
      format: "test",
      calls: [
        TracedCall(id: "1", tool: "read", arguments: .map(["path": .string("notes")])),
        TracedCall(id: "2", tool: "send", arguments: .map(["to": .string("ada")]), after: [0]),
      ])
    let spec = """
      spec s for agent
      invariant polite "Only ada gets mail" {
        every c in calls where c.tool == "send" { c.args.to == "ada" }
      }
      """
    var verifier = Verifier(specs: [.text(spec, name: "s.proviso")])
    verifier.options.records.flow = FlowKind.explicit
    let result = try await verifier.check(.record(record))
    #expect(result.verdict == .proved)
    #expect(result.input.steps == 2)
  }

  /// The error of a check; `nil` if the input and the specs are in order.
  func error(of verifier: Verifier, checking input: Input) async -> InputError? {
    do throws(InputError) {
      _ = try await verifier.check(input)
      return nil
    } catch {
      return error
    }
  }

  @Test func aMistakeInASpecHasItsPosition() async throws {
    let verifier = Verifier(specs: [.text("spec s for terraform\ninvariant", name: "s.proviso")])
    let found = await error(of: verifier, checking: .text(Fixtures.replicas, name: "plan.json"))
    let diagnostic: ResultDiagnostic = try #require(found?.diagnostics.first)
    #expect(diagnostic.level == DiagnosticLevel.error)
    #expect(diagnostic.location?.path == "s.proviso")
  }

  @Test func specsThatDoNotFitSayWhichWould() async throws {
    let found = await error(
      of: Verifier(specs: ["injection"]), checking: .text(Fixtures.replicas, name: "plan.json"))
    let mismatch = try #require(found)
    guard case .specs("terraform", let packs) = mismatch.remedy else {
      Issue.record("\(String(describing: mismatch.remedy))")
      return
    }
    #expect(packs.first == "standard" && packs.contains("aws"))
    // A library does not know the options of a command.
    #expect(!mismatch.description.contains(" -s "))
  }

  @Test func optionsBelongToTheKindOfInput() {
    var options = InputOptions()
    options.terraform.graph = "graph.dot"
    options.terraform.timeLimit = 60
    options.exploration.states = 1_000
    options.records.flow = .explicit
    #expect(options.terraform.graph == "graph.dot")
    #expect(options.exploration.states == 1_000)
    #expect(InputOptions().terraform == TerraformOptions())
  }

  // MARK: Time

  @Test func aDeadlineLeavesUndecided() async throws {
    var verifier = Verifier()
    verifier.deadline = .milliseconds(300)
    let start = ContinuousClock.now
    let result = try await verifier.check(.text(Fixtures.counter, name: "counter.proviso"))
    let elapsed = ContinuousClock.now - start
    #expect(result.verdict == .undecided)
    #expect(result.properties.first?.reason?.contains("deadline") == true)
    #expect(elapsed < .seconds(5), "\(elapsed)")
  }

  @Test func aCancelledTaskEndsSoon() async throws {
    let task = Task {
      try await Verifier().check(.text(Fixtures.counter, name: "counter.proviso"))
    }
    try await Task.sleep(for: .milliseconds(300))
    let start = ContinuousClock.now
    task.cancel()
    let result = try await task.value
    let elapsed = ContinuousClock.now - start
    print("a cancelled check ended after \(elapsed)")
    #expect(result.verdict == .undecided)
    #expect(result.properties.first?.reason?.contains("cancelled") == true)
    #expect(elapsed < .seconds(5), "\(elapsed)")
  }

  @Test func sixteenTasksShareVerifiersAndSpecs() async throws {
    let verifier = Verifier(specs: [.text(Fixtures.availability, name: "a.proviso")])
    let worlds = Verifier()
    let specs = try verifier.loadSpecs()
    let verdicts = try await withThrowingTaskGroup(of: Verdict.self) { group in
      for number in 0..<16 {
        group.addTask {
          number.isMultiple(of: 2)
            ? try await verifier.check(
              .text(Fixtures.replicas, name: "plan.json"), against: specs
            ).verdict
            : try await worlds.explore(.text(Fixtures.door, name: "house.proviso")).verdict
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(verdicts.count == 16)
    #expect(verdicts.allSatisfy { $0 == .violated })
  }
}
