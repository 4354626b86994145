import JSON

/// The objects to which a name that the plan does not define, such as a local, can lead.
extension TerraformPlan {
  /// Whether a local of the module of `object` can lead to `target`.
  ///
  /// A local sees its own module instance, the outputs of the modules below it, and the arguments of
  /// the module's call. If no argument names anything, nothing outside is seen.
  func isReachable(_ target: Int, throughHiddenNamesOf object: Int) -> Bool {
    guard let node = resources[object].configuration else { return true }
    let module = configuration.nodes[node].module
    guard isClosed(module) else { return true }
    let own = resources[object].moduleAddress
    let other = resources[target].moduleAddress
    return other == own || other.hasPrefix(own + ".")
  }

  /// Whether the call of a module passes nothing that is defined outside.
  private func isClosed(_ module: Int) -> Bool {
    guard let entry = configuration.modules[module].entry,
      case .moduleEntry(let call) = configuration.nodes[entry].role
    else { return false }
    var texts: [String] = []
    for part in ["expressions", "for_each_expression", "count_expression"] {
      call[part]?.collectReferences(into: &texts)
    }
    return texts.allSatisfy {
      if case .scoped = ReferenceText($0).subject { true } else { false }
    }
  }
}
