import Testing

@testable import Z3

@Suite struct OptimizerTests {
  let c: Z3Context
  init() throws { c = try Z3Context() }

  @Test func bestValuesAndBounds() throws {
    let optimizer = try Z3Optimizer(c)
    let x = try c.int("x")
    try optimizer.assert(try c.and(c.ge(x, c.int(2)), c.le(x, c.int(9))))
    let most = try optimizer.maximize(x)
    #expect(throws: Z3Error.self) { try optimizer.lower(most) }
    let model = try #require(try optimizer.check().model)
    #expect(try model.numeral(of: x) == "9")
    #expect(try optimizer.upper(most) == .init(infinity: "0", value: "9", epsilon: "0"))
    #expect(try optimizer.lower(most).isExact)
  }

  @Test func realObjectives() throws {
    let optimizer = try Z3Optimizer(c)
    let y = try c.real("y")
    try optimizer.assert(try c.and(c.ge(y, c.rational("1/3")), c.lt(y, c.rational("1/2"))))
    let least = try optimizer.minimize(y)
    let model = try #require(try optimizer.check().model)
    #expect(try model.numeral(of: y) == "1/3")
    #expect(try optimizer.lower(least).value == "1/3")
  }

  @Test func unboundedObjectives() throws {
    let optimizer = try Z3Optimizer(c)
    let objective = try optimizer.maximize(c.int("x"))
    #expect(try optimizer.check().isSatisfiable)
    #expect(try optimizer.upper(objective).infinity == "1")
  }

  @Test func cheapestSetOfSoftFormulas() throws {
    let optimizer = try Z3Optimizer(c)
    let a = try c.bool("a")
    let b = try c.bool("b")
    try optimizer.assert(try c.not(c.and(a, b)))
    let price = try optimizer.assertSoft(a, weight: "3/2")
    #expect(try optimizer.assertSoft(b, weight: "1") == price)
    let model = try #require(try optimizer.check().model)
    #expect(try model.boolean(of: a) == true)
    #expect(try model.boolean(of: b) == false)
    #expect(try optimizer.upper(price).value == "1")
    for weight in ["0", "-1", "x", ""] {
      #expect(throws: Z3Error.self) { try optimizer.assertSoft(a, weight: weight) }
    }
  }

  @Test func scopesForgetObjectives() throws {
    let optimizer = try Z3Optimizer(c)
    #expect(throws: Z3Error.self) { try optimizer.pop() }
    let x = try c.int("x")
    try optimizer.assert(try c.and(c.ge(x, c.int(0)), c.le(x, c.int(5))))
    try optimizer.push()
    let objective = try optimizer.minimize(x)
    #expect(try optimizer.check().isSatisfiable)
    #expect(try optimizer.lower(objective).value == "0")
    try optimizer.assert(try c.bool("p"))
    #expect(throws: Z3Error.self) { try optimizer.lower(objective) }
    try optimizer.pop()
    #expect(try optimizer.check().isSatisfiable)
    #expect(throws: Z3Error.self) { try optimizer.lower(objective) }
    #expect(throws: Z3Error.self) { try optimizer.maximize(c.bool("b")) }
    try optimizer.set(["priority": .word("pareto")])
    #expect(throws: Z3Error.self) { try optimizer.set(["nonsense": .bool(true)]) }
    #expect(try !optimizer.statistics().isEmpty)
  }

  @Test func contradictionsHaveCores() throws {
    let optimizer = try Z3Optimizer(c)
    let a = try c.bool("a")
    try optimizer.assert(try c.not(a))
    #expect(try optimizer.check(assumptions: [a]).core == [a])
    #expect(try optimizer.check().isSatisfiable)
  }
}
