import ProvisoKernel

/// Splits a property into its instances.
///
/// The binders over collections form instances, and so do those over lists of constants, in the
/// outermost `every` and in each `every` that is the whole body of another. A binder over any other
/// list stays in the body of each instance; a binder over objects that comes after it is taken out
/// in front of it, with the part of its `where` that reads no element of the list. So the order of
/// binders does not change the instances.
package enum PropertyShape {
  /// The most combinations of constants that form instances of their own.
  static let mostConstants = 64

  /// The binders that form instances, and the body to check for each.
  ///
  /// Slots stay as they are written: a frame of an instance has null in the slots of binders that
  /// stay in the body.
  package static func split(_ property: Expression) -> ([Binder], Expression) {
    var taken: [Binder] = []
    var left: [Binder] = []
    var found = (taken: taken, left: left, body: property)
    var combinations = 1
    var body = property
    while case .quantifier(.every, let list, let inner?) = body.kind {
      var takesNone = true
      for binder in list {
        guard formsInstances(binder, &combinations) else {
          left.append(binder)
          continue
        }
        takesNone = false
        taken.append(advance(binder, before: &left))
      }
      // Lists behind the last binder of an instance stay in the body as they are written.
      if !takesNone { found = (taken, left, inner) }
      body = inner
    }
    guard let last = found.left.last else { return (found.taken, found.body) }
    return (
      found.taken,
      Expression(
        .quantifier(.every, found.left, found.body), type: .bool, span: property.span,
        isFixed: property.isFixed, frameSize: last.slot)
    )
  }

  /// The number of slots of an instance's frame.
  package static func frameSize(_ binders: [Binder]) -> Int {
    binders.reduce(0) { max($0, $1.slot + 1) }
  }

  /// The binders that an instance needs to ask something: those over objects, with their `where`, and
  /// those over lists, without it. Where they have no choice, the property is vacuous.
  package static func askingBinders(of property: Expression) -> [Binder] {
    let (binders, rest) = split(property)
    var out = binders.map { $0.bindsObjects ? $0 : $0.with(condition: nil) }
    var body = rest
    while case .quantifier(.every, let list, let inner?) = body.kind {
      out += list.map { $0.with(condition: nil) }
      body = inner
    }
    return out
  }

  private static func formsInstances(_ binder: Binder, _ combinations: inout Int) -> Bool {
    guard case .list(let list) = binder.source else { return true }
    guard let count = constantCount(list), combinations * count <= mostConstants else {
      return false
    }
    combinations *= count
    return true
  }

  /// The number of elements of a list of constants; `nil` for any other expression.
  private static func constantCount(_ list: Expression) -> Int? {
    switch list.kind {
    case .constant(let value): value.asList.count
    case .list(let parts):
      parts.allSatisfy { if case .constant = $0.kind { true } else { false } } ? parts.count : nil
    default: nil
    }
  }

  /// The binder as it is in front of the lists that stay behind. The conjuncts of its `where` that
  /// read an element of them move to the last of them.
  private static func advance(_ binder: Binder, before lists: inout [Binder]) -> Binder {
    guard let last = lists.last, let condition = binder.condition else { return binder }
    var use = SlotUse()
    let elements = Set(lists.map(\.slot))
    let parts = condition.conjuncts
    let moved = parts.filter { !use.slots(of: $0).isDisjoint(with: elements) }
    let kept = parts.filter { use.slots(of: $0).isDisjoint(with: elements) }
    lists[lists.count - 1] = last.with(
      condition: conjunction((last.condition?.conjuncts ?? []) + moved))
    return binder.with(condition: conjunction(kept))
  }

  private static func conjunction(_ parts: [Expression]) -> Expression? {
    guard let first = parts.first, parts.count > 1 else { return parts.first }
    return Expression(
      .and(parts), type: .bool, span: first.span, isFixed: parts.allSatisfy(\.isFixed),
      frameSize: first.frameSize)
  }
}

extension Binder {
  package func with(condition: Expression?) -> Binder {
    Binder(name: name, source: source, slot: slot, condition: condition, span: span)
  }

  /// Whether it ranges over objects.
  package var bindsObjects: Bool { if case .collection = source { true } else { false } }
}
