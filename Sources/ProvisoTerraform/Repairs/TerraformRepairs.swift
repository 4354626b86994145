import JSON
import ProvisoInput
import ProvisoKernel
import ProvisoResult

/// The repairs of a Terraform plan: the candidates, and the plan after them.
///
/// A candidate is only a guess. The caller judges the plan after it, and offers what makes a property
/// hold.
package struct TerraformRepairs: Sendable {
  let universe: TerraformUniverse
  private let path: String
  var plan: TerraformPlan { universe.plan }

  /// Prepares the repairs of an input.
  ///
  /// - Returns: nil where the input is no Terraform plan.
  package init?(of subject: Subject) {
    guard case .order(let universe) = subject.model, let universe = universe as? TerraformUniverse
    else { return nil }
    self.universe = universe
    path = subject.path
  }

  // MARK: The plan after repairs

  /// The input after repairs.
  ///
  /// The order comes from the JSON, which allows more runs than the graph; only two applies keep the
  /// graph, because they add waits to it.
  ///
  /// - Returns: nil where the repairs do not fit the plan, or its steps would wait for each other.
  package func subject(after repairs: [PlanRepair]) -> Subject? {
    var first: Set<String>?
    for case .applyFirst(let addresses) in repairs { first = Set(addresses) }
    if let first {
      guard repairs.count == 1 else { return nil }
      return subject(applyingFirst: first)
    }
    guard let repaired = RepairedPlan(plan, repairs),
      let document = try? JSONDocument(
        text: repaired.text, name: path, maximumDepth: TerraformReader.maximumDepth),
      let plan = try? TerraformPlan(document: document, isWhole: false),
      let universe = try? TerraformUniverse(plan)
    else { return nil }
    return TerraformInput.subject(of: universe, path: path, digest: Digest(of: []))
  }

  /// The plan in which everything else waits for the steps of these objects.
  private func subject(applyingFirst first: Set<String>) -> Subject? {
    var plan = plan
    let early = plan.steps.indices.filter { isStep($0, of: first) }
    let late = plan.steps.indices.filter {
      plan.steps[$0].isChange && !isStep($0, of: first)
    }
    guard !early.isEmpty, !late.isEmpty else { return nil }
    let junction = plan.order.steps.count
    plan.order.steps.append(TerraformStep(.junction))
    for step in early {
      plan.order.waits.append(
        TerraformWait(after: junction, before: step, condition: nil, reason: .graph))
    }
    for step in late {
      plan.order.waits.append(
        TerraformWait(after: step, before: junction, condition: nil, reason: .graph))
    }
    guard let universe = try? TerraformUniverse(plan) else { return nil }
    return TerraformInput.subject(of: universe, path: path, digest: Digest(of: []))
  }

  private func isStep(_ step: Int, of addresses: Set<String>) -> Bool {
    guard plan.steps[step].isChange, let resource = plan.steps[step].resource else { return false }
    return addresses.contains(plan.resources[resource].address)
  }

  // MARK: Candidates

  /// The addresses of the objects that the plan changes, without deposed ones, which no option names.
  package var changed: [String] {
    plan.resources.filter {
      $0.isListed && $0.deposed == nil && $0.mode == .managed && $0.action != .noOp
        && $0.action != .import
    }.map(\.address)
  }

  /// The objects of a plan that have the names, which can be those of steps or of values, too.
  package func objects(named names: [String]) -> [String] {
    let known = Set(changed)
    var found: [String] = []
    for name in names {
      let words = name.split(separator: " ").map(String.init)
      for word in [name] + words where known.contains(word) && !found.contains(word) {
        found.append(word)
      }
    }
    return found
  }

  /// These objects and the changed ones that depend on them: a plan without the first has no changes of
  /// the others.
  package func closed(_ addresses: [String]) -> [String] {
    let changed = changed
    var out = Set(addresses)
    let indices = Set(addresses.compactMap { universe.resource(at: Substring($0)) })
    for address in changed where !out.contains(address) {
      guard let index = universe.resource(at: Substring(address)),
        let dependencies = plan.dependencies(of: index)
      else { continue }
      if indices.contains(where: { dependencies.contains($0) == true }) { out.insert(address) }
    }
    return changed.filter(out.contains)
  }

  /// The objects whose changes have to come before those of this object, and the object itself.
  package func prerequisites(of address: String) -> [String] {
    let followers = plan.steps.indices.filter { isStep($0, of: [address]) }
    var seen = Set(followers)
    var open = followers
    var before: [Int: [Int]] = [:]
    for wait in plan.waits { before[wait.after, default: []].append(wait.before) }
    while let step = open.popLast() {
      for next in before[step] ?? [] where seen.insert(next).inserted { open.append(next) }
    }
    let found = Set(
      seen.filter { plan.steps[$0].isChange }.compactMap { plan.steps[$0].resource }
        .map { plan.resources[$0].address })
    return changed.filter(found.contains)
  }

  /// The moves that keep objects that would be deleted, among these.
  package func moves(among addresses: [String]) -> [PlanRepair] {
    addresses.compactMap { address in
      guard let index = universe.resource(at: Substring(address)),
        let target = universe.unchangedRename(of: index)
      else { return nil }
      return .moved(from: address, to: plan.resources[target].address)
    }
  }

  /// The replacements among these that can begin with the new object.
  package func replacements(among addresses: [String]) -> [PlanRepair] {
    addresses.compactMap { address in
      guard let object = plan.listed(at: address), object.actions == .deleteThenCreate,
        let index = universe.resource(at: Substring(address)),
        let dependencies = plan.dependencies(of: index)
      else { return nil }
      let others = changed.filter { other in
        guard other != address, let at = universe.resource(at: Substring(other)) else {
          return false
        }
        return plan.resources[at].actions == .deleteThenCreate && dependencies.contains(at) == true
      }
      return .createBeforeDestroy([address] + others)
    }
  }

  /// The dependencies that could be added between these.
  package func dependencies(among addresses: [String]) -> [PlanRepair] {
    let names = addresses.map(ModuleAddresses.withoutKeys)
    var found: [PlanRepair] = []
    for dependent in names {
      for dependency in names
      where plan.dependsOnPlace(of: dependent, on: dependency) != nil {
        let repair = PlanRepair.dependsOn(dependent, on: dependency)
        if !found.contains(repair) { found.append(repair) }
      }
    }
    return found
  }
}
