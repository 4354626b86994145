import ProvisoKernel

/// One query on its way to an answer.
struct Decision {
  let engine: Engine
  let query: Query
  private let cone: Cone
  private let method: SearchMethod
  /// The query's assumptions, then the ties of the unknowns that the condition names.
  private let assumptions: [Term]
  private let tieTexts: [String]

  private var store: TermStore { engine.store }
  private var system: System { engine.system }

  init(engine: Engine, query: Query) {
    self.engine = engine
    self.query = query
    cone = Cone(of: [query.condition], in: engine.store, system: engine.system)
    method = cone.steps.isEmpty ? .evaluation : .orderIdeals
    var terms: [Term] = []
    tieTexts = engine.ties(of: query.condition, into: &terms)
    assumptions = query.assumptions + terms
  }

  private func reason(_ assumption: Int) -> ProofReason {
    assumption < query.assumptions.count
      ? .assumption(assumption) : .tie(tieTexts[assumption - query.assumptions.count])
  }

  /// A moment that breaks the condition, or reaches the goal.
  private struct Hit {
    let world: ConeWorld
    let moment: LocalMoment
    /// The condition there, over unknowns only.
    let residual: Term
    var unknowns: [Int: Value] = [:]
    var isDefinite = true
  }

  // MARK: Invariants

  func invariant() -> Finding {
    guard !cone.worlds.isEmpty else { return noWorld }
    if cone.isUnsettled { return unsettled }
    var support = Support()
    support.collect(query.condition, store, system)
    let isOpen = !support.unknowns.isEmpty || !support.undetermined.isEmpty
    if query.timing == .everyMoment && !cone.steps.isEmpty
      && cone.stateBound(limit: engine.mostListed) >= engine.mostListed
    {
      return searchLarge(isOpen: isOpen)
    }
    guard let hits = moments() else {
      return .undecided(method, "too many ways to come to rest with \(query.failures) failures")
    }
    return judge(hits)
  }

  private var noWorld: Finding {
    .undecided(method, "every choice of create_before_destroy makes steps wait in a circle")
  }

  private var unsettled: Finding {
    .undecided(
      method,
      "it hangs on more create_before_destroy settings than can be tried; the graph has them")
  }

  /// The moments in question, each with what the condition comes to there.
  private func moments() -> [Hit]? {
    var hits: [Hit] = []
    let lists = LocalMoments(cone: cone, system: system)
    for world in cone.worlds {
      let moments: [LocalMoment]
      switch query.timing {
      case .everyMoment: moments = lists.all(in: world)
      case .atEnd: moments = [lists.complete]
      case .atRest:
        guard
          let found = lists.atRest(
            in: world, failures: query.failures, limit: 12_000)
        else { return nil }
        moments = found
      }
      for moment in moments {
        let residual = cone.specialise(
          query.condition, at: moment, in: world, store: store, system: system)
        hits.append(Hit(world: world, moment: moment, residual: residual))
      }
    }
    return hits
  }

  private func judge(_ all: [Hit]) -> Finding {
    let suspects = all.filter { $0.residual != .always }
    if suspects.isEmpty { return .holds(method, reasons(hits: all)) }
    let definite = suspects.filter { $0.residual == .never }
    if let best = best(of: definite, among: all) { return finish(best, all) }

    var possible: [Hit] = []
    var used: Set<Int> = []
    var trouble: String?
    var answers: [Term: (RigidAnswer, Bool)] = [:]
    var optimism = Optimism(store) { if case .undetermined = $0 { true } else { false } }
    for hit in suspects {
      let answer: RigidAnswer
      let definite: Bool
      if let known = answers[hit.residual] {
        (answer, definite) = known
      } else {
        (answer, definite) = rigid(hit.residual, &optimism)
        answers[hit.residual] = (answer, definite)
      }
      switch answer {
      case .possible(let values):
        var found = hit
        found.unknowns = values
        found.isDefinite = definite
        possible.append(found)
      case .impossible(let needed): used.formUnion(needed)
      case .unknown(let reason): trouble = trouble ?? reason
      }
    }
    let certain = possible.filter(\.isDefinite)
    if let best = best(of: certain.isEmpty ? possible : certain, among: all) {
      return finish(best, all)
    }
    if let trouble { return .undecided(method, trouble) }
    return .holds(
      method, used.sorted().map(reason) + reasons(hits: all))
  }

  /// Whether the condition can be false for some values, and if so, whether it must be.
  private func rigid(_ residual: Term, _ optimism: inout Optimism) -> (RigidAnswer, Bool) {
    let weak = optimism.weaken(residual)
    let answer = engine.solving.check(store.not(weak), assuming: assumptions)
    switch answer {
    case .possible:
      // A tie is no reason to be certain.
      if case .impossible = engine.solving.check(weak, assuming: query.assumptions) {
        return (answer, true)
      }
      return (answer, false)
    case .unknown: return (answer, false)
    case .impossible:
      if weak == residual { return (answer, false) }
      // False at most for a condition that nobody knows the truth of.
      let strict = engine.solving.check(store.not(residual), assuming: assumptions)
      if case .possible = strict {
        return (.unknown("a condition of the plan has no known truth"), false)
      }
      return (strict, false)
    }
  }

  // MARK: Large cones

  private func searchLarge(isOpen: Bool) -> Finding {
    if !isOpen {
      var least: [ProofReason] = []
      var counted = true
      for world in cone.worlds {
        let counting = Counting(cone: cone, world: world, store: store, system: system)
        switch counting.decide(query.condition) {
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
    // First a run that breaks the condition whatever is not known, then one that may.
    if isOpen {
      var optimism = Optimism(store) {
        switch $0 {
        case .unknown, .undetermined: true
        default: false
        }
      }
      let weak = optimism.weaken(query.condition)
      for world in cone.worlds {
        if case .found(let moment, let values) = search.find(
          store.not(weak), in: world, assuming: [], settled: false)
        {
          return finish(
            Hit(world: world, moment: moment, residual: .never, unknowns: values), nil)
        }
      }
    }
    return searchPossible(search)
  }

  private func searchPossible(_ search: IdealSearch) -> Finding {
    var optimism = Optimism(store) { if case .undetermined = $0 { true } else { false } }
    let weak = optimism.weaken(query.condition)
    var reasons: [ProofReason] = []
    for world in cone.worlds {
      switch search.find(
        store.not(weak), in: world, assuming: assumptions, settled: false)
      {
      case .found(let moment, let values):
        return finish(
          Hit(
            world: world, moment: moment, residual: .never, unknowns: values,
            isDefinite: values.isEmpty), nil)
      case .unknown(let reason): return .undecided(method, reason)
      case .none(let waits, let used):
        if weak != query.condition {
          switch search.find(
            store.not(query.condition), in: world, assuming: assumptions, settled: false)
          {
          case .none: break
          default: return .undecided(method, "a condition of the plan has no known truth")
          }
        }
        reasons += used.map(reason)
        for (later, earlier) in waits {
          if let path = path(later, earlier, world) { reasons.append(.order(path)) }
        }
      }
    }
    return .holds(method, reasons)
  }

  // MARK: Goals

  func goal() -> Finding {
    guard !cone.worlds.isEmpty else { return noWorld }
    if cone.isUnsettled { return unsettled }
    var support = Support()
    support.collect(query.condition, store, system)
    let lists = LocalMoments(cone: cone, system: system)
    var optimism = Optimism(store) { if case .undetermined = $0 { true } else { false } }
    var trouble: String?
    var needing: Hit?
    for world in cone.worlds {
      var moments: [LocalMoment] = [lists.complete]
      if query.timing != .atEnd { moments.append(lists.initial) }
      if query.timing == .everyMoment && cone.steps.count > 1 {
        if cone.steps.count <= 10 {
          moments = lists.settled(in: world)
        } else {
          let search = IdealSearch(
            cone: cone, store: store, system: system, solving: engine.solving)
          switch search.find(
            query.condition, in: world, assuming: assumptions, settled: true)
          {
          case .found(let moment, _): moments.append(moment)
          case .unknown(let reason): trouble = trouble ?? reason
          case .none: break
          }
        }
      }
      for moment in moments {
        let residual = cone.specialise(
          query.condition, at: moment, in: world, store: store, system: system)
        if residual == .never { continue }
        // The witness must not hang on a condition whose truth nobody knows.
        let strict = store.not(optimism.weaken(store.not(residual)))
        switch engine.solving.check(strict, assuming: assumptions) {
        case .possible(let values):
          let hit = Hit(world: world, moment: moment, residual: residual, unknowns: values)
          if !needsGraph(hit) { return finish(hit, nil) }
          needing = needing ?? hit
        case .unknown(let reason): trouble = trouble ?? reason
        case .impossible:
          guard strict != residual else { continue }
          switch engine.solving.check(residual, assuming: assumptions) {
          case .impossible: break
          case .unknown(let reason): trouble = trouble ?? reason
          case .possible: trouble = trouble ?? "a condition of the plan has no known truth"
          }
        }
      }
    }
    if needing != nil {
      return .undecided(
        method,
        "the run exists unless the true order, which the plan's JSON leaves open, forbids it")
    }
    if let trouble { return .undecided(method, trouble) }
    return .holds(method, [])
  }

  // MARK: Telling the run

  private func best(of hits: [Hit], among all: [Hit]) -> Hit? {
    guard hits.count > 1 else { return hits.first }
    func cost(_ hit: Hit) -> (Int, Int, Int) {
      let begun = begun(hit)
      return (
        needsGraph(hit) ? 1 : 0,
        begun.isEmpty ? 0 : system.order.closure(of: begun, in: hit.world.world).count,
        hit.moment.steps.count { $0.state == .inFlight || $0.state == .failed }
          + hit.moment.failedOutside.count
      )
    }
    return hits.map { ($0, cost($0)) }.min { $0.1 < $1.1 }?.0
  }

  private func begun(_ hit: Hit) -> [Int] {
    cone.steps.indices.filter { hit.moment.steps[$0].state != .pending }.map { cone.steps[$0] }
  }

  /// Whether an order that is not known could forbid the moment: some step of the cone has begun,
  /// another is not done, and nothing says that the other comes later.
  private func needsGraph(_ hit: Hit) -> Bool {
    if engine.orderIsExact { return false }
    if cone.isApproximate || cone.hangsOnFlags { return true }
    for (early, local) in hit.moment.steps.enumerated() where local.state != .pending {
      for (late, other) in hit.moment.steps.enumerated()
      where late != early && other.state != .done {
        if !hit.world.waits[late].contains(early) { return true }
        // A wait that hangs on a flag is not certain.
        if !system.order.waits(cone.steps[late], for: cone.steps[early]) { return true }
      }
    }
    return false
  }

  private func finish(_ found: Hit, _ all: [Hit]?) -> Finding {
    var hit = found
    if query.timing == .everyMoment && needsGraph(hit) {
      // Every order ends with everything done: where that breaks the condition too, no order saves it.
      let complete = LocalMoments(cone: cone, system: system).complete
      let residual = cone.specialise(
        query.condition, at: complete, in: hit.world, store: store, system: system)
      if residual == .never {
        hit = Hit(world: hit.world, moment: complete, residual: residual)
      }
    }
    guard let (run, focus) = run(to: hit) else {
      return .undecided(method, "the run found needs an order that the plan cannot have")
    }
    return .run(
      method,
      Counterexample(
        run: run, focus: focus, unknowns: mentioned(hit.unknowns), isDefinite: hit.isDefinite,
        needsGraph: needsGraph(hit), isPreexisting: isPreexisting(hit, all)))
  }

  /// The unknowns that the condition names, and the maps that they are members of; ties bring in others.
  private func mentioned(_ values: [Int: Value]) -> [Int: Value] {
    var support = Support()
    support.collect(query.condition, store, system)
    var named = support.unknowns
    for place in support.unknowns {
      var at = place
      while let parent = store.unknowns[at].parent?.unknown {
        named.insert(parent)
        at = parent
      }
    }
    return values.filter { named.contains($0.key) }
  }

  private func entry(_ place: Int, _ local: LocalMoment.Local) -> RunEntry {
    RunEntry(
      step: cone.steps[place],
      outcome: local.state == .done ? .done : local.state == .failed ? .failed : .inFlight,
      parts: local.parts)
  }

  /// The whole run that leads to a moment of the cone, and the steps of it that matter.
  private func run(to hit: Hit) -> (Run, Set<Int>?)? {
    let order = system.order
    var world = hit.world.world
    // What the cone does not depend on is as Terraform's default has it.
    for flag in system.flags.indices where world.flags[flag] == nil { world.flags[flag] = false }
    let underWay = hit.moment.steps.indices.filter {
      hit.moment.steps[$0].state == .inFlight || hit.moment.steps[$0].state == .failed
    }
    let unfinished = Set(underWay.map { cone.steps[$0] } + hit.moment.failedOutside)
    let nothingBegan = hit.moment.failedOutside.isEmpty && begun(hit).isEmpty
    let isWhole = query.timing == .atEnd || (query.timing == .atRest && !nothingBegan)
    var done: Set<Int>
    if isWhole {
      done = Set(system.steps.indices)
      var blocked = unfinished
      var stack = Array(unfinished)
      while let step = stack.popLast() {
        for next in cone.followers(of: step, in: world, system)
        where blocked.insert(next).inserted {
          stack.append(next)
        }
      }
      done.subtract(blocked)
    } else {
      done = order.closure(of: begun(hit), in: world).subtracting(unfinished)
    }
    for (place, local) in hit.moment.steps.enumerated() {
      let step = cone.steps[place]
      if (local.state == .done) != done.contains(step) { return nil }
    }
    guard let sorted = order.sorted(done, in: world) else { return nil }
    var entries = sorted.map { RunEntry(step: $0, outcome: .done) }
    entries += hit.moment.failedOutside.map { RunEntry(step: $0, outcome: .failed) }
    entries += underWay.map { entry($0, hit.moment.steps[$0]) }
    guard isWhole else { return (Run(entries: entries, world: world), nil) }
    let focus = order.closure(of: cone.steps + hit.moment.failedOutside, in: world)
    return (Run(entries: entries, world: world), focus)
  }

  /// Whether the condition is false before the first step and stays so as far as it is false.
  private func isPreexisting(_ hit: Hit, _ all: [Hit]?) -> Bool {
    // What is said of a step that can begin, or of the order, is said of the plan itself.
    if cone.asksForSteps { return false }
    let initial = LocalMoments(cone: cone, system: system).initial
    func holds(_ residual: Term) -> Bool {
      var rewriter = Rewriter(store)
      let value = rewriter.rewrite(residual) { node in
        if case .unknown(let place) = node {
          if store.unknowns[place].isCondition {
            return store.truth(hit.unknowns[place] == .bool(true))
          }
          return store.constant(hit.unknowns[place] ?? .null)
        }
        return nil
      }
      return value != .never
    }
    let start = cone.specialise(
      query.condition, at: initial, in: hit.world, store: store, system: system)
    if holds(start) { return false }
    guard let all else {
      // Large cones: only where the condition can hold nowhere is it certain.
      let search = IdealSearch(
        cone: cone, store: store, system: system, solving: engine.solving)
      if case .none = search.find(
        query.condition, in: hit.world, assuming: query.assumptions, settled: false)
      {
        return true
      }
      return false
    }
    let here = all.filter { $0.world.world == hit.world.world }
    let good = here.filter { holds($0.residual) }
    let bad = here.filter { !holds($0.residual) }
    return !bad.contains { late in good.contains { $0.moment.canPrecede(late.moment) } }
  }

  // MARK: Why it holds

  private func path(_ later: Int, _ earlier: Int, _ world: ConeWorld) -> [Int]? {
    system.order.path(from: cone.steps[later], to: cone.steps[earlier])
      ?? system.order.path(from: cone.steps[later], to: cone.steps[earlier], in: world.world)
  }

  /// The waits among a few steps without which the condition would break, one after the other left
  /// out (deletion-based minimisation of the core).
  private func reasons(hits: [Hit]) -> [ProofReason] {
    guard query.timing == .everyMoment, (2...5).contains(cone.steps.count) else { return [] }
    var out: [ProofReason] = []
    for world in cone.worlds {
      var waits = world.waits
      for later in waits.indices {
        for earlier in waits[later] {
          var fewer = waits
          fewer[later].removeAll { $0 == earlier }
          if stillHolds(fewer, world) { waits = fewer }
        }
      }
      for later in waits.indices {
        for earlier in waits[later] {
          if let path = path(later, earlier, world), !out.contains(.order(path)) {
            out.append(.order(path))
          }
        }
      }
    }
    return out
  }

  private func stillHolds(_ waits: [[Int]], _ world: ConeWorld) -> Bool {
    let lists = LocalMoments(cone: cone, system: system)
    return lists.all(in: world.replacing(waits: waits)).allSatisfy {
      let residual = cone.specialise(
        query.condition, at: $0, in: world, store: store, system: system)
      if residual == .always { return true }
      if case .impossible = engine.solving.check(
        store.not(residual), assuming: assumptions)
      {
        return true
      }
      return false
    }
  }
}
