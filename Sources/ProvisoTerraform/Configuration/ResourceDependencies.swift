/// What one object depends on, transitively (SemanticsOfTerraform, "depends on").
///
/// Through the configuration, or, for what left it, through the state's record. Where the
/// configuration mentions a local, or the state knows more than the configuration shows, the answer
/// can be unknown. Two instances of one module depend on each other only through what is outside
/// of it.
public struct ResourceDependencies: Sendable {
  private let plan: TerraformPlan
  private let resource: Int
  /// Nodes that are reached inside the object's own module, and by a way that left it.
  private var inside: [Bool] = []
  private var outside: [Bool] = []
  /// The literal keys by which a node is reached; a node without an entry is reached as a whole.
  private var keys: [Int: Set<String>] = [:]
  private var isHidden = false
  /// Recorded addresses; nil without a record.
  private var stored: Set<Int>?

  init(plan: TerraformPlan, resource: Int) {
    self.plan = plan
    self.resource = resource
    let object = plan.resources[resource]
    if object.hasPriorObject {
      stored = Set(StoredDependencies.of(object, addresses: plan.addresses) ?? [])
    }
    guard let node = object.configuration else { return }
    search(from: node)
  }

  private mutating func search(from start: Int) {
    let configuration = plan.configuration
    inside = Array(repeating: false, count: configuration.count)
    outside = inside
    let home = configuration.isInside(module: configuration.nodes[start].module)
    var whole: Set<Int> = []
    var pending = [(start, false)]
    while let (node, hasLeft) = pending.popLast() {
      if !configuration.nodes[node].hidden.isEmpty { isHidden = true }
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

  /// Whether the object depends on another; nil where the plan hides it.
  public func contains(_ other: Int) -> Bool? {
    guard other != resource, plan.resources.indices.contains(other) else { return false }
    let object = plan.resources[resource]
    let target = plan.resources[other]
    let isSibling =
      target.moduleInstance != object.moduleInstance
      && ModuleAddresses.withoutKeys(target.moduleAddress)
        == ModuleAddresses.withoutKeys(object.moduleAddress)
    let isRecorded = stored.map { $0.contains(target.configurationAddress) && !isSibling }
    if object.configuration == nil { return isRecorded ?? nil }
    if let node = target.configuration, isReached(node, isSibling: isSibling, target) {
      return true
    }
    if let isRecorded {
      // The record is complete, but can be stale.
      return isRecorded ? nil : false
    }
    return isHidden ? nil : false
  }

  /// A few objects outside of which the answer is a plain no; nil where it can be open for any.
  func candidates() -> Set<Int>? {
    let object = plan.resources[resource]
    guard stored != nil || (object.configuration != nil && !isHidden) else { return nil }
    var found: Set<Int> = []
    for node in inside.indices where inside[node] || outside[node] {
      found.formUnion(plan.instances(of: node))
    }
    if let stored, !stored.isEmpty {
      for (place, other) in plan.resources.enumerated()
      where stored.contains(other.configurationAddress) {
        found.insert(place)
      }
    }
    return found
  }

  private func isReached(_ node: Int, isSibling: Bool, _ target: PlanResource) -> Bool {
    guard outside.indices.contains(node), outside[node] || (inside[node] && !isSibling) else {
      return false
    }
    guard let keys = keys[node] else { return true }
    return target.keyText.map { keys.contains(String($0)) } ?? true
  }
}

extension Configuration {
  /// Whether each module is this one or inside of it.
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
  /// What an object depends on, for several questions about it. Nil for no index of a resource.
  public func dependencies(of resource: Int) -> ResourceDependencies? {
    guard resources.indices.contains(resource) else { return nil }
    return ResourceDependencies(plan: self, resource: resource)
  }

  /// Whether one object depends on another, transitively; nil where the plan hides it.
  public func dependsOn(_ resource: Int, _ other: Int) -> Bool? {
    guard let dependencies = dependencies(of: resource) else { return false }
    return dependencies.contains(other)
  }

  /// The resources of a node of the configuration.
  func instances(of node: Int) -> ArraySlice<Int> {
    guard node >= 0, node < instanceStarts.count - 1 else { return [] }
    return instanceList[instanceStarts[node]..<instanceStarts[node + 1]]
  }
}
