import ProvisoKernel

extension Engine {
  /// Asks the solver one question about all moments at once, where the engine has listed them, so
  /// that another solver can check the proof without the list.
  ///
  /// The questions go to ``evidence``. Only a condition about every moment has such a question.
  ///
  /// - Parameter query: a query that ``decide(_:)-(Query)`` has answered with a proof.
  /// - Returns: whether the questions cover the whole proof.
  public func certify(_ query: Query) -> Bool { (try? certified(query)) ?? false }

  private func certified(_ query: Query) throws(Cancelled) -> Bool {
    if case .and(let parts) = store[query.condition] {
      for part in parts where try !certified(query.replacing(part)) { return false }
      return true
    }
    if query.condition == .always { return true }
    let orders = BeforeResolution(self)
    if case .before = store[query.condition] {
      // A step never begins too early if it has not at any moment.
      return try certified(query.replacing(orders.asMomentCondition(query.condition)))
    }
    if orders.occur(in: query.condition) {
      // The order decides `before`, which no question shows.
      let facts = orders.asFacts(query.condition)
      if facts == .always { return false }
      return try certified(query.replacing(facts))
    }
    let condition = orders.withRecordedTurns(query.condition)
    return try Decision(engine: self, query: query.replacing(condition)).certify()
  }
}

extension Decision {
  /// Whether questions over down-closed sets prove the condition for every moment.
  fileprivate func certify() throws(Cancelled) -> Bool {
    guard cone.obstacle(in: system, words: engine.words) == nil else { return false }
    if cone.steps.isEmpty { return try certifyFixed() }
    guard query.timing == .everyMoment else { return false }
    let search = IdealSearch(cone: cone, store: store, system: system, solving: engine.solving)
    func isProved(_ worlds: [ConeOrder]) throws(Cancelled) -> Bool {
      for world in worlds {
        guard
          case .none = try search.find(
            store.not(query.condition), in: world, assuming: assumptions, settled: false)
        else { return false }
      }
      return true
    }
    if let common = try cone.common(system.order, cancellation), try isProved([common]) {
      return true
    }
    return try isProved(cone.worlds)
  }

  /// Whether the condition holds for all values, where no step changes it.
  private func certifyFixed() throws(Cancelled) -> Bool {
    for world in cone.worlds {
      let residual = cone.specialise(
        query.condition, at: lists.initial, in: world, store: store, system: system)
      guard case .impossible = try engine.solving.check(store.not(residual), assuming: assumptions)
      else { return false }
    }
    return true
  }
}
