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
    trace.notModelled + ["effects of tools: a call is its tool, its arguments and its output"]
  }

  func assumptions(using relations: Set<Relation>) -> [String] {
    var out = trace.assumptions
    let recorded = trace.calls.count { $0.output != nil && $0.hasFailed != true }
    let open = trace.calls.count - recorded
    if recorded > 0 {
      out.append("a call returns what it returned in the \(trace.format) source")
    }
    if open > 0 {
      out.append(
        "the source lacks the output of \(Self.count(open)): each is one value, of any kind")
    }
    if trace.calls.contains(where: { !$0.after.isEmpty }) {
      out.append(
        "calls that wait for a failed call do not begin: the source does not say what an agent would do "
          + "instead")
    }
    let failed = trace.calls.count { $0.hasFailed == true }
    if failed > 0 {
      out.append(
        "\(Self.count(failed)) failed in the source, and others continued: those may begin before it ends"
      )
    }
    if relations.contains(.flowsTo) {
      out.append(
        flow == .implicit
          ? "everything that an agent has read can be in every call that it writes later"
          : "data flows only if arguments contain it word for word (explicit flow): data that an agent "
            + "rephrases is not seen")
    }
    if relations.contains(.flowsToArgument) {
      out.append(
        "data flows into a single argument only if it contains the data word for word: data that an "
          + "agent rephrases is not seen")
    }
    if relations.contains(.approves) {
      out.append(
        "a record does not say what an approval covers: `approves` never holds in it")
    }
    return out
  }

  private static func count(_ number: Int) -> String {
    number == 1 ? "1 call" : "\(number) calls"
  }
}
