/// Reads the tool calls of agents from the formats in which they are recorded.
///
/// The importer repairs nothing. A source that is cut off, has a value of the wrong type or is
/// ambiguous is an error with its position.
package enum AgentImporter {
  /// Reads a source with one run.
  ///
  /// - Parameters:
  ///   - bytes: The source: a JSON document, or JSON Lines.
  ///   - format: Its format; nil to detect it from the content.
  /// - Returns: The calls, and the assumptions that had to be made.
  /// - Throws: If the source cannot be read, fits no format or several, or has several runs.
  package static func read(
    _ bytes: [UInt8], as format: AgentFormat? = nil
  ) throws(AgentFormatError) -> AgentTrace {
    let traces = try readAll(bytes, as: format)
    guard let first = traces.first else { throw AgentFormatError("the source contains no run") }
    guard traces.count == 1 else {
      throw AgentFormatError(
        "the source has \(traces.count) runs (\(first.format)): expected one; keep only the run to check"
      )
    }
    return first
  }

  /// Reads a source with any number of runs.
  ///
  /// - Parameters:
  ///   - bytes: The source: a JSON document, or JSON Lines.
  ///   - format: Its format; nil to detect it from the content.
  /// - Returns: The runs in the order of the source, at least one.
  /// - Throws: If the source cannot be read, and if it fits no format or several.
  package static func readAll(
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
      throw AgentFormatError("the source contains no run: expected a run in \(chosen.rawValue)")
    }
    return traces
  }

  /// Detects the format of a source from its content.
  ///
  /// - Throws: If the source is not JSON, and if it fits no format or several.
  package static func format(of bytes: [UInt8]) throws(AgentFormatError) -> AgentFormat {
    try detect(ImportSource(bytes))
  }

  /// Whether a source looks like one of the formats, even like several.
  package static func recognises(_ bytes: [UInt8]) -> Bool {
    guard let source = try? ImportSource(bytes) else { return false }
    return AgentFormat.allCases.contains { $0.reader.fits(source) }
  }

  private static func detect(_ source: ImportSource) throws(AgentFormatError) -> AgentFormat {
    let fitting = AgentFormat.allCases.filter { $0.reader.fits(source) }
    if let only = fitting.first, fitting.count == 1 { return only }
    guard fitting.isEmpty else {
      throw AgentFormatError(fitting: fitting)
    }
    let known = AgentFormat.allCases.map(\.rawValue).joined(separator: ", ")
    if let flow = controlFlow(source) {
      throw AgentFormatError(
        "this is \(flow), which describes control flow, not calls: expected one of \(known)")
    }
    throw AgentFormatError("this is in no known format of agents' calls: expected one of \(known)")
  }

  /// The name of the control-flow format that the source is in; nil if it is in none.
  private static func controlFlow(_ source: ImportSource) -> String? {
    guard let whole = source.whole else { return nil }
    if whole.has("nodes", .array), whole.has("edges", .array) { return "a graph of LangGraph" }
    if whole.has("StartAt", .string), whole.has("States", .object) {
      return "a state machine in Amazon States Language"
    }
    return nil
  }
}

/// One format: detects it and reads it.
protocol TraceReader {
  /// Whether the content looks like the format, even if it is damaged.
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
    case .claudeCodeStream: ClaudeCodeStream.self
    case .codex: CodexRollout.self
    case .gemini: GeminiContents.self
    case .bedrock: BedrockConverse.self
    case .langChain: LangChainMessages.self
    case .aiSDK: AISDKMessages.self
    case .openTelemetry: OpenTelemetrySpans.self
    case .agentDojo: AgentDojo.self
    case .tauBench: TauBench.self
    }
  }
}
