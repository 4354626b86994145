import ProvisoKernel
import ProvisoSyntax
import Testing

@testable import ProvisoLanguage

@Suite("Operators about runs, waivers and tests")
struct RunTests {
  @Test(
    "run operators parse with the right precedence",
    arguments: [
      ("eventually { plan.complete }", "eventually{plan.complete}"),
      ("(eventually { plan.complete })", "eventually{plan.complete}"),
      (
        "plan.complete or plan.errored leads to plan.errored implies plan.complete",
        "leads to{(plan.complete or plan.errored); (plan.errored implies plan.complete)}"
      ),
      (
        "every r in resources where r.exists { not r.managed until r.destroyed and r.exists }",
        "every r@0 in resources where $0.exists {until{not($0.managed); ($0.destroyed and $0.exists)}}"
      ),
      (
        "every r in resources { every s in changes { once { r.exists } leads to s.happened } }",
        "every r@0 in resources {every s@1 in changes {leads to{once{$0.exists}; $1.happened}}}"
      ),
    ])
  func reading(_ text: String, _ expected: String) {
    let loaded = load(property(text))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    #expect(loaded.spec?.properties.first.map { outline($0.body) } == expected)
  }

  @Test(
    "a run operator must be a property's whole body, or that of its `every`",
    arguments: [
      "invariant p \"t\" { plan.complete and eventually { plan.complete } }",
      "invariant p \"t\" { not eventually { plan.complete } }",
      "invariant p \"t\" { eventually { eventually { plan.complete } } }",
      "invariant p \"t\" { eventually { (plan.complete until plan.errored) } }",
      "invariant p \"t\" { (plan.complete until plan.errored) implies plan.errored }",
      "invariant p \"t\" { some r in resources { eventually { r.exists } } }",
      "invariant p \"t\" { every r in resources where (eventually { r.exists }) { r.exists } }",
      "invariant p \"t\" { every r in resources, x in r.after.l { eventually { x == r.now } } }",
      "invariant p \"t\" { every x in [1, 2] { eventually { x == 1 } } }",
      "invariant p \"t\" { plan.complete until plan.errored until plan.complete }",
      "possible p \"t\" { eventually { plan.complete } }",
      "assume { eventually { plan.complete } }",
      "define f(r: Resource) = eventually { r.exists }\ninvariant p \"t\" { every r in resources { f(r) } }",
    ])
  func misplaced(_ text: String) {
    let loaded = load(spec(text))
    #expect(loaded.spec == nil)
    #expect(loaded.diagnostics.map(\.code) == [.misplacedRunOperator], "\(shown(loaded))")
  }

  @Test("a property with a run operator takes no `at` clause")
  func moment() {
    let loaded = load(spec("invariant p \"t\" at end { eventually { plan.complete } }"))
    #expect(loaded.diagnostics.map(\.code) == [.temporalWithMoment])
  }

  @Test("waivers and tests parse with all their parts")
  func items() throws {
    let loaded = load(
      spec(
        """
        waive p for "a", "b" until 2027-01-31 because "INC-1"
        waive q because "x" until 2028-02-29
        invariant p "t" { plan.complete }
        test "t" {
          graph "g.dot"
          plan "p.json"
          expect p violated by "a", "b"
          expect q vacuous
        }
        """))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    let spec = try #require(loaded.spec)
    #expect(spec.waivers.map(\.property) == ["p", "q"])
    #expect(spec.waivers.map(\.objects) == [["a", "b"], []])
    #expect(spec.waivers.map(\.end.description) == ["2027-01-31", "2028-02-29"])
    #expect(spec.waivers.map(\.reason) == ["INC-1", "x"])
    let test = try #require(spec.tests.first)
    #expect(test.plan == "p.json" && test.graph == "g.dot")
    #expect(test.expectations.map(\.outcome) == [.violated, .vacuous])
    #expect(test.expectations.map(\.objects) == [["a", "b"], []])
  }

  @Test(
    "each mistake gets one message",
    arguments: [
      ("waive p for \"a\" until 2027-02-29 because \"x\"", DiagnosticCode.badDate),
      ("waive p until \"2027-01-31\" because \"x\"", .badDate),
      ("waive p because \"x\"", .waiverWithoutEnd),
      ("waive p until 2027-01-31", .waiverWithoutReason),
      ("waive p until 2027-01-31 because \"x\" because \"y\"", .duplicateClause),
      ("waive p for until 2027-01-31 because \"x\"", .unexpectedToken),
      ("waive p until tomorrow because \"x\"", .unexpectedToken),
      ("test \"t\" { expect p proved }", .testLacksPart),
      ("test \"t\" { plan \"p\" }", .testLacksPart),
      ("test \"t\" { plan \"p\" plan \"q\" expect p proved }", .duplicateClause),
      ("test \"t\" { plan \"p\" expect p holds }", .foreignWord),
      ("test \"t\" { plan \"p\" expect p proved by \"a\" }", .misplacedObjects),
      ("test \"t\" { plan \"p\" expects p proved }", .unexpectedToken),
      ("test \"t\" { plan \"p\" expect p proved", .unclosedBracket),
    ])
  func mistakes(_ text: String, _ code: DiagnosticCode) {
    let loaded = load(spec("invariant p \"t\" { plan.complete }\n" + text))
    #expect(loaded.spec == nil)
    #expect(loaded.diagnostics.map(\.code) == [code], "\(shown(loaded))")
  }

  @Test("calendar dates parse and convert")
  func days() {
    for text in ["2027-01-31", "2028-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
      #expect(CalendarDate(text)?.description == text)
    }
    for text in [
      "2027-02-29", "1900-02-29", "2027-13-01", "2027-00-01", "2027-01-00", "2027-1-31",
      "0000-01-01", "2027-04-31", "2027/01/31", "", "2027-01-311",
    ] {
      #expect(CalendarDate(text) == nil, "\(text)")
    }
    #expect(CalendarDate(secondsSince1970: 0).description == "1970-01-01")
    #expect(CalendarDate(secondsSince1970: -1).description == "1969-12-31")
    #expect(CalendarDate(secondsSince1970: 951_782_399).description == "2000-02-28")
    #expect(CalendarDate(secondsSince1970: 951_782_400).description == "2000-02-29")
    #expect(CalendarDate(secondsSince1970: 951_868_800).description == "2000-03-01")
    #expect(CalendarDate(secondsSince1970: Int.max).description == "9999-12-31")
    #expect(CalendarDate(secondsSince1970: Int.min).description == "0001-01-01")
  }
}
