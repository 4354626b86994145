extension Configuration {
  /// Returns, for each node, whether it can be reached from one of `starts`. Every start reaches
  /// itself.
  func reach(of starts: [Int]) -> [Bool] {
    var isReached = Array(repeating: false, count: nodes.count)
    var pending: [Int] = []
    for start in starts where isReached.indices.contains(start) && !isReached[start] {
      isReached[start] = true
      pending.append(start)
    }
    while let node = pending.popLast() {
      for edge in edges(of: node) where !isReached[edge.target] {
        isReached[edge.target] = true
        pending.append(edge.target)
      }
    }
    return isReached
  }

  /// Returns the nodes that can be reached from one node, itself included, by ascending index.
  func reach(of node: Int) -> [Int] {
    let isReached = reach(of: [node])
    return isReached.indices.filter { isReached[$0] }
  }

  /// Returns, for each node, whether it can reach one of `ends`. Every end reaches itself.
  func reachBackwards(of ends: [Int]) -> [Bool] {
    var start = Array(repeating: 0, count: nodes.count + 1)
    for edge in edges { start[edge.target + 1] += 1 }
    for node in nodes.indices { start[node + 1] += start[node] }
    var index = start
    var sources = Array(repeating: 0, count: edges.count)
    for node in nodes.indices {
      for edge in edges(of: node) {
        sources[index[edge.target]] = node
        index[edge.target] += 1
      }
    }
    var isReached = Array(repeating: false, count: nodes.count)
    var pending: [Int] = []
    for end in ends where isReached.indices.contains(end) && !isReached[end] {
      isReached[end] = true
      pending.append(end)
    }
    while let node = pending.popLast() {
      for source in sources[start[node]..<start[node + 1]] where !isReached[source] {
        isReached[source] = true
        pending.append(source)
      }
    }
    return isReached
  }

  /// Whether the configuration of some provider refers to a resource, or may do so: through a name
  /// that the plan does not define, or because the plan does not show the provider's configuration.
  var providersCanDependOnResources: Bool {
    if modules.isEmpty || !unmatchedProviders.isEmpty { return true }
    let starts = Array(providers.values)
    guard !starts.isEmpty else { return false }
    let isReached = reach(of: starts)
    return isReached.indices.contains { node in
      isReached[node] && (isResource(node) || !nodes[node].hidden.isEmpty)
    }
  }
}
