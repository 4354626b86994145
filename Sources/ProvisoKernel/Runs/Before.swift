extension System {
  /// `earlier before later`: in no run does `later` begin before `earlier` is done.
  ///
  /// The result is the same at every moment. It is a term over flags if conditional waits decide
  /// it.
  public func before(_ earlier: Int, _ later: Int, in store: TermStore) -> Term {
    if earlier == later { return .never }
    if order.waits(later, for: earlier) { return .always }
    guard order.hasConditions else { return .never }
    let region = order.potentialClosure(of: [later]).intersection(
      order.potentialFollowers(of: [earlier]))
    guard region.contains(later), region.contains(earlier) else { return .never }
    // Least fixpoint: a step waits for `earlier` if it waits directly for a step that does. Each
    // pass moves along the ranks of certain waits; conditional waits can go against the ranks,
    // hence the repetition.
    let inside = region.sorted { order.rank(of: $0) < order.rank(of: $1) }
    var reaches: [Int: Term] = [earlier: .always]
    for _ in 0..<inside.count {
      var changed = false
      for step in inside where step != earlier {
        var ways = order.certain[step].compactMap { reaches[$0] }
        for wait in order.conditional[step] {
          guard let way = reaches[wait.step], let condition = wait.condition else { continue }
          let flag = store.flag(condition.flag)
          ways.append(store.and(condition.value ? flag : store.not(flag), way))
        }
        let term = store.or(ways)
        if term != (reaches[step] ?? .never) {
          reaches[step] = term
          changed = true
        }
      }
      if !changed { break }
    }
    return reaches[later] ?? .never
  }
}
