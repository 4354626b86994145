import ProvisoKernel
import ProvisoSyntax

/// Sets of objects, sequences and maps.
extension Checker {
  /// The expression as a value of a declared type: a list of objects where a set is expected is the set
  /// of its elements. Any other expression stays as it is.
  func coerced(_ expression: Expression, to type: StaticType) -> Expression {
    guard case .set(let entity) = type, case .list(let element) = expression.type,
      element == .null || element == .entity(entity)
    else { return expression }
    if case .list(let values)? = try? ConstantEvaluator.value(of: expression) {
      return make(
        .constant(.list(values.objects(of: entity))), of: type, at: expression.span, fixed: true)
    }
    return make(.sets(.of, [expression]), of: type, at: expression.span, fixed: expression.isFixed)
  }

  /// `a + b` and `a - b` on sets.
  mutating func combine(
    _ a: Expression, _ b: Expression, by operation: Arithmetic, at span: Span
  ) -> Expression? {
    guard operation == .add || operation == .subtract else {
      report(
        .wrongOperand, at: span,
        "`\(operation.rawValue)` takes numbers, but this is \(vocabulary.phrase(of: a.type.isSet ? a.type : b.type))"
      )
      return nil
    }
    let type = a.type.isSet ? a.type : b.type
    guard let (x, y) = pair(a, b, of: type, for: operation.rawValue) else { return nil }
    return make(
      .sets(operation == .add ? .union : .difference, [x, y]), of: type, at: span,
      fixed: x.isFixed && y.isFixed)
  }

  /// The operands as sets of one type; `nil` if one is something else, which is reported.
  private mutating func pair(
    _ a: Expression, _ b: Expression, of type: StaticType, for sign: String
  ) -> (Expression, Expression)? {
    let x = coerced(a, to: type)
    let y = coerced(b, to: type)
    for operand in [x, y] where operand.type != type {
      let isElement =
        if case .set(let entity) = type { operand.type == .entity(entity) } else { false }
      report(
        .wrongOperand, at: operand.span,
        "`\(sign)` takes two sets, but this is \(vocabulary.phrase(of: operand.type))",
        fix: isElement ? .init("write it in brackets, as in `[x]`") : nil)
      return nil
    }
    return (x, y)
  }

  /// `a subset of b`.
  mutating func subset(
    _ left: SyntaxExpression, _ right: SyntaxExpression, at span: Span
  ) -> Expression? {
    let checked = (check(left), check(right))
    guard let a = checked.0, let b = checked.1 else { return nil }
    let types = [a.type, b.type].map { type -> StaticType in
      if case .list(.entity(let entity)) = type { .set(entity) } else { type }
    }
    guard let type = types.first(where: \.isSet) else {
      report(
        .wrongOperand, at: span,
        "`subset of` takes two sets, but these are \(vocabulary.phrase(of: a.type)) and \(vocabulary.phrase(of: b.type))"
      )
      return nil
    }
    guard let (x, y) = pair(a, b, of: type, for: "subset of") else { return nil }
    return make(.sets(.subset, [x, y]), of: .bool, at: span, fixed: x.isFixed && y.isFixed)
  }

  /// A comparison with a set; `nil` if neither operand is one. The result has no expression if it has a
  /// mistake, which is reported.
  mutating func compareSets(
    by comparison: Comparison, _ a: Expression, _ b: Expression, at span: Span
  ) -> (expression: Expression?, Void)? {
    let fixed = a.isFixed && b.isFixed
    switch comparison {
    case .in where b.type.isSet: return (membership(of: a, in: b, at: span), ())
    case .has where a.type.isSet: return (membership(of: b, in: a, at: span), ())
    case .equal, .notEqual:
      guard a.type.isSet || b.type.isSet else { return nil }
      let type = a.type.isSet ? a.type : b.type
      guard let (x, y) = pair(a, b, of: type, for: comparison.rawValue) else { return (nil, ()) }
      let equal = make(.sets(.equal, [x, y]), of: .bool, at: span, fixed: fixed)
      return (
        comparison == .equal ? equal : make(.not(equal), of: .bool, at: span, fixed: fixed), ()
      )
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard a.type.isSet || b.type.isSet else { return nil }
      report(
        .wrongOperand, at: span,
        "`\(comparison.rawValue)` compares numbers and strings, not sets",
        fix: .init("write `a subset of b`, or compare `a.size()`"))
      return (nil, ())
    case .in, .has: return nil
    }
  }

  private mutating func membership(
    of element: Expression, in set: Expression, at span: Span
  ) -> Expression? {
    guard case .set(let entity) = set.type else { return nil }
    guard element.type == .entity(entity) || element.type == .null else {
      report(
        .neverEqual, at: span,
        "\(vocabulary.phrase(of: set.type)) never contains \(vocabulary.phrase(of: element.type))",
        fix: element.type == set.type || element.type == .list(.entity(entity))
          ? .init("write `a subset of b`") : nil)
      return nil
    }
    return make(
      .sets(.contains, [element, set]), of: .bool, at: span,
      fixed: element.isFixed && set.isFixed)
  }

  /// The condition that the object in a slot belongs to a set.
  func contains(_ slot: Int, in set: Expression, _ span: Span) -> Expression {
    guard case .set(let entity) = set.type else { return set }
    let object = make(.local(slot), of: .entity(entity), at: span, fixed: true)
    return make(.sets(.contains, [object, set]), of: .bool, at: span, fixed: set.isFixed)
  }

  /// The number of objects in a set.
  mutating func size(of set: Expression, at span: Span) -> Expression? {
    guard case .set(let entity) = set.type,
      let index = vocabulary.collections.firstIndex(where: { $0.entity == entity })
    else { return nil }
    let slot = locals.count
    locals.append(Local(name: "", type: .entity(entity), isFixed: true, span: span))
    defer { locals.removeLast() }
    let binder = Binder(
      name: vocabulary.collections[index].name, source: .collection(index), slot: slot,
      condition: contains(slot, in: set, span), span: span)
    return Expression(
      .aggregate(.count, [binder], nil), type: .int, span: span, isFixed: set.isFixed,
      frameSize: slot)
  }

  /// `list.append(x)`, `list.first()` or `list.rest()`.
  mutating func list(
    _ method: Method, of list: Expression, with operands: [Expression], at span: Span
  ) -> Expression? {
    guard case .list(let element) = list.type else {
      report(
        .wrongOperand, at: list.span,
        "`.\(method.rawValue)` is a method of lists, but this is \(vocabulary.phrase(of: list.type))",
        fix: list.type.isSet && method == .append
          ? .init("a set gets another object with `a + [x]`") : nil)
      return nil
    }
    let fixed = list.isFixed && operands.allSatisfy(\.isFixed)
    var type = list.type
    if method == .first { type = element }
    if let added = operands.first {
      guard element == .null || element.accepts(added.type) else {
        report(
          .wrongArgument, at: added.span,
          "`.append` takes \(vocabulary.phrase(of: element)) here, but this is \(vocabulary.phrase(of: added.type))"
        )
        return nil
      }
      if element == .null { type = .list(added.type) }
    }
    return make(.method(method, list, operands), of: type, at: span, fixed: fixed)
  }

  /// `map[key]`.
  mutating func entry(
    of map: Expression, entity: Int, value: StaticType, at key: Expression, _ span: Span
  ) -> Expression? {
    guard key.type == .entity(entity) else {
      report(
        .wrongOperand, at: key.span,
        "the key of this map is \(vocabulary.phrase(of: .entity(entity))), but this is \(vocabulary.phrase(of: key.type))"
      )
      return nil
    }
    return make(
      .entry(map, key), of: value.plain, at: span, fixed: map.isFixed && key.isFixed)
  }
}

extension StaticType {
  var isSet: Bool { if case .set = self { true } else { false } }
}

extension [Value] {
  /// The objects of an entity among the values, each once, in the order of their numbers.
  package func objects(of entity: Int) -> [Value] {
    var found: Set<ObjectID> = []
    for case .object(let object) in self where object.entity == entity { found.insert(object) }
    return found.sorted().map(Value.object)
  }
}
