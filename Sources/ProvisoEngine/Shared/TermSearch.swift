import ProvisoKernel

extension TermStore {
  /// Whether the term, or a part of it at any depth, is wanted.
  func contains(in term: Term, where isWanted: (TermNode) -> Bool) -> Bool {
    var seen: Set<Term> = []
    var stack = [term]
    while let top = stack.popLast() {
      guard seen.insert(top).inserted else { continue }
      let node = self[top]
      if isWanted(node) { return true }
      stack += node.operands
    }
    return false
  }
}
