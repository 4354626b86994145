import JSON

/// The arguments that the call of a module passes to it.
extension TerraformPlan {
  /// Whether the call of a module passes nothing that is defined outside.
  func isClosed(module: Int) -> Bool {
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
