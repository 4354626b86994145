import ProvisoKernel
import ProvisoSyntax

/// A name for a value in an action: a `let`, or a parameter of shared statements.
///
/// All values of an action are those before the step, so a use of the name is checked as if its
/// expression stood there. The expression sees the names that it saw where it is written.
struct Alias {
  let name: String
  let syntax: SyntaxExpression
  /// Whether the expression has no mistake. Mistakes are reported only once.
  let isSound: Bool
  let view: View
  /// The number of locals that the expression can use.
  let locals: Int
  let span: Span
}

/// The names that an expression can use, among those that its surroundings declare.
struct View {
  /// The indices of the locals of its surroundings that it cannot use.
  var hiddenEarlier: Range<Int> = 0..<0
  /// The indices of the locals that were declared after it and before its use.
  var hiddenLater: Range<Int> = 0..<0
  /// The index of the first alias that it can use.
  var firstAlias = 0
  /// The index after the last alias that it can use; `nil` for all that follow.
  var aliasEnd: Int?

  /// Whether the expression can use the local of an index.
  func sees(_ index: Int) -> Bool {
    !hiddenEarlier.contains(index) && !hiddenLater.contains(index)
  }
}

extension Checker {
  /// The alias of that name; `nil` if there is none.
  func alias(named name: String) -> Alias? {
    let end = min(view.aliasEnd ?? aliases.count, aliases.count)
    guard view.firstAlias < end else { return nil }
    return aliases[view.firstAlias..<end].last { $0.name == name }
  }

  /// The value of an alias where it is used.
  mutating func value(of alias: Alias) -> Expression? {
    guard alias.isSound else { return nil }
    let saved = view
    defer { view = saved }
    view = alias.view
    view.hiddenLater = alias.locals..<max(locals.count, alias.locals)
    return check(alias.syntax)
  }

  /// Declares an alias, and checks its expression once.
  ///
  /// - Returns: the checked expression; `nil` if it has a mistake, which is reported.
  @discardableResult
  mutating func declareAlias(_ name: Name, for syntax: SyntaxExpression) -> Expression? {
    let checked = check(syntax)
    let isFree = !reportClash(name)
    var own = view
    own.aliasEnd = view.aliasEnd ?? aliases.count
    aliases.append(
      Alias(
        name: name.text, syntax: syntax, isSound: checked != nil && isFree, view: own,
        locals: locals.count, span: name.span))
    return checked
  }

  // MARK: Ranges

  /// The largest number of elements of a range.
  static let longestRange = 10_000

  /// `low..high`, as the list of its numbers.
  mutating func range(
    _ low: SyntaxExpression, _ high: SyntaxExpression, at span: Span
  ) -> Expression? {
    guard let bounds = bounds(low, high, at: span, mayBeEmpty: true) else { return nil }
    return constant(
      .list(bounds.map { .number(Number($0)) }), of: .list(.int), at: span)
  }

  /// The bounds of a range; `nil` if they are not constant whole numbers, which is reported.
  mutating func bounds(
    _ low: SyntaxExpression, _ high: SyntaxExpression, at span: Span, mayBeEmpty: Bool = false
  ) -> Range<Int>? {
    guard let first = wholeNumber(low), let last = wholeNumber(high) else { return nil }
    guard first <= last else {
      if mayBeEmpty { return first..<first }
      report(
        .wrongOperand, at: span,
        "a range goes from the smaller number to the larger one, but \(first) is larger than \(last)"
      )
      return nil
    }
    let (size, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow, size < Self.longestRange else {
      report(.tooLarge, at: span, "a range has at most \(Self.longestRange) numbers")
      return nil
    }
    return first..<(last + 1)
  }

  /// The numbers that can be the end of a range, or a size: those of 64 bits that have a next one.
  private static let ends = -Int.max...Int.max - 1

  /// The value of an expression that must be a constant whole number; `nil` if it is none, which is
  /// reported.
  mutating func wholeNumber(_ syntax: SyntaxExpression) -> Int? {
    var found: Number?
    if let sizes {
      found = sizes(syntax)
    } else {
      guard let checked = check(syntax) else { return nil }
      if case .number(let number)? = try? ConstantEvaluator.value(of: checked) { found = number }
    }
    if let found, found.isInteger {
      if let whole = found.integer, Self.ends.contains(whole) { return whole }
      report(
        .tooLarge, at: syntax.span,
        "the ends of a range, and sizes, lie between \(Self.ends.lowerBound) and \(Self.ends.upperBound)"
      )
      return nil
    }
    report(
      .notConstant, at: syntax.span,
      "the end of a range is a constant whole number: a literal, a `const`, a `let`, or a calculation with them"
    )
    return nil
  }

  // MARK: Numbered objects

  /// `p[i]`, where `p` is declared with numbers.
  mutating func element(
    of objects: [ObjectID], from first: Int, named name: Name, by index: SyntaxExpression,
    at span: Span
  ) -> Expression? {
    guard let key = check(index), let entity = objects.first?.entity else { return nil }
    guard key.type == .int else {
      report(
        .wrongOperand, at: key.span,
        "the index of `\(name.text)` is a whole number, but this is \(vocabulary.phrase(of: key.type))"
      )
      return nil
    }
    if case .number(let number)? = try? ConstantEvaluator.value(of: key) {
      guard let whole = number.integer, objects.indices.contains(whole - first) else {
        report(
          .wrongOperand, at: key.span,
          "`\(name.text)` has the numbers \(first) to \(first + objects.count - 1), but this is \(number)"
        )
        return nil
      }
      return constant(.object(objects[whole - first]), of: .entity(entity), at: span)
    }
    guard objects.count <= Self.deepest / 4 else {
      report(
        .tooLarge, at: span,
        "only \(Self.deepest / 4) objects can be selected by a number that changes")
      return nil
    }
    var result = constant(.null, of: .null, at: span)
    for (offset, object) in objects.enumerated().reversed() {
      let number = constant(.number(Number(first + offset)), of: .int, at: span)
      let test = make(.compare(.equal, key, number), of: .bool, at: span, fixed: key.isFixed)
      result = make(
        .conditional(test, constant(.object(object), of: .entity(entity), at: span), result),
        of: .entity(entity), at: span, fixed: key.isFixed)
    }
    return result
  }
}
