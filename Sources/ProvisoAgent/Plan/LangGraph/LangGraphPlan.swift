import ProvisoKernel

/// Makes the steps of a plan of a graph.
///
/// What the JSON does not say is taken at its worst: a conditional edge leads to any of its targets, to
/// several or to none; a node is run again at once any number of times, as by a retry, a resumed interrupt
/// or several `Send`s; and what a node hands to its tool can be made of whatever was written before. A node
/// that raises an error ends the run of the graph, unless it is run again: LangGraph knows no other
/// handling, and what the code of a node catches is part of what the node does.
struct LangGraphPlan {
  private let graph: LangGraph
  private var names = MadeNames()
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

  mutating func steps() -> [PlanStep] {
    assumptions = [
      "each node of the graph is one call of the tool of its name, with arguments that can be anything made of what earlier nodes gave",
      "a node can be run again at once, any number of times: by a retry, a resumed interrupt or several `Send`s",
      "a node that fails is run again, or the graph stops there; an error that its code catches is no failure",
      "every way that a node can take is among the edges: no `Command` or `Send` leads anywhere else",
      "no node is put off until all others are done (`defer=True`)",
    ]
    if graph.first.all.count > graph.first.always.count
      || graph.next.contains(where: { !$0.perhaps.isEmpty })
    {
      assumptions.append(
        "which way a conditional edge takes is not known: to any of its targets, to several at once, or to none"
      )
    }
    for (from, to) in names.renamed {
      assumptions.append("the tool of the node `\(PlanNode.short(from))` is called `\(to)`")
    }
    if let supersteps = Supersteps(graph) {
      let isSideBySide = supersteps.sets.contains { $0.count > 1 }
      if !(graph.hasSubgraphs && isSideBySide) { return steps(supersteps) }
      assumptions.append(
        "nodes of a graph within the graph are not run in step with those outside: any node can be run at any time after one that leads to it"
      )
    } else {
      assumptions.append(
        "there are too many sets of nodes that can be run at once: any node can be run at any time after one that leads to it"
      )
    }
    return [crowd()]
  }

  // MARK: Set by set

  private mutating func steps(_ supersteps: Supersteps) -> [PlanStep] {
    if supersteps.hasWaiting {
      assumptions.append(
        "a node that several edges lead to is run after each of them, or waits for the others while something else goes on (`add_edge` with a list)"
      )
    }
    let labels = supersteps.sets.map { set in
      names.identifier("at_", set.sorted().map { graph.nodes[$0].name }.joined(separator: "_"))
    }
    let end = names.identifier("at_", "end")
    func go(_ ways: [Int?]) -> PlanStep {
      PlanStep(.either(ways.map { way in [PlanStep(.jump(way.map { labels[$0] } ?? end))] }))
    }
    var out = [go(supersteps.first)]
    for (place, set) in supersteps.sets.enumerated() {
      let nodes = set.sorted()
      let branches = nodes.map { node in
        run(node, after: supersteps.earlier(than: node))
      }
      let all: PlanStep
      if let only = branches.first, branches.count == 1 {
        all = PlanStep(.sequence(only))
      } else {
        all = PlanStep(.parallel(branches), endsEarly: true)
      }
      out.append(
        PlanStep(
          .sequence([all, go(supersteps.next[place])]), id: labels[place],
          place: nodes.first.map { graph.nodes[$0].place }))
    }
    return out + [PlanStep(.sequence([]), id: end)]
  }

  /// A node, run once or again.
  private mutating func run(_ node: Int, after earlier: Set<Int>) -> [PlanStep] {
    guard graph.nodes[node].isCall else { return [] }
    let again = names.identifier("again_", graph.nodes[node].name)
    let call = call(
      node, after: earlier,
      onFailure: [PlanStep(.either([[PlanStep(.jump(again))], [PlanStep(.fail)]]))])
    return [
      PlanStep(
        .sequence([call, PlanStep(.either([[], [PlanStep(.jump(again))]]))]), id: again,
        place: graph.nodes[node].place)
    ]
  }

  private func call(
    _ node: Int, after earlier: Set<Int>, onFailure: [PlanStep]
  ) -> PlanStep {
    let sources = earlier.sorted().filter { graph.nodes[$0].isCall }.map { identifiers[$0] }
    return PlanStep(
      .call(
        PlannedCall(
          tool: tools[node], arguments: [],
          rest: sources.isEmpty ? .unknown : .written(from: sources),
          label: graph.nodes[node].name)),
      id: identifiers[node],
      onFailure: .steps(onFailure), place: graph.nodes[node].place)
  }

  // MARK: All at once

  private func crowd() -> PlanStep {
    let reached = graph.reached
    var crowd = Crowd()
    for node in reached.sorted() where graph.nodes[node].isCall {
      crowd.members.append(
        Crowd.Member(
          after: before(node)?.map { identifiers[$0] },
          steps: [
            call(
              node, after: reached.subtracting([node]),
              onFailure: [PlanStep(.either([[], [PlanStep(.fail)]]))])
          ],
          place: graph.nodes[node].place))
    }
    return crowd.step(place: nil)
  }

  /// The calls that lead to a node; `nil` where the graph can begin with it.
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
