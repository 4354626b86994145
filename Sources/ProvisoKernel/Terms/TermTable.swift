/// The terms of a store as they stood at one time: a value that tasks can share.
public struct TermTable: Sendable {
  // INVARIANT: a term's operands have smaller places than the term.
  let nodes: [TermNode]
  /// The rigid symbols, and in transition systems the inputs, that the terms name, by place.
  public let unknowns: [Unknown]
  /// The patterns of `matches`, by place.
  public let patterns: [String]
  let undetermined: [String]

  /// What the term is made of.
  public subscript(term: Term) -> TermNode {
    // INVARIANT: handles come from the store that the table was taken of.
    nodes[Int(term.index)]
  }

  /// The variables that terms are made of, by their places.
  public func variables(in terms: [Term]) -> Set<Int> {
    var found: Set<Int> = []
    var met: Set<Term> = []
    var open = terms
    while let term = open.popLast() {
      guard met.insert(term).inserted else { continue }
      let node = self[term]
      if case .variable(let place) = node { found.insert(place) }
      open += node.operands
    }
    return found
  }

  /// The number of terms: their handles are `0..<count`, operands before what uses them.
  public var count: Int { nodes.count }
}
