import JSON
import ProvisoInput
import ProvisoKernel

/// Shared code for the formats that are lists of messages.
enum Conversations {
  static let concurrent =
    "The calls of one turn of the model can run in any order or at the same time; a turn waits for all calls of earlier turns."
  static let everythingRead =
    "The model had read every result before the turn in which it wrote a call."
  static let userIsTrusted = "Messages of the role user are the words of the user."

  static let subAgents =
    "Calls of sub-agents can run at any time relative to those of the main agent and to each other."

  /// Assumes what holds of every conversation between a user and a model.
  static func begin(_ builder: inout TraceBuilder) {
    builder.assume(concurrent)
    builder.assume(everythingRead)
    builder.assume(userIsTrusted)
  }

  /// Whether a source is in a format whose messages have roles too, and features of their own.
  static func isSpecial(_ source: ImportSource) -> Bool {
    AgentDojo.fits(source) || OpenAIResponses.fits(source) || GeminiContents.fits(source)
      || BedrockConverse.fits(source) || AISDKMessages.fits(source)
      || LangChainMessages.fits(source)
  }

  /// The messages of a source, if it has any; used to detect its format.
  static func peek(_ source: ImportSource) -> [SourceNode] {
    var messages: [SourceNode] = []
    for item in source.items {
      if item.has("role", .string) {
        messages.append(item)
      } else if item.json.kind == .object {
        messages += item.field("messages")?.elements ?? []
        for choice in item.field("choices")?.elements ?? [] {
          if let message = choice.field("message") { messages.append(message) }
        }
      }
    }
    return messages
  }

  /// The conversations of a source. If its items are messages, they are one conversation. Otherwise
  /// each item is one and has `messages`, or the `choices` of a response, or both.
  static func split(_ source: ImportSource) throws(AgentFormatError) -> [[SourceNode]] {
    if source.items.contains(where: { $0.json["role"] != nil }) { return [source.items] }
    var all: [[SourceNode]] = []
    for item in source.items {
      guard item.field("messages") != nil || item.field("choices") != nil else {
        throw item.error("expected a message with `role`, or an object with `messages`")
      }
      var messages = try item.optionalElements("messages") ?? []
      let choices = try item.optionalElements("choices") ?? []
      guard choices.count <= 1 else {
        throw item.error("the response has \(choices.count) choices: expected one")
      }
      for choice in choices { messages.append(try choice.required("message", of: "a choice")) }
      all.append(messages)
    }
    return all
  }

  /// The texts of a message's content, which is a string or a list of parts. The text of a part
  /// whose type is one of `types` is under `text`; other parts are skipped.
  static func texts(
    _ content: SourceNode?, types: [StaticString] = ["text"]
  ) throws(AgentFormatError) -> [String] {
    guard let content else { return [] }
    if let text = content.json.string { return [text] }
    guard content.json.kind == .array else {
      throw content.mismatch("content", expected: "a string or an array")
    }
    var texts: [String] = []
    for part in content.elements {
      if let text = part.json.string {
        texts.append(text)
        continue
      }
      let type = try part.required("type", of: "a part of the content")
      if types.contains(where: { type.json.stringEquals($0) }) {
        texts.append(try part.text("text", of: "a part of the content"))
      }
    }
    return texts
  }

  /// The content of a message whose format requires it; nil if it is null.
  ///
  /// - Parameter what: describes the message in errors.
  /// - Throws: if the message has no such member. Its content may be under a misspelt name.
  static func content(
    of message: SourceNode, _ name: StaticString = "content", what: String
  ) throws(AgentFormatError) -> SourceNode? {
    guard message.json[name] != nil else {
      throw message.error("\(what) has no `\(name)`\(strangers(in: message))")
    }
    return message.field(name)
  }

  /// The output of a call that its result must state; nil if it is null, so that the source does not
  /// state it.
  static func output(
    of result: SourceNode, _ name: StaticString = "content", what: String
  ) throws(AgentFormatError) -> Value? {
    guard let content = try content(of: result, name, what: what) else { return nil }
    guard content.json.kind == .string || content.json.kind == .array else {
      throw content.mismatch("\(name)", expected: "a string or an array")
    }
    return output(content)
  }

  /// The names of the members that no format has, for an error about a missing member.
  private static func strangers(in message: SourceNode) -> String {
    let names = message.json.members.map(\.key.string).filter { !memberNames.contains($0) }
    guard let first = names.first else { return "" }
    return ": found \(Value.quoted(String(first.prefix(40)))) instead"
  }

  /// The names of members beside the content of a message or a result.
  private static let memberNames: Set<String> = [
    "role", "name", "id", "type", "status", "call_id", "tool_call_id", "tool_use_id", "tool_call",
    "is_error", "error", "cache_control", "_meta", "isError", "refusal", "annotations", "audio",
  ]

  /// Leaves out the members of an assistant's message that the format does not have. If one looks
  /// like calls, these are missing.
  static func omitStrangers(
    in message: SourceNode, besides known: Set<String>, from builder: inout TraceBuilder
  ) {
    for (key, value) in message.json.members where !known.contains(key.string) {
      guard hasCalls(value) else { continue }
      builder.omit(
        "The member \(Value.quoted(String(key.string.prefix(40)))) of a message, which looks like calls.",
        hidesCalls: true)
    }
  }

  /// Whether a value has an object with a name and arguments in it.
  private static func hasCalls(_ value: JSONValue) -> Bool {
    var open = [value]
    while let top = open.popLast() {
      open += top.elements
      guard top.kind == .object else { continue }
      let isNamed = top["name"]?.kind == .string || top["function"]?.kind == .string
      if isNamed, top["arguments"] != nil || top["args"] != nil || top["input"] != nil {
        return true
      }
      for (_, member) in top.members { open.append(member) }
    }
    return false
  }

  /// The output of a call as a value of the kernel: a string if the content is a single text,
  /// otherwise the list of its parts, with texts as strings.
  static func output(_ content: SourceNode?) -> Value {
    guard let content else { return .null }
    guard content.json.kind == .array else { return content.json.kernelValue }
    let parts = content.json.elements.map { part -> Value in
      guard part["type"]?.string?.hasSuffix("text") ?? false, let text = part["text"]?.string else {
        return part.kernelValue
      }
      return .string(Text(text))
    }
    if let only = parts.first, parts.count == 1, only.kind == .string { return only }
    return .list(parts)
  }
}
