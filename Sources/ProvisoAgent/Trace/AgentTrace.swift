import ProvisoKernel

/// The tool calls of agents as an importer reads them: what was called with what, in which order, and
/// what came back.
public struct AgentTrace: Sendable {
  /// The format that it was read from (`agentdojo`, `claude-code`, …).
  public let format: String
  /// In the order of the source.
  public let calls: [TracedCall]
  /// What the source does not say and was therefore taken for granted, as sentences.
  public let assumptions: [String]
  /// What in the source had no meaning here.
  public let notModelled: [String]
  /// What the user asked for, text by text; trusted.
  public let userTexts: [String]
  /// Why calls that were made are not among these, as sentences; nothing can be proved of a trace that
  /// lacks some.
  public let missingCalls: [String]

  /// Puts a trace together.
  public init(
    format: String, calls: [TracedCall], assumptions: [String], notModelled: [String],
    userTexts: [String], missingCalls: [String] = []
  ) {
    self.missingCalls = missingCalls
    self.format = format
    self.calls = calls
    self.assumptions = assumptions
    self.notModelled = notModelled
    self.userTexts = userTexts
  }
}

/// One tool call.
public struct TracedCall: Sendable {
  /// The identifier that the source gives it; a number in the order of the source where it gives none.
  public let id: String
  public let tool: String
  /// The arguments by name, as a map.
  public let arguments: Value
  /// The agent that calls; empty where the source names none.
  public let agent: String
  /// A name that a person gave the call; empty where nobody did.
  public let label: String
  /// What came back, if the source has it.
  public let output: Value?
  /// Whether the source says that the call failed.
  public let hasFailed: Bool?
  /// The places of the calls that must be done before this one begins. Calls of one turn of the model are
  /// concurrent: they wait for those of earlier turns, not for each other.
  public let after: [Int]
  /// The places of the calls whose outputs the model had read when it wrote this one.
  public let readBefore: [Int]
  /// The line of the source, from 1, where it is known.
  public let line: Int?

  /// Describes a call.
  public init(
    id: String, tool: String, arguments: Value, agent: String = "", label: String = "",
    output: Value?, hasFailed: Bool? = nil, after: [Int], readBefore: [Int], line: Int? = nil
  ) {
    self.id = id
    self.tool = tool
    self.arguments = arguments
    self.agent = agent
    self.label = label
    self.output = output
    self.hasFailed = hasFailed
    self.after = after
    self.readBefore = readBefore
    self.line = line
  }
}
