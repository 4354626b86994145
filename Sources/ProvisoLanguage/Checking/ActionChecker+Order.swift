import ProvisoKernel
import ProvisoSyntax

/// Warnings about statements that read a value as if an earlier statement had changed it.
extension ActionChecker {
  /// Warns where a statement reads what a statement before it counts up or down: every value of an action is
  /// that before the step.
  ///
  /// The order of statements has no effect, so the warning ends where the statement stands first.
  mutating func warnOfEarlierValues(_ statements: [SyntaxStatement]) {
    var changed: [(path: [String], span: Span)] = []
    for statement in statements {
      for value in statement.readValues {
        for (path, span) in changed {
          guard let read = value.read(of: path) else { continue }
          let name = path.joined(separator: ".")
          file.checker.report(
            .earlierValue, at: read,
            "all statements of an action happen at once, so this `\(name)` is the value before the step",
            labels: [.init(span, "assigned here, in the same step")],
            fix: .init(
              "if that is meant, move this statement up; if not, write the new value in place of `\(name)`"
            ))
        }
      }
      if let path = statement.countedPath { changed.append((path, statement.span)) }
      for body in statement.bodies { warnOfEarlierValues(body) }
    }
  }
}

extension SyntaxStatement {
  fileprivate var bodies: [[SyntaxStatement]] {
    switch kind {
    case .conditional(_, let first, let second): [first, second]
    case .every(_, let body): [body]
    default: []
    }
  }

  /// The values that the statement itself reads.
  fileprivate var readValues: [SyntaxExpression] {
    switch kind {
    case .requires(let value), .failIf(let value), .conditional(let value, _, _): [value]
    case .assign(let path, .set, let value):
      // `x = x + 1` after another assignment of `x` is an error of its own.
      value.read(of: path.map(\.text)) == nil ? [value] : []
    case .assignEntry(_, _, .set, let value), .assignElement(_, _, _, .set, let value): [value]
    default: []
    }
  }

  /// The variable or field that the statement assigns from its own value; `nil` if it is none.
  fileprivate var countedPath: [String]? {
    guard case .assign(let path, let operation, let value) = kind else { return nil }
    let names = path.map(\.text)
    return operation != .set || value.read(of: names) != nil ? names : nil
  }
}

extension SyntaxExpression {
  /// The place at which the expression reads a variable or a field, given by its names; `nil` if it does not.
  fileprivate func read(of path: [String]) -> Span? {
    if names == path { return span }
    var found: Span?
    kind.forEachPart { part in found = found ?? part.read(of: path) }
    return found
  }

  /// The names of `a.b.c`; `nil` for any other expression.
  private var names: [String]? {
    switch kind {
    case .name(let name): [name.text]
    case .member(let base, let name): base.names.map { $0 + [name.text] }
    default: nil
    }
  }
}
