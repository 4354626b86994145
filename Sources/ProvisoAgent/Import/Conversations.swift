import JSON
import ProvisoKernel

/// Shared code for the formats that are lists of messages.
enum Conversations {
  static let concurrent =
    "The calls of one turn of the model can run in any order or at the same time; a turn waits for all calls of earlier turns."
  static let everythingRead =
    "The model had read every result before the turn in which it wrote a call."
  static let userIsTrusted = "Messages of the role user are the words of the user."

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
