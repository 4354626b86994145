/// The early end of a branch of a parallel step after another branch has failed.
///
/// The branch stops at any node. A call that it has in flight is not cancelled: the thread
/// continues with it, and nothing waits for it.
package struct EarlyEnd: Sendable {
  /// One way to end early: from a node to another.
  package struct Cut: Hashable, Sendable {
    package let from: Int
    package let to: Int

    /// Makes a cut.
    package init(from: Int, to: Int) {
      self.from = from
      self.to = to
    }
  }

  /// The threads whose failure ends this one; empty if there are none.
  package let threads: [Int]
  package var cuts: [Cut] = []
  /// The nodes of calls that nothing waits for any more.
  package var abandoned: Set<Int> = []

  /// Makes a cutting without any cut.
  package init(threads: [Int] = []) { self.threads = threads }

  /// The cutting of a detailed thread, in which only a call that is in flight continues.
  ///
  /// - Parameter landings: for each call's node, the node after the call's effect; the node for the
  ///   call in flight is the next one.
  func detailed(_ landings: [Int: Int]) -> EarlyEnd {
    var out = EarlyEnd(threads: threads)
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
