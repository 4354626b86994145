/// A node of the graph that an apply walks: a step, or something without effect that can fail.
struct ActualNode {
  enum Kind: Hashable {
    case create(Int)
    case update(Int)
    case delete(Int)
    case local(Int)
    case variable(Int)
    case provider(String)
    /// The expressions and the precondition of an object, which are evaluated before it changes.
    case condition(Int)
  }

  let kind: Kind
  /// The nodes that must be done first, directly or through others.
  var waits: Set<Int> = []
  /// Whether the apply never reaches the node.
  var isDropped = false

  /// The object that the step changes; `nil` if the node is no step.
  var object: Int? {
    switch kind {
    case .create(let object), .update(let object), .delete(let object): object
    case .local, .variable, .provider, .condition: nil
    }
  }
}

/// The graph that the apply really walks.
///
/// Source: `graph_builder_apply.go`, `transform_destroy_edge.go` and `transform_destroy_cbd.go` of
/// Terraform 1.11.4. Nodes that cannot fail are left out; what waits for them waits for what they
/// wait for.
struct ActualOrder {
  private(set) var nodes: [ActualNode] = []
  /// The indices of the steps.
  var steps: [Int] { nodes.indices.filter { nodes[$0].object != nil } }

  private var index: [ActualNode.Kind: Int] = [:]
  private let plan: ActualPlan

  /// Creates the graph of a plan; `nil` if its nodes wait for each other in a cycle.
  init?(_ plan: ActualPlan) {
    self.plan = plan
    addNodes()
    addReferences()
    addDestroyEdges()
    addConditions()
    guard close() else { return nil }
    dropDeletions()
    removeNodesThatCannotFail()
  }

  private mutating func add(_ kind: ActualNode.Kind) {
    index[kind] = nodes.count
    nodes.append(ActualNode(kind: kind))
  }

  private mutating func addNodes() {
    for (number, object) in plan.objects.enumerated() {
      switch object.action {
      case .none: break
      case .create: add(.create(number))
      case .update: add(.update(number))
      case .delete: add(.delete(number))
      case .replace:
        add(.delete(number))
        add(.create(number))
      }
      guard object.after != nil else { continue }
      if object.action != .none || plan.blocks[object.block].precondition != nil {
        add(.condition(number))
      }
    }
    for number in plan.locals.indices { add(.local(number)) }
    for number in plan.variables.indices { add(.variable(number)) }
    for provider in Set(plan.objects.map { plan.blocks[$0.block].provider }).sorted() {
      add(.provider(provider))
    }
  }

  /// The step that creates or updates an object.
  private func creator(_ object: Int) -> Int? { index[.create(object)] ?? index[.update(object)] }

  /// The nodes for which everything waits that waits for a block.
  private func targets(of block: Int) -> Set<Int> {
    var found = waits(of: block)
    for object in plan.objects(of: block) {
      if let step = creator(object) { found.insert(step) }
      if let condition = index[.condition(object)] { found.insert(condition) }
    }
    return found
  }

  private func targets(of references: ActualReferences) -> Set<Int> {
    var found: Set<Int> = []
    for reference in references.attributes { found.formUnion(targets(of: reference.block)) }
    for local in references.locals { if let node = index[.local(local)] { found.insert(node) } }
    for variable in references.variables {
      if let node = index[.variable(variable)] { found.insert(node) }
    }
    return found
  }

  /// The nodes for which the creations and updates of a configured block wait.
  private func waits(of block: Int) -> Set<Int> {
    let block = plan.blocks[block]
    guard block.isConfigured else { return [] }
    var found = targets(of: block.references)
    let others = block.dependsOn + block.hiddenReferences + (block.precondition?.references ?? [])
    for other in others { found.formUnion(targets(of: other)) }
    return found
  }

  private mutating func addReferences() {
    for (number, object) in plan.objects.enumerated() {
      let block = plan.blocks[object.block]
      let found = waits(of: object.block)
      for node in [creator(number), index[.condition(number)]].compactMap(\.self) {
        nodes[node].waits.formUnion(found)
      }
      let own = [creator(number), index[.condition(number)], index[.delete(number)]]
      if let provider = index[.provider(block.provider)] {
        for node in own.compactMap(\.self) { nodes[node].waits.insert(provider) }
      }
    }
    for (number, local) in plan.locals.enumerated() {
      guard let node = index[.local(number)] else { continue }
      nodes[node].waits.formUnion(targets(of: ActualReferences(local.expression)))
    }
    for (number, variable) in plan.variables.enumerated() {
      guard let node = index[.variable(number)] else { continue }
      for block in variable.validation { nodes[node].waits.formUnion(targets(of: block)) }
    }
  }

  /// Rules D1 to D4, and their inversion for create-before-destroy.
  private mutating func addDestroyEdges() {
    func createsFirst(_ object: Int) -> Bool {
      let block = plan.objects[object].block
      return plan.objects[object].action == .replace
        ? plan.replacesCreateFirst(block) : plan.blocks[block].createsFirst
    }
    func wait(creator: Int, deletion: Int, of object: Int) {
      if createsFirst(object) {
        nodes[deletion].waits.insert(creator)
      } else {
        nodes[creator].waits.insert(deletion)
      }
    }
    for object in plan.objects.indices {
      let stored = plan.storedDependencies(of: object)
      let others = plan.objects.indices.filter { stored.contains(plan.objects[$0].block) }
      let deletion = index[.delete(object)]
      if let creator = creator(object) {
        if let deletion { wait(creator: creator, deletion: deletion, of: object) }
        for other in others {
          guard let removed = index[.delete(other)] else { continue }
          wait(creator: creator, deletion: removed, of: other)
        }
      }
      guard let deletion else { continue }
      for other in others {
        if let removed = index[.delete(other)] { nodes[removed].waits.insert(deletion) }
        if let made = creator(other) { wait(creator: made, deletion: deletion, of: object) }
      }
    }
  }

  /// A precondition is evaluated where its object's step would begin.
  private mutating func addConditions() {
    for object in plan.objects.indices {
      guard let condition = index[.condition(object)], let step = creator(object) else { continue }
      nodes[condition].waits.formUnion(nodes[step].waits)
      nodes[step].waits.insert(condition)
    }
  }

  /// Closes the waits transitively. Returns false if there is a cycle.
  private mutating func close() -> Bool {
    for middle in nodes.indices {
      for node in nodes.indices where nodes[node].waits.contains(middle) {
        nodes[node].waits.formUnion(nodes[middle].waits)
      }
    }
    return nodes.indices.allSatisfy { !nodes[$0].waits.contains($0) }
  }

  /// A deletion is carried out if something that is carried out waits for it.
  private mutating func dropDeletions() {
    for object in plan.neverDeleted {
      guard let node = index[.delete(object)] else { continue }
      let hasDependents = nodes.indices.contains { nodes[$0].waits.contains(node) }
      nodes[node].isDropped = !hasDependents
    }
  }

  private mutating func removeNodesThatCannotFail() {
    let kept = nodes.indices.filter { number in
      switch nodes[number].kind {
      case .create, .update, .delete, .provider: true
      case .local(let local): plan.locals[local].canFail && isAwaited(number)
      case .variable(let variable): plan.variables[variable].canFail && isAwaited(number)
      case .condition(let object):
        // A change can also come out otherwise than planned.
        plan.objects[object].action != .none
          || plan.blocks[plan.objects[object].block].precondition?.canFail == true
      }
    }
    let position = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
    nodes = kept.map { number in
      var node = nodes[number]
      node.waits = Set(node.waits.compactMap { position[$0] })
      return node
    }
    index = Dictionary(uniqueKeysWithValues: nodes.enumerated().map { ($1.kind, $0) })
  }

  private func isAwaited(_ node: Int) -> Bool { nodes.contains { $0.waits.contains(node) } }

  /// The index of a node, if it can fail or changes something.
  func node(_ kind: ActualNode.Kind) -> Int? { index[kind] }
}
