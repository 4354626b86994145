import ProvisoKernel
import ProvisoPlans

/// Reads state machines in Amazon States Language.
///
/// Sources: "Amazon States Language" (states-language.net/spec.html), whose sections the comments
/// name, and the developer guide of AWS Step Functions. A violation of the specification is a
/// mistake with its position. A valid feature that this reader does not understand is a gap, so
/// that nothing is proved.
struct StateMachineReader {
  /// The maximum nesting depth of machines.
  private static let maximumDepth = 24
  /// The most states of a machine. AWS limits a machine to 1 MB, so real machines have fewer.
  private static let maximumStates = 5_000
  /// "State names […] must be less than or equal to 80 Unicode characters" (section "States").
  private static let maximumNameLength = 80

  var mistakes = AgentPlanMistakes()
  private(set) var gaps: [String] = []
  private var names: [String: PlanPosition] = [:]

  mutating func read(_ root: AgentPlanNode) throws(AgentFormatError) -> AgentPlan {
    guard root.isMap else {
      let position = root.position
      throw AgentFormatError(
        "expected a state machine with `StartAt` and `States`, found \(root.described)",
        line: position.line, column: position.column)
    }
    let language = language(of: root, .jsonPath)
    check(
      root, as: "a state machine",
      known: ["Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage"])
    let machine = machine(root, in: language, depth: 1)
    try mistakes.finish()
    guard let machine else {
      throw AgentFormatError(
        "the state machine has no states: expected at least one in `States`", line: 1, column: 1)
    }
    var flow = StateDataFlow(machine)
    flow.follow()
    var plan = StateMachinePlan(machine, flow: flow)
    let steps = plan.steps()
    for gap in gaps where !plan.gaps.contains(gap) { plan.gaps.append(gap) }
    return AgentPlan(
      format: AgentPlanFormat.stateMachine.rawValue, name: root["Comment"]?.text ?? "",
      agents: [PlannedAgent(name: PlannedAgent.onlyName, steps: steps)],
      isNamedByLabels: true, assumptions: plan.assumptions, notModelled: plan.notModelled,
      gaps: plan.gaps)
  }

  private mutating func gap(_ text: String) {
    if !gaps.contains(text) { gaps.append(text) }
  }

  // MARK: Fields

  /// Reports every unknown field of an object.
  mutating func check(_ node: AgentPlanNode, as what: String, known: [String]) {
    for member in node.members where !known.contains(member.name) {
      mistakes.unknownKey(member, of: what, known: known)
    }
  }

  mutating func text(_ node: AgentPlanNode?, as what: String, in whole: AgentPlanNode) -> String? {
    if let text = node?.text, !text.isEmpty { return text }
    mistakes.report(
      node ?? whole, "\(what): expected a string, found \(node?.described ?? "nothing")")
    return nil
  }

  private mutating func language(
    of node: AgentPlanNode, _ inherited: StateMachine.QueryLanguage
  ) -> StateMachine.QueryLanguage {
    guard let given = node["QueryLanguage"] else { return inherited }
    guard let text = given.text, let language = StateMachine.QueryLanguage(rawValue: text) else {
      mistakes.report(
        given, "`QueryLanguage`: expected `JSONPath` or `JSONata`, found \(given.described)")
      return inherited
    }
    return language
  }

  // MARK: Machines

  /// Reads a machine: the whole file, a branch of a Parallel state, or the processor of a Map
  /// state.
  mutating func machine(
    _ node: AgentPlanNode, in language: StateMachine.QueryLanguage, depth: Int
  ) -> StateMachine? {
    guard depth <= Self.maximumDepth else {
      mistakes.report(
        node, "the machines are nested too deeply: expected at most \(Self.maximumDepth) levels")
      return nil
    }
    guard node.isMap else {
      mistakes.report(
        node, "expected a machine with `StartAt` and `States`, found \(node.described)")
      return nil
    }
    let startName = text(node["StartAt"], as: "`StartAt` (the name of a state)", in: node)
    guard let states = node["States"], states.isMap, !states.members.isEmpty else {
      let found = node["States"]
      mistakes.report(
        found ?? node,
        "`States`: expected a mapping from names to states, found \(found?.described ?? "nothing")"
      )
      return nil
    }
    let members = states.members
    var indices: [String: Int] = [:]
    for (index, member) in members.enumerated() {
      indices[member.name] = index
      checkName(member)
    }
    guard names.count <= Self.maximumStates else {
      mistakes.report(states, "too many states: expected at most \(Self.maximumStates)")
      return nil
    }
    let read = members.map { member in
      state(member, in: indices, inheriting: language, depth: depth)
    }
    guard let startName else { return nil }
    guard
      let start = target(startName, at: node["StartAt"] ?? node, as: "`StartAt`", states: indices)
    else {
      return nil
    }
    let all = read.compactMap(\.self)
    guard all.count == read.count else { return nil }
    let machine = StateMachine(states: all, start: start, node: node)
    let reached = Set(machine.order)
    for (index, member) in members.enumerated() where !reached.contains(index) {
      mistakes.report(
        member.key,
        "the state `\(AgentPlanNode.short(member.name))` is unreachable: expected a state that leads to it"
      )
    }
    return machine
  }

  private mutating func checkName(_ member: AgentPlanNode.Member) {
    if member.name.isEmpty {
      mistakes.report(member.key, "the name of a state is empty: expected a name")
    }
    if member.name.unicodeScalars.count > Self.maximumNameLength {
      mistakes.report(
        member.key,
        "the name of a state is too long: expected at most \(Self.maximumNameLength) characters")
    }
    if let other = names[member.name] {
      mistakes.report(
        member.key,
        "the state name `\(AgentPlanNode.short(member.name))` is already used at \(other.line):\(other.column): choose another one"
      )
    }
    names[member.name] = member.key.position
  }

  mutating func target(
    _ name: String, at node: AgentPlanNode, as what: String, states indices: [String: Int]
  ) -> Int? {
    if let index = indices[name] { return index }
    let near = Suggestion.nearest(to: name, among: indices.keys.sorted())
    mistakes.report(
      node,
      "\(what): the machine has no state `\(AgentPlanNode.short(name))`"
        + (near.map { "; did you mean `\($0)`?" } ?? ""))
    return nil
  }

  // MARK: States

  private mutating func state(
    _ member: AgentPlanNode.Member, in indices: [String: Int],
    inheriting inherited: StateMachine.QueryLanguage, depth: Int
  ) -> StateMachine.State? {
    let node = member.value
    guard node.isMap else {
      mistakes.report(node, "expected a state with a `Type`, found \(node.described)")
      return nil
    }
    let language = language(of: node, inherited)
    guard let typeName = text(node["Type"], as: "`Type` of a state", in: node) else { return nil }
    guard let type = StateType(rawValue: typeName) else {
      let near = Suggestion.nearest(to: typeName, among: StateType.names)
      mistakes.report(
        node["Type"] ?? node,
        "`Type`: states have no type `\(AgentPlanNode.short(typeName))`; "
          + (near.map { "did you mean `\($0)`?" }
            ?? "the types are \(StateType.names.map { "`\($0)`" }.joined(separator: ", "))"))
      return nil
    }
    checkFields(node, of: type, in: language)
    let next = following(node, type: type, states: indices)
    let retriers = type.hasRetry ? self.retriers(node["Retry"]) : []
    let catchers = type.hasRetry ? self.catchers(node["Catch"], in: language, states: indices) : []
    guard let kind = kind(node, type: type, states: indices, in: language, depth: depth) else {
      return nil
    }
    if type.hasNext, next == nil { return nil }
    return StateMachine.State(
      name: member.name, kind: kind, language: language, next: next.flatMap(\.self),
      retriers: retriers, catchers: catchers, node: node)
  }

  private mutating func checkFields(
    _ node: AgentPlanNode, of type: StateType, in language: StateMachine.QueryLanguage
  ) {
    let known = type.fields(language)
    let other: StateMachine.QueryLanguage = language == .jsonPath ? .jsonata : .jsonPath
    for member in node.members where !known.contains(member.name) {
      if type.fields(other).contains(member.name) {
        mistakes.report(
          member.key,
          "`\(member.name)` belongs to states in \(other.rawValue), but the query language of this state is \(language.rawValue)"
        )
      } else {
        mistakes.unknownKey(member, of: "a \(type.rawValue) state", known: known)
      }
    }
    for name in ["InputPath", "OutputPath", "ResultPath", "ItemsPath"] where known.contains(name) {
      guard let path = node[name], !path.isNull else { continue }
      if path.text?.hasPrefix("$") != true {
        mistakes.report(
          path, "`\(name)`: expected a path that begins with `$`, found \(path.described)")
      }
    }
  }

  /// The successor of a state. The inner `nil` is the end; the outer `nil` is a mistake that was
  /// reported.
  private mutating func following(
    _ node: AgentPlanNode, type: StateType, states indices: [String: Int]
  ) -> Int?? {
    guard type.hasNext else { return .some(nil) }
    if let end = node["End"] {
      guard case .bool(true) = end.kind else {
        mistakes.report(end, "`End`: expected `true`, found \(end.described)")
        return nil
      }
      if let next = node["Next"] {
        mistakes.report(next, "the state has both `Next` and `End`: expected only one of them")
        return nil
      }
      return .some(nil)
    }
    guard let next = node["Next"] else {
      mistakes.report(
        node, "the \(type.rawValue) state has no successor: expected `Next` or `\"End\": true`")
      return nil
    }
    guard let name = text(next, as: "`Next` (the name of a state)", in: node) else { return nil }
    return target(name, at: next, as: "`Next`", states: indices).map { .some($0) }
  }

  private mutating func kind(
    _ node: AgentPlanNode, type: StateType, states indices: [String: Int],
    in language: StateMachine.QueryLanguage, depth: Int
  ) -> StateMachine.Kind? {
    switch type {
    case .task:
      guard text(node["Resource"], as: "`Resource` of a Task state", in: node) != nil else {
        return nil
      }
      return .task
    case .choice: return choice(node, states: indices, in: language)
    case .parallel: return parallel(node, in: language, depth: depth)
    case .map: return map(node, in: language, depth: depth)
    case .wait:
      checkWait(node)
      return .wait
    case .pass: return .pass
    case .succeed: return .succeed
    case .fail: return .fail
    }
  }

  private mutating func checkWait(_ node: AgentPlanNode) {
    let ways = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"]
    let given = ways.filter { node[$0] != nil }
    if given.count != 1 {
      mistakes.report(
        node,
        "the Wait state has \(given.count) durations: expected exactly one of \(ways.map { "`\($0)`" }.joined(separator: ", "))"
      )
    }
  }

  private mutating func parallel(
    _ node: AgentPlanNode, in language: StateMachine.QueryLanguage, depth: Int
  ) -> StateMachine.Kind? {
    guard let branches = node["Branches"], branches.isList, !branches.elements.isEmpty else {
      mistakes.report(
        node["Branches"] ?? node,
        "`Branches` of a Parallel state: expected a list of machines, found \(node["Branches"]?.described ?? "nothing")"
      )
      return nil
    }
    let elements = branches.elements
    for branch in elements where branch.isMap {
      check(branch, as: "a branch", known: ["StartAt", "States", "Comment", "QueryLanguage"])
    }
    let read = elements.map { machine($0, in: self.language(of: $0, language), depth: depth + 1) }
    let machines = read.compactMap(\.self)
    return machines.count == read.count ? .parallel(machines) : nil
  }

  private mutating func map(
    _ node: AgentPlanNode, in language: StateMachine.QueryLanguage, depth: Int
  ) -> StateMachine.Kind? {
    if node["ItemProcessor"] != nil, let old = node["Iterator"] {
      mistakes.report(
        old, "the Map state has both `ItemProcessor` and its old form `Iterator`: remove `Iterator`"
      )
    }
    guard let processor = node["ItemProcessor"] ?? node["Iterator"] else {
      mistakes.report(
        node, "the Map state has no `ItemProcessor`: expected the machine that processes each item")
      return nil
    }
    if processor.isMap {
      check(
        processor, as: "an `ItemProcessor`",
        known: ["StartAt", "States", "Comment", "ProcessorConfig", "QueryLanguage"])
    }
    // Zero, the default, is "no limit" (section "Map state"). An expression can have any value.
    var isOneByOne = false
    if let most = node["MaxConcurrency"] {
      if case .number(let literal) = most.kind, Number(literal: literal) == Number(1) {
        isOneByOne = true
      }
      checkWholeNumber(most, as: "`MaxConcurrency`", in: language)
    }
    let tolerances = [
      "ToleratedFailureCount", "ToleratedFailureCountPath", "ToleratedFailurePercentage",
      "ToleratedFailurePercentagePath",
    ]
    let isTolerant = tolerances.contains { node[$0] != nil }
    return machine(processor, in: self.language(of: processor, language), depth: depth + 1).map {
      .map(StateMachine.Each(machine: $0, isOneByOne: isOneByOne, isTolerant: isTolerant))
    }
  }

  mutating func checkWholeNumber(
    _ node: AgentPlanNode, as what: String, in language: StateMachine.QueryLanguage
  ) {
    if case .number(let literal) = node.kind, let number = Number(literal: literal),
      number.isInteger, !(number < Number(0))
    {
      return
    }
    if language == .jsonata, node.text?.hasPrefix("{%") ?? false { return }
    mistakes.report(node, "\(what): expected a whole number, found \(node.described)")
  }
}

extension StateType {
  /// Whether errors of the state can be retried and caught.
  var hasRetry: Bool { self == .task || self == .parallel || self == .map }
}
