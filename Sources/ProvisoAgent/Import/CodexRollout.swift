import JSON
import ProvisoInput
import ProvisoKernel

/// Reads the rollout file of a session of Codex: one line per event, with `type` and `payload`. The
/// payload of a `response_item` is an item of OpenAI's Responses API.
///
/// Source: the protocol of Codex (`RolloutLine`, `RolloutItem`) in its repository.
enum CodexRollout: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    source.items.contains { item in
      item.has("payload", .object)
        && (item.has("type", "response_item") || item.has("type", "session_meta")
          || item.has("type", "event_msg") || item.has("type", "turn_context"))
    }
  }

  /// Tools that start agents whose sessions have rollouts of their own.
  private static let agentTools: Set<String> = ["spawn_agent", "spawn_agents_on_csv"]

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var builder = TraceBuilder()
    builder.assume(Conversations.concurrent)
    builder.assume(Conversations.everythingRead)
    // Messages of the role user also have the texts that the program adds.
    let statesUserTexts = source.items.contains {
      $0.has("type", "event_msg") && $0.field("payload")?.has("type", "user_message") == true
    }
    builder.assume(
      statesUserTexts
        ? "The user's words are the events of the type user_message."
        : "The user's words are the messages of the role user that do not begin with `<` or `#`.")
    var directory: String?
    for item in source.items {
      guard item.json.kind == .object else {
        throw item.error("expected an object on each line, found \(item.json.kindDescription)")
      }
      let type = try item.text("type", of: "a line")
      let payload = try item.required("payload", of: "a line of the type \(type)")
      switch type {
      case "session_meta", "turn_context":
        directory = try payload.optionalText("cwd") ?? directory
        if payload.field("forked_from_id") != nil {
          builder.omit("The calls of the session that this one continues.", hidesCalls: true)
        }
      case "event_msg":
        if payload.has("type", "user_message") {
          builder.endTurn()
          builder.addUserText(try payload.text("message", of: "a `user_message`"))
        }
      case "response_item":
        if payload.has("type", "message"), payload.has("role", "user") {
          builder.endTurn()
          guard !statesUserTexts else { continue }
          let content = try Conversations.content(of: payload, what: "a message of the user")
          for text in try Conversations.texts(content, types: ["input_text", "text"])
          where !text.hasPrefix("<") && !text.hasPrefix("#") {
            builder.addUserText(text)
          }
        } else {
          try OpenAIResponses.read(payload, in: directory, into: &builder)
        }
      case "compacted": continue
      default: builder.omit("Lines of type \(Value.quoted(type)).", hidesCalls: true)
      }
    }
    if !builder.tools.isDisjoint(with: agentTools) {
      builder.omit("The calls of sub-agents, whose rollouts are separate files.", hidesCalls: true)
    }
    if builder.tools.contains("exec") {
      builder.omit("The calls that scripts of the tool exec make.", hidesCalls: true)
    }
    return [builder.finish(.codex)]
  }
}
