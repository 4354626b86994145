/// Builds the order of an apply from Terraform's graph of it.
///
/// Each step of the plan is one node of the graph; the other nodes carry the order on. Those that
/// can fail on their own (providers, conditions) are steps without an effect, the rest junctions.
/// The size stays that of the graph.
struct GraphOrder {
  private let plan: TerraformPlan
  private let graph: DOTGraph
  private var order = WaitGraph()
  private var isMatched: [Bool] = []
  /// Nodes that change what the plan does not.
  private var strangers: [String] = []

  /// An object of the plan: its address and, if it was left over, its key.
  private struct Place: Hashable {
    var address: String
    var deposed: String?
  }

  /// Steps of the plan by what they are about.
  private var makers: [String: Int] = [:]
  private var deletions: [Place: Int] = [:]
  private var forgets: [Place: Int] = [:]
  /// Deletions of what a replacement will leave over: its key is made up anew with each graph.
  private var laterDeletions: [String: Int] = [:]
  private var unchanged: [String: Int] = [:]

  init(_ plan: TerraformPlan, _ graph: DOTGraph) {
    self.plan = plan
    self.graph = graph
  }

  mutating func build() throws(GraphError) -> PlanOrder {
    collectSteps()
    let places = makeNodes()
    try refuseOthers()
    for edge in graph.edges {
      order.wait(places[edge.from], for: places[edge.to], .graph)
    }
    guard order.isAcyclic else { throw GraphError("this graph orders its steps in a circle") }
    var made = order.contracted()
    made.source = .graph
    explain(&made)
    return made
  }

  /// Whether the plan's own order has the step because something is done to an object.
  private static func isOwn(_ step: PlanStep) -> Bool {
    switch step.kind {
    case .provider, .check, .junction: false
    case .create, .update, .delete, .forget, .read, .import: true
    }
  }

  private mutating func collectSteps() {
    for (index, resource) in plan.resources.enumerated() where resource.deposed == nil {
      unchanged[resource.address] = index
    }
    for step in plan.steps where Self.isOwn(step) {
      let place = order.add(step)
      // The work of an import was done while planning: it has no node.
      isMatched.append(step.kind == .import)
      guard let resource = step.resource.map({ plan.resources[$0] }) else { continue }
      let object = Place(address: resource.address, deposed: resource.deposed)
      switch step.kind {
      case .delete where resource.createBeforeDestroy == true && resource.deposed == nil:
        laterDeletions[resource.address] = place
      case .delete: deletions[object] = place
      case .forget: forgets[object] = place
      case .create, .update, .read: makers[resource.address] = place
      case .import, .provider, .check, .junction: break
      }
    }
  }

  /// The step of each node.
  private mutating func makeNodes() -> [Int] {
    let outputs = plan.outputsWithConditions
    return graph.names.map { name in
      guard let name else { return order.junction() }
      switch GraphNode(name) {
      case .instance(let address):
        if let step = makers[address] { return match(step) }
        // An unchanged object has a node when its conditions are evaluated.
        if let resource = unchanged[address], plan.resources[resource].actions == .noOp {
          return order.add(PlanStep(.check(address), resource: resource))
        }
        return stranger(address)
      case .destroy(let address):
        if let step = deletions[Place(address: address)] { return match(step) }
        // What is dropped with a data source is only its record.
        if isData(address) { return order.junction() }
        return stranger(address + " (destroy)")
      case .destroyDeposed(let address, let key):
        if let step = deletions[Place(address: address, deposed: key)] { return match(step) }
        if let step = laterDeletions.removeValue(forKey: address) { return match(step) }
        return stranger("\(address) (destroy deposed \(key))")
      case .forget(let address):
        return forgets[Place(address: address)].map { match($0) }
          ?? stranger(address + " (forget)")
      case .forgetDeposed(let address, let key):
        return forgets[Place(address: address, deposed: key)].map { match($0) }
          ?? stranger("\(address) (forget deposed \(key))")
      case .provider(let name): return order.add(PlanStep(.provider(name)))
      case .output(let address):
        return outputs.contains(ModuleAddresses.withoutKeys(address))
          ? order.add(PlanStep(.check(address))) : order.junction()
      case .condition(let name): return order.add(PlanStep(.check(name)))
      case .passive: return order.junction()
      }
    }
  }

  private mutating func match(_ step: Int) -> Int {
    isMatched[step] = true
    return step
  }

  private mutating func stranger(_ name: String) -> Int {
    strangers.append(name)
    return order.junction()
  }

  private func isData(_ address: String) -> Bool {
    let local = ModuleAddresses.withoutKeys(address).split(separator: ".")
    return local.count >= 3 && local[local.count - 3] == "data"
  }

  private func refuseOthers() throws(GraphError) {
    let missing = isMatched.indices.filter { !isMatched[$0] }.map { told(order.steps[$0]) }
    guard !missing.isEmpty || !strangers.isEmpty else { return }
    let advice = "print it with `terraform graph -plan=PLANFILE`"
    if !missing.isEmpty, missing.count == isMatched.count, strangers.isEmpty {
      throw GraphError(
        "this graph is not that of an apply of this plan, it has no node for \(Self.list(missing)): "
          + advice)
    }
    var parts: [String] = []
    if !missing.isEmpty { parts.append("it has no node for \(Self.list(missing))") }
    if !strangers.isEmpty {
      parts.append("it changes what the plan does not: \(Self.list(strangers))")
    }
    throw GraphError(
      "this graph does not belong to the plan: \(parts.joined(separator: ", and ")); \(advice)")
  }

  private func told(_ step: PlanStep) -> String {
    guard let resource = step.resource.map({ plan.resources[$0] }) else { return step.kind.word }
    let key = resource.deposed.map { " (deposed \($0))" } ?? ""
    return "\(step.kind.word) of \(resource.address)\(key)"
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  /// Where the plan's own order says why one step waits directly for another, that is kept.
  private func explain(_ made: inout PlanOrder) {
    struct Pair: Hashable {
      var after: PlanStep.Kind
      var afterResource: Int
      var before: PlanStep.Kind
      var beforeResource: Int
    }
    func pair(_ wait: PlanWait, _ steps: [PlanStep]) -> Pair? {
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
      return PlanWait(after: wait.after, before: wait.before, condition: nil, reason: reason)
    }
  }
}

extension TerraformPlan {
  /// Addresses, without keys, of the outputs that have conditions.
  fileprivate var outputsWithConditions: Set<String> {
    // The list was read before, without an error.
    document.root["checks"].flatMap { try? PlanChecks($0) }?.outputs ?? []
  }
}
