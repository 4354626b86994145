/// The sets of nodes that LangGraph can run side by side, one set after the other.
///
/// A graph is run in supersteps: the nodes of a set are run at once, and when all are done their edges say
/// which set is next. A node is in it once, however many edges lead to it at that moment. The JSON does not
/// tell an edge that always counts from one of `add_edge([a, b], c)`, which waits for `a` and for `b`, so
/// both are looked at: `c` may be left out as long as something else goes on. Where all of its edges count
/// at once it is run either way, and so it is where nothing else is left: a graph that waits in vain is at
/// its end, which is where any run can stop anyway.
struct Supersteps {
  typealias Nodes = Set<Int>

  /// More sets than this are taken together in another way.
  private static let mostSets = 300
  private static let mostNodes = 500
  /// More free decisions at once than this are not gone through one by one.
  private static let mostDecisions = 8
  private static let mostChoices = 20_000

  private let graph: LangGraph
  /// The sets in the order in which they were found.
  private(set) var sets: [Nodes] = []
  /// The sets that can be next, by their places; `nil` stands for the end.
  private(set) var next: [[Int?]] = []
  /// The sets that can be the first.
  private(set) var first: [Int?] = []
  private var places: [Nodes: Int] = [:]
  /// The nodes that each node's edges always lead to it from, where these may be waited for together.
  private var waitedFor: [Nodes] = []
  /// Whether a node was left out because it may wait.
  private(set) var hasWaiting = false
  private var choices = 0
  /// The sets that can come after each.
  private var later: [Set<Int>] = []

  /// - Returns: `nil` where there are too many sets.
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
      guard sets.count <= Self.mostSets, count <= Self.mostNodes else { return nil }
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
    if let known = places[nodes] { return known }
    places[nodes] = sets.count
    sets.append(nodes)
    return sets.count - 1
  }

  /// Every set that edges can lead to, the smallest first.
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
    guard decisions.count <= Self.mostDecisions else { return nil }
    choices += 1 << decisions.count
    guard choices <= Self.mostChoices else { return nil }
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

  /// The nodes that can have been run in a set before one with the node.
  func earlier(than node: Int) -> Nodes {
    var out: Nodes = []
    for place in sets.indices where later[place].contains(where: { sets[$0].contains(node) }) {
      out.formUnion(sets[place])
    }
    out.remove(node)
    return out
  }

  private func sets(after place: Int) -> Set<Int> {
    var seen: Set<Int> = []
    var open = next[place].compactMap(\.self)
    while let set = open.popLast() {
      guard seen.insert(set).inserted else { continue }
      open += next[set].compactMap(\.self)
    }
    return seen
  }
}
