import ProvisoKernel
import ProvisoResult
import Synchronization

/// The values of a trace's calls that the user did not decide, and the sentences about them.
final class CallFlows: Sendable {
  private let trace: AgentTrace
  private let policies: ToolPolicies
  private let approvals: [ApprovedValue]
  private let names: [String]
  private let dataFlow: DataFlow
  /// The number of calls, from the first, whose values a plan decides.
  private let planned: Int
  /// Computed on first use, for all calls together.
  private let found = Mutex<[[FlowFinding]]?>(nil)

  init(
    _ trace: AgentTrace, _ policies: ToolPolicies, _ approvals: [ApprovedValue], names: [String],
    dataFlow: DataFlow, planned: Int
  ) {
    self.planned = planned
    self.trace = trace
    self.policies = policies
    self.approvals = approvals
    self.names = names
    self.dataFlow = dataFlow
  }

  /// The findings about a call with an answer.
  func findings(about call: Int, _ answer: FlowFinding.Answer) -> [FlowFinding] {
    found.withLock { state in
      let all = state ?? computed()
      state = all
      return all[call].filter { $0.answer == answer }
    }
  }

  private func computed() -> [[FlowFinding]] {
    var judge = FlowJudge(policies)
    for text in trace.userTexts { judge.add(userText: text) }
    for approval in approvals {
      judge.approve(approval.value, of: approval.argument, in: approval.tool)
    }
    for (index, call) in trace.calls.enumerated() {
      judge.add(tool: call.tool, arguments: call.arguments)
      judge.add(output: call.output, of: index)
    }
    let complete = judge
    return trace.calls.indices.map { call in
      call < planned
        ? []
        : complete.findings(about: call) { dataFlow.hasRead($0, by: call) }
    }
  }

  // MARK: Values and sentences

  /// The violations as values for rules.
  ///
  /// - Parameter ofSecrets: whether those about secrets are meant, or all others.
  func violations(_ call: Int, ofSecrets: Bool) -> Value {
    .list(
      findings(about: call, .violation).filter { $0.isSecret == ofSecrets }.map {
        .map(members(of: $0))
      })
  }

  /// The questions as values for rules.
  func questions(_ call: Int) -> Value {
    .list(
      findings(about: call, .ask).enumerated().map { number, finding in
        var members = members(of: finding)
        members["number"] = .number(Number(number))
        return .map(members)
      })
  }

  private func members(of finding: FlowFinding) -> [Text: Value] {
    [
      "argument": .string(Text(finding.argument)), "value": .string(Text(finding.value)),
      "source": finding.source.map { .string(Text(names[$0])) } ?? .null,
      "reason": .string(Text(FlowWords.reason(finding, source: source(of: finding)))),
    ]
  }

  /// The largest number of characters of a value in a sentence.
  private static let mostCharacters = 60

  /// A sentence about one of these values: the argument, the value, and where it comes from.
  static func sentence(about element: Value) -> String? {
    guard case .map(let members) = element, case .string(let argument)? = members["argument"],
      case .string(let value)? = members["value"], case .string(let reason)? = members["reason"]
    else { return nil }
    let text = value.string.printable
    let shown = text.count > mostCharacters ? text.prefix(mostCharacters - 1) + "…" : text[...]
    return "`\(argument.string.printable)` = \(shown): \(reason.string)"
  }

  /// The reasons why nobody knows whether a call's values are right, one for each.
  func questions(about call: Int) -> [String] {
    findings(about: call, .ask).map {
      FlowWords.question($0, call: names[call], source: source(of: $0))
    }
  }

  /// The values that a person can approve, by the reasons that ask about them.
  var askedValues: [String: AskedValue] {
    var asked: [String: AskedValue] = [:]
    for (index, call) in trace.calls.enumerated() {
      for (finding, reason) in zip(findings(about: index, .ask), questions(about: index)) {
        asked[reason] = AskedValue(
          call: names[index], tool: call.tool, argument: finding.argument, value: finding.value)
      }
    }
    return asked
  }

  private func source(of finding: FlowFinding) -> String {
    finding.source.map { names[$0] } ?? "a call"
  }
}
