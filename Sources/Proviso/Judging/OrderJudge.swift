import Dispatch
import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPatterns
import ProvisoResult
import ProvisoSyntax

/// Judges one property of a universe whose steps happen at most once: lowers it, asks the engine,
/// and replays each counterexample.
///
/// Each judge has a store, a lowering and a solver of its own. The judges of one input share two
/// pattern caches: one for all lowerings and one for all replays.
struct OrderJudge {
  let universe: any Universe
  let spec: Spec
  let property: Property
  let settings: OrderSettings
  /// The assumptions of the spec as a person reads them.
  let assumptionTexts: [String]
  /// The text of the spec, to find the parts that require nothing; `nil` to look for none.
  let sources: SourceSet?
  /// The texts of the spec, to quote them.
  let texts: SourceSet

  /// The result for the property.
  func result() -> PropertyResult {
    if let recorded = settings.recorded { return replayed(recorded) }
    let store = TermStore()
    store.opensGaps = property.trustsUnknowns
    let lowering = Lowering(universe, into: store, patterns: settings.patterns)
    lowering.recordsTriggers = sources != nil
    let cancellation = settings.cancellation
    lowering.interruption = { cancellation.reason?.description }
    lowering.scope = property.scope.map { LoweredScope($0, naming: universe.name(of:)) }
    let engine = settings.engine(for: universe, terms: store)
    engine.trustsUnknowns = property.trustsUnknowns
    engine.matchesPattern = { [patterns = settings.patterns] in patterns.matches($0, $1) }
    engine.findsWaits = settings.certifies || settings.findsWaits.includes(property)
    engine.expectation = { universe.expectation(of: $0, in: store) }
    let secrets = SecretReads(universe, in: property, assuming: spec.assumptions)
    let question = Question(
      lowering: lowering, engine: engine,
      assumptions: spec.assumptions.map { lowering.condition(of: $0, in: []) },
      replay: OrderReplay(
        universe: universe, store: store, property: property, patterns: settings.judgePatterns,
        failures: spec.failures, openOrder: settings.words.openOrder,
        secrets: secrets, sources: texts, explains: settings.explains,
        runs: { engine.runs(over: $0, timing: $1, failures: spec.failures) }),
      evidence: settings.certifies ? InstanceEvidence(engine) : nil)
    switch property.kind {
    case .invariant where PropertyShape.overRuns(property.body) != nil: return overRuns(question)
    // Only a world has a `refines`; its body is always true.
    case .invariant, .refinement: return invariant(question)
    case .possible: return possible(question)
    }
  }

  /// The parts that decide one property.
  struct Question {
    let lowering: Lowering
    let engine: Engine
    let assumptions: [Term]
    let replay: OrderReplay
    let evidence: InstanceEvidence?

    var store: TermStore { lowering.store }
  }

  /// Adds the evidence to the result.
  func addEvidence(_ question: Question, to tally: inout PropertyTally) {
    guard let evidence = question.evidence else { return }
    let hidesAll =
      question.replay.secrets.any || question.store.unknowns.contains(where: universe.isSensitive)
    tally.update {
      $0.evidence = evidence.finish(hidesAll: hidesAll, hides: universe.containsSecret)
    }
  }

  func coverage(of question: Question) -> PropertyCoverage {
    PropertyCoverage(
      property: property, sources: sources, engine: question.engine, store: question.store,
      failures: spec.failures, assumptions: question.assumptions)
  }

  private func query(_ condition: Term, in question: Question) -> Query {
    Query(
      condition, timing: property.timing, failures: spec.failures,
      assumptions: question.assumptions)
  }

  /// Adds the engine's answer for one instance.
  ///
  /// - Parameter replay: replays a counterexample of the instance.
  func add(
    _ finding: Finding, frame: [Symbol], to tally: inout PropertyTally, of question: Question,
    replaying replay: (Counterexample) -> OrderReplay.Outcome
  ) {
    switch finding {
    case .holds(let method, let why):
      tally.add(.proved(why.map(reason)), by: AnswerMethod(method))
    case .undecided(let method, let reason):
      let open = question.replay.open(frame, reason: reason, breaking: nil)
      tally.add(.open(open), by: AnswerMethod(method))
    case .run(let method, let counterexample):
      if property.trustsUnknowns && !counterexample.isExpected {
        let trusted = question.replay.open(frame, reason: nil, breaking: counterexample)
        return tally.add(.trusted(trusted), by: AnswerMethod(method))
      }
      guard tally.replaysNext else {
        let violation = question.replay.named(frame, in: counterexample)
        return tally.add(.violated([violation]), by: AnswerMethod(method))
      }
      switch replay(counterexample) {
      case .violation(let violation):
        tally.add(.violated([violation]), by: AnswerMethod(method))
      case .undecided(let reason):
        let open = question.replay.open(frame, reason: reason, breaking: nil)
        tally.add(.open(open), by: AnswerMethod(method))
      }
    }
  }

  private func reason(_ reason: ProofReason) -> Reason {
    switch reason {
    case .order(let chain): Reason(.order, universe.explain(chain: chain))
    case .assumption(let index):
      Reason(
        .assumption, assumptionTexts.indices.contains(index) ? assumptionTexts[index] : "")
    case .expectation(let text): Reason(.assumption, text)
    case .bound(let least, let needed):
      Reason(
        .value,
        "in every order and after every failure: the value of the sum nearest to its bound \(needed) is "
          + "\(least) (minimum cut)")
    }
  }

  // MARK: Invariants

  private func invariant(_ question: Question) -> PropertyResult {
    let store = question.store
    var tally = PropertyTally(of: property)
    let asking = PropertyShape.askingBinders(of: property.body)
    let rangesOverLists = asking.contains { !$0.bindsObjects }
    var meetsWhere = false
    question.lowering.instances(of: property.body) { instance in
      meetsWhere = meetsWhere || instance.condition == .always
      question.lowering.keepsConditions = !meetsWhere
      let condition = store.implies(instance.condition, instance.body)
      let query = query(condition, in: question)
      let finding = settings.isCancelled ?? question.engine.decide(query)
      question.evidence?.note(finding, for: query)
      add(finding, frame: instance.frame, to: &tally, of: question) {
        question.replay.violation(instance.frame, in: $0)
      }
    }
    addEvidence(question, to: &tally)
    tally.exclude(question.lowering.scope?.excluded)
    if let open = question.lowering.incompleteChoiceReasons.first { tally.addUndecided(open) }
    return tally.finish(obstacle: settings.incompleteness) { result, reasons in
      let isPlain = asking.isEmpty || meetsWhere && !rangesOverLists
      let conditions = isPlain ? [] : question.lowering.askingConditions(of: property.body)
      result.isVacuous = !isPlain && !conditions.contains { canHold($0, in: question) }
      result.holdsBecause = reasons
      if reasons.isEmpty && !result.isVacuous && result.instances.total > 0 {
        result.holdsBecause = [Reason(.value, byValues(result))]
      }
      let coverage = coverage(of: question)
      if let finding = coverage.neverViolated(universe.schema) {
        result.coverage.append(finding)
      } else if result.isVacuous {
        result.coverage.append(
          coverage.vacuous(
            conditions, meetsWhere: meetsWhere, near: NearValues(universe: universe)))
        result.remark = question.replay.remark()
      } else if let watch = question.lowering.watch {
        result.coverage += coverage.parts(watch)
      }
    }
  }

  private func byValues(_ result: PropertyResult) -> String {
    let count = result.instances.total
    let what = count == 1 ? "it holds" : "all \(count) instances hold"
    return result.method == .evaluation
      ? "\(what) by the plan's values alone, in every order and after every failure"
      : "\(what) at every moment that any order of the steps can reach"
  }

  /// Whether a `where` may be true at some moment at which the property is judged.
  private func canHold(_ condition: Term, in question: Question) -> Bool {
    let negated = question.store.not(condition)
    if case .holds = question.engine.decide(query(negated, in: question)) { return false }
    return true
  }

  // MARK: Goals

  private func possible(_ question: Question) -> PropertyResult {
    var tally = PropertyTally(of: property)
    let goal = question.lowering.condition(of: property.body, in: [])
    let finding = settings.isCancelled ?? question.engine.reach(query(goal, in: question))
    question.evidence?.noteListed(finding, isGoal: true)
    addEvidence(question, to: &tally)
    switch finding {
    case .holds(let method, _):
      tally.add(.violated([PropertyTally.unreachable]), by: AnswerMethod(method))
    case .undecided(let method, let reason):
      tally.add(.undecided(reason), by: AnswerMethod(method))
    case .run(let method, let witness):
      switch question.replay.witness(witness) {
      case .violation(let run): tally.add(.reached(run), by: AnswerMethod(method))
      case .undecided(let reason): tally.add(.undecided(reason), by: AnswerMethod(method))
      }
    }
    return tally.finish(obstacle: settings.incompleteness) { _, _ in }
  }
}

/// The settings and caches that all judges of one input share.
struct OrderSettings {
  let limits: Limits
  /// The reason why nothing can be proved about the input; `nil` if proofs are possible.
  let incompleteness: String?
  let words: InputWords
  /// Whether violations get the formulas of their properties.
  var explains = false
  /// The proofs that name the waits that they need.
  var findsWaits = WaitSearch.all
  /// Whether results get the evidence for their verdicts.
  var certifies = false
  /// A run to replay instead of a search.
  var recorded: RecordedRun?
  private(set) var cancellation: Cancellation
  /// The answers of patterns for the lowerings.
  let patterns: PatternCache
  /// The answers for the judges that replay counterexamples, which share compiled patterns with the
  /// lowerings but no answer.
  let judgePatterns: PatternCache

  /// The time for one property, as a multiple of the time for one question to the solver.
  private static let questionsForOneProperty = 10

  /// The same settings with a time limit for one property.
  func forOneProperty() -> OrderSettings {
    var out = self
    let seconds = Double(limits.timeoutMilliseconds * Self.questionsForOneProperty) / 1000
    out.cancellation = Cancellation(linkedTo: cancellation)
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + seconds) {
      [weak limited = out.cancellation] in limited?.cancel(.share(seconds: seconds))
    }
    return out
  }

  init(
    limits: Limits, incompleteness: String?, words: InputWords, cancellation: Cancellation
  ) {
    self.limits = limits
    self.incompleteness = incompleteness
    self.words = words
    self.cancellation = cancellation
    let compiled = CompiledPatterns()
    patterns = PatternCache(compiled: compiled)
    judgePatterns = PatternCache(compiled: compiled)
  }

  /// An engine for the terms of one store.
  func engine(for universe: any Universe, terms: TermStore) -> Engine {
    Engine(
      system: universe.system, store: terms, orderIsExact: universe.orderIsExact, limits: limits,
      words: engineWords(for: universe), cancellation: cancellation)
  }

  private func engineWords(for narrator: any Narrator) -> EngineWords {
    func noun(_ noun: InputWords.Noun) -> EngineWords.Noun {
      EngineWords.Noun(noun.singular, plural: noun.plural)
    }
    var out = EngineWords()
    out.unknownValue = noun(words.unknownValue)
    if let flag = words.orderFlag { out.orderFlag = noun(flag) }
    out.orderRecord = words.orderRecord
    out.stepName = { step in
      let description = narrator.describe(step: step)
      return description.name.isEmpty
        ? description.action : "\(description.action) of \(description.name)"
    }
    return out
  }

  /// The answer to every question after a cancellation; `nil` before.
  var isCancelled: Finding? {
    cancellation.reason.map { .undecided(.evaluation, $0.description) }
  }
}

extension AnswerMethod {
  /// The name of an engine's method.
  init(_ method: SearchMethod) { self.init(rawValue: method.rawValue) }

  /// The name of a method of exploration.
  init(_ method: ExplorationMethod) { self.init(rawValue: method.rawValue) }
}
