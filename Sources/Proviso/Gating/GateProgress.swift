import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// The plan that a session follows, and how far it has come.
struct GateProgress: Sendable {
  /// The name of the plan in sentences.
  let name: String
  private var follower: PlanFollower
  /// The numbers of the calls that the plan has seen, by their ids.
  private var numbers: [String: Int] = [:]
  private var count = 0
  /// The calls that are no steps of the plan and may have changed something.
  private var outside: Set<String> = []
  /// Whether calls before the plan may have changed something.
  private let beganLate: Bool

  /// Whether something that is no step of the plan may have changed what the proof was about.
  var wasLeft: Bool { beganLate || !outside.isEmpty }

  /// - Parameters:
  ///   - beganLate: whether calls before the plan may have changed something.
  ///   - base: the directory that the plan starts from if it names none.
  init(_ plan: AgentPlan, named name: String, in base: String?, beganLate: Bool) {
    self.name = name
    self.beganLate = beganLate
    follower = PlanFollower(plan, base: base)
  }

  /// The answer about a call.
  func answer(for call: GateCall) -> PlanFollower.Answer { follower.answer(for: call.observed) }

  /// Takes a call into the session.
  mutating func add(_ call: GateCall, isHarmless: Bool) {
    numbers[call.id] = count
    count += 1
    if follower.add(call.observed) != .step, !isHarmless { outside.insert(call.id) }
  }

  /// Says what became of a call.
  mutating func settle(_ id: String, _ outcome: GateOutcome, output: Value?) {
    guard let number = numbers[id] else { return }
    switch outcome {
    case .succeeded: follower.settle(number, failed: false, output: output)
    case .failed: follower.settle(number, failed: true, output: nil)
    case .refused:
      follower.refuse(number)
      outside.remove(id)
    }
  }

  /// The decision on a call that has another decision without the plan.
  ///
  /// - Parameter decision: the decision without the plan.
  func decision(
    on answer: PlanFollower.Answer, instead decision: GateDecision
  ) -> GateDecision {
    guard decision.kind != .deny else { return decision }
    let reason: String
    switch answer {
    case .step: return decision
    case .uncertain(let doubt):
      reason = "It is not known whether this call is a step of the plan \(name): \(doubt)."
    case .outside(let next):
      reason =
        "This call is no step of the plan \(name)"
        + (next.isEmpty
          ? ", which is over." : ". The plan goes on with \(CheckRun.choice(next)).")
    }
    var asked = GateDecision(
      .ask, reasons: [reason] + decision.reasons, properties: decision.properties,
      assumptions: decision.assumptions)
    asked.plans = decision.plans
    asked.approvers = decision.approvers
    return asked
  }
}

extension GateCall {
  fileprivate var observed: ObservedCall {
    ObservedCall(
      name: "\(tool) (\(id))", tool: tool, arguments: arguments.map { ($0.name, $0.value) },
      directory: directory)
  }
}

extension GateCore {
  /// Proves a plan of agents with the world and the specs of the gate, properties of whole runs included,
  /// and follows it if it is proved.
  ///
  /// - Parameters:
  ///   - text: the plan's text.
  ///   - name: the name of the plan in messages.
  /// - Returns: the answer about the plan.
  /// - Throws: `InputError` if the text is no plan, or it makes no sense in the world.
  package mutating func follow(
    _ text: [UInt8], named name: String, by verifier: Verifier
  ) throws(InputError) -> CheckResult {
    let before = self
    let result = try verifier.wait { (run) throws(InputError) in
      try before.proof(of: text, named: name, by: run)
    }
    if result.verdict.isAccepted { try follow(text, named: name) }
    return result
  }

  /// Follows a plan that was proved before.
  package mutating func follow(_ text: [UInt8], named name: String) throws(InputError) {
    progress = GateProgress(
      try AgentPlanInput.written(InputSource(text, name: name), in: .below(".")), named: name,
      in: base, beganLate: !isUnused)
  }

  /// The answer about a plan.
  func proof(of text: [UInt8], named name: String, by run: CheckRun) throws(InputError)
    -> CheckResult
  {
    let subject = try run.read(InputSource(text, name: name), as: AgentPlanInput())
    guard case .calls(var plan) = subject.model else {
      throw InputError("\(name): this is \(subject.kind.description); expected a plan of agents")
    }
    if let commands = try rules.world.spec.world?.declaredCommands(), !commands.isEmpty {
      plan = try subject.rereading?(commands) ?? plan
    }
    return try run.result(for: plan, of: subject, named: name, against: rules)
  }
}

extension Verdict {
  /// Whether a plan with this verdict may be followed.
  package var isAccepted: Bool { [.proved, .trusted, .tolerated].contains(self) }
}
