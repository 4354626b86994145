import ProvisoAgent
import ProvisoKernel
import ProvisoResult

/// The origins of the values of a session's calls, by the policies of the tools.
///
/// A value that only a text of others contains is denied; a value that nobody but a person can judge is
/// asked. A call of a plan that was proved is not judged: the plan decides its values.
struct GateFlow: Sendable {
  private var judge: FlowJudge
  /// The calls of the session, by their ids.
  private var numbers: [String: Int] = [:]
  private var tools: [String] = []
  /// The values of calls that a person was asked about, by the number of the call.
  private var asked: [Int: [FlowFinding]] = [:]
  /// The calls whose outputs the agent has read.
  private var read: Set<Int> = []

  init(_ policies: ToolPolicies) { judge = FlowJudge(policies) }

  mutating func add(userText text: String) { judge.add(userText: text) }

  mutating func approve(_ value: ApprovedValue) {
    judge.approve(value.value, of: value.argument, in: value.tool)
  }

  /// Takes a call into the session.
  ///
  /// - Parameter wasAsked: whether a person has to let it through.
  mutating func add(_ call: GateCall, wasAsked: Bool) {
    guard numbers[call.id] == nil else { return }
    let number = tools.count
    numbers[call.id] = number
    tools.append(call.tool)
    judge.add(tool: call.tool, arguments: call.argumentsValue)
    if wasAsked {
      asked[number] = judge.findings(about: number) { read.contains($0) }
    }
  }

  /// Says what became of a call. A call that was asked about and carried out had its values approved.
  mutating func settle(_ id: String, _ outcome: GateOutcome, output: Value?) {
    guard let number = numbers[id], outcome != .refused, read.insert(number).inserted else {
      return
    }
    judge.add(output: output, of: number)
    for finding in asked.removeValue(forKey: number) ?? [] where outcome == .succeeded {
      judge.approve(finding.value, of: finding.argument, in: tools[number])
    }
  }

  /// The decision on a call that has another decision without its values.
  mutating func decision(
    on call: GateCall, instead decision: GateDecision
  ) -> GateDecision {
    guard decision.kind != .deny else { return decision }
    // The call is no part of the session yet. A copy of the judge would cost as much as the session is long.
    judge.add(tool: call.tool, arguments: call.argumentsValue)
    let findings = judge.findings(about: tools.count) { read.contains($0) }
    judge.removeLastCall()
    let denied = findings.filter { $0.answer == .violation }
    guard let kind = denied.isEmpty ? findings.isEmpty ? nil : GateDecision.Kind.ask : .deny else {
      return decision
    }
    let decisive = denied.isEmpty ? findings : denied
    let own = GateDecision(
      kind,
      reasons: decisive.map { finding in
        let source = finding.source.map { "an earlier call of \(tools[$0])" } ?? "a call"
        return denied.isEmpty
          ? FlowWords.question(finding, call: call.tool, source: source)
          : "This call takes \(finding.argument.printable) = \(finding.value.printable): "
            + FlowWords.reason(finding, source: source) + ". Ask the user for the value."
      })
    var worst = GateDecision.worst(of: [decision, own]) ?? own
    worst.plans = decision.plans
    worst.approvers = decision.approvers
    if kind == .ask {
      worst.asks = findings.map {
        AskedValue(call: call.id, tool: call.tool, argument: $0.argument, value: $0.value)
      }
    }
    return worst
  }
}
