import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// The rules of a gate and the calls of its session.
package struct GateCore: Sendable {
  let rules: GateRules
  private var session = GateSession()

  /// Reads a world and specs for it, as ``Gate`` does.
  package init(
    world: SpecSource, directory: String?, _ verifier: Verifier
  ) throws(InputError) {
    rules = try GateRules(world: world, verifier)
    session.base = directory
    session.declared = rules.world.spec.world?.declaredCommands ?? []
  }

  /// Decides about a call while the calling thread waits, and takes it into the session.
  package mutating func decide(_ call: GateCall, by verifier: Verifier) -> GateDecision {
    let reading = reading(of: call)
    let before = self
    do throws(InputError) {
      let decision = try verifier.wait { (run) throws(InputError) in
        before.decision(on: call, reading, by: run)
      }
      add(call, reading: reading, decision: decision)
      return decision
    } catch {
      return GateDecision(.ask, reasons: error.messages)
    }
  }

  /// Takes a call into the session that was let through before.
  ///
  /// - Parameters:
  ///   - outcome: what became of it; `nil` if that is not known.
  ///   - wasAsked: whether a person let it through.
  package mutating func resume(_ call: GateCall, outcome: GateOutcome?, wasAsked: Bool) {
    guard !session.has(call.id) else { return }
    add(call, reading: reading(of: call), decision: GateDecision(wasAsked ? .ask : .allow))
    if let outcome { session.settle(call.id, outcome) }
  }

  /// Says what became of a call.
  package mutating func report(_ outcome: GateOutcome, of id: String) {
    session.settle(id, outcome)
  }

  /// Reads a call with identifiers that no other call of the session has.
  mutating func reading(of call: GateCall) -> CallReading { session.reading(of: call) }

  mutating func add(_ call: GateCall, reading: CallReading, decision: GateDecision) {
    guard decision.kind != .deny else { return }
    session.add(
      call, reading, isHarmless: rules.isHarmless(reading), wasAsked: decision.kind == .ask)
  }

  // MARK: Decisions

  /// The decision on a call.
  func decision(
    on call: GateCall, _ reading: CallReading, by run: CheckRun
  ) -> GateDecision {
    guard !session.has(call.id) else {
      return GateDecision(
        .deny, reasons: ["Another call of this session has the id \(Value.quoted(call.id))."])
    }
    guard reading.gaps.isEmpty else { return GateDecision(.ask, reasons: reading.gaps) }
    if rules.isHarmless(reading) { return GateDecision(.allow) }
    do throws(InputError) {
      let whole = try decision(on: reading, isReduced: false, by: run)
      guard whole.kind == .ask, session.hasAsked else { return whole }
      // A call that a person has let through may leave everything open. The answer without it says what
      // it rests on.
      return try decision(on: reading, isReduced: true, by: run)
    } catch {
      return GateDecision(.ask, reasons: error.messages)
    }
  }

  /// - Parameter isReduced: whether the calls that a person let through are left out.
  private func decision(
    on reading: CallReading, isReduced: Bool, by run: CheckRun
  ) throws(InputError) -> GateDecision {
    let trusted = session.assumptions(isReduced: isReduced) + reading.assumptions
    let results = try run.results(
      for: session.plan(with: reading, isReduced: isReduced), against: rules)
    var bad = results.filter { $0.effectiveVerdict == .violated }
    let open = results.filter { $0.effectiveVerdict == .undecided }
    var old: [PropertyResult] = []
    if !bad.isEmpty, !session.isEmpty {
      // A property that the session has broken before is no fault of this call.
      let before = try run.results(
        for: session.plan(with: nil, isReduced: isReduced), against: rules)
      let broken = Set(before.filter { $0.effectiveVerdict == .violated }.map(\.name))
      old = bad.filter { broken.contains($0.name) }
      bad.removeAll { broken.contains($0.name) }
    }
    if !bad.isEmpty {
      return GateDecision(
        .deny, reasons: bad.map(Self.denial), properties: bad, assumptions: trusted)
    }
    guard open.isEmpty, old.isEmpty else {
      return GateDecision(
        .ask, reasons: old.map(Self.earlier) + open.map(Self.question), properties: old + open,
        assumptions: trusted)
    }
    return GateDecision(.allow, assumptions: trusted)
  }

  // MARK: Words

  private static func denial(_ property: PropertyResult) -> String {
    "This call can break \(name(property)).\(run(of: property))\(advice(property))"
  }

  private static func earlier(_ property: PropertyResult) -> String {
    "An earlier call of this session may have broken \(name(property)), so it is not known whether "
      + "this call is safe.\(advice(property))"
  }

  private static func question(_ property: PropertyResult) -> String {
    let reason = property.reason ?? property.undecided.first?.reason
    return "It is not known whether this call keeps \(name(property))"
      + (reason.map { ": \($0)." } ?? ".")
  }

  private static func name(_ property: PropertyResult) -> String {
    "\"\(property.title)\" (\(property.name))"
  }

  /// The message of the run that breaks a property, and the changes of its last step.
  private static func run(of property: PropertyResult) -> String {
    guard let violation = property.violations.first else { return "" }
    var out = violation.message.map { " \($0)." } ?? ""
    if let last = violation.trace.last {
      let changes = last.changes.map { "\($0.what): \($0.from) -> \($0.to)" }
      // The number of a step means nothing to the one who proposed a single call.
      let step = last.step.replacing(/\ #[0-9]+$/, with: "")
      if !changes.isEmpty { out += " After \(step): \(changes.joined(separator: ", "))." }
    }
    return out
  }

  private static func advice(_ property: PropertyResult) -> String {
    property.because.map { " Reason for the rule: \($0)" } ?? ""
  }
}
