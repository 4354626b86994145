import ProvisoKernel
import ProvisoPlans

/// A function that reads a shell command, given with its position.
package typealias ShellCommandReader = (_ command: String, _ position: PlanPosition?) ->
  ShellReading

/// Recognizes calls of the tools with which agents run shell commands.
enum ShellCall {
  private static let tools: Set<String> = [
    "Bash", "bash", "shell", "run_shell_command", "execute_command",
  ]
  /// Arguments that do not change the effect of the command.
  private static let harmless: Set<String> = [
    "description", "timeout", "timeout_ms", "explanation",
  ]

  static func isShell(_ tool: String) -> Bool { tools.contains(tool) }

  /// The command that a call runs, or the reason why it cannot be determined.
  static func command(of call: PlannedCall) -> Result<String, Unreadable> {
    func unreadable(_ why: String) -> Result<String, Unreadable> {
      .failure(
        Unreadable(sentence: "cannot verify: the call of \(Value.quoted(call.tool)) \(why)."))
    }
    for (name, value) in call.arguments where name != "command" && !harmless.contains(name) {
      let constant = value.constant
      if constant == .bool(false) || constant == .null { continue }
      return unreadable("has the argument \(Value.quoted(name)), whose meaning is unknown")
    }
    guard let command = call.arguments.first(where: { $0.name == "command" })?.value else {
      return unreadable("has no argument \(Value.quoted("command"))")
    }
    switch command.constant {
    case .string(let text)?: return .success(text.string)
    case .list(let words)?:
      // In `["bash", "-lc", "…"]`, the last word is the command.
      if words.count == 3, case .string(let shell) = words[0], case .string(let flag) = words[1],
        case .string(let text) = words[2], ["bash", "sh"].contains(shell.string),
        ["-c", "-lc"].contains(flag.string)
      {
        return .success(text.string)
      }
      return unreadable("has a list as its command that is not `[\"bash\", \"-c\", …]`")
    case nil: return unreadable("has a command that is unknown until the plan runs")
    default: return unreadable("has a command that is not a string")
    }
  }

  struct Unreadable: Error {
    let sentence: String
  }
}

extension NativePlanReader {
  /// Reads `shell: …`. References in its text are not replaced.
  mutating func shellStep(_ node: AgentPlanNode) -> AgentPlanStep? {
    let command = read(PlanKeys.shell, in: node)
    let id = read(PlanKeys.id, in: node)
    let label = read(PlanKeys.label, in: node) ?? ""
    let handling = read(PlanKeys.onFailure, in: node) ?? .propagate
    let retries = read(PlanKeys.retry, in: node) ?? 0
    guard let command else { return nil }
    let call = PlannedCall(
      tool: "shell", arguments: [("command", .constant(.string(Text(command))))], label: label)
    let step = AgentPlanStep(
      .call(call), id: id, onFailure: handling, retries: retries, position: node.position)
    return expanded(step, call)
  }

  /// Expands a call of a shell into the calls that its command makes. If the command is not
  /// understood, the result is the call itself, and a gap is added.
  mutating func expanded(_ step: AgentPlanStep, _ call: PlannedCall) -> AgentPlanStep {
    let opaque = AgentPlanStep(
      .call(call.with(isOpaque: true)), id: step.id, onFailure: step.onFailure,
      retries: step.retries, position: step.position)
    let command: String
    switch ShellCall.command(of: call) {
    case .success(let text): command = text
    case .failure(let why):
      addGap(why.sentence)
      return opaque
    }
    guard let shell else {
      addGap("cannot verify: the shell command \(Value.quoted(AgentPlanNode.short(command))).")
      return opaque
    }
    let reading = shell(command, step.position)
    for gap in reading.gaps { addGap(gap) }
    for assumption in reading.assumptions where !assumptions.contains(assumption) {
      assumptions.append(assumption)
    }
    guard reading.gaps.isEmpty else { return opaque }
    if let only = reading.steps.first, reading.steps.count == 1, case .call(let call) = only.kind,
      case .propagate = only.onFailure, only.retries == 0
    {
      return AgentPlanStep(
        .call(call.labelled(step: step)), id: step.id, onFailure: step.onFailure,
        retries: step.retries, position: step.position)
    }
    var names: [String] = []
    let steps = reading.steps.map { inner in
      inner.mappingCalls { call, id in
        let name = step.id.map { id ?? freshIdentifier(from: $0) } ?? id
        if let name { names.append(name) }
        return (call.labelled(step: step), name)
      }
    }
    if let id = step.id { shellCalls[id] = names }
    return AgentPlanStep(
      .sequence(steps), id: step.id, onFailure: step.onFailure, retries: step.retries,
      position: step.position)
  }

  mutating func addGap(_ sentence: String) {
    if !gaps.contains(sentence) { gaps.append(sentence) }
  }

  /// An identifier that the plan does not use.
  private mutating func freshIdentifier(from id: String) -> String {
    var number = 1
    while !taken.insert("\(id)_\(number)").inserted { number += 1 }
    return "\(id)_\(number)"
  }

  /// The step with references to expanded shell steps replaced by references to their calls.
  ///
  /// The shell writes the output of such a step from the outputs of all its calls. An approval of
  /// the step is an approval of all its calls.
  func withShellCalls(_ step: AgentPlanStep) -> AgentPlanStep {
    guard !shellCalls.isEmpty else { return step }
    return step.mappingCalls { call, id in
      let arguments = call.arguments.map { (name: $0.name, value: withShellCalls($0.value)) }
      let changed = call.with(
        arguments: arguments, approves: call.approves.flatMap { shellCalls[$0] ?? [$0] })
      return (changed, id)
    }
  }

  private func withShellCalls(_ value: AgentPlanValue) -> AgentPlanValue {
    switch value {
    case .constant, .unknown: return value
    case .list(let elements): return .list(elements.map { withShellCalls($0) })
    case .text(let parts): return .text(parts.map { withShellCalls($0) })
    case .map(let members):
      return .map(members.map { (name: $0.name, value: withShellCalls($0.value)) })
    case .output(let id, _): return shellCalls[id].map { .written(from: $0) } ?? value
    case .written(let ids): return .written(from: ids.flatMap { shellCalls[$0] ?? [$0] })
    }
  }
}

extension PlannedCall {
  /// The call with the label of the step from which it was expanded, if it has no label itself.
  fileprivate func labelled(step: AgentPlanStep) -> PlannedCall {
    guard label.isEmpty, case .call(let outer) = step.kind, !outer.label.isEmpty else {
      return self
    }
    return with(label: outer.label)
  }
}

extension AgentPlanStep {
  /// The step with each call in it and the call's identifier replaced.
  func mappingCalls(
    _ change: (PlannedCall, String?) -> (PlannedCall, String?)
  ) -> AgentPlanStep {
    func all(_ steps: [AgentPlanStep]) -> [AgentPlanStep] { steps.map { $0.mappingCalls(change) } }
    var id = id
    let kind: Kind
    switch self.kind {
    case .call(let call):
      let (changed, name) = change(call, id)
      kind = .call(changed)
      id = name
    case .sequence(let steps): kind = .sequence(all(steps))
    case .parallel(let branches): kind = .parallel(branches.map(all))
    case .either(let branches): kind = .either(branches.map(all))
    case .branch(let condition, let then, let otherwise):
      kind = .branch(condition, then: all(then), else: all(otherwise))
    case .loop(let loop):
      kind = .loop(
        AgentPlanLoop(
          most: loop.most, isExact: loop.isExact, while: loop.whileCondition,
          until: loop.untilCondition, body: all(loop.body)))
    case .jump, .stop, .fail: kind = self.kind
    }
    let handling: FailureHandling
    switch onFailure {
    case .propagate, .goOn: handling = onFailure
    case .steps(let steps): handling = .steps(all(steps))
    }
    return AgentPlanStep(
      kind, id: id, onFailure: handling, retries: retries, endsEarly: endsEarly, position: position)
  }
}
