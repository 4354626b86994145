/// The strongly connected components of a graph of states, and those in which a fair run can stay.
///
/// Source: R. E. Tarjan, "Depth-first search and linear graph algorithms" (1972), here with an
/// explicit stack; linear in nodes and edges.
///
/// Under weak fairness, whole components suffice. If a step is enabled everywhere in a component
/// and taken nowhere in it, the same holds for each part of it, so an unfair component has no fair
/// part. Strong fairness would need a recursion into parts.
struct StronglyConnected {
  private let components: Storage<UInt32>
  private let sizes = Storage<UInt32>()
  private let fair = Storage<UInt8>()

  init(_ graph: FairGraph, cancellation: Cancellation) throws(Cancelled) {
    components = Storage(repeating: 0, count: graph.count)
    try findComponents(graph, cancellation: cancellation)
    try findFair(graph, cancellation: cancellation)
  }

  func component(of node: Int) -> Int { Int(components[node]) }
  func size(of component: Int) -> Int { Int(sizes[component]) }
  /// Whether a fair run can stay in the component.
  func isFair(_ component: Int) -> Bool { fair[component] == 1 }

  private func findComponents(
    _ graph: FairGraph, cancellation: Cancellation
  ) throws(Cancelled) {
    // 0 for a node that is not yet visited, then its number in the order of visits, from 1; `done`
    // once it belongs to a component.
    let order = Storage<UInt32>(repeating: 0, count: graph.count)
    let low = Storage<UInt32>(repeating: 0, count: graph.count)
    let stack = Storage<UInt32>()
    let calls = Storage<UInt32>()
    let edges = Storage<Int>()
    let done = UInt32.max
    var clock: UInt32 = 0
    for root in 0..<graph.count where order[root] == 0 {
      calls.append(UInt32(root))
      edges.append(graph.offsets[root])
      while let top = calls.last {
        try cancellation.check()
        let node = Int(top)
        if order[node] == 0 {
          clock += 1
          order[node] = clock
          low[node] = clock
          stack.append(top)
        }
        let at = edges[edges.count - 1]
        if at < graph.offsets[node + 1] {
          edges[edges.count - 1] = at + 1
          let target = Int(graph.targets[at])
          if order[target] == 0 {
            calls.append(UInt32(target))
            edges.append(graph.offsets[target])
          } else if order[target] != done {
            low[node] = min(low[node], order[target])
          }
          continue
        }
        calls.removeLast()
        edges.removeLast()
        if let parent = calls.last { low[Int(parent)] = min(low[Int(parent)], low[node]) }
        guard low[node] == order[node] else { continue }
        let component = UInt32(sizes.count)
        var size: UInt32 = 0
        while let member = stack.last {
          stack.removeLast()
          components[Int(member)] = component
          order[Int(member)] = done
          size += 1
          if member == top { break }
        }
        sizes.append(size)
      }
    }
  }

  private func findFair(
    _ graph: FairGraph, cancellation: Cancellation
  ) throws(Cancelled) {
    let words = graph.stepWords
    // For each component, the steps that are enabled in all its nodes and that none of its moves
    // takes.
    let missing = Storage<UInt64>(repeating: .max, count: sizes.count * words)
    let hasMoves = Storage<UInt8>(repeating: 0, count: sizes.count)
    for node in 0..<graph.count {
      try cancellation.check()
      let component = component(of: node)
      for word in 0..<words {
        missing[component * words + word] &= graph.enabled[node * words + word]
      }
    }
    for node in 0..<graph.count {
      try cancellation.check()
      let component = component(of: node)
      for edge in graph.offsets[node]..<graph.offsets[node + 1]
      where self.component(of: Int(graph.targets[edge])) == component {
        hasMoves[component] = 1
        let step = graph.step(ofEdge: edge)
        missing[component * words + step / 64] &= ~(1 << UInt64(step % 64))
      }
    }
    for component in 0..<sizes.count {
      let isFair =
        hasMoves[component] == 1 && (0..<words).allSatisfy { missing[component * words + $0] == 0 }
      fair.append(isFair ? 1 : 0)
    }
  }
}

extension FairGraph {
  /// The step of an edge's move.
  func step(ofEdge edge: Int) -> Int { search.compiled.moves[Int(edgeMoves[edge])].step }
}
