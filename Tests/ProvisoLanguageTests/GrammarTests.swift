import ProvisoKernel
import Testing

@testable import ProvisoLanguage

@Suite("How expressions are read")
struct GrammarTests {
  @Test(
    "precedence",
    arguments: [
      ("A and B or C", "((A and B) or C)"),
      ("A or B and C", "(A or (B and C))"),
      ("not A and B", "(not(A) and B)"),
      ("not A == B", "not((A == B))"),
      ("not not A", "not(not(A))"),
      ("A implies B implies C", "(A implies (B implies C))"),
      ("A or B implies C and A", "((A or B) implies (C and A))"),
      ("1 + 2 * 3 == 7", "((1 + (2 * 3)) == 7)"),
      ("1 - 2 - 3 == -4", "(((1 - 2) - 3) == -4)"),
      ("2 / 3 * 4 % 5 == 0", "((((2 / 3) * 4) % 5) == 0)"),
      ("-2 * 3 == - - 6", "((-2 * 3) == 6)"),
      ("(1 + 2) * 3 == 9", "(((1 + 2) * 3) == 9)"),
      ("if A then B else C or A", "if(A, B, (C or A))"),
      ("if A then B else C implies A", "(if(A, B, C) implies A)"),
      ("if A then B else if B then C else A", "if(A, B, if(B, C, A))"),
      (
        "some r in resources where A or B implies C",
        "(some r@0 in resources where (A or B) implies C)"
      ),
      (
        "some r in resources where A and B { C } and A",
        "(some r@0 in resources where (A and B) {C} and A)"
      ),
      ("no r in resources and A", "(no r@0 in resources and A)"),
      ("not some r in resources where A", "not(some r@0 in resources where A)"),
      (
        "every r in resources, s in changes where A { B }",
        "every r@0 in resources, s@1 in changes where A {B}"
      ),
      (
        "every r in resources { every s in r.now.xs { s == 1 } }",
        "every r@0 in resources {every s@1 in $0.now.xs {($1 == 1)}}"
      ),
      (
        "(every r in resources { A }) and (some r in resources where B)",
        "(every r@0 in resources {A} and some r@0 in resources where B)"
      ),
      (
        "[A, some r in resources where B, C] has A", "([A, some r@0 in resources where B, C] has A)"
      ),
      (
        "some r in resources, s in changes where A", "some r@0 in resources, s@1 in changes where A"
      ),
      (
        "every r in resources where (some s in changes { A }) { B }",
        "every r@0 in resources where some s@1 in changes {A} {B}"
      ),
      (
        "every c in changes { c in deletions }",
        "every c@0 in changes {some deletions@1 in deletions {($0 == $1)}}"
      ),
      (
        "some a in resources, b in resources where a refers to b.before",
        "some a@0 in resources, b@1 in resources where ($0 refersToBefore $1)"
      ),
      (
        "some a in resources where a.before.if.in.where == null",
        "some a@0 in resources where ($0.before.if.in.where == null)"
      ),
      ("count(r in resources where A) + 1 == 2", "((count(r@0 in resources where A) + 1) == 2)"),
    ])
  func precedence(_ text: String, _ expected: String) {
    // Three conditions that the checker does not fold to constants.
    let names = ["A": "plan.complete", "B": "plan.errored", "C": "plan.applyable"]
    func replaced(_ text: String) -> String {
      text.split(separator: " ", omittingEmptySubsequences: false).map { part in
        var word = String(part)
        for (short, long) in names {
          let bare = word.filter { $0.isUppercase }
          if bare == short { word = word.replacing(short, with: long) }
        }
        return word
      }.joined(separator: " ")
    }
    let loaded = load(property(replaced(text)))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    #expect(
      loaded.spec.flatMap { $0.properties.first }.map { outline($0.body) } == replaced(expected))
  }

  @Test("frames and fixed expressions")
  func frames() throws {
    let every = try #require(
      body("every r in resources { some s in r.after.xs where s.a == r.name { s.b == 1 } }"))
    #expect(every.isFixed)
    #expect(every.frameSize == 0)
    guard case .quantifier(.every, let outer, let some?) = every.kind,
      case .quantifier(.some, let inner, let body?) = some.kind
    else {
      Issue.record("not two quantifiers")
      return
    }
    #expect(outer.map(\.slot) == [0] && inner.map(\.slot) == [1])
    #expect(some.frameSize == 1 && body.frameSize == 2)
    #expect(inner.first?.condition?.frameSize == 2)
  }

  @Test(
    "fixed or changing expressions",
    arguments: [
      ("r.type == \"a\"", true), ("r.before.x == r.after.x", true), ("r.now.x == 1", false),
      ("r.exists", false), ("r.destroyed", false), ("r.managed", false),
      ("r depends on r", true), ("r refers to r", false), ("once { r.type == \"a\" }", false),
      ("some c in changes where c.started", false), ("some c in changes where c.creates", true),
      ("some c in changes, d in changes where c before d", true),
      ("some x in r.now.xs where x == 1", false), ("known(r.after.x)", true),
      ("count(c in changes where c.happened) == 1", false),
    ])
  func fixed(_ text: String, _ expected: Bool) throws {
    let whole = try #require(body("every r in resources { \(text) }"))
    #expect(whole.isFixed == expected)
  }

  @Test("constants are evaluated")
  func constants() throws {
    let loaded = load(
      spec(
        """
        let a = b * 2 + 1
        let b = 10
        let c = ["x", "y" + "z"]
        let d = if a > 20 then c[1] else "no"
        let e = price["m"] / 3
        let f = "yz" in c and c has "x"
        table price { "m": a, "n": 0.5 }
        invariant p "t" {
          plan.complete or a == 21 or d == "yz" or e == 7 or f or price["n"] > 0.25
        }
        """))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    let body = try #require(loaded.spec?.properties.first?.body)
    #expect(
      outline(body)
        == "(plan.complete or (21 == 21) or (\"yz\" == \"yz\") or (7 == 7) or true or (price[\"n\"] > 0.25))"
    )
  }

  @Test("definitions take parameters and use each other")
  func definitions() throws {
    let loaded = load(
      spec(
        """
        define both(r: Resource, names: [String]) = named(r, names) and r.exists
        define named(r: Resource, names: [String]) = r.name in names
        invariant p "t" { every r in resources { both(r, ["a"]) } }
        """))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    let body = try #require(loaded.spec?.properties.first?.body)
    #expect(outline(body) == "every r@0 in resources {both($0, [\"a\"])}")
    #expect(!body.isFixed)
  }

  @Test("attributes that only a plan can confirm are listed with the types of their conditions")
  func attributeUses() throws {
    let loaded = load(
      spec(
        """
        let kinds = ["aws_eip", "aws_lb"]
        invariant p "t" {
          every r in resources where r.type == "aws_instance" and r.after.tag == 1, q in resources {
            r.now["size"] == 1 and q.before.name == 2 and
            (q.type in kinds implies q.after.ip == q.after.ip.deeper)
          }
        }
        """))
    #expect(loaded.diagnostics.isEmpty, "\(shown(loaded))")
    let uses = try #require(loaded.spec).attributeUses
    #expect(uses.map(\.member) == ["tag", "size", "name", "ip", "ip"])
    #expect(
      uses.map(\.types) == [
        ["aws_instance"], ["aws_instance"], nil, ["aws_eip", "aws_lb"], ["aws_eip", "aws_lb"],
      ])
    #expect(uses.map(\.attribute) == [12, 13, 11, 12, 12])
  }
}
