import ProvisoKernel

/// What conditions say of an object's `type`, so that a misspelt attribute can be told from one that
/// only other types have.
extension Checker {
  /// Checks something under a condition.
  mutating func assuming<Result>(
    _ condition: SyntaxExpression, _ check: (inout Checker) -> Result
  ) -> Result {
    let saved = typesOf
    learn(from: condition)
    defer { typesOf = saved }
    return check(&self)
  }

  /// Takes from a condition what it says of types.
  mutating func learn(from condition: SyntaxExpression) {
    let condition = condition.bare
    switch condition.kind {
    case .and(let parts): for part in parts { learn(from: part) }
    case .compare(.equal, let left, let right):
      if let name = Self.subjectOfType(left) {
        learn(name, constants(right))
      } else if let name = Self.subjectOfType(right) {
        learn(name, constants(left))
      }
    case .compare(.in, let left, let right):
      guard let name = Self.subjectOfType(left) else { return }
      if case .list(let elements) = right.bare.kind {
        let texts = elements.map { constants($0) }
        guard texts.allSatisfy({ $0 != nil }) else { return }
        learn(name, texts.flatMap { $0 ?? [] })
      } else {
        learn(name, constants(right))
      }
    default: break
    }
  }

  private mutating func learn(_ name: String, _ types: [String]?) {
    guard let types else { return }
    // Two conditions on one object hold together.
    typesOf[name] = typesOf[name].map { known in known.filter(types.contains) } ?? types
  }

  /// `r` of `r.type`.
  private static func subjectOfType(_ syntax: SyntaxExpression) -> String? {
    guard case .member(let base, let attribute) = syntax.bare.kind, attribute.text == "type",
      case .name(let name) = base.bare.kind
    else { return nil }
    return name.text
  }

  private func constants(_ syntax: SyntaxExpression) -> [String]? {
    switch syntax.bare.kind {
    case .string(let text): return [text]
    case .name(let name):
      guard case .constant(let value, _)? = names[name.text]?.kind else { return nil }
      var texts: [String] = []
      for element in value.asList {
        guard case .string(let text) = element else { return nil }
        texts.append(text.string)
      }
      return texts
    default: return nil
    }
  }
}
