import TestSupport
import Testing

@testable import Z3

@Suite(.serialized) struct LimitTests {
  @Test(arguments: ["", "simple", "QF_UF", "QF_FD", "optimizer"])
  func timeoutsEndHardChecks(kind: String) throws {
    let c = try Z3Context()
    let formulas = try pigeonhole(c, holes: 12)
    let clock = ContinuousClock()
    var answer = Z3Answer.unknown(reason: "")
    let elapsed: Duration
    if kind == "optimizer" {
      let optimizer = try Z3Optimizer(c)
      for formula in formulas { try optimizer.assert(formula) }
      try optimizer.minimize(c.int("cost"))
      optimizer.timeoutMilliseconds = 300
      elapsed = try clock.measure { answer = try optimizer.check() }
    } else {
      let solver =
        try kind.isEmpty
        ? Z3Solver(c) : kind == "simple" ? Z3Solver.simple(c) : Z3Solver(c, logic: kind)
      for formula in formulas { try solver.assert(formula) }
      solver.timeoutMilliseconds = 300
      elapsed = try clock.measure { answer = try solver.check() }
      try solver.reset()
      #expect(try solver.check().isSatisfiable, "the solver works on")
    }
    #expect(answer.unknownReason == "timeout")
    #expect(elapsed >= .milliseconds(290) && elapsed < .seconds(5), "\(elapsed)")
    let x = try c.int("x")
    #expect(try c.add(x, x, x).simplified() == c.mul(c.int(3), x), "the context works on")
  }

  @Test func timeoutsEndNonlinearChecks() throws {
    let c = try Z3Context()
    let x = try ["x", "y", "z"].map { try c.int($0) }
    let cubes = try x.map { try c.mul($0, $0, $0) }
    let solver = try Z3Solver(c)
    // Sums of three cubes: the solution for 42 was found only in 2019.
    try solver.assert(try c.equal(c.add(cubes), c.int(42)))
    solver.timeoutMilliseconds = 500
    var answer = Z3Answer.unknown(reason: "")
    let elapsed = try ContinuousClock().measure { answer = try solver.check() }
    #expect(answer.unknownReason != nil)
    #expect(elapsed < .seconds(10), "\(elapsed)")
  }

  @Test func absurdTimeoutsDoNotTrap() throws {
    let c = try Z3Context()
    let solver = try Z3Solver(c)
    for timeout in [Int.max, Int.min, -1] {
      solver.timeoutMilliseconds = timeout
      _ = try solver.check()
    }
    solver.timeoutMilliseconds = Int.max
    #expect(try solver.check().isSatisfiable)
  }

  @Test func memoryLimitAnswersUnknown() throws {
    var reasons: [String?] = []
    // Z3 counts memory per process, and other tests may free some meanwhile, so try several times.
    for _ in 0..<5 where reasons.last != "memory limit" {
      let held = Int(Z3Context.allocatedBytes >> 20)
      let c = try Z3Context(memoryLimitMegabytes: held + 40)
      let solver = try Z3Solver.simple(c)
      for formula in try pigeonhole(c, holes: 40) { try solver.assert(formula) }
      solver.timeoutMilliseconds = 10_000
      reasons.append(try solver.check().unknownReason)
    }
    #expect(reasons.last == "memory limit", "\(reasons)")
  }

  @Test func memoryLimitStopsMakingTerms() throws {
    let held = Int(Z3Context.allocatedBytes >> 20)
    let c = try Z3Context(memoryLimitMegabytes: held + 20)
    var kept: [Z3Term] = []
    let error = #expect(throws: Z3Error.self) {
      for index in 0..<5_000_000 { kept.append(try c.int(index)) }
    }
    #expect(error?.code == .memory)
    kept = []
    #expect(try c.true().booleanValue == true)
  }

  @Test func interruptEndsARunningCheck() async throws {
    let interrupt = Z3Interrupt()
    let checking = Task.detached { () throws -> (String?, Bool) in
      let c = try Z3Context(interrupt: interrupt)
      let solver = try Z3Solver(c)
      for formula in try pigeonhole(c, holes: 12) { try solver.assert(formula) }
      solver.timeoutMilliseconds = 60_000
      let reason = try solver.check().unknownReason
      let again = try solver.check().unknownReason
      interrupt.reset()
      let fresh = try Z3Solver(c)
      return (reason == again ? reason : "different", try fresh.check().isSatisfiable)
    }
    try await Task.sleep(for: .milliseconds(200))
    interrupt.interrupt()
    let (reason, afterwards) = try await checking.value
    #expect(reason == "interrupted")
    #expect(afterwards)
    interrupt.interrupt()  // The context no longer exists.
    #expect(interrupt.isRequested)
  }

  @Test func interruptsAtAnyMomentLeaveTheContextUsable() async throws {
    let interrupt = Z3Interrupt()
    let seed = Campaign.seed(20_261_129)
    print("interrupts: seed \(seed)")
    let noise = Task.detached {
      var random = SeededGenerator(seed: seed)
      while !Task.isCancelled {
        interrupt.interrupt()
        interrupt.reset()
        try? await Task.sleep(for: .microseconds(Int.random(in: 1...300, using: &random)))
      }
    }
    let c = try Z3Context(interrupt: interrupt)
    let x = try c.int("x")
    var answered = 0
    for round in 0..<300 {
      let solver = try round % 2 == 0 ? Z3Solver(c) : Z3Solver.simple(c)
      do {
        try solver.assert(try c.gt(x, c.int(round)))
        for formula in try pigeonhole(c, holes: 3 + round % 3).dropLast() {
          try solver.assert(formula)
        }
        if let model = try solver.check().model {
          answered += 1
          let value = try #require(try model.numeral(of: x), "seed \(seed)")
          #expect(Int(value).map { $0 > round } == true, "seed \(seed)")
        }
      } catch let error as Z3Error where error.code == .cancelled {
        // The interrupt came while a term was made.
      }
      try solver.push()
      try solver.pop()
    }
    noise.cancel()
    await noise.value
    interrupt.reset()
    #expect(answered > 0, "seed \(seed)")
    #expect(try Z3Solver(c).check().isSatisfiable)
  }

  @Test func cancellingATaskEndsItsWork() async throws {
    let task = Task {
      try await Z3Worker.run { (c) throws(Z3Error) in
        let solver = try Z3Solver(c)
        let x = try c.int("x")
        let y = try c.int("y")
        // x³ + y³ = 3 (mod 9) has no solution, and Z3's search does not end.
        let sum = try c.add(c.mul(x, x, x), c.mul(y, y, y))
        try solver.assert(try c.equal(sum, c.add(c.mul(c.int(9), c.int("k")), c.int(3))))
        var reasons: [String] = []
        for _ in 0..<3 { reasons.append(try solver.check().unknownReason ?? "answered") }
        return reasons
      }
    }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    #expect(try await task.value.last == "interrupted")
  }

  @Test func workersReturnValuesAndErrors() async throws {
    #expect(try await Z3Worker.run { (c) throws(Z3Error) in try c.int(7).numeralValue } == "7")
    await #expect(throws: Z3Error.self) {
      try await Z3Worker.run { (c) throws(Z3Error) in try c.integer("x").numeralValue }
    }
    let values = try await withThrowingTaskGroup(of: String?.self) { group in
      for index in 0..<8 {
        group.addTask {
          try await Z3Worker.run(stackMegabytes: 16) { (c) throws(Z3Error) in
            let solver = try Z3Solver(c)
            let x = try c.int("x")
            try solver.assert(try c.equal(x, c.int(index)))
            return try solver.check().model?.numeral(of: x)
          }
        }
      }
      return try await group.reduce(into: Set<String>()) { $0.insert($1 ?? "?") }
    }
    #expect(values == Set((0..<8).map { "\($0)" }))
  }
}
