import ProvisoKernel

/// Turns a moment into a run of the whole system, grades how certain it is, and collects the
/// reasons of a proof.
extension Decision {
  /// The simplest hit: rather one that no unknown order could forbid, then fewer steps to run, then
  /// fewer steps in flight or failed. The first that was compared, where the work is cancelled.
  func best(of hits: [Hit], among all: [Hit]) -> Hit? {
    guard hits.count > 1 else { return hits.first }
    func cost(_ hit: Hit) -> (Int, Int, Int) {
      let begun = begun(hit)
      return (
        needsGraph(hit) ? 1 : 0,
        begun.isEmpty ? 0 : system.order.closure(of: begun, in: hit.world.world).count,
        hit.moment.steps.count { $0.state == .inFlight || $0.state.hasFailed }
          + hit.moment.failedOutside.count
      )
    }
    var best: (hit: Hit, cost: (Int, Int, Int))?
    for hit in hits where best == nil || !cancellation.isCancelled {
      let cost = cost(hit)
      if best.map({ cost < $0.cost }) ?? true { best = (hit, cost) }
    }
    return best?.hit
  }

  func begun(_ hit: Hit) -> [Int] {
    cone.steps.indices.filter { hit.moment.steps[$0].state != .pending }.map { cone.steps[$0] }
  }

  /// Whether an unknown order could forbid the moment: some step of the cone has begun, another is
  /// not done, and it is not certain that the other comes later.
  func needsGraph(_ hit: Hit) -> Bool {
    if engine.orderIsExact { return false }
    if cone.isApproximate || cone.dependsOnFlags { return true }
    for (early, local) in hit.moment.steps.enumerated() where local.state != .pending {
      for (late, other) in hit.moment.steps.enumerated()
      where late != early && other.state != .done {
        if !hit.world.waits[late].contains(early) { return true }
        // A wait that depends on a flag is not certain.
        if !system.order.waits(cone.steps[late], for: cone.steps[early]) { return true }
      }
    }
    return dependsOnTurn(hit)
  }

  /// Whether a wait that is not recorded could keep a step from its turn at this moment: `enabled`
  /// and `justDone` read the waits.
  private func dependsOnTurn(_ hit: Hit) -> Bool {
    for (index, local) in hit.moment.steps.enumerated() {
      let step = cone.steps[index]
      if cone.askedToBegin.contains(step), local.state == .pending {
        for (other, at) in hit.moment.steps.enumerated()
        where other != index && at.state != .done {
          if !system.order.waits(cone.steps[other], for: step) { return true }
        }
      }
      if cone.askedAfter.contains(step), local.state == .done {
        for (other, at) in hit.moment.steps.enumerated()
        where other != index && at.state != .pending {
          if !system.order.waits(step, for: cone.steps[other]) { return true }
        }
      }
    }
    return false
  }

  /// The counterexample of the simplest hit that is a run of the whole system; `nil` where none is.
  ///
  /// A hit of the cone can need flags that make a cycle elsewhere, so the next one is tried.
  func finish(bestOf hits: [Hit], _ all: [Hit]) throws(Cancelled) -> Finding? {
    var left = hits
    for _ in 0..<Self.mostTried {
      guard let best = best(of: left, among: all) else { return nil }
      let found = finish(best, all)
      if case .run = found { return found }
      left.removeAll { $0.moment == best.moment && $0.world.world == best.world.world }
    }
    return hits.isEmpty ? nil : .undecided(method, Self.orderForbidsRun)
  }

  /// The number of hits of a cone that are tried as runs of the whole system.
  private static let mostTried = 50

  func finish(_ found: Hit, _ all: [Hit]?) -> Finding {
    var hit = found
    if query.timing == .everyMoment && needsGraph(hit) {
      // Every order ends with all steps done. If that moment breaks the condition too, report it:
      // no order can forbid it.
      let complete = lists.complete
      let residual = cone.specialise(
        query.condition, at: complete, in: hit.world, store: store, system: system)
      if residual == .never {
        hit = Hit(world: hit.world, moment: complete, residual: residual)
      }
    }
    let isPreexisting = (try? isPreexisting(hit, all)) ?? false
    // The plan is the cause of a run that makes a standing violation end and begin again.
    if !isPreexisting, hit.moment == lists.initial, let relapse = relapse(hit, all) {
      hit = relapse
    }
    guard let (run, focus) = run(to: hit) else {
      return .undecided(method, Self.orderForbidsRun)
    }
    return .run(
      method,
      Counterexample(
        run: run, focus: focus, unknowns: mentioned(hit.unknowns), isDefinite: hit.isDefinite,
        isExpected: hit.isExpected || hit.isDefinite,
        needsGraph: needsGraph(hit), isPreexisting: isPreexisting,
        isRepaired: isPreexisting && isRepaired(hit),
        dependsOn: hit.isDefinite ? [] : store.unknowns(in: [hit.residual]), model: hit.unknowns))
  }

  /// The values of the unknowns that the condition names, and of the maps that they are members of.
  /// Assumed equalities bring in other unknowns, which are left out.
  func mentioned(_ values: [Int: Value]) -> [Int: Value] {
    var support = Support()
    support.collect(query.condition, in: store, of: system)
    return support.mentioned(values, in: store)
  }

  func entry(_ index: Int, _ local: LocalMoment.Local) -> RunEntry {
    RunEntry(
      step: cone.steps[index],
      outcome: Self.outcome(local.state),
      parts: local.parts)
  }

  private static func outcome(_ state: StepState) -> RunEntry.Outcome {
    switch state {
    case .done: .done
    case .failed: .failed
    case .refused: .refused
    case .pending, .inFlight: .inFlight
    }
  }

  /// The run of the whole system that leads to a moment of the cone, and the steps of it that
  /// matter; `nil` where the order does not allow it.
  func run(to hit: Hit) -> (Run, Set<Int>?)? {
    let order = system.order
    // Flags that the cone does not depend on are false, unless that makes a cycle.
    guard let world = engine.completed(hit.world.world) else { return nil }
    let underWay = hit.moment.steps.indices.filter {
      hit.moment.steps[$0].state == .inFlight || hit.moment.steps[$0].state.hasFailed
    }
    let unfinished = Set(underWay.map { cone.steps[$0] } + hit.moment.failedOutside)
    let nothingBegan = hit.moment.failedOutside.isEmpty && begun(hit).isEmpty
    let isWhole = query.timing == .atEnd || (query.timing == .atRest && !nothingBegan)
    let last =
      hit.moment.failedOutside.map { RunEntry(step: $0, outcome: .failed) }
      + underWay.map { entry($0, hit.moment.steps[$0]) }
    guard isWhole else { return run(to: hit, in: world, before: unfinished, last) }
    guard let all = engine.sorted(in: world) else { return nil }
    var blocked = unfinished
    for (index, local) in hit.moment.steps.enumerated() where local.state == .pending {
      let step = cone.steps[index]
      if query.timing == .atEnd || system.steps[step].isOptional { blocked.insert(step) }
    }
    var stack = Array(blocked)
    while let step = stack.popLast() {
      for next in cone.followers(of: step, in: world, system)
      where blocked.insert(next).inserted {
        stack.append(next)
      }
    }
    for (index, local) in hit.moment.steps.enumerated() {
      if (local.state == .done) == blocked.contains(cone.steps[index]) { return nil }
    }
    let missing = blocked
    let focus = order.closure(of: cone.steps + hit.moment.failedOutside, in: world)
    return (
      Run(in: world) {
        all.filter { !missing.contains($0) }.map { RunEntry(step: $0, outcome: .done) } + last
      }, focus
    )
  }

  /// The run that does only what leads to a moment; `nil` where the order does not allow it.
  private func run(
    to hit: Hit, in world: FlagValues, before unfinished: Set<Int>, _ last: [RunEntry]
  ) -> (Run, Set<Int>?)? {
    let order = system.order
    let begun = begun(hit)
    @Sendable func done() -> Set<Int> {
      order.closure(of: begun, in: world).subtracting(unfinished)
    }
    @Sendable func entries(_ sorted: [Int]) -> [RunEntry] {
      sorted.map { RunEntry(step: $0, outcome: .done) } + last
    }
    // A completed world has no cycle, and without left out waits the order of the cone is that of the
    // system among the cone's steps. So the run exists, and is listed when it is needed.
    guard cone.isApproximate else {
      return (Run(in: world) { entries(order.sorted(done(), in: world) ?? []) }, nil)
    }
    let all = done()
    for (index, local) in hit.moment.steps.enumerated() {
      if (local.state == .done) != all.contains(cone.steps[index]) { return nil }
    }
    guard let sorted = order.sorted(all, in: world) else { return nil }
    return (Run(entries: entries(sorted), world: world), nil)
  }

  /// Whether a condition over unknowns holds for the values of a hit.
  private func holds(_ residual: Term, for hit: Hit) -> Bool {
    var rewriter = Rewriter(store)
    let value = rewriter.rewrite(residual) { node in
      if case .unknown(let index) = node {
        if store.unknowns[index].isCondition {
          return store.truth(hit.unknowns[index] == .bool(true))
        }
        return store.constant(hit.unknowns[index] ?? .null)
      }
      return nil
    }
    return value != .never
  }

  /// Whether the condition holds at the end of every complete run, for every value of the unknowns; for
  /// a property that trusts unknowns, for some.
  private func isRepaired(_ hit: Hit) -> Bool {
    guard let ends = lists.complete(limit: LocalMoments.mostAtRest) else { return false }
    return ends.allSatisfy {
      let residual = cone.specialise(
        query.condition, at: $0, in: hit.world, store: store, system: system)
      return engine.trustsUnknowns ? holds(residual, for: hit) : residual == .always
    }
  }

  /// Whether the condition is false before the first step, and no run makes it true and false
  /// again. What is to hold at the end is about what the plan makes, so it is never preexisting.
  func isPreexisting(_ hit: Hit, _ all: [Hit]?) throws(Cancelled) -> Bool {
    // A condition about steps that can begin, or are just done, is about the plan itself.
    if cone.asksForSteps || query.timing == .atEnd { return false }
    let initial = lists.initial
    let start = cone.specialise(
      query.condition, at: initial, in: hit.world, store: store, system: system)
    if holds(start, for: hit) { return false }
    guard let all else {
      // In a large cone this is certain only where the condition holds at no moment.
      let search = IdealSearch(
        cone: cone, store: store, system: system, solving: engine.solving)
      if case .none = try search.find(
        query.condition, in: hit.world, assuming: query.assumptions, settled: false)
      {
        return true
      }
      return false
    }
    for world in cone.worlds {
      var good: [LocalMoment] = []
      var bad: [LocalMoment] = []
      for other in all where other.world.world == world.world {
        try cancellation.check()
        if holds(other.residual, for: hit) {
          good.append(other.moment)
        } else {
          bad.append(other.moment)
        }
      }
      for late in bad {
        try cancellation.check()
        if good.contains(where: { $0.canPrecede(late) }) { return false }
      }
    }
    return true
  }

  /// The simplest moment that breaks the condition, for the same values of the unknowns, after a moment at
  /// which it held.
  private func relapse(_ hit: Hit, _ all: [Hit]?) -> Hit? {
    guard let all else { return nil }
    let broken = all.filter {
      $0.world.world == hit.world.world
        && (hit.isDefinite ? $0.residual == .never : !holds($0.residual, for: hit))
    }
    let good = all.filter { $0.world.world == hit.world.world && holds($0.residual, for: hit) }
    func weight(_ moment: LocalMoment) -> Int {
      moment.steps.reduce(0) { $0 + ($1.state == .pending ? 0 : $1.state == .done ? 1 : 2) }
    }
    let late = broken.filter { late in good.contains { $0.moment.canPrecede(late.moment) } }
    guard let best = late.min(by: { weight($0.moment) < weight($1.moment) }) else { return nil }
    return Hit(
      world: best.world, moment: best.moment, residual: best.residual, unknowns: hit.unknowns,
      isDefinite: hit.isDefinite, isExpected: hit.isExpected)
  }

  // MARK: Proof reasons

  func path(from later: Int, to earlier: Int, in world: ConeOrder) -> [Int]? {
    system.order.path(from: cone.steps[later], to: cone.steps[earlier])
      ?? system.order.path(from: cone.steps[later], to: cone.steps[earlier], in: world.world)
  }

  /// A minimal set of waits that the proof needs (only for cones of 2 to 5 steps); none where the
  /// work is cancelled or nobody asks for them, because the proof holds without them.
  var waitReasons: [ProofReason] { engine.findsWaits ? (try? minimalWaits()) ?? [] : [] }

  /// Deletes one wait after the other and keeps the deletion where the condition still holds:
  /// deletion-based minimisation of an unsatisfiable core.
  private func minimalWaits() throws(Cancelled) -> [ProofReason] {
    guard query.timing == .everyMoment, (2...5).contains(cone.steps.count) else { return [] }
    var out: [ProofReason] = []
    for world in cone.worlds {
      var waits = world.waits
      // The answers about moments that no run has.
      var holds: [LocalMoment: Bool] = [:]
      for later in waits.indices {
        for earlier in waits[later] {
          var fewer = waits
          fewer[later].removeAll { $0 == earlier }
          if try stillHolds(fewer, in: world, &holds) { waits = fewer }
        }
      }
      for later in waits.indices {
        for earlier in waits[later] {
          if let path = path(from: later, to: earlier, in: world), !out.contains(.order(path)) {
            out.append(.order(path))
          }
        }
      }
    }
    return out
  }

  /// Whether the condition holds at every moment that fewer waits allow, too. Those that all waits allow are
  /// proved already.
  ///
  /// - Parameter known: the other moments that were looked at, and whether the condition holds there: it does
  ///   not depend on the waits.
  private func stillHolds(
    _ waits: [[Int]], in world: ConeOrder, _ known: inout [LocalMoment: Bool]
  ) throws(Cancelled) -> Bool {
    for moment in try lists.all(in: world.replacing(waits: waits)) where !world.allows(moment) {
      try cancellation.check()
      if known[moment] == nil { known[moment] = try holds(at: moment, in: world) }
      if known[moment] == false { return false }
    }
    return true
  }

  private func holds(at moment: LocalMoment, in world: ConeOrder) throws(Cancelled) -> Bool {
    let residual = cone.specialise(
      query.condition, at: moment, in: world, store: store, system: system)
    if residual == .always { return true }
    return switch try engine.solving.check(store.not(residual), assuming: assumptions) {
    case .impossible: true
    default: false
    }
  }
}
