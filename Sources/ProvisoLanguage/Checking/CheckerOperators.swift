import ProvisoKernel
import ProvisoSyntax

/// Comparisons, arithmetic and relations.
extension Checker {
  mutating func compare(
    by comparison: Comparison, _ left: SyntaxExpression, _ right: SyntaxExpression, at span: Span
  ) -> Expression? {
    if comparison == .in, case .name(let name) = right.bare.kind,
      let index = collection(named: name.text)
    {
      return membership(left, collection: index, named: name, at: span)
    }
    if comparison == .has, case .name(let name) = left.bare.kind,
      case .table(let table, _)? = names[name.text]?.kind
    {
      return has(right, in: table, named: name, at: span)
    }
    if comparison == .in, isMap(right) {
      return reportMap(right, searchedFor: left, at: span)
    }
    if comparison == .in, case .range(let low, let high) = right.bare.kind,
      let number = check(left), number.type == .int
    {
      // Two comparisons are much less than one for each number.
      guard let bounds = bounds(low, high, at: right.span, mayBeEmpty: true) else { return nil }
      let parts = [
        (Comparison.lessOrEqual, bounds.lowerBound, true),
        (Comparison.less, bounds.upperBound, false),
      ].map { comparison, bound, isFirst in
        let limit = constant(.number(Number(bound)), of: .int, at: right.span)
        return make(
          .compare(comparison, isFirst ? limit : number, isFirst ? number : limit), of: .bool,
          at: span, fixed: number.isFixed)
      }
      return make(.and(parts), of: .bool, at: span, fixed: number.isFixed)
    }
    if comparison == .equal || comparison == .notEqual,
      reportComparedName(right, with: left) || reportComparedName(left, with: right)
    {
      return nil
    }
    let checked = (check(left), check(right))
    guard let a = checked.0, let b = checked.1 else { return nil }
    if let found = compareSets(by: comparison, a, b, at: span) { return found.expression }
    let isRight: Bool =
      switch comparison {
      case .equal, .notEqual: areComparable(a, b, at: span)
      case .less, .lessOrEqual, .greater, .greaterOrEqual:
        areOrdered(by: comparison, a, b, at: span)
      case .in: holds(b, element: a, by: comparison, at: span)
      case .has: holds(a, element: b, by: comparison, at: span)
      }
    guard isRight, isDate(left, beside: right), isDate(right, beside: left) else { return nil }
    warnOfValues(in: comparison, of: a, b)
    return make(.compare(comparison, a, b), of: .bool, at: span, fixed: a.isFixed && b.isFixed)
  }

  /// Whether a literal can be compared with `today`. A text that is no date, such as `2027-1-5`, would
  /// compare wrongly.
  private mutating func isDate(
    _ literal: SyntaxExpression, beside other: SyntaxExpression
  ) -> Bool {
    guard case .name(let name) = other.bare.kind, name.text == BuiltInNames.today,
      names[name.text] == nil, !locals.contains(where: { $0.name == name.text }),
      case .string(let text) = literal.bare.kind, CalendarDate(text) == nil
    else { return true }
    report(
      .wrongOperand, at: literal.span,
      "`today` is a date such as 2027-01-31, but this is \(Value.quoted(text))",
      fix: .init("write the year, the month and the day with 4, 2 and 2 digits"))
    return false
  }

  /// The index of the collection with that name, or of the collection of all objects of the entity type
  /// with that name.
  func collection(named name: String) -> Int? {
    if locals.contains(where: { $0.name == name }) { return nil }
    if let index = vocabulary.collections.firstIndex(where: { $0.name == name }) { return index }
    guard let entity = vocabulary.entities.firstIndex(where: { $0.name == name }) else {
      return nil
    }
    // The first collection of a type contains all of its objects.
    return vocabulary.collections.firstIndex { $0.entity == entity }
  }

  /// `c in deletions`, as `some x in deletions where x == c`.
  private mutating func membership(
    _ left: SyntaxExpression, collection index: Int, named name: Name, at span: Span
  ) -> Expression? {
    let entity = vocabulary.collections[index].entity
    let slot = locals.count
    locals.append(Local(name: "", type: .entity(entity), isFixed: true, span: name.span))
    defer { locals.removeLast() }
    guard let a = check(left) else { return nil }
    let element = make(.local(slot), of: .entity(entity), at: name.span, fixed: true)
    guard areComparable(a, element, at: span) else { return nil }
    let equal = make(.compare(.equal, a, element), of: .bool, at: span, fixed: a.isFixed)
    let binder = Binder(
      name: vocabulary.collections[index].name, source: .collection(index), slot: slot,
      condition: nil, span: name.span)
    return Expression(
      .quantifier(.some, [binder], equal), type: .bool, span: span, isFixed: a.isFixed,
      frameSize: slot)
  }

  private mutating func areComparable(_ a: Expression, _ b: Expression, at span: Span) -> Bool {
    guard !a.type.canEqual(b.type) else { return true }
    var fix: Diagnostic.Fix?
    for (object, other) in [(a, b), (b, a)] {
      if case .entity(let entity) = object.type, !other.type.holdsObjects,
        vocabulary.attribute("address", of: entity) != nil
      {
        fix = .init("compare one of its attributes, such as `.address`")
      } else if case .entity(let entity) = object.type,
        case .constant(.string(let text)) = other.kind,
        case .object(let meant)? = names[text.string]?.kind, meant.entity == entity
      {
        fix = .init("write `\(text.string)`", replace: other.span, with: text.string)
      }
    }
    report(
      .neverEqual, at: span,
      "\(vocabulary.phrase(of: a.type)) and \(vocabulary.phrase(of: b.type)) are never equal",
      labels: [
        .init(a.span, vocabulary.name(of: a.type)), .init(b.span, vocabulary.name(of: b.type)),
      ], fix: fix)
    return false
  }

  private mutating func areOrdered(
    by comparison: Comparison, _ a: Expression, _ b: Expression, at span: Span
  ) -> Bool {
    for operand in [a, b] {
      switch operand.type {
      case .int, .decimal, .string, .value: break
      case .null:
        report(
          .alwaysFalse, at: span,
          "`null` has no order, so `\(comparison.rawValue)` with `null` is always false")
        return true
      default:
        report(
          .wrongOperand, at: operand.span,
          "`\(comparison.rawValue)` compares numbers and strings, but this is \(vocabulary.phrase(of: operand.type))"
        )
        return false
      }
    }
    guard !a.type.canEqual(b.type) else { return true }
    report(
      .neverEqual, at: span,
      "\(vocabulary.phrase(of: a.type)) and \(vocabulary.phrase(of: b.type)) have no order",
      labels: [
        .init(a.span, vocabulary.name(of: a.type)), .init(b.span, vocabulary.name(of: b.type)),
      ])
    return false
  }

  /// Checks `element in container`, or `container has element`.
  private mutating func holds(
    _ container: Expression, element: Expression, by comparison: Comparison, at span: Span
  ) -> Bool {
    switch container.type {
    case .value, .null:
      guard element.type.holdsObjects else { return true }
      report(
        .neverEqual, at: span,
        "a `Value` never contains an object, such as \(vocabulary.phrase(of: element.type))")
      return false
    case .list(let inner):
      guard !inner.canEqual(element.type) else { return true }
      report(
        .neverEqual, at: span,
        "\(vocabulary.phrase(of: container.type)) never contains \(vocabulary.phrase(of: element.type))",
        labels: [
          .init(container.span, vocabulary.name(of: container.type)),
          .init(element.span, vocabulary.name(of: element.type)),
        ])
      return false
    case .string:
      report(
        .wrongOperand, at: container.span,
        "`\(comparison.rawValue)` searches a list\(comparison == .has ? " or a map" : ""), but this is a String",
        fix: .init("for a part of a string, write `a.contains(b)`"))
      return false
    default:
      report(
        .wrongOperand, at: container.span,
        "`\(comparison.rawValue)` searches a list\(comparison == .has ? " or a map" : ""), but this is \(vocabulary.phrase(of: container.type))"
      )
      return false
    }
  }

  /// Warns about a string that is not among the few possible values of an attribute.
  private mutating func warnOfValues(in comparison: Comparison, of a: Expression, _ b: Expression) {
    guard [.equal, .notEqual, .in].contains(comparison) else { return }
    let pairs = comparison == .in ? [(a, b)] : [(a, b), (b, a)]
    for (subject, other) in pairs {
      guard case .attribute(let object, let index) = subject.kind,
        case .entity(let entity) = object.type, vocabulary.entities.indices.contains(entity),
        vocabulary.entities[entity].attributes.indices.contains(index)
      else { continue }
      let schema = vocabulary.entities[entity].attributes[index]
      guard !schema.values.isEmpty else { continue }
      for (text, span) in Self.strings(of: other) where !schema.values.contains(text) {
        let meant = Suggestion.nearest(to: text, among: schema.values)
        let known = schema.values.map(Value.quoted)
        report(
          .impossibleValue, at: span,
          "`\(schema.name)` of \(vocabulary.phrase(of: object.type)) is never \(Value.quoted(text)); it is \(known.listed("or"))",
          fix: meant.map {
            .init("write \(Value.quoted($0))", replace: span, with: Value.quoted($0))
          })
      }
    }
  }

  /// The string of a constant, or the strings in its list, with their spans.
  private static func strings(of expression: Expression) -> [(String, Span)] {
    switch expression.kind {
    case .constant(let value):
      let elements = if case .list(let elements) = value { elements } else { [value] }
      return elements.compactMap { element in
        if case .string(let text) = element { (text.string, expression.span) } else { nil }
      }
    case .list(let elements): return elements.flatMap(strings)
    default: return []
    }
  }

  // MARK: Arithmetic

  mutating func negate(_ operand: SyntaxExpression, at span: Span) -> Expression? {
    guard let operand = check(operand) else { return nil }
    guard operand.type.canBeNumber else {
      report(
        .wrongOperand, at: operand.span,
        "`-` takes a number, but this is \(vocabulary.phrase(of: operand.type))")
      return nil
    }
    if case .constant(.number(let number)) = operand.kind {
      return constant(.number(-number), of: operand.type, at: span)
    }
    return make(
      .negate(operand), of: operand.type == .int ? .int : .decimal, at: span, fixed: operand.isFixed
    )
  }

  mutating func arithmetic(
    _ operation: Arithmetic, of left: SyntaxExpression, _ right: SyntaxExpression, at span: Span
  ) -> Expression? {
    let checked = (check(left), check(right))
    guard let a = checked.0, let b = checked.1 else { return nil }
    let fixed = a.isFixed && b.isFixed
    if a.type.isSet || b.type.isSet { return combine(a, b, by: operation, at: span) }
    if operation == .add, a.type.canBeString, b.type.canBeString {
      let type: StaticType = a.type == .value && b.type == .value ? .value : .string
      return make(.arithmetic(.add, a, b), of: type, at: span, fixed: fixed)
    }
    for (operand, other) in [(a, b), (b, a)] where !operand.type.canBeNumber {
      var message =
        "`\(operation.rawValue)` takes numbers\(operation == .add ? " or strings" : ""), but this is \(vocabulary.phrase(of: operand.type))"
      var location = operand.span
      if operation == .add, operand.type == .string || other.type == .string {
        message =
          "`+` adds two numbers or joins two strings, not \(vocabulary.phrase(of: a.type)) and \(vocabulary.phrase(of: b.type))"
        location = span
      }
      let isList = if case .list = a.type { true } else { false }
      report(
        .wrongOperand, at: location, message,
        fix: isList && operation == .add
          ? .init("a list gets another element with `a.append(x)`") : nil)
      return nil
    }
    if operation == .divide || operation == .modulo, case .constant(.number(let divisor)) = b.kind,
      divisor.signum == 0
    {
      report(.noConstantValue, at: span, "a division by zero has no value")
      return nil
    }
    let isInteger = a.type == .int && b.type == .int && operation != .divide
    return make(
      .arithmetic(operation, a, b), of: isInteger ? .int : .decimal, at: span, fixed: fixed)
  }

  // MARK: Relations

  mutating func relation(
    _ word: SyntaxExpression.RelationWord, between left: SyntaxExpression,
    and right: SyntaxExpression,
    at span: Span
  ) -> Expression? {
    if word == .before { return before(left, right, at: span) }
    if word == .subsetOf { return subset(left, right, at: span) }
    var relation: Relation =
      switch word {
      case .dependsOn: .dependsOn
      case .flowsTo: .flowsTo
      case .approves: .approves
      default: .refersTo
      }
    var target = right
    if word == .refersTo, case .member(let object, let moment) = right.bare.kind {
      if moment.text == "before" {
        (relation, target) = (.refersToBefore, object)
      } else if moment.text == "after" {
        (relation, target) = (.refersToAfter, object)
      }
    }
    guard let types = vocabulary.relations[relation] else {
      report(
        .badRelation, at: span, "the vocabulary `\(vocabulary.name)` has no `\(word.rawValue)`")
      return nil
    }
    let checked = (check(left), check(target))
    guard let a = checked.0, let b = checked.1 else { return nil }
    if relation == .flowsTo, a.type == .entity(types.left),
      let (call, path) = argument(b, of: types.right)
    {
      return make(
        .flowsInto(a, call, path), of: .bool, at: span,
        fixed: a.isFixed && call.isFixed && path.allSatisfy(\.isFixed))
    }
    for (operand, entity) in [(a, types.left), (b, types.right)]
    where operand.type != .entity(entity) {
      let wanted = vocabulary.phrase(of: .entity(entity))
      var fix: Diagnostic.Fix?
      if case .attribute(let object, _) = operand.kind, object.type == .entity(entity) {
        fix = .init("write the object itself, without an attribute")
      }
      if relation == .flowsTo, operand === b {
        fix = .init("write the argument with its call, as in `a flows to b.args.to`")
      }
      report(
        .badRelation, at: operand.span,
        "`\(word.rawValue)` relates two objects\(relation == .flowsTo ? ", or an object and an argument of another" : ""): this must be \(wanted), but it is \(vocabulary.phrase(of: operand.type))",
        fix: fix)
      return nil
    }
    let isFixed: Bool =
      switch relation {
      case .dependsOn, .flowsTo, .flowsToArgument, .approves: a.isFixed && b.isFixed
      case .refersTo, .refersToBefore, .refersToAfter: false
      }
    return make(.relation(relation, a, b), of: .bool, at: span, fixed: isFixed)
  }

  /// The call and the path, if the expression is the `args` of a call or a part of them.
  private func argument(
    _ expression: Expression, of entity: Int
  ) -> (call: Expression, path: [Expression])? {
    guard let (index, _) = vocabulary.attribute("args", of: entity) else { return nil }
    var path: [Expression] = []
    var rest = expression
    while true {
      switch rest.kind {
      case .member(let base, let name):
        path.append(make(.constant(.string(name)), of: .string, at: rest.span, fixed: true))
        rest = base
      case .index(let base, let index):
        path.append(index)
        rest = base
      case .attribute(let call, index) where call.type == .entity(entity):
        return (call, path.reversed())
      default: return nil
      }
    }
  }

  private mutating func before(
    _ left: SyntaxExpression, _ right: SyntaxExpression, at span: Span
  ) -> Expression? {
    temporal = temporal ?? span
    let checked = (check(left), check(right))
    guard let a = checked.0, let b = checked.1 else { return nil }
    guard isStep(a, for: "before"), isStep(b, for: "before") else { return nil }
    return make(.before(a, b), of: .bool, at: span, fixed: a.isFixed && b.isFixed)
  }

  mutating func whenever(
    _ step: SyntaxExpression, moment: SyntaxExpression.Moment, body: SyntaxExpression,
    at span: Span
  ) -> Expression? {
    temporal = temporal ?? span
    let checkedStep = check(step)
    let outer = isAfterStep
    isAfterStep = moment == .happens
    let checkedBody = condition(body)
    isAfterStep = outer
    let checked = (checkedStep, checkedBody)
    guard let step = checked.0, isStep(step, for: "whenever"), let body = checked.1 else {
      return nil
    }
    let kind: Expression.Kind =
      switch moment {
      case .starts: .wheneverStarts(step, body)
      case .happens: .wheneverHappens(step, body)
      }
    return make(kind, of: .bool, at: span, fixed: false)
  }

  private mutating func isStep(_ operand: Expression, for word: String) -> Bool {
    if vocabulary.isStep(operand.type) { return true }
    let steps = vocabulary.collections.filter { vocabulary.isStep(.entity($0.entity)) }
    report(
      .notAStep, at: operand.span,
      "`\(word)` takes steps, but this is \(vocabulary.phrase(of: operand.type))",
      fix: steps.first.map { .init("range over the steps: `… in \($0.name)`") })
    return false
  }
}
