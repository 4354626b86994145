/// The sets of nodes that LangGraph can run concurrently, and their order.
///
/// A graph runs in supersteps. The nodes of a set run at the same time. When all are done, their
/// edges determine the next set. A node is in a set at most once, even if several edges lead to it.
/// The JSON does not distinguish a plain edge from an edge of `add_edge([a, b], c)`, which waits
/// for both `a` and `b`. Both readings are therefore covered: `c` can be left out while other nodes
/// run. If all its sources are in the current set, `c` runs in either reading. If no other node
/// would be left, `c` runs too: a graph in which it waited forever would be at its end, and that
/// run is covered because any run can stop at any point.
struct Supersteps {
  typealias Nodes = Set<Int>

  /// The most sets. A graph with more is not split into supersteps.
  private static let maximumSets = 300
  /// The most nodes in all sets together.
  private static let maximumNodes = 500
  /// The most independent decisions after one set.
  private static let maximumDecisions = 8
  /// The most combinations of decisions after all sets together.
  private static let maximumChoices = 20_000

  private let graph: LangGraph
  /// The sets in the order in which they were found.
  private(set) var sets: [Nodes] = []
  /// For each set, the indices of the sets that can be next; `nil` is the end.
  private(set) var next: [[Int?]] = []
  /// The indices of the sets that can be first; `nil` is the end.
  private(set) var first: [Int?] = []
  private var indices: [Nodes: Int] = [:]
  /// For each node, the sources of its unconditional edges, which it may wait for together.
  private var waitedFor: [Nodes] = []
  /// Whether a node was left out of a set because it may wait.
  private(set) var hasWaiting = false
  private var choices = 0
  /// For each set, the sets that can come later.
  private var later: [Set<Int>] = []

  /// Finds the sets of a graph; `nil` if one of the limits is exceeded.
  init?(_ graph: LangGraph) {
    self.graph = graph
    waitedFor = graph.nodes.indices.map { node in
      Set(graph.next.indices.filter { graph.next[$0].always.contains(node) })
    }
    guard let first = decide(graph.first, after: []) else { return nil }
    self.first = first.map { add($0) }
    var done = 0
    var count = 0
    while done < sets.count {
      let nodes = sets[done]
      count += nodes.count
      guard sets.count <= Self.maximumSets, count <= Self.maximumNodes else { return nil }
      var ways = LangGraph.Ways()
      for node in nodes {
        ways.always.formUnion(graph.next[node].always)
        ways.perhaps.formUnion(graph.next[node].perhaps)
      }
      guard let following = decide(ways, after: nodes) else { return nil }
      next.append(following.map { add($0) })
      done += 1
    }
    later = sets.indices.map { sets(after: $0) }
  }

  private mutating func add(_ nodes: Nodes) -> Int? {
    if nodes.isEmpty { return nil }
    if let known = indices[nodes] { return known }
    indices[nodes] = sets.count
    sets.append(nodes)
    return sets.count - 1
  }

  /// All sets that edges can lead to; nil if one of the limits is exceeded.
  private mutating func decide(_ ways: LangGraph.Ways, after nodes: Nodes) -> [Nodes]? {
    var certain: Nodes = []
    var free = ways.perhaps
    var waiting: Nodes = []
    for target in ways.always {
      let sources = waitedFor[target]
      if nodes.isEmpty || sources.count < 2 || sources.isSubset(of: nodes) {
        certain.insert(target)
      } else if !ways.perhaps.contains(target) {
        waiting.insert(target)
      }
    }
    free.subtract(certain)
    let decisions = free.union(waiting).sorted()
    guard decisions.count <= Self.maximumDecisions else { return nil }
    choices += 1 << decisions.count
    guard choices <= Self.maximumChoices else { return nil }
    var out: [Nodes] = []
    for choice in 0..<(1 << decisions.count) {
      var set = certain
      for (bit, node) in decisions.enumerated() where choice & (1 << bit) != 0 { set.insert(node) }
      let areLeftOut = !waiting.isSubset(of: set)
      if areLeftOut, set.isEmpty { continue }
      hasWaiting = hasWaiting || areLeftOut
      out.append(set)
    }
    return out
  }

  /// The nodes that can have run in a set before one that contains `node`.
  func earlier(than node: Int) -> Nodes {
    var out: Nodes = []
    for index in sets.indices where later[index].contains(where: { sets[$0].contains(node) }) {
      out.formUnion(sets[index])
    }
    out.remove(node)
    return out
  }

  private func sets(after index: Int) -> Set<Int> {
    var seen: Set<Int> = []
    var open = next[index].compactMap(\.self)
    while let set = open.popLast() {
      guard seen.insert(set).inserted else { continue }
      open += next[set].compactMap(\.self)
    }
    return seen
  }
}
