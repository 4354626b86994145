import ProvisoKernel

/// A graph as `get_graph().to_json()` of LangGraph returns it.
struct LangGraph {
  /// The names of the start and the end of a graph (`langgraph.constants.START` and `END`).
  static let start = "__start__"
  static let end = "__end__"

  struct Node {
    let name: String
    /// Whether the node runs. A node that only describes the shape of an input or output does not.
    let isCall: Bool
    let position: PlanPosition
  }

  /// The nodes without the start and the end.
  var nodes: [Node] = []
  /// Whether some node is part of a nested graph, according to its name.
  var hasSubgraphs = false
  /// The targets of the edges from the start.
  var first = Ways()
  /// The targets of the edges from each node.
  var next: [Ways] = []

  /// The targets of edges, as indices of nodes. The end is left out, because nothing runs there.
  struct Ways {
    /// The targets of unconditional edges.
    var always: Set<Int> = []
    /// The targets of conditional edges.
    var perhaps: Set<Int> = []
    var all: Set<Int> { always.union(perhaps) }
  }

  /// The nodes that are reachable from the start.
  var reached: Set<Int> { reached(from: first.all) }

  /// These nodes and all nodes that are reachable from them.
  func reached(from start: Set<Int>) -> Set<Int> {
    var seen = start
    var open = Array(start)
    while let node = open.popLast() {
      for target in next[node].all where seen.insert(target).inserted { open.append(target) }
    }
    return seen
  }
}
