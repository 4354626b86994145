import ProvisoKernel
import ProvisoPlans

/// A record with the calls that its shell commands make, after the calls that ran the commands.
///
/// The call of the shell stays, with its text and its output. The calls of its command can happen at
/// any time after the calls that it waited for: their order, and which of them happened, is left open.
enum ExpandedTrace {
  static let order =
    "The calls of a shell command can run in any order, and no later call waits for them."

  static func make(of trace: AgentTrace, with commands: RecordedCommands) -> AgentTrace {
    var calls: [TracedCall] = []
    var missing = trace.missingCalls
    // For each call of the record, its index and those of its command's calls.
    var places: [Int] = []
    var parts: [[Int]] = []
    func note(_ sentence: String) { if !missing.contains(sentence) { missing.append(sentence) } }
    for gap in commands.gaps { note(gap) }
    for (call, recorded) in zip(trace.calls, commands.calls) {
      let after = call.after.map { places[$0] }
      let readBefore = call.readBefore.flatMap { [places[$0]] + parts[$0] }.sorted()
      let index = calls.count
      places.append(index)
      calls.append(call.moved(after: after, readBefore: readBefore))
      let made = recorded.steps.map { ($0 + recorded.background).flatMap(Self.calls) } ?? []
      for (number, inner) in made.enumerated() {
        guard inner.repeats == false,
          let arguments = AgentPlanValue.map(inner.call.arguments).constant
        else {
          note(
            "A call of \(Value.quoted(inner.call.tool)) whose arguments a shell command computes.")
          continue
        }
        calls.append(
          TracedCall(
            id: "\(call.id)/\(number + 1)", tool: inner.call.tool, arguments: arguments,
            agent: call.agent, label: call.label, output: made.count == 1 ? call.output : nil,
            hasFailed: made.count == 1 ? call.hasFailed : nil, after: after,
            readBefore: readBefore, line: call.line, directory: call.directory))
      }
      parts.append(Array((index + 1)..<calls.count))
    }
    return AgentTrace(
      format: trace.format, calls: calls,
      assumptions: trace.assumptions + commands.assumptions
        + (parts.contains { $0.count > 1 } ? [order] : []),
      notModelled: trace.notModelled, userTexts: trace.userTexts, missingCalls: missing)
  }

  /// The calls in a step, each with whether it can be made several times.
  private static func calls(_ step: AgentPlanStep) -> [(call: PlannedCall, repeats: Bool)] {
    var isRepeated = step.retries > 0
    if case .call(let call) = step.kind { return [(call, isRepeated)] + step.parts.flatMap(calls) }
    if case .loop = step.kind { isRepeated = true }
    return step.parts.flatMap(calls).map { ($0.call, $0.repeats || isRepeated) }
  }
}

extension TracedCall {
  fileprivate func moved(after: [Int], readBefore: [Int]) -> TracedCall {
    TracedCall(
      id: id, tool: tool, arguments: arguments, agent: agent, label: label, output: output,
      hasFailed: hasFailed, after: after, readBefore: readBefore, line: line, directory: directory)
  }
}
