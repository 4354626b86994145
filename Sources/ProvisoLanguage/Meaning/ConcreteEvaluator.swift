import ProvisoKernel
import ProvisoPatterns
import ProvisoSyntax

/// Evaluates checked expressions in one situation, straight from the tree: the judge of every
/// counterexample.
///
/// The judge and the lowering share three things. They read the same checked tree. They use the same
/// operations on single values (`TermStore.less`, `compute` and `test`, `Value.listed`, `AddressBlock`),
/// which are functions of plain values that tests compare with Z3 and with tables of their own. They
/// compile patterns with the same ``RegexMatcher``. They share no answer: the caller gives the judge a
/// ``PatternCache`` of its own, and `known` is decided here from concrete values.
///
/// The recursion follows the expression, whose depth the checker limits.
package final class ConcreteEvaluator {
  /// A truth value; `open` if a missing value would decide it, with the reason.
  package enum Truth: Equatable {
    case yes, no
    case open(String)

    package init(_ value: Bool) { self = value ? .yes : .no }

    package var negated: Truth {
      switch self {
      case .yes: .no
      case .no: .yes
      case .open: self
      }
    }
  }

  /// A value, or the reason why there is none.
  package enum Outcome {
    case value(MaskedValue)
    case none(String)

    static func plain(_ value: Value) -> Outcome { .value(MaskedValue(value)) }
  }

  let universe: any ConcreteMeaning
  let situation: Situation
  let patterns: PatternCache
  /// The objects by fixed attributes; `nil` to look at each object.
  let selections: SelectionIndex?
  /// The run up to the situation, if the expression belongs to a world; `nil` for a plan.
  package var history: (any RunHistory)?
  /// The situation with words in place of the unknowns that must not be printed: what reads otherwise in it
  /// is secret. `nil` if there are none.
  package var concealed: Situation?
  /// Whether a condition has read a value that must not be printed, since the last time this was set.
  var hasReadSecret = false
  /// The marker that stands for every unknown while `known` is evaluated; `nil` otherwise.
  var marker: Marker?

  package init(
    _ universe: any ConcreteMeaning, in situation: Situation, patterns: PatternCache,
    selections: SelectionIndex? = nil
  ) {
    self.universe = universe
    self.selections = selections
    self.situation = situation
    self.patterns = patterns
  }

  package typealias Frame = [MaskedValue]

  // MARK: Conditions

  package func truth(of expression: Expression, in frame: Frame) -> Truth {
    switch expression.kind {
    case .not(let inner): return truth(of: inner, in: frame).negated
    case .and(let parts): return all(parts.lazy.map { self.truth(of: $0, in: frame) })
    case .or(let parts): return any(parts.lazy.map { self.truth(of: $0, in: frame) })
    case .implies(let a, let b):
      return any(
        [{ self.truth(of: a, in: frame).negated }, { self.truth(of: b, in: frame) }].lazy.map {
          $0()
        })
    case .conditional(let c, let a, let b) where expression.type == .bool:
      switch truth(of: c, in: frame) {
      case .yes: return truth(of: a, in: frame)
      case .no: return truth(of: b, in: frame)
      case .open(let reason):
        let yes = truth(of: a, in: frame)
        return yes == truth(of: b, in: frame) ? yes : .open(reason)
      }
    case .compare(let comparison, let a, let b): return compare(by: comparison, a, b, in: frame)
    case .call(let definition, let arguments) where expression.type == .bool:
      var inner: Frame = []
      for argument in arguments {
        switch value(of: argument, in: frame) {
        case .value(let value): inner.append(value)
        case .none(let reason): return .open(reason)
        }
      }
      return truth(of: definition.body, in: inner)
    case .quantifier(let quantifier, let binders, let body):
      return quantify(quantifier, over: binders, body: body, in: frame)
    case .before(let a, let b) where history != nil: return worldBefore(a, b, in: frame)
    case .wheneverStarts(let step, let inner) where history != nil:
      switch canStart(step, in: frame) {
      case .no: return .yes
      case .yes: return truth(of: inner, in: frame)
      case .open(let reason): return any([truth(of: inner, in: frame), .open(reason)])
      }
    case .wheneverHappens(let step, let inner) where history != nil:
      return hasJustHappened(step, in: frame) ? truth(of: inner, in: frame) : .yes
    case .related(let relation, let arguments): return related(by: relation, arguments, in: frame)
    case .before(let a, let b):
      return withStep(a, in: frame) { x in
        withStep(b, in: frame) { y in
          Truth(universe.system.order.path(from: y, to: x, in: situation.world) != nil)
        }
      }
    case .relation(let relation, let a, let b):
      return withObject(a, in: frame, absent: .no) { x in
        withObject(b, in: frame, absent: .no) { y in
          Truth(universe.holds(relation, between: x, and: y, in: situation))
        }
      }
    case .flowsInto(let a, let b, let path):
      return withObject(a, in: frame, absent: .no) { x in
        withObject(b, in: frame, absent: .no) { y in
          var keys: [Value] = []
          for part in path {
            switch value(of: part, in: frame) {
            case .value(let masked): keys.append(masked.value)
            case .none(let reason): return .open(reason)
            }
          }
          return universe.isFlow(from: x, to: y, at: keys, in: situation).map { Truth($0) }
            ?? .open("the flow into an argument cannot be evaluated here")
        }
      }
    case .previous(let inner) where expression.type == .bool:
      return previousEvaluator.truth(of: inner, in: frame)
    case .once(let inner): return once(inner, in: frame)
    case .wheneverStarts(let step, let inner):
      return withStep(step, in: frame) { index in
        let canBegin = Interpreter(universe.system, world: situation.world)
          .canBegin(index, at: situation.moment)
        return canBegin ? truth(of: inner, in: frame) : .yes
      }
    case .wheneverHappens(let step, let inner):
      return withStep(step, in: frame) { index in
        guard situation.moment.steps[index] == .done else { return .yes }
        let isLast = universe.system.steps.indices.allSatisfy { other in
          situation.moment.steps[other] == .pending
            || !universe.system.steps[other].waits.contains {
              $0.step == index && situation.world.admits($0)
            }
        }
        return isLast ? truth(of: inner, in: frame) : .yes
      }
    default:
      switch value(of: expression, in: frame) {
      case .value(let masked):
        noteSecret(in: masked)
        return Truth(masked.value == .bool(true))
      case .none(let reason): return .open(reason)
      }
    }
  }

  func noteSecret(in value: MaskedValue) {
    if value.mask.hidesAnything { hasReadSecret = true }
  }

  /// A value that conditions choose: if one of them reads a secret, the value is secret as well.
  private func chosen(_ value: () -> Outcome) -> Outcome {
    let before = hasReadSecret
    hasReadSecret = false
    defer { hasReadSecret = hasReadSecret || before }
    let outcome = value()
    guard hasReadSecret, case .value(let masked) = outcome else { return outcome }
    return .value(MaskedValue(masked.value, .all, markings: masked.markings))
  }

  /// A condition that stays true once it is true held before if it holds now. A condition that
  /// stays false once it is false held before if it held at the start. For any other condition this
  /// can miss a moment; the lowering makes `once` undetermined there.
  private func once(_ inner: Expression, in frame: Frame) -> Truth {
    if history != nil { return worldOnce(inner, in: frame) }
    let now = truth(of: inner, in: frame)
    if now == .yes { return .yes }
    let start = Situation(
      moment: Moment(initialOf: universe.system), world: situation.world,
      unknowns: situation.unknowns)
    let before = ConcreteEvaluator(universe, in: start, patterns: patterns).truth(
      of: inner, in: frame)
    return before == .yes ? .yes : now
  }

  func all(_ truths: some Sequence<Truth>) -> Truth {
    var open: Truth?
    for truth in truths {
      if truth == .no { return .no }
      if case .open = truth { open = open ?? truth }
    }
    return open ?? .yes
  }

  func any(_ truths: some Sequence<Truth>) -> Truth {
    all(truths.lazy.map(\.negated)).negated
  }

  func object(of expression: Expression, in frame: Frame) -> ObjectID? {
    if case .value(let masked) = value(of: expression, in: frame),
      case .object(let object) = masked.value
    {
      object
    } else {
      nil
    }
  }

  private func withObject(
    _ expression: Expression, in frame: Frame, absent: Truth, then: (ObjectID) -> Truth
  ) -> Truth {
    switch value(of: expression, in: frame) {
    case .none(let reason): return .open(reason)
    case .value(let masked):
      if case .object(let object) = masked.value { return then(object) }
      return absent
    }
  }

  /// The truth for the expression's step; `yes` for anything that is not a step.
  private func withStep(
    _ expression: Expression, in frame: Frame, then: (Int) -> Truth
  ) -> Truth {
    withObject(expression, in: frame, absent: .yes) { universe.step(of: $0).map(then) ?? .yes }
  }

  // MARK: Values

  package func value(of expression: Expression, in frame: Frame) -> Outcome {
    switch expression.kind {
    case .constant(let value): return .plain(value)
    case .local(let slot):
      return frame.indices.contains(slot) ? .value(frame[slot]) : .plain(.null)
    case .singleton(let index): return .plain(.object(universe.singleton(index)))
    case .previous(let inner) where expression.type != .bool:
      return previousEvaluator.value(of: inner, in: frame)
    case .overRun(let kind, _): return .none("`\(kind.rawValue)` applies to runs, not to a moment")
    case .attribute(let base, let attribute):
      guard let object = object(of: base, in: frame) else { return .plain(.null) }
      if let reason = universe.gap(attribute, of: object) { return .none(reason) }
      return .value(masked(attribute, of: object))
    case .member(let base, let name):
      return with(value(of: base, in: frame)) { .value(MaskedValue($0.value[name], $0.mask[name])) }
    case .index(let base, let index):
      return with(value(of: base, in: frame)) { base in
        with(value(of: index, in: frame)) { index in
          hidden(if: index, element(of: base, at: index.value))
        }
      }
    case .sets(let operation, let parts): return sets(operation, of: parts, expression, in: frame)
    case .entry(let map, let key):
      return with(value(of: map, in: frame)) { map in
        with(value(of: key, in: frame)) { .plain(self.entry(of: map.value, at: $0.value)) }
      }
    case .negate(let inner):
      return with(value(of: inner, in: frame)) {
        compute(.subtract, of: MaskedValue(.number(.zero)), $0)
      }
    case .arithmetic(let op, let a, let b):
      return with(value(of: a, in: frame)) { x in
        with(value(of: b, in: frame)) { compute(op.term, of: x, $0) }
      }
    case .conditional(let c, let a, let b):
      return chosen {
        switch truth(of: c, in: frame) {
        case .yes: value(of: a, in: frame)
        case .no: value(of: b, in: frame)
        case .open(let reason): .none(reason)
        }
      }
    case .call(let definition, let arguments):
      var inner: Frame = []
      for argument in arguments {
        switch value(of: argument, in: frame) {
        case .value(let value): inner.append(value)
        case .none(let reason): return .none(reason)
        }
      }
      return value(of: definition.body, in: inner)
    case .list(let parts):
      var values: [Value] = []
      var masks: [Mask] = []
      for part in parts {
        switch value(of: part, in: frame) {
        case .value(let masked):
          values.append(masked.value)
          masks.append(masked.mask)
        case .none(let reason): return .none(reason)
        }
      }
      return .value(
        MaskedValue(.list(values), masks.allSatisfy { $0 == .none } ? .none : .list(masks)))
    case .lookup(let table, let key):
      return with(value(of: key, in: frame)) { key in
        if case .string(let name) = key.value, let row = table.rows[name] {
          return hidden(if: key, .plain(row))
        }
        return .none("table `\(table.name)` has no row for the key")
      }
    case .method(.get, let base, let arguments):
      return get(base, arguments, in: frame)
    case .method(let method, let base, let arguments):
      return with(value(of: base, in: frame)) { base in
        guard let first = arguments.first else { return self.method(method, of: base, with: nil) }
        return with(value(of: first, in: frame)) { self.method(method, of: base, with: $0) }
      }
    case .function(let function, let arguments):
      return self.function(function, of: arguments, in: frame)
    case .comprehension(let binders, let element):
      return chosen { comprehension(binders, of: element, in: frame) }
    case .aggregate(let aggregate, let binders, let operand):
      return chosen { self.aggregate(aggregate, over: binders, of: operand, in: frame) }
    default:
      return chosen {
        switch truth(of: expression, in: frame) {
        case .yes: .plain(.bool(true))
        case .no: .plain(.bool(false))
        case .open(let reason): .none(reason)
        }
      }
    }
  }

  /// An attribute, with the parts masked that differ where secrets are words.
  private func masked(_ attribute: Int, of object: ObjectID) -> MaskedValue {
    let value = universe.value(attribute, of: object, in: situation)
    guard let concealed else { return value }
    let told = universe.value(attribute, of: object, in: concealed)
    let hidden = Mask(hidingDifferencesOf: value.value, and: told.value)
    return hidden == .none
      ? value : MaskedValue(value.value, value.mask.union(hidden), markings: value.markings)
  }

  /// An outcome that a value leads to: secret if the value is.
  func hidden(if cause: MaskedValue, _ outcome: Outcome) -> Outcome {
    guard cause.mask.hidesAnything, case .value(let masked) = outcome else { return outcome }
    return .value(MaskedValue(masked.value, .all, markings: masked.markings))
  }

  func with(_ outcome: Outcome, _ then: (MaskedValue) -> Outcome) -> Outcome {
    switch outcome {
    case .value(let value): then(value)
    case .none: outcome
    }
  }

  private func element(of base: MaskedValue, at index: Value) -> Outcome {
    switch index {
    case .string(let name): return .value(MaskedValue(base.value[name], base.mask[name]))
    case .number(let number):
      guard let index = number.integer, case .list(let elements) = base.value,
        elements.indices.contains(index)
      else { return .plain(.null) }
      return .value(MaskedValue(elements[index], base.mask[element: index]))
    default: return .plain(.null)
    }
  }

  func compute(_ op: TermArithmetic, of a: MaskedValue, _ b: MaskedValue) -> Outcome {
    guard let result = TermStore.compute(op, of: a.value, b.value) else {
      return .none("arithmetic on a value that is not a number, or division by zero")
    }
    return .value(MaskedValue(result, joined(a, b)))
  }

  func joined(_ parts: MaskedValue...) -> Mask {
    parts.contains { $0.mask.hidesAnything } ? .all : .none
  }
}
