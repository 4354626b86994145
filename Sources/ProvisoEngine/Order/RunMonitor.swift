import ProvisoKernel

/// A deterministic automaton that reads a run moment by moment and decides at its end whether the
/// run breaks a property of runs. It has at most three states for each operator.
struct RunMonitor {
  /// The state after the moments read so far.
  enum State: Int, Hashable {
    /// Undecided: no P yet (`eventually`), no P without its Q (`leads to`), or P throughout and no
    /// Q yet (`until`).
    case waiting
    /// A P whose Q has not come (`leads to`), or a last moment without P (`eventually always`).
    case pending
    /// The run is good, whatever follows.
    case good
    /// The run is bad, whatever follows.
    case bad
  }

  let kind: RunOperator

  /// The state after a moment, given the known truth of P and Q there; `nil` where too little is
  /// known.
  func next(_ state: State, p: Bool?, q: Bool?) -> State? {
    if state == .good || state == .bad { return state }
    switch kind {
    case .eventually: return p.map { $0 ? .good : .waiting }
    case .eventuallyAlways: return p.map { $0 ? .waiting : .pending }
    case .leadsTo:
      if q == true { return .waiting }
      if state == .waiting, p == false { return .waiting }
      guard q == false else { return nil }
      if state == .pending || p == true { return .pending }
      return nil
    case .until:
      if q == true { return .good }
      guard q == false, let p else { return nil }
      return p ? .waiting : .bad
    }
  }

  /// Whether a run that ends in the state is bad.
  func isBad(_ end: State) -> Bool {
    switch end {
    case .waiting: kind != .leadsTo && kind != .eventuallyAlways
    case .pending, .bad: true
    case .good: false
    }
  }

  /// The condition over unknowns under which a run is bad, given P and Q at each of its moments.
  func badness(of moments: [(p: Term, q: Term)], in store: TermStore) -> Term {
    switch kind {
    case .eventually: return store.and(moments.map { store.not($0.p) })
    case .eventuallyAlways: return moments.last.map { store.not($0.p) } ?? .never
    case .leadsTo:
      return moments.reduce(.never) { pending, moment in
        store.and(store.not(moment.q), store.or(moment.p, pending))
      }
    case .until:
      var bad = Term.never
      var waiting = Term.always
      for (p, q) in moments {
        bad = store.or(bad, store.and([waiting, store.not(q), store.not(p)]))
        waiting = store.and([waiting, store.not(q), p])
      }
      return store.or(bad, waiting)
    }
  }
}
