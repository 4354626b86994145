/// A loop through a fair component that takes each step, or passes a state in which it cannot be taken.
struct FairLoop {
  private let graph: FairGraph
  private let components: StronglyConnected

  init(_ graph: FairGraph, _ components: StronglyConnected) {
    self.graph = graph
    self.components = components
  }

  /// The moves of a loop from a node of a fair component back to it: always to the nearest thing that
  /// fairness still asks for, then home.
  func moves(from entry: Int) -> [Int]? {
    var missing = Set(0..<graph.search.compiled.system.steps.count)
    var loop: [Int] = []
    var at = entry
    func pass(_ node: Int) { missing = missing.filter { graph.canTake($0, in: node) } }
    pass(entry)
    while !missing.isEmpty {
      // INVARIANT: in a fair component whatever is missing is somewhere.
      guard
        let edges = path(
          from: at,
          until: { edge in
            missing.contains(graph.step(ofEdge: edge))
              || missing.contains { !graph.canTake($0, in: Int(graph.targets[edge])) }
          })
      else { return nil }
      for edge in edges {
        loop.append(Int(graph.edgeMoves[edge]))
        missing.remove(graph.step(ofEdge: edge))
        at = Int(graph.targets[edge])
        pass(at)
      }
    }
    if at != entry || loop.isEmpty {
      guard let home = path(from: at, until: { Int(graph.targets[$0]) == entry }) else {
        return nil
      }
      loop += home.map { Int(graph.edgeMoves[$0]) }
    }
    return loop
  }

  /// The shortest walk of at least one edge within the component whose last edge is wanted.
  private func path(from start: Int, until isWanted: (Int) -> Bool) -> [Int]? {
    let component = components.component(of: start)
    // The edge over which each node was met first.
    var over: [Int: Int] = [:]
    var queue = [start]
    var sources: [Int: Int] = [:]
    var place = 0
    while place < queue.count {
      let node = queue[place]
      place += 1
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
