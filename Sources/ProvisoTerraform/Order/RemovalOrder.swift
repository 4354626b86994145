/// Adds the waits between the removal of a resource and the steps of its dependents and
/// dependencies: rules D2 to D4 of SemanticsOfTerraform, "Removals", and their inversion by
/// create-before-destroy (2.4).
///
/// A maker is a step that creates, updates or reads an object. A rule connects every member of one
/// group with every member of another, so each group has a junction that is done when all of its
/// members are.
struct RemovalOrder {
  /// Whether create-before-destroy inverts the waits between a removal and makers.
  enum Inversion {
    case never, always
    /// A deletion without a replacement: only the raw state contains the flag.
    case unknown
  }

  /// A group of steps of one resource address.
  enum Group: Hashable {
    /// Removals of the resource that are not inverted (D2).
    case removed
    /// Makers of the dependents of the resource (D2, inverted).
    case dependentsMade
    /// Removals of the dependents of the resource (D3).
    case dependentsRemoved
    /// Removals of the dependents of the resource that are not inverted (D4).
    case dependentsRemovedFirst
    /// Makers of the resource (D4, inverted).
    case made
  }

  struct JunctionKey: Hashable {
    var group: Group
    var address: Int
    /// The only module instance whose members belong to the group; -1 for all.
    var instance: Int
  }

  var order: ConfigurationOrder
  var removedResources: [[Int]]
  var applyingResources: [[Int]]
  private var junctions: [JunctionKey: Int] = [:]
  /// Whether the configuration of a provider can depend on resources. If so, Terraform omits waits
  /// between resources of different providers that would close a cycle.
  private let providersCanClose: Bool

  init(_ order: ConfigurationOrder) {
    self.order = order
    removedResources = Array(repeating: [], count: order.addressCount)
    applyingResources = removedResources
    for index in order.resources.indices {
      let address = order.resources[index].configurationAddress
      if order.removers[index] != nil { removedResources[address].append(index) }
      if RemovalOrder.makes(index, in: order) { applyingResources[address].append(index) }
    }
    providersCanClose = order.configuration.providersCanDependOnResources
  }

  mutating func connect() {
    guard removedResources.contains(where: { !$0.isEmpty }) else { return }
    var unrecorded: [Int] = []
    for index in order.resources.indices {
      let makes = RemovalOrder.makes(index, in: order)
      guard makes || order.removers[index] != nil else { continue }
      let resource = order.resources[index]
      guard let stored = StoredDependencies.of(resource, addresses: order.addresses) else {
        if makes { unrecorded.append(index) }
        continue
      }
      for address in stored {
        if makes { connectMaker(index, dependingOn: address) }
        if order.removers[index] != nil { connectRemover(index, dependingOn: address) }
      }
    }
    connectUnrecorded(unrecorded)
  }

  /// Whether a step creates, updates or reads the object.
  private static func makes(_ resource: Int, in order: ConfigurationOrder) -> Bool {
    let action = order.resources[resource].action
    return order.makers[resource] != nil && action != .noOp && action != .import
  }

  func inversion(of resource: Int) -> Inversion {
    let actions = order.resources[resource].actions
    if actions == .forget || actions == .createAndForget { return .never }
    if order.resources[resource].deposed != nil { return .always }
    return order.resources[resource].createBeforeDestroy.map { $0 ? .always : .never } ?? .unknown
  }

  /// Returns the module instance to which the rules between a resource and an address are limited;
  /// -1 for no limit. Instances of the same module do not wait for each other's removals.
  func confinement(of resource: Int, address: Int) -> Int {
    guard let other = removedResources[address].first ?? applyingResources[address].first else {
      return -1
    }
    let own = order.resources[resource].moduleInstance
    let path = order.modules.pathOfInstance[own]
    guard order.modules.pathOfInstance[order.resources[other].moduleInstance] == path,
      order.modules.instanceCounts[path] > 1
    else { return -1 }
    return own
  }

  private func isResource(_ resource: Int, inModule instance: Int) -> Bool {
    instance < 0 || order.resources[resource].moduleInstance == instance
  }

  /// D2: the maker of `resource` waits for the removals of its dependency. An inverted removal
  /// waits for the maker.
  mutating func connectMaker(_ resource: Int, dependingOn address: Int) {
    guard !removedResources[address].isEmpty, let maker = order.makers[resource] else { return }
    let instance = confinement(of: resource, address: address)
    let reason = WaitReason.dependency(
      dependent: order.resources[resource].configurationAddress, dependency: address)
    if let junction = removed(address, instance: instance) {
      order.graph.wait(maker, for: junction, because: reason)
    }
    if let junction = dependentsMade(address, instance: instance) {
      order.graph.wait(junction, for: maker, because: reason)
    }
  }

  /// D3 and D4: the removals and the makers of a dependency wait for the removal of `resource`. If
  /// that removal is inverted, it waits for the makers.
  private mutating func connectRemover(_ resource: Int, dependingOn address: Int) {
    guard let remover = order.removers[resource], isOrdered(resource, address) else { return }
    let instance = confinement(of: resource, address: address)
    let reason = WaitReason.dependency(
      dependent: order.resources[resource].configurationAddress, dependency: address)
    if !removedResources[address].isEmpty {
      let junction = dependentsRemoved(address, instance: instance)
      order.graph.wait(junction, for: remover, because: reason)
    }
    guard !applyingResources[address].isEmpty else { return }
    let inversion = inversion(of: resource)
    if inversion != .always {
      order.graph.wait(
        dependentsRemovedFirst(address, instance: instance), for: remover,
        if: condition(resource, is: false),
        because: reason)
    }
    if inversion != .never {
      order.graph.wait(
        remover, for: made(address, instance: instance), if: condition(resource, is: true),
        because: reason)
    }
  }

  /// The condition that the resource's flag has the given value; nil when the plan shows the flag.
  private func condition(_ resource: Int, is flag: Bool) -> TerraformWaitCondition? {
    inversion(of: resource) == .unknown
      ? TerraformWaitCondition(resource: resource, createBeforeDestroy: flag) : nil
  }

  /// Whether Terraform certainly has the waits of D3 and D4 between a resource and an address. It
  /// can omit them between different providers (SemanticsOfTerraform, "Providers").
  private func isOrdered(_ resource: Int, _ address: Int) -> Bool {
    guard providersCanClose else { return true }
    let configuration = order.configuration
    guard let own = order.resources[resource].configuration,
      let other = (removedResources[address].first ?? applyingResources[address].first)
        .flatMap({ order.resources[$0].configuration }),
      let provider = configuration.nodes[own].provider
    else { return false }
    return provider == configuration.nodes[other].provider
  }

  /// D2 for all makers that reach an address through the configuration. All of them wait for
  /// `below`, and `above` waits for all of them.
  mutating func connect(_ address: Int, above: Int, below: Int) {
    let reason = WaitReason.dependency(dependent: nil, dependency: address)
    if let junction = removed(address, instance: -1) {
      order.graph.wait(below, for: junction, because: reason)
    }
    if let junction = dependentsMade(address, instance: -1) {
      order.graph.wait(junction, for: above, because: reason)
    }
  }

  // MARK: - Junctions of the groups

  private mutating func removed(_ address: Int, instance: Int) -> Int? {
    let members = removedResources[address].filter {
      isResource($0, inModule: instance) && inversion(of: $0) != .always
    }
    guard !members.isEmpty else { return nil }
    let (junction, isNew) = junction(of: .removed, address: address, instance: instance)
    guard isNew else { return junction }
    for member in members {
      guard let remover = order.removers[member] else { continue }
      order.graph.wait(
        junction, for: remover, if: condition(member, is: false),
        because: .dependency(dependent: nil, dependency: address))
    }
    return junction
  }

  private mutating func dependentsMade(_ address: Int, instance: Int) -> Int? {
    let members = removedResources[address].filter {
      isResource($0, inModule: instance) && inversion(of: $0) != .never
    }
    guard !members.isEmpty else { return nil }
    let (junction, isNew) = junction(of: .dependentsMade, address: address, instance: instance)
    guard isNew else { return junction }
    for member in members {
      guard let remover = order.removers[member] else { continue }
      order.graph.wait(
        remover, for: junction, if: condition(member, is: true),
        because: .dependency(dependent: nil, dependency: address))
    }
    return junction
  }

  private mutating func dependentsRemoved(_ address: Int, instance: Int) -> Int {
    let (junction, isNew) = junction(of: .dependentsRemoved, address: address, instance: instance)
    guard isNew else { return junction }
    for member in removedResources[address] where isResource(member, inModule: instance) {
      guard let remover = order.removers[member] else { continue }
      order.graph.wait(
        remover, for: junction, because: .dependency(dependent: nil, dependency: address))
    }
    return junction
  }

  private mutating func dependentsRemovedFirst(_ address: Int, instance: Int) -> Int {
    let (junction, isNew) = junction(
      of: .dependentsRemovedFirst, address: address, instance: instance)
    guard isNew else { return junction }
    for member in applyingResources[address] where isResource(member, inModule: instance) {
      guard let maker = order.makers[member] else { continue }
      order.graph.wait(
        maker, for: junction, because: .dependency(dependent: nil, dependency: address))
    }
    return junction
  }

  private mutating func made(_ address: Int, instance: Int) -> Int {
    let (junction, isNew) = junction(of: .made, address: address, instance: instance)
    guard isNew else { return junction }
    for member in applyingResources[address] where isResource(member, inModule: instance) {
      guard let maker = order.makers[member] else { continue }
      order.graph.wait(
        junction, for: maker, because: .dependency(dependent: nil, dependency: address))
    }
    return junction
  }

  private mutating func junction(
    of group: Group, address: Int, instance: Int
  ) -> (junction: Int, isNew: Bool) {
    let key = JunctionKey(group: group, address: address, instance: instance)
    if let made = junctions[key] { return (made, false) }
    let made = order.graph.junction()
    junctions[key] = made
    return (made, true)
  }
}
