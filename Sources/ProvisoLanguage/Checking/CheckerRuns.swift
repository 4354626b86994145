import ProvisoKernel

/// `eventually`, `leads to` and `until` (LANGUAGE, section 5): judged once a run, so they stand alone in
/// a property or in its `every` over collections.
extension Checker {
  /// The expression of a property's body where something can be said of whole runs.
  static func runPlace(in body: SyntaxExpression) -> SyntaxExpression {
    var place = body.bare
    while case .quantifier(.every, _, let inner?) = place.kind { place = inner.bare }
    return place
  }

  mutating func overRun(
    _ kind: RunOperator, _ parts: [SyntaxExpression], _ syntax: SyntaxExpression
  ) -> Expression? {
    temporal = temporal ?? syntax.span
    let isInPlace = runPlace === syntax
    if !isInPlace {
      var isNested = false
      if let runPlace, case .overRun = runPlace.kind, runPlace.span.contains(syntax.span) {
        isNested = true
      }
      report(
        .misplacedRunOperator, syntax.span,
        isNested
          ? "`\(kind.rawValue)` is judged once a run, so it does not stand in another operator about runs"
          : "`\(kind.rawValue)` is judged once a run, so it stands alone in a property, or in its `every`",
        fix: .init("write a property of its own for it"))
    }
    let checked = parts.map { condition($0) }.compactMap { $0 }
    guard isInPlace, checked.count == parts.count else { return nil }
    return make(.overRun(kind, checked), .bool, syntax.span, fixed: false)
  }

  /// Reports what is said of whole runs about the elements of a list: only objects make instances.
  mutating func checkRunBinders(_ body: Expression) -> Bool {
    var inner = body
    var list: Binder?
    while case .quantifier(.every, let binders, let next?) = inner.kind {
      list =
        list ?? binders.first { if case .list = $0.source { true } else { false } }
      inner = next
    }
    guard case .overRun(let kind, _) = inner.kind, let list else { return true }
    report(
      .misplacedRunOperator, inner.span,
      "`\(kind.rawValue)` stands in an `every` over collections, and `\(list.name)` ranges over a list",
      labels: [.init(list.span, "a list")])
    return false
  }
}

extension Span {
  /// Whether the other span lies in this one.
  fileprivate func contains(_ other: Span) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }
}
