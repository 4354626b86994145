import ProvisoKernel

/// The order of a trace's calls as a system of the kernel: one step a call.
///
/// What a call does to the world outside is not part of the vocabulary, so a step has no parts: that a
/// failed call had its effect or not makes no difference to any expression.
///
/// A call that failed in the source did not hold up those that came after it. They do not wait for it,
/// then, but for what it waited for: in some runs it is still to come, which is more than the source
/// says, so what holds in all runs holds in the true one.
enum CallOrder {
  /// The system of the calls.
  ///
  /// - Throws: where a call waits for, or has read, one that does not come before it in the source.
  static func system(of calls: [TracedCall]) throws(AgentFormatError) -> System {
    var steps: [Step] = []
    // For each call all that is done before it begins.
    var earlier: [CallSet] = []
    for (place, call) in calls.enumerated() {
      for other in call.after + call.readBefore where !(0..<place).contains(other) {
        throw AgentFormatError(
          "the call \(Value.quoted(call.id)) needs a call that does not come before it",
          line: call.line)
      }
      var all = CallSet(below: calls.count)
      for other in call.after.reversed() where !all.contains(other) {
        all.formUnion(earlier[other])
        if calls[other].hasFailed != true { all.insert(other) }
      }
      // Only waits that no other implies: a transcript of n turns would have n² of them.
      var implied = CallSet(below: calls.count)
      var waits: [Wait] = []
      for other in all.places.reversed() where !implied.contains(other) {
        waits.append(Wait(for: other))
        implied.formUnion(earlier[other])
      }
      earlier.append(all)
      steps.append(Step(name: call.id, parts: [], waits: waits))
    }
    do {
      return try System(variables: [], steps: steps)
    } catch {
      throw AgentFormatError("the calls have no order: \(error)")
    }
  }

  /// Whether the system has no run that the source excludes: no call waited for one that failed.
  static func isExact(_ calls: [TracedCall]) -> Bool {
    calls.allSatisfy { call in call.after.allSatisfy { calls[$0].hasFailed != true } }
  }
}
