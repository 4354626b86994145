import ProvisoLanguage

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
    var cutting = EarlyEnd(threads: threads)
    let reached = Set(nodes.flatMap(\.ways)).union([entry])
    for (index, node) in self.nodes.enumerated() {
      switch node {
      case .call(let call, _, _):
        nodes.append(.call(call, done: failed, failed: failed))
        cutting.abandoned.insert(nodes.count - 1)
        cutting.cuts += [.init(from: index, to: failed), .init(from: index, to: nodes.count - 1)]
      case .test, .choice, .fork: cutting.cuts.append(.init(from: index, to: failed))
      // A reachable `pass` is a cycle without any action: control stays there.
      case .pass: if reached.contains(index) { cutting.cuts.append(.init(from: index, to: failed)) }
      // A join continues when its own branches have been cut.
      case .join, .flight, .landed, .end, .failed, .idle: continue
      }
    }
    return ProgramThread(name: name, nodes: nodes, start: start, entry: entry, cutting: cutting)
  }
}
