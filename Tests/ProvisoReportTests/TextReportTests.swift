import Foundation
import ProvisoKernel
import ProvisoResult
import Testing

@testable import ProvisoReport

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
    _ properties: [PropertyResult], _ kind: InputKindName = .terraform, width: Int = 100,
    detail: ReportSettings.Detail = .short, showsAll: Bool = false,
    _ change: (inout CheckResult) -> Void = { _ in }
  ) -> String {
    var result = CheckResult(
      tool: ToolInfo(name: "proviso", version: "1", solver: "Z3"),
      input: InputInfo(
        path: "p.json", kind: kind, sha256: "", resources: 2, steps: 1, order: .plan,
        words: Words.of(kind)), properties: properties)
    change(&result)
    return TextReport(
      ReportSettings(
        width: width, detail: detail, showsAll: showsAll,
        help: .init(longer: "-v", all: "--all"))
    ).render([result])
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
    var other = Self.violation("b")
    other.facts = ["`b.port` is 22"]
    let text = Self.text([Self.violated([Self.violation("a"), other])])
    #expect(text.contains("  r = b\n    `b.port` is 22\n  by the same run as above\n"))
  }

  // MARK: Violations

  /// Violations with one cause are one paragraph, and the others are counted.
  @Test func violationsWithOneCauseAreGrouped() {
    let same = (1...600).map { number in
      var violation = Self.violation("aws_x.a\(number)", steps: 0)
      violation.message = "aws_x.a\(number) is open"
      return violation
    }
    let text = Self.text([Self.violated(same)])
    #expect(text.contains("\n  aws_x.a1 is open\n"))
    #expect(!text.contains("r = aws_x.a1\n"))
    #expect(
      text.contains(
        "\n  and 599 more like this: aws_x.a2; aws_x.a3; aws_x.a4; … (`--all` shows all)\n"))
    #expect(text.split(separator: "\n").count < 12)
    let all = Self.text([Self.violated(same)], showsAll: true)
    for number in 1...600 { #expect(all.contains("aws_x.a\(number) is open")) }
  }

  @Test func furtherGroupsAreOnlyNamed() {
    let violations = (1...5).map { Self.violation("aws_x.a\($0)", steps: $0) }
    let text = Self.text([Self.violated(violations)])
    #expect(text.contains("  r = aws_x.a3\n"))
    #expect(!text.contains("r = aws_x.a4"))
    #expect(text.contains("\n  and 2 more with other causes: aws_x.a4; aws_x.a5\n"))
  }

  /// A name that is a part of another does not change the groups.
  @Test func namesInOtherNamesAreGrouped() {
    let violations = ["a", "a.b", "a.b.c"].map { name in
      var violation = Self.violation(name, steps: 0)
      violation.bindings.append(.init(name: "s", object: name + ".b"))
      violation.message = "\(name) has \(name).b"
      return violation
    }
    #expect(ViolationGroup.groups(of: violations).count == 1)
  }

  @Test func aRuleAboutValuesHasNoRun() {
    var violation = Self.violation(steps: 3)
    violation.dependsOnOrder = false
    violation.facts = ["`r.port` is 22"]
    #expect(!Self.text([Self.violated([violation])]).contains("delete step0"))
    #expect(Self.text([Self.violated([violation])], detail: .long).contains("delete step0"))
    violation.dependsOnOrder = true
    violation.breakingStep = 2
    #expect(Self.text([Self.violated([violation])]).contains("  3. delete step2  <- here\n"))
  }

  @Test func impliedChangesAreShownOnlyInFull() {
    var violation = Self.violation(steps: 0)
    violation.trace = [
      TraceStep(
        step: "d", action: "delete", outcome: .done,
        changes: [
          .init(what: "d.exists", from: "true", to: "false", isImplied: true),
          .init(what: "d.port", from: "1", to: "2"),
        ])
    ]
    let text = Self.text([Self.violated([violation])])
    #expect(text.contains("  1. delete d\n       port: 1 -> 2\n"))
    let full = Self.text([Self.violated([violation])], detail: .full)
    #expect(full.contains("  1. delete d  (no longer exists)\n"))
  }

  /// The advice that settles an order is told once; a later run only refers to it.
  @Test func theSameAdviceIsToldOnce() {
    let violations = (1...2).map { number in
      var violation = Self.violation("a\(number)", steps: number, hints: ["add a block"])
      violation.needsGraph = true
      return violation
    }
    let text = Self.text([Self.violated(violations), Self.violated(violations)])
    #expect(text.components(separatedBy: "hint: add a block").count == 2)
    #expect(text.components(separatedBy: "to settle this, run:").count == 2)
    #expect(text.components(separatedBy: "the plan does not fix the order, too").count == 4)
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

  @Test func vacuousPropertiesAreCounted() {
    var property = Self.property()
    property.isVacuous = true
    #expect(Self.text([property]).contains("\n1 does not apply\n"))
    let text = Self.text([property], detail: .long)
    #expect(text.contains("vacuous    1 property does not apply to this plan: survives\n"))
  }

  // MARK: Length

  /// An answer without a finding has at most six lines, even if much of it needs to be known.
  @Test func aGoodAnswerIsShort() {
    var properties = (1...40).map { Self.property("p\($0)") }
    for index in 5..<40 { properties[index].isVacuous = true }
    properties[6].remark = "0 of 42 resources count as production"
    properties[7].remark = "0 of 42 resources count as production"
    let text = Self.text(properties) { result in
      result.assumptions = ["a", "b"]
      result.notModelled = ["c"]
      result.rules = [
        RuleAdjustment(
          rule: "x", isOff: true, severity: nil, exclude: [], onlyTypes: [], because: "w",
          location: nil)
      ]
      result.input.changes = [ChangeCount("add", count: 4), ChangeCount("destroy", count: 5)]
      result.programs = [ProgramTime("terraform graph", seconds: 36.4)]
      result.seconds = 36.6
    }
    #expect(
      text == """
        note: 0 of 42 resources count as production
        p.json: 4 to add, 5 to destroy · 2 resources, 1 step
        5 proved · 35 do not apply
        rests on: 1 changed rule: x off · 1 part not modelled · 2 assumptions (`-v` lists them)
        proved, 200 ms · terraform graph 36 s

        """)
  }

  /// A short answer counts everything that somebody accepted or trusted.
  @Test func whatIsTrustedOrAcceptedStaysVisible() {
    var trusted = Self.property("trusts")
    trusted.verdict = .trusted
    trusted.instances.trusted = 1
    trusted.trusted = [
      OpenInstance(
        bindings: [.init(name: "r", object: "aws_x.t")], reason: "unknown",
        unknowns: [.init(value: "aws_x.t.after.acl", json: "\"public\"")])
    ]
    var old = Self.violation("aws_x.old")
    old.isPreexisting = true
    var accepted = Self.violated([old])
    accepted.isWaived = true
    var empty = Self.property("empty")
    empty.coverage = [
      CoverageFinding(
        kind: .implicationNeverFires, location: Self.location,
        message: "the left side is never true",
        reached: .never)
    ]
    let text = Self.text([trusted, accepted, empty])
    #expect(text.contains("aws_x.t.after.acl is not \"public\""))
    #expect(text.contains("the violation exists before the first step: this plan leaves it"))
    #expect(text.contains("1 violated (1 tolerated) · 1 trusted · 1 proved"))
    #expect(text.contains("note: the left side is never true (s.proviso:7)"))
    #expect(text.contains("\ntolerated, "))
  }

  @Test func onlyFindings() {
    #expect(Self.text([Self.property()], detail: .findings) == "")
    let text = Self.text([Self.violated([Self.violation()])], detail: .findings)
    #expect(text.hasPrefix("violated   "))
    #expect(text.hasSuffix("  1. delete step0\n"))
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
    violation.facts = ["f" + raw]
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
    for part in ["t", "b", "o", "m", "f", "u", "s", "a", "w", "h", "c"] {
      #expect(text.contains(part + escaped), "\(part)")
    }
    var proved = Self.property()
    proved.title = "p" + raw
    let all = text + Self.text([proved], detail: .long)
    #expect(all.contains("p" + escaped))
    for scalar in all.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
      #expect(scalar.properties.generalCategory != .format)
    }
  }
}
