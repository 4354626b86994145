import ProvisoKernel
import ProvisoPlans

/// Reads `proviso.plan/1`.
///
/// The reader collects all mistakes. It leaves wrong parts out of the steps and rejects the plan at
/// the end.
struct NativePlanReader {
  let shell: ShellCommandReader?
  var mistakes = AgentPlanMistakes()
  var gaps: [String] = []
  var assumptions: [String] = []
  /// The identifiers of calls, each with its position.
  var identifiers: [String: PlanPosition] = [:]
  /// The identifiers that are used. They are looked up once all identifiers are known.
  var uses: [Use] = []
  /// For each shell step that became several calls, the identifiers of these calls.
  var shellCalls: [String: [String]] = [:]
  /// Every text under a key `id`. Generated identifiers must differ from these.
  var taken: Set<String> = []
  /// The commands in the background that the steps of the list being read have started.
  var background: [BackgroundSteps] = []
  /// The number of enclosing lists of steps.
  var listDepth = 0
  /// Whether the runtime starts a command of an agent where its previous one has ended; `nil` if the
  /// plan does not say it.
  var keepsDirectory: Bool?
  /// The facts that are known before the next command.
  var start = ShellStart()
  /// Whether commands that run at the same time, or again, can change the directory at any moment.
  var isDirectoryShared = false

  struct Use {
    let id: String
    let node: AgentPlanNode
    /// The whole content of the braces, if the use is a `${…}`.
    let reference: String?
  }

  /// The directory that paths of the world are relative to; `nil` if it is that of the plan.
  let base: String?
  /// The directory of the plan: `.` if it is `base`, or if the plan names none.
  private(set) var planDirectory = "."

  /// The parameters of the world's actions that are paths.
  let declaredPaths: [String: Set<String>]

  init(
    base: String?, declaredPaths: [String: Set<String>], shell: ShellCommandReader?
  ) {
    self.base = base
    self.declaredPaths = declaredPaths
    self.shell = shell
  }

  mutating func read(
    _ root: AgentPlanNode, file: (String) throws(AgentFormatError) -> [UInt8]
  ) throws(AgentFormatError) -> AgentPlan {
    guard root.isMap else {
      let position = root.position
      throw AgentFormatError(
        "expected a plan: a mapping with `schema: \(AgentPlanFormat.native.rawValue)` and `steps` or `agents`, found \(root.described)",
        line: position.line, column: position.column)
    }
    taken = Self.identifiers(in: root)
    checkKeys(of: root, PlanMappings.plan)
    _ = read(PlanKeys.schema, in: root)
    let name = read(PlanKeys.name, in: root) ?? ""
    let userTexts = read(PlanKeys.task, in: root) ?? []
    let world = read(PlanKeys.world, in: root)
    let directory = read(PlanKeys.directory, in: root)
    let base = base ?? directory
    start.base = base
    planDirectory = ShellPath.place(of: directory, from: base)
    start.directory = planDirectory
    keepsDirectory = read(PlanKeys.keepsDirectory, in: root)
    let tools = readTools(root, file: file)
    let agents = readAgents(root)
    checkUses()
    try mistakes.finish()
    let planned = agents.map { agent in
      PlannedAgent(name: agent.name, steps: agent.steps.map(withShellCalls))
    }
    let all = planned.flatMap(\.steps)
    if HeededPaths.writeConfiguration(all), HeededPaths.readConfiguration(all) {
      addGap(HeededPaths.planning)
    }
    if BroughtFolders.areUsed(by: all, from: base) {
      addGap("cannot verify: \(BroughtFolders.reason).")
    }
    var plan = AgentPlan(
      format: AgentPlanFormat.native.rawValue, name: name, userTexts: userTexts, world: world,
      directory: base,
      agents: planned.map { agent in
        let others = planned.filter { $0.name != agent.name }.flatMap(\.steps)
        let steps = LostDumps.forgotten(
          SavedPlans.forgetting(agent.steps, among: all, from: base), before: others, from: base)
        return PlannedAgent(
          name: agent.name, steps: steps.map { $0.seen(from: base) })
      },
      annotations: tools.annotations, destructive: tools.destructive, assumptions: assumptions,
      gaps: gaps)
    plan.keepsDirectory = keepsDirectory == true
    if !plan.calls.contains(where: { $0.changes != nil }) {
      plan.assumptions.removeAll { $0 == SavedPlans.assumption }
    }
    return plan
  }

  /// Whether a mapping without a `schema` was meant to be a plan.
  static func looksLikePlan(_ root: AgentPlanNode) -> Bool {
    func hasStep(_ node: AgentPlanNode) -> Bool {
      node.elements.contains { step in StepKeyword.allCases.contains { step[$0.rawValue] != nil } }
    }
    if let steps = root["steps"], hasStep(steps) { return true }
    return root["agents"]?.members.contains { hasStep($0.value) } ?? false
  }

  private static func identifiers(in node: AgentPlanNode) -> Set<String> {
    var found: Set<String> = []
    var open = [node]
    while let next = open.popLast() {
      open += next.elements
      for member in next.members {
        if member.name == "id", let id = member.value.text { found.insert(id) }
        open.append(member.value)
      }
    }
    return found
  }

  // MARK: Keys

  /// Reports the keys that a mapping cannot have.
  mutating func checkKeys(of node: AgentPlanNode, _ mapping: PlanMapping) {
    for member in node.members where !mapping.names.contains(member.name) {
      mistakes.unknownKey(
        member, of: mapping.described, known: mapping.names, meant: mapping.meant)
    }
  }

  /// Reads the value of a key.
  ///
  /// - Returns: The value; nil if the mapping does not have the key or its value is wrong.
  mutating func read<Value>(_ key: PlanKey<Value>, in node: AgentPlanNode) -> Value? {
    if let value = node[key.name] { return key.form.read(value, key.label, &self) }
    if case .required(let message) = key.presence { mistakes.report(node, message) }
    return nil
  }

  private mutating func readTools(
    _ root: AgentPlanNode, file: (String) throws(AgentFormatError) -> [UInt8]
  ) -> (annotations: [String: Value], destructive: Set<String>) {
    guard let node = root[PlanKeys.tools.name], let path = read(PlanKeys.tools, in: root) else {
      return ([:], [])
    }
    let bytes: [UInt8]
    do throws(AgentFormatError) {
      bytes = try file(path)
    } catch {
      mistakes.report(node, "`tools`: cannot read \(path): \(error.message)")
      return ([:], [])
    }
    do throws(AgentFormatError) {
      return (try ToolAnnotations.read(bytes), ToolAnnotations.destructive(bytes))
    } catch {
      for mistake in error.all {
        mistakes.report(
          AgentFormatError(
            mistake.message, line: mistake.line, column: mistake.column, file: path))
      }
      return ([:], [])
    }
  }

  private mutating func readAgents(_ root: AgentPlanNode) -> [PlannedAgent] {
    let steps = root.members.first { $0.name == PlanKeys.steps.name }
    guard root[PlanKeys.agents.name] == nil else {
      if let steps {
        mistakes.report(
          steps.key,
          "the plan has both `steps` and `agents`: expected `steps` (one agent) or `agents`")
      }
      return read(PlanKeys.agents, in: root) ?? []
    }
    if steps == nil {
      mistakes.report(
        root, "the plan has no steps: expected `steps`, or `agents` with steps for each agent")
    }
    return read(PlanKeys.steps, in: root).map {
      [PlannedAgent(name: PlannedAgent.onlyName, steps: $0)]
    }
      ?? []
  }

  /// Reads the steps of each agent.
  mutating func agents(_ node: AgentPlanNode, as what: String) -> [PlannedAgent] {
    guard node.isMap, !node.members.isEmpty else {
      mistakes.report(
        node, "\(what): expected a mapping from names to steps, found \(node.described)")
      return []
    }
    return withSharedShell(if: keepsDirectory == nil && node.members.count > 1) { reader in
      let first = reader.start
      return node.members.map { member in
        if member.name.isEmpty {
          reader.mistakes.report(member.key, "the name of an agent is empty: expected a name")
        }
        reader.start.directory = first.directory
        return PlannedAgent(
          name: member.name,
          steps: reader.steps(
            member.value, as: "the steps of `\(AgentPlanNode.short(member.name))`", isPlan: true))
      }
    }
  }

  // MARK: Values

  /// Reads a non-empty string. Any other value is reported.
  mutating func text(_ node: AgentPlanNode, as what: String) -> String? {
    switch node.kind {
    case .text(let text) where !text.isEmpty: return text
    case .bool, .number:
      mistakes.report(
        node,
        "\(what): expected a string, found \(node.described); put it in quotes to make it a string")
    default: mistakes.report(node, "\(what): expected a string, found \(node.described)")
    }
    return nil
  }

  /// Reads a whole number from `least` to ``maximumCount``, however it is written.
  mutating func count(_ node: AgentPlanNode, as what: String, from least: Int) -> Int? {
    if case .number(let literal) = node.kind, let count = Number(literal: literal)?.integer,
      (least...Self.maximumCount).contains(count)
    {
      return count
    }
    mistakes.report(
      node,
      "\(what): expected a whole number from \(least) to \(Self.maximumCount), found \(node.described)"
    )
    return nil
  }

  static let maximumCount = 1_000_000

  /// Reads `true` or `false`. Any other value is reported.
  mutating func flag(_ node: AgentPlanNode, as what: String) -> Bool? {
    if case .bool(let flag) = node.kind { return flag }
    mistakes.report(node, "\(what): expected `true` or `false`, found \(node.described)")
    return nil
  }

  // MARK: Identifiers

  /// Reads the identifier of a call, which must be unique.
  mutating func identifier(_ node: AgentPlanNode, _ what: String) -> String? {
    guard let id = text(node, as: what) else { return nil }
    guard Self.isIdentifier(id) else {
      mistakes.report(
        node,
        ReservedWords.words.contains(id)
          ? "\(what): `\(id)` is a reserved word: choose another name"
          : "\(what): expected a letter or `_`, then letters, digits and `_`, found \(node.described)"
      )
      return nil
    }
    if let other = identifiers[id] {
      mistakes.report(
        node, "the id `\(id)` is already used at \(other.line):\(other.column): choose another one")
      return nil
    }
    identifiers[id] = node.position
    return id
  }

  static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.utf8.first, AgentPlanReference.beginsName(first) else { return false }
    return text.utf8.allSatisfy(AgentPlanReference.isInName) && !ReservedWords.words.contains(text)
  }

  private mutating func checkUses() {
    for use in uses where identifiers[use.id] == nil {
      let near = Suggestion.nearest(to: use.id, among: identifiers.keys.sorted())
      var message = "no call has the id `\(AgentPlanNode.short(use.id))`"
      if let near {
        message += "; did you mean `\(near)`?"
      } else if let reference = use.reference {
        message += "; for a literal `${\(AgentPlanNode.short(reference))}`, write `$${…}`"
      } else if identifiers.isEmpty {
        message += "; give a call an id with `id:`"
      } else {
        let known = identifiers.keys.sorted().prefix(8).map { "`\($0)`" }.joined(separator: ", ")
        message += "; the ids are \(known)" + (identifiers.count > 8 ? ", …" : "")
      }
      mistakes.report(use.node, message)
    }
  }
}
