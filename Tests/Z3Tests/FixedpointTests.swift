import Testing

@testable import Z3

@Suite struct FixedpointTests {
  let c: Z3Context
  init() throws { c = try Z3Context() }

  /// A counter from 0 in steps of 2, up to `limit`.
  private func counter(limit: Int) throws -> (Z3Fixedpoint, Z3Function, Z3Term) {
    let fixedpoint = try Z3Fixedpoint(c)
    fixedpoint.timeoutMilliseconds = 20_000
    let reached = try c.function("reached", domain: [c.intSort()], range: c.boolSort())
    let n = try c.int("n")
    try fixedpoint.declare(reached)
    try fixedpoint.addRule(reached([c.int(0)]), if: c.true(), variables: [])
    try fixedpoint.addRule(
      reached([c.add(n, c.int(2))]), if: c.and(reached([n]), c.lt(n, c.int(limit))),
      variables: [n])
    return (fixedpoint, reached, n)
  }

  @Test func reachableStatesAreReached() throws {
    let (fixedpoint, reached, n) = try counter(limit: 10)
    let answer = try fixedpoint.query(
      c.and(reached([n]), c.equal(n, c.int(8))), variables: [n])
    guard case .reachable = answer else {
      throw Z3Error(.solver, message: "\(answer)", operation: "test")
    }
    _ = try fixedpoint.answer()
    #expect(throws: Z3Error.self) { try fixedpoint.invariant(of: reached, at: [n]) }
  }

  @Test func invariantsAreInductive() throws {
    let (fixedpoint, reached, n) = try counter(limit: 10)
    let answer = try fixedpoint.query(
      c.and(reached([n]), c.gt(n, c.int(11))), variables: [n])
    guard case .unreachable = answer else {
      throw Z3Error(.solver, message: "\(answer)", operation: "test")
    }
    _ = try fixedpoint.answer()
    func invariant(_ value: Z3Term) throws -> Z3Term {
      try fixedpoint.invariant(of: reached, at: [value])
    }
    #expect(try isValid(invariant(c.int(0))))
    let step = try c.and(invariant(n), c.lt(n, c.int(10)))
    #expect(try isValid(c.implies(step, invariant(c.add(n, c.int(2))))))
    #expect(try isValid(c.implies(invariant(n), c.le(n, c.int(11)))))
    #expect(try !fixedpoint.statistics().isEmpty)
    #expect(throws: Z3Error.self) { try fixedpoint.invariant(of: reached, at: []) }
  }

  @Test func argumentsKeepTheirOrder() throws {
    let fixedpoint = try Z3Fixedpoint(c)
    let pair = try c.function("pair", domain: [c.intSort(), c.boolSort()], range: c.boolSort())
    let n = try c.int("n")
    let b = try c.bool("b")
    try fixedpoint.declare(pair)
    try fixedpoint.addRule(pair([c.int(3), c.true()]), if: c.true(), variables: [])
    try fixedpoint.addRule(
      pair([c.add(n, c.int(1)), b]), if: pair([n, b]), variables: [n, b])
    let answer = try fixedpoint.query(
      c.and(pair([n, b]), c.or(c.lt(n, c.int(3)), c.not(b))), variables: [n, b])
    guard case .unreachable = answer else {
      throw Z3Error(.solver, message: "\(answer)", operation: "test")
    }
    let invariant = try fixedpoint.invariant(of: pair, at: [n, b])
    #expect(try isValid(c.implies(invariant, c.and(c.ge(n, c.int(3)), b))))
  }

  @Test func wrongUseIsAnError() throws {
    let fixedpoint = try Z3Fixedpoint(c)
    let f = try c.function("f", domain: [c.intSort()], range: c.intSort())
    #expect(throws: Z3Error.self) { try fixedpoint.declare(f) }
    #expect(throws: Z3Error.self) { try fixedpoint.answer() }
    #expect(throws: Z3Error.self) {
      try fixedpoint.addRule(c.bool("p"), if: c.true(), variables: [])
    }
    #expect(throws: Z3Error.self) { try Z3Fixedpoint(c, parameters: ["nonsense": .bool(true)]) }
    _ = try Z3Fixedpoint(c, parameters: ["spacer.max_level": .natural(50)])
  }
}
