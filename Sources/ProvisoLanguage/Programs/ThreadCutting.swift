/// The early end of a branch of a parallel step after another branch has failed.
///
/// The branch stops at any node. A call that it has in flight is not cancelled: the thread
/// continues with it, and nothing waits for it.
struct ThreadCutting: Sendable {
  /// One way to end early: from a node to another.
  struct Cut: Hashable, Sendable {
    let from: Int
    let to: Int
  }

  /// The threads whose failure ends this one; empty if there are none.
  var threads: [Int] = []
  var cuts: [Cut] = []
  /// The nodes of calls that nothing waits for any more.
  var abandoned: Set<Int> = []

  /// The cutting of a detailed thread, in which only a call that is in flight continues.
  ///
  /// - Parameter landings: for each call's node, the node after the call's effect; the node for the
  ///   call in flight is the next one.
  func detailed(_ landings: [Int: Int]) -> ThreadCutting {
    var out = ThreadCutting(threads: threads)
    for cut in cuts {
      guard let from = landings[cut.from] else {
        out.cuts.append(cut)
        continue
      }
      guard let to = landings[cut.to] else {
        out.cuts.append(cut)
        continue
      }
      out.cuts += [Cut(from: from, to: to), Cut(from: from + 1, to: to + 1)]
    }
    for node in abandoned {
      guard let landed = landings[node] else { continue }
      out.abandoned.formUnion([landed, landed + 1])
    }
    return out
  }
}

extension ProgramNode {
  /// The nodes that can follow; empty for `pass`, which is replaced by its target.
  fileprivate var ways: [Int] {
    switch self {
    case .call(_, let done, let failed), .flight(_, let done, let failed),
      .landed(_, let done, let failed), .join(_, let done, let failed):
      [done, failed]
    case .test(_, let yes, let no): [yes, no]
    case .choice(let ways): ways
    case .fork(_, let join): [join]
    case .pass, .end, .failed, .idle: []
    }
  }
}

extension ProgramThread {
  /// The same thread, which also ends early if one of these threads fails.
  ///
  /// - Parameter failed: the node of the thread after an early end.
  func cut(by threads: [Int], to failed: Int) -> ProgramThread {
    guard !threads.isEmpty else { return self }
    var nodes = nodes
    var cutting = ThreadCutting(threads: threads)
    let reached = Set(nodes.flatMap(\.ways)).union([entry])
    for (place, node) in self.nodes.enumerated() {
      switch node {
      case .call(let call, _, _):
        nodes.append(.call(call, done: failed, failed: failed))
        cutting.abandoned.insert(nodes.count - 1)
        cutting.cuts += [.init(from: place, to: failed), .init(from: place, to: nodes.count - 1)]
      case .test, .choice, .fork: cutting.cuts.append(.init(from: place, to: failed))
      // A reachable `pass` is a cycle without any action: control stays there.
      case .pass: if reached.contains(place) { cutting.cuts.append(.init(from: place, to: failed)) }
      // A join continues when its own branches have been cut.
      case .join, .flight, .landed, .end, .failed, .idle: continue
      }
    }
    return ProgramThread(name: name, nodes: nodes, start: start, entry: entry, cutting: cutting)
  }
}
