import ProvisoKernel

/// `known(x)` for the judge: whether the value of `x` depends on no unknown.
///
/// Every unknown is replaced by a marker that no plan contains, and the expression is evaluated. A part
/// that reads a marker is unknown; a value with a marker inside is unknown. Conditions that cannot be taken
/// apart are evaluated with several markers, and count as known where the answer does not change. The
/// lowering answers the same question on terms, in a way of its own.
extension ConcreteEvaluator {
  func known(_ expression: Expression, in frame: Frame) -> Outcome {
    let values = Marker.allCases.map { marker in
      KnownReader(marker, of: self).value(of: expression, in: frame)
    }
    return .plain(.bool(values.allSatisfy { $0 != nil && $0 == values[0] }))
  }

  /// The elements of a list that depend on unknowns, by index, with each marker in place of these.
  func markedElements(of list: Expression, in frame: Frame) -> [Int: [Value]] {
    if marker != nil { return [:] }
    if case .constant = list.kind { return [:] }
    let lists = Marker.allCases.map { KnownReader($0, of: self).elements(of: list, in: frame) }
    guard let first = lists.first, lists.allSatisfy({ $0.count == first.count }) else { return [:] }
    var out: [Int: [Value]] = [:]
    for (index, element) in first.enumerated() where lists.contains(where: { $0[index] != element })
    {
      out[index] = lists.map { $0[index] }
    }
    return out
  }

  /// The values that replace unknowns.
  enum Marker: Int, CaseIterable {
    case text, number, map

    var value: Value {
      switch self {
      case .text: .string("\u{10FFFF}unknown")
      case .number: .number(Number(-7_919_000_000_009_973))
      case .map: .map([Text("\u{10FFFF}unknown"): .bool(true)])
      }
    }
  }
}

/// Evaluates an expression with a marker for unknowns; `nil` is a value that depends on one.
private struct KnownReader {
  private let marker: Value
  private let index: Int
  private let evaluator: ConcreteEvaluator

  init(_ which: ConcreteEvaluator.Marker, of judge: ConcreteEvaluator) {
    let marker = which.value
    self.marker = marker
    index = which.rawValue
    evaluator = ConcreteEvaluator(
      judge.universe,
      in: Situation(
        moment: judge.situation.moment, world: judge.situation.world, unknowns: [:], filler: marker),
      patterns: judge.patterns)
    evaluator.history = judge.history
    evaluator.marker = which
  }

  /// The elements of a list, with markers for unknown parts.
  func elements(of list: Expression, in frame: ConcreteEvaluator.Frame) -> [Value] {
    guard case .value(let masked) = evaluator.value(of: list, in: marked(frame)),
      case .list(let elements) = masked.value
    else { return [] }
    return elements
  }

  /// The frame with the marker in the values that depend on unknowns.
  private func marked(_ frame: ConcreteEvaluator.Frame) -> ConcreteEvaluator.Frame {
    frame.map { value in
      value.markings.indices.contains(index)
        ? MaskedValue(value.markings[index], value.mask, markings: value.markings) : value
    }
  }

  /// The value, if no part of it is unknown.
  func value(of expression: Expression, in frame: ConcreteEvaluator.Frame) -> Value? {
    guard let value = reading(expression, marked(frame)), !value.contains(marker) else {
      return nil
    }
    return value
  }

  /// The value, with markers for unknown parts; `nil` if the whole value is unknown.
  private func reading(
    _ expression: Expression, _ frame: ConcreteEvaluator.Frame
  ) -> Value? {
    switch expression.kind {
    case .member(let base, _):
      guard reading(base, frame) != nil else { return nil }
      return plain(expression, in: frame)
    case .index(let base, let index):
      guard let base = reading(base, frame), let index = value(of: index, in: frame),
        !hasOpenOrder(base, at: index)
      else { return nil }
      return plain(expression, in: frame)
    case .conditional(let condition, let yes, let no):
      guard let truth = value(of: condition, in: frame) else { return nil }
      return reading(truth == .bool(true) ? yes : no, frame)
    case .and(let parts), .or(let parts):
      var isOr = false
      if case .or = expression.kind { isOr = true }
      var isOpen = false
      for part in parts {
        guard let truth = value(of: part, in: frame) else {
          isOpen = true
          continue
        }
        if (truth == .bool(true)) == isOr { return .bool(isOr) }
      }
      return isOpen ? nil : .bool(!isOr)
    case .implies(let condition, let body):
      let left = value(of: condition, in: frame)
      if let left, left != .bool(true) { return .bool(true) }
      let right = value(of: body, in: frame)
      if right == .bool(true) { return right }
      return left == nil || right == nil ? nil : .bool(false)
    case .list(let elements):
      var values: [Value] = []
      for element in elements {
        guard let value = value(of: element, in: frame) else { return nil }
        values.append(value)
      }
      return .list(values)
    case .call(let definition, let arguments):
      var inner: ConcreteEvaluator.Frame = []
      for argument in arguments {
        guard let value = reading(argument, frame) else { return nil }
        inner.append(MaskedValue(value))
      }
      return reading(definition.body, inner)
    case .not(let inner), .negate(let inner):
      return strict(expression, operands: [inner], in: frame)
    case .compare(_, let a, let b), .arithmetic(_, let a, let b):
      return strict(expression, operands: [a, b], in: frame)
    case .method(.get, let base, let arguments):
      guard let key = arguments.first, reading(base, frame) != nil, value(of: key, in: frame) != nil
      else { return nil }
      return plain(expression, in: frame)
    case .method(_, let base, let arguments):
      return strict(expression, operands: [base] + arguments, in: frame)
    case .function(_, let arguments): return strict(expression, operands: arguments, in: frame)
    case .lookup(_, let key): return strict(expression, operands: [key], in: frame)
    case .sets(_, let parts): return strict(expression, operands: parts, in: frame)
    case .entry(let map, let key): return strict(expression, operands: [map, key], in: frame)
    case .constant, .local, .attribute, .singleton, .quantifier, .aggregate, .comprehension,
      .before, .relation,
      .flowsInto, .step, .related, .once, .previous, .wheneverStarts, .wheneverHappens, .overRun:
      return plain(expression, in: frame)
    }
  }

  /// Whether unknown elements decide which element of a list has this index: a set is sorted by them.
  private func hasOpenOrder(_ base: Value, at index: Value) -> Bool {
    guard case .list(let elements) = base, elements.count > 1, base.contains(marker),
      case .number(let number) = index, let position = number.integer
    else { return false }
    return elements.indices.contains(position)
  }

  /// The value of an expression all of whose operands must be known.
  private func strict(
    _ expression: Expression, operands: [Expression], in frame: ConcreteEvaluator.Frame
  ) -> Value? {
    for operand in operands where value(of: operand, in: frame) == nil { return nil }
    return plain(expression, in: frame)
  }

  private func plain(_ expression: Expression, in frame: ConcreteEvaluator.Frame) -> Value? {
    guard case .value(let masked) = evaluator.value(of: expression, in: frame),
      masked.value != marker
    else { return nil }
    return masked.value
  }
}
