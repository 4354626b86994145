/// How a branch of a parallel step ends before its time, because another has failed.
///
/// It stops wherever it stands. A call that it has in flight is not called back: the thread goes on with
/// it, and nobody waits for that.
struct ThreadCutting: Sendable {
  /// One way to be cut short.
  struct Cut: Hashable, Sendable {
    let from: Int
    let to: Int
  }

  /// The threads whose failure does it; none where nothing does.
  var threads: [Int] = []
  var cuts: [Cut] = []
  /// The nodes of calls that nobody waits for any more.
  var abandoned: Set<Int> = []

  /// The same where one can see how far a call has come: only one that is in flight goes on.
  ///
  /// - Parameter landings: the node of each call that has had its effect; that of the call in flight is
  ///   the next.
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
  /// Where control can go from it; not where it passes on anyway.
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
  /// The same thread, which ends where one of these has failed.
  ///
  /// - Parameter failed: the node where it stands then.
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
      // Where control goes round without doing anything, it stands.
      case .pass: if reached.contains(place) { cutting.cuts.append(.init(from: place, to: failed)) }
      // What waits for branches of its own goes on when these have been cut short.
      case .join, .flight, .landed, .end, .failed, .idle: continue
      }
    }
    return ProgramThread(name: name, nodes: nodes, start: start, entry: entry, cutting: cutting)
  }
}
