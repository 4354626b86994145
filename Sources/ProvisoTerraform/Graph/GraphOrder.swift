/// Builds the order of an apply from Terraform's own graph of the apply.
///
/// Each step of the plan must match one node of the graph. The other nodes stay as well, because
/// paths through them order the steps: a node that can fail on its own (a provider, a condition, an
/// expression that uses what the apply makes known) becomes a step without an effect, every other
/// node a junction. The size of the order is linear in that of the plan and the graph.
struct GraphOrder {
  private let plan: TerraformPlan
  private let graph: DOTGraph
  private var order = WaitGraph()
  private var isMatched: [Bool] = []
  /// Names of nodes that change an object which the plan does not change.
  private var unmatchedNames: [String] = []

  /// An object of the plan: its address and, for a deposed object, its key.
  private struct ObjectKey: Hashable {
    var address: String
    var deposed: String?
  }

  /// Steps that create, update or read, by address.
  private var makers: [String: Int] = [:]
  private var deletions: [ObjectKey: Int] = [:]
  private var forgets: [ObjectKey: Int] = [:]
  /// Deletions of old objects after create-before-destroy replacements, by address. Terraform
  /// generates their deposed keys anew for each graph.
  private var laterDeletions: [String: Int] = [:]
  /// Junctions that evaluate an expression, with the name of their node.
  private var expressions: [(step: Int, name: String)] = []
  /// Indices of the resources that are not deposed, by address.
  private var currentResources: [String: Int] = [:]

  init(_ plan: TerraformPlan, graph: DOTGraph) {
    self.plan = plan
    self.graph = graph
  }

  mutating func build() throws(GraphError) -> TerraformOrder {
    collectSteps()
    let indices = makeNodes()
    try refuseOthers()
    for edge in graph.edges {
      order.wait(indices[edge.from], for: indices[edge.to], because: .graph)
    }
    guard order.isAcyclic else {
      throw GraphError("the steps of this graph depend on each other in a cycle")
    }
    try refuseContradiction()
    // The failure of an expression that one step uses refuses that step.
    let followers = order.followers
    let followsEffect = order.followsEffect(by: followers)
    for (step, name) in expressions where followsEffect[step] {
      if followers[step].count == 1, order.steps[followers[step][0]].mayBeRefused { continue }
      order.replace(step, with: TerraformStep(.check(name)))
    }
    var made = order.contracted()
    made.source = .graph
    explain(&made)
    return made
  }

  /// Whether the step does something to an object of the plan.
  private static func isOwn(_ step: TerraformStep) -> Bool {
    switch step.kind {
    case .provider, .check, .junction: false
    case .create, .update, .delete, .forget, .read, .import: true
    }
  }

  private mutating func collectSteps() {
    for (index, resource) in plan.resources.enumerated() where resource.deposed == nil {
      currentResources[resource.address] = index
    }
    for step in plan.steps where Self.isOwn(step) {
      let index = order.add(step)
      // An import was done while planning, so it has no node.
      isMatched.append(step.kind == .import)
      guard let resource = step.resource.map({ plan.resources[$0] }) else { continue }
      let object = ObjectKey(address: resource.address, deposed: resource.deposed)
      switch step.kind {
      case .delete where resource.createBeforeDestroy == true && resource.deposed == nil:
        laterDeletions[resource.address] = index
      case .delete: deletions[object] = index
      case .forget: forgets[object] = index
      case .create, .update, .read: makers[resource.address] = index
      case .import, .provider, .check, .junction: break
      }
    }
  }

  /// Adds the steps that the plan does not have and returns the step of each node.
  private mutating func makeNodes() -> [Int] {
    let outputs = plan.outputsWithConditions
    return graph.names.map { name in
      guard let name else { return order.junction() }
      switch GraphNode(name) {
      case .instance(let address):
        if let step = makers[address] { return match(step) }
        // An unchanged object has a node if Terraform evaluates conditions of it.
        if let resource = currentResources[address], plan.resources[resource].actions == .noOp {
          return order.add(TerraformStep(.check(address), resource: resource))
        }
        return unmatched(address)
      case .destroy(let address):
        if let step = deletions[ObjectKey(address: address)] { return match(step) }
        // Destroying a data source only removes it from the state.
        if isData(address) { return order.junction() }
        return unmatched(address + " (destroy)")
      case .destroyDeposed(let address, let key):
        if let step = deletions[ObjectKey(address: address, deposed: key)] { return match(step) }
        if let step = laterDeletions.removeValue(forKey: address) { return match(step) }
        return unmatched("\(address) (destroy deposed \(key))")
      case .forget(let address):
        return forgets[ObjectKey(address: address)].map { match($0) }
          ?? unmatched(address + " (forget)")
      case .forgetDeposed(let address, let key):
        return forgets[ObjectKey(address: address, deposed: key)].map { match($0) }
          ?? unmatched("\(address) (forget deposed \(key))")
      case .provider(let name): return order.add(TerraformStep(.provider(name)))
      case .output(let address):
        return outputs.contains(ModuleAddresses.withoutKeys(address))
          ? order.add(TerraformStep(.check(address))) : expression(address)
      case .condition(let name): return order.add(TerraformStep(.check(name)))
      case .expression(let name): return expression(name)
      case .passive: return order.junction()
      }
    }
  }

  private mutating func expression(_ name: String) -> Int {
    let step = order.junction()
    expressions.append((step, name))
    return step
  }

  /// Refuses a graph in which a step waits for another that, by the plan, certainly waits for it.
  private func refuseContradiction() throws(GraphError) {
    var indices: [Int?] = []
    var own: [ObjectStep: Int] = [:]
    for (index, step) in order.steps.enumerated() where Self.isOwn(step) {
      if let key = ObjectStep(step) { own[key] = index }
    }
    for step in plan.steps { indices.append(ObjectStep(step).flatMap { own[$0] }) }
    var both = order
    let junctions = plan.steps.indices.map { indices[$0] ?? both.junction() }
    for wait in plan.waits where wait.condition == nil {
      both.wait(junctions[wait.after], for: junctions[wait.before], because: .graph)
    }
    guard !both.isAcyclic else { return }
    var named = ""
    let followers = order.followers
    for wait in plan.waits where wait.condition == nil {
      guard let after = indices[wait.after], let before = indices[wait.before],
        order.waits(before, for: after, by: followers)
      else { continue }
      named =
        ": \(name(of: order.steps[before])) waits for \(name(of: order.steps[after])) there, "
        + "and by the plan it is the other way round"
      break
    }
    throw GraphError("this graph contradicts the order that the plan has\(named)")
  }

  /// A step that does something to an object.
  private struct ObjectStep: Hashable {
    let kind: TerraformStep.Kind
    let resource: Int

    init?(_ step: TerraformStep) {
      guard GraphOrder.isOwn(step), let resource = step.resource else { return nil }
      kind = step.kind
      self.resource = resource
    }
  }

  private mutating func match(_ step: Int) -> Int {
    isMatched[step] = true
    return step
  }

  private mutating func unmatched(_ name: String) -> Int {
    unmatchedNames.append(name)
    return order.junction()
  }

  private func isData(_ address: String) -> Bool {
    let local = ModuleAddresses.withoutKeys(address).split(separator: ".")
    return local.count >= 3 && local[local.count - 3] == "data"
  }

  private func refuseOthers() throws(GraphError) {
    let missing = isMatched.indices.filter { !isMatched[$0] }.map { name(of: order.steps[$0]) }
    guard !missing.isEmpty || !unmatchedNames.isEmpty else { return }
    let advice = "print it with `terraform graph -plan=PLANFILE`"
    if !missing.isEmpty, missing.count == isMatched.count, unmatchedNames.isEmpty {
      throw GraphError(
        "this is not the apply graph of this plan: it has no node for \(Self.list(missing)); "
          + advice)
    }
    var parts: [String] = []
    if !missing.isEmpty { parts.append("it has no node for \(Self.list(missing))") }
    if !unmatchedNames.isEmpty {
      parts.append("it changes objects that the plan does not change: \(Self.list(unmatchedNames))")
    }
    throw GraphError(
      "this graph does not belong to the plan: \(parts.joined(separator: ", and ")); \(advice)")
  }

  private func name(of step: TerraformStep) -> String {
    guard let resource = step.resource.map({ plan.resources[$0] }) else { return step.kind.word }
    let key = resource.deposed.map { " (deposed \($0))" } ?? ""
    return "\(step.kind.word) of \(resource.address)\(key)"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  /// Copies reasons from the plan's own order, for each pair of steps with a direct wait in both.
  private func explain(_ made: inout TerraformOrder) {
    struct Pair: Hashable {
      var after: TerraformStep.Kind
      var afterResource: Int
      var before: TerraformStep.Kind
      var beforeResource: Int
    }
    func pair(_ wait: TerraformWait, _ steps: [TerraformStep]) -> Pair? {
      guard let after = steps[wait.after].resource, let before = steps[wait.before].resource
      else { return nil }
      return Pair(
        after: steps[wait.after].kind, afterResource: after, before: steps[wait.before].kind,
        beforeResource: before)
    }
    var reasons: [Pair: WaitReason] = [:]
    for wait in plan.waits {
      if let pair = pair(wait, plan.steps) { reasons[pair] = wait.reason }
    }
    made.waits = made.waits.map { wait in
      guard let reason = pair(wait, made.steps).flatMap({ reasons[$0] }) else { return wait }
      return TerraformWait(after: wait.after, before: wait.before, condition: nil, reason: reason)
    }
  }
}

extension TerraformPlan {
  /// Addresses, without instance keys, of the outputs that have conditions.
  fileprivate var outputsWithConditions: Set<String> {
    // `TerraformPlan.init` has read this list without an error, so `try?` loses nothing.
    document.root["checks"].flatMap { try? ConditionedObjects($0) }?.outputs ?? []
  }
}
