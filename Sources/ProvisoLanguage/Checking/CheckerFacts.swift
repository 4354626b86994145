import ProvisoKernel
import ProvisoSyntax

/// Facts from conditions about the `type` of an object. They let a warning distinguish a misspelled
/// attribute from an attribute that only other types have.
extension Checker {
  /// Runs a check in which a condition holds.
  mutating func assuming<Result>(
    _ condition: SyntaxExpression, _ check: (inout Checker) -> Result
  ) -> Result {
    let saved = typesOf
    learn(from: condition)
    defer { typesOf = saved }
    return check(&self)
  }

  /// Records what a condition says about the types of objects.
  mutating func learn(from condition: SyntaxExpression) {
    let condition = condition.bare
    switch condition.kind {
    case .and(let parts): for part in parts { learn(from: part) }
    case .compare(.equal, let left, let right):
      if let name = Self.subjectOfType(left) {
        learn(name, types: constants(right))
      } else if let name = Self.subjectOfType(right) {
        learn(name, types: constants(left))
      }
    case .compare(.in, let left, let right):
      guard let name = Self.subjectOfType(left) else { return }
      if case .list(let elements) = right.bare.kind {
        let texts = elements.map { constants($0) }
        guard texts.allSatisfy({ $0 != nil }) else { return }
        learn(name, types: texts.flatMap { $0 ?? [] })
      } else {
        learn(name, types: constants(right))
      }
    default: break
    }
  }

  private mutating func learn(_ name: String, types: [String]?) {
    guard let types else { return }
    // Both conditions on the object hold, so only the types that both allow remain.
    typesOf[name] = typesOf[name].map { known in known.filter(types.contains) } ?? types
  }

  /// The name `r` in `r.type`; `nil` for any other expression.
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
