import ProvisoKernel

/// A graph as `get_graph().to_json()` of LangGraph gives it.
struct LangGraph {
  /// The names of the places where a graph begins and ends (`langgraph.constants.START` and `END`).
  static let start = "__start__"
  static let end = "__end__"

  struct Node {
    let name: String
    /// Whether it is run; what only describes the shape of an input or output is not.
    let isCall: Bool
    let place: PlanPlace
  }

  /// The nodes without the start and the end.
  var nodes: [Node] = []
  /// Whether the name of some node says that it is part of a graph within the graph.
  var hasSubgraphs = false
  /// The nodes that are run first, whatever happens, and those of which some may be.
  var first = Ways()
  /// What follows each node.
  var next: [Ways] = []

  /// Where edges lead to, by the places of nodes; the end is left out, since nothing is run there.
  struct Ways {
    var always: Set<Int> = []
    /// The targets of conditional edges.
    var perhaps: Set<Int> = []
    var all: Set<Int> { always.union(perhaps) }
  }

  /// The nodes that edges lead to from the start, over any others.
  var reached: Set<Int> { reached(from: first.all) }

  /// These nodes and all that edges lead to from them.
  func reached(from start: Set<Int>) -> Set<Int> {
    var seen = start
    var open = Array(start)
    while let node = open.popLast() {
      for target in next[node].all where seen.insert(target).inserted { open.append(target) }
    }
    return seen
  }
}
