import ProvisoPlans

/// Orders calls of which some were made at the same time.
///
/// A call comes before another one only if it had ended before that began. Where calls overlap, any of their
/// effects can be the first. The steps of a plan are in sequences and in parallel branches, which cannot say
/// every order of intervals. So the longest call of several that overlap becomes a branch of its own beside
/// all others of them, and the others are ordered in the same way: an over-approximation, which has all orders that
/// are possible and may have more.
struct OverlappingCalls {
  /// A call with the time from its beginning to its end, in numbers of calls that had begun before.
  struct Call {
    let begin: Int
    /// `Int.max` if it has not ended.
    let end: Int
    let steps: [AgentPlanStep]
  }

  /// The steps of calls in an order that has every order in which they can have had their effects.
  ///
  /// - Parameter calls: the calls in the order of their beginnings.
  static func steps(of calls: [Call]) -> [AgentPlanStep] {
    var out: [AgentPlanStep] = []
    var block: [Call] = []
    var end = 0
    for call in calls {
      if call.begin >= end, !block.isEmpty {
        out += steps(ofBlock: block)
        block = []
      }
      block.append(call)
      end = max(end, call.end)
    }
    return out + steps(ofBlock: block)
  }

  /// - Parameter block: calls that no moment between two calls divides.
  private static func steps(ofBlock block: [Call]) -> [AgentPlanStep] {
    guard block.count > 1 else { return block.flatMap(\.steps) }
    var rest = block
    let longest = rest.indices.max { first, second in
      rest[first].end - rest[first].begin < rest[second].end - rest[second].begin
    }
    let spanning = rest.remove(at: longest ?? 0)
    let others = steps(of: rest)
    var branches = [spanning.steps]
    if others.count == 1, case .parallel(let inner) = others[0].kind, rest.count > 1 {
      branches += inner
    } else {
      branches.append(others)
    }
    return [AgentPlanStep(.parallel(branches))]
  }
}
