import ProvisoKernel

/// Finds a fair loop in a fair component: the loop takes each weakly fair step or visits a state in which
/// it is not enabled, and it takes each strongly fair step that is enabled in one of its states.
///
/// The loop is greedy: it always takes the shortest path to the nearest move or state that fairness
/// still needs, then returns. It is short, but not always the shortest, which is NP-hard to find.
struct FairLoop {
  private let graph: FairGraph
  private let components: StronglyConnected
  private let cancellation: Cancellation

  init(_ graph: FairGraph, components: StronglyConnected, cancellation: Cancellation) {
    self.graph = graph
    self.components = components
    self.cancellation = cancellation
  }

  /// The moves of a fair loop from a node of a fair component back to it.
  func moves(from entry: Int) throws(Cancelled) -> [Int]? {
    let steps = graph.search.compiled.system.steps
    let strong = steps.indices.filter { steps[$0].fairness == .strong }
    // The weakly fair steps that are neither taken nor left disabled yet, and the strongly fair ones
    // that were enabled and not yet taken.
    var missing = Set(steps.indices.filter { steps[$0].fairness == .weak })
    var owed: Set<Int> = []
    var taken: Set<Int> = []
    var loop: [Int] = []
    var at = entry
    func pass(_ node: Int) {
      missing = missing.filter { graph.canTake($0, in: node) }
      for step in strong where graph.canTake(step, in: node) && !taken.contains(step) {
        owed.insert(step)
      }
    }
    func follow(_ edges: [Int]) {
      for edge in edges {
        loop.append(Int(graph.edgeMoves[edge]))
        let step = graph.step(ofEdge: edge)
        missing.remove(step)
        owed.remove(step)
        taken.insert(step)
        at = Int(graph.targets[edge])
        pass(at)
      }
    }
    pass(entry)
    while true {
      while !missing.isEmpty || !owed.isEmpty {
        // INVARIANT: a fair component has a move or a state for each step that is still missing.
        guard
          let edges = try path(
            from: at,
            until: { edge in
              let step = graph.step(ofEdge: edge)
              return missing.contains(step) || owed.contains(step)
                || missing.contains { !graph.canTake($0, in: Int(graph.targets[edge])) }
            })
        else { return nil }
        follow(edges)
      }
      if at == entry, !loop.isEmpty { return loop }
      guard let back = try path(from: at, until: { Int(graph.targets[$0]) == entry }) else {
        return nil
      }
      follow(back)
    }
  }

  /// The shortest path of at least one edge within the component whose last edge is wanted.
  private func path(
    from start: Int, until isWanted: (Int) -> Bool
  ) throws(Cancelled) -> [Int]? {
    let component = components.component(of: start)
    // The edge by which each node was reached first.
    var over: [Int: Int] = [:]
    var queue = [start]
    var sources: [Int: Int] = [:]
    var index = 0
    while index < queue.count {
      try cancellation.check()
      let node = queue[index]
      index += 1
      for edge in graph.offsets[node]..<graph.offsets[node + 1] {
        let target = Int(graph.targets[edge])
        guard components.component(of: target) == component else { continue }
        if isWanted(edge) {
          var edges = [edge]
          var at = node
          while at != start, let last = over[at], let source = sources[at] {
            edges.append(last)
            at = source
          }
          return edges.reversed()
        }
        if target != start, over[target] == nil {
          over[target] = edge
          sources[target] = node
          queue.append(target)
        }
      }
    }
    return nil
  }
}
