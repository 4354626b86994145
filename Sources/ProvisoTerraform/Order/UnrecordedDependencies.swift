/// Rule D2 for objects that do not exist yet. Their dependencies are the resources that they reach
/// in the configuration. Junctions along the edges of the configuration represent this transitive
/// closure, so the number of waits stays linear.
extension RemovalOrder {
  mutating func connectUnrecorded(_ makers: [Int]) {
    var plain: [Int: [Int]] = [:]
    var confined: [Int: [Int]] = [:]
    for maker in makers {
      guard let node = order.resources[maker].configuration else { continue }
      if isConfined(maker) {
        confined[node, default: []].append(maker)
      } else {
        plain[node, default: []].append(maker)
      }
    }
    connectPlain(plain)
    for (node, makers) in confined.sorted(by: { $0.key < $1.key }) {
      let reached = order.configuration.reach(of: node)
      for target in reached where target != node {
        guard let address = address(of: target) else { continue }
        for maker in makers { connectMaker(maker, dependingOn: address) }
      }
    }
  }

  /// Whether the object's module has several instances. A maker does not wait for removals in
  /// another instance of its module.
  private func isConfined(_ maker: Int) -> Bool {
    let path = order.modules.pathOfInstance[order.resources[maker].moduleInstance]
    return order.modules.instanceCounts[path] > 1
  }

  private func address(of node: Int) -> Int? {
    guard order.configuration.isResource(node) else { return nil }
    guard let address = order.addresses[order.configuration.nodes[node].name],
      !removedResources[address].isEmpty
    else { return nil }
    return address
  }

  private mutating func connectPlain(_ makers: [Int: [Int]]) {
    let configuration = order.configuration
    let removed = (0..<configuration.count).filter { address(of: $0) != nil }
    guard !makers.isEmpty, !removed.isEmpty else { return }
    let below = configuration.reach(of: Array(makers.keys))
    let above = configuration.reachBackwards(of: removed)
    // Both tables have an entry for each node on a path from a maker to a removed resource.
    /// Junctions that wait for all removals that the node reaches.
    var down: [Int: Int] = [:]
    /// Junctions that wait for all makers that reach the node.
    var up: [Int: Int] = [:]
    for node in 0..<configuration.count where below[node] && above[node] {
      down[node] = order.graph.junction()
      up[node] = order.graph.junction()
    }
    for node in 0..<configuration.count {
      guard let downHere = down[node], let upHere = up[node] else { continue }
      let reason = WaitReason.dependency(dependent: node, dependency: nil)
      for maker in (makers[node] ?? []).compactMap({ order.makers[$0] }) {
        order.graph.wait(maker, for: downHere, because: reason)
      }
      for edge in configuration.edges(of: node) {
        guard let downThere = down[edge.target], let upThere = up[edge.target] else { continue }
        order.graph.wait(
          downHere, for: downThere, because: .dependency(dependent: nil, dependency: nil))
        order.graph.wait(
          upThere, for: upHere, because: .dependency(dependent: nil, dependency: nil))
        for maker in (makers[node] ?? []).compactMap({ order.makers[$0] }) {
          order.graph.wait(upThere, for: maker, because: reason)
        }
        guard let address = address(of: edge.target) else { continue }
        connect(address, above: upThere, below: downHere)
      }
    }
  }
}
