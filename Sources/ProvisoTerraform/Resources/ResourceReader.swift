import JSON
import ProvisoKernel

/// Reads the objects of a plan from `resource_changes`, `prior_state` and `planned_values`.
struct ResourceReader {
  private struct Identity: Hashable {
    var address: String
    var deposed: String
  }

  let configuration: Configuration
  private(set) var resources: [TerraformResource] = []
  private(set) var modules = ModuleAddresses()
  private(set) var addresses: [String: Int] = [:]
  private(set) var addressNames: [String] = []
  private(set) var warnings: [String] = []
  /// Why the plan may lack changes or unknown values, as clauses.
  private(set) var gaps: [String] = []
  /// The actions that other parts of the plan contradict.
  private(set) var contradictions = Contradictions()
  /// Managed objects of the prior state that neither `resource_changes` nor `planned_values` has.
  private(set) var unplanned: [String] = []
  /// Indices of the current objects by address.
  private var known: [String: Int] = [:]
  /// Indices of the deposed objects by address and deposed key.
  private var knownDeposed: [Identity: Int] = [:]

  init(configuration: Configuration) {
    self.configuration = configuration
    addressNames.reserveCapacity(configuration.count)
    addresses.reserveCapacity(configuration.count)
    for node in 0..<configuration.count {
      // The indices below `configuration.count` are those of the configuration's nodes, so that one
      // table of names is enough.
      addressNames.append(configuration.name(of: node))
      if configuration.isResource(node) { addresses[configuration.name(of: node)] = node }
    }
  }

  // MARK: - `resource_changes`

  mutating func readChanges(_ root: JSONValue) throws(TerraformPlanError) {
    guard let list = try root.arrayField("resource_changes", of: "") else { return }
    let count = list.elements.count
    resources.reserveCapacity(count)
    known.reserveCapacity(count)
    for (index, entry) in list.elements.enumerated() {
      func path() -> String { "resource_changes[\(index)]" }
      guard entry.kind == .object else { throw entry.mismatch(path(), expected: "an object") }
      try readChange(entry, path: path)
    }
  }

  private mutating func readChange(
    _ entry: JSONValue, path: () -> String
  ) throws(TerraformPlanError) {
    guard let change = try entry.objectField("change", of: path()) else {
      throw TerraformPlanError("\(path()) has no `change`", at: entry)
    }
    let actions = try readActions(change, path: path)
    let importing = change.field("importing")
    let base = try readIdentity(entry, path: path)
    let action = actions.action(importing: importing != nil)
    let isRemoval = actions == .delete || actions == .forget
    if base.deposed != nil, !isRemoval, actions != .noOp {
      throw TerraformPlanError(
        "\(path()): a deposed object can only be deleted or forgotten: found \(action.rawValue)",
        at: change)
    }
    let after = change.field("after")
    let unknown = try change.marks(
      "after_unknown", of: after, at: path() + ".change")
    if action.makesObject, unknown == nil || unknown?.bool == false && after != nil {
      gaps.append(
        "the change of \(base.address) has no marks in `after_unknown`, so it does not say which values are known only after apply"
      )
    }
    if actions == .create && change.field("before") != nil || isRemoval && after != nil {
      gaps.append(
        "the change of \(base.address) is \(action.rawValue), but has an object on both sides")
    }
    try requireObjects(in: change, actions: actions, unknown: unknown, path: path)
    let resource = TerraformResource(
      address: base.address, moduleAddress: base.module, mode: base.mode, type: base.type,
      name: base.name, key: base.key, deposed: base.deposed,
      providerName: try entry.textField("provider_name", of: path()) ?? "",
      previousAddress: try entry.textField("previous_address", of: path()),
      actions: actions, action: action,
      actionReason: try entry.textField("action_reason", of: path()),
      before: change.field("before"), after: after, afterUnknown: unknown,
      beforeSensitive: try change.marks(
        "before_sensitive", of: change.field("before"), at: path() + ".change"),
      afterSensitive: try change.marks(
        "after_sensitive", of: after, at: path() + ".change"),
      importing: importing,
      replacePaths: change.field("replace_paths"),
      createBeforeDestroy: actions == .createThenDelete
        ? true : actions == .deleteThenCreate ? false : nil,
      configuration: base.configuration, isListed: true, moduleInstance: base.moduleInstance,
      configurationAddress: base.configurationAddress, storedDependencies: nil,
      hasPriorObject: false)
    for contradiction in Contradiction.inChange(resource) {
      contradictions.add(contradiction, of: resource)
    }
    guard add(resource) else {
      let object = base.deposed.map { " (deposed \($0))" } ?? ""
      throw TerraformPlanError("\(path()): \(base.address)\(object) is listed twice", at: entry)
    }
  }

  /// Refuses a change without the object that it destroys or creates. A rule about the attributes
  /// of that object would otherwise hold without a check.
  private func requireObjects(
    in change: JSONValue, actions: TerraformActionList, unknown: JSONValue?, path: () -> String
  ) throws(TerraformPlanError) {
    let shown = actions.list.joined(separator: ", ")
    switch actions {
    case .noOp, .create, .read: break
    default:
      guard change.field("before") != nil else {
        throw TerraformPlanError(
          "\(path()).change: the action \(shown) needs an object in `before`", at: change)
      }
    }
    switch actions {
    case .noOp, .read, .delete, .forget: break
    default:
      guard change.field("after") != nil || unknown?.bool == true else {
        throw TerraformPlanError(
          "\(path()).change: the action \(shown) needs an object in `after`", at: change)
      }
    }
  }

  private func readActions(
    _ change: JSONValue, path: () -> String
  ) throws(TerraformPlanError) -> TerraformActionList {
    guard let list = try change.arrayField("actions", of: path() + ".change") else {
      throw TerraformPlanError("\(path()).change has no `actions`", at: change)
    }
    var words: [String] = []
    for word in list.elements {
      guard let text = word.string else {
        throw word.mismatch(path() + ".change.actions", expected: "strings")
      }
      words.append(text)
    }
    guard let actions = TerraformActionList(words) else {
      let shown = words.map { "\"\($0)\"" }.joined(separator: ", ")
      throw TerraformPlanError("\(path()).change.actions: unknown action list [\(shown)]", at: list)
    }
    return actions
  }

  // MARK: - Identity

  fileprivate struct Base {
    var address: String
    var module: String
    var moduleInstance: Int
    var mode: ResourceMode
    var type: String
    var name: String
    var key: JSONValue?
    var deposed: String?
    var configuration: Int?
    var configurationAddress: Int
  }

  private mutating func readIdentity(
    _ entry: JSONValue, module: String? = nil, path: () -> String
  ) throws(TerraformPlanError) -> Base {
    let address = try Self.address(of: entry, in: module ?? "", path: path)
    guard let type = try entry.textField("type", of: path()),
      let name = try entry.textField("name", of: path())
    else { throw TerraformPlanError("\(path()) has no `type` or no `name`", at: entry) }
    let mode: ResourceMode
    switch try entry.textField("mode", of: path()) {
    case "managed", nil: mode = .managed
    case "data": mode = .data
    case .some(let other):
      throw TerraformPlanError(
        "\(path()): unknown mode \"\(other)\": expected \"managed\" or \"data\"",
        at: entry["mode"] ?? entry)
    }
    let local = mode == .data ? "data." + type + "." + name : type + "." + name
    try Self.requireAddress(address, module: module, of: entry, names: local, path: path)
    let key = entry.field("index")
    if let key, key.kind != .number, key.kind != .string {
      throw key.mismatch(path() + ".index", expected: "a number or a string")
    }
    let moduleAddress: String
    if let module {
      moduleAddress = module
    } else {
      moduleAddress = try entry.textField("module_address", of: path()) ?? ""
    }
    let instance = modules.instance(moduleAddress)
    let modulePath = modules.path(ofInstance: instance)
    let node = configuration.resource(local, inModule: modulePath)
    return Base(
      address: address, module: moduleAddress, moduleInstance: instance, mode: mode, type: type,
      name: name, key: key, deposed: nil, configuration: node,
      configurationAddress: node
        ?? addressIndex(modulePath.isEmpty ? local : modulePath + "." + local)
    ).deposed(try entry.textField("deposed", of: path()))
  }

  private mutating func addressIndex(_ name: String) -> Int {
    if let known = addresses[name] { return known }
    let made = addressNames.count
    addresses[name] = made
    addressNames.append(name)
    return made
  }

  private mutating func add(_ resource: TerraformResource) -> Bool {
    let former =
      if let deposed = resource.deposed {
        knownDeposed.updateValue(
          resources.count, forKey: Identity(address: resource.address, deposed: deposed))
      } else {
        known.updateValue(resources.count, forKey: resource.address)
      }
    guard former == nil else { return false }
    resources.append(resource)
    return true
  }

  private func find(_ address: String, deposed: String?) -> Int? {
    guard let deposed else { return known[address] }
    return knownDeposed[Identity(address: address, deposed: deposed)]
  }

  // MARK: - `prior_state` and `planned_values`

  mutating func readPriorState(_ state: JSONValue) throws(TerraformPlanError) {
    guard let values = try state.objectField("values", of: "prior_state") else { return }
    try walk(values, at: "prior_state.values") {
      (reader, resource, module) throws(TerraformPlanError) in
      func path() -> String { "prior_state.values" }
      let address = try Self.address(of: resource, in: module, path: path)
      let deposed = try resource.textField("deposed_key", of: path())
      let stored = try resource.arrayField("depends_on", of: path())
      var index = reader.find(address, deposed: deposed)
      if index == nil {
        try reader.addUnchanged(resource, module: module, deposed: deposed, path: path)
        index = reader.find(address, deposed: deposed)
      }
      guard deposed == nil, let index else { return }
      reader.resources[index].priorSensitive = try resource.marks(
        "sensitive_values", of: resource.field("values"), at: path())
      reader.resources[index].storedDependencies = stored
      reader.resources[index].hasPriorObject = true
      if reader.resources[index].isListed, reader.resources[index].mode == .managed {
        reader.contradictions.addPrior(reader.resources[index])
      }
    }
    // Terraform uses the dependencies of the current object at the address for a deposed object.
    for index in resources.indices where resources[index].deposed != nil {
      guard let current = known[resources[index].address] else { continue }
      resources[index].hasPriorObject = resources[current].hasPriorObject
      resources[index].storedDependencies = resources[current].storedDependencies
    }
  }

  /// Adds the objects that only `planned_values` contains, as unchanged objects: some tools omit
  /// unchanged objects from `resource_changes`. Deferred objects are skipped, because this apply
  /// does not create them.
  mutating func readPlannedValues(
    _ root: JSONValue, deferred: [JSONValue]
  ) throws(TerraformPlanError) {
    guard let planned = try root.objectField("planned_values", of: "") else { return }
    var left: Set<String> = []
    var listed: Set<Int> = []
    for entry in deferred {
      if let address = entry["resource_change"]?["address"]?.string { left.insert(address) }
    }
    try walk(planned, at: "planned_values") {
      (reader, resource, module) throws(TerraformPlanError) in
      func path() -> String { "planned_values" }
      let address = try Self.address(of: resource, in: module, path: path)
      guard !left.contains(address) else { return }
      if let index = reader.known[address] {
        if !reader.resources[index].isListed {
          reader.resources[index].isPlanned = true
          reader.compare(index, with: resource)
        }
        reader.resources[index].plannedSensitive = try resource.marks(
          "sensitive_values", of: resource.field("values"), at: path())
        if reader.resources[index].isListed, reader.resources[index].mode == .managed {
          listed.insert(index)
          reader.contradictions.addPlanned(reader.resources[index])
        }
        return
      }
      try reader.addUnchanged(resource, module: module, deposed: nil, path: path)
      guard let index = reader.known[address] else { return }
      reader.resources[index].isPlanned = true
      if reader.resources[index].mode == .managed {
        reader.gaps.append(
          "\(address) is in `planned_values`, but neither in `resource_changes` nor in `prior_state`"
        )
      }
    }
    if planned.field("root_module") != nil {
      for (index, object) in resources.enumerated()
      where object.isListed && object.mode == .managed && object.deposed == nil
        && (object.actions == .noOp || object.actions == .update) && object.after != nil
        && !listed.contains(index) && !left.contains(object.address)
      {
        contradictions.add(.keptNotPlanned, of: object)
      }
    }
    unplanned = resources.filter { $0.mode == .managed && !$0.isListed && !$0.isPlanned }
      .map(\.address)
  }

  /// Notes a change that only `planned_values` shows.
  private mutating func compare(_ index: Int, with planned: JSONValue) {
    let object = resources[index]
    guard object.mode == .managed, let before = object.before else { return }
    if planned.field("values").map({ $0.isSame(as: before) }) == true { return }
    gaps.append(
      "`planned_values` changes \(object.address), but `resource_changes` does not list it")
  }

  private mutating func addUnchanged(
    _ entry: JSONValue, module: String, deposed: String?, path: () -> String
  ) throws(TerraformPlanError) {
    let base = try readIdentity(entry, module: module, path: path)
    let values = entry.field("values")
    let sensitive = try entry.marks(
      "sensitive_values", of: values, at: path())
    let resource = TerraformResource(
      address: base.address, moduleAddress: base.module, mode: base.mode, type: base.type,
      name: base.name, key: base.key, deposed: deposed,
      providerName: try entry.textField("provider_name", of: path()) ?? "",
      previousAddress: nil, actions: .noOp, action: .noOp, actionReason: nil, before: values,
      after: values, afterUnknown: nil, beforeSensitive: sensitive, afterSensitive: sensitive,
      importing: nil, replacePaths: nil, createBeforeDestroy: nil,
      configuration: base.configuration, isListed: false, moduleInstance: base.moduleInstance,
      configurationAddress: base.configurationAddress, storedDependencies: nil,
      hasPriorObject: false)
    if !add(resource) { warnings.append("\(base.address) is listed twice in \(path())") }
  }

  /// Calls `body` with each resource in a tree of modules and the address of its module.
  private mutating func walk(
    _ values: JSONValue, at path: String,
    body: (inout ResourceReader, JSONValue, String) throws(TerraformPlanError) -> Void
  ) throws(TerraformPlanError) {
    guard let rootModule = try values.objectField("root_module", of: path) else { return }
    var pending = [(rootModule, "")]
    while let (module, address) = pending.popLast() {
      if let list = try module.arrayField("resources", of: path) {
        for resource in list.elements {
          guard resource.kind == .object else {
            throw resource.mismatch(path + " resources", expected: "objects")
          }
          try body(&self, resource, address)
        }
      }
      guard let children = try module.arrayField("child_modules", of: path) else { continue }
      for child in children.elements {
        guard child.kind == .object else {
          throw child.mismatch(path + " child_modules", expected: "objects")
        }
        pending.append((child, try child.textField("address", of: path) ?? ""))
      }
    }
  }
}

extension ResourceReader.Base {
  fileprivate func deposed(_ key: String?) -> Self {
    var result = self
    result.deposed = key
    return result
  }
}
