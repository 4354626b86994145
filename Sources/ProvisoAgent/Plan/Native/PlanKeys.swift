import JSONOutput
import ProvisoPlans

/// The keys of `proviso.plan/1`.
///
/// ``NativePlanReader`` reads plans by this table, and ``PlanSchema`` is made from it.
enum PlanKeys {
  // MARK: The plan

  static let schema = PlanKey(
    "schema", PlanForms.format,
    presence: .required(
      orElse: "the plan has no `schema`: expected `schema: \(AgentPlanFormat.native.rawValue)`"))
  static let name = PlanKey("name", PlanForms.text)
  static let task = PlanKey(
    "task", PlanForms.task, meaning: "the user's request, a string or a list of strings",
    description: "The user's request, which is trusted.")
  static let world = PlanKey(
    "world", PlanForms.text, meaning: "the path of a .proviso file",
    description: "The path of a .proviso file with the contracts of the tools.")
  static let directory = PlanKey(
    "cwd", PlanForms.absolutePath, meaning: "the working directory",
    description:
      "The directory in which commands start and against which relative paths resolve.")
  static let keepsDirectory = PlanKey(
    "keeps_directory", PlanForms.flag,
    description:
      "true: a command starts where the agent's previous one has ended. false: every command starts a new shell in `cwd`. Without it, the directory is unknown after a command that can change it."
  )
  static let tools = PlanKey(
    "tools", PlanForms.text, meaning: "the path of a file that lists the tools",
    description:
      "The path of a file with the result of `tools/list` of the Model Context Protocol.")
  static let agents = PlanKey(
    "agents", PlanForms.agents,
    description:
      "The steps of each agent, by the agent's name. Steps of different agents are not ordered.")
  static let steps = PlanKey(
    "steps", PlanForms.allSteps,
    description: "The steps of one agent, whose name is \(PlannedAgent.onlyName).")

  // MARK: Steps

  static let call = PlanKey(
    "call", PlanForms.text, meaning: "the name of a tool", description: "The name of the tool.",
    presence: .decisive)
  static let shell = PlanKey(
    "shell", PlanForms.text, meaning: "a command", description: "A command as the shell reads it.",
    presence: .decisive)
  static let stepDirectory = PlanKey(
    "cwd", PlanForms.text, meaning: "a directory",
    description: "The directory in which the command starts, relative to that of the plan.")
  static let id = PlanKey("id", PlanForms.identifier)
  static let label = PlanKey("label", PlanForms.text)
  static let with = PlanKey("with", PlanForms.arguments, description: "The arguments by name.")
  static let approves = PlanKey(
    "approves", PlanForms.identifiers,
    description: "The ids of the calls that a person is asked to approve.")
  static let changes = PlanKey(
    "changes", PlanForms.text, meaning: "the path of a Terraform plan",
    description: "The path of a Terraform plan with the changes that the call makes.")
  static let retry = PlanKey("retry", PlanForms.retries)
  static let onFailure = PlanKey("on_failure", PlanForms.failureHandling)

  static let `if` = PlanKey("if", PlanForms.condition, presence: .decisive)
  static let then = PlanKey(
    "then", PlanForms.steps,
    presence: .required(
      orElse:
        "this step has `if` but no `then`: expected the steps to take if the condition holds"))
  static let `else` = PlanKey("else", PlanForms.steps)

  static let `repeat` = PlanKey("repeat", PlanForms.loop, presence: .decisive)
  static let times = PlanKey(
    "times", PlanForms.times, description: "The exact number of repetitions.")
  static let atMost = PlanKey(
    "at_most", PlanForms.times, description: "The largest number of repetitions.")
  static let `while` = PlanKey(
    "while", PlanForms.condition, description: "Evaluated before each repetition.")
  static let until = PlanKey(
    "until", PlanForms.condition, description: "Evaluated after each repetition.")
  static let body = PlanKey(
    "do", PlanForms.allSteps,
    presence: .required(orElse: "`repeat` has no `do`: expected the steps to repeat"))

  static let parallel = PlanKey(
    "parallel", PlanForms.branches, description: "All branches run concurrently.",
    presence: .decisive)
  static let either = PlanKey(
    "either", PlanForms.branches,
    description: "One of the branches runs; the plan does not say which.",
    presence: .decisive)
  static let `do` = PlanKey(
    "do", PlanForms.steps, description: "The steps of a group.", presence: .decisive)
  static let stop = PlanKey(
    "stop", PlanForms.always, description: "The agent stops.", presence: .decisive)

  // MARK: Values of arguments

  static let writtenFrom = PlanKey(
    "$written_from", PlanForms.sources, presence: .decisive)
  static let unknown = PlanKey(
    "$unknown", PlanForms.always, presence: .decisive)
}

/// The mappings of `proviso.plan/1` with their keys.
enum PlanMappings {
  static let plan = PlanMapping(
    "plan", described: "a plan",
    keys: [
      PlanKeys.schema, PlanKeys.name, PlanKeys.task, PlanKeys.world, PlanKeys.tools,
      PlanKeys.directory, PlanKeys.keepsDirectory, PlanKeys.agents, PlanKeys.steps,
    ],
    meant: [
      "plan": "steps", "agent": "agents", "prompt": "task", "goal": "task", "workdir": "cwd",
      "directory": "cwd", "working_directory": "cwd", "keeps_cwd": "keeps_directory",
    ],
    exactlyOne: [PlanKeys.agents.name, PlanKeys.steps.name])

  /// The keys of every step that can fail.
  private static let failure: [any PlanKeyDescription] = [PlanKeys.retry, PlanKeys.onFailure]

  static let call = PlanMapping(
    "call", described: "a call",
    keys: [
      PlanKeys.call, PlanKeys.id, PlanKeys.label, PlanKeys.with, PlanKeys.approves,
      PlanKeys.changes,
    ] + failure, meant: StepKeyword.meant)
  static let shell = PlanMapping(
    "shell", described: "a shell step",
    keys: [PlanKeys.shell, PlanKeys.stepDirectory, PlanKeys.id, PlanKeys.label] + failure,
    meant: StepKeyword.meant.merging(["workdir": "cwd", "directory": "cwd"]) { $1 })
  static let branch = step(.if, [PlanKeys.if, PlanKeys.then, PlanKeys.else] + failure)
  static let `repeat` = step(.repeat, [PlanKeys.repeat] + failure)
  static let parallel = step(.parallel, [PlanKeys.parallel] + failure)
  static let either = step(.either, [PlanKeys.either] + failure)
  static let group = step(.do, [PlanKeys.do] + failure)
  static let stop = step(.stop, [PlanKeys.stop])

  private static func step(_ word: StepKeyword, _ keys: [any PlanKeyDescription]) -> PlanMapping {
    PlanMapping(
      word.rawValue, described: "a step with `\(word.rawValue)`", keys: keys,
      meant: StepKeyword.meant)
  }

  /// The mapping under `repeat`.
  static let loop = PlanMapping(
    "loop", described: "`repeat`",
    keys: [PlanKeys.times, PlanKeys.atMost, PlanKeys.while, PlanKeys.until, PlanKeys.body],
    meant: ["steps": "do", "max": "at_most", "count": "times", "if": "while"],
    notBoth: [PlanKeys.times.name, PlanKeys.atMost.name])

  static let writtenFrom = PlanMapping(
    "written_from", described: "a value", keys: [PlanKeys.writtenFrom])
  static let unknown = PlanMapping("unknown", described: "a value", keys: [PlanKeys.unknown])
}

/// The keys that say what a step does. Every step has exactly one of them.
enum StepKeyword: String, CaseIterable {
  case call, shell, `if`, `repeat`, parallel, either, `do`, stop

  /// The keys of a step with this word.
  var mapping: PlanMapping {
    switch self {
    case .call: PlanMappings.call
    case .shell: PlanMappings.shell
    case .if: PlanMappings.branch
    case .repeat: PlanMappings.repeat
    case .parallel: PlanMappings.parallel
    case .either: PlanMappings.either
    case .do: PlanMappings.group
    case .stop: PlanMappings.stop
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
