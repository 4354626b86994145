/// Reads the tool calls of agents from the formats in which they are kept.
///
/// Nothing is repaired: what is cut off, of the wrong type or ambiguous is an error that says where.
public enum AgentImporter {
  /// Reads a source with one run.
  ///
  /// - Parameters:
  ///   - bytes: The source: a JSON document, or JSON Lines.
  ///   - format: Its format; where none is given, it is told by the content.
  /// - Returns: The calls, and what had to be assumed.
  /// - Throws: Where the source cannot be read, fits no format or several, or has several runs.
  public static func read(
    _ bytes: [UInt8], as format: AgentFormat? = nil
  ) throws(AgentFormatError) -> AgentTrace {
    let traces = try readAll(bytes, as: format)
    guard let first = traces.first else { throw AgentFormatError("there is no run in it") }
    guard traces.count == 1 else {
      throw AgentFormatError(
        "this has \(traces.count) runs (\(first.format)): expected one; keep the one that is meant")
    }
    return first
  }

  /// Reads a source with any number of runs, in its order.
  ///
  /// - Parameters:
  ///   - bytes: The source: a JSON document, or JSON Lines.
  ///   - format: Its format; where none is given, it is told by the content.
  /// - Returns: The runs, at least one.
  /// - Throws: Where the source cannot be read, and where it fits no format or several.
  public static func readAll(
    _ bytes: [UInt8], as format: AgentFormat? = nil
  ) throws(AgentFormatError) -> [AgentTrace] {
    let source = try ImportSource(bytes)
    let chosen: AgentFormat
    if let format {
      chosen = format
    } else {
      chosen = try detect(source)
    }
    let traces = try chosen.reader.read(source)
    guard !traces.isEmpty else {
      throw AgentFormatError("there is no run in it: expected \(chosen.rawValue)")
    }
    return traces
  }

  /// Tells the format of a source by its content.
  ///
  /// - Throws: Where the source is not JSON, and where it fits no format or several.
  public static func format(of bytes: [UInt8]) throws(AgentFormatError) -> AgentFormat {
    try detect(ImportSource(bytes))
  }

  private static func detect(_ source: ImportSource) throws(AgentFormatError) -> AgentFormat {
    let fitting = AgentFormat.allCases.filter { $0.reader.fits(source) }
    if let only = fitting.first, fitting.count == 1 { return only }
    guard fitting.isEmpty else {
      let names = fitting.map(\.rawValue).joined(separator: " and ")
      throw AgentFormatError("this can be read as \(names): say which it is")
    }
    let known = AgentFormat.allCases.map(\.rawValue).joined(separator: ", ")
    if let flow = controlFlow(source) {
      throw AgentFormatError(
        "this is \(flow), which is control flow and not calls: the formats that are read are \(known)"
      )
    }
    throw AgentFormatError("this is in no known format of agents' calls: they are \(known)")
  }

  /// What a description of control flow is called; nil where the source is none.
  private static func controlFlow(_ source: ImportSource) -> String? {
    guard let whole = source.whole else { return nil }
    if whole.has("nodes", .array), whole.has("edges", .array) { return "a graph of LangGraph" }
    if whole.has("StartAt", .string), whole.has("States", .object) {
      return "a state machine in Amazon States Language"
    }
    return nil
  }
}

/// One format: how to tell it, and how to read it.
protocol TraceReader {
  /// Whether the content looks like the format, however damaged it is otherwise.
  static func fits(_ source: ImportSource) -> Bool
  /// The runs of the source.
  static func read(_ source: ImportSource) throws(AgentFormatError) -> [AgentTrace]
}

extension AgentFormat {
  var reader: any TraceReader.Type {
    switch self {
    case .anthropic: AnthropicMessages.self
    case .openAIChat: OpenAIChat.self
    case .openAIResponses: OpenAIResponses.self
    case .mcp: MCPMessages.self
    case .claudeCode: ClaudeCodeTranscript.self
    case .agentDojo: AgentDojo.self
    case .tauBench: TauBench.self
    }
  }
}
