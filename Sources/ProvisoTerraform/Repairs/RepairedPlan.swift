import JSON
import ProvisoKernel

/// The plan that Terraform would make after repairs, as far as the old plan shows it.
///
/// Everything that a repair does not speak of stays as it was. So a new plan has to be made, and checked,
/// after every repair: a provider may decide otherwise.
struct RepairedPlan {
  private let plan: TerraformPlan
  private var edit = JSONEdit()
  /// The names that the `depends_on` of each block gets.
  private var dependencies: [Int: (block: JSONValue, names: [String])] = [:]

  /// Prepares the changes of a plan's JSON.
  ///
  /// - Returns: nil where a repair does not fit the plan: an object is not there, or has no such change.
  init?(_ plan: TerraformPlan, _ repairs: [PlanRepair]) {
    self.plan = plan
    for repair in repairs {
      switch repair {
      case .leaveOut(let addresses):
        for address in addresses {
          guard let object = plan.listed(at: address) else { return nil }
          leaveOut(object)
        }
        edit.set("complete", of: plan.document.root, to: "false")
        // It speaks of the changes that were there.
        if let applyable = plan.document.root["applyable"] { edit.remove(applyable) }
      case .dependsOn(let dependent, let dependency):
        guard let (block, _, name) = plan.dependsOnPlace(of: dependent, on: dependency) else {
          return nil
        }
        dependencies[block.id, default: (block, [])].names.append(Value.quoted(name))
      case .createBeforeDestroy(let addresses):
        for address in addresses {
          guard let object = plan.listed(at: address), object.actions == .deleteThenCreate,
            let actions = entry(of: object)?["change"]?["actions"]
          else { return nil }
          edit.replace(actions, with: "[\"create\",\"delete\"]")
        }
      case .moved(let from, let to):
        guard let old = plan.listed(at: from), let new = plan.listed(at: to),
          move(old, to: new)
        else { return nil }
      case .applyFirst: break
      }
    }
    addDependencies()
  }

  /// The JSON of the plan.
  var text: String { edit.text(of: plan.document.root) }

  /// The entry of `resource_changes` for an object.
  private func entry(of object: TerraformResource) -> JSONValue? {
    plan.document.root["resource_changes"]?.elements.first {
      $0["address"]?.stringEquals(object.address) == true && $0["deposed"] == nil
    }
  }

  private mutating func leaveOut(_ object: TerraformResource) {
    guard let entry = entry(of: object), let change = entry["change"] else { return }
    guard let before = change["before"], !before.isNull else {
      edit.remove(entry)
      remove(object.address, fromValues: plan.document.root["planned_values"])
      return
    }
    if let reason = entry["action_reason"] { edit.remove(reason) }
    edit.replace(change, with: unchanged(before, marks: change["before_sensitive"]))
  }

  private func unchanged(_ before: JSONValue, marks: JSONValue?) -> String {
    let value = edit.text(of: before)
    let marks = marks.map { edit.text(of: $0) } ?? "{}"
    return "{\"actions\":[\"no-op\"],\"before\":\(value),\"after\":\(value),\"after_unknown\":{},"
      + "\"before_sensitive\":\(marks),\"after_sensitive\":\(marks)}"
  }

  /// Removes an object from `planned_values`, or from the values of `prior_state`.
  private mutating func remove(_ address: String, fromValues values: JSONValue?) {
    var open = [values?["root_module"]].compactMap(\.self)
    while let module = open.popLast() {
      for resource in module["resources"]?.elements.map(\.self) ?? []
      where resource["address"]?.stringEquals(address) == true { edit.remove(resource) }
      open += module["child_modules"]?.elements.map(\.self) ?? []
    }
  }

  private mutating func addDependencies() {
    for (block, names) in dependencies.values {
      guard let list = block["depends_on"], list.kind == .array else {
        edit.set("depends_on", of: block, to: "[\(names.joined(separator: ","))]")
        continue
      }
      for name in names { edit.append(name, to: list) }
    }
  }

  private mutating func move(_ old: TerraformResource, to new: TerraformResource) -> Bool {
    guard let oldEntry = entry(of: old), let newEntry = entry(of: new),
      let oldChange = oldEntry["change"], let newChange = newEntry["change"],
      let before = oldChange["before"], !before.isNull
    else { return false }
    edit.remove(oldEntry)
    // Terraform moves the object in the prior state before it plans.
    remove(old.address, fromValues: plan.document.root["prior_state"]?["values"])
    edit.set("previous_address", of: newEntry, to: Value.quoted(old.address))
    if let reason = newEntry["action_reason"] { edit.remove(reason) }
    edit.replace(newChange, with: unchanged(before, marks: oldChange["before_sensitive"]))
    return true
  }
}

extension TerraformPlan {
  /// The current object that `resource_changes` lists at an address.
  func listed(at address: String) -> TerraformResource? {
    resources.first { $0.address == address && $0.deposed == nil && $0.isListed }
  }

  /// The block of the configuration that takes a `depends_on`, and the name that it takes there.
  ///
  /// A block can name what its own module declares: a resource, or a module call for everything in it.
  /// For something outside, the call of the dependent's module takes it.
  ///
  /// - Parameters:
  ///   - dependent: the address of a resource, without instance keys.
  ///   - dependency: the same.
  /// - Returns: the block as JSON with its address; nil where one of them is not configured.
  func dependsOnPlace(
    of dependent: String, on dependency: String
  ) -> (block: JSONValue, address: String, name: String)? {
    guard let from = configuration.node(named: dependent),
      let to = configuration.node(named: dependency),
      case .resource(let block) = configuration.nodes[from].role, from != to
    else { return nil }
    let own = configuration.path(of: configuration.nodes[from].module)
    let other = configuration.path(of: configuration.nodes[to].module)
    let common = zip(own, other).prefix { $0 == $1 }.count
    let name: String
    if other.count > common {
      name = "module." + configuration.modules[other[common]].name
    } else {
      name = String(
        dependency.dropFirst(
          other.last.map { configuration.modules[$0].path.count + 1 } ?? 0))
    }
    guard own.count > common else { return (block, dependent, name) }
    let module = own[common]
    guard let entry = configuration.modules[module].entry,
      case .moduleEntry(let call) = configuration.nodes[entry].role
    else { return nil }
    return (call, configuration.modules[module].path, name)
  }
}

extension Configuration {
  fileprivate func node(named name: String) -> Int? {
    nodes.firstIndex {
      if case .resource = $0.role { $0.name == name } else { false }
    }
  }

  /// The modules from the first below the root to this one, which are all of its path.
  fileprivate func path(of module: Int) -> [Int] {
    var path: [Int] = []
    var at: Int? = module
    while let index = at, modules[index].parent != nil {
      path.insert(index, at: 0)
      at = modules[index].parent
    }
    return path
  }
}

extension Configuration.Module {
  /// The name of the module in its call.
  fileprivate var name: String {
    path.split(separator: ".").last.map(String.init) ?? path
  }
}
