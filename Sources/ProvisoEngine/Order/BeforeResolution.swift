import ProvisoKernel

/// Removes `before` from conditions.
///
/// `before` is a fact about all runs, so it has the same truth at each moment (`asFacts`). Where it
/// is false, a run in which the later step begins too early is a better counterexample than the
/// bare fact; `asMomentCondition` gives a condition that such a run breaks.
struct BeforeResolution {
  private let store: TermStore
  private let system: System

  init(_ store: TermStore, system: System) {
    self.store = store
    self.system = system
  }

  /// Whether the condition contains `before`.
  func occur(in term: Term) -> Bool {
    var seen: Set<Term> = []
    var stack = [term]
    while let top = stack.popLast() {
      guard seen.insert(top).inserted else { continue }
      let node = store[top]
      if case .before = node { return true }
      stack += node.operands
    }
    return false
  }

  /// The condition with each `before` replaced by its truth, which may depend on flags.
  func asFacts(_ term: Term) -> Term {
    var rewriter = Rewriter(store)
    return rewriter.rewrite(term) { node in
      if case .before(let earlier, let later) = node {
        return system.before(earlier, later, in: store)
      }
      return nil
    }
  }

  /// A condition that is false at a moment only if `term` is false.
  ///
  /// A `before` in a positive position becomes "if the later step has begun, the earlier is done";
  /// any other becomes its truth.
  func asMomentCondition(_ term: Term) -> Term { story(term, positive: true, depth: 0) }

  private func story(_ term: Term, positive: Bool, depth: Int) -> Term {
    guard depth < 400 else { return asFacts(term) }
    switch store[term] {
    case .before(let earlier, let later) where positive:
      return store.implies(store.phase(later, .begun), store.phase(earlier, .done))
    case .not(let a): return store.not(story(a, positive: !positive, depth: depth + 1))
    case .and(let parts):
      return store.and(parts.map { story($0, positive: positive, depth: depth + 1) })
    case .or(let parts):
      return store.or(parts.map { story($0, positive: positive, depth: depth + 1) })
    case .ite(let c, let a, let b):
      return store.ite(
        asFacts(c), then: story(a, positive: positive, depth: depth + 1),
        else: story(b, positive: positive, depth: depth + 1))
    default: return asFacts(term)
    }
  }
}
