import ProvisoKernel

/// A flow network with exact capacities, and Dinic's algorithm (E. A. Dinic, 1970) for its maximum
/// flow.
///
/// The algorithm alternates between a level graph (breadth-first search) and a blocking flow in it
/// (depth-first search), O(V²E) at worst. Both passes are loops, so a long chain of steps needs no
/// stack. Edges are stored in pairs: edge `e ^ 1` is the reverse of edge `e`.
struct FlowNetwork {
  private(set) var targets: [Int] = []
  private(set) var capacities: [Number?] = []
  private(set) var flows: [Number] = []
  private var outgoing: [[Int]]

  /// Makes a network of `count` nodes without edges.
  init(nodes count: Int) { outgoing = Array(repeating: [], count: count) }

  /// Adds an edge; a capacity of `nil` is unlimited.
  mutating func connect(_ from: Int, to: Int, capacity: Number?) {
    outgoing[from].append(targets.count)
    targets.append(to)
    capacities.append(capacity)
    flows.append(.zero)
    outgoing[to].append(targets.count)
    targets.append(from)
    capacities.append(.zero)
    flows.append(.zero)
  }

  /// The amount that the edge can still carry; `nil` is unlimited.
  private func room(_ edge: Int) -> Number? {
    guard let capacity = capacities[edge] else { return nil }
    return capacity - flows[edge]
  }

  private func hasRoom(_ edge: Int) -> Bool { room(edge).map { $0.signum > 0 } ?? true }

  private func levels(from source: Int) -> [Int] {
    var level = Array(repeating: -1, count: outgoing.count)
    level[source] = 0
    var queue = [source]
    var head = 0
    while head < queue.count {
      let node = queue[head]
      head += 1
      for edge in outgoing[node] where level[targets[edge]] < 0 && hasRoom(edge) {
        level[targets[edge]] = level[node] + 1
        queue.append(targets[edge])
      }
    }
    return level
  }

  /// Sends as much as possible from source to sink, and returns that amount.
  mutating func maximise(
    from source: Int, to sink: Int, _ cancellation: Cancellation = Cancellation()
  ) throws(Cancelled) -> Number {
    var total = Number.zero
    while true {
      try cancellation.check()
      let level = levels(from: source)
      guard level[sink] >= 0 else { return total }
      var next = Array(repeating: 0, count: outgoing.count)
      var path: [Int] = []
      var node = source
      while true {
        if node == sink {
          try cancellation.check()
          // INVARIANT: every edge out of the source has a limit, so some edge of the path has one.
          var amount: Number?
          for edge in path {
            if let left = room(edge) { amount = amount.map { min($0, left) } ?? left }
          }
          guard let amount else { return total }
          for edge in path {
            flows[edge] = flows[edge] + amount
            flows[edge ^ 1] = flows[edge ^ 1] - amount
          }
          total = total + amount
          path = []
          node = source
          continue
        }
        if next[node] < outgoing[node].count {
          let edge = outgoing[node][next[node]]
          if hasRoom(edge) && level[targets[edge]] == level[node] + 1 {
            path.append(edge)
            node = targets[edge]
          } else {
            next[node] += 1
          }
        } else if let edge = path.popLast() {
          node = targets[edge ^ 1]
          next[node] += 1
        } else {
          break
        }
      }
    }
  }

  /// The nodes that the source can still reach: its side of a minimum cut.
  func sourceSide(from source: Int) -> Set<Int> {
    let level = levels(from: source)
    return Set(level.indices.filter { level[$0] >= 0 })
  }

  /// Whether the flow obeys all capacities, is conserved everywhere but at source and sink, and has
  /// exactly the cut's capacity as its value.
  ///
  /// Then the flow is maximal and the cut minimal. The check only adds and compares; it does not
  /// use how the flow was found.
  func certifies(cut: Set<Int>, from source: Int, to sink: Int, value: Number) -> Bool {
    var balance = Array(repeating: Number.zero, count: outgoing.count)
    var crossing = Number.zero
    for edge in stride(from: 0, to: targets.count, by: 2) {
      let from = targets[edge ^ 1]
      let to = targets[edge]
      guard flows[edge].signum >= 0 else { return false }
      if let capacity = capacities[edge] {
        guard flows[edge] <= capacity else { return false }
      }
      balance[from] = balance[from] - flows[edge]
      balance[to] = balance[to] + flows[edge]
      if cut.contains(from) && !cut.contains(to) {
        guard let capacity = capacities[edge] else { return false }
        crossing = crossing + capacity
      }
    }
    guard cut.contains(source), !cut.contains(sink), crossing == value else { return false }
    for node in balance.indices where node != source && node != sink {
      guard balance[node] == .zero else { return false }
    }
    return balance[sink] == value
  }
}
