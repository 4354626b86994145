import ProvisoKernel

/// `waive` and `test` declarations (Grammar, "The rules").
extension Parser {
  /// `waive (NAME | "every" "rule") ["for" STRING,+] "until" DATE "because" STRING`
  mutating func waiver() throws(Abandoned) -> SyntaxItem {
    advance()
    let isOfEveryRule = isWord("every")
    let property: Name
    if isOfEveryRule {
      let start = token().span
      advance()
      guard take("rule") else {
        throw fail("`rule`, as in `waive every rule for \"module.old.*\"`")
      }
      property = Name(text: "every rule", span: start.through(lastSpan))
    } else {
      property = try name("the name of the property that is waived, or `every rule`")
    }
    var waiver = SyntaxWaiver(property: property, isOfEveryRule: isOfEveryRule)
    var seen: [String: Span] = [:]
    while let word = token().word, ["for", "until", "because"].contains(word) {
      let start = token().span
      advance()
      switch word {
      case "for": waiver.objects = try objects("an object in quotes, as results name it")
      case "until": waiver.end = try date()
      default: waiver.reason = try string("the reason in quotes")
      }
      if let first = seen[word] {
        report(
          .duplicateClause, at: start.through(lastSpan), "this waiver already has `\(word)`",
          labels: [.init(first, "first here")], fix: .init("remove one of the two"))
      } else {
        seen[word] = start.through(lastSpan)
      }
    }
    waiver.span = property.span.through(lastSpan)
    let end = Span(file: file, start: lastSpan.end, end: lastSpan.end)
    if !token().isEnd, !token().startsLine {
      throw fail("`for`, `until`, `because`, or the next declaration on a line of its own")
    }
    if waiver.end == nil, seen["until"] == nil {
      report(
        .waiverWithoutEnd, at: property.span,
        "a waiver needs a last day",
        fix: .init(
          "add the last day, as in `until 2027-01-31`", replace: end, with: " until 2027-01-31"))
    }
    if waiver.reason == nil {
      report(
        .waiverWithoutReason, at: property.span, "a waiver needs a reason",
        fix: .init("add the reason, as in `because \"INC-2231: …\"`"))
    }
    return .waive(waiver)
  }

  private mutating func objects(_ expected: String) throws(Abandoned) -> [SyntaxText] {
    var list = [try string(expected)]
    while take(.comma) { list.append(try string("another object in quotes")) }
    return list.map { SyntaxText(text: $0.text, span: $0.span) }
  }

  /// A date; `nil` if it does not exist in the calendar, which is reported.
  private mutating func date() throws(Abandoned) -> (day: CalendarDate, span: Span)? {
    let found = token()
    let written: String
    switch found.kind {
    case .date(let text): written = text
    case .string(let pieces):
      written = plainText(pieces)
      report(
        .badDate, at: found.span, "a date is written without quotes, as in `2027-01-31`",
        fix: CalendarDate(written).map {
          .init("write `\($0)`", replace: found.span, with: $0.description)
        })
      advance()
      return CalendarDate(written).map { ($0, found.span) }
    default: throw fail("a date, as in `2027-01-31`")
    }
    advance()
    guard let day = CalendarDate(written) else {
      report(.badDate, at: found.span, "\(written) is not a date of the calendar")
      return nil
    }
    return (day, found.span)
  }

  /// `test STRING "{" check* "}"`
  mutating func test() throws(Abandoned) -> SyntaxItem {
    advance()
    let (title, span) = try string("the test's title in quotes")
    var test = SyntaxTest(title: title, span: span)
    try open(.leftBrace, "`{`, a plan and expectations")
    while !isSign(.rightBrace) {
      let start = token().span
      guard let word = token().word else {
        throw fail("`plan`, `graph`, `expect` or `}`")
      }
      switch word {
      case "plan", "graph":
        advance()
        let path = try string("the path of the \(word) in quotes")
        let text = SyntaxText(text: path.text, span: path.span)
        let first = word == "plan" ? test.plan : test.graph
        if let first {
          report(
            .duplicateClause, at: start.through(path.span), "a test has one `\(word)`",
            labels: [.init(first.span, "first here")],
            fix: .init("write another test for another \(word)"))
        } else if word == "plan" {
          test.plan = text
        } else {
          test.graph = text
        }
      case "expect":
        advance()
        test.expectations.append(try expectation(start))
      default:
        let meant = Suggestion.nearest(to: word, among: ["plan", "graph", "expect"])
        throw fail(
          "`plan`, `graph`, `expect` or `}`",
          fix: meant.map { .init("write `\($0)`", replace: start, with: $0) })
      }
    }
    try close(.rightBrace)
    if test.expectations.isEmpty {
      report(
        .testLacksPart, at: span, "a test needs an expectation",
        fix: .init("add an expectation, as in `expect some_property violated`"))
    }
    return .test(test)
  }

  private mutating func expectation(_ start: Span) throws(Abandoned) -> SyntaxExpectation {
    let property = try name("the name of a property")
    let found = token()
    let words = ExpectedOutcome.allCases.map(\.rawValue)
    let listed = "`proved`, `trusted`, `violated`, `undecided` or `vacuous`"
    guard let word = found.word else { throw fail(listed) }
    let outcome: ExpectedOutcome
    if let known = ExpectedOutcome(rawValue: word) {
      outcome = known
    } else {
      let foreign: [String: String] = [
        "holds": "proved", "passes": "proved", "pass": "proved", "ok": "proved",
        "true": "proved", "fails": "violated", "fail": "violated", "broken": "violated",
        "denied": "violated", "false": "violated", "unknown": "undecided",
      ]
      guard let meant = foreign[word] ?? Suggestion.nearest(to: word, among: words),
        let known = ExpectedOutcome(rawValue: meant)
      else { throw fail(listed) }
      report(
        .foreignWord, at: found.span, "the outcome of a property is \(listed), not `\(word)`",
        fix: .init("write `\(meant)`", replace: found.span, with: meant))
      outcome = known
    }
    advance()
    var by: [SyntaxText] = []
    if isWord("by") {
      let clause = token().span
      advance()
      by = try objects("an object in quotes, as results name it")
      if outcome != .violated {
        report(
          .misplacedObjects, at: clause.through(lastSpan),
          "`by` names the objects of a violation, so it cannot follow `\(outcome.rawValue)`",
          fix: .init("remove the `by`"))
      }
    }
    return SyntaxExpectation(
      property: property, outcome: outcome, objects: by, span: start.through(lastSpan))
  }
}
