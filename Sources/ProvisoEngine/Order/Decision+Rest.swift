import ProvisoKernel

/// Moments at rest where the order is not the true one.
///
/// A moment at rest depends on the waits in both directions: a wait that is not recorded removes
/// some of these moments, and adds others, in which a failure holds more steps back. So a proof must
/// cover every set of hidden waits.
extension Decision {
  /// Whether the condition holds at every moment at which a run can rest, whatever waits are hidden.
  ///
  /// A large cone requires a proof for every moment, which covers these.
  func holdsWithHiddenWaits() throws(Cancelled) -> Bool {
    if cone.steps.isEmpty { return true }
    guard cone.stateBound(limit: engine.mostListed) < engine.mostListed else {
      let everywhere = Query(
        query.condition, timing: .everyMoment, failures: query.failures,
        assumptions: query.assumptions)
      guard case .holds = try Decision(engine: engine, query: everywhere).invariant() else {
        return false
      }
      return true
    }
    guard let certain = try cone.certain(system.order, engine.cancellation) else { return false }
    for world in cone.worlds {
      let order = world.replacing(waits: certain.waits)
      for moment in try lists.atRestWithHiddenWaits(in: order, failures: query.failures) {
        try cancellation.check()
        let residual = cone.specialise(
          query.condition, at: moment, in: order, store: store, system: system)
        if residual == .always { continue }
        guard
          case .impossible = try engine.solving.check(store.not(residual), assuming: assumptions)
        else { return false }
      }
    }
    return true
  }

  /// The answer where there are too many flags: a proof for every set of hidden waits, or a run
  /// under one assignment of the flags.
  func atRestByCertainWaits() throws(Cancelled) -> Finding {
    if !engine.orderIsExact, try holdsWithHiddenWaits() { return .holds(method, []) }
    let cannot = Finding.undecided(
      method, engine.words.tooManyFlags(cone.flags.count, limit: Cone.mostFlags))
    guard let flags = engine.completed(FlagValues()),
      let world = try cone.order(in: flags, system.order, cancellation),
      let moments = try lists.atRest(
        in: world, failures: query.failures, limit: LocalMoments.mostAtRest)
    else { return cannot }
    var hits: [Hit] = []
    for moment in moments {
      try cancellation.check()
      let residual = cone.specialise(
        query.condition, at: moment, in: world, store: store, system: system)
      hits.append(Hit(world: world, moment: moment, residual: residual))
    }
    let finding = try judge(hits)
    if case .run = finding { return finding }
    return cannot
  }
}
