/// The transitive dependencies of one object (SemanticsOfTerraform, "depends on").
///
/// They come from the configuration, or from the `depends_on` of the prior state for an object that
/// is no longer configured. The answer can be unknown. The plan's JSON leaves out `dynamic` blocks,
/// `replace_triggered_by` and the conditions of an object, so a new object may depend on anything; and
/// the prior state may record a dependency that the configuration does not show. One instance of a
/// module depends on another instance only through nodes outside of the module.
package struct ResourceDependencies: Sendable {
  private let plan: TerraformPlan
  private let resource: Int
  /// Nodes that are reached by a path inside the object's own module.
  private var inside: [Bool] = []
  /// Nodes that are reached by a path that leaves the object's own module.
  private var outside: [Bool] = []
  /// The literal instance keys with which a node is reached. A node without an entry is reached as
  /// a whole.
  private var keys: [Int: Set<String>] = [:]
  /// Whether the configuration uses a name that the plan does not define, such as a local.
  private(set) var usesHiddenNames = false
  /// Nodes that reach the object's own node, itself included. The configuration has no cycle, so the
  /// object depends on none of them. Filled for an object that is not in the prior state.
  private var dependents: [Bool] = []
  /// Indices of the addresses that the prior state records; nil without a current object there, for a data
  /// source, of which a state records no dependencies, and for an object that is only imported.
  private var stored: Set<Int>?

  init(plan: TerraformPlan, resource: Int) {
    self.plan = plan
    self.resource = resource
    let object = plan.resources[resource]
    if object.hasPriorObject, object.mode == .managed, object.importing == nil {
      stored = Set(StoredDependencies.of(object, addresses: plan.addresses) ?? [])
    }
    guard let node = object.configuration else { return }
    search(from: node)
    if stored == nil { dependents = plan.configuration.reachBackwards(of: [node]) }
  }

  private mutating func search(from start: Int) {
    let configuration = plan.configuration
    inside = Array(repeating: false, count: configuration.count)
    outside = inside
    let home = configuration.isInside(module: configuration.nodes[start].module)
    var whole: Set<Int> = []
    var pending = [(start, false)]
    while let (node, hasLeft) = pending.popLast() {
      if !configuration.nodes[node].hidden.isEmpty { usesHiddenNames = true }
      for edge in configuration.edges(of: node) {
        let target = edge.target
        if let key = edge.key {
          if !whole.contains(target) { keys[target, default: []].insert(key) }
        } else {
          whole.insert(target)
          keys[target] = nil
        }
        let leaves = hasLeft || !home[configuration.nodes[target].module]
        if leaves ? outside[target] : inside[target] { continue }
        if leaves { outside[target] = true } else { inside[target] = true }
        pending.append((target, leaves))
      }
    }
  }

  /// Whether the object probably depends on nothing that the plan does not show: it is new, and no
  /// name in its configuration is hidden.
  var seemsComplete: Bool { stored == nil && !usesHiddenNames }

  /// Returns whether the object depends on another; nil when the plan does not show it.
  package func contains(_ other: Int) -> Bool? {
    guard other != resource, plan.resources.indices.contains(other) else { return false }
    let object = plan.resources[resource]
    let target = plan.resources[other]
    let fork = ModuleAddresses.fork(of: target.moduleAddress, from: object.moduleAddress)
    let isSibling = fork == .own
    let isRecorded = stored.map { $0.contains(target.configurationAddress) && !isSibling }
    if object.configuration == nil { return isRecorded ?? nil }
    if let node = target.configuration, isReached(node, isSibling: isSibling, target: target) {
      // Whether the path leaves the module around both instances is not known.
      return fork == .around ? nil : true
    }
    if let isRecorded {
      // The prior state records every dependency, but it can also record outdated ones.
      return isRecorded ? nil : false
    }
    if let node = target.configuration, dependents.indices.contains(node), dependents[node] {
      return false
    }
    return nil
  }

  /// Returns a set that contains every object for which `contains` can be true or nil; nil when
  /// that can be any object.
  func candidates() -> Set<Int>? {
    guard let stored else { return nil }
    var found: Set<Int> = []
    for node in inside.indices where inside[node] || outside[node] {
      found.formUnion(plan.instances(of: node))
    }
    if !stored.isEmpty {
      for (index, other) in plan.resources.enumerated()
      where stored.contains(other.configurationAddress) {
        found.insert(index)
      }
    }
    return found
  }

  private func isReached(_ node: Int, isSibling: Bool, target: TerraformResource) -> Bool {
    guard outside.indices.contains(node), outside[node] || (inside[node] && !isSibling) else {
      return false
    }
    guard let keys = keys[node] else { return true }
    return target.keyText.map { keys.contains(String($0)) } ?? true
  }
}

extension Configuration {
  /// Returns, for each module, whether it is the given module or inside it.
  fileprivate func isInside(module: Int) -> [Bool] {
    var result = Array(repeating: false, count: modules.count)
    // Parents come before their children.
    for index in modules.indices {
      result[index] = index == module || (modules[index].parent.map { result[$0] } ?? false)
    }
    return result
  }
}

extension TerraformPlan {
  /// Returns the dependencies of an object; nil when the index is out of range. Keep the result to
  /// ask more than one question about the object.
  package func dependencies(of resource: Int) -> ResourceDependencies? {
    guard resources.indices.contains(resource) else { return nil }
    return ResourceDependencies(plan: self, resource: resource)
  }

  /// Returns whether one object depends on another, transitively; nil when the plan does not show
  /// it.
  package func dependsOn(_ resource: Int, _ other: Int) -> Bool? {
    guard let dependencies = dependencies(of: resource) else { return false }
    return dependencies.contains(other)
  }

  /// Returns the indices of the resources that belong to a node of the configuration.
  func instances(of node: Int) -> ArraySlice<Int> {
    guard node >= 0, node < instanceStarts.count - 1 else { return [] }
    return instanceList[instanceStarts[node]..<instanceStarts[node + 1]]
  }
}
