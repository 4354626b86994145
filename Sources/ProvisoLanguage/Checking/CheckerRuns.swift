import ProvisoKernel
import ProvisoSyntax

/// `eventually`, `leads to` and `until` (SemanticsOfProperties, "Operators over runs").
///
/// They are checked once for each run. So one of them is the whole body of a property, or the whole
/// body of its `every` over collections.
extension Checker {
  /// The only expression of a property's body that can be an operator about whole runs.
  static func runPosition(in body: SyntaxExpression) -> SyntaxExpression {
    var position = body.bare
    while case .quantifier(.every, _, let inner?) = position.kind { position = inner.bare }
    return position
  }

  mutating func overRun(
    _ kind: RunOperator, of parts: [SyntaxExpression], syntax: SyntaxExpression
  ) -> Expression? {
    temporal = temporal ?? syntax.span
    let isInPosition = runPosition === syntax
    if !isInPosition {
      var isNested = false
      if let runPosition, case .overRun = runPosition.kind, runPosition.span.contains(syntax.span) {
        isNested = true
      }
      let isLater = kind == .eventually && isRightSide(syntax)
      report(
        .misplacedRunOperator, at: syntax.span,
        isLater
          ? "`leads to` and `until` already ask for some later moment, so no `eventually` follows them"
          : isNested
            ? "`\(kind.rawValue)` is checked once for each run, so it cannot be in another operator about runs"
            : "`\(kind.rawValue)` is checked once for each run, so it must be the whole body of a property or of its `every`",
        fix: isLater
          ? withoutEventually(syntax)
          : response(to: syntax, kind) ?? .init("write a property of its own for it"))
    }
    if kind == .eventuallyAlways, !vocabulary.isOfWorld {
      report(
        .misplacedRunOperator, at: syntax.span,
        "`eventually always` is about runs that can go on for ever, which only worlds have",
        fix: .init(
          "write `at end` before the braces: the condition then holds at the end of each run"))
      return nil
    }
    let checked = parts.map { condition($0) }.compactMap { $0 }
    guard isInPosition, checked.count == parts.count else { return nil }
    return make(.overRun(kind, checked), of: .bool, at: syntax.span, fixed: false)
  }

  /// The fix for `P leads to eventually { Q }`.
  private func withoutEventually(_ syntax: SyntaxExpression) -> Diagnostic.Fix {
    guard case .overRun(_, let parts) = syntax.kind, let body = parts.first else {
      return .init("leave out the `eventually`, as in `P leads to Q`")
    }
    return .init(
      "leave out the `eventually`, as in `P leads to Q`", replace: syntax.span,
      with: "(\(written(body.span)))")
  }

  /// The fix for `P implies eventually { Q }`, which means `P leads to Q`.
  private func response(to syntax: SyntaxExpression, _ kind: RunOperator) -> Diagnostic.Fix? {
    guard kind == .eventually, let runPosition,
      case .implies(let left, let right) = runPosition.kind,
      right.bare === syntax, case .overRun(_, let parts) = syntax.kind, let body = parts.first
    else { return nil }
    return write("\(written(left.span)) leads to \(written(body.span))", at: runPosition.span)
  }

  /// Whether an expression is the condition after `leads to` or `until`.
  private func isRightSide(_ syntax: SyntaxExpression) -> Bool {
    guard let runPosition, case .overRun(_, let parts) = runPosition.kind, parts.count == 2 else {
      return false
    }
    return parts[1].bare === syntax
  }

  /// Reports an operator about whole runs in an `every` over a list, because only objects form instances.
  ///
  /// - Returns: `true` if the body has no such operator.
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
      .misplacedRunOperator, at: inner.span,
      "`\(kind.rawValue)` can be in an `every` over collections, but `\(list.name)` ranges over a list",
      labels: [.init(list.span, "a list")])
    return false
  }
}

extension Span {
  /// Whether the other span is inside this one.
  fileprivate func contains(_ other: Span) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }
}

extension Checker {
  /// `before.x`: the value of `x` before the step of a `whenever … happens`.
  mutating func previous(_ inner: SyntaxExpression, at span: Span) -> Expression? {
    temporal = temporal ?? span
    guard vocabulary.isOfWorld, isAfterStep else {
      report(
        .misplacedMoment, at: span,
        "`before.` names a value before a step, so it is used in a world in `whenever … happens { … }`",
        fix: rewritings[span] ?? .init("write `whenever a happens { before.x < x }`"))
      return nil
    }
    isAfterStep = false
    defer { isAfterStep = true }
    guard let checked = check(inner) else { return nil }
    switch checked.type {
    case .bool, .int, .decimal, .string, .entity, .list, .set, .map: break
    default:
      report(
        .wrongOperand, at: span,
        "`before.` takes a number, a string, an object, a truth value, or a list, a set or a map of them, but this is \(vocabulary.phrase(of: checked.type))"
      )
      return nil
    }
    return make(.previous(checked), of: checked.type, at: span, fixed: checked.isFixed)
  }
}
