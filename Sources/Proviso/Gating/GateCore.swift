import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// The rules of a gate and the calls of its session.
package struct GateCore: Sendable {
  let rules: GateRules
  let plans: GatePlans
  var session: GateSession
  /// Whether no call of the session may have changed anything.
  var isUnused: Bool { session.isEmpty }
  /// The plan that the session follows; `nil` for none.
  var progress: GateProgress?
  /// The origins of the values of calls; `nil` where no policies say them.
  var flow: GateFlow?

  /// The properties that only a finished session could break, by their names.
  package var propertiesNotJudged: [String] { rules.notJudged }

  /// Reads a world and specs for it, as ``Gate`` does.
  ///
  /// - Parameters:
  ///   - plans: checks the plans that calls carry out; `nil` for `verifier`.
  ///   - policies: the policies of the tools, by which values are judged; `nil` to judge none.
  ///   - leavesOut: whether a decision leaves out the calls that the new one cannot meet.
  package init(
    world: SpecSource, directory: String?, _ verifier: Verifier, plans: Verifier? = nil,
    policies: ToolPolicies? = nil, leavesOut: Bool = true
  ) throws(InputError) {
    flow = policies.map(GateFlow.init)
    self.plans = GatePlans(plans ?? verifier)
    rules = try GateRules(world: world, verifier)
    session = GateSession(leavesOut ? rules.footprints : nil)
    session.declared = try rules.world.spec.world?.declaredCommands() ?? DeclaredCommands()
    session.base = session.declared.directory ?? directory
  }

  /// Decides about a call while the calling thread waits, and takes it into the session.
  package mutating func decide(_ call: GateCall, by verifier: Verifier) -> GateDecision {
    let reading = reading(of: call)
    let step = progress?.answer(for: call)
    var decision: GateDecision
    if let plain = plainDecision(on: call, reading, following: step) {
      decision = plain
    } else {
      do throws(InputError) {
        decision = try solvedDecision(on: reading, by: verifier)
      } catch {
        decision = GateDecision(askingAfter: error)
      }
    }
    decision = judgingValues(planned(decision, following: step), of: call, following: step)
    add(call, reading: reading, decision: decision)
    return decision
  }

  private func solvedDecision(
    on reading: CallReading, by verifier: Verifier
  ) throws(InputError) -> GateDecision {
    var answer = GatePlans.Answer()
    if !reading.plans.isEmpty {
      answer = try plans.verifier.wait { (run) throws(InputError) in
        self.answer(on: reading, by: run)
      }
    }
    let plans = answer
    return try verifier.wait { (run) throws(InputError) in
      self.decision(on: reading, plans, by: run)
    }
  }

  /// Takes a call into the session that was let through before.
  ///
  /// - Parameters:
  ///   - outcome: what became of it; `nil` if that is not known.
  ///   - wasAsked: whether a person let it through.
  ///   - wasDecided: whether it was allowed by these rules, after the calls that were resumed before it.
  ///   - output: what it returned; `nil` if that is not known.
  package mutating func resume(
    _ call: GateCall, outcome: GateOutcome?, wasAsked: Bool, wasDecided: Bool = false,
    output: Value? = nil
  ) {
    guard !session.has(call.id) else { return }
    resume(LoggedCall(call, row: nil, wasAsked: wasAsked, wasDecided: wasDecided))
    if let outcome { report(outcome, of: call.id, output: output) }
  }

  /// A call of a session's log.
  package struct LoggedCall: Sendable, Equatable {
    package let call: GateCall
    /// Its row in the log; `nil` if there is none.
    package let row: Int?
    /// Whether a person let it through.
    package let wasAsked: Bool
    /// Whether it was allowed by these rules, after the calls before it.
    package let wasDecided: Bool

    package init(_ call: GateCall, row: Int?, wasAsked: Bool, wasDecided: Bool) {
      self.call = call
      self.row = row
      self.wasAsked = wasAsked
      self.wasDecided = wasDecided
    }
  }

  /// Takes a call into the session that was let through before.
  package mutating func resume(_ logged: LoggedCall) {
    guard !session.has(logged.call.id) else { return }
    add(
      logged.call, reading: reading(of: logged.call),
      decision: GateDecision(logged.wasAsked ? .ask : .allow),
      GateSession.Origin(
        wasAsked: logged.wasAsked, wasDecided: logged.wasDecided, row: logged.row))
  }

  /// Says what became of a call.
  ///
  /// - Parameter row: its row in the session's log; `nil` if there is none.
  package mutating func report(
    _ outcome: GateOutcome, of id: String, row: Int? = nil, output: Value? = nil
  ) {
    session.settle(id, row: row, outcome)
    progress?.settle(id, outcome, output: output)
    flow?.settle(id, outcome, output: output)
  }

  /// Adds a text of the user, which can name values.
  package mutating func add(userText text: String) { flow?.add(userText: text) }

  /// Notes that a person approved exactly this value.
  package mutating func approve(_ value: ApprovedValue) { flow?.approve(value) }

  /// The decision on a call, as the origins of its values change it. A plan decides the values of its
  /// steps.
  mutating func judgingValues(
    _ decision: GateDecision, of call: GateCall, following step: PlanFollower.Answer?
  ) -> GateDecision {
    if let progress, !progress.wasLeft, step == .step { return decision }
    return flow?.decision(on: call, instead: decision) ?? decision
  }

  /// Reads a call with identifiers that no other call of the session has.
  mutating func reading(of call: GateCall) -> CallReading { session.reading(of: call) }

  /// The number of earlier calls that a decision on a call is about.
  func callsMeeting(_ call: GateCall) -> Int {
    var session = session
    return session.slice(for: session.reading(of: call)).count
  }

  /// - Parameter origin: how the call came into the session; `nil` for by this decision.
  mutating func add(
    _ call: GateCall, reading: CallReading, decision: GateDecision,
    _ origin: GateSession.Origin? = nil
  ) {
    guard decision.kind != .deny else { return }
    let wasAsked = decision.kind == .ask
    progress?.add(call, isHarmless: rules.isHarmless(reading))
    flow?.add(call, wasAsked: wasAsked)
    session.add(
      call, reading, isHarmless: rules.isHarmless(reading),
      origin ?? GateSession.Origin(wasAsked: wasAsked))
  }

  // MARK: Decisions

  /// The decision on a call that needs no solver; `nil` if it needs one.
  ///
  /// - Parameter step: whether the call is a step of the plan that the session follows; `nil` without a plan.
  func plainDecision(
    on call: GateCall, _ reading: CallReading, following step: PlanFollower.Answer?
  ) -> GateDecision? {
    guard !session.has(call.id) else {
      return GateDecision(
        .deny, reasons: ["Another call of this session has the id \(Value.quoted(call.id))."])
    }
    if let decision = GatePlans.planFirst(reading) { return decision }
    if let progress, !progress.wasLeft, step == .step, reading.plans.isEmpty {
      // The proof of the plan covers the call, whatever its gaps: it is the same text as in the plan.
      return GateDecision(
        .allow, assumptions: ["this call is a step of the plan \(progress.name), which was proved"])
    }
    guard reading.gaps.isEmpty else { return GateDecision(.ask, reasons: reading.gaps) }
    if let gap = session.configurationGap(of: reading) {
      return GateDecision(.ask, reasons: [gap])
    }
    if rules.isHarmless(reading) { return GateDecision(.allow) }
    return session.gap(of: reading).map { GateDecision(.ask, reasons: [$0]) }
  }

  /// The directory that paths start from; `nil` if it is not known yet.
  var base: String? { session.base }

  /// The tag of properties for which two persons have to approve a call.
  package static let tagForTwo = "two-people"

  /// The decision on a call, as the plan that the session follows changes it, with the number of persons
  /// who have to approve it.
  func planned(_ decision: GateDecision, following step: PlanFollower.Answer?) -> GateDecision {
    var out = decision
    if let progress, let step { out = progress.decision(on: step, instead: decision) }
    // A question about no single property can be about each of them.
    let tags =
      decision.properties.isEmpty
      ? rules.whole.specs.flatMap(\.spec.properties).flatMap(\.tags)
      : decision.properties.flatMap(\.tags)
    out.approvers = tags.contains(Self.tagForTwo) ? 2 : 1
    return out
  }

  /// The answer on the plans that a call carries out.
  func answer(on reading: CallReading, by run: CheckRun) -> GatePlans.Answer {
    plans.answer(
      for: reading, base: session.base, isAtRest: session.isAtRest, by: run)
  }

  /// The decision on a call that needs the solver.
  ///
  /// - Parameter answer: the answer on the plans that the call carries out.
  func decision(
    on reading: CallReading, _ answer: GatePlans.Answer, by run: CheckRun
  ) -> GateDecision {
    var decision = decisionOrQuestion(on: reading, answer, isReduced: false, by: run)
    if decision.kind == .ask, session.hasPartial {
      // A call that a person has let through, or that carries out a plan, may leave everything open, for
      // example where no action describes its tool. The answer without it says what it rests on.
      decision = decisionOrQuestion(on: reading, answer, isReduced: true, by: run)
    }
    // The world counts beside the plans.
    decision = GateDecision.worst(of: [answer.decision, decision].compactMap(\.self)) ?? decision
    decision.plans = answer.plans
    return decision
  }

  /// - Parameter isReduced: whether the calls whose effect is known in part are left out.
  private func decisionOrQuestion(
    on reading: CallReading, _ answer: GatePlans.Answer, isReduced: Bool, by run: CheckRun
  ) -> GateDecision {
    do throws(InputError) {
      return try decision(on: reading, answer, isReduced: isReduced, by: run)
    } catch {
      return GateDecision(askingAfter: error)
    }
  }

  /// - Parameter isReduced: whether the calls whose effect is known in part are left out.
  private func decision(
    on reading: CallReading, _ answer: GatePlans.Answer, isReduced: Bool, by run: CheckRun
  ) throws(InputError) -> GateDecision {
    let trusted =
      session.assumptions(isReduced: isReduced) + reading.assumptions + answer.assumptions
      + answer.changes.keys.sorted().map {
        "the changes of the plan \($0), which was checked by itself, are on nothing that the world's properties speak of"
      }
    let slice = session.slice(for: reading)
    guard session.hasLoaded(slice) else {
      throw InputError("the earlier calls of the session could not be read again")
    }
    let results = try run.results(
      for: session.plan(of: slice, hasNext: true, isReduced: isReduced), against: rules,
      changes: answer.changes)
    var bad = results.filter { $0.effectiveVerdict == .violated }
    let open = results.filter { $0.effectiveVerdict == .undecided }
    var old: [PropertyResult] = []
    if !bad.isEmpty, !slice.isEmpty {
      // A property that the session has broken before is no fault of this call.
      let before = try run.results(
        for: session.plan(of: slice, hasNext: false, isReduced: isReduced), against: rules)
      let broken = Set(before.filter { $0.effectiveVerdict == .violated }.map(\.name))
      old = bad.filter { broken.contains($0.name) }
      bad.removeAll { broken.contains($0.name) }
    }
    if !bad.isEmpty {
      return GateDecision(
        .deny, reasons: bad.map(GateWords.denial), properties: bad, assumptions: trusted)
    }
    guard open.isEmpty, old.isEmpty else {
      return GateDecision(
        .ask, reasons: old.map(GateWords.earlier) + open.map(GateWords.question),
        properties: old + open, assumptions: trusted)
    }
    return GateDecision(.allow, assumptions: trusted)
  }
}
