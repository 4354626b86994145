import JSON
import ProvisoInput
import ProvisoKernel

/// Reads the calls that solve a task of a benchmark: a list without turns.
enum TaskCalls {
  /// The names of a call's fields.
  struct Names: Sendable {
    let tool: StaticString
    let arguments: StaticString
    var id: StaticString = "id"
    var agent: StaticString = "agent"
  }

  static let textIsTrusted = "The text of the task is the user's words."

  /// Adds the calls, one per turn. The results of all earlier calls were read before a call.
  static func read(
    _ calls: [SourceNode], names: Names, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    builder.assume(
      "The calls are made one after the other, and each call was written after the results of all earlier calls were read."
    )
    for call in calls {
      guard call.json.kind == .object else {
        throw call.error("a call: expected an object, found \(call.json.kindDescription)")
      }
      let index = try builder.addCall(
        id: try call.optionalText(names.id), tool: try call.name(names.tool, of: "a call"),
        arguments: try call.required(names.arguments, of: "a call").map(
          named: "\(names.arguments)"),
        agent: try call.optionalText(names.agent) ?? "", at: call)
      let failure = try call.optionalText("error")
      try builder.answer(
        index: index, output: call.json["result"]?.kernelValue,
        hasFailed: call.json["error"] == nil ? nil : failure != nil, at: call)
      builder.endTurn()
    }
  }
}
