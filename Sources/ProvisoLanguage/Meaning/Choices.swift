import ProvisoKernel

/// An index of objects by the values of expressions over them, for joins by equality.
struct JoinIndex {
  var buckets: [[Value]: [ObjectID]] = [:]
  /// The objects with an unknown value, which are candidates for every lookup.
  var open: [ObjectID] = []

  /// The objects that can have these values, in their order.
  func candidates(_ values: [Value]) -> [ObjectID] {
    let hits = buckets[values] ?? []
    return open.isEmpty ? hits : (hits + open).sorted()
  }
}

/// The key of a join's index: the indexed expressions over the binder, or a relation.
enum JoinKey: Hashable {
  case values([ObjectIdentifier])
  case relation(Relation, collection: Int)
}

/// `indexed == probe`, where `indexed` reads only one binder and `probe` only earlier ones.
struct EqualityJoin {
  let indexed: Expression
  let probe: Expression
}

/// The plan for finding the choices of one binder.
struct BinderLevel {
  /// A condition that narrows the choices by an index lookup.
  enum Join {
    /// Equalities that must all hold.
    case equality([EqualityJoin])
    /// A relation between this binder and an object that earlier binders determine.
    case relation(Relation, partner: Expression, isLeft: Bool)
  }

  let binder: Binder
  /// Conditions that read only this binder.
  let own: [Expression]
  /// Other conditions that can be evaluated once this binder is chosen.
  let others: [Expression]
  let join: Join?
  /// A fixed attribute of the binder's objects, with the values that it may have.
  let values: AttributeTest?
  /// Whether the choices are enumerated only once, so that caching the values of `own` would be
  /// useless.
  let isMadeOnce: Bool
  /// Whether its condition is a relation of the world that stays empty, so that there is no choice.
  let needsEmptyRelation: Bool
}

/// One choice for all binders.
package struct Choice {
  package let frame: [Symbol]
  /// The value of the binders' conditions.
  package let condition: Term
}

/// The remarks about an enumeration of choices.
package struct Choices {
  /// Collections with unknown elements: where the condition holds, there may be any number of them.
  package var open: [(condition: Term, reason: Gap)] = []
  /// A list with unknown parts, elements of which could be equal and count as one; `nil` if there is
  /// none.
  var collapsing: Symbol?
  /// Whether the remaining choices make no difference.
  var isSettled = false
  /// Whether choices are missing because the work was ended.
  var isInterrupted = false
}

extension Lowering {
  /// The choices of some binders whose conditions are not constantly false, and the remarks about the
  /// enumeration.
  package func choices(
    of binders: [Binder], in frame: Frame
  ) -> (choices: [Choice], remarks: Choices) {
    var choices: [Choice] = []
    let remarks = self.choices(of: levels(binders, base: frame.count), in: frame) {
      choices.append($0)
      return true
    }
    return (choices, remarks)
  }

  /// Plans the enumeration of some binders.
  ///
  /// Each conjunct of a `where` is evaluated as early as its variables allow. Equalities of fixed
  /// values, relations and fixed attributes are looked up in indices that are built once. So a
  /// property about pairs usually costs as much as the pairs that match, not the square of the
  /// number of objects.
  ///
  /// - Parameter isInstance: whether these are the binders of a property's instances; the first of
  ///   these is enumerated once.
  func levels(_ binders: [Binder], base: Int, isInstance: Bool = false) -> [BinderLevel] {
    var conditions: [[Expression]] = Array(repeating: [], count: binders.count)
    for (index, binder) in binders.enumerated() {
      for conjunct in binder.condition?.conjuncts ?? [] {
        let highest = slots.slots(of: conjunct).filter { $0 <= binder.slot }.max() ?? base
        let level = binders.prefix(index + 1).lastIndex { $0.slot <= highest } ?? index
        conditions[level].append(conjunct)
      }
    }
    return zip(binders, conditions).enumerated().map { index, pair in
      let (binder, list) = pair
      var own: [Expression] = []
      var others: [Expression] = []
      var relation: BinderLevel.Join?
      var equations: [EqualityJoin] = []
      for conjunct in list {
        let read = slots.slots(of: conjunct).filter { $0 <= binder.slot }
        if read == [binder.slot], case .collection = binder.source {
          own.append(conjunct)
        } else {
          others.append(conjunct)
          guard case .collection = binder.source else { continue }
          if let equation = self.equation(conjunct, slot: binder.slot) {
            equations.append(equation)
          }
          relation = relation ?? self.relation(conjunct, slot: binder.slot)
        }
      }
      return BinderLevel(
        binder: binder, own: own, others: others,
        join: equations.isEmpty ? relation : .equality(equations),
        values: own.lazy.compactMap { AttributeTest($0, slot: binder.slot) }.first,
        isMadeOnce: isInstance && index == 0, needsEmptyRelation: list.contains(where: isEmpty))
    }
  }

  private func isEmpty(_ conjunct: Expression) -> Bool {
    guard let world, case .related(let relation, _) = conjunct.kind else { return false }
    return world.staysEmpty(relation)
  }

  private func equation(_ conjunct: Expression, slot: Int) -> EqualityJoin? {
    guard case .compare(.equal, let a, let b) = conjunct.kind, a.isFixed, b.isFixed else {
      return nil
    }
    let left = slots.slots(of: a)
    let right = slots.slots(of: b)
    if left == [slot], right.allSatisfy({ $0 < slot }) { return EqualityJoin(indexed: a, probe: b) }
    if right == [slot], left.allSatisfy({ $0 < slot }) { return EqualityJoin(indexed: b, probe: a) }
    return nil
  }

  private func relation(_ conjunct: Expression, slot: Int) -> BinderLevel.Join? {
    switch conjunct.kind {
    case .relation(let relation, let a, let b):
      if case .local(slot) = a.kind, slots.slots(of: b).allSatisfy({ $0 < slot }) {
        return .relation(relation, partner: b, isLeft: true)
      }
      if case .local(slot) = b.kind, slots.slots(of: a).allSatisfy({ $0 < slot }) {
        return .relation(relation, partner: a, isLeft: false)
      }
      return nil
    default: return nil
    }
  }

  /// Visits the choices whose conditions are not constantly false, until one settles the result.
  ///
  /// - Parameters:
  ///   - needsNoCondition: whether the condition of a choice makes no difference, so that it is enough that it is
  ///     not constantly false.
  ///   - visit: returns whether the remaining choices can make a difference.
  /// - Returns: remarks about the enumeration, such as collections with unknown elements.
  func choices(
    of levels: [BinderLevel], in frame: Frame, needsNoCondition: (Frame) -> Bool = { _ in false },
    visit: (Choice) -> Bool
  ) -> Choices {
    var found = Choices()
    descend(
      levels[...], in: frame, under: .always, into: &found, needsNoCondition: needsNoCondition,
      visit: visit)
    return found
  }

  private func descend(
    _ levels: ArraySlice<BinderLevel>, in frame: Frame, under condition: Term,
    into found: inout Choices, needsNoCondition: (Frame) -> Bool,
    visit: (Choice) -> Bool
  ) {
    if let reason = interruption?() {
      if !found.isInterrupted { found.open.append((condition, Gap(reason))) }
      found.isInterrupted = true
      found.isSettled = true
      return
    }
    // No element would be taken, so it is not looked for either.
    if levels.contains(where: \.needsEmptyRelation) { return }
    guard let level = levels.first else {
      if !visit(Choice(frame: frame, condition: condition)) { found.isSettled = true }
      return
    }
    // A binder that a property's instances take out in front can have a higher slot, so the frame is
    // not cut.
    let slot = level.binder.slot
    var next = frame
    while next.count <= slot { next.append(.null) }
    switch level.binder.source {
    case .collection(let collection):
      for object in candidates(for: level, of: collection, in: next) {
        next[slot] = .value(.object(object))
        let own = ownCondition(of: level, for: object, in: next)
        if own == .never { continue }
        take(
          level, before: levels, in: next, under: store.and(condition, own), into: &found,
          needsNoCondition: needsNoCondition, visit: visit)
        if found.isSettled { return }
      }
    case .list(let list):
      each(of: symbol(of: list, in: frame), under: condition, into: &found) {
        element, condition, found in
        next[slot] = element
        take(
          level, before: levels, in: next, under: condition, into: &found,
          needsNoCondition: needsNoCondition, visit: visit)
      }
    }
  }

  private func take(
    _ level: BinderLevel, before levels: ArraySlice<BinderLevel>, in frame: Frame,
    under condition: Term,
    into found: inout Choices, needsNoCondition: (Frame) -> Bool, visit: (Choice) -> Bool
  ) {
    if found.isSettled { return }
    if levels.count == 1, !level.others.isEmpty, condition != .never, needsNoCondition(frame) {
      if level.others.allSatisfy({ canHold($0, in: frame) }),
        !visit(Choice(frame: frame, condition: .always))
      {
        found.isSettled = true
      }
      return
    }
    var terms = [condition]
    for other in level.others {
      let term = self.condition(of: other, in: frame)
      if term == .never { return }
      terms.append(term)
    }
    let all = store.and(terms)
    if all == .never { return }
    descend(
      levels.dropFirst(), in: frame, under: all, into: &found, needsNoCondition: needsNoCondition,
      visit: visit)
  }

  /// Whether a condition is not constantly false.
  private func canHold(_ conjunct: Expression, in frame: Frame) -> Bool {
    if case .relation(let relation, let left, let right) = conjunct.kind,
      let a = object(of: left, in: frame), let b = object(of: right, in: frame)
    {
      return universe.canHold(relation, between: a, and: b, in: store)
    }
    return condition(of: conjunct, in: frame) != .never
  }

  /// Visits the elements of a list, each with the condition under which the list contains it.
  private func each(
    of list: Symbol, under condition: Term, into found: inout Choices,
    visit: (Symbol, Term, inout Choices) -> Void
  ) {
    switch list {
    case .choice(let alternatives):
      for alternative in alternatives {
        let both = store.and(condition, alternative.condition)
        if both == .never { continue }
        each(of: alternative.symbol, under: both, into: &found, visit: visit)
      }
    case .partial(let defined, let inner, let reason):
      found.open.append((store.and(condition, store.not(defined)), reason))
      each(of: inner, under: store.and(condition, defined), into: &found, visit: visit)
    case .none(let reason): found.open.append((condition, reason))
    case .term(let term):
      let isNull = store.isKind(term, .null)
      if isNull != .always {
        found.open.append(
          (
            store.and(condition, store.not(isNull)),
            gap("the elements", of: list)
          ))
      }
    default:
      if case .structure(let structure) = list, structure.isList, !structure.isKnown {
        found.collapsing = list
      }
      for element in elements(list) ?? [] {
        visit(element, condition, &found)
        if found.isSettled { return }
      }
    }
  }

  /// - Parameter frame: the frame with the object in the binder's slot.
  private func ownCondition(of level: BinderLevel, for object: ObjectID, in frame: Frame) -> Term {
    guard let first = level.own.first else { return .always }
    if level.isMadeOnce { return condition(of: level.own, in: frame) }
    let key = ObjectIdentifier(first)
    if let known = filters[key]?[object] { return known }
    let term = condition(of: level.own, in: frame)
    filters[key, default: [:]][object] = term
    return term
  }

  private func condition(of conjuncts: [Expression], in frame: Frame) -> Term {
    var terms: [Term] = []
    for conjunct in conjuncts {
      let term = condition(of: conjunct, in: frame)
      if term == .never { return .never }
      terms.append(term)
    }
    return store.and(terms)
  }

  private func candidates(
    for level: BinderLevel, of collection: Int, in frame: Frame
  ) -> [ObjectID] {
    switch level.join {
    case .equality(let equations):
      var indexed: [Expression] = []
      var values: [Value] = []
      for equation in equations {
        guard case .value(let value) = symbol(of: equation.probe, in: frame) else { continue }
        indexed.append(equation.indexed)
        values.append(value)
      }
      guard !indexed.isEmpty else { break }
      return joinIndex(on: indexed, of: collection, at: level.binder.slot, in: frame)
        .candidates(values)
    case .relation(let relation, let partner, let isLeft):
      guard let object = object(of: partner, in: frame) else { break }
      let chosen = chosen(level.values, from: collection)
      if let partners = universe.partners(relation, of: object, onLeft: !isLeft, among: chosen) {
        return partners
      }
      if isLeft { return relationIndex(of: relation, in: collection).candidates([.object(object)]) }
    case nil: break
    }
    return chosen(level.values, from: collection) ?? universe.objects(in: collection)
  }

  private func chosen(
    _ wanted: AttributeTest?, from collection: Int
  ) -> [ObjectID]? {
    guard let wanted else { return nil }
    var out: [ObjectID] = []
    for value in wanted.values {
      guard
        let found = universe.objects(in: collection, where: wanted.attribute, is: value)
      else {
        return nil
      }
      out += found
    }
    return wanted.values.count > 1 ? out.sorted() : out
  }

  private func joinIndex(
    on indexed: [Expression], of collection: Int, at slot: Int, in frame: Frame
  ) -> JoinIndex {
    let key = JoinKey.values(indexed.map(ObjectIdentifier.init))
    if let known = joins[key] { return known }
    var index = JoinIndex()
    var local = frame
    for object in universe.objects(in: collection) {
      local[slot] = .value(.object(object))
      let values = indexed.compactMap { expression -> Value? in
        switch symbol(of: expression, in: local) {
        case .value(let value): value
        case .structure(let structure) where structure.isKnown: structure.value
        default: nil
        }
      }
      if values.count == indexed.count {
        index.buckets[values, default: []].append(object)
      } else {
        index.open.append(object)
      }
    }
    joins[key] = index
    return index
  }

  /// The objects of a collection, indexed by the objects on the right side of the relation.
  private func relationIndex(of relation: Relation, in collection: Int) -> JoinIndex {
    let key = JoinKey.relation(relation, collection: collection)
    if let known = joins[key] { return known }
    var index = JoinIndex()
    for object in universe.objects(in: collection) {
      if let partners = universe.partners(
        relation, of: object, onLeft: true, among: nil)
      {
        for partner in partners { index.buckets[[.object(partner)], default: []].append(object) }
      } else {
        index.open.append(object)
      }
    }
    joins[key] = index
    return index
  }
}
