import ProvisoKernel

/// Guesses invariants from sampled states: conditions of simple forms that hold in all of them.
///
/// Source: M. D. Ernst et al., "Dynamically discovering likely program invariants" (2001). The
/// forms are bounds of numbers, comparisons and constant differences and sums of two numbers,
/// values that do not occur, and disjunctions of at most two literals, taken from variables, guards
/// and properties. A guess counts only once `Induction` has proved it, so wrong guesses cost time,
/// not correctness. Limits on states, literals and clauses keep that time small.
struct InvariantGuesses {
  private let problem: SymbolicProblem
  private let states: [[Value]]
  private let targets: [Term]

  private static let mostStates = 120
  private static let mostLiterals = 40
  private static let mostClauses = 800

  init(_ problem: SymbolicProblem, samples: [TransitionRun], targets: [Term]) {
    self.problem = problem
    let interpreter = problem.interpreter()
    var seen: Set<[Value]> = []
    var states: [[Value]] = []
    for run in samples.suffix(40) {
      for state in interpreter.replay(run) ?? [] where states.count < Self.mostStates {
        if seen.insert(state).inserted { states.append(state) }
      }
    }
    self.states = states
    self.targets = targets
  }

  /// Conditions that hold in all sampled states.
  func guess() -> [Term] {
    guard !states.isEmpty else { return [] }
    let store = problem.store
    var out: [Term] = []
    var literals: [Term] = []
    let moving = problem.system.variables.indices.filter { !problem.fixed.contains($0) }
    for index in moving {
      let variable = problem.system.variables[index]
      let term = store.variable(index)
      if variable.mayBeNull { literals.append(store.isKind(term, .null)) }
      switch variable.sort {
      case .bool: literals.append(store.isTrue(term))
      case .finite(let values):
        if values.count <= 8 {
          literals += values.map { store.equal(term, store.constant($0)) }
        } else {
          let seen = Set(states.map { $0[index] })
          out += values.filter { !seen.contains($0) }.map {
            store.not(store.equal(term, store.constant($0)))
          }
        }
      case .integer, .decimal: out += bounds(index)
      case .string, .any: break
      }
    }
    out += pairs(moving.filter { isNumber($0) })
    literals += atoms()
    out += clauses(literals)
    var unique: Set<Term> = []
    return out.filter { $0 != .always && unique.insert($0).inserted }
  }

  private func isNumber(_ index: Int) -> Bool {
    switch problem.system.variables[index].sort {
    case .integer, .decimal: true
    default: false
    }
  }

  private func numbers(_ index: Int) -> [Number] {
    states.compactMap { if case .number(let number) = $0[index] { number } else { nil } }
  }

  /// The least and the greatest sampled value of a number, as bounds.
  private func bounds(_ index: Int) -> [Term] {
    let store = problem.store
    let term = store.variable(index)
    let seen = numbers(index)
    guard let least = seen.min(), let greatest = seen.max() else { return [] }
    return [
      store.not(store.less(term, store.constant(.number(least)))),
      store.not(store.less(store.constant(.number(greatest)), term)),
    ]
  }

  /// Comparisons, constant differences and constant sums of two numbers.
  private func pairs(_ indices: [Int]) -> [Term] {
    let store = problem.store
    var out: [Term] = []
    for (index, a) in indices.enumerated() where index < 12 {
      for b in indices.dropFirst(index + 1).prefix(12) {
        let both: [(Number, Number)] = states.compactMap {
          guard case .number(let x) = $0[a], case .number(let y) = $0[b] else { return nil }
          return (x, y)
        }
        guard both.count == states.count, let (x, y) = both.first else { continue }
        let (p, q) = (store.variable(a), store.variable(b))
        if both.allSatisfy({ $0 <= $1 }) { out.append(store.not(store.less(q, p))) }
        if both.allSatisfy({ $1 <= $0 }) { out.append(store.not(store.less(p, q))) }
        for (op, constant) in [(TermArithmetic.subtract, x - y), (.add, x + y)]
        where both.allSatisfy({
          TermStore.compute(op, of: .number($0), .number($1)) == .number(constant)
        }) {
          out.append(store.equal(store.arithmetic(op, of: p, q), store.constant(.number(constant))))
        }
      }
    }
    return out
  }

  /// The atomic conditions of guards and properties that read no input.
  private func atoms() -> [Term] {
    let store = problem.store
    var seen: Set<Term> = []
    var readsInput: [Term: Bool] = [:]
    var out: [Term] = []
    var stack = Array((targets + problem.guards).reversed())
    while let top = stack.popLast() {
      guard seen.insert(top).inserted else { continue }
      switch store[top] {
      case .equal, .less, .isTrue, .isKind:
        if !reads(top, memo: &readsInput) { out.append(top) }
      default: break
      }
      stack += store[top].operands
    }
    return out
  }

  private func reads(_ term: Term, memo: inout [Term: Bool]) -> Bool {
    var stack = [term]
    while let top = stack.last {
      if memo[top] != nil {
        stack.removeLast()
        continue
      }
      let operands = problem.store[top].operands
      let missing = operands.filter { memo[$0] == nil }
      if missing.isEmpty {
        if case .unknown = problem.store[top] {
          memo[top] = true
        } else {
          memo[top] = operands.contains { memo[$0] == true }
        }
        stack.removeLast()
      } else {
        stack += missing
      }
    }
    return memo[term] ?? true
  }

  /// Disjunctions of one or two literals.
  private func clauses(_ all: [Term]) -> [Term] {
    let store = problem.store
    var unique: Set<Term> = []
    let literals = all.filter { unique.insert($0).inserted && $0 != .always && $0 != .never }
      .prefix(Self.mostLiterals)
    var out: [Term] = []
    // The interpreter copies the terms, so make it after the literals.
    let interpreter = problem.interpreter()
    // Each literal that varies, and its negation, with the states in which it does not hold.
    var varying: [(term: Term, misses: Set<Int>)] = []
    for literal in literals {
      let held = Set(states.indices.filter { interpreter.holds(literal, in: states[$0]) })
      if held.count == states.count {
        out.append(literal)
      } else if held.isEmpty {
        out.append(store.not(literal))
      } else {
        varying.append((literal, Set(states.indices).subtracting(held)))
        varying.append((store.not(literal), held))
      }
    }
    for (index, a) in varying.enumerated() {
      for b in varying.dropFirst(index + 1) where out.count < Self.mostClauses {
        if a.misses.isDisjoint(with: b.misses) { out.append(store.or(a.term, b.term)) }
      }
    }
    return out
  }
}
