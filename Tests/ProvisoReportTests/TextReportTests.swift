import ProvisoKernel
import ProvisoReport
import ProvisoResult
import Testing

/// The parts of the text report.
@Suite struct TextReportTests {
  private static let location = ResultLocation(path: "s.proviso", line: 7, column: 3)

  private static func property(_ name: String = "survives") -> PropertyResult {
    PropertyResult(
      name: name, title: "The database survives", severity: .critical, kind: .invariant,
      timing: .everyMoment, location: location, because: nil, reference: nil)
  }

  private static func violated(_ violations: [Violation]) -> PropertyResult {
    var property = property()
    property.verdict = .violated
    property.violations = violations
    property.instances.violated = violations.count
    return property
  }

  private static func violation(
    _ object: String = "aws_x.a", steps: Int = 1, hints: [String] = []
  ) -> Violation {
    Violation(
      bindings: [.init(name: "r", object: object)], message: nil, certainty: .definite,
      isPreexisting: false, needsGraph: false, unknowns: [],
      trace: (0..<steps).map {
        TraceStep(step: "step\($0)", action: "delete", outcome: .done, changes: [])
      }, hints: hints)
  }

  private static func text(
    _ properties: [PropertyResult], _ kind: InputKindName = .terraform, width: Int = 100
  ) -> String {
    let result = CheckResult(
      tool: ToolInfo(name: "proviso", version: "1", solver: "Z3"),
      input: InputInfo(
        path: "p.json", kind: kind, sha256: "", resources: 2, steps: 1, order: .plan,
        words: Words.of(kind)), properties: properties)
    return TextReport(ReportSettings(width: width)).render([result])
  }

  // MARK: Runs

  @Test func longRunsAreCut() {
    let text = Self.text([Self.violated([Self.violation(steps: 15)])])
    let steps = text.split(separator: "\n").filter { $0.contains("delete step") }
    #expect(steps.count == 12)
    #expect(text.contains("   8. delete step7\n      … 3 more steps …\n  12. delete step11\n"))
    #expect(text.contains("  15. delete step14\n"))
    let whole = Self.text([Self.violated([Self.violation(steps: 12)])])
    #expect(!whole.contains("…"))
  }

  @Test func longRunsThroughStatesAreCutLater() {
    var violation = Self.violation(steps: 40)
    violation.states = StateTrace(variables: [], states: [])
    #expect(!Self.text([Self.violated([violation])], .world).contains("…"))
    violation.trace += violation.trace
    let text = Self.text([Self.violated([violation])], .world)
    #expect(text.contains("      … 40 more steps …\n"))
    #expect(text.split(separator: "\n").count { $0.contains("delete step") } == 40)
  }

  @Test func loopsAreMarked() {
    var violation = Self.violation(steps: 3)
    violation.loop = 1
    #expect(
      Self.text([Self.violated([violation])], .world).contains(
        "  1. delete step0\n  then these steps repeat forever:\n  2. delete step1\n"))
  }

  @Test func theSameRunIsShownOnce() {
    let text = Self.text([Self.violated([Self.violation("a"), Self.violation("b")])])
    #expect(text.contains("  r = b\n  by the same run as above\n"))
  }

  // MARK: Violations

  @Test func furtherViolationsAreOnlyNamed() {
    let violations = (1...5).map { Self.violation("aws_x.a\($0)", steps: $0) }
    let text = Self.text([Self.violated(violations)])
    #expect(text.contains("  r = aws_x.a3\n"))
    #expect(!text.contains("r = aws_x.a4"))
    #expect(text.contains("\n  and 2 more: aws_x.a4; aws_x.a5\n"))
    let many = (1...250).map { Self.violation("o\($0)") }
    let short = Self.text([Self.violated(many)], width: 10_000)
    #expect(short.contains("and 247 more: o4; o5; "))
    #expect(short.contains("; o203; … and 47 more\n"))
  }

  @Test func linesOfHintsAreNotWrapped() {
    let code = "  lifecycle { create_before_destroy = true, prevent_destroy = true, other = 1 }"
    let hint =
      "set the lifecycle of the database, so that the new one exists before the old one goes"
    let text = Self.text([Self.violated([Self.violation(hints: [hint + "\n" + code])])], width: 50)
    #expect(text.contains("\n    " + code + "\n"))
    #expect(text.contains("  hint: set the lifecycle of the database, so\n    that the new one"))
  }

  @Test func waivedViolationsAreListed() {
    var violation = Self.violation()
    violation.waiver = .init(until: "2027-01-31", because: "INC-1", location: Self.location)
    var property = Self.violated([violation])
    property.isWaived = true
    let text = Self.text([property])
    #expect(text.contains("  waived until 2027-01-31: aws_x.a, because INC-1\n"))
    #expect(text.contains("1 violated (1 tolerated)"))
    #expect(!text.contains("delete step0"))
  }

  // MARK: Other verdicts

  @Test func propertiesWithTheSameReasonAreShownTogether() {
    let properties = (1...3).map { number -> PropertyResult in
      var property = Self.property("p\(number)")
      property.verdict = .undecided
      property.reason = "a limit was reached"
      return property
    }
    let text = Self.text(properties)
    #expect(text.contains("undecided  3 properties, for the same reason\n"))
    #expect(text.contains("  p1 (s.proviso:7), p2 (s.proviso:7), p3 (s.proviso:7)\n"))
    #expect(!Self.text(Array(properties.prefix(2))).contains("for the same reason"))
  }

  @Test func vacuousPropertiesAreNamed() {
    var property = Self.property()
    property.isVacuous = true
    let text = Self.text([property])
    #expect(text.contains("vacuous    1 property does not apply to this plan: survives\n"))
    #expect(text.contains("1 proved (1 vacuous)"))
  }

  // MARK: Control characters

  @Test(arguments: [
    ("\u{1B}[2J", "\\u{1b}[2J"), ("\u{202E}x\u{2066}", "\\u{202e}x\\u{2066}"),
    ("\u{200B}", "\\u{200b}"), ("\u{7}\u{0}", "\\u{7}\\u{0}"), ("\u{9B}31m", "\\u{9b}31m"),
    ("\u{FEFF}", "\\u{feff}"),
  ])
  func controlCharactersAreEscaped(_ raw: String, _ escaped: String) {
    var violation = Self.violation("o" + raw, hints: ["h" + raw + "\n" + "c" + raw])
    violation.message = "m" + raw
    violation.unknowns = [.init(value: "u" + raw, json: "1")]
    violation.trace = [
      TraceStep(
        step: "s" + raw, action: "a" + raw, outcome: .done,
        changes: [.init(what: "w" + raw, from: "1", to: "2")])
    ]
    var property = Self.violated([violation])
    property.title = "t" + raw
    property.because = "b" + raw
    let text = Self.text([property])
    for part in ["t", "b", "o", "m", "u", "s", "a", "w", "h", "c"] {
      #expect(text.contains(part + escaped), "\(part)")
    }
    var proved = Self.property()
    proved.title = "p" + raw
    let all = text + Self.text([proved])
    #expect(all.contains("p" + escaped))
    for scalar in all.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
      #expect(scalar.properties.generalCategory != .format)
    }
  }
}
