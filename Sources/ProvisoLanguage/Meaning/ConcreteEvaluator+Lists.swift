import ProvisoKernel
import ProvisoSyntax

/// Comparisons with list literals: an element without a value does not hide the values of the
/// others.
extension ConcreteEvaluator {
  /// The comparison element by element; `nil` if neither side that counts is a list literal.
  func compareParts(
    by comparison: Comparison, _ a: Expression, _ b: Expression, in frame: Frame
  ) -> Truth? {
    switch (comparison, a.kind, b.kind) {
    case (.in, _, .list(let parts)):
      return any(parts.lazy.map { self.compare(by: .equal, a, $0, in: frame) })
    case (.has, .list(let parts), _):
      return any(parts.lazy.map { self.compare(by: .equal, $0, b, in: frame) })
    case (.equal, .list(let x), .list(let y)):
      guard x.count == y.count else { return .no }
      return all(zip(x, y).lazy.map { self.compare(by: .equal, $0, $1, in: frame) })
    case (.equal, .list(let parts), _): return equal(parts, to: value(of: b, in: frame), in: frame)
    case (.equal, _, .list(let parts)): return equal(parts, to: value(of: a, in: frame), in: frame)
    case (.notEqual, .list, _), (.notEqual, _, .list):
      return compareParts(by: .equal, a, b, in: frame)?.negated
    default: return nil
    }
  }

  private func equal(_ parts: [Expression], to other: Outcome, in frame: Frame) -> Truth {
    guard case .value(let masked) = other else { return compare(by: .equal, other, other) }
    guard case .list(let elements) = masked.value, elements.count == parts.count else { return .no }
    return all(
      zip(parts, elements).enumerated().lazy.map { index, pair in
        self.compare(
          by: .equal, self.value(of: pair.0, in: frame),
          .value(MaskedValue(pair.1, masked.mask[element: index])))
      })
  }
}
