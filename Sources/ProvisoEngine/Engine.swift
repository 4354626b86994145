import ProvisoKernel
import Z3

/// Decides conditions over the moments of a system whose steps happen at most once, in any order that
/// their waits allow, any of them failing: the engine "order ideals", and "evaluation" where nothing
/// about time is left.
///
/// The reachable moments are exactly the down-closed sets of the order with steps in flight on top, so
/// no run is ever unrolled. Small cones are listed, sums are decided by a minimum cut, and everything
/// else is one query to the solver. See `Cone`, `LocalMoments`, `Counting` and `IdealSearch`.
public final class Engine {
  let system: System
  let store: TermStore
  let solving: Solving
  /// Whether the order is the true one, so that no run is there only for want of knowledge.
  let orderIsExact: Bool
  /// What there is reason to assume of an unknown, with the sentence that says so.
  public var tie: ((Unknown) -> (term: Term, text: String)?)?

  /// Cones with fewer states than this are listed; tests lower it to reach the other engines.
  var mostListed = 3_000
  /// Runs are searched through no more moments of a cone than this.
  var mostRunMoments = 10_000

  private var completions: [World: World?] = [:]

  /// A possible world that decides all flags and agrees with the given one.
  func completed(_ world: World) -> World? {
    if let known = completions[world] { return known }
    let made = system.order.completed(world, flags: system.flags.count)
    completions[world] = .some(made)
    return made
  }

  /// Makes an engine for the terms of one store.
  ///
  /// - Parameter interrupt: ends what the solver is at; the question is then undecided.
  public init(
    system: System, store: TermStore, orderIsExact: Bool, limits: Limits = Limits(),
    interrupt: Z3Interrupt? = nil
  ) {
    self.system = system
    self.store = store
    self.orderIsExact = orderIsExact
    solving = Solving(limits: limits, store: store, system: system, interrupt: interrupt)
  }

  /// Whether the assumptions can all be true, and if not, which of them clash.
  ///
  /// - Returns: `nil` where they can; the places of clashing ones; an empty list where it is not known.
  public func clash(of assumptions: [Term]) -> [Int]? {
    switch solving.check(.always, assuming: assumptions) {
    case .possible: nil
    case .impossible(let core): core.isEmpty ? Array(assumptions.indices) : core
    case .unknown: []
    }
  }

  /// Decides whether the condition holds wherever the query asks.
  public func decide(_ query: Query) -> Finding {
    // Each conjunct has a smaller cone than the whole.
    if case .and(let parts) = store[query.condition] {
      return decideAll(
        parts.map { part in
          Query(
            part, timing: query.timing, failures: query.failures, assumptions: query.assumptions)
        })
    }
    if query.condition == .always { return .holds(.evaluation, []) }
    let orders = OrderFacts(store, system)
    if orders.occur(in: query.condition) {
      // A run in which the later step begins too early tells more than the bare fact that it can.
      let story = decide(query.replacing(orders.asStory(query.condition)))
      if case .run = story { return story }
      let exact = decide(query.replacing(orders.asFacts(query.condition)))
      if case .holds(let method, _) = exact, case .holds(_, let reasons) = story {
        return .holds(max(method, .orderIdeals), reasons)
      }
      return exact
    }
    return Decision(engine: self, query: query).invariant()
  }

  /// Looks for a run without failures to a moment at which the condition holds.
  public func reach(_ query: Query) -> Finding {
    if query.condition == .never { return .holds(.evaluation, []) }
    let orders = OrderFacts(store, system)
    if orders.occur(in: query.condition) {
      return reach(query.replacing(orders.asFacts(query.condition)))
    }
    return Decision(engine: self, query: query).goal()
  }

  private func decideAll(_ queries: [Query]) -> Finding {
    var method = SearchMethod.evaluation
    var reasons: [ProofReason] = []
    var worst: Finding?
    for query in queries {
      switch decide(query) {
      case .holds(let used, let more):
        method = max(method, used)
        for reason in more where !reasons.contains(reason) { reasons.append(reason) }
      case .run(let used, let found):
        if case .run(_, let best)? = worst, !Engine.isBetter(found, than: best) { continue }
        worst = .run(used, found)
      case .undecided(let used, let reason):
        if worst == nil { worst = .undecided(used, reason) }
      }
    }
    return worst ?? .holds(method, reasons)
  }

  /// Assumes what there is reason to assume of the unknowns that a condition names, and of those that
  /// the assumptions name in turn.
  func ties(of condition: Term, into terms: inout [Term]) -> [String] {
    guard let tie else { return [] }
    var support = Support()
    support.collect(condition, store, system)
    var pending = support.unknowns.sorted()
    var seen = support.unknowns
    var texts: [String] = []
    while let place = pending.popLast(), texts.count < 100 {
      guard let (term, text) = tie(store.unknowns[place]), term != .always else { continue }
      terms.append(term)
      texts.append(text)
      var more = Support()
      more.collect(term, store, system)
      for other in more.unknowns where seen.insert(other).inserted { pending.append(other) }
    }
    return texts
  }

  private static func isBetter(_ a: Counterexample, than b: Counterexample) -> Bool {
    if a.isDefinite != b.isDefinite { return a.isDefinite }
    if a.needsGraph != b.needsGraph { return b.needsGraph }
    return (a.focus?.count ?? a.run.entries.count) < (b.focus?.count ?? b.run.entries.count)
  }
}
