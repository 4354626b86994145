import JSON

/// A Terraform or OpenTofu plan, read from the output of `terraform show -json`: its objects, their
/// changes, and the order of the steps (SemanticsOfTerraform).
///
/// Reading takes a constant amount of work for each change. Attributes are not copied: they stay in
/// the document and are read on demand.
package struct TerraformPlan: Sendable {
  /// The document that the plan was read from.
  package let document: JSONDocument
  /// `format_version`; nil when the plan does not contain it.
  package let formatVersion: String?
  /// `terraform_version`; OpenTofu writes its own version here.
  package let terraformVersion: String?
  /// Whether nothing is left to do after this apply; nil when the plan does not contain it.
  package let complete: Bool?
  /// Whether planning failed. If so, the list of changes is incomplete, and Terraform refuses to
  /// apply the plan.
  package let errored: Bool
  /// Whether Terraform would apply the plan; nil when the plan does not contain it.
  package let applyable: Bool?
  /// Every object of the plan: the entries of `resource_changes` in their order, then the objects
  /// that only the prior state or the planned values contain.
  package private(set) var resources: [TerraformResource]
  /// The texts that are marked as sensitive anywhere in the plan.
  private(set) var secretTexts = SecretTexts()
  /// The configuration; empty when the plan has none.
  package let configuration: Configuration
  /// The order of the apply. It comes from the plan, unless `takeOrder(from:)` has replaced it by
  /// that of Terraform's own graph.
  package var order: TerraformOrder
  /// Entries of `resource_drift`.
  package let drift: [JSONValue]
  /// `output_changes`, an object of changes by name.
  package let outputChanges: JSONValue?
  /// Entries of `checks`.
  package let checks: [JSONValue]
  /// Entries of `deferred_changes`.
  package let deferredChanges: [JSONValue]
  /// Entries of `action_invocations`.
  package let actionInvocations: [JSONValue]
  /// Notes on what is missing from an order that comes from the plan.
  private let orderNotModelled: [String]
  /// Notes on the parts of the plan that Proviso does not model.
  private let partsNotModelled: [String]
  /// Why the plan may lack changes or unknown values, as clauses. Nothing is proved then.
  package let gaps: [String]
  /// Whether the prior state has managed objects that the plan says nothing of.
  let lacksObjects: Bool
  /// Notes on oddities of the plan that are not errors.
  package let warnings: [String]
  /// Index of each resource address in `addressNames`.
  let addresses: [String: Int]
  /// Addresses without instance keys: first the names of the nodes of `configuration`, at the
  /// nodes' indices, then the addresses of resources that are not configured.
  let addressNames: [String]
  /// Indices of the configured resources, grouped by configuration node.
  let instanceList: [Int]
  /// The range of each node in `instanceList`: `instanceStarts[node]..<instanceStarts[node + 1]`.
  let instanceStarts: [Int]

  /// The steps of the apply.
  package var steps: [TerraformStep] { order.steps }
  /// Notes on the parts of the plan that Proviso does not model, and on what is missing from the
  /// order. Nothing is missing from the order of Terraform's own graph.
  package var notModelled: [String] {
    order.source == .graph ? partsNotModelled : orderNotModelled + partsNotModelled
  }

  /// The waits between the steps.
  package var waits: [TerraformWait] { order.waits }

  /// Reads a plan.
  ///
  /// - Parameter isWhole: whether a contradiction is a gap. A plan that repairs have edited is not whole.
  /// - Throws: `TerraformPlanError` when the document is not a plan, or contains something that this version
  ///   does not understand.
  package init(document: JSONDocument, isWhole: Bool = true) throws(TerraformPlanError) {
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
    try Self.checkMarks(outputs: outputChanges, drift: drift)
    try Self.checkActions(ofOutputs: outputChanges)
    let configurationValue = try root.objectField("configuration", of: "")
    var configuration = Configuration()
    var planChecks = ConditionedObjects()
    if let list = try root.arrayField("checks", of: "") {
      planChecks = try ConditionedObjects(list)
    }
    if let configurationValue {
      configuration = try Configuration(
        configurationValue, validated: planChecks.variables)
    }
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
    lacksObjects = !reader.unplanned.isEmpty
    let unknown = Self.unknownParts(of: root)
    gaps =
      (unknown.isEmpty
        ? [] : ["what these parts of it say is not known: " + Self.names(unknown)])
      + reader.gaps + (isWhole ? reader.contradictions.clauses : [])
      + Self.findUnstated(reader.resources, in: configuration)
      + Self.findMissing(
        root, complete: complete, applyable: applyable,
        changesNothing: Self.changesNothing(
          root, resources: reader.resources, outputs: outputChanges), unplanned: reader.unplanned)

    (instanceList, instanceStarts) = Self.group(reader.resources, nodes: configuration.count)
    var builder = ConfigurationOrder(
      resources: reader.resources, configuration: configuration, modules: reader.modules,
      addresses: reader.addresses, addressCount: reader.addressNames.count, checks: planChecks,
      hasCompleteChecks: root.field("checks") != nil || Self.listsChecks(terraformVersion))
    guard let order = builder.build() else {
      throw TerraformPlanError("the steps of this plan depend on each other in a cycle")
    }
    self.order = order
    orderNotModelled = Self.findOrderNotModelled(
      configuration: configuration, hasPriorState: priorState != nil,
      hasConfiguration: configurationValue != nil, resources: reader.resources)
    partsNotModelled = Self.findNotModelled(root)
    secretTexts = findSecrets()
    resources = withCopies()
  }

  /// Returns the address without instance keys for an index of a `WaitReason`; "" for an index out
  /// of range.
  package func nameOfAddress(_ index: Int) -> String {
    addressNames.indices.contains(index) ? addressNames[index] : ""
  }

  private static func group(_ resources: [TerraformResource], nodes: Int) -> (
    list: [Int], starts: [Int]
  ) {
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
  ) throws(TerraformPlanError) -> [JSONValue] {
    guard let array = try root.arrayField(name, of: "") else { return [] }
    for entry in array.elements where entry.kind != .object {
      throw entry.mismatch("\(name)", expected: "objects")
    }
    return Array(array.elements)
  }
}
