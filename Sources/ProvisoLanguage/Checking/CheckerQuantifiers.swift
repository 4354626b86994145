import ProvisoKernel
import ProvisoSyntax

/// Quantifiers, aggregates and their binders.
extension Checker {
  mutating func quantifier(
    _ quantifier: SyntaxQuantifier, over binders: [SyntaxBinder], body: SyntaxExpression?,
    at span: Span
  ) -> Expression? {
    let kind = self.kind(of: quantifier)
    let (checked, body) = binding(binders) { checker -> (Expression?) in
      body.flatMap { checker.condition($0) }
    } given: {
      body != nil
    }
    guard let kind, let checked else { return nil }
    if case .missing = body { return nil }
    let expression: Expression? = if case .some(let found) = body { found } else { nil }
    return make(
      .quantifier(kind, checked, expression), of: .bool, at: span,
      fixed: Self.areFixed(checked) && expression?.isFixed ?? true)
  }

  mutating func aggregate(
    _ aggregate: Aggregate, over binders: [SyntaxBinder], of operand: SyntaxExpression?,
    at span: Span
  ) -> Expression? {
    let (checked, operand) = binding(binders) { checker -> (Expression?) in
      guard let operand, let value = checker.check(operand) else { return nil }
      guard value.type.canBeNumber else {
        checker.report(
          .wrongOperand, at: value.span,
          "`\(aggregate.rawValue)` takes numbers, but this is \(checker.vocabulary.phrase(of: value.type))"
        )
        return nil
      }
      return value
    } given: {
      operand != nil
    }
    guard let checked else { return nil }
    if case .missing = operand { return nil }
    let value: Expression? = if case .some(let found) = operand { found } else { nil }
    let type: StaticType = value.map { $0.type == .int ? .int : .decimal } ?? .int
    return make(
      .aggregate(aggregate, checked, value), of: type, at: span,
      fixed: Self.areFixed(checked) && value?.isFixed ?? true)
  }

  /// `[element for binders]`.
  mutating func comprehension(
    _ element: SyntaxExpression, over binders: [SyntaxBinder], at span: Span
  ) -> Expression? {
    let (checked, part) = binding(binders) {
      $0.check(element)
    } given: {
      true
    }
    guard let checked, case .some(let element) = part else { return nil }
    return make(
      .comprehension(checked, element), of: .list(element.type), at: span,
      fixed: Self.areFixed(checked) && element.isFixed)
  }

  /// The result of checking an optional part.
  private enum Part {
    /// The source does not have the part.
    case none
    case some(Expression)
    /// The part has a mistake.
    case missing
  }

  /// Checks binders, and a part in their scope.
  ///
  /// - Parameters:
  ///   - inside: checks the part.
  ///   - isGiven: whether the source has the part.
  private mutating func binding(
    _ binders: [SyntaxBinder], _ inside: (inout Checker) -> Expression?, given isGiven: () -> Bool
  ) -> ([Binder]?, Part) {
    let mark = locals.count
    let facts = typesOf
    defer {
      locals.removeLast(locals.count - mark)
      typesOf = facts
    }
    let checked = binders.map { binder($0) }
    let found = inside(&self)
    let part: Part = isGiven() ? found.map(Part.some) ?? .missing : .none
    let good = checked.compactMap { $0 }
    return (good.count == binders.count ? good : nil, part)
  }

  /// Reports `some r in aws_instance`, whose source is a type of resources.
  private mutating func reportTypeOfResources(_ syntax: SyntaxBinder) -> Bool {
    guard vocabulary.name == SyntaxFile.exampleVocabulary, !vocabulary.isOfWorld,
      case .name(let source) = syntax.source.bare.kind, source.text.contains("_"),
      names[source.text] == nil, !locals.contains(where: { $0.name == source.text }),
      collection(named: source.text) == nil, !isIncomplete,
      Suggestion.nearest(
        to: source.text, among: Array(names.keys) + vocabulary.collections.map(\.name))
        == nil
    else { return false }
    let name = syntax.name.text
    let condition = "\(name).type == \(Value.quoted(source.text))"
    let whole = syntax.source.span.through((syntax.condition ?? syntax.source).span)
    let rest = syntax.condition.map { " and (\(written($0.span)))" } ?? ""
    report(
      .unknownName, at: source.span,
      "nothing is called `\(source.text)` here; the type of a resource is its attribute `type`",
      fix: .init(
        "write `\(name) in resources where \(condition)`", replace: whole,
        with: "resources where \(condition)\(rest)"))
    return true
  }

  mutating func binder(_ syntax: SyntaxBinder) -> Binder? {
    let span =
      syntax.condition.map { syntax.name.span.through($0.span) }
      ?? syntax.name.span.through(syntax.source.span)
    let source = reportTypeOfResources(syntax) ? nil : self.source(syntax.source)
    _ = reportClash(syntax.name)
    let slot = locals.count
    locals.append(
      Local(
        name: syntax.name.text, type: source?.type, isFixed: source?.isFixed ?? true,
        span: syntax.name.span))
    // Facts about an outer object of that name do not apply to this one.
    typesOf[syntax.name.text] = nil
    var condition: Expression?
    if let written = syntax.condition {
      learn(from: written)
      condition = self.condition(written)
      if condition == nil { return nil }
    }
    guard let source else { return nil }
    if let set = source.set {
      let member = contains(slot, in: set, syntax.name.span)
      condition =
        condition.map { make(.and([member, $0]), of: .bool, at: $0.span, fixed: false) } ?? member
    }
    if let present = presence(of: source.source, slot: slot, syntax.name.span) {
      condition =
        condition.map {
          make(.and([present, $0]), of: .bool, at: $0.span, fixed: false)
        } ?? present
    }
    return Binder(
      name: syntax.name.text, source: source.source, slot: slot, condition: condition, span: span)
  }

  /// The source that a binder ranges over, and the type of its elements.
  private mutating func source(_ syntax: SyntaxExpression)
    -> (source: Binder.Source, type: StaticType, isFixed: Bool, set: Expression?)?
  {
    if case .name(let name) = syntax.bare.kind, !locals.contains(where: { $0.name == name.text }),
      names[name.text] == nil || isType(name)
    {
      if let index = collection(named: name.text) {
        return (.collection(index), .entity(vocabulary.collections[index].entity), true, nil)
      }
      if builtIn.kind(of: name.text) == nil {
        reportUnknown(name)
        return nil
      }
    }
    guard let list = check(syntax) else { return nil }
    switch list.type {
    case .value, .null: return (.list(list), .value, list.isFixed, nil)
    case .list(let element):
      return (.list(list), element == .null ? .value : element, list.isFixed, nil)
    case .set(let entity):
      // The objects of the set are those of the collection that the set contains.
      guard let index = vocabulary.collections.firstIndex(where: { $0.entity == entity }) else {
        return nil
      }
      return (.collection(index), .entity(entity), true, list)
    case .string:
      report(
        .notAList, at: list.span, "a String is not a list",
        fix: .init("for a list in a JSON string, range over `json(…)`"))
    default:
      report(
        .notAList, at: list.span,
        "a quantifier ranges over a collection or a list, but this is \(vocabulary.phrase(of: list.type))"
      )
    }
    return nil
  }

  /// The condition that an object of a world exists; `nil` if objects of its entity cannot be created
  /// while the plan runs. No quantifier ranges over objects that are not created yet.
  private func presence(of source: Binder.Source, slot: Int, _ span: Span) -> Expression? {
    guard vocabulary.isOfWorld, case .collection(let index) = source else { return nil }
    let entity = vocabulary.collections[index].entity
    guard let (attribute, _) = vocabulary.attribute(WorldModel.presenceName, of: entity) else {
      return nil
    }
    let object = make(.local(slot), of: .entity(entity), at: span, fixed: true)
    return make(.attribute(object, attribute), of: .bool, at: span, fixed: false)
  }

  private func isType(_ name: Name) -> Bool {
    if case .type? = names[name.text]?.kind { true } else { false }
  }

  private static func areFixed(_ binders: [Binder]) -> Bool {
    binders.allSatisfy { binder in
      if case .list(let source) = binder.source, !source.isFixed { return false }
      return binder.condition?.isFixed ?? true
    }
  }

  private mutating func kind(of quantifier: SyntaxQuantifier) -> Quantifier? {
    switch quantifier {
    case .every: .every
    case .some: .some
    case .no: .no
    case .exactly(let written): count(written).map(Quantifier.exactly)
    case .atLeast(let written): count(written).map(Quantifier.atLeast)
    case .atMost(let written): count(written).map(Quantifier.atMost)
    }
  }

  private mutating func count(_ written: SyntaxExpression) -> Int? {
    guard let checked = check(written) else { return nil }
    guard case .constant(.number(let number)) = checked.kind, let count = number.integer, count >= 0
    else {
      report(
        .badCount, at: written.span,
        "the count must be a whole number: a literal or a `let`")
      return nil
    }
    return count
  }
}
