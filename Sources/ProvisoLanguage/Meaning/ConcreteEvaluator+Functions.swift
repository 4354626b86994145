import ProvisoKernel
import ProvisoSyntax

/// Comparisons, methods and functions.
extension ConcreteEvaluator {
  /// Compares two expressions; a missing value counts only if it could change the answer.
  func compare(
    by comparison: Comparison, _ a: Expression, _ b: Expression, in frame: Frame
  ) -> Truth {
    if case .conditional(let c, let x, let y) = a.kind, case .open = truth(of: c, in: frame) {
      let yes = compare(by: comparison, x, b, in: frame)
      return yes == compare(by: comparison, y, b, in: frame)
        ? yes : .open("a condition without a value")
    }
    if case .conditional(let c, let x, let y) = b.kind, case .open = truth(of: c, in: frame) {
      let yes = compare(by: comparison, a, x, in: frame)
      return yes == compare(by: comparison, a, y, in: frame)
        ? yes : .open("a condition without a value")
    }
    if let found = compareParts(by: comparison, a, b, in: frame) { return found }
    return compare(by: comparison, value(of: a, in: frame), value(of: b, in: frame))
  }

  func compare(by comparison: Comparison, _ a: Outcome, _ b: Outcome) -> Truth {
    guard case .value(let left) = a else { return open(a) }
    guard case .value(let right) = b else { return open(b) }
    noteSecret(in: left)
    noteSecret(in: right)
    let x = left.value
    let y = right.value
    switch comparison {
    case .equal: return Truth(x == y)
    case .notEqual: return Truth(x != y)
    case .less: return Truth(TermStore.less(x, y))
    case .greater: return Truth(TermStore.less(y, x))
    case .lessOrEqual: return Truth(TermStore.less(x, y) || ordered(x, y) && x == y)
    case .greaterOrEqual: return Truth(TermStore.less(y, x) || ordered(x, y) && x == y)
    case .in: return Truth(y.asList.contains(x))
    case .has:
      if case .map = x {
        guard case .string(let name) = y else { return .no }
        return Truth(!x[name].isNull)
      }
      return Truth(x.asList.contains(y))
    }
  }

  private func open(_ outcome: Outcome) -> Truth {
    if case .none(let reason) = outcome { .open(reason) } else { .open("no value") }
  }

  private func ordered(_ x: Value, _ y: Value) -> Bool {
    switch (x, y) {
    case (.number, .number), (.string, .string): true
    default: false
    }
  }

  func method(
    _ method: Method, of base: MaskedValue, with argument: MaskedValue?
  ) -> Outcome {
    let mask = joined(base, argument ?? MaskedValue(.null))
    func result(_ value: Value) -> Outcome { .value(MaskedValue(value, mask)) }
    let other = argument?.value ?? .null
    switch (method, base.value, other) {
    case (.startsWith, .string(let x), .string(let y)): return result(.bool(x.starts(with: y)))
    case (.endsWith, .string(let x), .string(let y)): return result(.bool(x.ends(with: y)))
    case (.contains, .string(let x), .string(let y)): return result(.bool(x.contains(y)))
    case (.contains, .list(let elements), _): return result(.bool(elements.contains(other)))
    case (.matches, .string(let text), .string(let pattern)):
      return result(.bool(patterns.matches(pattern.string, text)))
    case (.size, .string(let text), _): return result(.number(Number(text.count)))
    case (.size, .list(let elements), _): return result(.number(Number(elements.count)))
    case (.size, .map(let members), _): return result(.number(Number(members.count)))
    case (.append, _, _): return result(.list(base.value.asList + [other]))
    case (.first, _, _): return result(base.value.asList.first ?? .null)
    case (.rest, _, _): return result(.list(Array(base.value.asList.dropFirst())))
    case (.lowerAscii, .string(let text), _): return result(.string(text.lowerASCII))
    case (.split, .string(let text), .string(let mark)):
      return result(.list(text.split(by: mark).map(Value.string)))
    case (.startsWith, _, _), (.endsWith, _, _), (.contains, _, _), (.matches, _, _):
      return result(.bool(false))
    default: return result(.null)
    }
  }

  func function(
    _ function: Function, of arguments: [Expression], in frame: Frame
  ) -> Outcome {
    if function == .known {
      return arguments.first.map { known($0, in: frame) } ?? .plain(.bool(true))
    }
    var values: [MaskedValue] = []
    for argument in arguments {
      switch value(of: argument, in: frame) {
      case .value(let masked): values.append(masked)
      case .none(let reason): return .none(reason)
      }
    }
    if function == .userTexts {
      guard let texts = universe.userTexts else { return .none("the user's request is unknown") }
      return .plain(.list(texts.map { .string(Text($0)) }))
    }
    guard let first = values.first else { return .none("a function without arguments") }
    let outcome = self.function(function, of: values, first: first)
    // The parts of a map or of a listing keep their own masks.
    if function == .keys || function == .values { return outcome }
    return values.reduce(outcome) { hidden(if: $1, $0) }
  }

  private func function(
    _ function: Function, of values: [MaskedValue], first: MaskedValue
  ) -> Outcome {
    switch function {
    case .json:
      guard case .string(let text) = first.value else {
        return first.value.isNull ? .plain(.null) : .none("`json` of a value that is not a string")
      }
      guard let parsed = universe.parseJSON(text) else { return .none("a text that is not JSON") }
      return .value(MaskedValue(parsed, first.mask.hidesAnything ? .all : .none))
    case .cidrContains, .cidrOverlaps:
      guard values.count > 1, case .string(let x) = first.value,
        case .string(let y) = values[1].value, let a = AddressBlock(x.string),
        let b = AddressBlock(y.string)
      else { return .plain(.bool(false)) }
      return .plain(.bool(function == .cidrContains ? a.contains(b) : a.overlaps(b)))
    case .samePath, .pathContains:
      guard values.count > 1, case .string(let a) = first.value,
        case .string(let b) = values[1].value
      else { return .plain(.bool(false)) }
      guard
        let answer = FilePath.answer(
          function, of: a.string, and: b.string, in: universe.workingDirectory)
      else {
        return .none(FilePath.unknownDirectory)
      }
      return .plain(.bool(answer))
    case .openToEveryone: return isOpenToEveryone(first.value)
    case .keys, .values: return listing(function, of: first)
    case .coversInternet: return .plain(.bool(coversInternet(first.value)))
    case .abs:
      guard case .number(let number) = first.value else {
        return .none("arithmetic on a value that is not a number")
      }
      return .value(MaskedValue(.number(number.magnitude), first.mask))
    case .userNamed:
      guard let texts = universe.userTexts else { return .none("the user's request is unknown") }
      let words = Value.list(texts.map { .string(Text($0)) })
      return .plain(.bool(first.value.isNamed(in: words)))
    case .namedIn:
      return .plain(.bool(first.value.isNamed(in: values.count > 1 ? values[1].value : .null)))
    case .scalarsOf, .linesOf, .wordsOf, .partsOf:
      return .value(
        MaskedValue(
          .list(first.value.listed(function, in: universe)), first.mask.hidesAnything ? .all : .none
        ))
    case .min, .max, .known, .userTexts: return extreme(values, isMinimum: function == .min)
    }
  }

  func extreme(_ values: [MaskedValue], isMinimum: Bool) -> Outcome {
    guard var best = values.first else {
      return .none("the minimum or maximum of an empty collection")
    }
    for value in values {
      guard case .number(let number) = value.value, case .number(let other) = best.value else {
        return .none("arithmetic on a value that is not a number")
      }
      if isMinimum ? number < other : other < number { best = value }
    }
    return .value(
      MaskedValue(best.value, values.contains { $0.mask.hidesAnything } ? .all : .none))
  }
}

extension FilePath {
  /// The reason why a relation of two paths has no value.
  static let unknownDirectory =
    "the relation of two paths depends on the working directory or the home directory"

  /// The answer of `samePath` or `pathContains`; `nil` if it depends on unknown directories.
  ///
  /// - Parameter directory: the working directory as an absolute path; `nil` if it is unknown.
  static func answer(
    _ function: Function, of a: String, and b: String, in directory: String?
  ) -> Bool? {
    // An empty text names no path.
    guard !a.isEmpty, !b.isEmpty else { return false }
    let (first, second) = (FilePath(a, in: directory), FilePath(b, in: directory))
    return function == .samePath ? first.isSame(as: second) : first.contains(second)
  }
}
