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
      KnownReader(marker.value, of: self).value(of: expression, in: frame)
    }
    return .plain(.bool(values.allSatisfy { $0 != nil && $0 == values[0] }))
  }

  /// The indices of the elements of a list that depend on unknowns.
  func unknownElements(of list: Expression, in frame: Frame) -> Set<Int> {
    if isMarking { return [] }
    if case .constant = list.kind { return [] }
    return KnownReader(Marker.text.value, of: self).unknownElements(of: list, in: frame)
  }

  /// The values that replace unknowns.
  private enum Marker: CaseIterable {
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
  private let evaluator: ConcreteEvaluator

  init(_ marker: Value, of judge: ConcreteEvaluator) {
    self.marker = marker
    evaluator = ConcreteEvaluator(
      judge.universe,
      in: Situation(
        moment: judge.situation.moment, world: judge.situation.world, unknowns: [:], filler: marker),
      patterns: judge.patterns)
    evaluator.history = judge.history
    evaluator.isMarking = true
  }

  /// The indices of the elements that contain the marker.
  func unknownElements(of list: Expression, in frame: ConcreteEvaluator.Frame) -> Set<Int> {
    guard case .value(let masked) = evaluator.value(of: list, in: frame),
      case .list(let elements) = masked.value
    else { return [] }
    return Set(elements.indices.filter { contains(elements[$0]) })
  }

  /// The value, if no part of it is unknown.
  func value(of expression: Expression, in frame: ConcreteEvaluator.Frame) -> Value? {
    guard let value = reading(expression, frame), !contains(value) else { return nil }
    return value
  }

  /// The value, with markers for unknown parts; `nil` if the whole value is unknown.
  private func reading(
    _ expression: Expression, _ frame: ConcreteEvaluator.Frame
  ) -> Value? {
    switch expression.kind {
    case .local(let slot) where frame.indices.contains(slot) && frame[slot].isUnknown: return nil
    case .member(let base, _):
      guard reading(base, frame) != nil else { return nil }
      return plain(expression, in: frame)
    case .index(let base, let index):
      guard reading(base, frame) != nil, value(of: index, in: frame) != nil else { return nil }
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
    case .constant, .local, .attribute, .singleton, .quantifier, .aggregate, .comprehension,
      .before, .relation,
      .flowsInto, .step, .related, .once, .wheneverStarts, .wheneverHappens, .overRun:
      return plain(expression, in: frame)
    }
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

  /// Whether the marker is the value or one of its parts, at any depth.
  private func contains(_ value: Value) -> Bool {
    var open = [value]
    while let top = open.popLast() {
      if top == marker { return true }
      switch top {
      case .list(let elements): open += elements
      case .map(let members): open += members.values
      default: break
      }
    }
    return false
  }
}
