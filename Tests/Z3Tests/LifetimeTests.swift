import TestSupport
import Testing

@testable import Z3

/// Compares the binding with a model of the objects that must be alive: objects are made and
/// released in random order, and the remaining ones must still work.
@Suite struct LifetimeTests {
  private final class FlagValues {
    var contexts: [Z3Context] = []
    var terms: [Z3Term] = []
    var sorts: [Z3Sort] = []
    var functions: [Z3Function] = []
    var solvers: [(Z3Solver, Int)] = []
    var models: [(Z3Model, Z3Term, String)] = []
    var optimizers: [Z3Optimizer] = []
  }

  @Test(arguments: 0..<20)
  func anyOrderOfRelease(round: Int) throws {
    let seed = Campaign.seed(20_261_129) &+ UInt64(round)
    print("lifetimes: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let world = FlagValues()
    for _ in 0..<600 { try step(world, using: &random, seed: seed) }
  }

  private func step(_ w: FlagValues, using random: inout SeededGenerator, seed: UInt64) throws {
    func pick<T>(_ from: [T]) -> T? { from.randomElement(using: &random) }
    func drop<T>(_ from: inout [T]) {
      if !from.isEmpty { from.remove(at: Int.random(in: 0..<from.count, using: &random)) }
    }
    let number = Int.random(in: 0...20, using: &random)
    switch Int.random(in: 0..<20, using: &random) {
    case 0 where w.contexts.count < 4: w.contexts.append(try Z3Context())
    case 0, 1: drop(&w.contexts)
    case 2, 3: if let c = pick(w.contexts) { w.terms.append(try c.int("x\(number)")) }
    case 4: if let c = pick(w.contexts) { w.terms.append(try c.int(number)) }
    case 5: if let t = pick(w.terms) { w.terms.append(try t.context.add(t, t.context.int(number))) }
    case 6:
      if let a = pick(w.terms), let b = pick(w.terms) {
        if a.context === b.context {
          w.terms.append(try a.context.mul(a, b))
        } else {
          #expect(throws: Z3Error.self, "seed \(seed)") { try a.context.mul(a, b) }
        }
      }
    case 7: if let t = pick(w.terms), let sort = t.sort { w.sorts.append(sort) }
    case 8: if let s = pick(w.sorts) { w.terms.append(try s.context.freshConstant("f", s)) }
    case 9:
      if let s = pick(w.sorts) {
        w.functions.append(try s.context.function("g", domain: [s], range: s))
      }
    case 10:
      if let f = pick(w.functions) {
        w.terms.append(try f([try f.context.int(number)]))
      }
    case 11: if let c = pick(w.contexts) { w.solvers.append((try Z3Solver(c), 0)) }
    case 12:
      if let (solver, _) = pick(w.solvers) {
        let x = try solver.context.int("x\(number)")
        try solver.push()
        try solver.assert(try solver.context.equal(x, solver.context.int(number)))
        if let model = try solver.check().model { w.models.append((model, x, "\(number)")) }
        if solver.scopes > 2 { try solver.pop() }
      }
    case 13:
      if let t = pick(w.terms) {
        let optimizer = try Z3Optimizer(t.context)
        try optimizer.assert(try t.context.ge(t, t.context.int(0)))
        w.optimizers.append(optimizer)
      }
    case 14: drop(&w.solvers)
    case 15: drop(&w.models)
    case 16: drop(&w.sorts)
    case 17: drop(&w.functions)
    case 18: drop(&w.optimizers)
    default:
      drop(&w.terms)
      drop(&w.terms)
    }
    if let (model, term, value) = pick(w.models) {
      #expect(try model.numeral(of: term) == value, "seed \(seed)")
    }
    if let term = pick(w.terms) { #expect(term.kind == .int, "seed \(seed)") }
  }

  @Test func partsOutliveTheirOwners() throws {
    var model: Z3Model?
    var term: Z3Term?
    do {
      let c = try Z3Context()
      let x = try c.int("x")
      let solver = try Z3Solver(c)
      try solver.assert(try c.equal(x, c.int(5)))
      model = try solver.check().model
      term = x
    }
    let value = try model?.evaluate(try #require(term))
    model = nil
    term = nil
    #expect(value?.numeralValue == "5")
  }

  /// Operators on terms of any sort give a term or an error, never a crash.
  @Test func anySortAnywhere() throws {
    let seed = Campaign.seed(20_261_129)
    print("sorts: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let c = try Z3Context()
    let sort = try c.uninterpretedSort("U")
    let f = try c.function("f", domain: [c.intSort()], range: c.stringSort())
    var pool = try [
      c.bool("b"), c.int("i"), c.real("r"), c.string("s"), c.regexAll(), c.constant("u", sort),
      c.int(-3), c.rational("1/3"), c.literal("é\\u{41}"), c.true(), c.regex("ab"),
    ]
    var made = 0
    var refused = 0
    for _ in 0..<20_000 {
      let arguments = (0..<4).map { _ in pool.randomElement(using: &random) ?? pool[0] }
      let list = Array(arguments.prefix(Int.random(in: 0...4, using: &random)))
      let operation = Int.random(in: 0..<43, using: &random)
      do {
        let term = try apply(
          operation, x: arguments[0], y: arguments[1], z: arguments[2], list: list, function: f,
          in: c)
        made += 1
        _ = (term.kind, term.booleanValue, term.numeralValue, term.stringValue, term.constantName)
        // Keep terms small: start again from the first eleven.
        if pool.count < 60 {
          pool.append(term)
        } else if term.depth < 6 {
          pool[Int.random(in: 11..<60, using: &random)] = term
        }
      } catch is Z3Error { refused += 1 }
    }
    #expect(made > 1000 && refused > 1000, "seed \(seed)")
  }

  private func apply(
    _ operation: Int, x: Z3Term, y: Z3Term, z: Z3Term, list: [Z3Term], function f: Z3Function,
    in c: Z3Context
  ) throws -> Z3Term {
    switch operation {
    case 0: try c.implies(x, y)
    case 1: try c.iff(x, y)
    case 2: try c.xor(x, y)
    case 3: try c.equal(x, y)
    case 4: try c.sub(x, y)
    case 5: try c.div(x, y)
    case 6: try c.idiv(x, y)
    case 7: try c.mod(x, y)
    case 8: try c.lt(x, y)
    case 9: try c.le(x, y)
    case 10: try c.gt(x, y)
    case 11: try c.ge(x, y)
    case 12: try c.prefixOf(x, y)
    case 13: try c.suffixOf(x, y)
    case 14: try c.contains(x, y)
    case 15: try c.stringLess(x, y)
    case 16: try c.stringLessOrEqual(x, y)
    case 17: try c.matches(x, y)
    case 18: try c.not(x)
    case 19: try c.minus(x)
    case 20: try c.toReal(x)
    case 21: try c.toInt(x)
    case 22: try c.isInt(x)
    case 23: try c.length(x)
    case 24: try c.regexComplement(x)
    case 25: try c.regexStar(x)
    case 26: try c.regexPlus(x)
    case 27: try c.regexOptional(x)
    case 28: try c.regexLoop(x, atLeast: 1, atMost: 2)
    case 29: try f([x])
    case 30: try x.simplified()
    case 31: try c.ite(x, then: y, else: z)
    case 32: try c.and(list)
    case 33: try c.or(list)
    case 34: try c.add(list)
    case 35: try c.mul(list)
    case 36: try c.distinct(list)
    case 37: try c.concat(list)
    case 38: try c.regexConcat(list)
    case 39: try c.regexUnion(list)
    case 40: try c.regexIntersection(list)
    case 41: try c.atMost(list, bound: 1)
    default: try c.pbGe(list, weights: list.map { _ in 2 }, bound: 3)
    }
  }
}
