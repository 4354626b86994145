import ProvisoKernel

/// The messages of events in the form that conventions before 1.37 have: one event for each message,
/// such as `gen_ai.user.message` and `gen_ai.choice`.
enum SpanMessage {
  /// The message of an event, as a message with `role` and `parts`; `nil` if the event has none.
  static func message(
    of event: SpanAttributes, named name: String
  ) throws(AgentFormatError) -> Value? {
    switch name {
    case "gen_ai.user.message":
      guard let text = event.value("content") else { return nil }
      return message("user", [["type": .string("text"), "content": text]])
    case "gen_ai.assistant.message":
      return message("assistant", requests(in: try event.structure("tool_calls")))
    case "gen_ai.choice":
      let own = try event.structure("message")
      return message(
        "assistant", requests(in: try event.structure("tool_calls") ?? own?["tool_calls"]))
    case "gen_ai.tool.message":
      guard let id = event.value("id") else { return nil }
      return message(
        "tool",
        [
          [
            "type": .string("tool_call_response"), "id": id,
            "response": event.value("content") ?? .null,
          ]
        ])
    default: return nil
    }
  }

  private static func message(_ role: Text, _ parts: [[Text: Value]]) -> Value {
    .map(["role": .string(role), "parts": .list(parts.map { .map($0) })])
  }

  /// The calls in a list in the form of OpenAI's chat completions.
  private static func requests(in calls: Value?) -> [[Text: Value]] {
    guard case .list(let calls)? = calls else { return [] }
    return calls.compactMap { call in
      guard case .map(let members) = call, case .map(let function)? = members["function"] else {
        return nil
      }
      var part: [Text: Value] = ["type": .string("tool_call")]
      part["id"] = members["id"]
      part["name"] = function["name"]
      part["arguments"] = function["arguments"]
      return part
    }
  }
}
