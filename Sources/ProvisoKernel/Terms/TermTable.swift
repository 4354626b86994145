/// A snapshot of the terms of a store: a value that tasks can share.
public struct TermTable: Sendable {
  // INVARIANT: a term's operands have smaller indices than the term.
  let nodes: [TermNode]
  /// The rigid symbols, and in transition systems the inputs, that the terms name, by index.
  public let unknowns: [Unknown]
  /// The patterns of `matches`, by index.
  public let patterns: [String]
  let undetermined: [Gap]

  /// The structure of the term.
  public subscript(term: Term) -> TermNode {
    // INVARIANT: handles come from the store that the table was copied from.
    nodes[Int(term.index)]
  }

  /// The indices of the variables that occur in the terms.
  public func variables(in terms: [Term]) -> Set<Int> {
    indices(in: terms) { if case .variable(let index) = $0 { index } else { nil } }
  }

  /// The indices of the unknowns that occur in the terms.
  public func unknowns(in terms: [Term]) -> Set<Int> {
    indices(in: terms) { if case .unknown(let index) = $0 { index } else { nil } }
  }

  /// The indices that a leaf has, of all leaves of the terms.
  private func indices(in terms: [Term], _ index: (TermNode) -> Int?) -> Set<Int> {
    var found: Set<Int> = []
    var met: Set<Term> = []
    var open = terms
    while let term = open.popLast() {
      guard met.insert(term).inserted else { continue }
      let node = self[term]
      if let index = index(node) { found.insert(index) }
      open += node.operands
    }
    return found
  }

  /// The number of terms; their handles are `0..<count`, operands before the terms that use them.
  public var count: Int { nodes.count }
}
