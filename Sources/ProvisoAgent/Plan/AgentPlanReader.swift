import ProvisoKernel

/// Reads what agents are about to do: plans in Proviso's own format, and in those that describe the flow
/// of agents elsewhere.
///
/// Nothing is repaired: every mistake is told with its place and what was expected.
public enum AgentPlanReader {
  /// What reads a shell command: the command, and where it stands.
  public typealias Shell = (_ command: String, _ place: PlanPlace?) -> ShellReading

  /// Reads a plan.
  ///
  /// - Parameters:
  ///   - bytes: the source, YAML or JSON: at most 4 MB of the one, 16 MB of the other.
  ///   - format: its format; where none is given, it is told by the content.
  ///   - shell: what reads shell commands; without it each is a gap.
  ///   - file: gives the bytes of a file that the plan names, by its path from the plan.
  /// - Returns: the plan; what could not be said in its terms is among its assumptions and gaps.
  /// - Throws: every mistake that was found, in the order of their places.
  public static func read(
    _ bytes: [UInt8], as format: PlanFormat? = nil, shell: Shell? = nil,
    file: (_ path: String) throws(AgentFormatError) -> [UInt8]
  ) throws(AgentFormatError) -> AgentPlan {
    let root = try PlanDocument.parse(bytes)
    guard let format = format ?? Self.format(of: root) else {
      throw AgentFormatError(
        "this is no plan of agents: expected `schema: \(PlanFormat.native.rawValue)`, a graph of LangGraph (`nodes`, `edges`) or a state machine (`StartAt`, `States`)",
        line: 1, column: 1)
    }
    switch format {
    case .native:
      var reader = NativePlanReader(shell: shell)
      return try reader.read(root, file: file)
    case .langGraph:
      var reader = LangGraphReader()
      return try reader.read(root)
    case .stateMachine:
      var reader = StateMachineReader()
      return try reader.read(root)
    }
  }

  /// Tells whether a source is a plan, however damaged, and in which format.
  ///
  /// - Returns: the format; `nil` where the source is something else, such as a record of calls.
  public static func format(of bytes: [UInt8]) -> PlanFormat? {
    if let root = try? PlanDocument.parse(bytes) { return format(of: root) }
    // It cannot be parsed: its first words tell what it was meant to be.
    let beginning = String(decoding: bytes.prefix(4096), as: UTF8.self)
    if beginning.contains("proviso.plan") { return .native }
    if beginning.contains("StartAt"), beginning.contains("States") { return .stateMachine }
    return nil
  }

  private static func format(of root: PlanNode) -> PlanFormat? {
    guard root.isMap else { return nil }
    if let schema = root["schema"]?.text {
      if schema.hasPrefix("proviso.plan") { return .native }
      if schema.hasPrefix("proviso.") { return nil }
    }
    if root["States"]?.isMap ?? false || root["StartAt"]?.text != nil { return .stateMachine }
    if root["nodes"]?.isList ?? false, root["edges"]?.isList ?? false { return .langGraph }
    return NativePlanReader.looksLikePlan(root) ? .native : nil
  }
}
