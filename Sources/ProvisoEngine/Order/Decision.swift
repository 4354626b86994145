import ProvisoKernel

/// Decides one query about moments: whether a condition always holds, or can be reached.
///
/// The moments of a cone are the down-closed sets of its order (see `Cone`). In a small cone they
/// are listed. At each moment the condition reduces to a residual over the unknowns alone; constant
/// folding decides most residuals, and the solver gets each distinct one of the rest once. Listing
/// also shows all counterexamples side by side, so the simplest one can be chosen, and waits can be
/// removed one at a time to find those that a proof needs. In a large cone (`Engine.mostListed`
/// states or more when waits are ignored), a bound on a sum is decided by a minimum cut
/// (`Counting`), and any other condition by solver queries over down-closed sets (`IdealSearch`).
/// Moments at rest and the end of the run are always listed. A goal is looked for only at moments
/// without a step in flight.
///
/// Unknowns are rigid: each has one value for the whole run. A counterexample is definite if it
/// breaks the condition for every value of them that meets the assumptions, and definite
/// counterexamples are preferred. An undetermined condition has a truth value that the engine
/// cannot know, so both directions stay on the safe side: a counterexample must break the condition
/// for every value of the undetermined conditions, a proof must hold for every value, and
/// everything between is undecided.
///
/// All of this is repeated for each assignment of the flags that matter in the cone, at most 2^8.
struct Decision {
  let engine: Engine
  let query: Query
  let cone: Cone
  let method: SearchMethod
  /// The query's assumptions, then the assumed expectations of the unknowns that the condition names.
  let assumptions: [Term]
  let assumedTexts: [String]
  /// `assumptions`, then the other expectations.
  let expectations: [Term]

  var store: TermStore { engine.store }
  var system: System { engine.system }
  var cancellation: Cancellation { engine.cancellation }

  init(engine: Engine, query: Query) throws(Cancelled) {
    self.engine = engine
    self.query = query
    cone = try Cone(
      of: [query.condition], in: engine.store, system: engine.system,
      dependsOnBlockingSteps: query.timing == .atRest, cancellation: engine.cancellation)
    method = cone.steps.isEmpty ? .evaluation : .orderIdeals
    let found = engine.expectations(of: query.condition)
    let assumed = found.filter(\.isAssumed)
    assumedTexts = assumed.map(\.text)
    assumptions = query.assumptions + assumed.map(\.term)
    expectations = assumptions + found.filter { !$0.isAssumed }.map(\.term)
  }

  var lists: LocalMoments {
    LocalMoments(cone: cone, system: system, cancellation: cancellation)
  }

  func reason(_ assumption: Int) -> ProofReason {
    assumption < query.assumptions.count
      ? .assumption(assumption) : .expectation(assumedTexts[assumption - query.assumptions.count])
  }

  /// A moment to judge: a candidate that may break the condition, or reach the goal.
  struct Hit {
    let world: ConeOrder
    let moment: LocalMoment
    /// The condition there, over unknowns only.
    let residual: Term
    var unknowns: [Int: Value] = [:]
    var isDefinite = true
    /// Whether it breaks for all values that meet the expectations.
    var isExpected = true
  }

  private static let dependsOnUndetermined = "the answer depends on an undetermined condition"
  /// The reason where a run of the cone is no run of the whole system.
  static let orderForbidsRun = "the order of the steps does not allow the run that was found"

  // MARK: Invariants

  func invariant() throws(Cancelled) -> Finding {
    if let obstacle = cone.obstacle(in: system, words: engine.words) {
      return .undecided(method, obstacle)
    }
    if cone.isApproximate && query.timing == .atRest { return try atRestByCertainWaits() }
    var support = Support()
    support.collect(query.condition, in: store, of: system)
    let isOpen = !support.unknowns.isEmpty || !support.undetermined.isEmpty
    if query.timing == .everyMoment && !cone.steps.isEmpty
      && cone.stateBound(limit: engine.mostListed) >= engine.mostListed
    {
      return try searchLarge(isOpen: isOpen)
    }
    guard let hits = try moments() else { return .undecided(method, tooManyMoments) }
    let finding = try judge(hits)
    guard query.timing == .atRest, !engine.orderIsExact, case .holds = finding else {
      return finding
    }
    return try holdsWithHiddenWaits() ? finding : .undecided(method, engine.words.hiddenWaits)
  }

  private var tooManyMoments: String {
    query.timing != .atRest
      ? "too many steps may be left out of a complete run (\(cone.steps.count))"
      : """
      with up to \(query.failures) failed steps there are too many moments at rest to check \
      (limit \(LocalMoments.mostAtRest))
      """
  }

  /// The moments of the query's timing, each with the condition's residual; `nil` where there are
  /// too many.
  func moments() throws(Cancelled) -> [Hit]? {
    var hits: [Hit] = []
    for world in cone.worlds {
      let moments: [LocalMoment]
      switch query.timing {
      case .everyMoment: moments = try lists.all(in: world)
      case .atEnd:
        guard let found = lists.complete(limit: LocalMoments.mostAtRest) else { return nil }
        moments = found
      case .atRest:
        guard
          let found = try lists.atRest(
            in: world, failures: query.failures, limit: LocalMoments.mostAtRest)
        else { return nil }
        moments = found
      }
      for moment in moments {
        try cancellation.check()
        let residual = cone.specialise(
          query.condition, at: moment, in: world, store: store, system: system)
        hits.append(Hit(world: world, moment: moment, residual: residual))
      }
    }
    return hits
  }

  func judge(_ all: [Hit]) throws(Cancelled) -> Finding {
    let suspects = all.filter { $0.residual != .always }
    if engine.trustsUnknowns { for hit in suspects { engine.needed.add(hit.residual) } }
    if suspects.isEmpty { return .holds(method, waitReasons) }
    let definite = suspects.filter { $0.residual == .never }
    if let found = try finish(bestOf: definite, all) { return found }

    var possible: [Hit] = []
    var used: Set<Int> = []
    var undecidedReason: String?
    var answers: [Term: Answer] = [:]
    var weakener = OverApproximation(store) { if case .undetermined = $0 { true } else { false } }
    for hit in suspects {
      let answer: Answer
      if let known = answers[hit.residual] {
        answer = known
      } else {
        do {
          answer = try rigid(hit.residual, over: &weakener)
        } catch {
          // The finding is enough for an answer.
          if !possible.contains(where: { $0.isExpected || !engine.trustsUnknowns }) { throw error }
          break
        }
        answers[hit.residual] = answer
      }
      if engine.trustsUnknowns, !answer.isExpected,
        let reason = store.undeterminedReason(hit.residual)
      {
        // Something else than an unknown can break the condition, too.
        undecidedReason = undecidedReason ?? reason
        continue
      }
      switch answer.answer {
      case .possible(let values):
        var found = hit
        found.unknowns = values
        found.isDefinite = answer.isDefinite
        found.isExpected = answer.isExpected
        possible.append(found)
      case .impossible(let needed): used.formUnion(needed)
      case .opaque where engine.trustsUnknowns && !store.unknowns(in: [hit.residual]).isEmpty:
        // Some value may break the condition, and not every value does.
        var found = hit
        found.isDefinite = false
        found.isExpected = false
        possible.append(found)
      case .unknown(let reason), .opaque(let reason):
        undecidedReason = undecidedReason ?? reason
      }
    }
    for group in [possible.filter(\.isDefinite), possible.filter(\.isExpected)] {
      if let found = try finish(bestOf: group, all) { return found }
    }
    // A run that only some unknowns break would hide what is undecided at another moment.
    if engine.trustsUnknowns, let undecidedReason { return .undecided(method, undecidedReason) }
    if let found = try finish(bestOf: possible, all) { return found }
    if !possible.isEmpty { return .undecided(method, Self.orderForbidsRun) }
    if let undecidedReason { return .undecided(method, undecidedReason) }
    return .holds(
      method, used.sorted().map(reason) + waitReasons)
  }

  /// The answer for one residual.
  private struct Answer {
    let answer: SolverAnswer
    var isDefinite = false
    var isExpected = false
  }

  /// Whether some values make the condition false, and if so, whether all values do.
  private func rigid(
    _ residual: Term, over weakener: inout OverApproximation
  ) throws(Cancelled) -> Answer {
    if engine.trustsUnknowns, let answer = trusting(residual) { return answer }
    let weak = weakener.weaken(residual)
    // Values that meet the expectations make the better counterexample.
    var answer = try engine.solving.check(store.not(weak), assuming: expectations)
    var meetsExpectations = false
    if case .possible = answer {
      meetsExpectations = true
    } else if expectations.count > assumptions.count {
      answer = try engine.solving.check(store.not(weak), assuming: assumptions)
    }
    switch answer {
    case .possible:
      // Definite means for all values that meet the user's assumptions.
      if case .impossible = try engine.solving.check(weak, assuming: query.assumptions) {
        return Answer(answer: answer, isDefinite: true, isExpected: true)
      }
      guard meetsExpectations, expectations.count > query.assumptions.count,
        case .impossible = try engine.solving.check(weak, assuming: expectations)
      else { return Answer(answer: answer) }
      return Answer(answer: answer, isExpected: true)
    case .unknown, .opaque: return Answer(answer: answer)
    case .impossible:
      if weak == residual { return Answer(answer: answer) }
      // Only some value of an undetermined condition can make the residual false.
      let strict = try engine.solving.check(store.not(residual), assuming: assumptions)
      if case .possible = strict {
        return Answer(answer: .unknown(undeterminedReason(residual)))
      }
      return Answer(answer: strict)
    }
  }

  /// The answer without a solver for a condition that trusts unknowns; `nil` where a solver can tell
  /// more.
  ///
  /// Only that every value breaks the condition matters there. A solver takes long to find texts that
  /// patterns match, and these would only be examples.
  private func trusting(_ residual: Term) -> Answer? {
    var weakener = OverApproximation(store) {
      switch $0 {
      case .unknown, .undetermined: true
      default: false
      }
    }
    if weakener.weaken(residual) == .never {
      return Answer(answer: .possible([:]), isDefinite: true, isExpected: true)
    }
    let values = store.constants(equatedIn: expectations)
    if !values.isEmpty {
      var rewriter = Rewriter(store)
      let expected = rewriter.rewrite(residual) { node in
        if case .unknown(let index) = node { return values[index].map(store.constant) }
        return nil
      }
      if weakener.weaken(expected) == .never {
        return Answer(answer: .possible(withMaps(values)), isExpected: true)
      }
    }
    return store.readsTexts(residual) ? Answer(answer: .opaque("a text that is unknown")) : nil
  }

  /// The values, with the maps that they are members of.
  private func withMaps(_ values: [Int: Value]) -> [Int: Value] {
    var out = values
    // A map has a smaller index than its members.
    for index in values.keys.sorted(by: >) {
      var at = index
      while let parent = store.unknowns[at].parent, let value = out[at] {
        var members: [Text: Value] = [:]
        if case .map(let known)? = out[parent.unknown] { members = known }
        members[parent.member] = value
        out[parent.unknown] = .map(members)
        at = parent.unknown
      }
    }
    return out
  }

  /// The reason why a condition is neither true nor false: the first undetermined condition in it.
  private func undeterminedReason(_ condition: Term) -> String {
    store.undeterminedReason(condition).map { "the answer depends on \($0)" }
      ?? Self.dependsOnUndetermined
  }

  // MARK: Large cones

  private func searchLarge(isOpen: Bool) throws(Cancelled) -> Finding {
    if isOpen { engine.needed.isComplete = false }
    // The cone without its conditional waits has every moment of every flag assignment, and perhaps
    // more, so a proof for it covers them all.
    if let common = try cone.common(system.order, cancellation),
      case .holds(let method, let reasons) = try search(large: [common], isOpen: isOpen)
    {
      return .holds(method, reasons)
    }
    return try search(large: cone.worlds, isOpen: isOpen)
  }

  private func search(
    large worlds: [ConeOrder], isOpen: Bool
  ) throws(Cancelled) -> Finding {
    if !isOpen {
      var least: [ProofReason] = []
      var counted = true
      for world in worlds {
        let counting = Counting(
          cone: cone, world: world, store: store, system: system, cancellation: cancellation,
          evidence: engine.evidence)
        switch try counting.decide(query.condition) {
        case .broken(let moment):
          return finish(Hit(world: world, moment: moment, residual: .never), nil)
        case .holds(let extreme, let bound):
          least.append(.bound(least: extreme, needed: bound))
        case nil: counted = false
        }
        if !counted { break }
      }
      if counted { return .holds(method, least) }
    }
    let search = IdealSearch(
      cone: cone, store: store, system: system, solving: engine.solving)
    // Look first for a run that breaks the condition for every value of the unknowns, then for one
    // that breaks it for some values.
    if isOpen {
      var weakener = OverApproximation(store) {
        switch $0 {
        case .unknown, .undetermined: true
        default: false
        }
      }
      let weak = weakener.weaken(query.condition)
      for world in worlds {
        if case .found(let moment, let values) = try search.find(
          store.not(weak), in: world, assuming: [], settled: false)
        {
          return finish(
            Hit(world: world, moment: moment, residual: .never, unknowns: values), nil)
        }
      }
    }
    return try searchPossible(search, worlds)
  }

  private func searchPossible(
    _ search: IdealSearch, _ worlds: [ConeOrder]
  ) throws(Cancelled) -> Finding {
    var weakener = OverApproximation(store) { if case .undetermined = $0 { true } else { false } }
    let weak = weakener.weaken(query.condition)
    var reasons: [ProofReason] = []
    for world in worlds {
      switch try search.find(
        store.not(weak), in: world, assuming: assumptions, settled: false)
      {
      case .found(let moment, let values):
        if engine.trustsUnknowns, !values.isEmpty,
          let reason = store.undeterminedReason(query.condition)
        {
          return .undecided(method, reason)
        }
        return finish(
          Hit(
            world: world, moment: moment, residual: .never, unknowns: values,
            isDefinite: values.isEmpty, isExpected: values.isEmpty), nil)
      case .unknown(let reason): return .undecided(method, reason)
      case .none(let waits, let used):
        if weak != query.condition {
          switch try search.find(
            store.not(query.condition), in: world, assuming: assumptions, settled: false)
          {
          case .none: break
          default: return .undecided(method, undeterminedReason(query.condition))
          }
        }
        reasons += used.map(reason)
        for (later, earlier) in waits {
          if let path = path(from: later, to: earlier, in: world) { reasons.append(.order(path)) }
        }
      }
    }
    return .holds(method, reasons)
  }

  // MARK: Goals

  func goal() throws(Cancelled) -> Finding {
    if let obstacle = cone.obstacle(in: system, words: engine.words) {
      return .undecided(method, obstacle)
    }
    var weakener = OverApproximation(store) { if case .undetermined = $0 { true } else { false } }
    var undecidedReason: String?
    var needing: Hit?
    for world in cone.worlds {
      guard var moments = lists.complete(limit: LocalMoments.mostAtRest) else {
        undecidedReason = undecidedReason ?? tooManyMoments
        continue
      }
      if query.timing != .atEnd { moments.append(lists.initial) }
      if query.timing == .everyMoment && cone.steps.count > 1 {
        if cone.steps.count <= 10 {
          moments = try lists.settled(in: world)
        } else {
          let search = IdealSearch(
            cone: cone, store: store, system: system, solving: engine.solving)
          switch try search.find(
            query.condition, in: world, assuming: assumptions, settled: true)
          {
          case .found(let moment, _): moments.append(moment)
          case .unknown(let reason): undecidedReason = undecidedReason ?? reason
          case .none: break
          }
        }
      }
      for moment in moments {
        let residual = cone.specialise(
          query.condition, at: moment, in: world, store: store, system: system)
        if residual == .never { continue }
        // The witness must not depend on an undetermined condition.
        let strict = store.not(weakener.weaken(store.not(residual)))
        switch try engine.solving.check(strict, assuming: assumptions) {
        case .possible(let values):
          let hit = Hit(world: world, moment: moment, residual: residual, unknowns: values)
          if !needsGraph(hit) { return finish(hit, nil) }
          needing = needing ?? hit
        case .unknown(let reason), .opaque(let reason):
          undecidedReason = undecidedReason ?? reason
        case .impossible:
          guard strict != residual else { continue }
          switch try engine.solving.check(residual, assuming: assumptions) {
          case .impossible: break
          case .unknown(let reason), .opaque(let reason):
            undecidedReason = undecidedReason ?? reason
          case .possible: undecidedReason = undecidedReason ?? undeterminedReason(residual)
          }
        }
      }
    }
    if needing != nil { return .undecided(method, engine.words.orderForbids) }
    if let undecidedReason { return .undecided(method, undecidedReason) }
    return .holds(method, [])
  }
}
