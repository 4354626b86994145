import ProvisoInput
import ProvisoKernel

/// The assumptions and gaps of a record of calls.
struct RecordNotes: InputNotes {
  private let trace: AgentTrace
  private let flow: FlowKind

  init(_ universe: AgentUniverse) {
    trace = universe.trace
    flow = universe.flow
  }

  var incompleteness: String? {
    trace.missingCalls.first.map { sentence in
      "calls that were made are not in the source: "
        + String(sentence.prefix(1)).lowercased() + sentence.dropFirst()
    }
  }

  var notModelled: [String] {
    trace.notModelled + ["what tools do: a call is its tool, its arguments and its output"]
  }

  func assumptions(using relations: Set<Relation>) -> [String] {
    var out = trace.assumptions
    let recorded = trace.calls.count { $0.output != nil && $0.hasFailed != true }
    let open = trace.calls.count - recorded
    if recorded > 0 {
      out.append("a call gives what it gave in the \(trace.format) source")
    }
    if open > 0 {
      out.append(
        "what \(Self.count(open)) would give is not in the source: one value each, of any kind")
    }
    if trace.calls.contains(where: { !$0.after.isEmpty }) {
      out.append(
        "after a call that fails none begins that waits for it: what an agent would do instead is not "
          + "in the source")
    }
    let failed = trace.calls.count { $0.hasFailed == true }
    if failed > 0 {
      out.append(
        "\(Self.count(failed)) failed in the source, where others went on: they may begin before it "
          + "ends")
    }
    if relations.contains(.flowsTo) {
      out.append(
        flow == .implicit
          ? "what an agent has read can be in every call that it writes later"
          : "only what arguments carry word for word has flowed (explicit flow): what an agent puts "
            + "into its own words is not seen")
    }
    if relations.contains(.flowsToArgument) {
      out.append(
        "into a single argument only what it carries word for word has flowed: what an agent puts into "
          + "its own words is not seen")
    }
    if relations.contains(.approves) {
      out.append(
        "a record does not say what an approval covers: `approves` holds of no calls in it")
    }
    return out
  }

  private static func count(_ number: Int) -> String {
    number == 1 ? "1 call" : "\(number) calls"
  }
}
