import ProvisoKernel
import ProvisoSyntax

/// Assignments to the entries of maps, and to sets.
extension ActionChecker {
  /// `map[key] = value`.
  mutating func entry(
    of written: SyntaxExpression, at key: SyntaxExpression, by operation: AssignmentOperator,
    value: SyntaxExpression, at span: Span
  ) -> Statement.Kind? {
    let vocabulary = file.checker.vocabulary
    if case .name(let name) = written.kind, case .objects? = file.checker.names[name.text]?.kind {
      file.checker.report(
        .notAssignable, at: name.span,
        "only a field of an object can be assigned to, as in `\(name.text)[…].field = …`")
      return nil
    }
    let checked = (
      file.checker.check(written), file.checker.check(key), file.checker.check(value)
    )
    guard let map = checked.0, let key = checked.1, let value = checked.2 else { return nil }
    guard case .attribute(let object, let index) = map.kind,
      case .map(let entity, let type) = map.type
    else {
      let isList = if case .list = map.type { true } else { false }
      file.checker.report(
        .notAssignable, at: written.span,
        "only an entry of a map can be assigned to in brackets, but this is \(vocabulary.phrase(of: map.type))",
        fix: isList
          ? .init("a sequence changes as a whole, as in `q = q.rest()` and `q = q.append(x)`") : nil
      )
      return nil
    }
    guard isVariable(index, of: object) else {
      file.checker.report(
        .notAssignable, at: written.span, "this map never changes, because it is not a `var`",
        fix: .init("declare it with `var`"))
      return nil
    }
    guard key.type == .entity(entity) else {
      file.checker.report(
        .wrongOperand, at: key.span,
        "the key of this map is \(vocabulary.phrase(of: .entity(entity))), but this is \(vocabulary.phrase(of: key.type))"
      )
      return nil
    }
    let base: Statement.Assignable
    if case .singleton = object.kind {
      base = .variable(index)
    } else {
      base = .field(object, index)
    }
    return assign(
      value, to: .entry(base, key), of: type, named: text(written.span.through(key.span)) + "]",
      by: operation, at: span)
  }

  private func isVariable(_ index: Int, of object: Expression) -> Bool {
    guard case .entity(let entity) = object.type else { return false }
    let attributes = file.checker.vocabulary.entities[entity].attributes
    return attributes.indices.contains(index) && !attributes[index].isFixed
  }

  /// Reports a value that cannot be added to a set or removed from it.
  mutating func reportNoSet(
    _ value: Expression, assignedBy operation: AssignmentOperator, to name: String
  ) {
    let isObject = if case .entity = value.type { true } else { false }
    file.checker.report(
      .wrongAssignment, at: value.span,
      "`\(name) \(operation.rawValue)` takes a set or a list of objects, but this is \(file.checker.vocabulary.phrase(of: value.type))",
      fix: isObject ? .init("write it in brackets, as in `\(name) \(operation.rawValue) [x]`") : nil
    )
  }
}
