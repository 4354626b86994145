import ProvisoKernel
import ProvisoPlans

/// Converts a graph into the steps of a plan.
///
/// Facts that the JSON does not state are over-approximated. A conditional edge leads to any of its
/// targets, to several or to none. A node can immediately run again any number of times, as with a
/// retry, a resumed interrupt or several `Send`s. The arguments that a node passes to its tool can
/// depend on all outputs written before. A node that raises an error ends the run of the graph
/// unless it runs again, because LangGraph has no other error handling. An error that the node's
/// code catches is part of the node's normal behaviour.
struct LangGraphPlan {
  private let graph: LangGraph
  private var names = GeneratedIdentifiers()
  private var identifiers: [String] = []
  private var tools: [String] = []
  private(set) var assumptions: [String] = []

  init(_ graph: LangGraph) {
    self.graph = graph
    for node in graph.nodes {
      identifiers.append(names.identifier("node_", node.name))
      tools.append(node.isCall ? names.tool(node.name) : "")
    }
  }

  mutating func steps() -> [AgentPlanStep] {
    assumptions = [
      "each node of the graph is one call of the tool with its name; the arguments can depend on all outputs of earlier nodes",
      "a node can immediately run again, any number of times: by a retry, a resumed interrupt or several `Send`s",
      "a node that fails runs again, or the graph stops; an error that the node's code catches is not a failure",
      "a node continues only along the edges: no `Command` or `Send` leads anywhere else",
      "no node waits until all others are done (`defer=True`)",
    ]
    if graph.first.all.count > graph.first.always.count
      || graph.next.contains(where: { !$0.perhaps.isEmpty })
    {
      assumptions.append(
        "a conditional edge can lead to any of its targets, to several at the same time, or to none"
      )
    }
    for (from, to) in names.renamed {
      assumptions.append("the tool of the node `\(AgentPlanNode.short(from))` has the name `\(to)`")
    }
    if let supersteps = Supersteps(graph) {
      let isSideBySide = supersteps.sets.contains { $0.count > 1 }
      if !(graph.hasSubgraphs && isSideBySide) { return steps(supersteps) }
      assumptions.append(
        "nodes of a nested graph do not run in step with nodes outside it: a node can run at any time after a predecessor"
      )
    } else {
      assumptions.append(
        "the graph has too many sets of nodes that can run at the same time: a node can run at any time after a predecessor"
      )
    }
    return [unorderedNodes()]
  }

  // MARK: Superstep by superstep

  private mutating func steps(_ supersteps: Supersteps) -> [AgentPlanStep] {
    if supersteps.hasWaiting {
      assumptions.append(
        "a node with several incoming edges runs after each of them, or waits for all of them while other nodes run (`add_edge` with a list)"
      )
    }
    let labels = supersteps.sets.map { set in
      names.identifier("at_", set.sorted().map { graph.nodes[$0].name }.joined(separator: "_"))
    }
    let end = names.identifier("at_", "end")
    func go(_ ways: [Int?]) -> AgentPlanStep {
      AgentPlanStep(
        .either(ways.map { way in [AgentPlanStep(.jump(way.map { labels[$0] } ?? end))] }))
    }
    var out = [go(supersteps.first)]
    for (index, set) in supersteps.sets.enumerated() {
      let nodes = set.sorted()
      let branches = nodes.map { node in
        run(node, after: supersteps.earlier(than: node))
      }
      let all: AgentPlanStep
      if let only = branches.first, branches.count == 1 {
        all = AgentPlanStep(.sequence(only))
      } else {
        all = AgentPlanStep(.parallel(branches), endsEarly: true)
      }
      out.append(
        AgentPlanStep(
          .sequence([all, go(supersteps.next[index])]), id: labels[index],
          position: nodes.first.map { graph.nodes[$0].position }))
    }
    return out + [AgentPlanStep(.sequence([]), id: end)]
  }

  /// A node that runs once or several times.
  private mutating func run(_ node: Int, after earlier: Set<Int>) -> [AgentPlanStep] {
    guard graph.nodes[node].isCall else { return [] }
    let again = names.identifier("again_", graph.nodes[node].name)
    let call = call(
      node, after: earlier,
      onFailure: [AgentPlanStep(.either([[AgentPlanStep(.jump(again))], [AgentPlanStep(.fail)]]))])
    return [
      AgentPlanStep(
        .sequence([call, AgentPlanStep(.either([[], [AgentPlanStep(.jump(again))]]))]), id: again,
        position: graph.nodes[node].position)
    ]
  }

  private func call(
    _ node: Int, after earlier: Set<Int>, onFailure: [AgentPlanStep]
  ) -> AgentPlanStep {
    let sources = earlier.sorted().filter { graph.nodes[$0].isCall }.map { identifiers[$0] }
    return AgentPlanStep(
      .call(
        PlannedCall(
          tool: tools[node], arguments: [],
          rest: sources.isEmpty ? .unknown : .written(from: sources),
          label: graph.nodes[node].name)),
      id: identifiers[node],
      onFailure: .steps(onFailure), position: graph.nodes[node].position)
  }

  // MARK: Without supersteps

  /// All reachable nodes as one step in which a node can run at any time after a predecessor.
  private func unorderedNodes() -> AgentPlanStep {
    let reached = graph.reached
    var crowd = UnboundedReplicas()
    for node in reached.sorted() where graph.nodes[node].isCall {
      crowd.members.append(
        UnboundedReplicas.Member(
          after: before(node)?.map { identifiers[$0] },
          steps: [
            call(
              node, after: reached.subtracting([node]),
              onFailure: [AgentPlanStep(.either([[], [AgentPlanStep(.fail)]]))])
          ],
          position: graph.nodes[node].position))
    }
    return crowd.step(position: nil)
  }

  /// The nearest calls before a node; `nil` if the graph can start with the node.
  private func before(_ node: Int) -> [Int]? {
    var out: Set<Int> = []
    var seen: Set<Int> = [node]
    var open = [node]
    while let here = open.popLast() {
      if graph.first.all.contains(here) { return nil }
      for from in graph.next.indices where graph.next[from].all.contains(here) {
        if graph.nodes[from].isCall {
          out.insert(from)
        } else if seen.insert(from).inserted {
          open.append(from)
        }
      }
    }
    return out.sorted()
  }
}
