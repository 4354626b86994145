import ProvisoKernel
import ProvisoSyntax

/// The value of a plan's condition where the outcomes and outputs of calls decide it.
///
/// A part that needs anything else, such as the state of the world, has no value: then neither branch is
/// excluded. The value of a part is the language's own value of it.
struct ConditionValue {
  let facts: PlanFacts
  /// The latest call of each identifier.
  let calls: [String: Int]

  /// The value of an expression; `nil` if it is not known.
  func value(of text: String) -> Value? {
    SyntaxExpression.parse(Array(text.utf8), file: 0).syntax.flatMap(value)
  }

  private func value(_ syntax: SyntaxExpression) -> Value? {
    switch syntax.kind {
    case .number(let number, _): return .number(number)
    case .string(let text): return .string(Text(text))
    case .bool(let value): return .bool(value)
    case .null: return .null
    case .parenthesized(let inner): return value(inner)
    case .not(let inner): return truth(inner).map { .bool(!$0) }
    case .and(let parts): return junction(parts, absorbing: false)
    case .or(let parts): return junction(parts, absorbing: true)
    case .implies(let first, let second):
      if truth(first) == false || truth(second) == true { return .bool(true) }
      guard truth(first) == true, let second = truth(second) else { return nil }
      return .bool(second)
    case .compare(let comparison, let first, let second):
      guard let one = value(first), let other = value(second) else { return nil }
      return Self.compared(one, comparison, other).map(Value.bool)
    case .list(let elements):
      let values = elements.compactMap(value)
      return values.count == elements.count ? .list(values) : nil
    case .member(let base, let name):
      if case .name(let call) = base.kind { return attribute(name.text, of: call.text) }
      guard case .map(let members)? = value(base) else { return nil }
      return members[Text(name.text)] ?? .null
    case .index(let base, let index):
      guard case .list(let elements)? = value(base), case .number(let number)? = value(index),
        let place = number.integer, elements.indices.contains(place)
      else { return nil }
      return elements[place]
    case .method(let base, let name, let arguments):
      guard let receiver = value(base) else { return nil }
      let given = arguments.compactMap(value)
      return given.count == arguments.count ? Self.method(name.text, of: receiver, given) : nil
    case .name, .call, .negate, .arithmetic, .relation, .conditional, .quantifier, .aggregate,
      .comprehension, .once, .previous, .range, .whenever, .overRun, .invalid:
      return nil
    }
  }

  private func truth(_ syntax: SyntaxExpression) -> Bool? {
    guard case .bool(let value)? = value(syntax) else { return nil }
    return value
  }

  private func junction(_ parts: [SyntaxExpression], absorbing: Bool) -> Value? {
    let values = parts.map(truth)
    if values.contains(absorbing) { return .bool(absorbing) }
    return values.contains(nil) ? nil : .bool(!absorbing)
  }

  private func attribute(_ name: String, of identifier: String) -> Value? {
    guard facts.identifiers.contains(identifier) else { return nil }
    let number = calls[identifier]
    switch name {
    case "output": return number.flatMap { facts.output(of: $0) }
    case "started": return .bool(number != nil)
    case "failed":
      guard let number else { return .bool(false) }
      return facts.hasFailed(number).map { .bool($0) }
    case "happened":
      guard let number else { return .bool(false) }
      return facts.hasFailed(number).map { .bool(!$0) }
    default: return nil
    }
  }

  private static func compared(_ one: Value, _ comparison: Comparison, _ other: Value) -> Bool? {
    switch comparison {
    case .equal: return isSame(one, other)
    case .notEqual: return !isSame(one, other)
    case .in:
      guard case .list(let elements) = other else { return nil }
      return elements.contains { isSame(one, $0) }
    case .has:
      guard case .map(let members) = one, case .string(let name) = other else { return nil }
      return members[name].map { !$0.isNull } ?? false
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      guard let one = number(one), let other = number(other) else { return nil }
      switch comparison {
      case .less: return one < other
      case .lessOrEqual: return one <= other
      case .greater: return one > other
      default: return one >= other
      }
    }
  }

  /// Whether two values are equal. A result that is shown as a text can be a number.
  private static func isSame(_ one: Value, _ other: Value) -> Bool {
    if one == other { return true }
    switch (one, other) {
    case (.number, .string), (.string, .number):
      return number(one).map { $0 == number(other) } ?? false
    default: return false
    }
  }

  private static func number(_ value: Value) -> Number? {
    switch value {
    case .number(let number): number
    case .string(let text): Number(literal: text.string)
    default: nil
    }
  }

  private static func method(_ name: String, of receiver: Value, _ given: [Value]) -> Value? {
    switch (name, receiver, given.first) {
    case ("contains", .string(let text), .string(let part)?):
      return .bool(text.contains(part))
    case ("contains", .list(let elements), let element?): return .bool(elements.contains(element))
    case ("startsWith", .string(let text), .string(let part)?):
      return .bool(text.starts(with: part))
    case ("endsWith", .string(let text), .string(let part)?):
      return .bool(text.ends(with: part))
    case ("size", .list(let elements), nil): return .number(Number(elements.count))
    default: return nil
    }
  }
}
