import JSON
import ProvisoInput
import ProvisoKernel

/// Reads the transcript of a Claude Code session: one entry per line, with messages in the shape of
/// Anthropic's API.
///
/// The vendor calls the format internal and unstable, so lines of unknown types are skipped and
/// listed as not modelled. The entries are a tree (`parentUuid`): a rewind starts a new branch. One
/// response of the model is spread over several lines with the same `message.id`, and results can
/// be attached outside the branch on which the conversation continued; ``Branches`` collects them
/// all.
enum ClaudeCodeTranscript: TraceReader {
  static func fits(_ source: ImportSource) -> Bool {
    !ClaudeCodeStream.fits(source)
      && source.items.contains { item in
        (item.has("type", "user") || item.has("type", "assistant")) && item.has("message", .object)
          && (item.json["uuid"] != nil || item.json["sessionId"] != nil)
      }
  }

  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace] {
    var builder = TraceBuilder()
    builder.assume(Conversations.concurrent)
    builder.assume(
      "The model had read every result before the turn in which it wrote a call, including those of its sub-agents."
    )
    builder.assume(
      "The user's words are the texts of user lines that have no result and that the program did not write: not `isMeta`, no summary, no sub-agent, and no text that begins with a tag other than a command's."
    )
    var entries: [TranscriptEntry] = []
    for item in source.items { entries.append(try TranscriptEntry(item)) }
    let branches = try Branches(entries)
    for sentence in branches.assumptions { builder.assume(sentence) }
    for sentence in branches.notModelled {
      builder.omit(sentence, hidesCalls: branches.hasLostCalls)
    }
    if let beginning = branches.missingBeginning { builder.omit(beginning, hidesCalls: true) }
    let unknown = Set(entries.filter { !$0.isConversation }.map(\.type)).sorted()
    if !unknown.isEmpty {
      builder.omit(
        "Lines of types \(unknown.map(Value.quoted).joined(separator: ", ")).",
        hidesCalls: entries.contains { !$0.isConversation && $0.looksLikeMessage })
    }
    var openMessages: [String: String] = [:]
    var seen: [[String]: SourceNode] = [:]
    for index in branches.indices {
      let entry = entries[index]
      // Messages that survive compaction can be written again.
      let ids = [entry.type] + entry.callIDs + entry.resultIDs
      if ids.count > 1, let content = entry.content {
        if let other = seen[ids], other.json.kernelValue == content.json.kernelValue { continue }
        seen[ids] = content
      }
      let stream = branches.streams[index]
      if entry.type == "assistant" {
        // Lines of one response are one turn, even with results between them.
        if entry.messageID == nil || openMessages[stream] != entry.messageID {
          if entry.messageID != nil || openMessages[stream] != nil { builder.endTurn(of: stream) }
          openMessages[stream] = entry.messageID
        }
        try readBlocks(of: entry, stream: stream, into: &builder)
      } else {
        if openMessages[stream] == nil { builder.endTurn(of: stream) }
        try readBlocks(of: entry, stream: stream, into: &builder)
        if stream.isEmpty { try readUserTexts(of: entry, into: &builder) }
      }
    }
    let subAgents = Set(branches.streams.filter { !$0.isEmpty })
    if builder.identifiers(of: agentTools).count > subAgents.count {
      builder.omit(
        "The calls of sub-agents, whose transcripts are separate files.", hidesCalls: true)
    }
    return [builder.finish(.claudeCode)]
  }

  /// Tools that start a sub-agent.
  static let agentTools: Set<String> = ["Task", "Agent"]

  private static func readBlocks(
    of entry: TranscriptEntry, stream: String, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard let content = entry.content else { return }
    guard content.json.kind == .array else {
      _ = try content.text(named: "content")
      return
    }
    for block in content.elements {
      try AnthropicMessages.read(
        block, stream: stream, agent: stream, isAssistant: entry.type == "assistant",
        in: entry.directory, into: &builder)
    }
  }

  private static func readUserTexts(
    of entry: TranscriptEntry, into builder: inout TraceBuilder
  ) throws(AgentFormatError) {
    guard !entry.isFromProgram, !entry.hasResult else { return }
    for text in try Conversations.texts(entry.content) where !isMarkup(text) {
      builder.addUserText(text)
    }
  }

  /// Whether a text begins with a tag that the program wrote. The tags around text that the user
  /// typed do not count.
  private static func isMarkup(_ text: String) -> Bool {
    let bytes = text.utf8.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    guard bytes.first == UInt8(ascii: "<"), let letter = bytes.dropFirst().first,
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(letter)
    else { return false }
    return !["<command-name>", "<command-message>", "<bash-input>"].contains { tag in
      bytes.starts(with: tag.utf8)
    }
  }
}

/// One line of a transcript.
struct TranscriptEntry {
  let node: SourceNode
  let type: String
  let uuid: String?
  let parent: String?
  /// If there is no parent, the line that came before the conversation was compacted.
  let continues: String?
  let isSidechain: Bool
  let agent: String?
  /// Whether the program, not the user, wrote the text of a user line.
  let isFromProgram: Bool
  /// The identifier of the model's response that the line is part of.
  let messageID: String?
  let content: SourceNode?
  /// The working directory.
  let directory: String?

  /// Whether the line is part of the conversation. Other lines are kept because they link the tree.
  var isConversation: Bool { type == "user" || type == "assistant" }

  init(_ node: SourceNode) throws(AgentFormatError) {
    self.node = node
    guard node.json.kind == .object else {
      throw node.error("expected an object on each line, found \(node.json.kindDescription)")
    }
    // A line of an unknown type can have any shape.
    let type = node.field("type")?.json.string ?? ""
    self.type = type
    guard type == "user" || type == "assistant" else {
      uuid = node.field("uuid")?.json.string
      parent = node.field("parentUuid")?.json.string
      continues = node.field("logicalParentUuid")?.json.string
      isSidechain = node.field("isSidechain")?.json.bool ?? false
      agent = nil
      isFromProgram = true
      messageID = nil
      content = nil
      directory = nil
      return
    }
    uuid = try node.name("uuid", of: "a line of the type \(type)")
    parent = try node.optionalText("parentUuid")
    continues = try node.optionalText("logicalParentUuid")
    isSidechain = try node.optionalFlag("isSidechain") ?? false
    agent = try node.optionalText("agentId")
    let isMeta = try node.optionalFlag("isMeta") ?? false
    let isSummary = try node.optionalFlag("isCompactSummary") ?? false
    isFromProgram = isMeta || isSummary
    directory = try node.optionalText("cwd")
    let message = try node.required("message", of: "a line of the type \(type)")
    messageID = type == "assistant" ? try message.optionalText("id") : nil
    content = try message.required("content", of: "the message of a line")
  }

  /// The identifiers of the calls whose results are on the line.
  var resultIDs: [String] {
    guard type == "user" else { return [] }
    return content?.json.elements.compactMap { block in
      guard block["type"]?.string?.hasSuffix("tool_result") ?? false else { return nil }
      return block["tool_use_id"]?.string
    } ?? []
  }

  /// Whether a line of an unknown type has a message with content, in which tools may be called.
  var looksLikeMessage: Bool {
    node.field("message")?.field("content") != nil
  }

  var hasResult: Bool {
    content?.json.elements.contains { $0["type"]?.string?.hasSuffix("tool_result") ?? false }
      ?? false
  }

  /// The identifiers of the calls on the line.
  var callIDs: [String] {
    guard type == "assistant" else { return [] }
    return content?.json.elements.compactMap { block in
      guard block["type"]?.string?.hasSuffix("tool_use") ?? false else { return nil }
      return block["id"]?.string
    } ?? []
  }
}
