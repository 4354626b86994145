import ProvisoKernel
import ProvisoPlans

extension NativePlanReader {
  /// Reads a list of steps.
  ///
  /// - Parameter isPlan: whether the list must have at least one step, such as all steps of an
  ///   agent.
  mutating func steps(_ node: AgentPlanNode, as what: String, isPlan: Bool = false)
    -> [AgentPlanStep]
  {
    guard node.isList else {
      mistakes.report(node, "\(what): expected a list of steps, found \(node.described)")
      return []
    }
    let elements = node.elements
    if isPlan, elements.isEmpty { mistakes.report(node, "\(what): expected at least one step") }
    listDepth += 1
    defer { listDepth -= 1 }
    let outer = background
    background = []
    var out: [AgentPlanStep] = []
    var started: [BackgroundSteps] = []
    for element in elements {
      guard let step = step(element) else { continue }
      started += background.map {
        BackgroundSteps(index: out.count, steps: $0.steps, isRepeated: $0.isRepeated)
      }
      background = []
      out.append(step)
    }
    guard listDepth > 1 else {
      background = outer
      return out.running(started)
    }
    // They run on after the end of the list, which itself can run again.
    background =
      outer
      + started.map { BackgroundSteps(index: 0, steps: $0.steps, isRepeated: true) }
    return out
  }

  private mutating func step(_ node: AgentPlanNode) -> AgentPlanStep? {
    guard node.isMap else {
      mistakes.report(
        node, "expected a step with one of \(StepKeyword.listed), found \(node.described)")
      return nil
    }
    let members = node.members
    let words = members.compactMap { StepKeyword(rawValue: $0.name) }
    guard let word = words.first, words.count == 1 else {
      if words.isEmpty { reportNoWord(node, among: members) } else { reportWords(members, words) }
      return nil
    }
    for member in members where !word.mapping.names.contains(member.name) {
      reportKey(member, of: word)
    }
    let hasHandler = node[PlanKeys.onFailure.name]?.isList ?? false
    let isRetried = node[PlanKeys.retry.name] != nil && word != .call && word != .shell
    return withSharedShell(if: word == .repeat || word == .parallel || hasHandler || isRetried) {
      $0.step(node, word)
    }
  }

  private mutating func step(_ node: AgentPlanNode, _ word: StepKeyword) -> AgentPlanStep? {
    if word == .call { return call(node) }
    if word == .shell { return shellStep(node) }
    let first = start
    let kind = kind(node, word)
    // Any part of the steps can have run before they fail.
    if node[PlanKeys.onFailure.name] != nil { start = start.joined(with: first) }
    let handling = read(PlanKeys.onFailure, in: node) ?? .propagate
    let retries = read(PlanKeys.retry, in: node) ?? 0
    guard let kind else { return nil }
    return AgentPlanStep(kind, onFailure: handling, retries: retries, position: node.position)
  }

  private mutating func kind(_ node: AgentPlanNode, _ word: StepKeyword) -> AgentPlanStep.Kind? {
    switch word {
    case .call, .shell: nil
    case .if: branch(node)
    case .repeat: read(PlanKeys.repeat, in: node).map { .loop($0) }
    case .parallel: read(PlanKeys.parallel, in: node).map { .parallel($0) }
    case .either: read(PlanKeys.either, in: node).map { .either($0) }
    case .do: read(PlanKeys.do, in: node).map { .sequence($0) }
    case .stop: read(PlanKeys.stop, in: node).map { _ in .stop }
    }
  }

  private mutating func reportNoWord(_ node: AgentPlanNode, among members: [AgentPlanNode.Member]) {
    let others = Set(StepKeyword.allCases.flatMap(\.mapping.names))
    for member in members where !others.contains(member.name) {
      let near =
        StepKeyword.meant[member.name]
        ?? Suggestion.nearest(to: member.name, among: StepKeyword.names)
      guard let near else { continue }
      return mistakes.report(
        member.key,
        "a step has no key `\(AgentPlanNode.short(member.name))`; did you mean `\(near)`?")
    }
    mistakes.report(
      node, "this step does not say what it does: expected one of the keys \(StepKeyword.listed)")
  }

  private mutating func reportWords(_ members: [AgentPlanNode.Member], _ words: [StepKeyword]) {
    let names = words.map { "`\($0.rawValue)`" }.joined(separator: " and ")
    let second = members.filter { StepKeyword(rawValue: $0.name) != nil }.dropFirst().first
    guard let second else { return }
    mistakes.report(
      second.key,
      "this step has \(names): expected only one of \(StepKeyword.listed); write one step for each")
  }

  private mutating func reportKey(_ member: AgentPlanNode.Member, of word: StepKeyword) {
    let owners = StepKeyword.allCases.filter { $0.mapping.names.contains(member.name) }
    if let owner = owners.first {
      return mistakes.report(
        member.key,
        word == .stop
          ? "`stop` cannot have other keys"
          : "`\(member.name)` belongs to \(owner.mapping.described), not to \(word.mapping.described)"
      )
    }
    let known = word.mapping.names
    mistakes.unknownKey(
      member, of: word.mapping.described, known: known,
      meant: StepKeyword.meant.filter { known.contains($0.value) })
  }

  // MARK: Calls

  private mutating func call(_ node: AgentPlanNode) -> AgentPlanStep? {
    let tool = read(PlanKeys.call, in: node)
    let id = read(PlanKeys.id, in: node)
    let label = read(PlanKeys.label, in: node) ?? ""
    let arguments = read(PlanKeys.with, in: node) ?? []
    let approves = read(PlanKeys.approves, in: node) ?? []
    if let id, approves.contains(id), let node = node[PlanKeys.approves.name] {
      mistakes.report(node, "`approves`: `\(id)` cannot approve itself: expected other calls")
    }
    let changes = read(PlanKeys.changes, in: node)
    let handling = read(PlanKeys.onFailure, in: node) ?? .propagate
    let retries = read(PlanKeys.retry, in: node) ?? 0
    guard let tool else { return nil }
    if changes != nil, ShellCall.isShell(tool), let node = node[PlanKeys.changes.name] {
      mistakes.report(
        node,
        "`changes` belongs to a tool that the world describes, and `\(AgentPlanNode.short(tool))` is a shell: name the saved plan in the command, as in `terraform apply tfplan`"
      )
    }
    let call = PlannedCall(
      tool: tool, arguments: arguments, label: label, approves: approves, changes: changes)
    let step = AgentPlanStep(
      .call(call), id: id, onFailure: handling, retries: retries, position: node.position)
    return ShellCall.isShell(tool) ? expanded(step, call) : located(step)
  }

  /// Reads the arguments of a call.
  mutating func arguments(_ node: AgentPlanNode, _ what: String) -> [(
    name: String, value: AgentPlanValue
  )] {
    guard node.isMap else {
      mistakes.report(
        node, "\(what): expected arguments of the form `name: value`, found \(node.described)")
      return []
    }
    return node.members.map { member in
      if member.name.isEmpty {
        mistakes.report(member.key, "the name of an argument is empty: expected a name")
      }
      return (member.name, value(member.value))
    }
  }

  /// Reads a non-empty list of identifiers of calls.
  mutating func identifiersUsed(in node: AgentPlanNode, _ what: String) -> [String] {
    guard node.isList, !node.elements.isEmpty else {
      mistakes.report(node, "\(what): expected a list of call ids, found \(node.described)")
      return []
    }
    var found: [String] = []
    for element in node.elements {
      guard let id = text(element, as: "\(what) (the id of a call)") else { continue }
      uses.append(Use(id: id, node: element, reference: nil))
      if !found.contains(id) { found.append(id) }
    }
    return found
  }

  /// Reads what happens after a failure.
  mutating func failureHandling(_ node: AgentPlanNode, as what: String) -> AgentPlanStep
    .FailureHandling?
  {
    if node.isList { return .steps(steps(node, as: what)) }
    switch node.text {
    case "stop": return .propagate
    case "continue": return .goOn
    default:
      let near = node.text.flatMap { Suggestion.nearest(to: $0, among: ["stop", "continue"]) }
      mistakes.report(
        node,
        "\(what): expected `stop`, `continue` or a list of steps, found \(node.described)"
          + (near.map { "; did you mean `\($0)`?" } ?? ""))
      return nil
    }
  }

  /// Reads the value `true`. Any other value is reported.
  mutating func always(_ node: AgentPlanNode, as what: String) -> Bool? {
    if case .bool(true) = node.kind { return true }
    mistakes.report(node, "\(what): expected `true`, found \(node.described)\(hint(node))")
    return nil
  }

  // MARK: Branches and loops

  private mutating func branch(_ node: AgentPlanNode) -> AgentPlanStep.Kind? {
    let condition = read(PlanKeys.if, in: node)
    let steps = alternatives([
      { $0.read(PlanKeys.then, in: node) ?? [] }, { $0.read(PlanKeys.else, in: node) ?? [] },
    ])
    return condition.map { .branch($0, then: steps[0], else: steps[1]) }
  }

  /// Reads an expression of the language.
  mutating func condition(_ node: AgentPlanNode, as what: String) -> AgentPlanCondition? {
    switch node.kind {
    case .bool(let flag): return .expression(flag ? "true" : "false", position: node.position)
    case .text(let text) where Self.oldYAMLBooleans.contains(text.lowercased()):
      mistakes.report(
        node, "\(what): expected a condition, found \(node.described)\(hint(node))")
    case .text(let text) where text.contains { !$0.isWhitespace }:
      return .expression(text, position: node.position)
    default: mistakes.report(node, "\(what): expected a condition, found \(node.described)")
    }
    return nil
  }

  /// Words that were Booleans in YAML 1.1 and are strings in YAML 1.2.
  private static let oldYAMLBooleans: Set<String> = ["yes", "no", "on", "off"]

  /// The end of a message about `yes` or a similar word, which is a Boolean only in YAML 1.1.
  private func hint(_ node: AgentPlanNode) -> String {
    guard let text = node.text, Self.oldYAMLBooleans.contains(text.lowercased()) else { return "" }
    return "; `\(text)` is a string in YAML 1.2, write `true` or `false`"
  }

  /// Reads a non-empty list of branches.
  mutating func branches(_ node: AgentPlanNode, _ what: String) -> [[AgentPlanStep]]? {
    guard node.isList, !node.elements.isEmpty else {
      mistakes.report(
        node,
        "\(what): expected a list of branches, where each branch is a list of steps, found \(node.described)"
      )
      return nil
    }
    return alternatives(
      node.elements.map { branch in
        { reader in
          if branch.isMap {
            reader.mistakes.report(
              branch,
              "\(what): expected a list of steps as a branch, found a single step; put `- ` before it"
            )
            return []
          }
          return reader.steps(branch, as: "a branch of \(what)")
        }
      })
  }

  /// Reads the mapping under `repeat`.
  mutating func loop(_ node: AgentPlanNode, as what: String) -> AgentPlanLoop? {
    guard node.isMap else {
      mistakes.report(
        node,
        "\(what): expected a mapping with `do` and with `times`, `at_most`, `while` or `until`, found \(node.described)"
      )
      return nil
    }
    checkKeys(of: node, PlanMappings.loop)
    let times = read(PlanKeys.times, in: node)
    let most = read(PlanKeys.atMost, in: node)
    if node[PlanKeys.times.name] != nil, let bound = node[PlanKeys.atMost.name] {
      mistakes.report(
        bound, "`repeat` has both `times` and `at_most`: expected `times` (exactly) or `at_most`")
    }
    let before = read(PlanKeys.while, in: node)
    let after = read(PlanKeys.until, in: node)
    return read(PlanKeys.body, in: node).map { body in
      AgentPlanLoop(
        most: times ?? most, isExact: times != nil, while: before, until: after, body: body)
    }
  }
}
