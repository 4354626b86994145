/// Builds the order of an apply from the plan's JSON. Creations, updates and reads take their order
/// from the configuration, removals from the prior state (SemanticsOfTerraform, "Apply order").
///
/// The order contains only waits that Terraform certainly has. A missing wait allows runs that
/// Terraform does not have, so a proof stays valid. A wrong wait would exclude real runs.
///
/// The number of waits is linear in the size of the plan. Where every step of one group waits for
/// every step of another, both groups are connected through a junction, which takes m + n waits
/// instead of m × n.
struct ConfigurationOrder {
  let resources: [TerraformResource]
  let configuration: Configuration
  let modules: ModuleAddresses
  /// Indices of the resource addresses of the plan, which have no instance keys here.
  let addresses: [String: Int]
  /// An upper bound of the indices in `addresses`, exclusive.
  let addressCount: Int
  let checks: ConditionedObjects
  /// Whether `checks` is complete. If so, an unchanged object that it does not list has no node.
  let hasCompleteChecks: Bool

  var graph = WaitGraph()
  /// For each resource, the step that creates, updates, reads or checks it.
  var makers: [Int?]
  /// For each resource, the step that deletes or forgets it.
  var removers: [Int?]
  /// For each configuration node, the indices of its resources.
  var instances: [[Int]]
  private var instancesByKey: [Int: [String: [Int]]] = [:]
  /// For each configuration node, the step that has the node's own waits.
  var entries: [Int] = []
  /// For each configuration node, the step for which its dependents wait.
  var exits: [Int] = []

  init(
    resources: [TerraformResource], configuration: Configuration, modules: ModuleAddresses,
    addresses: [String: Int], addressCount: Int, checks: ConditionedObjects, hasCompleteChecks: Bool
  ) {
    self.resources = resources
    self.configuration = configuration
    self.modules = modules
    self.addresses = addresses
    self.addressCount = addressCount
    self.checks = checks
    self.hasCompleteChecks = hasCompleteChecks
    makers = Array(repeating: nil, count: resources.count)
    removers = Array(repeating: nil, count: resources.count)
    instances = Array(repeating: [], count: configuration.count)
  }

  /// Returns the order; nil when the waits form a cycle, which cannot happen in a plan that
  /// Terraform wrote.
  mutating func build() -> TerraformOrder? {
    makeSteps()
    makeNodes()
    connectConfiguration()
    connectProvidersOfRemovals()
    connectReplacements()
    // Moves the graph instead of copying it: only one value owns its arrays at a time.
    let whole = self
    graph = WaitGraph()
    var removals = RemovalOrder(consume whole)
    removals.connect()
    graph = removals.order.graph
    guard graph.isAcyclic else { return nil }
    return graph.contracted()
  }

  private mutating func makeSteps() {
    for index in resources.indices {
      let node = resources[index].deposed == nil ? resources[index].configuration : nil
      if let node { instances[node].append(index) }
      // An import is done while planning; the same plan can also change what it imports.
      if resources[index].importing != nil {
        _ = graph.add(TerraformStep(.import, resource: index))
      }
      switch resources[index].actions {
      case .noOp:
        if node != nil, checks.hasConditions(resources[index]) {
          makers[index] = graph.add(
            TerraformStep(.check(resources[index].address), resource: index))
        }
      case .create: makers[index] = graph.add(TerraformStep(.create, resource: index))
      case .read: makers[index] = graph.add(TerraformStep(.read, resource: index))
      case .update: makers[index] = graph.add(TerraformStep(.update, resource: index))
      case .delete: removers[index] = graph.add(TerraformStep(.delete, resource: index))
      case .forget: removers[index] = graph.add(TerraformStep(.forget, resource: index))
      case .deleteThenCreate, .createThenDelete:
        removers[index] = graph.add(TerraformStep(.delete, resource: index))
        makers[index] = graph.add(TerraformStep(.create, resource: index))
      case .createAndForget:
        removers[index] = graph.add(TerraformStep(.forget, resource: index))
        makers[index] = graph.add(TerraformStep(.create, resource: index))
      }
    }
  }

  /// Makes the entry and the exit of each configuration node. The entry of a resource is done when
  /// its expressions can be evaluated, its exit when all of its instances are done. A resource with
  /// a single step uses that step for both.
  private mutating func makeNodes() {
    for node in 0..<configuration.count {
      switch configuration.nodes[node].role {
      case .resource:
        let steps = instances[node].compactMap { makers[$0] }
        if let only = steps.first, steps.count == 1 {
          entries.append(only)
          exits.append(only)
          continue
        }
        let entry = graph.junction()
        entries.append(entry)
        guard !steps.isEmpty else {
          exits.append(entry)
          continue
        }
        let exit = graph.junction()
        exits.append(exit)
        for step in steps {
          graph.wait(step, for: entry, because: .instance(of: node))
          graph.wait(exit, for: step, because: .instance(of: node))
        }
      case .output:
        let name = configuration.nodes[node].name
        let step =
          checks.outputs.contains(name)
          ? graph.add(TerraformStep(.check(name))) : graph.junction()
        entries.append(step)
        exits.append(step)
      case .provider:
        let step = graph.add(TerraformStep(.provider(configuration.nodes[node].name)))
        entries.append(step)
        exits.append(step)
      case .argument, .variable:
        let name = configuration.nodes[node].name
        let step =
          checks.variables.contains(name)
          ? graph.add(TerraformStep(.check(name))) : graph.junction()
        entries.append(step)
        exits.append(step)
      case .moduleEntry, .moduleExit:
        let step = graph.junction()
        entries.append(step)
        exits.append(step)
      }
    }
  }

  private mutating func connectConfiguration() {
    for node in 0..<configuration.count {
      for edge in configuration.edges(of: node) {
        let reason = reason(from: node, to: edge.target)
        guard let key = edge.key, configuration.isResource(edge.target) else {
          graph.wait(entries[node], for: exits[edge.target], because: reason)
          continue
        }
        let named = instances(of: edge.target, key: key)
        let steps = named.compactMap { makers[$0] }
        for step in steps { graph.wait(entries[node], for: step, because: reason) }
        // If the instance has no node of its own, Terraform waits for the whole resource. Older
        // plans do not show whether an unchanged instance has a node, so then there is no wait.
        if steps.isEmpty, hasCompleteChecks || named.isEmpty {
          graph.wait(entries[node], for: exits[edge.target], because: reason)
        }
      }
    }
  }

  /// Returns the instances of a resource that have a literal key: one in each module instance.
  private mutating func instances(of node: Int, key: String) -> [Int] {
    if let known = instancesByKey[node] { return known[key] ?? [] }
    var table: [String: [Int]] = [:]
    for instance in instances[node] {
      if let text = resources[instance].keyText {
        table[String(text), default: []].append(instance)
      }
    }
    instancesByKey[node] = table
    return table[key] ?? []
  }

  private func reason(from node: Int, to target: Int) -> WaitReason {
    switch configuration.nodes[target].role {
    case .provider: .provider(target)
    case .moduleEntry: .module(target)
    default: .reference(from: node, to: target)
    }
  }

  /// Makes removals wait for their provider.
  ///
  /// For a resource that is no longer configured, the plan gives only the source address of the
  /// provider. That identifies the provider configuration if there is only one, in the root module
  /// and without an alias. Otherwise there is no wait.
  private mutating func connectProvidersOfRemovals() {
    var bySource: [String: [Int]] = [:]
    for (key, node) in configuration.providers {
      guard case .provider(let value) = configuration.nodes[node].role,
        let source = value["full_name"]?.string
      else { continue }
      let isPlain = !key.contains(":") && (value["alias"]?.isNull ?? true)
      bySource[source, default: []].append(isPlain ? node : -1)
    }
    for index in resources.indices {
      guard let step = removers[index] else { continue }
      let resource = resources[index]
      if let node = resource.configuration {
        guard let provider = configuration.nodes[node].provider else { continue }
        graph.wait(step, for: exits[provider], because: .provider(provider))
      } else if let nodes = bySource[resource.providerName], nodes.count == 1,
        let provider = nodes.first, provider >= 0
      {
        graph.wait(step, for: exits[provider], because: .provider(provider))
      }
    }
  }

  /// Rule D1: orders the two halves of a replacement, and the removal of a deposed object relative
  /// to the step that makes the current one.
  private mutating func connectReplacements() {
    for index in resources.indices where resources[index].deposed == nil {
      guard let maker = makers[index], let remover = removers[index] else { continue }
      if resources[index].actions == .createThenDelete {
        graph.wait(remover, for: maker, because: .replacement(index))
      } else {
        graph.wait(maker, for: remover, because: .replacement(index))
      }
    }
    let deposed = resources.indices.filter { resources[$0].deposed != nil }
    guard !deposed.isEmpty else { return }
    var current: [String: Int] = [:]
    for index in resources.indices where makers[index] != nil {
      let resource = resources[index]
      if resource.deposed == nil, resource.actions != .noOp { current[resource.address] = index }
    }
    for index in deposed {
      let resource = resources[index]
      guard let remover = removers[index], let sibling = current[resource.address],
        let maker = makers[sibling]
      else { continue }
      if resource.actions == .delete {
        graph.wait(remover, for: maker, because: .replacement(index))
      } else {
        graph.wait(maker, for: remover, because: .replacement(index))
      }
    }
  }
}
