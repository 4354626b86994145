import ProvisoKernel

/// Decides conditions over the moments of a system whose steps happen at most once, in any order
/// that their waits allow, where any step that may fail can fail.
///
/// It reports the method "order-ideals", or "evaluation" where the condition does not depend on
/// time. The reachable moments are exactly the down-closed sets of the order with steps in flight
/// on top, so no run is ever unrolled. Most queries see few steps of a large system, so each query
/// is first cut down to its cone of influence. `Decision` then picks the method: small cones are
/// listed, a bound on a sum is a minimum cut, and everything else goes to the solver as one
/// formula. See `Cone`, `LocalMoments`, `Counting` and `IdealSearch`; `RunProperties.swift` covers
/// whole runs.
///
/// The alternatives were measured on a rolling restart of 128 steps: an unrolling of all
/// interleavings took Z3 35 seconds, one with parallel steps 0.7 s, and down-closed sets 0.04 to
/// 1.7 s with linear sums.
public final class Engine {
  let system: System
  let store: TermStore
  let solving: SolverQueries
  /// Whether the order is exactly the one that the plan will follow. If not, some runs may exist
  /// only because a wait is unknown.
  let orderIsExact: Bool
  let words: EngineWords
  let cancellation: Cancellation
  /// Whether a condition that only some values of the unknowns break counts as met, so that runs that
  /// break it for every value are looked for first.
  public var trustsUnknowns = false
  /// Whether proofs name the waits that they need.
  public var findsWaits = true
  /// Whether a text contains a match of a pattern; without it only the solver can tell.
  public var matchesPattern: ((String, Text) -> Bool)?
  /// The condition that the input gives reason to expect of an unknown.
  public var expectation: ((Unknown) -> ExpectedCondition?)?
  /// Takes the questions that the solver answers; `nil` to keep none.
  public var evidence: EvidenceLog? {
    get { solving.evidence }
    set { solving.evidence = newValue }
  }

  /// Cones with fewer states than this are listed; tests lower it to reach the other methods.
  var mostListed = 3_000
  /// The search for a run visits at most this many moments of a cone.
  var mostRunMoments = 10_000

  private var completions: [FlagValues: FlagValues?] = [:]
  /// The conditions that the unknowns must meet so that that of the current query holds.
  var needed = NeededConditions()

  /// An assignment of all flags that agrees with the given one and makes no cycle; `nil` where none
  /// is found.
  func completed(_ world: FlagValues) -> FlagValues? {
    if let known = completions[world] { return known }
    let made = system.order.completed(world, flags: system.flags.count)
    completions[world] = .some(made)
    return made
  }

  private var lastSorted: (world: FlagValues, steps: [Int]?)?

  /// All steps in an order that a run can take in the world, which gives every flag a value; `nil` if
  /// some wait in a cycle.
  func sorted(in world: FlagValues) -> [Int]? {
    if let lastSorted, lastSorted.world == world { return lastSorted.steps }
    let made = system.order.sorted(in: world)
    lastSorted = (world, made)
    return made
  }

  /// Makes an engine for the terms of one store.
  ///
  /// - Parameters:
  ///   - words: The input's words for the reasons of undecided answers.
  ///   - cancellation: Ends the work; a query that has no answer by then is undecided.
  public init(
    system: System, store: TermStore, orderIsExact: Bool, limits: Limits = Limits(),
    words: EngineWords = EngineWords(), cancellation: Cancellation = Cancellation()
  ) {
    self.system = system
    self.store = store
    self.orderIsExact = orderIsExact
    self.words = words
    self.cancellation = cancellation
    solving = SolverQueries(
      limits: limits, store: store, system: system, cancellation: cancellation)
  }

  /// Whether the assumptions can all be true, and if not, which of them contradict each other.
  ///
  /// - Returns: `nil` where they can; otherwise the indices of contradictory ones; an empty list
  ///   where the solver did not find out, or was cancelled.
  public func clash(of assumptions: [Term]) -> [Int]? {
    switch try? solving.check(.always, assuming: assumptions) {
    case .possible: nil
    case .impossible(let core): core.isEmpty ? Array(assumptions.indices) : core
    case .unknown, .opaque, nil: []
    }
  }

  /// Decides whether the condition holds at all moments of the query's timing.
  public func decide(_ query: Query) -> Finding {
    answer { () throws(Cancelled) in
      needed = NeededConditions()
      return try confirmed(
        try decided(query), about: query.condition, assuming: query.assumptions,
        holds: { (replace) throws(Cancelled) in
          if case .holds = try decided(query.replacing(replace(query.condition))) { return true }
          return false
        }, again: { () throws(Cancelled) in try decided(query) })
    }
  }

  /// Looks for a run without failures to a moment at which the condition holds.
  public func reach(_ query: Query) -> Finding {
    answer { () throws(Cancelled) in try reached(query) }
  }

  /// The result of a search; undecided where it was cancelled.
  func answer(_ search: () throws(Cancelled) -> Finding) -> Finding {
    do {
      return try search()
    } catch {
      return .undecided(.evaluation, "\(error.reason)")
    }
  }

  private func decided(_ query: Query) throws(Cancelled) -> Finding {
    // A conjunct often has a smaller cone than the whole condition.
    if case .and(let parts) = store[query.condition] {
      return try decideAll(parts.map(query.replacing))
    }
    if query.condition == .always { return .holds(.evaluation, []) }
    let orders = BeforeResolution(self)
    if orders.occur(in: query.condition) {
      // A run in which the later step begins too early is a better counterexample than the bare
      // fact that no order exists.
      let before = needed
      let story = try decided(query.replacing(orders.asMomentCondition(query.condition)))
      if case .run(_, let found) = story, !isTrusted(found) { return story }
      let neededByStory = needed
      needed = before
      let exact = try decided(query.replacing(orders.asFacts(query.condition)))
      if case .run = story, case .holds = exact {
        needed = neededByStory
        return story
      }
      if case .holds(let method, _) = exact, case .holds(_, let reasons) = story {
        return .holds(max(method, .orderIdeals), reasons)
      }
      return exact
    }
    let condition = orders.withRecordedTurns(query.condition)
    return try Decision(engine: self, query: query.replacing(condition)).invariant()
  }

  private func reached(_ query: Query) throws(Cancelled) -> Finding {
    if query.condition == .never { return .holds(.evaluation, []) }
    let orders = BeforeResolution(self)
    if orders.occur(in: query.condition) {
      return try reached(query.replacing(orders.asFacts(query.condition)))
    }
    let condition = orders.withRecordedTurns(query.condition, isGoal: true)
    return try Decision(engine: self, query: query.replacing(condition)).goal()
  }

  private func decideAll(_ queries: [Query]) throws(Cancelled) -> Finding {
    var method = SearchMethod.evaluation
    var reasons: [ProofReason] = []
    var worst: Finding?
    for query in queries {
      let finding: Finding
      do {
        finding = try decided(query)
      } catch {
        // A run that breaks one conjunct breaks the condition.
        if case .run(_, let best)? = worst, !isTrusted(best) { break }
        throw error
      }
      switch finding {
      case .holds(let used, let more):
        method = max(method, used)
        for reason in more where !reasons.contains(reason) { reasons.append(reason) }
      case .run(let used, let found):
        if case .run(_, let best)? = worst, !isBetter(found, than: best) { continue }
        if case .undecided? = worst, isTrusted(found) { continue }
        worst = .run(used, found)
      case .undecided(let used, let reason):
        if case .undecided? = worst { continue }
        if case .run(_, let best)? = worst, !isTrusted(best) { continue }
        worst = .undecided(used, reason)
      }
    }
    return worst ?? .holds(method, reasons)
  }

  /// The expectations of the unknowns that a condition names, and of those that these expectations
  /// name in turn; at most 100.
  func expectations(of condition: Term) -> [ExpectedCondition] {
    guard let expectation else { return [] }
    var support = Support()
    support.collect(condition, in: store, of: system)
    var pending = support.unknowns.sorted()
    var seen = support.unknowns
    var found: [ExpectedCondition] = []
    while let index = pending.popLast(), found.count < 100 {
      guard let next = expectation(store.unknowns[index]), next.term != .always else { continue }
      found.append(next)
      var more = Support()
      more.collect(next.term, in: store, of: system)
      for other in more.unknowns where seen.insert(other).inserted { pending.append(other) }
    }
    return found
  }

  /// Whether the query trusts that the values which break the condition do not come true.
  func isTrusted(_ found: Counterexample) -> Bool { trustsUnknowns && !found.isExpected }

  private func isBetter(_ a: Counterexample, than b: Counterexample) -> Bool {
    // A condition that the plan breaks is worse than one that was broken before it.
    if trustsUnknowns && a.isExpected != b.isExpected { return a.isExpected }
    if a.isPreexisting != b.isPreexisting { return b.isPreexisting }
    if a.isDefinite != b.isDefinite { return a.isDefinite }
    if a.isExpected != b.isExpected { return a.isExpected }
    if a.needsGraph != b.needsGraph { return b.needsGraph }
    return (a.focus?.count ?? a.run.entries.count) < (b.focus?.count ?? b.run.entries.count)
  }
}
