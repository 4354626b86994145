import ProvisoKernel

/// Decides one query about runs; the essay at the top of `RunProperties.swift` describes the method.
struct RunDecision {
  let engine: Engine
  let query: RunQuery
  private let first: Term
  private let second: Term
  private let condition: Term
  private let cone: Cone
  private let method: SearchMethod
  private let assumptions: [Term]
  private let assumedTexts: [String]
  private let monitor: RunMonitor
  private let limit: Int

  private var store: TermStore { engine.store }
  private var system: System { engine.system }

  init(engine: Engine, query: RunQuery) throws(Cancelled) {
    self.engine = engine
    self.query = query
    let facts = BeforeResolution(engine)
    first = facts.asFacts(query.first)
    second = facts.asFacts(query.second)
    condition = RunDecision.atFirst(
      facts.asFacts(query.condition), store: engine.store, system: engine.system)
    cone = try Cone(
      of: [first, second, condition], in: engine.store, system: engine.system,
      cancellation: engine.cancellation)
    method = cone.steps.isEmpty ? .evaluation : .orderIdeals
    // Any way of joining the terms will do, because the unknowns that they name are all that matters here.
    let assumed = engine.expectations(of: engine.store.or([first, second, condition]))
      .filter(\.isAssumed)
    assumedTexts = assumed.map(\.text)
    assumptions = query.assumptions + assumed.map(\.term)
    monitor = RunMonitor(kind: query.kind)
    limit = min(engine.mostRunMoments, 400_000 / max(1, cone.steps.count))
  }

  /// The condition before the first step, over unknowns and flags. Whether a step can begin then
  /// may depend on flags.
  static func atFirst(_ term: Term, store: TermStore, system: System) -> Term {
    var rewriter = Rewriter(store)
    return rewriter.rewrite(term) { node in
      switch node {
      case .variable(let index): store.constant(system.variables[index].initial)
      case .phase, .happened, .justDone: .never
      case .enabled(let step):
        system.steps[step].waits.contains { $0.condition == nil } ? .never : nil
      default: nil
      }
    }
  }

  // MARK: The answer

  func decide() throws(Cancelled) -> Finding {
    if condition == .never { return .holds(.evaluation, []) }
    if let obstacle = cone.obstacle(in: system, words: engine.words) {
      return .undecided(method, obstacle)
    }
    let used = UsedAssumptions()
    var undecidedReason: String?
    for world in cone.worlds {
      switch try decide(in: world, used) {
      case .bad(let found): return found
      case .good: continue
      case .open(let reason): undecidedReason = undecidedReason ?? reason
      }
    }
    if let undecidedReason { return .undecided(method, undecidedReason) }
    // The proof holds without the reasons, so a cancellation only leaves them out.
    return .holds(method, used.indices.sorted().map(reason) + ((try? waits()) ?? []))
  }

  /// The assumptions that some part of the proof needed, by index.
  private final class UsedAssumptions {
    var indices: Set<Int> = []
  }

  private enum Answer {
    case good
    case bad(Finding)
    case open(String)
  }

  private func decide(
    in world: ConeOrder, _ used: UsedAssumptions
  ) throws(Cancelled) -> Answer {
    let condition = cone.specialise(
      condition, at: initial, in: world, store: store, system: system)
    switch try engine.solving.check(condition, assuming: assumptions) {
    case .impossible(let core):
      used.indices.formUnion(core)
      return .good
    case .possible, .unknown, .opaque: break
    }
    let search = search(in: world, used)
    var isTooLarge = false
    if condition == .always {
      // A run without overlapping steps is the easiest to read, so look for one first.
      if case .found(let path) = try search.search(.certain, bad: true, isPlain: true) {
        return broken(path, in: world, condition: condition, values: [:], isDefinite: true)
      }
      switch try search.search(.certain, bad: true) {
      case .found(let path):
        return broken(path, in: world, condition: condition, values: [:], isDefinite: true)
      case .none: break
      case .tooLarge: isTooLarge = true
      }
    }
    if !isTooLarge {
      if case .found(let path) = try search.search(.possible, bad: true, isPlain: true),
        case .bad(let finding) = try judge(path, in: world, condition: condition)
      {
        return .bad(finding)
      }
      switch try search.search(.possible, bad: true) {
      case .none: return .good
      case .found(let path): return try judge(path, in: world, condition: condition)
      case .tooLarge: isTooLarge = true
      }
    }
    return try decideByEndpoints(in: world, condition: condition, search: search)
  }

  private func search(
    in world: ConeOrder, _ used: UsedAssumptions = UsedAssumptions()
  ) -> RunSearch {
    var known: [Term: Bool] = [:]
    return RunSearch(
      cone: cone, system: system, world: world, monitor: monitor,
      letters: { moment in
        (
          cone.specialise(first, at: moment, in: world, store: store, system: system),
          cone.specialise(second, at: moment, in: world, store: store, system: system)
        )
      },
      isPossible: { (term) throws(Cancelled) in
        if let answer = known[term] { return answer }
        var answer = true
        if case .impossible(let core) = try engine.solving.check(term, assuming: assumptions) {
          used.indices.formUnion(core)
          answer = false
        }
        known[term] = answer
        return answer
      }, store: store, limit: limit, cancellation: engine.cancellation)
  }

  /// Whether one choice of values makes the path bad from end to end.
  private func judge(
    _ path: [LocalMoment], in world: ConeOrder, condition: Term
  ) throws(Cancelled) -> Answer {
    let letters = path.map { moment in
      (
        p: cone.specialise(first, at: moment, in: world, store: store, system: system),
        q: cone.specialise(second, at: moment, in: world, store: store, system: system)
      )
    }
    let bad = store.and(condition, monitor.badness(of: letters, in: store))
    // Violated for every value of the undetermined conditions.
    var weakener = OverApproximation(store) { if case .undetermined = $0 { true } else { false } }
    let strict = store.not(weakener.weaken(store.not(bad)))
    switch try engine.solving.check(strict, assuming: assumptions) {
    case .possible(let values):
      var isDefinite = strict == .always
      if !isDefinite,
        case .impossible = try engine.solving.check(
          store.not(strict), assuming: query.assumptions)
      {
        isDefinite = true
      }
      return broken(path, in: world, condition: condition, values: values, isDefinite: isDefinite)
    case .unknown(let reason), .opaque(let reason): return .open(reason)
    case .impossible:
      if case .unknown(let reason) = try engine.solving.check(bad, assuming: assumptions) {
        return .open(reason)
      }
      return .open(engine.words.dependsOnUnknowns)
    }
  }

  // MARK: Large cones

  /// Decides the property from its first and last moment alone, where that is enough.
  private func decideByEndpoints(
    in world: ConeOrder, condition: Term, search: RunSearch
  ) throws(Cancelled) -> Answer {
    let start = search.letters(initial)
    let end = search.letters(complete)
    // Each end of a complete run counts for a proof; the one at which all is done, for a run.
    let ends = lists.complete(limit: LocalMoments.mostAtRest)?.map(search.letters) ?? []
    let endP = ends.map(\.p)
    let endQ = ends.map(\.q)
    func isCertain(_ terms: Term...) throws(Cancelled) -> Bool { try isCertain(terms) }
    func isCertain(_ terms: [Term]) throws(Cancelled) -> Bool {
      for term in terms where try search.isPossible(store.not(term)) { return false }
      return !terms.isEmpty
    }
    func isNever(_ terms: [Term]) throws(Cancelled) -> Bool {
      for term in terms where try search.isPossible(term) { return false }
      return !terms.isEmpty
    }
    let p = store.direction(of: first, in: system)
    let q = store.direction(of: second, in: system)
    switch query.kind {
    case .eventually:
      if try isCertain(start.p) { return .good }
      if try isCertain(endP) { return .good }
    case .eventuallyAlways:
      if try isCertain(endP) { return .good }
    case .leadsTo:
      if try isCertain(endQ) { return .good }
      if p == .falling || p == .fixed, try isNever([start.p]) { return .good }
      if p == .rising, try isNever(endP) { return .good }
    case .until:
      if try isCertain(start.q) { return .good }
      // P changes at most once, so it holds throughout if it holds at both ends; Q holds at the
      // end.
      if try isCertain(endQ), p != .mixed, try isCertain(start.p), try isCertain(endP) {
        return .good
      }
    }
    // A condition that changes in one direction only and is false at both ends never holds.
    let isNeverP = p != .mixed && start.p == .never && end.p == .never
    let isNeverQ = q != .mixed && start.q == .never && end.q == .never
    let isBroken: Bool =
      switch query.kind {
      case .eventually: isNeverP
      case .eventuallyAlways: end.p == .never
      case .leadsTo: isNeverQ && (start.p == .always || end.p == .always)
      case .until: isNeverQ || (start.p == .never && start.q == .never)
      }
    if condition == .always, isBroken, let path = plainPath(world) {
      return broken(path, in: world, condition: condition, values: [:], isDefinite: true)
    }
    return .open(
      "the \(cone.steps.count) steps involved can be in too many states to search (limit \(limit))")
  }

  /// A run of the cone that does one step after the other, in an order that the waits allow.
  private func plainPath(_ world: ConeOrder) -> [LocalMoment]? {
    var moment = initial
    var path = [moment]
    for index in world.waits.indices.sorted(by: { world.waits[$0].count < world.waits[$1].count }) {
      guard world.waits[index].allSatisfy({ moment.steps[$0].state == .done }) else { return nil }
      moment.steps[index].state = .inFlight
      path.append(moment)
      for part in cone.parts[index] {
        moment.steps[index].parts.insert(part)
        path.append(moment)
      }
      moment.steps[index] = .init(state: .done)
      path.append(moment)
    }
    return path
  }

  private var lists: LocalMoments {
    LocalMoments(cone: cone, system: system, cancellation: engine.cancellation)
  }
  private var initial: LocalMoment { lists.initial }
  private var complete: LocalMoment { lists.complete }

  // MARK: Building the counterexample

  private func broken(
    _ path: [LocalMoment], in world: ConeOrder, condition: Term, values: [Int: Value],
    isDefinite: Bool
  ) -> Answer {
    // Flags that the cone does not depend on are false, unless that makes a cycle.
    guard let whole = engine.completed(world.world),
      let events = events(along: path, in: whole)
    else {
      return .open(Decision.orderForbidsRun)
    }
    let entries = events.compactMap { event -> RunEntry? in
      if case .begin(let step) = event { RunEntry(step: step, outcome: .done) } else { nil }
    }
    let focus = system.order.closure(of: cone.steps, in: whole)
    return .bad(
      .run(
        method,
        Counterexample(
          run: Run(entries: entries, world: whole), focus: focus, unknowns: mentioned(values),
          isDefinite: isDefinite, isExpected: isDefinite,
          needsGraph: (try? needsGraph()) ?? true, isPreexisting: false,
          events: events, model: values)))
  }

  /// The events of a run of the whole system whose view of the cone is `path`; `nil` unless the
  /// interpreter can replay them to a complete moment.
  private func events(along path: [LocalMoment], in world: FlagValues) -> [Interpreter.Event]? {
    let order = system.order
    var events: [Interpreter.Event] = []
    var begun: Set<Int> = []
    func happen(_ step: Int, without parts: Set<Int>) {
      for part in system.steps[step].parts.indices where !parts.contains(part) {
        events.append(.happen(PartID(step: step, part: part)))
      }
      events.append(.finish(step))
    }
    func runOutside(_ steps: Set<Int>) -> Bool {
      guard let sorted = order.sorted(steps, in: world) else { return false }
      for step in sorted {
        begun.insert(step)
        events.append(.begin(step))
        happen(step, without: [])
      }
      return true
    }
    for (before, after) in zip(path, path.dropFirst()) {
      for (index, step) in cone.steps.enumerated() where before.steps[index] != after.steps[index] {
        let was = before.steps[index]
        let now = after.steps[index]
        switch (was.state, now.state) {
        case (.pending, .inFlight):
          let needed = order.closure(of: [step], in: world).filter {
            $0 != step && cone.indices[$0] == nil && !begun.contains($0)
          }
          guard runOutside(needed) else { return nil }
          begun.insert(step)
          events.append(.begin(step))
        case (.inFlight, .inFlight):
          for part in now.parts.subtracting(was.parts).sorted() {
            events.append(.happen(PartID(step: step, part: part)))
          }
        case (.inFlight, .done): happen(step, without: was.parts)
        default: return nil
        }
      }
    }
    guard runOutside(Set(system.steps.indices).subtracting(begun).subtracting(cone.steps)) else {
      return nil
    }
    let interpreter = Interpreter(system, world: world)
    var moment = Moment(initialOf: system)
    for event in events {
      guard (try? interpreter.apply(event, to: &moment)) != nil else { return nil }
    }
    return interpreter.isComplete(moment) ? events : nil
  }

  /// The unknowns that the property names, and the maps that they are members of.
  private func mentioned(_ values: [Int: Value]) -> [Int: Value] {
    var support = Support()
    for term in [first, second, condition] { support.collect(term, in: store, of: system) }
    return support.mentioned(values, in: store)
  }

  /// Whether an unknown order could forbid the run: some steps of the cone are not certainly
  /// ordered, and some other run is good.
  private func needsGraph() throws(Cancelled) -> Bool {
    if engine.orderIsExact { return false }
    if try isTotallyOrdered() && !cone.dependsOnFlags { return false }
    for world in cone.worlds {
      if case .none = try search(in: world).search(.possible, bad: false) { continue }
      return true
    }
    return false
  }

  private func isTotallyOrdered() throws(Cancelled) -> Bool {
    for (index, later) in cone.steps.enumerated() {
      for earlier in cone.steps[..<index] {
        try engine.cancellation.check()
        guard system.order.waits(later, for: earlier) || system.order.waits(earlier, for: later)
        else { return false }
      }
    }
    return true
  }

  // MARK: Proof reasons

  private func reason(_ assumption: Int) -> ProofReason {
    assumption < query.assumptions.count
      ? .assumption(assumption) : .expectation(assumedTexts[assumption - query.assumptions.count])
  }

  /// A minimal set of waits that the proof needs, found by deleting one wait after the other (only
  /// for cones of 2 to 5 steps).
  private func waits() throws(Cancelled) -> [ProofReason] {
    guard (2...5).contains(cone.steps.count) else { return [] }
    var out: [ProofReason] = []
    for world in cone.worlds {
      var waits = world.waits
      for later in waits.indices {
        for earlier in waits[later] {
          var fewer = waits
          fewer[later].removeAll { $0 == earlier }
          let search = search(in: world.replacing(waits: fewer))
          if case .none = try search.search(.possible, bad: true) { waits = fewer }
        }
      }
      for later in waits.indices {
        for earlier in waits[later] {
          let steps = (cone.steps[later], cone.steps[earlier])
          let path =
            system.order.path(from: steps.0, to: steps.1)
            ?? system.order.path(from: steps.0, to: steps.1, in: world.world)
          if let path, !out.contains(.order(path)) { out.append(.order(path)) }
        }
      }
    }
    return out
  }
}
