import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel

/// Judges the calls of a transcript that grows, each as a gate would have judged it before it was made.
package struct TranscriptMonitor {
  /// A call that a gate would not have let through.
  package struct Alert: Sendable {
    package let call: GateCall
    /// The line of the transcript; `nil` if it is not known.
    package let line: Int?
    /// The decision of the gate: `deny`, or `ask` where it is not known.
    package let decision: GateDecision
  }

  private var gate: GateCore
  private let verifier: Verifier
  private let format: AgentFormat?
  /// The ids of the calls that were judged.
  private var judged: Set<String> = []
  /// The ids of the calls whose outcome is known.
  private var settled: Set<String> = []
  private var isTorn = false
  /// The number of texts of the user that the gate knows.
  private var heard = 0
  /// The reasons why calls that were made are not in the transcript, as sentences.
  package private(set) var gaps: [String] = []

  /// Reads the rules.
  ///
  /// - Parameters:
  ///   - directory: the absolute path of the directory that the names of paths in the world are relative
  ///     to; `nil` for that of the first call.
  ///   - plans: checks the plans that calls carry out; `nil` for `verifier`.
  ///   - policies: the policies of the tools, by which values are judged; `nil` to judge none.
  ///   - approvals: the values that a person approved.
  ///   - format: the format of the transcript; `nil` to detect it.
  /// - Throws: `InputError` if a file cannot be read or is wrong.
  package init(
    world: SpecSource, directory: String?, verifier: Verifier, plans: Verifier? = nil,
    policies: ToolPolicies? = nil, approvals: [ApprovedValue] = [], format: AgentFormat? = nil
  ) throws(InputError) {
    self.verifier = verifier
    self.format = format
    gate = try GateCore(
      world: world, directory: directory, verifier, plans: plans, policies: policies)
    for approval in approvals { gate.approve(approval) }
  }

  /// Proves a plan and compares the calls with it from now on.
  ///
  /// - Throws: `InputError` if it is no plan, or it is not proved.
  package mutating func follow(_ text: [UInt8], named name: String) throws(InputError) {
    let result = try gate.follow(text, named: name, by: verifier)
    guard result.verdict.isAccepted else {
      let bad = result.properties.first { [.violated, .undecided].contains($0.effectiveVerdict) }
      throw InputError(
        "\(name): this plan is not proved" + (bad.map { " (\($0.name))" } ?? "")
          + "; a check of it shows why")
    }
  }

  /// Judges the calls that are new in a transcript.
  ///
  /// - Parameters:
  ///   - bytes: the transcript so far.
  ///   - isWhole: whether no more will come. Otherwise an unfinished last line of several is left for later.
  ///   - tell: called with each call that a gate would not have let through.
  /// - Throws: `AgentFormatError` if the transcript cannot be read.
  package mutating func read(
    _ bytes: [UInt8], isWhole: Bool, _ tell: (Alert) -> Void
  ) throws(AgentFormatError) {
    let whole = Self.wholeLines(bytes)
    guard (isWhole ? bytes : whole).contains(where: { $0 > 0x20 }) else { return }
    let trace: AgentTrace
    if isWhole, let all = try? AgentImporter.read(bytes, as: format) {
      trace = all
    } else {
      trace = try AgentImporter.read(whole, as: format)
      isTorn = isWhole && whole.count < bytes.count
    }
    gaps = trace.missingCalls + (isTorn ? ["The last line is not whole."] : [])
    // A text of the user may come after a call that it is about.
    for text in trace.userTexts.dropFirst(heard) { gate.add(userText: text) }
    heard = max(heard, trace.userTexts.count)
    for (index, call) in trace.calls.enumerated() {
      if judged.contains(call.id) { continue }
      // Only the calls that the agent waited for are over. It may have made others at the same time.
      for before in call.after where !settled.contains(trace.calls[before].id) {
        settle(trace.calls[before])
      }
      judged.insert(call.id)
      let given = Self.gateCall(of: call)
      let decision = gate.decide(given, by: verifier)
      if decision.kind == .deny { gate.resume(given, outcome: nil, wasAsked: false) }
      if decision.kind != .allow {
        tell(Alert(call: given, line: trace.calls[index].line, decision: decision))
      }
    }
  }

  private mutating func settle(_ call: TracedCall) {
    guard settled.insert(call.id).inserted else { return }
    gate.report(call.hasFailed == true ? .failed : .succeeded, of: call.id, output: call.output)
  }

  private static func gateCall(of call: TracedCall) -> GateCall {
    GateCall(
      id: call.id, tool: call.tool, arguments: call.namedArguments.map { .init($0.name, $0.value) },
      directory: call.directory)
  }

  /// The bytes up to the last line end, if the first line is a JSON text of its own.
  private static func wholeLines(_ bytes: [UInt8]) -> [UInt8] {
    guard let last = bytes.lastIndex(of: 0x0A), last + 1 < bytes.count else { return bytes }
    let tail = bytes[(last + 1)...]
    // A document over several lines ends with its bracket.
    let isDocument = tail.first.map { "]}".utf8.contains($0) } ?? false
    return isDocument ? bytes : Array(bytes[...last])
  }
}
