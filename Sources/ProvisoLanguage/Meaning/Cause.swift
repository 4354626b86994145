import ProvisoKernel
import ProvisoSyntax

/// A part of the reason why a condition has its truth value in one situation.
///
/// Two situations can be compared by their causes: a condition that is false in both is false for the
/// same reasons if every cause in the second is one in the first.
package indirect enum Cause: Hashable, Sendable {
  /// A test, such as a comparison, and the values that it reads.
  case test(Place, [Value])
  /// A choice for the binders of a quantifier that has an effect on its value: the chosen objects, why it
  /// does, and which of several equal choices it is. An element of a list is what is read of it.
  case choice(Place, [ObjectID], Set<Cause>, Int)
  /// One of the choices that a quantifier lacks, from 1.
  case lack(Place, Int)

  /// A part of a property: the expression, after the calls of definitions that lead to it.
  package struct Place: Hashable, Sendable {
    private let path: [ObjectIdentifier]

    init(_ path: [ObjectIdentifier]) { self.path = path }
  }

  /// The objects that the cause names.
  package var objects: Set<ObjectID> {
    var out: Set<ObjectID> = []
    switch self {
    case .test(_, let read): for case .object(let object) in read { out.insert(object) }
    case .choice(_, let chosen, let causes, _):
      out.formUnion(chosen)
      for cause in causes { out.formUnion(cause.objects) }
    case .lack: break
    }
    return out
  }

  /// Whether it is a missing choice, or has one in it.
  package var hasLack: Bool {
    switch self {
    case .test: false
    case .choice(_, _, let causes, _): causes.contains(where: \.hasLack)
    case .lack: true
    }
  }
}

/// Finds the causes of a truth value in one situation.
///
/// It errs in one direction only: causes can seem to differ where a person would see the same reason,
/// such as a list with a further element of which a test reads the whole.
package struct CauseReader {
  /// The answer for a condition that is asked to be true or to be false.
  package enum Answer {
    /// It is, for these reasons.
    case causes(Set<Cause>)
    /// It is the opposite.
    case opposite
    /// It depends on an unknown, or its causes cannot be compared.
    case open
  }

  /// The most missing choices that are listed one by one.
  private static let mostLacks = 10_000

  private let evaluator: ConcreteEvaluator
  /// The calls of definitions that lead to what is read.
  private var calls: [ObjectIdentifier] = []
  private let marker = ConcreteEvaluator.Marker.text.value

  /// Makes a reader for a situation, which needs no values for unknowns.
  package init(
    _ universe: any ConcreteMeaning, at moment: Moment, in world: FlagValues, patterns: PatternCache
  ) {
    evaluator = ConcreteEvaluator(
      universe,
      in: Situation(moment: moment, world: world, unknowns: [:], filler: marker),
      patterns: patterns)
  }

  /// The causes of an instance being violated: of its conditions being true and its body being false.
  package func violation(
    _ binders: [Binder], _ body: Expression, in frame: ConcreteEvaluator.Frame
  ) -> Answer {
    every(
      binders.lazy.compactMap(\.condition).map { ($0, true) } + [(body, false)], in: frame)
  }

  /// The causes of a condition having a truth value.
  package func causes(
    of condition: Expression, being wanted: Bool, in frame: ConcreteEvaluator.Frame
  ) -> Answer {
    switch condition.kind {
    case .not(let inner): return causes(of: inner, being: !wanted, in: frame)
    case .and(let parts), .or(let parts):
      var isOr = false
      if case .or = condition.kind { isOr = true }
      let wanted = parts.map { ($0, wanted) }
      return isOr == wanted.first?.1 ? some(wanted, in: frame) : every(wanted, in: frame)
    case .implies(let a, let b):
      let parts = [(a, !wanted), (b, wanted)]
      return wanted ? some(parts, in: frame) : every(parts, in: frame)
    case .conditional(let test, let a, let b):
      let yes = every([(test, true), (a, wanted)], in: frame)
      if case .causes = yes { return yes }
      return every([(test, false), (b, wanted)], in: frame)
    case .call(let definition, let arguments):
      guard let inner = self.frame(of: arguments, in: frame) else { return .open }
      return inside(condition).causes(of: definition.body, being: wanted, in: inner)
    case .quantifier(let quantifier, let binders, let body):
      return causes(
        of: quantifier, over: binders, body, as: place(of: condition), being: wanted, in: frame)
    case .once, .previous, .wheneverStarts, .wheneverHappens, .overRun, .before, .flowsInto, .step,
      .related:
      return .open
    default: return test(condition, being: wanted, in: frame)
    }
  }

  // MARK: Combinations

  /// The causes of all parts, if each is as wanted. What comes after one that is not is not read.
  private func every(
    _ parts: [(Expression, Bool)], in frame: ConcreteEvaluator.Frame
  ) -> Answer {
    var out: Set<Cause> = []
    var isOpen = false
    for (part, wanted) in parts {
      switch causes(of: part, being: wanted, in: frame) {
      case .opposite: return .opposite
      case .open: isOpen = true
      case .causes(let found): out.formUnion(found)
      }
    }
    return isOpen ? .open : .causes(out)
  }

  /// The causes of all parts that are as wanted, if one is.
  private func some(
    _ parts: [(Expression, Bool)], in frame: ConcreteEvaluator.Frame
  ) -> Answer {
    var out: Set<Cause>?
    for (part, wanted) in parts {
      switch causes(of: part, being: wanted, in: frame) {
      case .opposite: break
      case .open: return .open
      case .causes(let found): out = (out ?? []).union(found)
      }
    }
    return out.map { .causes($0) } ?? .opposite
  }

  private func place(of expression: Expression) -> Cause.Place {
    Cause.Place(calls + [ObjectIdentifier(expression)])
  }

  /// The reader for the body of a definition that is called.
  private func inside(_ call: Expression) -> CauseReader {
    var inner = self
    inner.calls.append(ObjectIdentifier(call))
    return inner
  }

  private func frame(
    of arguments: [Expression], in frame: ConcreteEvaluator.Frame
  ) -> ConcreteEvaluator.Frame? {
    var out: ConcreteEvaluator.Frame = []
    for argument in arguments {
      guard case .value(let value) = evaluator.value(of: argument, in: frame) else { return nil }
      out.append(value)
    }
    return out
  }

  // MARK: Quantifiers

  private func causes(
    of quantifier: Quantifier, over binders: [Binder], _ body: Expression?,
    as id: Cause.Place, being wanted: Bool, in frame: ConcreteEvaluator.Frame
  ) -> Answer {
    let least: Int
    let most: Int
    switch quantifier {
    case .every: (least, most) = (0, 0)
    case .no: (least, most) = (0, 0)
    case .some: (least, most) = (1, .max)
    case .exactly(let count): (least, most) = (count, count)
    case .atLeast(let count): (least, most) = (count, .max)
    case .atMost(let count): (least, most) = (0, count)
    }
    // `every` counts the choices that do not meet its body.
    let isEvery = quantifier == .every
    guard let met = choices(over: binders, body, being: !isEvery, as: id, in: frame) else {
      return .open
    }
    let isMet = least <= met.count && met.count <= most
    guard isMet == wanted else { return .opposite }
    if met.count < least { return .causes(Set(lacks(least - met.count, of: id))) }
    // Too many choices break a condition, and enough of them meet one.
    return .causes(isMet && least == 0 ? [] : met)
  }

  private func lacks(_ count: Int, of id: Cause.Place) -> [Cause] {
    (0..<min(max(count, 0), Self.mostLacks)).map { .lack(id, $0 + 1) }
  }

  /// The choices for binders whose conditions are true and whose body has a truth value; `nil` if that
  /// depends on an unknown.
  private func choices(
    over binders: [Binder], _ body: Expression?, being wanted: Bool, as id: Cause.Place,
    in frame: ConcreteEvaluator.Frame
  ) -> Set<Cause>? {
    var numbers: [Cause: Int] = [:]
    var out: Set<Cause> = []
    let isComplete = visit(binders[...], in: frame, because: []) { choice, causes in
      var causes = causes
      switch body.map({ self.causes(of: $0, being: wanted, in: choice) }) {
      case .opposite: return true
      case .open: return false
      case .causes(let more): causes.formUnion(more)
      case nil: break
      }
      let chosen = objects(binders, choice)
      let first = Cause.choice(id, chosen, causes, 0)
      let number = numbers[first, default: 0]
      numbers[first] = number + 1
      out.insert(.choice(id, chosen, causes, number))
      return true
    }
    return isComplete ? out : nil
  }

  /// Visits the choices for binders whose conditions are true, with the causes of that, while the visit
  /// returns true.
  ///
  /// - Returns: whether all choices were visited, and none depends on an unknown.
  private func visit(
    _ binders: ArraySlice<Binder>, in frame: ConcreteEvaluator.Frame, because causes: Set<Cause>,
    _ visit: (ConcreteEvaluator.Frame, Set<Cause>) -> Bool
  ) -> Bool {
    guard let binder = binders.first else { return visit(frame, causes) }
    var causes = causes
    if case .list(let source) = binder.source {
      guard let read = sourceReads(source, in: frame) else { return false }
      if !read.isEmpty { causes.insert(.test(place(of: source), read)) }
    }
    var isComplete = true
    let missing = evaluator.choices(of: [binder.with(condition: nil)], in: frame) { choice in
      guard isComplete else { return }
      var causes = causes
      switch binder.condition.map({ self.causes(of: $0, being: true, in: choice) }) {
      case .opposite: return
      case .open:
        isComplete = false
        return
      case .causes(let more): causes.formUnion(more)
      case nil: break
      }
      isComplete = self.visit(binders.dropFirst(), in: choice, because: causes, visit)
    }
    return isComplete && missing == nil
  }

  /// The values from which the elements of a list are computed; none for a list that is there, whose
  /// elements are read themselves; `nil` if the number of elements depends on an unknown.
  private func sourceReads(_ source: Expression, in frame: ConcreteEvaluator.Frame) -> [Value]? {
    switch source.kind {
    case .local, .attribute, .member, .index:
      guard case .value(let list) = evaluator.value(of: source, in: frame), list.value != marker
      else { return nil }
      return []
    default: return reads(source, in: frame)
    }
  }

  private func objects(_ binders: [Binder], _ frame: ConcreteEvaluator.Frame) -> [ObjectID] {
    binders.compactMap { binder in
      if case .object(let object) = frame[binder.slot].value { object } else { nil }
    }
  }

  // MARK: Tests

  private func test(
    _ condition: Expression, being wanted: Bool, in frame: ConcreteEvaluator.Frame
  ) -> Answer {
    if case .compare(let comparison, let a, let b) = condition.kind,
      let answer = bound(comparison, a, b, being: wanted, in: frame)
    {
      return answer
    }
    guard let values = reads(condition, in: frame) else { return .open }
    switch evaluator.truth(of: condition, in: frame) {
    case .open: return .open
    case .yes: return wanted ? .causes([.test(place(of: condition), values)]) : .opposite
    case .no: return wanted ? .opposite : .causes([.test(place(of: condition), values)])
    }
  }

  /// A number of choices beside a constant, such as `count(r in resources where …) <= 2`, which is
  /// `at most 2`; `nil` for any other comparison.
  private func bound(
    _ comparison: Comparison, _ a: Expression, _ b: Expression, being wanted: Bool,
    in frame: ConcreteEvaluator.Frame
  ) -> Answer? {
    guard case .aggregate(.count, let binders, _) = a.kind, case .constant(.number(let n)) = b.kind,
      let number = n.integer
    else { return nil }
    let quantifier: Quantifier
    switch comparison {
    case .lessOrEqual: quantifier = .atMost(number)
    case .less: quantifier = .atMost(number - 1)
    case .greaterOrEqual: quantifier = .atLeast(number)
    case .greater: quantifier = .atLeast(number + 1)
    case .equal: quantifier = .exactly(number)
    default: return nil
    }
    return causes(
      of: quantifier, over: binders, nil, as: place(of: a), being: wanted, in: frame)
  }

  /// The values that an expression reads, in order; `nil` if one of them depends on an unknown.
  private func reads(_ expression: Expression, in frame: ConcreteEvaluator.Frame) -> [Value]? {
    switch expression.kind {
    case .constant, .singleton: return []
    case .local, .attribute, .member, .index, .lookup:
      guard case .value(let masked) = evaluator.value(of: expression, in: frame),
        !masked.value.contains(marker)
      else { return nil }
      return [masked.value]
    case .call(let definition, let arguments):
      guard let inner = self.frame(of: arguments, in: frame) else { return nil }
      return inside(expression).reads(definition.body, in: inner)
    case .quantifier, .aggregate, .comprehension:
      return chosen(expression, in: frame)
    case .once, .previous, .wheneverStarts, .wheneverHappens, .overRun, .before, .flowsInto, .step,
      .related:
      return nil
    case .compare(.has, let base, let key):
      // Whether an object has a member depends on no other member of it.
      guard case .constant(.string(let name)) = key.kind,
        case .value(let object) = evaluator.value(of: base, in: frame), object.value != marker,
        !object.value[name].contains(marker)
      else { return nil }
      return [object.value[name]]
    default:
      var out: [Value]? = []
      expression.kind.forEachPart { part in
        guard out != nil, let more = reads(part, in: frame) else {
          out = nil
          return
        }
        out? += more
      }
      return out
    }
  }

  /// The value of an expression with binders, and the values that each of their choices reads.
  private func chosen(_ expression: Expression, in frame: ConcreteEvaluator.Frame) -> [Value]? {
    let parts: ([Binder], Expression?)
    switch expression.kind {
    case .quantifier(_, let binders, let body), .aggregate(_, let binders, let body):
      parts = (binders, body)
    case .comprehension(let binders, let element): parts = (binders, element)
    default: return nil
    }
    guard case .value(let whole) = evaluator.value(of: expression, in: frame),
      !whole.value.contains(marker)
    else { return nil }
    var out = [whole.value]
    let isComplete = visit(parts.0[...], in: frame, because: []) { choice, _ in
      out += objects(parts.0, choice).map { .object($0) }
      for read in parts.0.compactMap(\.condition) + [parts.1].compactMap(\.self) {
        guard let more = reads(read, in: choice) else { return false }
        out += more
      }
      return true
    }
    return isComplete ? out : nil
  }
}
