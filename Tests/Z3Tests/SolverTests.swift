import Testing

@testable import Z3

@Suite struct SolverTests {
  let c: Z3Context
  init() throws { c = try Z3Context() }

  private func solvers() throws -> [Z3Solver] {
    try [Z3Solver(c), Z3Solver.simple(c), Z3Solver(c, logic: "QF_LIA")]
  }

  @Test func modelsSatisfyAndScopesForget() throws {
    for solver in try solvers() {
      let x = try c.int("x")
      try solver.assert(try c.gt(x, c.int(3)))
      try solver.push()
      try solver.assert(try c.lt(x, c.int(5)))
      let model = try #require(try solver.check().model)
      #expect(try model.numeral(of: x) == "4")
      try solver.push()
      try solver.assert(try c.equal(x, c.int(9)))
      #expect(try solver.check().isUnsatisfiable)
      #expect(solver.scopes == 2)
      try solver.pop(2)
      #expect(solver.scopes == 0)
      try solver.assert(try c.equal(x, c.int(9)))
      let second = try #require(try solver.check().model)
      #expect(try second.numeral(of: x) == "9")
      #expect(try model.numeral(of: x) == "4", "a model stays as it was")
      try solver.reset()
      #expect(try solver.assertions().isEmpty)
      try solver.assert(try c.equal(x, c.int(1)))
      #expect(try solver.check().isSatisfiable)
    }
  }

  @Test func wrongUseIsAnError() throws {
    let solver = try Z3Solver(c)
    for count in [1, -1, Int.max] {
      let error = #expect(throws: Z3Error.self) { try solver.pop(count) }
      #expect(error?.code == .usage)
    }
    try solver.pop(0)
    let x = try c.bool("x")
    #expect(throws: Z3Error.self) { try solver.assert(c.int("i")) }
    #expect(throws: Z3Error.self) { try solver.check(assumptions: [c.and(x, c.bool("y"))]) }
    #expect(throws: Z3Error.self) { try solver.assert(x, named: c.not(x)) }
    #expect(throws: Z3Error.self) { try solver.set(["no_such_parameter": .bool(true)]) }
    #expect(throws: Z3Error.self) { try solver.set(["random_seed": .word("seven")]) }
    #expect(throws: Z3Error.self) { try Z3Solver(c, logic: "QF_NONSENSE") }
    #expect(try solver.check().isSatisfiable)
  }

  @Test func coresNameWhatIsNeeded() throws {
    for solver in try [Z3Solver(c), Z3Solver.simple(c)] {
      let x = try c.int("x")
      let names = try (0..<4).map { try c.bool("fact\($0)") }
      try solver.assert(try c.gt(x, c.int(3)), named: names[0])
      try solver.assert(try c.gt(x, c.int(2)), named: names[1])
      try solver.assert(try c.lt(x, c.int(0)), named: names[2])
      try solver.assert(try c.bool("unrelated"), named: names[3])
      let core = Set(try #require(try solver.check().core))
      #expect(core.contains(names[2]))
      #expect(!core.contains(names[3]))
      #expect(core.isSubset(of: names))
    }
  }

  @Test func assumptionsHoldForOneCheck() throws {
    for solver in try solvers() {
      let a = try c.bool("a")
      let b = try c.bool("b")
      try solver.assert(try c.or(a, b))
      let assumptions = try [c.not(a), c.not(b), c.bool("other")]
      let core = try #require(try solver.check(assumptions: assumptions).core)
      #expect(Set(core) == Set(assumptions.prefix(2)))
      let model = try #require(try solver.check(assumptions: [c.not(a)]).model)
      #expect(try model.boolean(of: b) == true)
      #expect(try model.boolean(of: a) == false)
    }
  }

  @Test func modelsReadEveryKindOfValue() throws {
    let solver = try Z3Solver(c)
    let sort = try c.uninterpretedSort("Thing")
    let things = try (0..<3).map { try c.constant("t\($0)", sort) }
    let r = try c.real("r")
    let s = try c.string("s")
    try solver.assert(try c.distinct(Array(things.prefix(2))))
    try solver.assert(try c.equal(things[2], things[0]))
    try solver.assert(try c.equal(c.mul(r, c.rational(3)), c.rational(-1)))
    try solver.assert(try c.equal(s, c.literal("é\\u{41}")))
    let model = try #require(try solver.check().model)
    #expect(try model.numeral(of: r) == "-1/3")
    #expect(try model.string(of: s) == "é\\u{41}")
    let elements = try things.map { try #require(try model.element(of: $0)) }
    #expect(elements[0] == elements[2] && elements[0] != elements[1])
    #expect(try model.boolean(of: r) == nil)
    #expect(try model.numeral(of: s) == nil)
    #expect(try model.string(of: r) == nil)
    #expect(try model.element(of: r) == nil)
    let free = try c.int("free")
    #expect(try model.evaluate(free, completion: false) == free)
    #expect(try model.numeral(of: free) != nil)
  }

  @Test func irrationalValuesAreNotGuessed() throws {
    let x = try c.real("x")
    let solver = try Z3Solver(c)
    try solver.assert(try c.equal(c.mul(x, x), c.rational(2)))
    let model = try #require(try solver.check().model)
    #expect(try model.numeral(of: x) == nil)
  }

  @Test func seedsAndStatistics() throws {
    let solver = try Z3Solver.simple(c)
    try solver.setRandomSeed(7)
    for formula in try pigeonhole(c, holes: 4) { try solver.assert(formula) }
    #expect(try solver.check().isUnsatisfiable)
    let statistics = try solver.statistics()
    #expect(statistics.contains { $0.name == "conflicts" && $0.value > 0 })
  }
}
