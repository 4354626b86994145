/// Rewrites terms from the leaves up, with a memo.
///
/// The operands of a term have smaller indices than the term, so one pass with an explicit stack is
/// enough; the depth of a formula costs no recursion.
package struct Rewriter {
  private let store: TermStore
  /// The terms that are rewritten; `nil` for those of the store.
  private let table: TermTable?
  private var memo: [Term: Term] = [:]

  /// Rewrites terms of one store.
  package init(_ store: TermStore) {
    self.store = store
    table = nil
  }

  /// Rewrites terms of a table into a store. The leaves of the table mean nothing in the store, so `leaf`
  /// replaces each.
  package init(_ table: TermTable, into store: TermStore) {
    self.store = store
    self.table = table
  }

  private func node(_ term: Term) -> TermNode { table?[term] ?? store[term] }

  /// The term with each leaf replaced by the result of `leaf`; `nil` keeps the leaf.
  package mutating func rewrite(_ term: Term, leaf: (TermNode) -> Term?) -> Term {
    if let done = memo[term] { return done }
    var stack = [term]
    while let top = stack.last {
      if memo[top] != nil {
        stack.removeLast()
        continue
      }
      let node = node(top)
      let operands = node.operands
      if operands.isEmpty {
        memo[top] = leaf(node) ?? top
        stack.removeLast()
        continue
      }
      var ready = true
      for operand in operands where memo[operand] == nil {
        stack.append(operand)
        ready = false
      }
      guard ready else { continue }
      memo[top] = rebuild(node, top)
      stack.removeLast()
    }
    return memo[term] ?? term
  }

  private func rebuild(_ node: TermNode, _ term: Term) -> Term {
    func get(_ operand: Term) -> Term { memo[operand] ?? operand }
    switch node {
    case .not(let a): return store.not(get(a))
    case .and(let parts): return store.and(parts.map(get))
    case .or(let parts): return store.or(parts.map(get))
    case .ite(let c, let a, let b): return store.ite(get(c), then: get(a), else: get(b))
    case .equal(let a, let b): return store.equal(get(a), get(b))
    case .less(let a, let b): return store.less(get(a), get(b))
    case .isKind(let a, let kind): return store.isKind(get(a), kind)
    case .isTrue(let a): return store.isTrue(get(a))
    case .stringTest(let test, let a, let b): return store.stringTest(test, of: get(a), get(b))
    case .matches(let pattern, let a):
      return store.matches((table?.patterns ?? store.patterns)[pattern], get(a))
    case .sum(let constant, let parts):
      return store.sum(constant, plus: parts.map { WeightedTerm($0.weight, get($0.condition)) })
    case .arithmetic(let op, let a, let b): return store.arithmetic(op, of: get(a), get(b))
    case .size(let a): return store.size(get(a))
    case .lowerASCII(let a): return store.lowerASCII(get(a))
    default: return term
    }
  }
}

extension TermStore {
  /// The value of the condition before the first step: a term over unknowns and flags only.
  package func atStart(_ term: Term, of system: System) -> Term {
    var rewriter = Rewriter(self)
    return rewriter.rewrite(term) { node in
      switch node {
      case .variable(let index): return constant(system.variables[index].initial)
      case .happened, .phase, .justDone: return .never
      case .enabled(let step):
        return and(
          system.steps[step].waits.map { wait in
            guard let condition = wait.condition else { return .never }
            return condition.value ? not(flag(condition.flag)) : flag(condition.flag)
          })
      default: return nil
      }
    }
  }
}
