import JSON

extension Configuration {
  /// Reads the `configuration` of a plan.
  ///
  /// - Parameter validated: the addresses of the variables whose validations are decided during the apply.
  /// - Throws: `TerraformPlanError` when a value has another type than the format requires, or a resource
  ///   has no type or no name.
  init(_ value: JSONValue, validated: Set<String> = []) throws(TerraformPlanError) {
    try enumerate(try value.objectField("root_module", of: "configuration"))
    for address in validated.sorted() where address.hasPrefix("var.") {
      modules[0].arguments[String(address.dropFirst(4))] = nodes.count
      nodes.append(Node(role: .variable, name: address, module: 0))
    }
    if let table = try value.objectField("provider_config", of: "configuration") {
      for (providerKey, provider) in table.members {
        let key = providerKey.string
        guard provider.kind == .object else {
          throw provider.mismatch("configuration.provider_config." + key, expected: "an object")
        }
        let path = try provider.textField("module_address", of: "provider_config") ?? ""
        guard let module = moduleByPath[path] else { continue }
        providers[key] = nodes.count
        nodes.append(Node(role: .provider(provider), name: "provider " + key, module: module))
      }
    }
    try matchProviders()
    try connect()
  }

  /// Makes the modules and their nodes, parents before children.
  private mutating func enumerate(_ root: JSONValue?) throws(TerraformPlanError) {
    modules.append(Module(path: "", parent: nil, body: root))
    moduleByPath[""] = 0
    var next = 0
    while next < modules.count {
      try enumerateParts(of: next)
      next += 1
    }
  }

  private mutating func enumerateParts(of module: Int) throws(TerraformPlanError) {
    guard let body = modules[module].body else { return }
    let path = modules[module].path
    let prefix = path.isEmpty ? "" : path + "."
    func location() -> String {
      path.isEmpty ? "configuration.root_module" : "configuration." + path
    }
    if let resources = try body.arrayField("resources", of: location()) {
      for resource in resources.elements {
        guard resource.kind == .object else {
          throw resource.mismatch(location() + ".resources", expected: "objects")
        }
        guard let type = try resource.textField("type", of: location() + ".resources"),
          let name = try resource.textField("name", of: location() + ".resources")
        else {
          throw TerraformPlanError(
            "\(location()): a resource has no `type` or no `name`", at: resource)
        }
        let isData = resource["mode"]?.stringEquals("data") ?? false
        let local = isData ? "data." + type + "." + name : type + "." + name
        modules[module].resources[local] = nodes.count
        nodes.append(Node(role: .resource(resource), name: prefix + local, module: module))
      }
    }
    if let outputs = try body.objectField("outputs", of: location()) {
      for (key, output) in outputs.members {
        let name = key.string
        modules[module].outputs[name] = nodes.count
        nodes.append(Node(role: .output(output), name: prefix + "output." + name, module: module))
      }
    }
    guard let calls = try body.objectField("module_calls", of: location()) else { return }
    for (key, call) in calls.members {
      let name = key.string
      guard call.kind == .object else {
        throw call.mismatch(location() + ".module_calls." + name, expected: "an object")
      }
      guard let inner = try call.objectField("module", of: location() + ".module_calls." + name)
      else { continue }
      let child = modules.count
      let childPath = prefix + "module." + name
      var made = Module(path: childPath, parent: module, body: inner)
      made.entry = nodes.count
      nodes.append(Node(role: .moduleEntry(call: call), name: childPath, module: module))
      if let arguments = try call.objectField(
        "expressions", of: location() + ".module_calls." + name)
      {
        for (argument, expression) in arguments.members {
          let variable = argument.string
          made.arguments[variable] = nodes.count
          nodes.append(
            Node(
              role: .argument(expression), name: childPath + ".var." + variable, module: module))
        }
      }
      modules.append(made)
      modules[module].children[name] = child
      moduleByPath[childPath] = child
    }
  }

  /// Finds the provider configuration of each resource by its `provider_config_key`. The key can
  /// name a module that has no provider configuration of its own. Then the configuration of the
  /// nearest enclosing module applies.
  private mutating func matchProviders() throws(TerraformPlanError) {
    for index in nodes.indices {
      guard case .resource(let value) = nodes[index].role else { continue }
      guard let key = try value.textField("provider_config_key", of: nodes[index].name) else {
        continue
      }
      nodes[index].provider = provider(forKey: key)
      if nodes[index].provider == nil { unmatchedProviders.insert(key) }
    }
  }

  private func provider(forKey key: String) -> Int? {
    if let exact = providers[key] { return exact }
    guard let colon = key.lastIndex(of: ":") else { return nil }
    let name = String(key[key.index(after: colon)...])
    var path = String(key[..<colon])
    while let index = moduleByPath[path] {
      guard let parent = modules[index].parent else { return nil }
      path = modules[parent].path
      if let match = providers[path.isEmpty ? name : path + ":" + name] { return match }
    }
    return nil
  }

  /// Makes the edges. A reference to a whole module appends an exit node to `nodes`
  /// in the loop.
  private mutating func connect() throws(TerraformPlanError) {
    var next = 0
    while next < nodes.count {
      let start = edges.count
      try connect(next)
      nodes[next].edges = start..<edges.count
      next += 1
    }
  }

  private mutating func connect(_ node: Int) throws(TerraformPlanError) {
    let module = nodes[node].module
    switch nodes[node].role {
    case .resource(let value):
      if let entry = modules[module].entry { edges.append(Edge(target: entry)) }
      if let provider = nodes[node].provider { edges.append(Edge(target: provider)) }
      refer(node, to: value["expressions"])
      refer(node, to: value["count_expression"])
      refer(node, to: value["for_each_expression"])
      depend(node, on: value["depends_on"])
    case .output(let value):
      if let entry = modules[module].entry { edges.append(Edge(target: entry)) }
      refer(node, to: value["expression"])
      depend(node, on: value["depends_on"])
    case .argument(let value):
      refer(node, to: value)
    case .variable: break
    case .moduleEntry(let call):
      if let entry = modules[module].entry { edges.append(Edge(target: entry)) }
      refer(node, to: call["count_expression"])
      refer(node, to: call["for_each_expression"])
      depend(node, on: call["depends_on"])
    case .moduleExit:
      let parts = modules[module]
      for part in parts.resources.values.sorted() { edges.append(Edge(target: part)) }
      for part in parts.outputs.values.sorted() { edges.append(Edge(target: part)) }
      for part in parts.arguments.values.sorted() { edges.append(Edge(target: part)) }
      if let entry = parts.entry { edges.append(Edge(target: entry)) }
      for child in parts.children.values.sorted() {
        edges.append(Edge(target: exit(of: child)))
      }
    case .provider(let value):
      refer(node, to: value["expressions"])
    }
  }

  private mutating func exit(of module: Int) -> Int {
    if let made = modules[module].exit { return made }
    let made = nodes.count
    modules[module].exit = made
    nodes.append(Node(role: .moduleExit, name: modules[module].path, module: module))
    return made
  }

  private mutating func refer(_ node: Int, to expressions: JSONValue?) {
    guard let expressions else { return }
    var found: [String] = []
    expressions.collectReferences(into: &found)
    for text in found { refer(node, to: ReferenceText(text), text: text) }
  }

  private mutating func depend(_ node: Int, on list: JSONValue?) {
    guard let list, list.kind == .array else { return }
    for entry in list.elements {
      guard let text = entry.string else { continue }
      refer(node, to: ReferenceText(text), text: text)
    }
  }

  private mutating func refer(_ node: Int, to reference: ReferenceText, text: String) {
    let module = modules[nodes[node].module]
    func hide(_ nodes: inout [Node]) {
      if !nodes[node].hidden.contains(text) { nodes[node].hidden.append(text) }
    }
    switch reference.subject {
    case .resource(let name, let key):
      guard let target = module.resources[name] else { return hide(&nodes) }
      if target != node { edges.append(Edge(target: target, key: key)) }
    case .variable(let name):
      if let target = module.arguments[name] { edges.append(Edge(target: target)) }
    case .output(let child, _, let name):
      guard let index = module.children[child], let target = modules[index].outputs[name] else {
        return hide(&nodes)
      }
      edges.append(Edge(target: target))
    case .module(let child):
      guard let index = module.children[child] else { return hide(&nodes) }
      edges.append(Edge(target: exit(of: index)))
    case .local, .unknown:
      hide(&nodes)
    case .scoped:
      break
    }
  }
}

extension JSONValue {
  /// Appends the references in a tree of expressions: the first entry of each run (see
  /// `ReferenceRuns`).
  func collectReferences(into found: inout [String]) {
    var pending = [self]
    while let value = pending.popLast() {
      switch value.kind {
      case .array:
        pending.append(contentsOf: value.elements)
      case .object:
        let index = pending.count
        for (key, member) in value.members where member.kind == .object || member.kind == .array {
          if key.equals("references"), member.isTextList {
            var runs = ReferenceRuns()
            for entry in member.elements {
              guard let text = entry.string else { continue }
              if runs.begins(text) { found.append(text) }
            }
            // No other member of an expression contains references.
            pending.removeSubrange(index...)
            break
          }
          // A constant can look like an expression, but it contains no references.
          if !key.equals("constant_value") { pending.append(member) }
        }
      default:
        break
      }
    }
  }

  /// Whether this is the `references` list of an expression. A list of blocks can also have the
  /// name `references`; its elements are objects.
  private var isTextList: Bool {
    guard kind == .array else { return false }
    return elements.allSatisfy { $0.kind == .string }
  }
}
