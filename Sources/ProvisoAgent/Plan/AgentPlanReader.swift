import ProvisoKernel
import ProvisoPlans

/// Reads plans of agents in Proviso's own format and in other formats that describe the control
/// flow of agents.
///
/// The reader repairs nothing. Each mistake is reported with its position and what was expected.
package enum AgentPlanReader {
  /// Reads a plan.
  ///
  /// - Parameters:
  ///   - bytes: the source, at most 4 MB of YAML or 16 MB of JSON.
  ///   - format: its format; nil to detect it from the content.
  ///   - shell: the reader of shell commands; without it, each command is a gap.
  ///   - file: returns the bytes of a file that the plan names, given its path from the plan.
  /// - Returns: the plan. Parts of the source that a plan cannot express are among its assumptions
  ///   and gaps.
  /// - Throws: all mistakes that were found, in the order of their positions.
  package static func read(
    _ bytes: [UInt8], as format: AgentPlanFormat? = nil, base: String? = nil,
    paths: [String: Set<String>] = [:], shell: ShellCommandReader? = nil,
    file: (_ path: String) throws(AgentFormatError) -> [UInt8]
  ) throws(AgentFormatError) -> AgentPlan {
    let root: AgentPlanNode
    do throws(AgentFormatError) {
      root = try AgentPlanDocument.parse(bytes)
    } catch {
      // A message about another file could quote something secret.
      guard format != nil || Self.format(ofDamaged: bytes) != nil else {
        throw AgentFormatError(Self.noPlan, line: error.line, column: error.column)
      }
      throw error
    }
    guard let format = format ?? Self.format(of: root) else {
      throw AgentFormatError(Self.noPlan, line: 1, column: 1)
    }
    switch format {
    case .native:
      var reader = NativePlanReader(base: base, declaredPaths: paths, shell: shell)
      return try reader.read(root, file: file)
    case .langGraph:
      var reader = LangGraphReader()
      return try reader.read(root)
    case .stateMachine:
      var reader = StateMachineReader()
      return try reader.read(root)
    }
  }

  private static let noPlan =
    "this is not a plan of agents: expected `schema: \(AgentPlanFormat.native.rawValue)`, a graph of LangGraph (`nodes`, `edges`) or a state machine (`StartAt`, `States`)"

  /// Detects whether a source is a plan, even a damaged one, and in which format.
  ///
  /// - Returns: the format; `nil` if the source is something else, such as a record of calls.
  package static func format(of bytes: [UInt8]) -> AgentPlanFormat? {
    if let root = try? AgentPlanDocument.parse(bytes) { return format(of: root) }
    return format(ofDamaged: bytes)
  }

  /// The format of a source that cannot be parsed. Its beginning shows which one was intended.
  private static func format(ofDamaged bytes: [UInt8]) -> AgentPlanFormat? {
    let beginning = String(decoding: bytes.prefix(4096), as: UTF8.self)
    if beginning.contains("proviso.plan") { return .native }
    if beginning.contains("StartAt"), beginning.contains("States") { return .stateMachine }
    return nil
  }

  private static func format(of root: AgentPlanNode) -> AgentPlanFormat? {
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
