import ProvisoKernel
import ProvisoSyntax

/// A part of a property that must come true before the part under it can matter: the left side of
/// an implication, the `where` of an inner `every`, the step of a `whenever`.
package struct Trigger: Sendable {
  /// The construct that the trigger belongs to.
  package enum Kind: Sendable { case condition, implication, before, starts, happens }

  package let kind: Kind
  /// The source range of the trigger.
  package let span: Span
  /// The index of the enclosing trigger; `nil` at the top.
  package let parent: Int?
}

/// Records, while a property is lowered, the conditions under which its triggers come true.
///
/// It looks for triggers only where the property holds if they never come true: under conjunctions,
/// right sides of implications, bodies of `every` and `whenever`, and definitions that are called
/// there.
package final class TriggerRecorder {
  /// The triggers in the order of the source, each after its enclosing trigger.
  package private(set) var triggers: [Trigger] = []
  /// For each trigger, a list of conditions. If the trigger can come true, one of them is possible.
  /// None of them is a constant.
  package private(set) var conditions: [[Term]] = []
  /// For each trigger, whether it certainly comes true.
  package private(set) var isMet: [Bool] = []
  /// For each trigger, whether it had more conditions than `mostConditions`.
  package private(set) var isCut: [Bool] = []
  /// The condition under which the part that is being lowered matters.
  var path = Term.always
  private var indices: [ObjectIdentifier: Int] = [:]

  /// The largest number of conditions kept for one trigger.
  static let mostConditions = 1_000

  /// Finds the triggers of a property's body.
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
    // A definition that is called twice is one part of the source.
    guard seen.insert(ObjectIdentifier(expression)).inserted else { return }
    switch expression.kind {
    case .and(let parts): for part in parts { find(in: part, under: parent, &seen) }
    case .implies(let left, let right):
      find(in: right, under: add(expression, as: .implication, at: left.span, under: parent), &seen)
    case .before(_, let later): _ = add(expression, as: .before, at: later.span, under: parent)
    case .wheneverStarts(let step, let inner):
      find(in: inner, under: add(expression, as: .starts, at: step.span, under: parent), &seen)
    case .wheneverHappens(let step, let inner):
      find(in: inner, under: add(expression, as: .happens, at: step.span, under: parent), &seen)
    case .quantifier(.every, let binders, let body?):
      let span = binders.lazy.compactMap(\.condition).first?.span
      find(
        in: body,
        under: span.map { add(expression, as: .condition, at: $0, under: parent) } ?? parent, &seen)
    case .call(let definition, _): find(in: definition.body, under: parent, &seen)
    default: break
    }
  }

  private func add(
    _ expression: Expression, as kind: Trigger.Kind, at span: Span, under parent: Int?
  ) -> Int {
    indices[ObjectIdentifier(expression)] = triggers.count
    triggers.append(Trigger(kind: kind, span: span, parent: parent))
    return triggers.count - 1
  }

  /// Records a condition under which the expression's trigger comes true where the path holds.
  ///
  /// - Returns: the path to the part under the trigger.
  func note(_ expression: Expression, under condition: Term, in store: TermStore) -> Term {
    guard let index = indices[ObjectIdentifier(expression)] else { return path }
    // For `a before b`, the question is whether `b` begins at any moment, not only at those on the
    // path.
    let isOfMoment = triggers[index].kind != .before
    let whole = isOfMoment ? store.and(path, condition) : condition
    if whole == .always {
      isMet[index] = true
    } else if whole != .never, !isMet[index], conditions[index].last != whole {
      if conditions[index].count < Self.mostConditions {
        conditions[index].append(whole)
      } else {
        isCut[index] = true
      }
    }
    return whole
  }
}

extension Lowering {
  /// Lowers the part under a trigger.
  func under(
    _ expression: Expression, condition: Term, lower: () -> Term
  ) -> Term {
    guard let watch else { return lower() }
    let outer = watch.path
    watch.path = watch.note(expression, under: condition, in: store)
    defer { watch.path = outer }
    return lower()
  }

  /// The condition that the step begins or is done: at the current moment if the path depends on
  /// the moment, otherwise at any.
  func turn(_ step: Int, isStart: Bool, path: Term) -> Term {
    if store.direction(of: path, in: universe.system) == .fixed {
      return store.phase(step, isStart ? .begun : .done)
    }
    return isStart ? store.enabled(step) : store.justDone(step)
  }
}
