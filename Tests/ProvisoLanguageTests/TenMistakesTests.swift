import ProvisoSyntax
import Testing

@testable import ProvisoLanguage

/// Files with the mistakes of newcomers who know another language. Each file has ten mistakes and gives
/// exactly ten messages.
@Suite("Ten mistakes")
struct TenMistakesTests {
  struct File: CustomTestStringConvertible, Sendable {
    let name: String
    let text: String
    /// The line of each mistake, its code, and a part of its message or fix.
    let expected: [(line: Int, code: DiagnosticCode, says: String)]
    var testDescription: String { name }
  }

  @Test("each gives its ten messages", arguments: files)
  func ten(_ file: File) {
    let loaded = load(file.text)
    #expect(loaded.spec == nil)
    #expect(loaded.diagnostics.count == 10, "\(shown(loaded))")
    #expect(
      loaded.diagnostics.map { "\(loaded.sources.location(of: $0.span).line) \($0.code)" }
        == file.expected.map { "\($0.line) \($0.code)" }, "\(shown(loaded))")
    for (found, wanted) in zip(loaded.diagnostics, file.expected) {
      let text = found.message + " / " + (found.fix?.text ?? "")
      #expect(text.contains(wanted.says), "\(text)")
    }
  }

  @Test("several mistakes in one declaration are each reported once")
  func oneDeclaration() {
    let loaded = load(
      """
      spec s for terraform
      invariant a "a" urgency high severity hihg message "\\(r.address)" {
        every r in resources where (r.exists r.managed) {
          (every c in changes { c.started c.failed }) and
          [r.name r.type, 1 2] has cidrContains(r.address r.name, 3 4)
        }
      }
      table t { "a": 1 2, "b" 3, "c": 4 }
      invariant b "b" { t["z"] == 1 and f(1 2) and (r.exists }
      invariant c "c" { every r in resources r.exists } }
      invariant d "d" { plan.nothing }
      """)
    #expect(
      loaded.diagnostics.map { "\(loaded.sources.location(of: $0.span).line) \($0.code)" } == [
        "2 badClause", "2 badClause", "3 unexpectedToken", "4 unexpectedToken",
        "5 unexpectedToken", "5 unexpectedToken", "5 unexpectedToken", "5 unexpectedToken",
        "8 unexpectedToken", "8 unexpectedToken", "9 unexpectedToken", "9 unclosedBracket",
        "10 unexpectedToken", "11 unknownAttribute",
      ], "\(shown(loaded))")
  }

  static let files: [File] = [hcl, cel, rego, python, models]

  static let hcl = File(
    name: "HCL",
    text: """
      spec from_hcl for terraform
      # production
      let names = ["prod", 'live']
      let largest = 1_000
      table price = { "t3.micro" = 0.0104, "t3.small": 0.0208 }
      define production(r: Resource) = contains(names, r.before.tags.env)
      invariant a "a" severity = high { every r in resources { !r.destroyed } }
      invariant b "b" { alltrue([for r in resources : r.exists]) }
      invariant c "c" { every r in resources where r.type == "aws_instance" && production(r) { r.exists } }
      """,
    expected: [
      (2, .foreignComment, "write `//`"),
      (3, .singleQuotes, "\"live\""),
      (4, .badNumber, "write `1000`"),
      (5, .foreignOperator, "remove the `=`"),
      (5, .foreignOperator, "write `:`"),
      (6, .unknownFunction, "names.contains(r.before.tags.env)"),
      (7, .unexpectedToken, "remove the `=`"),
      (7, .foreignOperator, "write `not`"),
      (8, .foreignWord, "quantifier"),
      (9, .foreignOperator, "write `and`"),
    ])

  static let cel = File(
    name: "CEL",
    text: """
      spec from_cel for terraform
      define named(r: resource, name: string) = r.name == name
      invariant a "a" { resources.all(r, r.exists) }
      invariant b "b" { every r in resources { has(r.after.tags) } }
      invariant c "c" { every r in resources { size(r.name) < 64 } }
      invariant d "d" { every r in resources { r.exists ? r.managed : r.destroyed } }
      invariant e "e" { every r in resources { r.name.startswith("x") || r.after.encrypted } }
      invariant f "f" { every r in resources { 1 < r.after.size < 9 } }
      """,
    expected: [
      (2, .unknownType, "`Resource`"),
      (2, .unknownType, "`String`"),
      (3, .unknownMethod, "every r in resources { r.exists }"),
      (4, .unknownFunction, "r.after.tags has"),
      (5, .unknownFunction, "r.name.size()"),
      (6, .foreignOperator, "if r.exists then r.managed else r.destroyed"),
      (7, .unknownMethod, "startsWith"),
      (7, .foreignOperator, "write `or`"),
      (7, .notACondition, "== true"),
      (8, .chainedComparison, "a < b and b < c"),
    ])

  static let rego = File(
    name: "Rego",
    text: """
      spec from_rego for terraform
      package from_rego
      default allow = false
      deny[msg] { input.resource_changes[_].type == "aws_instance" }
      invariant a "a" { some r in resources; r.exists }
      invariant b "b" { count({r | r.exists}) > 1 }
      invariant c "c" { every r in resources { r.action == "delete" and r.after.size := 3 } }
      invariant d "d" { every r in resources { r.after.env == null and startswith(r.name, "x") } }
      invariant e "e" { every r in resources { r.after.ports[_] == 22 } }
      invariant f "f" { every r in resources { not r.after.tags } }
      invariant g "g" { sprintf("%s", ["x"]) == "x" }
      """,
    expected: [
      (2, .unknownItem, "found `package`"),
      (3, .unknownItem, "found `default`"),
      (4, .unknownItem, "what must never be so"),
      (5, .foreignOperator, "write `and` between"),
      (6, .unexpectedToken, "NAME in"),
      (7, .foreignOperator, "write `==`"),
      (8, .unknownFunction, "r.name.startsWith(\"x\")"),
      (9, .unknownName, "quantifier"),
      (10, .notACondition, "== true"),
      (11, .unknownFunction, "sprintf"),
    ])

  static let python = File(
    name: "Python",
    text: """
      spec from_python for terraform
      def f(r: Resource): return r.exists
      let names = ("a", "b")
      let most = 2 ** 3
      invariant a "a" { all(r.exists for r in resources) }
      invariant b "b" { every r in resources { r.name is not None and len(r.name) > 1 } }
      invariant c "c" { every r in resources { not f(r) and r.name not in ["x"] } }
      invariant d "d" { every r in resources { "prod" in r.name } }
      invariant e "e" { every r in resources { r.after.tags["env"] == f"{most}" } }
      """,
    expected: [
      (2, .unknownItem, "write `define f(r: Resource) = r.exists`"),
      (3, .unexpectedToken, "[\"a\", \"b\"]"),
      (4, .foreignOperator, "a * a"),
      (5, .foreignWord, "quantifier"),
      (6, .foreignOperator, "write `!=`"),
      (6, .foreignWord, "write `null`"),
      (6, .unknownFunction, "r.name.size()"),
      (7, .foreignOperator, "not x in y"),
      (8, .wrongOperand, "a.contains(b)"),
      (9, .foreignWord, "has no `f`"),
    ])

  static let models = File(
    name: "TLA+ and Sentinel",
    text: """
      spec from_models for terraform
      CONSTANT = 3
      invariant a "a" { \\A r \\in resources : r.exists }
      invariant b "b" { every r in resources { r.exists /\\ ~r.destroyed } }
      invariant c "c" { [] (plan.complete or plan.applyable) }
      invariant d "d" { all resources as r { r.exists } }
      invariant e "e" at always { every r in resources { r.exists } }
      invariant f "f" { every r in resources { r.exists ~> r.managed } }
      """,
    expected: [
      (2, .unknownItem, "found `CONSTANT`"),
      (3, .foreignOperator, "write `every`"),
      (3, .foreignOperator, "write `in`"),
      (3, .foreignOperator, "write `{ r.exists }`"),
      (4, .foreignOperator, "write `and`"),
      (4, .foreignOperator, "write `not`"),
      (5, .foreignOperator, "every moment"),
      (6, .foreignWord, "every r in resources"),
      (7, .badClause, "at rest"),
      (8, .foreignOperator, "leads to"),
    ])
}
