import JSONOutput
import ProvisoKernel
import ProvisoPlans

/// The forms of values in `proviso.plan/1`.
enum PlanForms {
  static let text = PlanForm<String>("text", .text) { node, label, reader in
    reader.text(node, as: label)
  }

  static let absolutePath = PlanForm<String>("absolute_path", .string(pattern: "^/")) {
    node, label, reader in
    reader.absolutePath(node, as: label)
  }

  static let flag = PlanForm<Bool>("flag", .boolean) { node, label, reader in
    reader.flag(node, as: label)
  }

  static let format = PlanForm<String>(
    "format", .constant(.string(AgentPlanFormat.native.rawValue))
  ) { node, label, reader in
    let expected = AgentPlanFormat.native.rawValue
    guard node.text == expected else {
      reader.mistakes.report(node, "\(label): expected `\(expected)`, found \(node.described)")
      return nil
    }
    return expected
  }

  static let task = PlanForm<[String]>(
    "task", .one(of: [text.shape, .list(of: text.shape)])
  ) { node, label, reader in
    node.isList
      ? node.elements.compactMap { reader.text($0, as: label) }
      : reader.text(node, as: label).map { [$0] }
  }

  static let agents = PlanForm<[PlannedAgent]>(
    "agents", .map(of: allSteps.shape, minimum: 1, minimumNameLength: 1)
  ) { node, label, reader in reader.agents(node, as: label) }

  // MARK: Identifiers

  static let identifier = PlanForm<String>(
    "id",
    .excluding(
      .word(ReservedWords.words.sorted()), from: .string(pattern: "^[A-Za-z_][A-Za-z0-9_]*$")),
    description: "A unique name of a call, which conditions, arguments and approvals can use."
  ) { node, label, reader in reader.identifier(node, label) }

  static let identifiers = PlanForm<[String]>("ids", .list(of: text.shape, minimum: 1)) {
    node, label, reader in
    reader.identifiersUsed(in: node, label)
  }

  // MARK: Steps

  /// A list of steps that can be empty.
  static let steps = PlanForm<[AgentPlanStep]>("steps", .list(of: .definition(stepName))) {
    node, label, reader in
    reader.steps(node, as: label)
  }

  static let allSteps = PlanForm<[AgentPlanStep]>(
    "allSteps", .list(of: .definition(stepName), minimum: 1)
  ) { node, label, reader in reader.steps(node, as: label, isPlan: true) }

  static let branches = PlanForm<[[AgentPlanStep]]>("branches", .list(of: steps.shape, minimum: 1))
  {
    node, label, reader in
    reader.branches(node, label)
  }

  static let loop = PlanForm<AgentPlanLoop>("loop", PlanMappings.loop.shape) {
    node, label, reader in
    reader.loop(node, as: label)
  }

  static let failureHandling = PlanForm<AgentPlanStep.FailureHandling>(
    "on_failure", .one(of: [.word(["stop", "continue"]), steps.shape]),
    description:
      "stop: the enclosing step fails too, and finally the agent stops. continue: the next step follows. A list: these steps follow, then the next step."
  ) { node, label, reader in reader.failureHandling(node, as: label) }

  static let retries = PlanForm<Int>(
    "retry", .integer(from: 0, through: NativePlanReader.maximumCount),
    description: "The number of retries before the failure is handled."
  ) { node, label, reader in reader.count(node, as: label, from: 0) }

  static let times = PlanForm<Int>(
    "times", .integer(from: 1, through: NativePlanReader.maximumCount)
  ) { node, label, reader in reader.count(node, as: label, from: 1) }

  static let condition = PlanForm<AgentPlanCondition>(
    "condition",
    .one(of: [
      .boolean,
      .excluding(
        .string(pattern: "^([Yy][Ee][Ss]|[Nn][Oo]|[Oo][Nn]|[Oo][Ff][Ff])$"),
        from: .string(pattern: #"\S"#)),
    ]),
    description: "An expression of the Proviso language over the ids of calls and the world."
  ) { node, label, reader in reader.condition(node, as: label) }

  /// The value `true`, and no other.
  static let always = PlanForm<Bool>("true", .constant(.scalar("true"))) { node, label, reader in
    reader.always(node, as: label)
  }

  // MARK: Arguments

  static let arguments = PlanForm<[(name: String, value: AgentPlanValue)]>(
    "arguments", .map(of: .definition(valueName), minimumNameLength: 1)
  ) { node, label, reader in reader.arguments(node, label) }

  /// The identifiers of calls, possibly none.
  static let sources = PlanForm<[String]>("sources", .list(of: text.shape)) {
    node, label, reader in
    node.isList && node.elements.isEmpty ? [] : reader.identifiersUsed(in: node, label)
  }

  // MARK: Definitions

  private static let stepName = "step"
  private static let valueName = "value"

  private static let step = JSONSchemaDocument.Definition(
    stepName, .one(of: StepKeyword.allCases.map { .definition($0.mapping.name) }))

  private static let value = JSONSchemaDocument.Definition(
    valueName,
    .described(
      .one(of: [
        .scalar(of: ["null", "boolean", "number", "string"]),
        .list(of: .definition(valueName)),
        .described(
          PlanMappings.writtenFrom.shape,
          as: "A value that a model writes at run time after it has read these outputs."),
        .described(
          PlanMappings.unknown.shape, as: "An unknown value that does not come from a call."),
        .map(
          of: .definition(valueName),
          without: PlanMappings.writtenFrom.names + PlanMappings.unknown.names),
      ]),
      as:
        "In strings, ${id.path[0]} is the output of a call or a part of it, and $${ is a literal ${."
    ))

  /// The definitions of the schema.
  static let definitions =
    [
      format.definition, text.definition, absolutePath.definition, flag.definition, task.definition,
      agents.definition,
      identifier.definition, identifiers.definition, steps.definition, allSteps.definition,
      branches.definition, retries.definition, times.definition, failureHandling.definition,
      condition.definition, always.definition, arguments.definition, sources.definition, step,
    ]
    + StepKeyword.allCases.map { .init($0.mapping.name, $0.mapping.shape) }
    + [loop.definition, value]
}
