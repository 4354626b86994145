import JSON

extension TerraformPlan {
  private static let knownParts: Set<String> = [
    "format_version", "terraform_version", "variables", "planned_values", "resource_drift",
    "resource_changes", "deferred_changes", "deferred_action_invocations", "output_changes",
    "action_invocations", "prior_state", "configuration", "relevant_attributes", "checks",
    "timestamp", "applyable", "complete", "errored", "proposed_unknown",
    // Terraform 1.2 wrote it; some programs join plans with the schemas of providers.
    "condition_results", "provider_schemas",
  ]

  /// The names of the parts that no known version of Terraform or OpenTofu writes.
  static func unknownParts(of root: JSONValue) -> [String] {
    root.members.filter { !knownParts.contains($0.key.string) && !$0.value.isNull }
      .map(\.key.string)
  }

  /// Returns notes on what is missing from an order that comes from the plan.
  static func findOrderNotModelled(
    configuration: Configuration, hasPriorState: Bool, hasConfiguration: Bool,
    resources: [TerraformResource]
  ) -> [String] {
    var found: [String] = []
    if let hidden = hiddenNames(of: configuration) { found.append(hidden) }
    if !hasConfiguration, resources.contains(where: { $0.actions != .noOp }) {
      found.append("the plan has no `configuration`: the order of creations is unknown")
    }
    let removes = resources.contains {
      switch $0.actions {
      case .delete, .forget, .deleteThenCreate, .createThenDelete, .createAndForget: true
      default: false
      }
    }
    if !hasPriorState, removes {
      found.append("the plan has no `prior_state`: the order of removals is unknown")
    }
    if !configuration.unmatchedProviders.isEmpty {
      found.append(
        "no provider configuration matches " + names(configuration.unmatchedProviders.sorted()))
    }
    return found
  }

  /// Returns notes on the parts of the plan that Proviso does not model.
  static func findNotModelled(_ root: JSONValue) -> [String] {
    var found: [String] = []
    for (name, what) in [
      ("deferred_changes", "changes are deferred to a later plan"),
      ("action_invocations", "provider actions run during the apply"),
      ("deferred_action_invocations", "provider actions are deferred to a later plan"),
    ] {
      let count = root[name]?.elements.count ?? 0
      if count > 0 { found.append("\(count) \(what) (`\(name)`)") }
    }
    return found
  }

  private static func hiddenNames(of configuration: Configuration) -> String? {
    var seen: Set<String> = []
    var shown: [String] = []
    for node in configuration.nodes {
      for text in node.hidden {
        let path = configuration.modules[node.module].path
        let name = path.isEmpty ? text : path + "." + text
        if seen.insert(name).inserted { shown.append(name) }
      }
    }
    guard !shown.isEmpty else { return nil }
    return "the plan does not define these names, so the order lacks dependencies through them: "
      + names(shown)
  }

  static func names(_ list: [String]) -> String {
    let shown = list.prefix(5).joined(separator: ", ")
    return list.count > 5 ? shown + " and \(list.count - 5) more" : shown
  }
}
