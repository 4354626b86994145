import ProvisoKernel
import ProvisoSyntax

/// Comparisons with list literals: an element without a value does not hide the values of the
/// others.
extension ConcreteEvaluator {
  /// The comparison element by element; `nil` if neither side that counts is a list literal.
  func compareParts(
    _ comparison: Comparison, _ a: Expression, _ b: Expression, _ frame: Frame
  ) -> Truth? {
    switch (comparison, a.kind, b.kind) {
    case (.in, _, .list(let parts)):
      return any(parts.lazy.map { self.compare(.equal, a, $0, frame) })
    case (.has, .list(let parts), _):
      return any(parts.lazy.map { self.compare(.equal, $0, b, frame) })
    case (.equal, .list(let x), .list(let y)):
      guard x.count == y.count else { return .no }
      return all(zip(x, y).lazy.map { self.compare(.equal, $0, $1, frame) })
    case (.equal, .list(let parts), _): return equal(parts, value(b, frame), frame)
    case (.equal, _, .list(let parts)): return equal(parts, value(a, frame), frame)
    case (.notEqual, .list, _), (.notEqual, _, .list):
      return compareParts(.equal, a, b, frame)?.negated
    default: return nil
    }
  }

  private func equal(_ parts: [Expression], _ other: Outcome, _ frame: Frame) -> Truth {
    guard case .value(let masked) = other else { return compare(.equal, other, other) }
    guard case .list(let elements) = masked.value, elements.count == parts.count else { return .no }
    return all(
      zip(parts, elements).lazy.map { part, element in
        self.compare(.equal, self.value(part, frame), .value(MaskedValue(element)))
      })
  }
}
