import ProvisoKernel
import ProvisoSyntax

/// An instance of a property with nothing known about it: each attribute, each relation and
/// everything else that only a plan can decide is a separate unknown.
///
/// A condition that holds for this instance holds for every instance in every plan. Equal
/// expressions over equal objects share one unknown, so `r.exists or not r.exists` is recognised as
/// true. An `every` or `no` in a positive position is represented by one element; every other
/// quantifier is a single unknown.
///
/// The recursion follows the expression, whose depth the parser limits.
package final class GenericInstance {
  private let schema: VocabularySchema
  package let store = TermStore()
  private var fresh = 0

  /// The largest property that is analysed, in nodes.
  package static let largest = 10_000

  package init(_ schema: VocabularySchema) { self.schema = schema }

  /// The condition that the property holds for the generic instance; `nil` if the property is too
  /// large.
  package func condition(of property: Expression) -> Term? {
    guard property.weight <= Self.largest else { return nil }
    return condition(of: property, in: [], isWanted: true)
  }

  private typealias Frame = [Term]

  // MARK: Conditions

  /// - Parameter isWanted: whether the expression is in a positive position, so that its truth can
  ///   only help the whole to be true; false in a negative position, `nil` if it occurs in both.
  private func condition(of expression: Expression, in frame: Frame, isWanted: Bool?) -> Term {
    switch expression.kind {
    case .constant(let value): return store.truth(value == .bool(true))
    case .not(let inner):
      return store.not(condition(of: inner, in: frame, isWanted: isWanted.map { !$0 }))
    case .and(let parts):
      return store.and(parts.map { condition(of: $0, in: frame, isWanted: isWanted) })
    case .or(let parts):
      return store.or(parts.map { condition(of: $0, in: frame, isWanted: isWanted) })
    case .implies(let a, let b):
      return store.implies(
        condition(of: a, in: frame, isWanted: isWanted.map { !$0 }),
        condition(of: b, in: frame, isWanted: isWanted))
    case .conditional(let c, let a, let b):
      return store.ite(
        condition(of: c, in: frame, isWanted: nil),
        then: condition(of: a, in: frame, isWanted: isWanted),
        else: condition(of: b, in: frame, isWanted: isWanted))
    case .compare(let comparison, let a, let b): return compare(by: comparison, a, b, in: frame)
    case .call(let definition, let arguments):
      return condition(
        of: definition.body, in: arguments.map { value(of: $0, in: frame) }, isWanted: isWanted)
    case .quantifier(.every, let binders, let body?) where isWanted == true:
      let (choice, inner) = element(of: binders, frame)
      return store.implies(choice, condition(of: body, in: inner, isWanted: true))
    case .quantifier(.no, let binders, let body) where isWanted == true:
      let (choice, inner) = element(of: binders, frame)
      let hit = body.map { condition(of: $0, in: inner, isWanted: false) } ?? .always
      return store.not(store.and(choice, hit))
    case .wheneverStarts(let step, let inner):
      return store.implies(
        atom("starts", [value(of: step, in: frame)]),
        condition(of: inner, in: frame, isWanted: isWanted))
    case .wheneverHappens(let step, let inner):
      return store.implies(
        atom("happens", [value(of: step, in: frame)]),
        condition(of: inner, in: frame, isWanted: isWanted))
    case .relation(let relation, let a, let b):
      return atom("\(relation)", [value(of: a, in: frame), value(of: b, in: frame)])
    case .flowsInto(let a, let b, let path):
      return atom("flows into", ([a, b] + path).map { value(of: $0, in: frame) })
    case .before(let a, let b):
      return atom("before", [value(of: a, in: frame), value(of: b, in: frame)])
    case .method(let method, let base, let arguments):
      return atom("\(method)", ([base] + arguments).map { value(of: $0, in: frame) })
    case .quantifier, .once, .overRun:
      return atom("\(ObjectIdentifier(expression))", frame)
    default: return store.isTrue(value(of: expression, in: frame))
    }
  }

  /// One generic element for each binder, with the condition that the binders choose them.
  private func element(of binders: [Binder], _ frame: Frame) -> (choice: Term, frame: Frame) {
    var frame = frame
    var choice = Term.always
    for binder in binders {
      while frame.count < binder.slot { frame.append(unknown()) }
      frame.removeSubrange(binder.slot...)
      frame.append(unknown())
      if let condition = binder.condition {
        choice = store.and(choice, self.condition(of: condition, in: frame, isWanted: false))
      }
    }
    return (choice, frame)
  }

  private func compare(
    by comparison: Comparison, _ a: Expression, _ b: Expression, in frame: Frame
  ) -> Term {
    switch comparison {
    case .equal: return equal(a, b, in: frame)
    case .notEqual: return store.not(equal(a, b, in: frame))
    case .less: return store.less(value(of: a, in: frame), value(of: b, in: frame))
    case .greater: return store.less(value(of: b, in: frame), value(of: a, in: frame))
    case .lessOrEqual, .greaterOrEqual:
      let isLess = comparison == .lessOrEqual
      let x = value(of: isLess ? a : b, in: frame)
      let y = value(of: isLess ? b : a, in: frame)
      let isOrdered = store.or(store.isKind(x, .number), store.isKind(x, .string))
      return store.or(store.less(x, y), store.and(store.equal(x, y), isOrdered))
    case .in:
      let element = value(of: a, in: frame)
      guard let list = elements(of: b, frame) else {
        return atom("in", [element, value(of: b, in: frame)])
      }
      return store.or(list.map { equal(element, of: a, to: $0) })
    case .has: return atom("has", [value(of: a, in: frame), value(of: b, in: frame)])
    }
  }

  private func elements(of expression: Expression, _ frame: Frame) -> [Term]? {
    switch expression.kind {
    case .constant(.list(let values)): values.map(store.constant)
    case .list(let parts): parts.map { value(of: $0, in: frame) }
    default: nil
    }
  }

  private func equal(_ a: Expression, _ b: Expression, in frame: Frame) -> Term {
    let x = value(of: a, in: frame)
    let y = value(of: b, in: frame)
    return store.and(equal(x, of: a, to: y), equal(y, of: b, to: x))
  }

  /// The condition that the expression's value equals another one. It is false if the attribute has
  /// a known list of values that does not contain the other.
  private func equal(_ value: Term, of expression: Expression, to other: Term) -> Term {
    if case .attribute(let base, let index) = expression.kind, case .entity(let entity) = base.type,
      schema.entities.indices.contains(entity),
      schema.entities[entity].attributes.indices.contains(index),
      case .constant(.string(let text)) = store[other]
    {
      let values = schema.entities[entity].attributes[index].values
      if !values.isEmpty, !values.contains(text.string) { return .never }
    }
    return store.equal(value, other)
  }

  // MARK: Values

  private func value(of expression: Expression, in frame: Frame) -> Term {
    switch expression.kind {
    case .constant(let value): return store.constant(value)
    case .local(let slot): return frame.indices.contains(slot) ? frame[slot] : unknown()
    case .singleton(let index): return named("singleton \(index)", [])
    case .attribute(let base, let index):
      return named("attribute \(index)", [value(of: base, in: frame)])
    case .member(let base, let name): return named("member \(name)", [value(of: base, in: frame)])
    case .index(let base, let index):
      return named("index", [value(of: base, in: frame), value(of: index, in: frame)])
    case .call(let definition, let arguments) where expression.type != .bool:
      return value(of: definition.body, in: arguments.map { value(of: $0, in: frame) })
    case .conditional(let c, let a, let b) where expression.type != .bool:
      return store.ite(
        condition(of: c, in: frame, isWanted: nil), then: value(of: a, in: frame),
        else: value(of: b, in: frame))
    case .aggregate, .comprehension, .negate, .arithmetic, .method, .function, .lookup, .list:
      // The expression may have no value; then each comparison with it can be either.
      return unknown()
    default:
      return store.ite(
        condition(of: expression, in: frame, isWanted: nil), then: store.constant(.bool(true)),
        else: store.constant(.bool(false)))
    }
  }

  private func named(_ name: String, _ operands: [Term]) -> Term {
    let key = operands.map { String($0.index) }.joined(separator: " ")
    return store.value(of: Unknown(name: "\(name) of \(key)"))
  }

  private func atom(_ name: String, _ operands: [Term]) -> Term {
    let key = operands.map { String($0.index) }.joined(separator: " ")
    return store.isTrue(
      store.value(of: Unknown(name: "\(name) \(key)", isCondition: true)))
  }

  private func unknown() -> Term {
    fresh += 1
    return store.value(of: Unknown(name: "any \(fresh)"))
  }
}
