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
    var n2: Int = 0
    relation near(Lamp, Lamp)
    var held: Set<Lamp> = []
    var queue: [Lamp] at most 2 = []
    var score: Map<Lamp, Int> = 0

    """

  @Test(
    "in an action",
    arguments: [
      Case("l.on«'» = true", code: .foreignOperator, message: "no primes", fix: "remove"),
      Case("l.on «:=» true", code: .foreignOperator, message: "written `=`", fix: "="),
      Case("«UNCHANGED» lit", code: .foreignWord, message: "stays as it is"),
      Case("«UNCHANGED» <<lit, l>>", code: .foreignWord, message: "stays as it is"),
      Case(
        "requires l.on «/\\» lit < 3", code: .foreignOperator, message: "written `and`", fix: "and"),
      Case(
        "requires l.on «&&» lit < 3", code: .foreignOperator, message: "written `and`", fix: "and"),
      Case("requires «!»l.on", code: .foreignOperator, message: "written `not`", fix: "not"),
      Case("requires l.colour «=» red", code: .foreignOperator, message: "written `==`", fix: "=="),
      Case(
        "«not» l.on\nl.on = true", code: .unexpectedToken, message: "after `requires`",
        fix: "requires"),
      Case(
        "«l».on == false\nl.on = true", code: .unexpectedToken, message: "after `requires`",
        fix: "requires"),
      Case("«await» l.on", code: .foreignWord, message: "written `requires`", fix: "requires"),
      Case("«assert» l.on", code: .foreignWord, message: "written `requires`", fix: "requires"),
      Case("«when» l.on { lit = 1 }", code: .foreignWord, message: "written `if`", fix: "if"),
      Case(
        "if l.on «then» { lit = 1 }", code: .foreignWord, message: "without `then`", fix: "remove"),
      Case("«while» l.on { lit = 1 }", code: .foreignWord, message: "no loops"),
      Case(
        "«for» m in Lamp { m.on = true }", code: .foreignWord, message: "written `every`",
        fix: "every"),
      Case(
        "«for every» m in Lamp { m.on = true }", code: .foreignWord, message: "`every`",
        fix: "every"),
      Case("«next» lit = lit + 1", code: .foreignWord, message: "no `next`", fix: "remove"),
      Case(
        "requires l.on «and» lit = 3", code: .foreignOperator, message: "two statements",
        fix: "requires"),
      Case(
        "lit < 3 «/\\» lit = 3", code: .foreignOperator, message: "two statements", fix: "requires"),
      Case(
        "if l.on { lit = 1 } «elif» l.on { lit = 2 }", code: .foreignOperator,
        message: "written `else if`", fix: "else if"),
      Case(
        "lit.«append»(3)", code: .foreignOperator, message: "no method",
        fix: "lit = lit.append(…)"),
      Case(
        "queue.«append»(l)", code: .foreignOperator, message: "no method changes",
        fix: "queue = queue.append"),
      Case("held += «a»", code: .wrongAssignment, message: "takes a set", fix: "[x]"),
      Case("held = held + «a»", code: .wrongOperand, message: "two sets", fix: "[x]"),
      Case("requires «held < [a]»", code: .wrongOperand, message: "not sets", fix: "subset of"),
      Case("requires «3 in held»", code: .neverEqual, message: "never contains"),
      Case("requires «held in held»", code: .neverEqual, message: "never", fix: "subset of"),
      Case(
        "«queue += [l]»", code: .wrongAssignment, message: "takes numbers",
        fix: "queue = queue.append"),
      Case("«queue»[0] = l", code: .notAssignable, message: "an entry of a map", fix: "q.rest()"),
      Case("score[«3»] = 1", code: .wrongOperand, message: "the key of this map is a Lamp"),
      Case("lit = queue.«size»", code: .noMembers, message: "parentheses", fix: "size()"),
      Case(
        "requires queue.«push»(l) == []", code: .unknownMethod, message: "append", fix: "append"),
      Case(
        "lit += 1\nn2 = «lit»", code: .earlierValue, message: "before the step", fix: "in place of"),
      Case(
        "lit = lit + 1\nrequires «lit» < 3", code: .earlierValue, message: "happen at once",
        fix: "move this statement up"),
      Case("«act»()", code: .foreignOperator, message: "one step", fix: "do act_effect()"),
      Case("«return» l", code: .foreignWord, message: "`returns NAME: TYPE`"),
      Case("l.on = true«;»", code: .foreignOperator, message: "no separator", fix: "remove"),
      Case("lit«++»", code: .foreignOperator, message: "written `+= 1`", fix: "+= 1"),
      Case("lit «*»= 2", code: .foreignOperator, message: "no `*=`", fix: "lit = lit *"),
      Case("«n» = n + 1", code: .notAssignable, message: "exists only in this action"),
      Case("«l» = a", code: .notAssignable, message: "exists only in this action"),
      Case("«a» = b", code: .notAssignable, message: "only a `var`"),
      Case("l.«size» = 3", code: .notAssignable, message: "fixed", fix: "var size"),
      Case("l.on = «1»", code: .wrongAssignment, message: "a Bool", fix: "true"),
      Case("requires «l.colour == \"red\"»", code: .neverEqual, message: "never equal", fix: "red"),
      Case(
        "l.colour = «Colour.green»", code: .misusedName, message: "without its type", fix: "green"),
      Case("«lamp».on = true", code: .unknownName, message: "`Lamp`", fix: "Lamp"),
      Case("insert «l», a into near", code: .unexpectedToken, message: "`(` and the objects"),
      Case("«near»(l, a) = true", code: .foreignOperator, message: "`insert`", fix: "into near"),
      Case("insert (l, a) into «lit»", code: .misusedName, message: "not a relation"),
      Case("create c: «Lamp» {}", code: .badCreation, message: "at most", fix: "at most 3"),
      Case(
        "requires «once { l.on }»", code: .misplacedMoment, message: "not on other moments",
        fix: "var"),
    ])
  fileprivate func inAction(_ example: Case) {
    DiagnosticTests.expectOnly(
      Self.world + "action act(l: Lamp, n: Int) {\n\(example.source)\n}\n", example)
  }

  @Test(
    "in a world",
    arguments: [
      Case(
        "action act(l: Lamp) «=» { l.on = true }", code: .foreignOperator, message: "no `=`",
        fix: "="),
      Case("action Step «=» all { act() }", code: .foreignOperator, message: "without `=`"),
      Case(
        "action «act» { lit = 1 }", code: .unexpectedToken, message: "empty parentheses",
        fix: "act()"),
      Case(
        "action act(l«)» { l.on = true }", code: .unexpectedToken, message: "the parameter's type",
        fix: "l: Lamp"),
      Case("var total «=» 0", code: .unexpectedToken, message: "a type follows", fix: "total: Int"),
      Case(
        "var name «=» \"x\"", code: .unexpectedToken, message: "a type follows", fix: "name: String"
      ),
      Case("object c: «Lmp»", code: .unknownType, message: "did you mean `Lamp`", fix: "Lamp"),
      Case("object c «=» Lamp", code: .foreignOperator, message: "written `:`", fix: ":"),
      Case(
        "object c: Lamp«(»colour: red)", code: .foreignOperator, message: "in braces",
        fix: "{ colour: red }"),
      Case(
        "object c: Lamp { colour «=» red }", code: .foreignOperator, message: "written `:`",
        fix: ":"),
      Case(
        "object c: Lamp { «colours»: red }", code: .badObject, message: "no field", fix: "colour"),
      Case(
        """
        entity Disk { name: String }
        object first: Disk { name: "sda-1" }
        object «second»: Disk { name: "sda-1" }
        """, code: .badObject, message: "could not tell the two apart"),
      Case(
        "action act() { lit = 1 }\nagent me { may «atc» }", code: .unknownAction,
        message: "did you mean `act`",
        fix: "act"),
      Case(
        "action act() { lit = 1 }\nagent me { «act» }", code: .unexpectedToken,
        message: "`may` and the actions"),
      Case(
        "var q: «Seq»[Int] = []", code: .unknownType, message: "at most", fix: "[Int] at most N"),
      Case("var q: «set»[Lamp]", code: .unknownType, message: "Set<Lamp>", fix: "Set<Lamp>"),
      Case("var s: Set<«Int»> = []", code: .unknownType, message: "objects", fix: "[Int] at most"),
      Case("var m: Map<«Int», Int> = 0", code: .unknownType, message: "its keys", fix: "enum"),
      Case(
        "var m: Map<Lamp, «[Int]»> = 0", code: .unknownType, message: "holds objects",
        fix: "entity"),
      Case(
        "var n: 0..«9223372036854775808» = 0", code: .tooLarge,
        message: "between -9223372036854775807 and 9223372036854775806"),
      Case(
        "var n: 9223372036854775806..«9223372036854775807» = 9223372036854775806",
        code: .tooLarge, message: "sizes, lie between"),
      Case("var n: «-9223372036854775809»..0 = 0", code: .tooLarge, message: "sizes, lie between"),
      Case(
        "object p[1..«99999999999999999999»]: Lamp", code: .tooLarge, message: "sizes, lie between"),
      Case("var q: [Lamp] at most «0» = []", code: .wrongValue, message: "1 to 64", fix: "64"),
      Case(
        "var «q»: [Lamp] at most 2", code: .badInitialValue, message: "initial value", fix: "= []"),
      Case(
        "action act(q: «[Lamp] at most 2») { lit = 1 }", code: .unknownType, message: "an argument",
        fix: "sequence in a `var`"),
      Case(
        "action act() «fair» { lit = 1 }", code: .unexpectedToken, message: "weakly or strongly",
        fix: "strongly fair"),
      Case("enum Light { «green», off }", code: .nameClash, message: "taken"),
      Case("enum Mode { fast «|» slow }", code: .foreignOperator, message: "written `,`", fix: ","),
      Case("var «until»: Int = 0", code: .reservedWord, message: "`until`"),
      Case("var «in»: Int = 0", code: .reservedWord, message: "`in`"),
      Case("«init» = { lit = 0 }", code: .unknownItem, message: "initial value"),
      Case("«next» = { act }", code: .unknownItem, message: "`requires` hold"),
      Case("«variables» x, y", code: .unknownItem, message: "a `var` of its own"),
      Case(
        "«sig» Person { friends: set Person }", code: .unknownItem, message: "`entity`",
        fix: "entity"),
      Case("entity Person { age: «int» }", code: .unknownType, message: "`Int`", fix: "Int"),
      Case("relation likes«:» Lamp -> Lamp", code: .unexpectedToken, message: "`(` and the types"),
      Case(
        "invariant i \"i\" { «[]» (lit < 9) }", code: .foreignOperator, message: "every moment",
        fix: "remove"),
      Case(
        "invariant i \"i\" { «always» lit < 9 }", code: .foreignWord, message: "every moment",
        fix: "remove"),
      Case(
        "invariant i \"i\" { «<>» (lit > 9) }", code: .foreignOperator, message: "eventually",
        fix: "eventually"),
      Case(
        "invariant i \"i\" { lit < 9 «~>» lit > 3 }", code: .foreignOperator, message: "leads to",
        fix: "leads to"),
      Case(
        "invariant i \"i\" { «\\A» l in Lamp { l.on } }", code: .foreignOperator, message: "every",
        fix: "every"),
      Case(
        "invariant i \"i\" { every l «\\in» Lamp { l.on } }", code: .foreignOperator, message: "in",
        fix: "in"),
      Case(
        "action act() {\nlit = 1\n\n«invariant» i \"i\" { lit < 9 }", code: .unclosedBracket,
        message: "`}`"),
    ])
  fileprivate func inWorld(_ example: Case) {
    DiagnosticTests.expectOnly(Self.world + example.source + "\n", example)
  }

  @Test(
    "at the head of a world",
    arguments: [
      Case(
        "«var» lit: Int = 0\naction act() { lit = 1 }", code: .missingHeader,
        message: "`world NAME`", fix: "world"
      ),
      Case(
        "«module» clock {\nvar lit: Int = 0\n}\n", code: .missingHeader, message: "`world NAME`",
        fix: "world"),
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
          lit++
        }
        agent me { may act }
        invariant i "i" { every l in Lamp { whenever act(l) starts { lit < 9 } } }

        """)
    #expect(
      loaded.diagnostics.map(\.code) == [
        .foreignWord, .unexpectedToken, .foreignWord, .foreignOperator,
      ], "\(shown(loaded))")
  }
}
