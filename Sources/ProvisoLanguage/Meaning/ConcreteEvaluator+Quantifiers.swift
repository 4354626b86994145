import ProvisoKernel
import ProvisoSyntax

/// Quantifiers and aggregates in one situation.
extension ConcreteEvaluator {
  /// Visits every choice for the binders, with the truth of their conditions.
  private func choices(
    of binders: ArraySlice<Binder>, in frame: Frame, where condition: Truth,
    visit: (Frame, Truth) -> Void, miss: (String) -> Void
  ) {
    guard let binder = binders.first else {
      visit(frame, condition)
      return
    }
    var elements: [MaskedValue] = []
    switch binder.source {
    case .collection(let collection):
      elements = objects(in: collection, of: binder, in: frame).map { MaskedValue(.object($0)) }
    case .list(let list):
      switch value(of: list, in: frame) {
      case .none(let reason):
        miss(reason)
        return
      case .value(let masked):
        if case .list(let values) = masked.value {
          let markings = markedElements(of: list, in: frame)
          elements = values.enumerated().map {
            MaskedValue(
              $0.element, masked.mask[element: $0.offset], markings: markings[$0.offset] ?? [])
          }
        } else if !masked.value.isNull {
          elements = [masked]
        }
      }
    }
    for element in elements {
      var next = frame
      while next.count <= binder.slot { next.append(MaskedValue(.null)) }
      next[binder.slot] = element
      let here = binder.condition.map { truth(of: $0, in: next) } ?? .yes
      if here == .no { continue }
      choices(
        of: binders.dropFirst(), in: next, where: all([condition, here]), visit: visit, miss: miss)
    }
  }

  /// The objects of a binder's collection without those that fail one of the first tests of its `where`.
  ///
  /// A test that fails ends the evaluation of the `where`, and the tests read nothing that is secret. So
  /// an object that is left out would have had no effect.
  private func objects(in collection: Int, of binder: Binder, in frame: Frame) -> [ObjectID] {
    var best: [ObjectID]?
    guard history == nil, let selections else { return universe.objects(in: collection) }
    for conjunct in binder.condition?.conjuncts ?? [] {
      let test = AttributeTest(conjunct, slot: binder.slot) { other in
        guard case .value(let masked) = value(of: other, in: frame), !masked.mask.hidesAnything,
          masked.markings.isEmpty
        else { return nil }
        return masked.value
      }
      guard let test,
        let found = selections.objects(in: collection, passing: test, of: universe, in: situation)
      else { break }
      if found.count < best?.count ?? .max { best = found }
    }
    return best ?? universe.objects(in: collection)
  }

  /// Visits every choice for the binders whose conditions hold.
  ///
  /// - Returns: why choices may be missing; `nil` if none is.
  package func choices(of binders: [Binder], in frame: Frame, visit: (Frame) -> Void) -> String? {
    var open: String?
    choices(
      of: binders[...], in: frame, where: .yes,
      visit: { choice, condition in
        switch condition {
        case .yes: visit(choice)
        case .open(let reason): open = open ?? reason
        case .no: break
        }
      }, miss: { open = open ?? $0 })
    return open
  }

  /// The first choice of an `every`'s binders for which its body fails, as a frame.
  package func firstFailure(of body: Expression, _ frame: Frame) -> Frame? {
    guard case .quantifier(.every, let binders, let inner?) = body.kind else { return nil }
    var found: Frame?
    choices(
      of: binders[...], in: frame, where: .yes,
      visit: { choice, condition in
        if found == nil && condition == .yes && truth(of: inner, in: choice) == .no {
          found = choice
        }
      }, miss: { _ in })
    return found
  }

  func quantify(
    _ quantifier: Quantifier, over binders: [Binder], body: Expression?, in frame: Frame
  ) -> Truth {
    var certain = 0
    var possible = 0
    var reason = ""
    var every = Truth.yes
    // A list without a value may have any number of elements.
    var missing: String?
    choices(of: binders[...], in: frame, where: .yes) { frame, condition in
      let holds = body.map { truth(of: $0, in: frame) } ?? .yes
      every = all([every, any([condition.negated, holds])])
      switch all([condition, holds]) {
      case .yes: certain += 1
      case .open(let why):
        possible += 1
        reason = why
      case .no: break
      }
    } miss: {
      missing = $0
    }
    if let missing {
      every = all([every, .open(missing)])
      possible = Int.max / 2
      reason = missing
    }
    func decide(_ low: Bool, _ high: Bool) -> Truth { low == high ? Truth(low) : .open(reason) }
    switch quantifier {
    case .every: return every
    case .some: return decide(certain > 0, certain + possible > 0)
    case .no: return decide(certain > 0, certain + possible > 0).negated
    case .atLeast(let count): return decide(certain >= count, certain + possible >= count)
    case .atMost(let count): return decide(certain <= count, certain + possible <= count)
    case .exactly(let count):
      if possible == 0 { return Truth(certain == count) }
      return certain > count || certain + possible < count ? .no : .open(reason)
    }
  }

  func aggregate(
    _ aggregate: Aggregate, over binders: [Binder], of operand: Expression?, in frame: Frame
  ) -> Outcome {
    var values: [MaskedValue] = []
    var count = 0
    var missing: String?
    choices(of: binders[...], in: frame, where: .yes) { frame, condition in
      if case .open(let reason) = condition { missing = reason }
      count += 1
      guard let operand else { return }
      switch value(of: operand, in: frame) {
      case .value(let masked): values.append(masked)
      case .none(let reason): missing = reason
      }
    } miss: {
      missing = $0
    }
    if let missing { return .none(missing) }
    switch aggregate {
    case .count: return .plain(.number(Number(count)))
    case .sum:
      var total = MaskedValue(.number(.zero))
      for value in values {
        switch compute(.add, of: total, value) {
        case .value(let next): total = next
        case .none(let reason): return .none(reason)
        }
      }
      return .value(total)
    case .min, .max: return extreme(values, isMinimum: aggregate == .min)
    }
  }
}
