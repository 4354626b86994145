import ProvisoKernel
import ProvisoPlans

/// The keys that say what a step does. Every step has exactly one of them.
enum StepWord: String, CaseIterable {
  case call, shell, `if`, `repeat`, parallel, either, `do`, stop

  /// The other keys that a step with this word can have.
  var otherKeys: [String] {
    switch self {
    case .call: ["id", "label", "with", "approves", "changes", "retry", "on_failure"]
    case .shell: ["id", "label", "retry", "on_failure"]
    case .if: ["then", "else", "retry", "on_failure"]
    case .repeat, .parallel, .either, .do: ["retry", "on_failure"]
    case .stop: []
    }
  }

  /// A description of a step with this word for messages.
  var described: String {
    switch self {
    case .call: "a call"
    case .shell: "a shell step"
    default: "a step with `\(rawValue)`"
    }
  }

  static let names = allCases.map(\.rawValue)
  static let listed = names.map { "`\($0)`" }.joined(separator: ", ")
  /// Other words that people write for the keys of a step, with the right key.
  static let meant = [
    "tool": "call", "function": "call", "name": "call", "args": "with", "arguments": "with",
    "input": "with", "params": "with", "run": "shell", "bash": "shell", "command": "shell",
    "loop": "repeat", "for": "repeat", "while": "repeat", "steps": "do", "sequence": "do",
    "retries": "retry", "on_error": "on_failure", "catch": "on_failure", "elif": "else",
    "choose": "either", "exit": "stop",
  ]
}

extension NativePlanReader {
  /// Reads a list of steps.
  ///
  /// - Parameter isPlan: whether the list must have at least one step, such as all steps of an
  ///   agent.
  mutating func steps(_ node: PlanNode, _ what: String, isPlan: Bool = false) -> [PlanStep] {
    guard node.isList else {
      mistakes.report(node, "\(what): expected a list of steps, found \(node.described)")
      return []
    }
    let elements = node.elements
    if isPlan, elements.isEmpty { mistakes.report(node, "\(what): expected at least one step") }
    return elements.compactMap { step($0) }
  }

  private mutating func step(_ node: PlanNode) -> PlanStep? {
    guard node.isMap else {
      mistakes.report(
        node, "expected a step with one of \(StepWord.listed), found \(node.described)")
      return nil
    }
    let members = node.members
    let words = members.compactMap { StepWord(rawValue: $0.name) }
    guard let word = words.first, words.count == 1 else {
      if words.isEmpty { reportNoWord(node, members) } else { reportWords(members, words) }
      return nil
    }
    for member in members
    where member.name != word.rawValue && !word.otherKeys.contains(member.name) {
      reportKey(member, of: word)
    }
    guard let main = node[word.rawValue] else { return nil }
    var kind: PlanStep.Kind?
    switch word {
    case .call: return call(node, main)
    case .shell: return shellStep(node, main)
    case .if: kind = branch(node, main)
    case .repeat: kind = loop(main)
    case .parallel: kind = branches(main, "parallel").map { .parallel($0) }
    case .either: kind = branches(main, "either").map { .either($0) }
    case .do: kind = .sequence(steps(main, "`do`"))
    case .stop:
      guard case .bool(true) = main.kind else {
        mistakes.report(main, "`stop`: expected `true`, found \(main.described)\(hint(main))")
        return nil
      }
      kind = .stop
    }
    let handling = failureHandling(node)
    let retries = retries(node)
    guard let kind else { return nil }
    return PlanStep(kind, onFailure: handling, retries: retries, place: node.place)
  }

  private mutating func reportNoWord(_ node: PlanNode, _ members: [PlanNode.Member]) {
    let others = Set(StepWord.allCases.flatMap(\.otherKeys))
    for member in members where !others.contains(member.name) {
      let near =
        StepWord.meant[member.name] ?? Suggestion.nearest(to: member.name, among: StepWord.names)
      guard let near else { continue }
      return mistakes.report(
        member.key,
        "a step has no key `\(PlanNode.short(member.name))`; did you mean `\(near)`?")
    }
    mistakes.report(
      node, "this step does not say what it does: expected one of the keys \(StepWord.listed)")
  }

  private mutating func reportWords(_ members: [PlanNode.Member], _ words: [StepWord]) {
    let names = words.map { "`\($0.rawValue)`" }.joined(separator: " and ")
    let second = members.filter { StepWord(rawValue: $0.name) != nil }.dropFirst().first
    guard let second else { return }
    mistakes.report(
      second.key,
      "this step has \(names): expected only one of \(StepWord.listed); write one step for each")
  }

  private mutating func reportKey(_ member: PlanNode.Member, of word: StepWord) {
    let known = [word.rawValue] + word.otherKeys
    let owners = StepWord.allCases.filter { $0.otherKeys.contains(member.name) }
    if let owner = owners.first {
      return mistakes.report(
        member.key,
        word == .stop
          ? "`stop` cannot have other keys"
          : "`\(member.name)` belongs to \(owner.described), not to \(word.described)")
    }
    mistakes.unknownKey(
      member, of: word.described, known: known,
      meant: StepWord.meant.filter { known.contains($0.value) })
  }

  // MARK: Calls

  private mutating func call(_ node: PlanNode, _ main: PlanNode) -> PlanStep? {
    let tool = text(main, "`call` (the name of a tool)")
    let id = node["id"].flatMap { identifier($0) }
    let label = node["label"].flatMap { text($0, "`label`") } ?? ""
    var arguments: [(name: String, value: PlanValue)] = []
    if let with = node["with"] {
      if with.isMap {
        for member in with.members {
          if member.name.isEmpty {
            mistakes.report(member.key, "the name of an argument is empty: expected a name")
          }
          arguments.append((member.name, value(member.value)))
        }
      } else {
        mistakes.report(
          with, "`with`: expected arguments of the form `name: value`, found \(with.described)")
      }
    }
    let approves = node["approves"].map { identifiersUsed(in: $0, "`approves`") } ?? []
    if let id, approves.contains(id), let node = node["approves"] {
      mistakes.report(node, "`approves`: `\(id)` cannot approve itself: expected other calls")
    }
    let changes = node["changes"].flatMap { text($0, "`changes` (the path of a Terraform plan)") }
    let handling = failureHandling(node)
    let retries = retries(node)
    guard let tool else { return nil }
    let call = PlannedCall(
      tool: tool, arguments: arguments, label: label, approves: approves, changes: changes)
    let step = PlanStep(
      .call(call), id: id, onFailure: handling, retries: retries, place: node.place)
    return ShellCall.isShell(tool) ? expanded(step, call) : step
  }

  /// Reads a non-empty list of identifiers of calls.
  mutating func identifiersUsed(in node: PlanNode, _ what: String) -> [String] {
    guard node.isList, !node.elements.isEmpty else {
      mistakes.report(node, "\(what): expected a list of call ids, found \(node.described)")
      return []
    }
    var found: [String] = []
    for element in node.elements {
      guard let id = text(element, "\(what) (the id of a call)") else { continue }
      uses.append(Use(id: id, node: element, reference: nil))
      if !found.contains(id) { found.append(id) }
    }
    return found
  }

  mutating func failureHandling(_ node: PlanNode) -> PlanStep.FailureHandling {
    guard let handling = node["on_failure"] else { return .propagate }
    if handling.isList { return .steps(steps(handling, "`on_failure`")) }
    switch handling.text {
    case "stop": return .propagate
    case "continue": return .goOn
    default:
      let near = handling.text.flatMap { Suggestion.nearest(to: $0, among: ["stop", "continue"]) }
      mistakes.report(
        handling,
        "`on_failure`: expected `stop`, `continue` or a list of steps, found \(handling.described)"
          + (near.map { "; did you mean `\($0)`?" } ?? ""))
      return .propagate
    }
  }

  mutating func retries(_ node: PlanNode) -> Int {
    node["retry"].flatMap { count($0, "`retry`", from: 0) } ?? 0
  }

  // MARK: Branches and loops

  private mutating func branch(_ node: PlanNode, _ main: PlanNode) -> PlanStep.Kind? {
    let condition = condition(main, "`if`")
    if node["then"] == nil {
      mistakes.report(
        node, "this step has `if` but no `then`: expected the steps to take if the condition holds")
    }
    let then = node["then"].map { steps($0, "`then`") } ?? []
    let otherwise = node["else"].map { steps($0, "`else`") } ?? []
    return condition.map { .branch($0, then: then, else: otherwise) }
  }

  /// Reads an expression of the language.
  private mutating func condition(_ node: PlanNode, _ what: String) -> PlanCondition? {
    switch node.kind {
    case .bool(let flag): return .expression(flag ? "true" : "false", place: node.place)
    case .text(let text) where Self.oldYAMLBooleans.contains(text.lowercased()):
      mistakes.report(
        node, "\(what): expected a condition, found \(node.described)\(hint(node))")
    case .text(let text) where text.contains { !$0.isWhitespace }:
      return .expression(text, place: node.place)
    default: mistakes.report(node, "\(what): expected a condition, found \(node.described)")
    }
    return nil
  }

  /// Words that were Booleans in YAML 1.1 and are strings in YAML 1.2.
  private static let oldYAMLBooleans: Set<String> = ["yes", "no", "on", "off"]

  /// The end of a message about `yes` or a similar word, which is a Boolean only in YAML 1.1.
  private func hint(_ node: PlanNode) -> String {
    guard let text = node.text, Self.oldYAMLBooleans.contains(text.lowercased()) else { return "" }
    return "; `\(text)` is a string in YAML 1.2, write `true` or `false`"
  }

  private mutating func branches(_ node: PlanNode, _ word: String) -> [[PlanStep]]? {
    guard node.isList, !node.elements.isEmpty else {
      mistakes.report(
        node,
        "`\(word)`: expected a list of branches, where each branch is a list of steps, found \(node.described)"
      )
      return nil
    }
    return node.elements.map { branch in
      if branch.isMap {
        mistakes.report(
          branch,
          "`\(word)`: expected a list of steps as a branch, found a single step; put `- ` before it"
        )
        return []
      }
      return steps(branch, "a branch of `\(word)`")
    }
  }

  private static let loopKeys = ["times", "at_most", "while", "until", "do"]

  private mutating func loop(_ node: PlanNode) -> PlanStep.Kind? {
    guard node.isMap else {
      mistakes.report(
        node,
        "`repeat`: expected a mapping with `do` and with `times`, `at_most`, `while` or `until`, found \(node.described)"
      )
      return nil
    }
    for member in node.members where !Self.loopKeys.contains(member.name) {
      mistakes.unknownKey(
        member, of: "`repeat`", known: Self.loopKeys,
        meant: ["steps": "do", "max": "at_most", "count": "times", "if": "while"])
    }
    let times = node["times"].flatMap { count($0, "`times`", from: 1) }
    let most = node["at_most"].flatMap { count($0, "`at_most`", from: 1) }
    if node["times"] != nil, let bound = node["at_most"] {
      mistakes.report(
        bound, "`repeat` has both `times` and `at_most`: expected `times` (exactly) or `at_most`")
    }
    let before = node["while"].flatMap { condition($0, "`while`") }
    let after = node["until"].flatMap { condition($0, "`until`") }
    guard let body = node["do"] else {
      mistakes.report(node, "`repeat` has no `do`: expected the steps to repeat")
      return nil
    }
    let loop = PlanLoop(
      most: times ?? most, isExact: times != nil, while: before, until: after,
      body: steps(body, "`do`", isPlan: true))
    return .loop(loop)
  }
}
