import Testing

@testable import Z3

@Suite struct TermTests {
  let c: Z3Context
  init() throws { c = try Z3Context() }

  @Test func versionHasThreeParts() {
    #expect(Z3Context.version.split(separator: ".").compactMap { Int($0) }.count == 3)
  }

  @Test func sharedTermsAreEqual() throws {
    let x = try c.int("x")
    #expect(try c.add(x, c.int(1)) == c.add(x, c.int(1)))
    #expect(try c.add(x, c.int(1)) != c.add(x, c.int(2)))
    #expect(try c.freshConstant("x", c.intSort()) != c.freshConstant("x", c.intSort()))
    #expect(try Set([c.int("x"), x, c.real("x")]).count == 2)
  }

  @Test func sortsHaveKinds() throws {
    #expect(try c.bool("b").kind == .bool)
    #expect(try c.int("i").kind == .int)
    #expect(try c.real("r").kind == .real)
    #expect(try c.string("s").kind == .string)
    #expect(try c.regexAll().kind == .regex)
    let colour = try c.uninterpretedSort("Colour")
    #expect(try c.constant("red", colour).sort == colour)
    #expect(colour.kind == .uninterpreted)
    #expect(try c.uninterpretedSort("Colour") == colour)
    #expect(try c.uninterpretedSort("Size") != colour)
  }

  @Test func booleanOperatorsMeanWhatTheySay() throws {
    for a in [false, true] {
      for b in [false, true] {
        let x = try c.literal(a)
        let y = try c.literal(b)
        func value(_ term: Z3Term) throws -> Bool? { try term.simplified().booleanValue }
        #expect(try value(c.and(x, y)) == (a && b))
        #expect(try value(c.or(x, y)) == (a || b))
        #expect(try value(c.implies(x, y)) == (!a || b))
        #expect(try value(c.iff(x, y)) == (a == b))
        #expect(try value(c.xor(x, y)) == (a != b))
        #expect(try value(c.not(x)) == !a)
        #expect(try value(c.equal(x, y)) == (a == b))
        #expect(try value(c.distinct([x, y])) == (a != b))
        #expect(try value(c.ite(x, then: y, else: c.not(y))) == (a ? b : !b))
      }
    }
    #expect(try c.and([]).simplified().booleanValue == true)
    #expect(try c.or([]).simplified().booleanValue == false)
    #expect(try c.distinct([]).booleanValue == true)
    #expect(try c.distinct([c.int("x")]).booleanValue == true)
    #expect(try c.bool("b").booleanValue == nil)
  }

  @Test(arguments: [-7, -1, 0, 1, 6], [-3, -2, 2, 5])
  func integerArithmetic(a: Int, b: Int) throws {
    let x = try c.int(a)
    let y = try c.int(b)
    func value(_ term: Z3Term) throws -> String? { try term.simplified().numeralValue }
    // SMT-LIB: the remainder is never negative.
    let remainder = ((a % b) + abs(b)) % abs(b)
    #expect(try value(c.add(x, y)) == "\(a + b)")
    #expect(try value(c.sub(x, y)) == "\(a - b)")
    #expect(try value(c.mul(x, y)) == "\(a * b)")
    #expect(try value(c.minus(x)) == "\(-a)")
    #expect(try value(c.mod(x, y)) == "\(remainder)")
    #expect(try value(c.idiv(x, y)) == "\((a - remainder) / b)")
    #expect(try c.lt(x, y).simplified().booleanValue == (a < b))
    #expect(try c.le(x, y).simplified().booleanValue == (a <= b))
    #expect(try c.gt(x, y).simplified().booleanValue == (a > b))
    #expect(try c.ge(x, y).simplified().booleanValue == (a >= b))
  }

  @Test func realArithmetic() throws {
    func value(_ term: Z3Term) throws -> String? { try term.simplified().numeralValue }
    #expect(try value(c.div(c.int(1), c.int(-3))) == "-1/3")
    #expect(try value(c.div(c.rational("0.5"), c.rational("2"))) == "1/4")
    #expect(try value(c.toInt(c.rational("-1/3"))) == "-1")
    #expect(try value(c.toReal(c.int(4))) == "4")
    #expect(try c.toReal(c.int(4)).kind == .real)
    #expect(try c.isInt(c.rational("4/2")).simplified().booleanValue == true)
    #expect(try c.isInt(c.rational("1/2")).simplified().booleanValue == false)
    #expect(try c.isInt(c.int("i")).booleanValue == true)
    #expect(try value(c.add([])) == "0")
    #expect(try value(c.mul([])) == "1")
  }

  @Test func numeralsAreExact() throws {
    let long = "-" + String(repeating: "1234567890", count: 50)
    #expect(try c.integer(long).numeralValue == long)
    #expect(try c.rational("\(long)/7").numeralValue == "\(long)/7")
    #expect(try c.rational("-2/6").numeralValue == "-1/3")
    #expect(try c.rational("-0.125").numeralValue == "-1/8")
    #expect(try c.integer("007").numeralValue == "7")
    #expect(try c.int(Int.min).numeralValue == "\(Int.min)")
    #expect(try c.rational(Int.max).numeralValue == "\(Int.max)")
    #expect(try c.bool("b").numeralValue == nil)
  }

  @Test(arguments: [
    "", "-", "abc", "1/0", "1/00", "1/-2", "1.5", "1e3", " 1", "1 ", "+1", "0x10", "1\0", "١",
  ])
  func badIntegersAreErrors(text: String) throws {
    #expect(throws: Z3Error.self) { try c.integer(text) }
  }

  @Test(arguments: ["", "-", ".", "1.", ".5", "1/0", "1/-2", "1/", "/2", "1/2/3", "1.2/3", "1e3"])
  func badRationalsAreErrors(text: String) throws {
    let error = #expect(throws: Z3Error.self) { try c.rational(text) }
    #expect(error?.code == .parse)
  }

  @Test func countingConstraintsCount() throws {
    let terms = try (0..<4).map { try c.bool("c\($0)") }
    for values in 0..<16 {
      let chosen = try (0..<4).map { try c.literal(values >> $0 & 1 == 1) }
      let count = values.nonzeroBitCount
      let weights = [3, -2, 5, 1]
      let sum = (0..<4).reduce(0) { $0 + (values >> $1 & 1) * weights[$1] }
      let solver = try Z3Solver(c)
      for (term, value) in zip(terms, chosen) { try solver.assert(try c.iff(term, value)) }
      for bound in -3...10 {
        func holds(_ formula: Z3Term) throws -> Bool {
          try solver.push()
          try solver.assert(formula)
          defer { try? solver.pop() }
          return try solver.check().isSatisfiable
        }
        #expect(try holds(c.atMost(terms, bound: bound)) == (count <= bound))
        #expect(try holds(c.atLeast(terms, bound: bound)) == (count >= bound))
        #expect(try holds(c.pbLe(terms, weights: weights, bound: bound)) == (sum <= bound))
        #expect(try holds(c.pbGe(terms, weights: weights, bound: bound)) == (sum >= bound))
      }
    }
    #expect(throws: Z3Error.self) { try c.pbLe(terms, weights: [1], bound: 1) }
    #expect(throws: Z3Error.self) { try c.pbLe(terms, weights: [1, 1, 1, Int.min], bound: 1) }
    #expect(throws: Z3Error.self) { try c.pbGe(terms, weights: [1, 1, 1, 1 << 31], bound: 1) }
    #expect(throws: Z3Error.self) { try c.pbGe(terms, weights: [1, 1, 1, 1], bound: Int.max) }
    #expect(throws: Z3Error.self) { try c.atMost([c.int("i")], bound: 0) }
  }

  @Test func functionsAreCongruent() throws {
    let sort = try c.uninterpretedSort("Thing")
    let f = try c.function("f", domain: [sort], range: c.intSort())
    let x = try c.constant("x", sort)
    let y = try c.constant("y", sort)
    #expect(try isValid(c.implies(c.equal(x, y), c.equal(f([x]), f([y])))))
    #expect(try !isValid(c.equal(f([x]), f([y]))))
    #expect(throws: Z3Error.self) { try f([]) }
    #expect(throws: Z3Error.self) { try f([c.int("i")]) }
  }

  @Test func wrongSortsAreErrors() throws {
    let i = try c.int("i")
    let r = try c.real("r")
    let s = try c.string("s")
    let b = try c.bool("b")
    let attempts: [() throws -> Z3Term] = [
      { try c.not(i) }, { try c.and(b, i) }, { try c.add(i, s) }, { try c.equal(i, s) },
      { try c.ite(i, then: i, else: i) }, { try c.ite(b, then: i, else: s) }, { try c.length(i) },
      { try c.concat([i]) },
      { try c.concat(s, i) }, { try c.regexStar(s) }, { try c.regexUnion([s]) },
      { try c.matches(s, s) }, { try c.mod(r, r) }, { try c.idiv(i, r) }, { try c.toReal(b) },
      { try c.toInt(s) }, { try c.lt(b, b) }, { try c.minus(b) }, { try c.distinct([i, s]) },
      { try c.stringLess(i, i) }, { try c.forAll([b], i) }, { try c.forAll([c.not(b)], b) },
    ]
    for (index, attempt) in attempts.enumerated() {
      #expect(throws: Z3Error.self, "attempt \(index)") { try attempt() }
    }
    #expect(try c.and(b, c.true()).simplified() == b, "the context goes on after errors")
    let sortError = #expect(throws: Z3Error.self) { try c.not(i) }
    #expect(sortError?.code == .sort && sortError?.operation == "not")
  }

  @Test func contextsDoNotMix() throws {
    let other = try Z3Context()
    let here = try c.bool("b")
    let there = try other.bool("b")
    #expect(here != there)
    let attempts: [() throws -> Void] = [
      { _ = try c.and(here, there) }, { _ = try c.not(there) }, { _ = try c.equal(here, there) },
      { _ = try c.ite(here, then: there, else: here) },
      { _ = try c.constant("x", other.intSort()) },
      { try Z3Solver(c).assert(there) }, { _ = try Z3Solver(c).check(assumptions: [there]) },
      { try Z3Optimizer(c).assert(there) },
      { _ = try c.function("f", domain: [other.intSort()], range: c.boolSort()) },
      { try Z3Fixedpoint(c).declare(other.function("f", domain: [], range: other.boolSort())) },
    ]
    for (index, attempt) in attempts.enumerated() {
      let error = #expect(throws: Z3Error.self, "attempt \(index)") { try attempt() }
      #expect(error?.code == .foreign, "attempt \(index)")
    }
  }

  @Test(arguments: [
    "a", "a b", "", "%", "a|b", "a\\b", "a\0b", "é😀", "a!1", "%41", "k!0", "\n", "true",
  ])
  func namesComeBack(name: String) throws {
    #expect(try c.bool(name).constantName == name)
    #expect(try c.bool(name) != c.bool(name + "\0"))
    #expect(try c.bool(name) != c.bool(name + "x"))
  }

  @Test func deepTermsGiveErrorsNotCrashes() throws {
    let x = try c.bool("x")
    var term = x
    let error = #expect(throws: Z3Error.self) {
      for _ in 0..<200_000 { term = try c.not(try c.and(term, x)) }
    }
    #expect(error?.code == .argument)
    var regex = try c.regex("a")
    #expect(throws: Z3Error.self) {
      for _ in 0..<200_000 { regex = try c.regexConcat([c.regex("b"), regex]) }
    }
    #expect(throws: Z3Error.self) {
      try c.regexUnion(Array(repeating: regex, count: 200_000))
    }
  }
}
