import ProvisoKernel

/// The order of a trace's calls as a system of the kernel, with one step per call.
///
/// The vocabulary does not describe the effects of calls on the outside world, so a step has no
/// parts. No expression depends on whether a failed call had its effect.
///
/// A call that failed in the source did not block later calls. They therefore do not wait for it,
/// but for the calls that it waited for. This is an over-approximation: it adds runs in which the
/// failed call comes later. A property that holds in all runs also holds in the recorded one.
enum CallOrder {
  /// The system of the calls.
  ///
  /// - Throws: if a call waits for, or has read, one that does not come before it in the source.
  static func system(of calls: [TracedCall]) throws(AgentFormatError) -> System {
    var steps: [Step] = []
    // For each call, all calls that are done before it begins.
    var earlier: [CallSet] = []
    for (index, call) in calls.enumerated() {
      for other in call.after + call.readBefore where !(0..<index).contains(other) {
        throw AgentFormatError(
          "the call \(Value.quoted(call.id)) needs a later call: expected only calls before it",
          line: call.line)
      }
      var all = CallSet(below: calls.count)
      for other in call.after.reversed() where !all.contains(other) {
        all.formUnion(earlier[other])
        if calls[other].hasFailed != true { all.insert(other) }
      }
      // Adds only waits that no other wait implies; a transcript of n turns would have n² waits.
      var implied = CallSet(below: calls.count)
      var waits: [Wait] = []
      for other in all.indices.reversed() where !implied.contains(other) {
        waits.append(Wait(for: other))
        implied.formUnion(earlier[other])
      }
      earlier.append(all)
      steps.append(Step(name: call.id, parts: [], waits: waits))
    }
    do {
      return try System(variables: [], steps: steps)
    } catch {
      throw AgentFormatError("the calls cannot be ordered: \(error)")
    }
  }

  /// Whether the system has only runs that the source allows: no call waited for one that failed.
  static func isExact(_ calls: [TracedCall]) -> Bool {
    calls.allSatisfy { call in call.after.allSatisfy { calls[$0].hasFailed != true } }
  }
}
