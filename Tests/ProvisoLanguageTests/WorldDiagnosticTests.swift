import Testing

@testable import ProvisoLanguage

/// Typical mistakes in worlds by people who know TLA+, PlusCal, Quint, Alloy or programming
/// languages. Each gets one message, with its position and a fix.
@Suite("Diagnostics of worlds")
struct WorldDiagnosticTests {
  private static let world = """
    world example
    enum Colour { red, green }
    entity Lamp {
      size: Int = 1
      var colour: Colour = red
      var on: Bool = false
    }
    object a: Lamp
    object b: Lamp
    var lit: Int = 0
    relation near(Lamp, Lamp)

    """

  @Test(
    "in an action",
    arguments: [
      Case("l.on«'» = true", .foreignOperator, "no primes", fix: "remove"),
      Case("l.on «:=» true", .foreignOperator, "written `=`", fix: "="),
      Case("«UNCHANGED» lit", .foreignWord, "stays as it is"),
      Case("«UNCHANGED» <<lit, l>>", .foreignWord, "stays as it is"),
      Case("requires l.on «/\\» lit < 3", .foreignOperator, "written `and`", fix: "and"),
      Case("requires l.on «&&» lit < 3", .foreignOperator, "written `and`", fix: "and"),
      Case("requires «!»l.on", .foreignOperator, "written `not`", fix: "not"),
      Case("requires l.colour «=» red", .foreignOperator, "written `==`", fix: "=="),
      Case("«not» l.on\nl.on = true", .unexpectedToken, "after `requires`", fix: "requires"),
      Case("«l».on == false\nl.on = true", .unexpectedToken, "after `requires`", fix: "requires"),
      Case("«await» l.on", .foreignWord, "written `requires`", fix: "requires"),
      Case("«assert» l.on", .foreignWord, "written `requires`", fix: "requires"),
      Case("«when» l.on { lit = 1 }", .foreignWord, "written `if`", fix: "if"),
      Case("if l.on «then» { lit = 1 }", .foreignWord, "without `then`", fix: "remove"),
      Case("«while» l.on { lit = 1 }", .foreignWord, "no loops"),
      Case("«for» m in Lamp { m.on = true }", .foreignWord, "written `every`", fix: "every"),
      Case("«for every» m in Lamp { m.on = true }", .foreignWord, "`every`", fix: "every"),
      Case("«let» x = lit + 1\nlit = x", .foreignWord, "no variables of its own"),
      Case("«return» l", .foreignWord, "`returns NAME: TYPE`"),
      Case("l.on = true«;»", .foreignOperator, "no separator", fix: "remove"),
      Case("lit«++»", .foreignOperator, "written `+= 1`", fix: "+= 1"),
      Case("lit «*»= 2", .foreignOperator, "no `*=`", fix: "lit = lit *"),
      Case("«n» = n + 1", .notAPlace, "exists only in this action"),
      Case("«l» = a", .notAPlace, "exists only in this action"),
      Case("«a» = b", .notAPlace, "only a `var`"),
      Case("l.«size» = 3", .notAPlace, "fixed", fix: "var size"),
      Case("l.on = «1»", .wrongAssignment, "a Bool"),
      Case("requires «l.colour == \"red\"»", .neverEqual, "never equal", fix: "red"),
      Case("l.colour = «Colour.green»", .misusedName, "without its type", fix: "green"),
      Case("«lamp».on = true", .unknownName, "`Lamp`", fix: "Lamp"),
      Case("insert «l», a into near", .unexpectedToken, "`(` and the objects"),
      Case("«near»(l, a) = true", .foreignOperator, "`insert`", fix: "into near"),
      Case("insert (l, a) into «lit»", .misusedName, "not a relation"),
      Case("create c: «Lamp» {}", .badCreation, "at most", fix: "at most 3"),
      Case("requires «once { l.on }»", .misplacedMoment, "not on other moments", fix: "var"),
    ])
  fileprivate func inAction(_ example: Case) {
    DiagnosticTests.expectOnly(
      Self.world + "action act(l: Lamp, n: Int) {\n\(example.source)\n}\n", example)
  }

  @Test(
    "in a world",
    arguments: [
      Case("action act(l: Lamp) «=» { l.on = true }", .foreignOperator, "no `=`", fix: "="),
      Case("action Step «=» all { act() }", .foreignOperator, "without `=`"),
      Case("action «act» { lit = 1 }", .unexpectedToken, "empty parentheses", fix: "act()"),
      Case("action act(l«)» { l.on = true }", .unexpectedToken, "the parameter's type"),
      Case("var total «=» 0", .unexpectedToken, "a type follows", fix: "total: Int"),
      Case("var name «=» \"x\"", .unexpectedToken, "a type follows", fix: "name: String"),
      Case("object c: «Lmp»", .unknownType, "did you mean `Lamp`", fix: "Lamp"),
      Case("object c «=» Lamp", .foreignOperator, "written `:`", fix: ":"),
      Case("object c: Lamp«(»colour: red)", .foreignOperator, "in braces", fix: "{ … }"),
      Case("object c: Lamp { colour «=» red }", .foreignOperator, "written `:`", fix: ":"),
      Case("object c: Lamp { «colours»: red }", .badObject, "no field", fix: "colour"),
      Case(
        """
        entity Disk { name: String }
        object first: Disk { name: "sda-1" }
        object «second»: Disk { name: "sda-1" }
        """, .badObject, "could not tell the two apart"),
      Case(
        "action act() { lit = 1 }\nagent me { may «atc» }", .unknownAction, "did you mean `act`",
        fix: "act"),
      Case(
        "action act() { lit = 1 }\nagent me { «act» }", .unexpectedToken, "`may` and the actions"),
      Case("enum Light { «green», off }", .nameClash, "taken"),
      Case("enum Mode { fast «|» slow }", .foreignOperator, "written `,`", fix: ","),
      Case("var «at»: Int = 0", .reservedWord, "`at`"),
      Case("var «in»: Int = 0", .reservedWord, "`in`"),
      Case("«init» = { lit = 0 }", .unknownItem, "initial value"),
      Case("«next» = { act }", .unknownItem, "`requires` hold"),
      Case("«variables» x, y", .unknownItem, "a `var` of its own"),
      Case("«sig» Person { friends: set Person }", .unknownItem, "`entity`", fix: "entity"),
      Case("entity Person { age: «int» }", .unknownType, "`Int`", fix: "Int"),
      Case("relation likes«:» Lamp -> Lamp", .unexpectedToken, "`(` and the types"),
      Case("invariant i \"i\" { «[]» (lit < 9) }", .foreignOperator, "every moment", fix: "remove"),
      Case("invariant i \"i\" { «always» lit < 9 }", .foreignWord, "every moment", fix: "remove"),
      Case(
        "invariant i \"i\" { «<>» (lit > 9) }", .foreignOperator, "eventually", fix: "eventually"),
      Case(
        "invariant i \"i\" { lit < 9 «~>» lit > 3 }", .foreignOperator, "leads to", fix: "leads to"),
      Case(
        "invariant i \"i\" { «\\A» l in Lamp { l.on } }", .foreignOperator, "every", fix: "every"),
      Case(
        "invariant i \"i\" { every l «\\in» Lamp { l.on } }", .foreignOperator, "in", fix: "in"),
      Case("action act() {\nlit = 1\n\n«invariant» i \"i\" { lit < 9 }", .unclosedBracket, "`}`"),
    ])
  fileprivate func inWorld(_ example: Case) {
    DiagnosticTests.expectOnly(Self.world + example.source + "\n", example)
  }

  @Test(
    "at the head of a world",
    arguments: [
      Case(
        "«var» lit: Int = 0\naction act() { lit = 1 }", .missingHeader, "`world NAME`", fix: "world"
      ),
      Case("«module» clock {\nvar lit: Int = 0\n}\n", .missingHeader, "`world NAME`", fix: "world"),
    ])
  fileprivate func atHead(_ example: Case) {
    DiagnosticTests.expectOnly(example.source, example)
  }

  @Test("all mistakes of a body are reported in order")
  func all() {
    let loaded = load(
      Self.world + """
        action act(l: Lamp) {
          UNCHANGED lit
          l.on == true
          while l.on { lit = 1 }
          let x = 1
          lit++
        }
        agent me { may act }
        invariant i "i" { every l in Lamp { whenever act(l) starts { lit < 9 } } }

        """)
    #expect(
      loaded.diagnostics.map(\.code) == [
        .foreignWord, .unexpectedToken, .foreignWord, .foreignWord, .foreignOperator,
      ], "\(shown(loaded))")
  }
}
