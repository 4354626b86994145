import ProvisoKernel

/// The tool calls of agents as an importer reads them, with their arguments, their order and their
/// outputs.
public struct AgentTrace: Sendable {
  /// The format that the trace was read from (`agentdojo`, `claude-code`, …).
  public let format: String
  /// The calls in the order of the source.
  public let calls: [TracedCall]
  /// The assumptions about facts that the source does not state, as sentences.
  public let assumptions: [String]
  /// The parts of the source that are not modelled, as sentences.
  public let notModelled: [String]
  /// The texts in which the user asked for something. They are trusted.
  public let userTexts: [String]
  /// The reasons why calls that were made are not in `calls`, as sentences. Nothing can be proved
  /// about a trace with missing calls.
  public let missingCalls: [String]

  /// Creates a trace.
  public init(
    format: String, calls: [TracedCall], assumptions: [String] = [], notModelled: [String] = [],
    userTexts: [String] = [], missingCalls: [String] = []
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
  /// The identifier in the source; without one, a number that follows the order of the source.
  public let id: String
  public let tool: String
  /// The arguments by name, as a map.
  public let arguments: Value
  /// The agent that calls; empty if the source names none.
  public let agent: String
  /// A name that a person gave the call; empty if it has none.
  public let label: String
  /// The output, if the source has it.
  public let output: Value?
  /// Whether the source says that the call failed.
  public let hasFailed: Bool?
  /// The indices of the calls that must finish before this one begins. Calls of one turn of the
  /// model are concurrent: they wait for those of earlier turns, not for each other.
  public let after: [Int]
  /// The indices of the calls whose outputs the model had read when it wrote this one.
  public let readBefore: [Int]
  /// The line of the source, from 1, if it is known.
  public let line: Int?
  /// The working directory of the agent at the call, if the source states it.
  public let directory: String?

  /// The arguments in the order of their names; none if the source gives no map.
  package var namedArguments: [(name: String, value: Value)] {
    guard case .map(let members) = arguments else { return [] }
    return members.sorted { $0.key < $1.key }.map { ($0.key.string, $0.value) }
  }

  /// Creates a call.
  public init(
    id: String, tool: String, arguments: Value, agent: String = "", label: String = "",
    output: Value? = nil, hasFailed: Bool? = nil, after: [Int] = [], readBefore: [Int] = [],
    line: Int? = nil, directory: String? = nil
  ) {
    self.directory = directory
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
