import ProvisoAgent
import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult

/// Decides for the calls of one agent's session, one by one, whether they may happen.
///
/// A call may happen if no run of it, after the calls that the session has made, breaks a property of
/// the world: whatever the tools return, and whichever of them fail. Only properties that must hold at
/// every moment are judged; what must hold `at end` cannot be broken before the end
/// (``propertiesNotJudged``).
///
/// ```swift
/// let gate = try Gate(world: .path("tools.proviso"))
/// let call = try GateCall(id: "1", tool: "Bash", arguments: #"{"command": "rm -rf data"}"#)
/// switch await gate.decide(call).kind {
/// case .allow: …
/// ```
///
/// A call is part of the session from the moment that it is not denied. ``report(_:of:)`` says what
/// became of it; until then it may be in flight, and may fail.
public actor Gate {
  /// The properties that only a finished session could break, by their names.
  public nonisolated let propertiesNotJudged: [String]

  private let verifier: Verifier
  private let rules: GateRules
  private var session = GateSession()

  /// Reads a world and specs for it.
  ///
  /// - Parameters:
  ///   - world: the file with the world whose actions say what the tools do.
  ///   - verifier: its specs are checked beside the world's properties; its deadline is that of one
  ///     decision.
  /// - Throws: `InputError` if a file cannot be read or is wrong, or no property is left to judge.
  public init(world: SpecSource, verifier: Verifier = Verifier()) throws(InputError) {
    self.verifier = verifier
    rules = try GateRules(world: world, verifier)
    propertiesNotJudged = rules.notJudged
  }

  /// Whether a call may happen now.
  ///
  /// What is not understood, or not decided before the verifier's deadline, is to be asked, never
  /// allowed.
  public func decide(_ call: GateCall) async -> GateDecision {
    if session.has(call.id) {
      return GateDecision(
        .deny, reasons: ["Another call of this session has the id \(Value.quoted(call.id))."])
    }
    let reading = session.reading(of: call)
    let decision = await decide(reading)
    if decision.kind != .deny { session.add(call, reading, isHarmless: rules.isHarmless(reading)) }
    return decision
  }

  /// Says what became of a call that was not denied. A call that is not known is ignored.
  public func report(_ outcome: GateOutcome, of id: String) {
    session.settle(id, outcome)
  }

  private func decide(_ reading: CallReading) async -> GateDecision {
    guard reading.gaps.isEmpty else { return .ask(because: reading.gaps) }
    if rules.isHarmless(reading) { return GateDecision(.allow) }
    let trusted = session.assumptions + reading.assumptions
    switch await judge(session.plan(with: reading)) {
    case .failure(let error): return .ask(because: error.messages)
    case .success(let results):
      var bad = results.filter { $0.effectiveVerdict == .violated }
      let open = results.filter { $0.effectiveVerdict == .undecided }
      var old: [PropertyResult] = []
      if !bad.isEmpty, !session.isEmpty {
        // What the session has broken before is no fault of this call.
        if case .success(let before) = await judge(session.plan(with: nil)) {
          let broken = Set(before.filter { $0.effectiveVerdict == .violated }.map(\.name))
          old = bad.filter { broken.contains($0.name) }
          bad.removeAll { broken.contains($0.name) }
        }
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
  }

  private func judge(_ plan: AgentPlan) async -> Result<[PropertyResult], InputError> {
    let rules = rules
    do throws(InputError) {
      return .success(
        try await verifier.perform { (run) throws(InputError) in
          try run.results(for: plan, against: rules)
        })
    } catch {
      return .failure(error)
    }
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

  /// What happens in the run that breaks a property, and what changes in its last step.
  private static func run(of property: PropertyResult) -> String {
    guard let violation = property.violations.first else { return "" }
    var out = violation.message.map { " \($0)." } ?? ""
    if let last = violation.trace.last {
      let changes = last.changes.map { "\($0.what): \($0.from) -> \($0.to)" }
      if !changes.isEmpty { out += " After \(last.step): \(changes.joined(separator: ", "))." }
    }
    return out
  }

  private static func advice(_ property: PropertyResult) -> String {
    property.because.map { " Reason for the rule: \($0)" } ?? ""
  }
}

extension GateDecision {
  fileprivate static func ask(because reasons: [String]) -> GateDecision {
    GateDecision(.ask, reasons: reasons)
  }
}
