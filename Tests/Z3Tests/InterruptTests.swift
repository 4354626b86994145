import Dispatch
import Synchronization
import Testing

@testable import Z3

/// The time from an interrupt to the end of what it interrupts.
@Suite(.serialized) struct InterruptTests {
  /// Queries on which Z3 spends minutes, by the part of Z3 that works on them.
  enum HardQuery: String, CaseIterable, Sendable {
    case chosen, simple, finite, optimizer, cubes, remainders, strings, spacer

    /// - Returns: The reason why there is no answer; `nil` if there is one.
    func ask(_ c: Z3Context) throws(Z3Error) -> String? {
      switch self {
      case .chosen: return try check(Z3Solver(c), pigeonhole(c, holes: 13))
      case .simple: return try check(Z3Solver.simple(c), pigeonhole(c, holes: 13))
      case .finite: return try check(Z3Solver(c, logic: "QF_FD"), pigeonhole(c, holes: 13))
      case .optimizer:
        let optimizer = try Z3Optimizer(c)
        for formula in try pigeonhole(c, holes: 13) { try optimizer.assert(formula) }
        try optimizer.minimize(c.int("cost"))
        return try optimizer.check().unknownReason
      case .cubes:
        var cubes: [Z3Term] = []
        for name in ["x", "y", "z"] {
          let x = try c.int(name)
          cubes.append(try c.mul(x, x, x))
        }
        return try check(Z3Solver(c), [c.equal(c.add(cubes), c.int(42))])
      case .remainders:
        // x³ + y³ = 3 (mod 9) has no solution.
        let (x, y) = (try c.int("x"), try c.int("y"))
        let sum = try c.add(c.mul(x, x, x), c.mul(y, y, y))
        return try check(
          Z3Solver(c), [c.equal(sum, c.add(c.mul(c.int(9), c.int("k")), c.int(3)))])
      case .strings:
        // Words that commute are powers of one word, so these have no letter in common.
        let (x, y, z) = (try c.string("x"), try c.string("y"), try c.string("z"))
        let letter = try c.regexRange("a", "z")
        return try check(
          Z3Solver(c),
          [
            c.equal(c.concat(x, y), c.concat(y, x)),
            c.equal(c.concat(y, z), c.concat(z, y)),
            c.not(c.equal(c.concat(x, z), c.concat(z, x))),
            c.gt(c.length(y), c.int(3)), c.matches(y, c.regexStar(letter)),
          ])
      case .spacer:
        let fixedpoint = try Z3Fixedpoint(c)
        let sort = try c.intSort()
        let reached = try c.function("reached", domain: [sort, sort, sort], range: c.boolSort())
        let (x, y, z) = (try c.int("x"), try c.int("y"), try c.int("z"))
        try fixedpoint.declare(reached)
        try fixedpoint.addRule(
          reached([c.int(0), c.int(0), c.int(0)]), if: c.true(), variables: [])
        // z is the sum of the odd numbers up to 2x + 1, so it is a square.
        try fixedpoint.addRule(
          reached([c.add(x, c.int(1)), c.add(y, c.int(2)), c.add(z, y, c.int(1))]),
          if: reached([x, y, z]), variables: [x, y, z])
        let goal = try c.and(
          reached([x, y, z]), c.gt(x, c.int(3)), c.lt(z, c.add(x, x)))
        if case .unknown(let reason) = try fixedpoint.query(goal, variables: [x, y, z]) {
          return reason
        }
        return nil
      }
    }

    private func check(_ solver: Z3Solver, _ formulas: [Z3Term]) throws(Z3Error) -> String? {
      for formula in formulas { try solver.assert(formula) }
      return try solver.check().unknownReason
    }
  }

  /// Requests the interrupt 100 ms from now.
  ///
  /// - Returns: The time of the request, once there is one.
  private func interruptLater(_ interrupt: Z3Interrupt) -> @Sendable () -> ContinuousClock.Instant?
  {
    let requested = RequestTime()
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + .milliseconds(100)) {
      requested.instant.withLock { $0 = .now }
      interrupt.interrupt()
    }
    return { requested.instant.withLock { $0 } }
  }

  private final class RequestTime: Sendable {
    let instant = Mutex<ContinuousClock.Instant?>(nil)
  }

  @Test(arguments: HardQuery.allCases)
  func hardQueriesEndSoon(_ query: HardQuery) throws {
    let interrupt = Z3Interrupt()
    let time = interruptLater(interrupt)
    let outcome = Z3Worker.wait { () -> Result<(String?, ContinuousClock.Instant), Z3Error> in
      Result { () throws(Z3Error) in
        let context = try Z3Context(memoryLimitMegabytes: 4_000, interrupt: interrupt)
        do throws(Z3Error) {
          return (try query.ask(context), .now)
        } catch {
          // On a slow machine the request can come while the formulas are still being made.
          guard "\(error)".hasSuffix("interrupted") else { throw error }
          return ("interrupted", .now)
        }
      }
    }
    let (reason, end) = try #require(outcome).get()
    let start = try #require(time(), "the query is not hard: \(reason ?? "it was answered")")
    let milliseconds = (end - start) / .milliseconds(1)
    print("interrupt: \(query.rawValue) ended after \(milliseconds) ms")
    #expect(reason == "interrupted")
    #expect(milliseconds < 1_000)
  }

  @Test func termsAreNotMadeAfterAnInterrupt() throws {
    let interrupt = Z3Interrupt()
    let c = try Z3Context(interrupt: interrupt)
    interrupt.interrupt()
    var made = 0
    let error = #expect(throws: Z3Error.self) {
      for number in 0..<100_000 {
        _ = try c.int(number)
        made += 1
      }
    }
    #expect(error?.code == .cancelled)
    #expect(error?.message == "interrupted")
    #expect(made < 1_000)
    interrupt.reset()
    for number in 0..<10_000 { _ = try c.int(number) }
  }
}
