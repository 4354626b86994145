import Testing

@testable import Z3

/// The binding against a model of what must be alive: objects made and dropped in random order, and
/// whatever is left must still work.
@Suite struct LifetimeTests {
  private final class World {
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
    let seed = UInt64.random(in: 0 ... .max)
    print("lifetimes: seed \(seed)")
    var random = SplitMix(state: seed)
    let world = World()
    for _ in 0..<600 { try step(world, &random, seed) }
  }

  private func step(_ w: World, _ random: inout SplitMix, _ seed: UInt64) throws {
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
      if let s = pick(w.sorts) { w.functions.append(try s.context.function("g", [s], s)) }
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

  /// Operators put on terms of any sort: a term or an error, never a crash.
  @Test func anySortAnywhere() throws {
    let seed = UInt64.random(in: 0 ... .max)
    print("sorts: seed \(seed)")
    var random = SplitMix(state: seed)
    let c = try Z3Context()
    let sort = try c.uninterpretedSort("U")
    let f = try c.function("f", [c.intSort()], c.stringSort())
    var pool = try [
      c.bool("b"), c.int("i"), c.real("r"), c.string("s"), c.regexAll(), c.constant("u", sort),
      c.int(-3), c.rational("1/3"), c.literal("é\\u{41}"), c.true(), c.regex("ab"),
    ]
    let binary: [(Z3Term, Z3Term) throws(Z3Error) -> Z3Term] = [
      c.implies, c.iff, c.xor, c.equal, c.sub, c.div, c.idiv, c.mod, c.lt, c.le, c.gt, c.ge,
      c.prefixOf, c.suffixOf, c.contains, c.stringLess, c.stringLessOrEqual, c.matches,
    ]
    let unary: [(Z3Term) throws(Z3Error) -> Z3Term] = [
      c.not, c.minus, c.toReal, c.toInt, c.isInt, c.length, c.regexComplement, c.regexStar,
      c.regexPlus, c.regexOptional, { (t) throws(Z3Error) in try c.regexLoop(t, 1, 2) },
      { (t) throws(Z3Error) in try f([t]) }, { (t) throws(Z3Error) in try t.simplified() },
    ]
    let nary: [([Z3Term]) throws(Z3Error) -> Z3Term] = [
      c.and, c.or, c.add, c.mul, c.distinct, c.concat, c.regexConcat, c.regexUnion,
      c.regexIntersection, { (t) throws(Z3Error) in try c.atMost(t, 1) },
      { (t) throws(Z3Error) in try c.pbGe(t, weights: t.map { _ in 2 }, 3) },
    ]
    var made = 0
    var refused = 0
    for _ in 0..<20_000 {
      func any() -> Z3Term { pool.randomElement(using: &random) ?? pool[0] }
      do {
        let term: Z3Term
        switch Int.random(in: 0..<4, using: &random) {
        case 0: term = try unary.randomElement(using: &random)!(any())
        case 1: term = try binary.randomElement(using: &random)!(any(), any())
        case 2: term = try c.ite(any(), any(), any())
        default:
          let count = Int.random(in: 0...4, using: &random)
          term = try nary.randomElement(using: &random)!((0..<count).map { _ in any() })
        }
        made += 1
        _ = (term.kind, term.booleanValue, term.numeralValue, term.stringValue, term.constantName)
        // Small terms only, and the sorts in balance.
        if term.depth < 6 { pool[Int.random(in: 11...60, using: &random) % pool.count] = term }
        if pool.count < 60 { pool.append(term) }
      } catch is Z3Error { refused += 1 }
    }
    #expect(made > 1000 && refused > 1000, "seed \(seed)")
  }
}
