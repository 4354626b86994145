import JSON

/// A Terraform or OpenTofu plan, read from the output of `terraform show -json`: what happens to
/// which object, and in which order (SemanticsOfTerraform).
///
/// Reading costs a fixed amount of work for each change; attributes stay where they are in the
/// document until someone asks for them.
public struct TerraformPlan: Sendable {
  /// The document that the plan was read from.
  public let document: JSONDocument
  /// `format_version`; nil in sanitised files.
  public let formatVersion: String?
  /// `terraform_version`, of OpenTofu its own version.
  public let terraformVersion: String?
  /// Whether nothing is left to do after this apply; nil where the version does not say.
  public let complete: Bool?
  /// Whether planning failed: the list of changes is then incomplete, and Terraform refuses it.
  public let errored: Bool
  /// Whether Terraform would apply the plan; nil where the version does not say.
  public let applyable: Bool?
  /// Every object that the plan knows of: first the entries of `resource_changes` in their order,
  /// then what only the prior state or the planned values know.
  public let resources: [PlanResource]
  /// The configuration.
  public let configuration: Configuration
  /// The order of the apply. Another source (Terraform's own graph) can take its place.
  public var order: PlanOrder
  /// Entries of `resource_drift`.
  public let drift: [JSONValue]
  /// `output_changes`, an object of changes by name.
  public let outputChanges: JSONValue?
  /// Entries of `checks`.
  public let checks: [JSONValue]
  /// Entries of `deferred_changes`.
  public let deferredChanges: [JSONValue]
  /// Entries of `action_invocations`.
  public let actionInvocations: [JSONValue]
  /// What the plan hides of its order, as sentences.
  private let orderNotModelled: [String]
  /// What the plan contains that has no place in this model, as sentences.
  private let partsNotModelled: [String]
  /// What is odd about the plan, and no error; sentences.
  public let warnings: [String]
  /// Index of each address without keys.
  let addresses: [String: Int]
  /// Addresses without keys; those of configured resources need not be those of `configuration`.
  let addressNames: [String]
  /// Resources by configuration node: `instanceList[instanceStarts[node]..<instanceStarts[node + 1]]`.
  let instanceList: [Int]
  let instanceStarts: [Int]

  /// The steps of the apply.
  public var steps: [PlanStep] { order.steps }
  /// What the plan contains, or hides, that has no place in this model; sentences. Terraform's own
  /// graph hides nothing of the order.
  public var notModelled: [String] {
    order.source == .graph ? partsNotModelled : orderNotModelled + partsNotModelled
  }

  /// The waits between the steps.
  public var waits: [PlanWait] { order.waits }

  /// Reads a plan.
  /// - Throws: `PlanError` when the document is no plan, or says what this version does not
  ///   understand.
  public init(document: JSONDocument) throws(PlanError) {
    let root = document.root
    try Self.refuseOthers(root)
    self.document = document
    formatVersion = try Self.readFormatVersion(root)
    terraformVersion = try root.textField("terraform_version", of: "")
    complete = try root.flagField("complete", of: "")
    errored = try root.flagField("errored", of: "") ?? false
    applyable = try root.flagField("applyable", of: "")
    drift = try Self.list(root, "resource_drift")
    checks = try Self.list(root, "checks")
    deferredChanges = try Self.list(root, "deferred_changes")
    actionInvocations = try Self.list(root, "action_invocations")
    outputChanges = try root.objectField("output_changes", of: "")
    let configurationValue = try root.objectField("configuration", of: "")
    var configuration = Configuration()
    if let configurationValue { configuration = try Configuration(configurationValue) }
    self.configuration = configuration

    var reader = ResourceReader(configuration: configuration)
    try reader.readChanges(root)
    let priorState = try root.objectField("prior_state", of: "")
    if let priorState { try reader.readPriorState(priorState) }
    try reader.readPlannedValues(root, deferred: deferredChanges)
    resources = reader.resources
    addresses = reader.addresses
    addressNames = reader.addressNames
    warnings = reader.warnings

    (instanceList, instanceStarts) = Self.group(reader.resources, nodes: configuration.count)
    var planChecks = PlanChecks()
    if let list = try root.arrayField("checks", of: "") { planChecks = try PlanChecks(list) }
    var builder = ConfigurationOrder(
      resources: reader.resources, configuration: configuration, modules: reader.modules,
      addresses: reader.addresses, addressCount: reader.addressNames.count, checks: planChecks,
      knowsConditions: root.field("checks") != nil || Self.listsChecks(terraformVersion))
    guard let order = builder.build() else {
      throw PlanError("the configuration and prior state of this plan order its steps in a circle")
    }
    self.order = order
    orderNotModelled = Self.findOrderNotModelled(
      configuration: configuration, hasPriorState: priorState != nil,
      hasConfiguration: configurationValue != nil, resources: reader.resources)
    partsNotModelled = Self.findNotModelled(root)
  }

  /// The address without keys that an index of a `WaitReason` names.
  public func nameOfAddress(_ index: Int) -> String {
    addressNames.indices.contains(index) ? addressNames[index] : ""
  }

  private static func group(_ resources: [PlanResource], nodes: Int) -> (list: [Int], starts: [Int])
  {
    var starts = Array(repeating: 0, count: nodes + 1)
    for case let node? in resources.lazy.map(\.configuration) { starts[node + 1] += 1 }
    for node in 0..<nodes { starts[node + 1] += starts[node] }
    var next = starts
    var list = Array(repeating: 0, count: starts[nodes])
    for (index, resource) in resources.enumerated() {
      guard let node = resource.configuration else { continue }
      list[next[node]] = index
      next[node] += 1
    }
    return (list, starts)
  }

  private static func list(
    _ root: JSONValue, _ name: StaticString
  ) throws(PlanError) -> [JSONValue] {
    guard let array = try root.arrayField(name, of: "") else { return [] }
    for entry in array.elements where entry.kind != .object {
      throw entry.mismatch("\(name)", expected: "objects")
    }
    return Array(array.elements)
  }
}
