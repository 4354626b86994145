import Foundation
import TestSupport
import Testing

@testable import Z3

@Suite struct SMTLibTests {
  /// cvc5's answer to a script; `nil` if cvc5 is not installed.
  private static func cvc5(_ script: String) throws -> String? {
    try OtherSolver.answer(
      to: script, milliseconds: 10_000, without: "the exported scripts were not compared")
  }

  private func word(_ answer: Z3Answer) -> String {
    answer.isSatisfiable ? "sat" : answer.isUnsatisfiable ? "unsat" : "unknown"
  }

  private func compare(_ solver: Z3Solver, assumptions: [Z3Term] = [], note: String) throws {
    let script = try solver.smtLib(assumptions: assumptions)
    let ours = word(try solver.check(assumptions: assumptions))
    #expect(ours != "unknown", "\(note)")
    let back = try readBack(script)
    #expect(back == ours, "Z3 on its own script, \(note):\n\(script)")
    if let theirs = try Self.cvc5(script) { #expect(theirs == ours, "cvc5, \(note):\n\(script)") }
  }

  private func readBack(_ script: String) throws -> String {
    let c = try Z3Context()
    let solver = try Z3Solver(c)
    solver.timeoutMilliseconds = 5000
    try solver.load(script)
    return word(try solver.check())
  }

  /// For a name with a prefix that SMT-LIB reserves, the search for a free name ends.
  @Test(arguments: [
    "..name", ".x", "@a", "bv1", "str.len", "str.mine", "re.", "set.x", "=", "and", "a|b", "",
  ])
  func namesOfAnyShape(_ name: String) throws {
    let c = try Z3Context()
    let solver = try Z3Solver(c)
    try solver.assert(c.and(c.bool(name), c.not(c.bool(name + "~1")), c.bool("v!" + name)))
    try compare(solver, note: name)
  }

  @Test func everyOperatorIsReadByOthers() throws {
    let c = try Z3Context()
    let (i, r, s, b) = try (c.int("i"), c.real("r"), c.string("s"), c.bool("b"))
    let sort = try c.uninterpretedSort("My sort")
    let (u, v) = try (c.constant("u", sort), c.freshConstant("u", sort))
    let f = try c.function("f", domain: [c.intSort(), sort], range: c.stringSort())
    let digit = try c.regexRange("0", "9")
    let formulas: [(Z3Term, Bool)] = try [
      (c.and(b, c.not(c.bool("b c")), c.or(b, c.bool("é")), c.xor(b, c.bool("and"))), true),
      (c.implies(c.iff(b, c.bool("b2")), c.equal(b, c.bool("b2"))), true),
      (
        c.equal(
          c.ite(b, then: i, else: c.int(-5)), c.add(c.idiv(i, c.int(3)), c.mod(i, c.int(-3)))), true
      ),
      (c.equal(c.div(r, c.rational("-1/3")), c.sub(c.toReal(i), c.minus(r))), true),
      (c.and(c.isInt(r), c.lt(r, c.rational("0.5")), c.ge(c.toInt(r), c.int(0))), true),
      (c.and(c.isInt(r), c.lt(r, c.rational("0.5")), c.gt(c.toInt(r), c.int(0))), false),
      (
        c.and(
          c.atMost([b, c.bool("x"), c.bool("y")], bound: 1), c.atLeast([b, c.bool("x")], bound: 2)),
        false
      ),
      (c.pbLe([b, c.bool("x")], weights: [2, -3], bound: -1), true),
      (c.and(b, c.pbGe([b, c.bool("x")], weights: [-2, 3], bound: 2)), false),
      (c.and(c.equal(u, v), c.distinct([f([i, u]), f([i, v])])), false),
      (c.distinct([u, v, c.constant("true", sort)]), true),
      (c.and(c.equal(c.int("same"), c.int(1)), c.bool("same")), true),
      (c.and(c.equal(s, c.literal("\\u{41}")), c.equal(c.length(s), c.int(1))), false),
      (c.and(c.equal(s, c.literal("\"é😀\0\\")), c.equal(c.length(s), c.int(5))), true),
      (
        c.and(
          c.prefixOf(c.literal("ab"), s), c.suffixOf(c.literal("bc"), s),
          c.equal(c.length(s), c.int(3))), true
      ),
      (c.and(c.equal(s, c.literal("x")), c.matches(s, c.regexStar(digit))), false),
      (c.and(c.stringLess(c.literal("b"), s), c.stringLessOrEqual(s, c.literal("a"))), false),
      (
        c.matches(
          s,
          c.regexConcat([
            c.regex("\\u{41}"), c.regexLoop(digit, atLeast: 2, atMost: 3),
            c.regexOptional(digit), c.regexLoop(digit, atLeast: 1, atMost: nil),
          ])), true
      ),
      (
        c.and(
          c.matches(s, c.regexIntersection([c.regexPlus(digit), c.regexComplement(c.regexAll())]))
        ), false
      ),
      (c.matches(s, c.regexUnion([c.regexNone(), c.regexAnyCharacter()])), true),
    ]
    for (index, (formula, satisfiable)) in formulas.enumerated() {
      let solver = try Z3Solver(c)
      solver.timeoutMilliseconds = 5000
      try solver.assert(formula)
      #expect(try solver.check().isSatisfiable == satisfiable, "formula \(index)")
      try compare(solver, note: "formula \(index)")
    }
  }

  @Test func trackedAssertionsAndAssumptionsHold() throws {
    let c = try Z3Context()
    let solver = try Z3Solver(c)
    try solver.assert(try c.gt(c.int("x"), c.int(3)), named: c.bool("first"))
    try solver.push()
    try solver.assert(try c.lt(c.int("x"), c.int(2)), named: c.bool("second"))
    try compare(solver, note: "tracked")
    try solver.pop()
    try compare(solver, note: "popped")
    try compare(solver, assumptions: [c.not(c.bool("first"))], note: "assumed")
  }

  @Test func randomFormulasAgree() throws {
    let seed = Campaign.seed(20_261_129)
    print("random formulas: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let c = try Z3Context()
    let xs = try (0..<3).map { try c.int("x\($0)") }
    let bs = try (0..<4).map { try c.bool("b\($0)") }
    for round in 0..<25 {
      let solver = try Z3Solver(c)
      for x in xs { try solver.assert(try c.and(c.le(c.int(-4), x), c.le(x, c.int(4)))) }
      for _ in 0..<8 {
        func number() throws -> Z3Term {
          let x = xs.randomElement(using: &random) ?? xs[0]
          let k = try c.int(Int.random(in: -3...3, using: &random))
          switch Int.random(in: 0..<4, using: &random) {
          case 0: return try c.mul(k, x)
          case 1: return try c.ite(bs.randomElement(using: &random) ?? bs[0], then: x, else: k)
          case 2: return try c.mod(x, c.int(3))
          default: return try c.sub(x, k)
          }
        }
        let atoms = try [
          c.lt(number(), number()), c.equal(number(), number()), bs.randomElement(using: &random)!,
          c.atMost(bs, bound: Int.random(in: 0...4, using: &random)),
        ]
        let chosen = try (0..<2).map { _ in
          let atom = atoms.randomElement(using: &random) ?? atoms[0]
          return try Bool.random(using: &random) ? atom : c.not(atom)
        }
        try solver.assert(try c.or(chosen))
      }
      try compare(solver, note: "seed \(seed) round \(round)")
    }
  }

  @Test func deepAndSharedTermsStayLinear() throws {
    let c = try Z3Context()
    var deep = try c.bool("b")
    var shared = try c.int("x")
    for index in 0..<20_000 { deep = try c.not(try c.and(deep, c.bool("b\(index % 7)"))) }
    for _ in 0..<200 { shared = try c.add(shared, shared) }
    let solver = try Z3Solver(c)
    try solver.assert(deep)
    try solver.assert(try c.gt(shared, c.int(0)))
    let script = try solver.smtLib()
    #expect(script.utf8.count < 2_000_000)
    #expect(try readBack(script) == "sat")
  }

  @Test func termsWithoutAnSMTLibFormAreErrors() throws {
    let c = try Z3Context()
    let solver = try Z3Solver(c)
    let x = try c.int("x")
    try solver.assert(try c.forAll([x], c.exists([c.int("y")], c.lt(x, c.int("y")))))
    #expect(throws: Z3Error.self) { try solver.smtLib() }
  }
}
