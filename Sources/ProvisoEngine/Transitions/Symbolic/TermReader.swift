import ProvisoKernel
import Z3

/// Translates formulas over the constants of a frame back into terms over the system's variables.
struct TermReader {
  private let store: TermStore
  private var meaning: [Z3Term: Term] = [:]
  private static let deepest = 400

  init(_ problem: SymbolicProblem, frame: Frame) {
    store = problem.store
    for (index, variable) in problem.system.variables.enumerated() {
      var constants = frame.variables[index].constants
      let term = store.variable(index)
      if case .finite(let values) = problem.sorts[index] {
        let all = variable.mayBeNull ? values + [.null] : values
        for (bit, constant) in constants.enumerated() {
          let ways = all.indices.filter { $0 >> bit & 1 == 1 }
          meaning[constant] = store.or(ways.map { store.equal(term, store.constant(all[$0])) })
        }
        continue
      }
      if variable.mayBeNull, let null = constants.first {
        meaning[null] = store.isKind(term, .null)
        constants.removeFirst()
      }
      guard let constant = constants.first else { continue }
      switch constant.kind {
      case .bool: meaning[constant] = store.isTrue(term)
      case .int, .real:
        if problem.sorts[index] != .string { meaning[constant] = term }
      default: break
      }
    }
  }

  /// The conjuncts of a formula that have a counterpart; others are left out.
  func conjuncts(_ formula: Z3Term) -> [Term] {
    var out: [Term] = []
    var stack = [formula]
    while let top = stack.popLast() {
      if case .and(let parts) = top.shape {
        stack += parts
      } else if let term = read(top, depth: 0) {
        out.append(term)
      }
    }
    return out
  }

  private func read(_ terms: [Z3Term], depth: Int) -> [Term]? {
    var out: [Term] = []
    for term in terms {
      guard let read = read(term, depth: depth) else { return nil }
      out.append(read)
    }
    return out
  }

  private func read(_ term: Z3Term, depth: Int) -> Term? {
    guard depth < Self.deepest else { return nil }
    func pair(_ a: Z3Term, _ b: Z3Term) -> (Term, Term)? {
      guard let x = read(a, depth: depth + 1), let y = read(b, depth: depth + 1) else { return nil }
      return (x, y)
    }
    func fold(_ op: TermArithmetic, _ terms: [Z3Term]) -> Term? {
      guard let all = read(terms, depth: depth + 1), let first = all.first else { return nil }
      return all.dropFirst().reduce(first) { store.arithmetic(op, of: $0, $1) }
    }
    switch term.shape {
    case .truth(let value): return store.truth(value)
    case .numeral(let text): return Number(literal: text).map { store.constant(.number($0)) }
    case .constant: return meaning[term]
    case .not(let a): return read(a, depth: depth + 1).map(store.not)
    case .and(let parts): return read(parts, depth: depth + 1).map { store.and($0) }
    case .or(let parts): return read(parts, depth: depth + 1).map { store.or($0) }
    case .implies(let a, let b): return pair(a, b).map { store.implies($0, $1) }
    case .ite(let c, let a, let b):
      guard let condition = read(c, depth: depth + 1) else { return nil }
      return pair(a, b).map { store.ite(condition, then: $0, else: $1) }
    case .equal(let a, let b):
      guard let (x, y) = pair(a, b) else { return nil }
      if a.kind == .bool { return store.ite(x, then: y, else: store.not(y)) }
      return store.equal(x, y)
    case .less(let a, let b): return pair(a, b).map { store.less($0, $1) }
    case .lessOrEqual(let a, let b): return pair(a, b).map { store.not(store.less($1, $0)) }
    case .add(let parts): return fold(.add, parts)
    case .multiply(let parts): return fold(.multiply, parts)
    case .subtract(let a, let b): return pair(a, b).map { store.arithmetic(.subtract, of: $0, $1) }
    case .minus(let a):
      return read(a, depth: depth + 1).map { store.arithmetic(.subtract, of: store.number(0), $0) }
    case .toReal(let a): return read(a, depth: depth + 1)
    case .other: return nil
    }
  }
}
