import JSON
import ProvisoKernel

/// Reads runs of tau-bench (`traj`), and tasks with the calls of their solution from tau-bench
/// (`actions`, or `calls` next to an instruction) and tau2-bench (`evaluation_criteria.actions`).
///
/// Source: S. Yao et al., "tau-bench" (arXiv:2406.12045), V. Barres et al., "tau2-bench"
/// (arXiv:2506.07982), and the files of their repositories.
enum TauBench: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      item.json["traj"] != nil || item.json["evaluation_criteria"] != nil
        || (isTask(item) && (item.has("actions", .array) || item.has("calls", .array)))
    }
  }

  private static func isTask(_ item: SourceNode) -> Bool {
    item.json["suite"] == nil
      && (item.json["instruction"] != nil || item.json["instructions"] != nil)
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var traces: [AgentTrace] = []
    for item in source.items { traces.append(try read(item)) }
    return traces
  }

  private static func read(_ item: SourceNode) throws(AgentFormatError) -> AgentTrace {
    var builder = TraceBuilder()
    if item.field("traj") != nil {
      try OpenAIChat.read(try item.requiredElements("traj", of: "a run"), into: &builder)
      if item.json["info"] != nil { builder.omit("The task of the run and its calls, in `info`.") }
      return builder.finish(.tauBench)
    }
    if let criteria = item.field("evaluation_criteria") {
      try readScenario(item.field("user_scenario"), into: &builder)
      guard criteria.json.kind == .object else {
        throw criteria.mismatch("evaluation_criteria", expected: "an object")
      }
      if item.field("initial_state") != nil {
        builder.omit("Actions before the task began, in `initial_state`.")
      }
      guard criteria.json["actions"] != nil else {
        throw criteria.error("`evaluation_criteria` has no `actions`: expected an array or null")
      }
      try TaskCalls.read(
        try criteria.optionalElements("actions") ?? [],
        names: TaskCalls.Names(
          tool: "name", arguments: "arguments", id: "action_id", agent: "requestor"),
        into: &builder)
      return builder.finish(.tauBench)
    }
    guard isTask(item) else {
      throw item.error("expected `traj`, `evaluation_criteria`, or a task with an `instruction`")
    }
    try readScenario(item, into: &builder)
    if item.field("calls") != nil {
      try TaskCalls.read(
        try item.requiredElements("calls", of: "a task"),
        names: TaskCalls.Names(tool: "function", arguments: "args"), into: &builder)
    } else {
      try TaskCalls.read(
        try item.requiredElements("actions", of: "a task"),
        names: TaskCalls.Names(tool: "name", arguments: "kwargs"), into: &builder)
    }
    return builder.finish(.tauBench)
  }

  /// Reads the instructions of the simulated user: a text, or texts by name.
  private static func readScenario(
    _ scenario: SourceNode?, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard let scenario else { return }
    builder.assume(TaskCalls.textIsTrusted)
    if let text = scenario.json.string {
      builder.addUserText(text)
      return
    }
    guard let instructions = scenario.field("instruction") ?? scenario.field("instructions") else {
      return
    }
    if let text = instructions.json.string {
      builder.addUserText(text)
      return
    }
    guard instructions.json.kind == .object else {
      throw instructions.mismatch("instructions", expected: "a string or an object")
    }
    for (key, value) in instructions.json.members where key.string != "domain" {
      if let text = value.string { builder.addUserText(text) }
    }
  }
}
