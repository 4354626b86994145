import JSON

/// The marks of variables, outputs and drift.
extension TerraformPlan {
  /// Whether a variable of the root module must not be printed: it is marked, or passed on to a variable
  /// of a module that is, or its declaration is not in the plan.
  func hidesVariable(_ name: String) -> Bool {
    let module = document.root["configuration"]?["root_module"]
    guard let declaration = module?["variables"]?[name], declaration.kind == .object else {
      return true
    }
    if isMarked(declaration) { return true }
    return configuration.modules.contains { module in
      guard let parent = module.parent, parent == 0 else { return false }
      return module.arguments.contains { argument, node in
        guard let declaration = module.body?["variables"]?[argument], isMarked(declaration),
          case .argument(let expression) = configuration.nodes[node].role
        else { return false }
        var texts: [String] = []
        expression.collectReferences(into: &texts)
        return texts.contains {
          if case .variable(name) = ReferenceText($0).subject { true } else { false }
        }
      }
    }
  }

  private func isMarked(_ declaration: JSONValue) -> Bool {
    declaration["sensitive"].map { $0.bool != false } ?? false
  }

  /// Refuses marks of outputs and of drift that do not have the shape of their values.
  static func checkMarks(outputs: JSONValue?, drift: [JSONValue]) throws(TerraformPlanError) {
    for (key, change) in outputs?.members.map({ ($0.key.string, $0.value) }) ?? [] {
      let path = "output_changes.\(key)"
      guard change.kind == .object else { throw change.mismatch(path, expected: "an object") }
      try checkMarks(of: change, at: path)
    }
    for entry in drift {
      if let change = try entry.objectField("change", of: "resource_drift") {
        try checkMarks(of: change, at: "resource_drift.change")
      }
    }
  }

  private static func checkMarks(
    of change: JSONValue, at path: String
  ) throws(TerraformPlanError) {
    _ = try change.marks("after_unknown", of: change["after"], at: path)
    _ = try change.marks("before_sensitive", of: change["before"], at: path)
    _ = try change.marks("after_sensitive", of: change["after"], at: path)
  }
}
