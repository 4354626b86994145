import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Checks one property against one universe: lowers it, asks the engine, replays what breaks it.
///
/// Each check has a store, a lowering and a solver of its own. Checks of one input share two pattern
/// caches: one for all lowerings and one for all judges.
struct PropertyCheck {
  let universe: any Universe
  let spec: Spec
  let property: Property
  let limits: Limits
  /// The assumptions as a person reads them, in the order of the spec's.
  let assumptionTexts: [String]
  /// Why nothing can be proved of this plan, where that is so.
  let spoiler: String?
  /// The patterns of all lowerings of one input: the rules of a pack ask the same about the same texts.
  var patterns = PatternCache()
  /// The patterns of the judges that replay counterexamples, which share no answer with the lowerings.
  var judgePatterns = PatternCache()
  /// The text of the spec, where the parts that say nothing are to be found.
  var sources: SourceSet?

  /// The most reasons that are reported for one property.
  static let mostReasons = 20

  func run() -> PropertyResult {
    let store = TermStore()
    let lowering = Lowering(universe, store, patterns)
    lowering.isWatching = sources != nil
    let engine = Engine(
      system: universe.system, store: store, orderIsExact: universe.orderIsExact, limits: limits,
      words: EngineWords(for: universe))
    engine.tie = { universe.tie(of: $0, in: store) }
    let assumptions = spec.assumptions.map { lowering.condition($0, []) }
    var result = PropertyResult(
      name: property.name, title: property.title, severity: property.severity,
      kind: property.kind.rawValue, timing: property.timing,
      location: ResultLocation(
        path: property.location.path, line: property.location.line,
        column: property.location.column),
      because: property.because, reference: property.reference)
    let telling = Telling(
      universe: universe, store: store, property: property, patterns: judgePatterns,
      failures: spec.failures)
    switch property.kind {
    case .invariant where PropertyShape.overRuns(property.body) != nil:
      overRuns(&result, lowering, engine, assumptions, telling)
    case .invariant: invariant(&result, lowering, engine, assumptions, telling)
    case .possible: possible(&result, lowering, engine, assumptions, telling)
    }
    finish(&result)
    return result
  }

  func coverage(_ engine: Engine, _ store: TermStore, _ assumptions: [Term]) -> PropertyCoverage {
    PropertyCoverage(
      property: property, sources: sources, engine: engine, store: store, failures: spec.failures,
      assumptions: assumptions)
  }

  private func finish(_ result: inout PropertyResult) {
    if let spoiler, result.verdict == .proved {
      result.verdict = .undecided
      result.reason = spoiler
      result.holdsBecause = []
    }
  }

  private func query(_ condition: Term, _ assumptions: [Term]) -> Query {
    Query(
      condition, timing: property.timing, failures: spec.failures, assumptions: assumptions)
  }

  // MARK: Invariants

  private func invariant(
    _ result: inout PropertyResult, _ lowering: Lowering, _ engine: Engine, _ assumptions: [Term],
    _ telling: Telling
  ) {
    let store = lowering.store
    var method = SearchMethod.evaluation
    var reasons: [Reason] = []
    var conditions: [Term] = []
    var isFree = false
    var found = result
    lowering.instances(of: property.body) { instance in
      if instance.condition == .always {
        isFree = true
      } else if !isFree {
        conditions.append(instance.condition)
      }
      let condition = store.implies(instance.condition, instance.body)
      switch engine.decide(query(condition, assumptions)) {
      case .holds(let used, let why):
        method = max(method, used)
        found.instances.proved += 1
        add(why, to: &reasons)
      case .undecided(let used, let reason):
        method = max(method, used)
        found.instances.undecided += 1
        found.reason = found.reason ?? reason
      case .run(let used, let counterexample):
        method = max(method, used)
        guard found.violations.count < Telling.mostToldInFull else {
          found.instances.violated += 1
          found.violations.append(telling.named(instance.frame, counterexample))
          return
        }
        switch telling.violation(instance.frame, counterexample) {
        case .told(let violation):
          found.instances.violated += 1
          found.violations.append(violation)
        case .open(let reason):
          found.instances.undecided += 1
          found.reason = found.reason ?? reason
        }
      }
    }
    let open = lowering.openChoices
    if !open.isEmpty {
      found.instances.undecided += 1
      found.reason = found.reason ?? open[0]
    }
    found.method = method.rawValue
    found.verdict =
      found.instances.violated > 0
      ? .violated : found.instances.undecided > 0 ? .undecided : .proved
    if found.verdict == .proved {
      found.reason = nil
      let hasBinders = !PropertyShape.split(property.body).0.isEmpty
      found.isVacuous =
        hasBinders && !isFree && !conditions.contains { canHold($0, engine, store, assumptions) }
      found.holdsBecause = Array(reasons.prefix(Self.mostReasons))
      if found.holdsBecause.isEmpty && !found.isVacuous && found.instances.total > 0 {
        found.holdsBecause = [Reason(.value, byValues(found))]
      }
      let coverage = coverage(engine, store, assumptions)
      if let finding = coverage.neverViolated(universe.schema) {
        found.coverage.append(finding)
      } else if found.isVacuous {
        found.coverage.append(coverage.vacuous(conditions))
      } else if let watch = lowering.watch {
        found.coverage += coverage.parts(watch)
      }
    }
    result = found
  }

  private func byValues(_ result: PropertyResult) -> String {
    let count = result.instances.total
    let what = count == 1 ? "it holds" : "all \(count) instances hold"
    return result.method == SearchMethod.evaluation.rawValue
      ? "\(what) by the plan's values alone, in every order and after every failure"
      : "\(what) at every moment that any order of the steps can reach"
  }

  /// Whether a `where` is true at some moment in question.
  private func canHold(
    _ condition: Term, _ engine: Engine, _ store: TermStore, _ assumptions: [Term]
  ) -> Bool {
    if case .holds = engine.decide(query(store.not(condition), assumptions)) { return false }
    return true
  }

  func add(_ why: [ProofReason], to reasons: inout [Reason]) {
    guard reasons.count < Self.mostReasons else { return }
    for reason in why {
      let told: Reason
      switch reason {
      case .order(let chain): told = Reason(.order, universe.explain(chain: chain))
      case .assumption(let place):
        told = Reason(
          .assumption, assumptionTexts.indices.contains(place) ? assumptionTexts[place] : "")
      case .tie(let text): told = Reason(.assumption, text)
      case .bound(let least, let needed):
        told = Reason(
          .value,
          "over every order and every failure the sum comes no nearer to its bound \(needed) than "
            + "\(least) (minimum cut)"
        )
      }
      if !reasons.contains(told) { reasons.append(told) }
    }
  }

  // MARK: Goals

  private func possible(
    _ result: inout PropertyResult, _ lowering: Lowering, _ engine: Engine, _ assumptions: [Term],
    _ telling: Telling
  ) {
    let goal = lowering.condition(property.body, [])
    switch engine.reach(query(goal, assumptions)) {
    case .holds(let method, _):
      result.method = method.rawValue
      result.verdict = .violated
      result.instances.violated = 1
      result.violations = [
        Violation(
          bindings: [], message: "no run comes to such a moment", certainty: .definite,
          isPreexisting: false, needsGraph: false, unknowns: [], trace: [])
      ]
    case .undecided(let method, let reason):
      result.method = method.rawValue
      result.verdict = .undecided
      result.reason = reason
      result.instances.undecided = 1
    case .run(let method, let witness):
      result.method = method.rawValue
      switch telling.witness(witness) {
      case .told(let told):
        result.instances.proved = 1
        result.witness = told
      case .open(let reason):
        result.verdict = .undecided
        result.reason = reason
        result.instances.undecided = 1
      }
    }
  }
}
