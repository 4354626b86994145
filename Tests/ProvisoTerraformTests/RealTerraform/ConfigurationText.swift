extension RandomConfiguration {
  /// Returns the contents of the configuration's files, by path.
  func files() -> [String: String] {
    var files: [String: String] = [
      "other.json":
        #"{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"x","outputs":{},"resources":[]}"#
    ]
    var root = ""
    let scope = Scope(elements: elements, inModule: false)
    for element in elements {
      switch element {
      case .resource(let resource): root += text(resource, in: scope)
      case .module(let module):
        root += call(module, in: scope)
        files["\(module.name)/main.tf"] = body(module)
      }
    }
    for move in moves { root += "moved {\n  from = \(move.from)\n  to = \(move.to)\n}\n" }
    for name in forgets {
      root += "removed {\n  from = \(name)\n  lifecycle {\n    destroy = false\n  }\n}\n"
    }
    files["main.tf"] = root
    return files
  }

  private struct Scope {
    var elements: [Element]
    var inModule: Bool

    func element(_ id: Int) -> Element? { elements.first { $0.id == id } }
  }

  private func text(_ resource: Resource, in scope: Scope) -> String {
    if resource.isData {
      return """
        data "terraform_remote_state" "\(resource.name)" {
          backend = "local"
          config = { path = "${path.root}/other.json" }
        \(dependsOn(resource.dependsOn, in: scope))}

        """
    }
    let local = resource.localMention.flatMap { expression($0, in: scope) }
    let inputs =
      ["\(resource.version)"] + resource.mentions.compactMap { expression($0, in: scope) }
      + (local == nil ? [] : ["local.l\(resource.id)"])
    let triggers =
      ["\(resource.trigger)"] + resource.triggerMentions.compactMap { expression($0, in: scope) }
    let key =
      switch resource.repetition {
      case .single: ""
      case .count: "[${count.index}]"
      case .each: "[\\\"${each.key}\\\"]"
      }
    let prefix = scope.inModule ? "${var.prefix}" : ""
    let address = "\(prefix)terraform_data.\(resource.name)\(key)"
    var text =
      "resource \"terraform_data\" \"\(resource.name)\" {\n\(repeated(resource.repetition))"
    text += "  input = [\(inputs.joined(separator: ", "))]\n"
    text += "  triggers_replace = [\(triggers.joined(separator: ", "))]\n"
    text += dependsOn(resource.dependsOn, in: scope)
    text += "  lifecycle {\n"
    if resource.createsFirst { text += "    create_before_destroy = true\n" }
    if resource.hasCondition {
      text += """
            postcondition {
              condition = self.id != ""
              error_message = "no id"
            }

        """
    }
    text += "  }\n"
    text += logged("create", name: address, more: "")
    text += logged("delete", name: "${self.id}", more: "    when = destroy\n")
    text += "}\n"
    if let local { text += "locals {\n  l\(resource.id) = \(local)\n}\n" }
    return text
  }

  private func logged(_ kind: String, name: String, more: String) -> String {
    """
      provisioner "local-exec" {
    \(more)    command = "echo 'begin \(kind) \(name)' >> log; sleep 0.02; if grep -qxF '\(name)' fails; then exit 1; fi; echo 'end \(kind) \(name)' >> log"
      }

    """
  }

  private func call(_ module: Module, in scope: Scope) -> String {
    let key =
      switch module.repetition {
      case .single: ""
      case .count: "[${count.index}]"
      case .each: "[\\\"${each.key}\\\"]"
      }
    var text = "module \"\(module.name)\" {\n  source = \"./\(module.name)\"\n"
    text += repeated(module.repetition)
    text += "  prefix = \"module.\(module.name)\(key).\"\n"
    for (index, argument) in module.arguments.enumerated() {
      if let written = expression(argument, in: scope) { text += "  v\(index) = \(written)\n" }
    }
    return text + dependsOn(module.dependsOn, in: scope) + "}\n"
  }

  private func body(_ module: Module) -> String {
    var text = "variable \"prefix\" {}\n"
    for index in 0..<2 { text += "variable \"v\(index)\" {\n  default = null\n}\n" }
    let scope = Scope(elements: module.inner.map { .resource($0) }, inModule: true)
    for resource in module.inner {
      text += self.text(resource, in: scope)
      text += "output \"o\(resource.id)\" {\n  value = terraform_data.\(resource.name)\n}\n"
    }
    return text
  }

  private func repeated(_ repetition: Repetition) -> String {
    switch repetition {
    case .single: ""
    case .count(let count): "  count = \(count)\n"
    case .each(let keys):
      "  for_each = toset([\(keys.map { "\"\($0)\"" }.joined(separator: ", "))])\n"
    }
  }

  /// Returns the expression for a reference; nil when the element no longer exists.
  private func expression(_ mention: Mention, in scope: Scope) -> String? {
    if mention.id < 0 { return scope.inModule ? "var.v\(-1 - mention.id)" : nil }
    switch scope.element(mention.id) {
    case nil: return nil
    case .resource(let resource):
      let name = "terraform_data.\(resource.name)"
      if resource.isData { return "data.terraform_remote_state.\(resource.name).outputs" }
      switch (resource.repetition, mention.style) {
      case (.single, 0): return name
      case (.single, _): return name + ".id"
      case (.count(let count), 0) where count > 0: return name + "[0].id"
      case (.count, _): return name + "[*].id"
      case (.each(let keys), 0): return keys.last.map { name + "[\"\($0)\"].id" } ?? name
      case (.each, _): return "[for x in \(name) : x.id]"
      }
    case .module(let module):
      let name = "module.\(module.name)"
      guard let output = module.inner.first.map({ "o\($0.id)" }) else { return nil }
      switch (module.repetition, mention.style) {
      case (.single, 0): return name
      case (.single, _): return name + "." + output
      case (.count(let count), 0) where count > 0: return "\(name)[0].\(output)"
      case (.count, _): return "\(name)[*].\(output)"
      case (.each(let keys), 0): return keys.last.map { "\(name)[\"\($0)\"].\(output)" } ?? name
      case (.each, _): return "[for x in \(name) : x.\(output)]"
      }
    }
  }

  private func dependsOn(_ mentions: [Mention], in scope: Scope) -> String {
    let names = mentions.compactMap { mention -> String? in
      switch scope.element(mention.id) {
      case nil: nil
      case .resource(let resource):
        resource.isData
          ? "data.terraform_remote_state.\(resource.name)" : "terraform_data.\(resource.name)"
      case .module(let module): "module.\(module.name)"
      }
    }
    return names.isEmpty ? "" : "  depends_on = [\(names.joined(separator: ", "))]\n"
  }
}
