import ProvisoKernel

/// A part of a property that has to come true for what stands under it to say anything: the left side
/// of an implication, the `where` of an inner `every`, the step of a `whenever`.
package struct Trigger: Sendable {
  /// What it is part of.
  package enum Kind: Sendable { case condition, implication, before, starts, happens }

  package let kind: Kind
  /// Where it stands.
  package let span: Span
  /// The place of the trigger that it stands under.
  package let parent: Int?
}

/// Collects, while a property is lowered, the conditions under which its triggers come true.
///
/// Triggers are looked for only where their never coming true makes the property hold there: under
/// conjunctions, right sides of implications, bodies of `every` and `whenever`, and definitions called in
/// those places.
package final class TriggerWatch {
  /// In the order of the source, each after the one that it stands under.
  package private(set) var triggers: [Trigger] = []
  /// For each trigger conditions of which one must be possible if it can come true; none of them is
  /// plainly true or false.
  package private(set) var conditions: [[Term]] = []
  /// Whether the trigger plainly comes true.
  package private(set) var isMet: [Bool] = []
  /// Whether there were more conditions than are kept.
  package private(set) var isCut: [Bool] = []
  /// What has to hold for the part that is being lowered to matter.
  var path = Term.always
  private var places: [ObjectIdentifier: Int] = [:]

  /// The most conditions that are kept of one trigger.
  static let mostConditions = 1_000

  /// Watches the triggers of a condition that is to hold.
  init(_ body: Expression) {
    var seen: Set<ObjectIdentifier> = []
    find(in: body, under: nil, &seen)
    conditions = Array(repeating: [], count: triggers.count)
    isMet = Array(repeating: false, count: triggers.count)
    isCut = isMet
  }

  private func find(
    in expression: Expression, under parent: Int?, _ seen: inout Set<ObjectIdentifier>
  ) {
    // A definition that is called twice is one text.
    guard seen.insert(ObjectIdentifier(expression)).inserted else { return }
    switch expression.kind {
    case .and(let parts): for part in parts { find(in: part, under: parent, &seen) }
    case .implies(let left, let right):
      find(in: right, under: add(expression, .implication, left.span, parent), &seen)
    case .before(_, let later): _ = add(expression, .before, later.span, parent)
    case .wheneverStarts(let step, let inner):
      find(in: inner, under: add(expression, .starts, step.span, parent), &seen)
    case .wheneverHappens(let step, let inner):
      find(in: inner, under: add(expression, .happens, step.span, parent), &seen)
    case .quantifier(.every, let binders, let body?):
      let span = binders.lazy.compactMap(\.condition).first?.span
      find(
        in: body, under: span.map { add(expression, .condition, $0, parent) } ?? parent, &seen)
    case .call(let definition, _): find(in: definition.body, under: parent, &seen)
    default: break
    }
  }

  private func add(
    _ expression: Expression, _ kind: Trigger.Kind, _ span: Span, _ parent: Int?
  ) -> Int {
    places[ObjectIdentifier(expression)] = triggers.count
    triggers.append(Trigger(kind: kind, span: span, parent: parent))
    return triggers.count - 1
  }

  /// Notes a condition under which the expression's trigger comes true where the path leads.
  ///
  /// - Returns: the path to what stands under the trigger.
  func note(_ expression: Expression, _ condition: Term, _ store: TermStore) -> Term {
    guard let place = places[ObjectIdentifier(expression)] else { return path }
    // Whether `b` of `a before b` ever begins is asked of all moments, not of those on the path.
    let isOfMoment = triggers[place].kind != .before
    let whole = isOfMoment ? store.and(path, condition) : condition
    if whole == .always {
      isMet[place] = true
    } else if whole != .never, !isMet[place], conditions[place].last != whole {
      if conditions[place].count < Self.mostConditions {
        conditions[place].append(whole)
      } else {
        isCut[place] = true
      }
    }
    return whole
  }
}

extension Lowering {
  /// Lowers what stands under a trigger.
  func under(
    _ expression: Expression, _ condition: Term, _ lower: () -> Term
  ) -> Term {
    guard let watch else { return lower() }
    let outer = watch.path
    watch.path = watch.note(expression, condition, store)
    defer { watch.path = outer }
    return lower()
  }

  /// That the step begins, or is done: at the moment where that hangs on the path, else at any.
  func turn(_ step: Int, isStart: Bool, _ path: Term) -> Term {
    if store.direction(of: path, in: universe.system) == .fixed {
      return store.phase(step, isStart ? .begun : .done)
    }
    return isStart ? store.enabled(step) : store.justDone(step)
  }
}
