import ProvisoKernel
import ProvisoPlans

/// A function that reads a shell command, given with its position and what is known before it.
package typealias ShellCommandReader = (
  _ command: String, _ position: PlanPosition?, _ start: ShellStart
) -> ShellReading

/// A call of a tool with which agents run shell commands, or of one that applies a patch.
enum ShellCall {
  /// The calls that a command or a patch makes, in order, and what is not known about them.
  struct Expansion {
    var steps: [AgentPlanStep]
    /// The calls that run in the background, at the same time as all later steps.
    var background: [AgentPlanStep] = []
    var gaps: [String]
    var assumptions: [String] = []
    /// The state that the command leaves to later ones; `nil` if it leaves nothing.
    var reading: ShellReading?
    /// Whether the call itself names the directory of its shell.
    var namesDirectory = false
  }

  static func isShell(_ tool: String) -> Bool {
    CommandArguments.tools.contains(tool) || tool == PatchText.tool
  }

  /// The calls that a command makes.
  ///
  /// - Parameters:
  ///   - home: what is known before the call. A directory that the call names is relative to that.
  ///   - shell: the reader of shell commands; without it, each command is a gap.
  static func expansion(
    of call: PlannedCall, in home: ShellStart = ShellStart(), at position: PlanPosition?,
    shell: ShellCommandReader?
  ) -> Expansion {
    func unreadable(_ predicate: String) -> Expansion {
      Expansion(
        steps: [], gaps: ["cannot verify: the call of \(Value.quoted(call.tool)) \(predicate)."])
    }
    if call.tool == PatchText.tool {
      guard let text = PatchText.text(of: call) else { return unreadable("has no text of a patch") }
      return patched(text, in: home, at: position) ?? unreadable("has a patch of an unknown form")
    }
    let arguments: CommandArguments
    do throws(CommandArguments.Mistake) {
      arguments = try CommandArguments(call)
    } catch {
      return unreadable(error.predicate)
    }
    var start = home.directory(given: arguments.directory)
    start.isPOSIX = arguments.isPOSIX
    if let patch = arguments.patch {
      return patched(patch, in: start, at: position) ?? unreadable("has a patch of an unknown form")
    }
    guard let shell else {
      return Expansion(
        steps: [],
        gaps: [
          "cannot verify: the shell command \(Value.quoted(AgentPlanNode.short(arguments.text)))."
        ])
    }
    let reading = shell(arguments.text, position, start)
    let isForeground = !arguments.isInBackground
    var left = reading
    if !isForeground {
      // The command has a shell of its own.
      left.changesDirectory = false
      left.exported = []
    }
    return Expansion(
      steps: isForeground ? reading.steps : [],
      background: reading.background + (isForeground ? [] : reading.steps), gaps: reading.gaps,
      assumptions: reading.assumptions, reading: left,
      namesDirectory: arguments.directory != nil)
  }

  private static func patched(
    _ patch: String, in start: ShellStart, at position: PlanPosition?
  ) -> Expansion? {
    guard let steps = PatchText.steps(of: patch, position: position) else { return nil }
    guard let directory = start.directory else {
      return Expansion(
        steps: steps,
        gaps: [
          "cannot verify: the directory of a patch is unknown, because an earlier command may have changed it."
        ])
    }
    let placed = steps.map { $0.mappingPaths { ShellPath.below(directory, $0) } }
    return Expansion(steps: placed, gaps: CallGaps.of(placed, written: steps, from: start.base))
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
    let directory = read(PlanKeys.stepDirectory, in: node)
    guard let command else { return nil }
    let call = PlannedCall(
      tool: "shell", arguments: [("command", .constant(.string(Text(command))))], label: label)
    let step = AgentPlanStep(
      .call(call), id: id, onFailure: handling, retries: retries, position: node.position)
    return expanded(step, call, in: directory)
  }

  /// Expands a call of a shell into the calls that its command makes. If the command is not
  /// understood, the result is the call itself, and a gap is added.
  ///
  /// - Parameter directory: the directory of the step, relative to that of the plan; `nil` if the step
  ///   names none.
  mutating func expanded(
    _ step: AgentPlanStep, _ call: PlannedCall, in directory: String? = nil
  ) -> AgentPlanStep {
    let opaque = AgentPlanStep(
      .call(call.with(isOpaque: true)), id: step.id, onFailure: step.onFailure,
      retries: step.retries, position: step.position)
    let reading = expansion(of: call, for: step, in: directory)
    for gap in reading.gaps { addGap(gap) }
    for assumption in reading.assumptions where !assumptions.contains(assumption) {
      assumptions.append(assumption)
    }
    if !reading.background.isEmpty, step.id != nil {
      addGap("cannot verify: a step with an id runs a command in the background.")
      return opaque
    }
    guard reading.gaps.isEmpty else { return opaque }
    if !reading.background.isEmpty {
      background.append(
        BackgroundSteps(
          index: 0,
          steps: reading.background.map { $0.mappingCalls { ($0.labelled(step: step), $1) } },
          isRepeated: step.retries > 0))
    }
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
