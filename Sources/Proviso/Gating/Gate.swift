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
  private var core: GateCore
  /// The decision before the next one: each sees what the one before it has let through.
  private var turn: Task<Void, Never>?

  /// Reads a world and specs for it.
  ///
  /// - Parameters:
  ///   - world: the file with the world whose actions say what the tools do.
  ///   - directory: the absolute path of the directory that the names of paths in the world are relative
  ///     to; `nil` for that of the first call.
  ///   - verifier: its specs are checked beside the world's properties; its deadline is that of one
  ///     decision.
  ///   - plans: checks the plans that calls carry out, such as a saved Terraform plan, against its specs
  ///     for them, or else the standard pack; `nil` for `verifier`.
  ///   - policies: the policies of the tools. With them, the values of calls are judged by where they come
  ///     from (``add(userText:)``, and the outputs of ``report(_:of:output:)``); `nil` to judge none.
  /// - Throws: `InputError` if a file cannot be read or is wrong, or no property is left to judge.
  public init(
    world: SpecSource, directory: String? = nil, verifier: Verifier = Verifier(),
    plans: Verifier? = nil, policies: ToolPolicies? = nil
  ) throws(InputError) {
    self.verifier = verifier
    core = try GateCore(
      world: world, directory: directory, verifier, plans: plans, policies: policies)
    propertiesNotJudged = core.rules.notJudged
  }

  /// Whether a call may happen now.
  ///
  /// A call that is not understood, or not decided before the verifier's deadline, is to be asked, never
  /// allowed.
  public func decide(_ call: GateCall) async -> GateDecision {
    let earlier = turn
    let mine = Task {
      await earlier?.value
      return await decideNow(call)
    }
    turn = Task { _ = await mine.value }
    return await mine.value
  }

  private func decideNow(_ call: GateCall) async -> GateDecision {
    let reading = core.reading(of: call)
    let step = core.progress?.answer(for: call)
    var decision: GateDecision
    if let plain = core.plainDecision(on: call, reading, following: step) {
      decision = plain
    } else {
      do throws(InputError) {
        decision = try await solvedDecision(on: reading, after: core)
      } catch {
        decision = GateDecision(askingAfter: error)
      }
    }
    decision = core.judgingValues(
      core.planned(decision, following: step), of: call, following: step)
    core.add(call, reading: reading, decision: decision)
    return decision
  }

  private func solvedDecision(
    on reading: CallReading, after before: GateCore
  ) async throws(InputError) -> GateDecision {
    var answer = GatePlans.Answer()
    if !reading.plans.isEmpty {
      answer = try await before.plans.verifier.perform { (run) throws(InputError) in
        before.answer(on: reading, by: run)
      }
    }
    let plans = answer
    return try await verifier.perform { (run) throws(InputError) in
      before.decision(on: reading, plans, by: run)
    }
  }

  /// Takes a call into the session that was let through before, for example by another process.
  ///
  /// - Parameters:
  ///   - outcome: what became of it; `nil` if that is not known.
  ///   - wasAsked: whether a person let it through.
  ///   - output: what it returned; `nil` if that is not known.
  public func resume(
    _ call: GateCall, outcome: GateOutcome?, wasAsked: Bool = false, output: Value? = nil
  ) {
    core.resume(call, outcome: outcome, wasAsked: wasAsked, output: output)
  }

  /// Says what became of a call that was not denied. A call that is not known is ignored.
  ///
  /// - Parameter output: what the call returned, for a plan that uses it; `nil` if that is not known.
  public func report(_ outcome: GateOutcome, of id: String, output: Value? = nil) {
    core.report(outcome, of: id, output: output)
  }

  /// Adds a text of the user. A value that the user names may decide what a call does.
  public func add(userText text: String) { core.add(userText: text) }

  /// Notes that a person approved exactly this value for an argument of a tool.
  public func approve(_ value: ApprovedValue) { core.approve(value) }

  /// Proves a plan of agents, and lets through from now on exactly the runs of the plan if it is proved: a
  /// call that is no step of it is to be asked.
  ///
  /// The plan is proved with the world and the specs of the gate, properties of whole runs included.
  ///
  /// - Parameters:
  ///   - text: the plan (`proviso.plan/1` in YAML or JSON, or another format for plans of agents).
  ///   - name: the name of the plan in messages.
  /// - Returns: the answer about the plan. Unless its verdict is `proved`, `trusted` or `tolerated`, the plan is
  ///   not followed.
  /// - Throws: `InputError` if the text is no plan, or it makes no sense in the world.
  public func follow(plan text: String, named name: String = "plan") async throws(InputError)
    -> CheckResult
  {
    let bytes = Array(text.utf8)
    let before = core
    let result = try await verifier.perform { (run) throws(InputError) in
      try before.proof(of: bytes, named: name, by: run)
    }
    if result.verdict.isAccepted { try core.follow(bytes, named: name) }
    return result
  }
}
