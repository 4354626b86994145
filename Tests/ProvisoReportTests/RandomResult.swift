import ProvisoKernel
import ProvisoResult
import TestSupport

/// Makes random results in which every part of the format occurs.
struct RandomResult {
  var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func result(_ kind: InputKindName? = nil) -> CheckResult {
    let kind = kind ?? pick(InputKindName.builtIn)
    let words = Words.of(kind)
    let exploration = ExplorationInfo(
      states: maybe { $0.number(99) }, transitions: maybe { $0.number(99) },
      terminalStates: maybe { $0.number(3) }, depth: number(9), isExhaustive: flag())
    let simulation = SimulationInfo(
      runs: number(99), longest: number(50), seed: random.next())
    var result = CheckResult(
      tool: ToolInfo(name: "proviso", version: "1.0", solver: "Z3 4.8"),
      input: InputInfo(
        path: text(), kind: kind, sha256: "0af9", resources: number(99), steps: number(99),
        order: pick(StepOrder.allCases),
        changes: list(3) { ChangeCount($0.pick(["add", "destroy"]), count: $0.number(9) + 1) },
        words: words),
      properties: list(5) { $0.property(words) }, assumptions: list(2) { $0.text() },
      notModelled: list(2) { $0.text() }, diagnostics: list(2) { $0.diagnostic() },
      coverage: list(2) { $0.finding() },
      exploration: words.startsInAState && flag() ? exploration : nil,
      simulation: kind == .world && flag() ? simulation : nil,
      seconds: Double(number(3_000_000)) / 1000)
    result.programs = list(2) {
      ProgramTime($0.pick(["terraform graph", "terraform show"]), seconds: Double($0.number(40)))
    }
    result.rules = list(2) { random in
      RuleAdjustment(
        rule: random.word(), isOff: random.flag(),
        severity: random.maybe { $0.pick(Severity.allCases) },
        exclude: random.list(2) { $0.word() }, onlyTypes: random.list(2) { $0.word() },
        because: random.text(), location: random.maybe { $0.location() })
    }
    result.values = list(2) { random in
      OutsideValue(
        kind: random.pick(OutsideValue.Kind.allCases), name: random.word(),
        json: Value.quoted(random.text()), isGiven: random.flag(),
        location: random.maybe { $0.location() })
    }
    return result
  }

  mutating func property(_ words: InputWords) -> PropertyResult {
    var property = PropertyResult(
      name: word(), title: text(), severity: pick(Severity.allCases),
      kind: pick(PropertyKind.allCases), timing: pick(Timing.allCases), location: location(),
      because: maybe { $0.text() }, reference: maybe { $0.text() })
    property.documentation = flag() ? "" : text() + "\n\n" + text()
    property.tags = list(2) { $0.word() }
    property.verdict = pick(Verdict.allCases)
    property.isBuiltIn = flag()
    property.isVacuous = flag()
    property.isWaived = flag()
    property.method = pick(AnswerMethod.builtIn)
    property.depth = maybe { $0.number(20) }
    property.reason = maybe { $0.pick(["a limit was reached", "a value is unknown"]) }
    property.instances.proved = number(9)
    property.instances.violated = number(9)
    property.instances.undecided = number(2)
    property.instances.excluded = number(2)
    property.violations = list(6) { $0.violation(words) }
    property.instances.trusted = number(2)
    property.undecided = list(2) { $0.openInstance() }
    property.trusted = list(2) { $0.openInstance() }
    property.witness = maybe { $0.violation(words) }
    property.holdsBecause = list(5) { Reason($0.pick(Reason.Kind.allCases), $0.text()) }
    property.certificates = list(1) { random in
      ProofCertificate(
        k: random.number(3), invariant: random.list(2) { $0.text() }, queries: ["(check-sat)"])
    }
    property.coverage = list(2) { $0.finding() }
    property.carrier =
      words.startsInAState
      ? maybe { random in
        PropertyResult.Carrier(
          calls: random.list(2) { $0.word() }, path: random.pick(["a.json", "b.json"]),
          words: Words.of(.terraform), run: random.list(3) { $0.step() })
      } : nil
    return property
  }

  private mutating func openInstance() -> OpenInstance {
    var instance = OpenInstance(
      bindings: list(2) { .init(name: $0.word(), object: $0.text()) }, reason: text(),
      unknowns: list(2) { .init(value: $0.word(), json: Value.quoted($0.text())) })
    instance.waiver = maybe {
      .init(until: "2027-01-31", because: $0.text(), location: $0.location())
    }
    return instance
  }

  mutating func violation(_ words: InputWords) -> Violation {
    var violation = Violation(
      bindings: list(2) { .init(name: $0.word(), object: $0.text()) },
      message: maybe { $0.text() }, certainty: pick(Certainty.allCases), isPreexisting: flag(),
      needsGraph: flag(),
      unknowns: list(2) { .init(value: $0.word(), json: Value.quoted($0.text())) },
      trace: list(pick([0, 3, 15, 45])) { $0.step() },
      hints: list(2) { $0.flag() ? $0.text() : $0.text() + "\n  block {\n  }" })
    violation.facts = list(3) { $0.text() }
    violation.dependsOnOrder = flag()
    violation.breakingStep = maybe { $0.number(3) }
    violation.isKnown = number(5) == 0
    violation.isRepaired = flag()
    violation.loop = maybe { $0.number(2) }
    violation.refinement = maybe { random in
      RefinedRun(
        world: random.word(),
        states: random.list(2) { $0.list(2) { .init(what: $0.word(), json: "1") } },
        steps: random.list(3) { $0.pick([.stays, .none, .step("tick()")]) })
    }
    if words.startsInAState { violation.states = StateTrace(variables: [], states: []) }
    violation.waiver = maybe {
      .init(until: "2027-01-31", because: $0.text(), location: $0.location())
    }
    return violation
  }

  mutating func step() -> TraceStep {
    let name = word()
    return TraceStep(
      step: name, action: flag() ? "" : word(), outcome: pick(StepOutcome.allCases),
      changes: list(3) { random in
        let what = random.flag() ? name + ".exists" : random.word() + ".x"
        return random.flag()
          ? .init(
            what: what, from: "false", to: random.pick(["true", "false"]),
            isImplied: random.flag())
          : .init(what: what, from: "true", to: random.pick(["false", "\"a b\"", "[1, 2]"]))
      })
  }

  private mutating func diagnostic() -> ResultDiagnostic {
    ResultDiagnostic(
      code: "PV0301", level: pick(DiagnosticLevel.allCases), message: text(),
      location: maybe { $0.location() }, fix: maybe { $0.text() }, rendered: "error: rendered")
  }

  private mutating func finding() -> CoverageFinding {
    CoverageFinding(
      kind: pick(CoverageFinding.Kind.allCases), location: location(), message: text(),
      reached: maybe { $0.pick(CoverageFinding.Reach.allCases) })
  }

  private mutating func location() -> ResultLocation {
    ResultLocation(path: word() + ".proviso", line: number(90) + 1, column: number(90) + 1)
  }

  // MARK: Choices

  mutating func flag() -> Bool { Bool.random(using: &random) }

  mutating func number(_ most: Int) -> Int { Int.random(in: 0...most, using: &random) }

  mutating func pick<Element>(_ list: [Element]) -> Element {
    list[Int.random(in: list.indices, using: &random)]
  }

  private mutating func maybe<T>(_ make: (inout RandomResult) -> T) -> T? {
    flag() ? make(&self) : nil
  }

  private mutating func list<T>(_ most: Int, _ make: (inout RandomResult) -> T) -> [T] {
    (0..<number(most)).map { _ in make(&self) }
  }

  private mutating func word() -> String {
    pick(["aws_x.a", "queue", "orders", "module.net.aws_subnet.private[0]", "ü", "\"q\""])
  }

  private mutating func text() -> String {
    let words = (0..<(1 + number(30))).map { _ in word() }
    return words.joined(separator: " ")
  }
}

/// The words of the kinds of input.
enum Words {
  static func of(_ kind: InputKindName) -> InputWords {
    switch kind {
    case .terraform:
      InputWords(
        input: .init("plan"), run: "apply", resource: .init("resource"), step: .init("step"),
        openOrder: .graph(
          reason: "the plan does not fix the order", commands: ["terraform graph > graph.dot"]))
    case .record:
      InputWords(
        input: .init("record"), run: "run", step: .init("call"),
        openOrder: .hint("a call failed in the source"))
    case .agentPlan:
      InputWords(input: .init("plan"), run: "run", step: .init("call"), startsInAState: true)
    default:
      InputWords(
        input: .init("world"), run: "run", startsInAState: true, namesTerminalStates: true)
    }
  }
}
