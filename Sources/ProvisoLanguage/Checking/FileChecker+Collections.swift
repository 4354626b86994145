import ProvisoKernel
import ProvisoSyntax

/// The declared types of sequences, sets and maps.
extension FileChecker {
  /// The largest number of elements of a sequence.
  private static let mostElements = 64

  /// The type of lists of at most so many elements; `nil` if it has a mistake, which is reported.
  mutating func sequence(of element: SyntaxType, most: SyntaxExpression) -> StaticType? {
    let type = resolve(element)
    let count = checker.wholeNumber(most)
    guard let type, isScalar(type, at: element.span, of: "a sequence") else { return nil }
    guard let count else { return nil }
    guard (1...Self.mostElements).contains(count) else {
      checker.report(
        .wrongValue, at: most.span,
        "a sequence has at most 1 to \(Self.mostElements) elements, not \(count)",
        fix: .init("write a number from 1 to \(Self.mostElements)"))
      return nil
    }
    return .sequence(type, count)
  }

  /// The entity of the objects that a set contains or a map has as its keys; `nil` for any other type,
  /// which is reported.
  mutating func objects(_ syntax: SyntaxType, of what: String) -> Int? {
    guard let type = resolve(syntax) else { return nil }
    if case .entity(let index) = type { return index }
    let isSet = what == "a set"
    checker.report(
      .unknownType, at: syntax.span,
      "\(what) \(isSet ? "contains" : "has as its keys") objects or values of an enum, but this is \(checker.vocabulary.phrase(of: type))",
      fix: .init(
        isSet
          ? "for a list, write `[\(checker.vocabulary.name(of: type))] at most 4`"
          : "declare an enum or an entity for the keys"))
    return nil
  }

  /// Whether the type can be that of the elements of a sequence, or of the values of a map. If not, that
  /// is reported.
  func isScalarType(_ type: StaticType) -> Bool {
    switch type {
    case .bool, .int, .decimal, .string, .entity, .range: true
    case .value, .null, .list, .sequence, .set, .map: false
    }
  }

  mutating func isScalar(_ type: StaticType, at span: Span, of what: String) -> Bool {
    if isScalarType(type) { return true }
    checker.report(
      .unknownType, at: span,
      "\(what) holds objects, numbers, texts or truth values, but this is \(checker.vocabulary.phrase(of: type))",
      fix: .init("declare an entity with a field for each part, and keep its objects"))
    return false
  }
}
