import ProvisoKernel

/// Rewrites the parts of conditions that ask about the order: `before`, whether a step can begin,
/// and whether it is just done.
///
/// `before` is a fact about all runs, so it has the same truth at each moment (`asFacts`). Where it
/// is false, a run in which the later step begins too early is a better counterexample than the
/// bare fact; `asMomentCondition` gives a condition that such a run breaks.
///
/// An order that is not exact lacks waits. A `before` that it has is true; one that it lacks is
/// undetermined, unless the steps are certainly ordered the other way round. A step that can begin
/// by the recorded waits may still wait, and one that is just done by them may not be the last. So
/// these conditions hold at too many moments: that is safe where a condition requires something of
/// these moments, as `whenever` does, and undetermined where it relies on them.
struct BeforeResolution {
  private let store: TermStore
  private let system: System
  private let isExact: Bool
  private let words: EngineWords

  init(_ engine: Engine) {
    store = engine.store
    system = engine.system
    isExact = engine.orderIsExact
    words = engine.words
  }

  /// Whether the condition contains `before`.
  func occur(in term: Term) -> Bool {
    store.contains(in: term) { if case .before = $0 { true } else { false } }
  }

  /// Whether the condition asks which steps have their turn.
  private func asksForTurns(_ term: Term) -> Bool {
    store.contains(in: term) {
      switch $0 {
      case .enabled, .justDone: true
      default: false
      }
    }
  }

  /// The condition with each `before` replaced by its truth, which may depend on flags.
  func asFacts(_ term: Term) -> Term {
    var rewriter = Rewriter(store)
    return rewriter.rewrite(term) { node in
      if case .before(let earlier, let later) = node { return fact(earlier, later) }
      return nil
    }
  }

  private func fact(_ earlier: Int, _ later: Int) -> Term {
    let recorded = system.before(earlier, later, in: store)
    if isExact || recorded == .always || earlier == later
      || system.order.waits(earlier, for: later)
    {
      return recorded
    }
    return store.or(
      recorded, store.undetermined(because: words.hiddenOrder(of: earlier, later, in: system)))
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

  /// The condition with what it relies on of turns made undetermined, where the order is not exact.
  ///
  /// - Parameter isGoal: whether the condition is to be reached; then it relies on every turn.
  func withRecordedTurns(_ term: Term, isGoal: Bool = false) -> Term {
    guard !isExact, asksForTurns(term) else { return term }
    return isGoal ? doubted(term) : turns(term, positive: true, depth: 0)
  }

  private func turns(_ term: Term, positive: Bool, depth: Int) -> Term {
    guard depth < 400 else { return doubted(term) }
    switch store[term] {
    case .enabled, .justDone: return positive ? doubted(term) : term
    case .not(let a): return store.not(turns(a, positive: !positive, depth: depth + 1))
    case .and(let parts):
      return store.and(parts.map { turns($0, positive: positive, depth: depth + 1) })
    case .or(let parts):
      return store.or(parts.map { turns($0, positive: positive, depth: depth + 1) })
    case .ite(let c, let a, let b):
      return store.ite(
        doubted(c), then: turns(a, positive: positive, depth: depth + 1),
        else: turns(b, positive: positive, depth: depth + 1))
    default: return doubted(term)
    }
  }

  /// The term with each question for a turn true only where the recorded waits and the hidden ones
  /// agree.
  private func doubted(_ term: Term) -> Term {
    var rewriter = Rewriter(store)
    return rewriter.rewrite(term) { node in
      switch node {
      case .enabled(let step):
        store.and(
          store.enabled(step),
          store.undetermined(because: words.hiddenTurn(of: step, in: system)))
      case .justDone(let step):
        store.and(
          store.justDone(step),
          store.undetermined(because: words.hiddenTurn(of: step, in: system)))
      default: nil
      }
    }
  }
}
