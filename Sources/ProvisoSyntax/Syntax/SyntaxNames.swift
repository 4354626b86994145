extension SyntaxExpression {
  /// Adds the names that the expression uses, including names that its own binders declare.
  package func collectNames(into names: inout Set<String>) {
    switch kind {
    case .name(let name), .call(let name, _): names.insert(name.text)
    case .quantifier(let quantifier, _, _):
      switch quantifier {
      case .exactly(let count), .atLeast(let count), .atMost(let count):
        count.collectNames(into: &names)
      case .every, .some, .no: break
      }
    default: break
    }
    kind.forEachPart { $0.collectNames(into: &names) }
  }
}
