import ProvisoKernel

/// The strongly connected components of a graph of states, and those in which a fair run can stay.
///
/// Source: R. E. Tarjan, "Depth-first search and linear graph algorithms" (1972), here with an
/// explicit stack; linear in nodes and edges.
///
/// Under weak fairness, whole components suffice. If a step is enabled everywhere in a component
/// and taken nowhere in it, the same holds for each part of it, so an unfair component has no fair
/// part. Under strong fairness, a component that enables a step and never takes it can have a fair part:
/// one without the nodes that enable the step. They are left out, and the components of the rest are
/// found again (E. A. Emerson and C.-L. Lei, "Modalities for model checking", 1987).
struct StronglyConnected {
  private let components: Storage<UInt32>
  private var sizes = Storage<UInt32>()
  private var fair = Storage<UInt8>()
  /// Whether a node is left out, because no fair run stays in it.
  private let isLeftOut: Storage<UInt8>

  init(_ graph: FairGraph, cancellation: Cancellation) throws(Cancelled) {
    components = Storage(repeating: 0, count: graph.count)
    isLeftOut = Storage(repeating: 0, count: graph.count)
    repeat {
      sizes = Storage()
      fair = Storage()
      try findComponents(graph, cancellation: cancellation)
    } while try findFair(graph, cancellation: cancellation)
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
    for node in 0..<graph.count where isLeftOut[node] == 1 { order[node] = done }
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
    // All nodes that are left out form one component, in which no run stays.
    for node in 0..<graph.count where isLeftOut[node] == 1 {
      components[node] = UInt32(sizes.count)
    }
    sizes.append(0)
  }

  /// Finds the fair components.
  ///
  /// - Returns: whether nodes were left out, so that the components must be found again.
  private func findFair(
    _ graph: FairGraph, cancellation: Cancellation
  ) throws(Cancelled) -> Bool {
    let words = graph.stepWords
    let weak = graph.steps(with: .weak)
    let strong = graph.steps(with: .strong)
    // For each component: the steps that are enabled in all its nodes, in some of them, and those that
    // its moves take.
    let always = Storage<UInt64>(repeating: .max, count: sizes.count * words)
    let sometimes = Storage<UInt64>(repeating: 0, count: sizes.count * words)
    let taken = Storage<UInt64>(repeating: 0, count: sizes.count * words)
    let hasMoves = Storage<UInt8>(repeating: 0, count: sizes.count)
    for node in 0..<graph.count where isLeftOut[node] == 0 {
      try cancellation.check()
      let component = component(of: node)
      for word in 0..<words {
        always[component * words + word] &= graph.enabled[node * words + word]
        sometimes[component * words + word] |= graph.enabled[node * words + word]
      }
      for edge in graph.offsets[node]..<graph.offsets[node + 1]
      where self.component(of: Int(graph.targets[edge])) == component {
        hasMoves[component] = 1
        let step = graph.step(ofEdge: edge)
        taken[component * words + step / 64] |= 1 << UInt64(step % 64)
      }
    }
    /// The steps that a run in the component owes, if it can pay them by leaving nodes out.
    func owed(_ component: Int, _ word: Int) -> UInt64 {
      let at = component * words + word
      return strong[word] & sometimes[at] & ~taken[at]
    }
    for component in 0..<sizes.count {
      let isWeaklyFair =
        hasMoves[component] == 1
        && (0..<words).allSatisfy {
          weak[$0] & always[component * words + $0] & ~taken[component * words + $0] == 0
        }
      let isFair = isWeaklyFair && (0..<words).allSatisfy { owed(component, $0) == 0 }
      fair.append(isFair ? 1 : isWeaklyFair ? 2 : 0)
    }
    var isChanged = false
    for node in 0..<graph.count where isLeftOut[node] == 0 {
      let component = component(of: node)
      guard fair[component] == 2 else { continue }
      let isOwing = (0..<words).contains {
        owed(component, $0) & graph.enabled[node * words + $0] != 0
      }
      if isOwing {
        isLeftOut[node] = 1
        isChanged = true
      }
    }
    return isChanged
  }
}

extension FairGraph {
  /// The step of an edge's move.
  func step(ofEdge edge: Int) -> Int { search.compiled.moves[Int(edgeMoves[edge])].step }

  /// The steps of a fairness, as a bit set.
  func steps(with fairness: Fairness) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: stepWords)
    for (index, step) in search.compiled.system.steps.enumerated() where step.fairness == fairness {
      bits[index / 64] |= 1 << UInt64(index % 64)
    }
    return bits
  }
}
