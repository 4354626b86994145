import ProvisoKernel

/// The definition of flow from one call's output to another call's arguments.
public enum FlowKind: String, Sendable, CaseIterable {
  /// An output flows to each call whose writer had read it, directly or through other calls.
  case implicit
  /// An output flows to a call whose arguments carry data from it; see ``Provenance``.
  case explicit
}

/// `a flows to b` for all calls of a trace.
///
/// The output of `a` flows to `b` if it is used in the arguments of `b`, or in those of a call
/// whose output flows to `b`. An output flows to a call only if the call's writer had read it,
/// directly or through other calls.
struct DataFlow: Sendable {
  /// For each call, the calls whose outputs its arguments use directly.
  let used: [CallSet]
  /// The same, plus the calls whose outputs are not in the source and may be used.
  let possiblyUsed: [CallSet]
  /// For each call, the calls whose outputs its writer had read, directly or through other calls.
  private let known: [CallSet]
  /// For each call, the calls that flow to it.
  private let sources: [CallSet]
  /// For each call, the calls that may flow to it.
  private let possibleSources: [CallSet]

  /// Computes the flow of a trace whose calls need only calls before them.
  init(_ trace: AgentTrace, kind: FlowKind) {
    let calls = trace.calls
    let empty = CallSet(below: calls.count)
    var read: [CallSet] = []
    for call in calls {
      var direct = empty
      for other in call.readBefore { direct.insert(other) }
      read.append(direct)
    }
    known = DataFlow.closure(of: read)
    if kind == .implicit {
      used = read
      possiblyUsed = read
    } else {
      var used: [CallSet] = []
      var possiblyUsed: [CallSet] = []
      let provenance = Provenance(trace)
      for index in calls.indices {
        var direct = empty
        var possible = empty
        for other in known[index].indices {
          switch provenance.carries(index, from: other) {
          case .yes:
            direct.insert(other)
            possible.insert(other)
          case .unknown: possible.insert(other)
          case .no: break
          }
        }
        used.append(direct)
        possiblyUsed.append(possible)
      }
      self.used = used
      self.possiblyUsed = possiblyUsed
    }
    sources = DataFlow.closure(of: used)
    possibleSources = used == possiblyUsed ? sources : DataFlow.closure(of: possiblyUsed)
  }

  private static func closure(of direct: [CallSet]) -> [CallSet] {
    var out: [CallSet] = []
    for set in direct {
      var all = CallSet(below: direct.count)
      for index in set.indices.reversed() where !all.contains(index) {
        all.insert(index)
        all.formUnion(out[index])
      }
      out.append(all)
    }
    return out
  }

  /// Whether `a` flows to `b`; nil if the source does not decide it.
  func flows(_ a: Int, to b: Int) -> Bool? {
    sources[b].contains(a) ? true : possibleSources[b].contains(a) ? nil : false
  }

  /// The calls whose outputs the writer of a call had read, directly or through other calls.
  func known(to call: Int) -> [Int] { known[call].indices }

  /// Whether the writer of a call had read the output of another.
  func hasRead(_ other: Int, by call: Int) -> Bool { known[call].contains(other) }

  /// The calls that flow, or may flow, to a call.
  func sources(of call: Int) -> [Int] { possibleSources[call].indices }

  /// The calls that a call flows to, or may flow to.
  func targets(of call: Int) -> [Int] {
    possibleSources.indices.filter { possibleSources[$0].contains(call) }
  }

  /// The same as `flows`, computed by a search backward from `b`. The replay of counterexamples
  /// uses it.
  ///
  /// - Parameter withPossible: whether flows that the source does not decide count.
  func isReached(_ b: Int, from a: Int, withPossible: Bool) -> Bool {
    var seen: Set<Int> = []
    var stack = [b]
    while let top = stack.popLast() {
      for index in (withPossible ? possiblyUsed : used)[top].indices where index >= a {
        if index == a { return true }
        if seen.insert(index).inserted { stack.append(index) }
      }
    }
    return false
  }
}
