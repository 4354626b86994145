import TestSupport

/// Random properties about an actual plan. Most name objects of the plan and values that they have
/// before or after the apply, so that they are true of some plans with the same JSON and false of
/// others.
struct PropertyGenerator {
  private let plan: ActualPlan
  private let order: ActualOrder
  private var random: SeededGenerator
  private var variables = 0
  private var isTemporal = false
  /// Whether only what becomes of objects and steps is asked, not their values.
  private var isAboutProgress = false
  /// The names in scope.
  private var objects: [Int] = []
  private var steps: [Int] = []
  /// An object that each name probably stands for.
  private var likely: [Int: Int] = [:]

  init(_ plan: ActualPlan, _ order: ActualOrder, seed: UInt64) {
    self.plan = plan
    self.order = order
    random = SeededGenerator(seed: seed)
  }

  mutating func property() -> ProjectedProperty {
    variables = 0
    objects = []
    steps = []
    likely = [:]
    let kind: ProjectedProperty.Kind = random.chance(85) ? .invariant : .possible
    let timing: ProjectedProperty.Timing = random.pick(
      [.everyMoment, .everyMoment, .atRest, .atRest, .atEnd], or: ProjectedProperty.Timing.atRest)
    isTemporal = timing == .everyMoment && random.chance(60)
    isAboutProgress = random.chance(35)
    var binders: [Binder] = []
    if random.chance(85) {
      binders = (0..<random.pick([1, 2, 2, 3], or: 2)).map { _ in binder() }
    }
    if kind == .invariant, timing == .everyMoment, random.chance(30) {
      isTemporal = false
      let body: ProjectedProperty.Body =
        switch Int.random(in: 0..<3, using: &random) {
        case 0: .eventually(condition(2))
        case 1: .leadsTo(condition(1), condition(1))
        default: .until(condition(1), condition(1))
        }
      return ProjectedProperty(kind: kind, timing: timing, binders: binders, body: body)
    }
    let body =
      switch Int.random(in: 0..<12, using: &random) {
      case 0..<3: Condition.implies(literal(), literal())
      case 10: Condition.implies(literal(), .or([literal(), literal()]))
      case 11: Condition.implies(.and([literal(), literal()]), literal())
      case 3, 4: Condition.or([literal(), literal()])
      case 5: literal()
      default: condition(3)
      }
    return ProjectedProperty(kind: kind, timing: timing, binders: binders, body: .condition(body))
  }

  // MARK: - Binders

  private func members(_ collection: Binder.Collection) -> [Int] {
    let steps = order.steps.map { order.nodes[$0] }
    return switch collection {
    case .resources: Array(plan.objects.indices)
    case .changes: steps.compactMap(\.object)
    case .deletions:
      steps.compactMap { if case .delete(let object) = $0.kind { object } else { nil } }
    case .creations:
      steps.compactMap { if case .create(let object) = $0.kind { object } else { nil } }
    case .updates:
      steps.compactMap { if case .update(let object) = $0.kind { object } else { nil } }
    }
  }

  private mutating func binder() -> Binder {
    let variable = variables
    variables += 1
    var collection = Binder.Collection.resources
    if random.chance(45) {
      let others = Binder.Collection.allCases.filter { !members($0).isEmpty }
      collection = random.pick(others, or: .resources)
    }
    likely[variable] = members(collection).randomElement(using: &random)
    if collection == .resources { objects.append(variable) } else { steps.append(variable) }
    return Binder(
      variable: variable, collection: collection,
      condition: random.chance(85) ? selection(variable, collection) : nil)
  }

  /// A condition that chooses among objects or steps, mostly by name.
  private mutating func selection(_ variable: Int, _ collection: Binder.Collection) -> Condition {
    let subject: Subject =
      collection == .resources ? .variable(variable) : .resource(ofChange: variable)
    let object = plan.objects[likely[variable] ?? 0]
    let block = plan.blocks[object.block]
    let named = Condition.compare(.fact(subject, .name), .equal, .constant(.text(block.name)))
    switch Int.random(in: 0..<20, using: &random) {
    case 0: return .compare(.fact(subject, .type), .equal, .constant(.text(block.type)))
    case 1:
      let action = object.action == .none ? "no-op" : object.action.rawValue
      return .compare(.fact(subject, .action), .equal, .constant(.text(action)))
    case 2: return .and([named, .flag(subject, .exists)])
    case 3, 4: return .and([named, literal()])
    case 5 where collection == .changes:
      return .and([named, .compare(.kind(variable), .equal, .constant(.text("create")))])
    default: return named
    }
  }

  /// Calls a closure with binders in scope.
  private mutating func inScope<Result>(
    _ count: Int, _ make: (inout Self, [Binder]) -> Result
  ) -> Result {
    let (objects, steps) = (objects, steps)
    let binders = (0..<count).map { _ in binder() }
    let result = make(&self, binders)
    (self.objects, self.steps) = (objects, steps)
    return result
  }

  // MARK: - Conditions

  private mutating func literal() -> Condition {
    let atom = atom()
    return random.chance(30) ? .not(atom) : atom
  }

  private mutating func condition(_ depth: Int) -> Condition {
    guard depth > 0 else { return literal() }
    switch Int.random(in: 0..<16, using: &random) {
    case 0: return .not(condition(depth - 1))
    case 1, 2: return .and([condition(depth - 1), condition(depth - 1)])
    case 3, 4: return .or([condition(depth - 1), condition(depth - 1)])
    case 5, 6: return .implies(condition(depth - 1), condition(depth - 1))
    case 7: return .ifElse(literal(), condition(depth - 1), condition(depth - 1))
    case 8, 9, 10:
      let quantifier = random.pick(
        [.every, .some, .some, .no, .exactly(1), .atLeast(1), .atLeast(2), .atMost(1)],
        or: Condition.Quantifier.some)
      return inScope(random.chance(80) ? 1 : 2) { generator, binders in
        .quantified(quantifier, binders, generator.condition(depth - 1))
      }
    case 11 where isTemporal: return .once(condition(depth - 1))
    case 12, 13:
      guard isTemporal, let step = steps.randomElement(using: &random) else { return literal() }
      return .whenever(
        step, random.pick(Condition.Event.allCases, or: .starts), condition(depth - 1))
    default: return literal()
    }
  }

  private mutating func subject() -> Subject? {
    let all =
      objects.map { Subject.variable($0) } + steps.map { Subject.resource(ofChange: $0) }
    return all.randomElement(using: &random)
  }

  private func likelyObject(_ subject: Subject) -> Int {
    switch subject {
    case .variable(let name), .resource(let name): likely[name] ?? 0
    }
  }

  private mutating func atom() -> Condition {
    // A name is needed for nearly everything.
    guard let subject = subject() else {
      if random.chance(30) { return counted() }
      return inScope(1) { generator, binders in
        .quantified(
          generator.random.chance(70) ? .some : .every, binders, generator.literal())
      }
    }
    switch Int.random(in: 0..<(isAboutProgress ? 15 : 24), using: &random) {
    case 9..<13 where isAboutProgress: return .flag(subject, .exists)
    case 0..<5: return .flag(subject, random.pick(Condition.Flag.allCases, or: .exists))
    case 5..<9:
      guard let step = steps.randomElement(using: &random) else {
        return .flag(subject, random.pick(Condition.Flag.allCases, or: .exists))
      }
      return .progress(step, random.pick(Condition.Progress.allCases, or: .started))
    case 9..<12:
      guard let other = self.subject(), other != subject else { return .flag(subject, .exists) }
      return .refers(subject, other, random.pick(Condition.Age.allCases, or: .either))
    case 12:
      guard let other = self.subject(), other != subject else { return comparison(subject) }
      return random.chance(80) ? .depends(subject, other) : .same(subject, other)
    case 13, 14:
      guard isTemporal, let first = steps.randomElement(using: &random),
        let second = steps.randomElement(using: &random)
      else { return comparison(subject) }
      return .isBefore(first, second)
    case 15: return counted()
    case 16:
      let side = random.pick(Operand.Side.allCases, or: .now)
      return .compare(
        .whole(subject, side), random.chance(50) ? .equal : .unequal, .constant(.null))
    default: return comparison(subject)
    }
  }

  private mutating func counted() -> Condition {
    let number = Operand.constant(.int(Int.random(in: 0...3, using: &random)))
    let comparison = random.pick(Condition.Comparison.allCases, or: .equal)
    return inScope(1) { generator, binders in
      switch Int.random(in: 0..<10, using: &generator.random) {
      case 0, 1: return .compare(.sum(binders, .constant(.int(2))), comparison, number)
      case 2:
        guard let inner = binders.first, inner.collection == .resources else { fallthrough }
        let size = Operand.attribute(.variable(inner.variable), .now, "size")
        return .compare(.sum(binders, size), comparison, number)
      default: return .compare(.count(binders), comparison, number)
      }
    }
  }

  // MARK: - Comparisons

  private mutating func attribute(of subject: Subject) -> String {
    let object = plan.objects[likelyObject(subject)]
    let block = plan.blocks[object.block]
    if !object.unknown.isEmpty, random.chance(50) {
      return random.pick(object.unknown.sorted(), or: "id")
    }
    return random.pick(block.arguments + block.arguments + [block.computed, "id"], or: "id")
  }

  private mutating func side() -> Operand.Side {
    random.pick([.now, .now, .now, .before, .after], or: Operand.Side.now)
  }

  /// A value that an attribute of an object has, or some other.
  private mutating func constant(_ name: String, of object: Int) -> ActualValue {
    let object = plan.objects[object]
    if random.chance(8) { return .null }
    let values = [object.after?[name], object.after?[name], object.before?[name]].compactMap(\.self)
      .filter { if case .list = $0 { false } else { true } }
    return random.chance(85)
      ? random.pick(values, or: .null)
      : random.pick([.text("on"), .text("none"), .int(2), .text("x-on")], or: .null)
  }

  /// Another name in scope whose attribute an expression uses, with the attribute.
  private mutating func source(
    _ subject: Subject, _ name: String
  ) -> (Subject, String)? {
    let block = plan.blocks[plan.objects[likelyObject(subject)].block]
    guard let expression = block.expressions[name] else { return nil }
    var references = ActualReferences(expression)
    for local in references.locals {
      references.add(ActualReferences(plan.locals[local].expression))
    }
    let all =
      objects.map { Subject.variable($0) } + steps.map { Subject.resource(ofChange: $0) }
    let found = references.attributes.flatMap { reference in
      all.filter { plan.objects[likelyObject($0)].block == reference.block }
        .map { ($0, reference.attribute) }
    }
    return found.randomElement(using: &random)
  }

  private mutating func comparison(_ subject: Subject) -> Condition {
    let name = attribute(of: subject)
    let left = Operand.attribute(subject, side(), name)
    let object = likelyObject(subject)
    let isEqual: Condition.Comparison = random.chance(50) ? .equal : .unequal
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return .member(left, [0, 1].map { _ in constant(name, of: object) })
    case 1 where !["size", "target", "triggers_replace"].contains(name):
      return .startsWith(left, random.pick(["o", "x-", "id", "off"], or: "o"))
    case 2:
      let number = Operand.constant(.int(Int.random(in: 1...3, using: &random)))
      return .compare(left, random.chance(50) ? .less : .atMost, number)
    case 3, 4, 5:
      guard let (other, attribute) = source(subject, name) else { break }
      return .compare(left, isEqual, .attribute(other, side(), attribute))
    case 6:
      guard let other = self.subject() else { break }
      return .compare(left, isEqual, .attribute(other, side(), attribute(of: other)))
    default: break
    }
    return .compare(left, isEqual, .constant(constant(name, of: object)))
  }
}
