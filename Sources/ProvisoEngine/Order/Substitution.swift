import ProvisoKernel

extension Cone {
  /// The condition at a moment of the cone: a term over unknowns and undetermined conditions only.
  func specialise(
    _ term: Term, at moment: LocalMoment, in world: ConeOrder, store: TermStore, system: System
  ) -> Term {
    var rewriter = Rewriter(store)
    func local(_ step: Int) -> LocalMoment.Local {
      indices[step].map { moment.steps[$0] } ?? .init(state: .pending)
    }
    return rewriter.rewrite(term) { node in
      switch node {
      case .variable(let index):
        let last = system.writers[index].last { local($0.step).hasHappened($0.part) }
        return store.constant(
          last.flatMap { system.value(of: $0, for: index) } ?? system.variables[index].initial)
      case .happened(let part): return store.truth(local(part.step).hasHappened(part.part))
      case .phase(let step, .begun): return store.truth(local(step).state.hasBegun)
      case .phase(let step, .done): return store.truth(local(step).state == .done)
      case .phase(let step, .failed): return store.truth(local(step).state.hasFailed)
      case .enabled(let step):
        return store.truth(
          local(step).state == .pending
            && system.order.direct(step, in: world.world).allSatisfy { local($0).state == .done })
      case .justDone(let step):
        return store.truth(
          local(step).state == .done
            && followers(of: step, in: world.world, system).allSatisfy {
              local($0).state == .pending
            })
      case .flag(let flag): return world.world.flags[flag].map(store.truth)
      default: return nil
      }
    }
  }

  /// The steps that wait for `step` directly under the world's flags.
  func followers(of step: Int, in world: FlagValues, _ system: System) -> [Int] {
    system.order.followers[step]
      + system.order.conditionalFollowers[step].filter { world.admits($0) }.map(\.step)
  }

  /// The condition with all variables replaced by Booleans: whether each step has begun, is done or
  /// has failed, and whether each part has happened.
  func overPhases(
    _ term: Term, in world: ConeOrder, store: TermStore, system: System
  ) -> Term {
    var rewriter = Rewriter(store)
    /// A step has neither begun nor been refused. A cone that does not read failures has no refused steps.
    func pending(_ step: Int) -> [Term] {
      [store.not(store.phase(step, .begun))]
        + (readsFailures ? [store.not(store.phase(step, .failed))] : [])
    }
    return rewriter.rewrite(term) { node in
      switch node {
      case .variable(let index):
        return system.writers[index].reduce(
          store.constant(system.variables[index].initial)
        ) { before, part in
          let after = store.constant(system.value(of: part, for: index) ?? .null)
          return store.ite(store.happened(part), then: after, else: before)
        }
      case .enabled(let step):
        return store.and(
          pending(step) + system.order.direct(step, in: world.world).map { store.phase($0, .done) })
      case .justDone(let step):
        return store.and(
          [store.phase(step, .done)]
            + followers(of: step, in: world.world, system).flatMap(pending))
      case .flag(let flag): return world.world.flags[flag].map(store.truth)
      default: return nil
      }
    }
  }
}

/// Over-approximates conditions that depend on open leaves, such as unknowns or undetermined
/// conditions.
///
/// Each smallest subcondition with an open leaf is replaced by true where the condition grows with
/// it, and by false under a negation. This takes one pass over the condition. It is coarser than
/// quantifying the leaves, because two occurrences of one leaf may get different values.
struct OverApproximation {
  let store: TermStore
  /// Whether a leaf is open: its value is not to be used.
  let isOpen: (TermNode) -> Bool
  private var openness: [Term: Bool] = [:]

  init(_ store: TermStore, isOpen: @escaping (TermNode) -> Bool) {
    self.store = store
    self.isOpen = isOpen
  }

  /// A condition without open leaves that holds wherever `term` holds for some values of them.
  /// If it is false, `term` is false for every value of the open leaves.
  mutating func weaken(_ term: Term) -> Term { approximate(term, upwards: true, depth: 0) }

  private mutating func touches(_ term: Term) -> Bool {
    var stack = [term]
    while let top = stack.last {
      if openness[top] != nil {
        stack.removeLast()
        continue
      }
      let node = store[top]
      if isOpen(node) {
        openness[top] = true
        continue
      }
      let missing = node.operands.filter { openness[$0] == nil }
      if missing.isEmpty {
        openness[top] = node.operands.contains { openness[$0] == true }
      } else {
        stack += missing
      }
    }
    return openness[term] ?? true
  }

  private mutating func approximate(_ term: Term, upwards: Bool, depth: Int) -> Term {
    guard touches(term) else { return term }
    // Deeper than conditions usually nest; the coarsest answer is still an over-approximation.
    guard depth < 400 else { return store.truth(upwards) }
    switch store[term] {
    case .not(let inner):
      return store.not(approximate(inner, upwards: !upwards, depth: depth + 1))
    case .and(let parts):
      return store.and(parts.map { approximate($0, upwards: upwards, depth: depth + 1) })
    case .or(let parts):
      return store.or(parts.map { approximate($0, upwards: upwards, depth: depth + 1) })
    case .ite(let c, let a, let b):
      let yes = approximate(a, upwards: upwards, depth: depth + 1)
      let no = approximate(b, upwards: upwards, depth: depth + 1)
      if !touches(c) { return store.ite(c, then: yes, else: no) }
      return upwards ? store.or(yes, no) : store.and(yes, no)
    default:
      return store.truth(upwards)
    }
  }
}
