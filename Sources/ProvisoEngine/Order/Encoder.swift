import ProvisoKernel
import Z3

/// A value in Z3: its kind, and one component for each kind that it can have.
///
/// Only the component of the value's own kind has a meaning.
struct EncodedValue {
  /// The raw value of `Value.Kind`, as an integer.
  let kind: Z3Term
  let bool: Z3Term
  let number: Z3Term
  /// A Z3 string; where strings are only compared for equality, an integer that names one.
  let string: Z3Term
  /// An integer that names a list or a map: equal structures have equal integers.
  let structure: Z3Term
}

/// Translates terms over unknowns, flags and the phases of steps into Z3 terms.
///
/// Steps, parts and unknowns are all known before the first query, so everything is grounded to
/// scalars: no arrays, no quantifiers, no datatypes. Plans are untyped, so an unknown can have any
/// kind; it becomes five constants, its kind and one for each group of kinds (`EncodedValue`).
/// Strings and structures that are only compared for equality become integers. Z3's sequences,
/// which are far more expensive, are used only if a term needs the text itself (`usesStrings`). A
/// sum gives each condition a number that is 0 or 1, because sums of if-then-else were many times
/// slower.
///
/// The translation is an over-approximation: a term that has no counterpart in Z3, or whose truth
/// nothing records, becomes a free constant and is listed in `opaque`. Then "unsatisfiable" still
/// holds, and "satisfiable" counts as unknown (`doubt`).
///
/// Each distinct term is translated once, with an explicit stack, so deep terms need no recursion.
final class Encoder {
  let context: Z3Context
  let store: TermStore
  /// Whether strings are Z3 sequences; otherwise they are integers.
  let usesStrings: Bool
  private let patterns: RegexEncoder
  private var conditions: [Term: Z3Term] = [:]
  private var values: [Term: EncodedValue] = [:]
  var unknownValues: [Int: EncodedValue] = [:]
  var unknownConditions: [Int: Z3Term] = [:]
  var strings: [Text] = []
  var stringIndices: [Text: Int] = [:]
  var structures: [Value] = []
  private var structureIndices: [Value: Int] = [:]
  /// The constraints on the constants made so far: kinds are in range, a parent of a member is a
  /// map, 0/1 numbers agree with their conditions.
  private(set) var constraints: [Z3Term] = []
  /// Terms without a counterpart in Z3, such as undetermined conditions, with their free constants.
  private(set) var opaque: [Term: Z3Term] = [:]
  /// The texts and numbers that the formulas spell out.
  private(set) var literals: Set<String> = []

  init(_ context: Z3Context, store: TermStore, usesStrings: Bool) {
    self.context = context
    self.store = store
    self.usesStrings = usesStrings
    patterns = RegexEncoder(context)
  }

  // MARK: Conditions

  /// The condition as a Z3 Boolean.
  func encode(_ term: Term) throws(Z3Error) -> Z3Term {
    var stack = [term]
    while let top = stack.last {
      if conditions[top] != nil || values[top] != nil {
        stack.removeLast()
        continue
      }
      let missing = store[top].operands.filter { conditions[$0] == nil && values[$0] == nil }
      if missing.isEmpty {
        try encodeReady(top)
        stack.removeLast()
      } else {
        stack += missing
      }
    }
    return try condition(term)
  }

  private func condition(_ term: Term) throws(Z3Error) -> Z3Term {
    if let done = conditions[term] { return done }
    if let value = values[term] {
      // A value that is used as a condition holds where it is `true`.
      return try context.and(
        context.equal(value.kind, try kind(.bool)), value.bool)
    }
    return try context.false()
  }

  private func value(_ term: Term) throws(Z3Error) -> EncodedValue {
    if let done = values[term] { return done }
    let bool = try condition(term)
    return try constant(.bool(false)).with(bool: bool)
  }

  private func kind(_ kind: Value.Kind) throws(Z3Error) -> Z3Term { try context.int(kind.rawValue) }

  private func encodeReady(_ term: Term) throws(Z3Error) {
    switch store[term] {
    case .truth(let value): conditions[term] = try context.literal(value)
    case .constant(let value): values[term] = try constant(value)
    case .unknown(let index):
      if store.unknowns[index].isCondition {
        conditions[term] = try unknownCondition(index)
      } else {
        values[term] = try unknownValue(index)
      }
    case .lowerASCII(let a):
      let encoded = try value(a)
      let text = try context.freshConstant(
        "lower", usesStrings ? context.stringSort() : context.intSort())
      opaque[term] = text
      values[term] = try choice(
        if: context.equal(encoded.kind, kind(.string)),
        then: constant(.string("")).with(string: text),
        else: constant(.null))
    case .undetermined, .variable, .enabled, .justDone, .before:
      let free = try context.freshConstant("open", context.boolSort())
      opaque[term] = free
      conditions[term] = free
    case .matches(let pattern, let a):
      let text = try value(a)
      literals.insert(store.patterns[pattern])
      if usesStrings, let regex = try patterns.encode(store.patterns[pattern]) {
        conditions[term] = try context.and(
          context.equal(text.kind, kind(.string)), context.matches(text.string, regex))
      } else {
        let free = try context.freshConstant("open", context.boolSort())
        opaque[term] = free
        conditions[term] = free
      }
    case .flag(let flag): conditions[term] = try context.bool("flag\(flag)")
    case .phase(let step, let phase): conditions[term] = try context.bool(name(step, phase))
    case .happened(let part): conditions[term] = try context.bool(name(part))
    case .not(let a): conditions[term] = try context.not(condition(a))
    case .and(let parts): conditions[term] = try context.and(all(parts))
    case .or(let parts): conditions[term] = try context.or(all(parts))
    case .ite(let c, let a, let b):
      if values[a] != nil || values[b] != nil {
        values[term] = try choice(if: condition(c), then: value(a), else: value(b))
      } else {
        conditions[term] = try context.ite(condition(c), then: condition(a), else: condition(b))
      }
    case .equal(let a, let b): conditions[term] = try equal(value(a), value(b))
    case .less(let a, let b): conditions[term] = try less(value(a), value(b))
    case .isKind(let a, let wanted):
      conditions[term] = try context.equal(value(a).kind, kind(wanted))
    case .isTrue(let a): conditions[term] = try condition(a)
    case .stringTest(let test, let a, let b):
      conditions[term] = try stringTest(test, of: value(a), value(b))
    case .sum(let constant, let parts): values[term] = try sum(constant, plus: parts)
    case .arithmetic(let op, let a, let b):
      values[term] = try arithmetic(op, of: value(a), and: value(b))
    case .size(let a):
      let encoded = try value(a)
      guard usesStrings else {
        values[term] = try number(context.freshConstant("size", context.realSort()))
        return
      }
      values[term] = try number(context.toReal(context.length(encoded.string)))
    }
  }

  private func all(_ terms: [Term]) throws(Z3Error) -> [Z3Term] {
    var out: [Z3Term] = []
    out.reserveCapacity(terms.count)
    for term in terms { out.append(try condition(term)) }
    return out
  }

  /// The name of the Boolean constant for a step's phase.
  func name(_ step: Int, _ phase: StepPhase) -> String {
    switch phase {
    case .begun: "b\(step)"
    case .done: "d\(step)"
    case .failed: "f\(step)"
    }
  }

  /// The name of the Boolean constant for a part: whether it has happened.
  func name(_ part: PartID) -> String { "p\(part.step).\(part.part)" }

  // MARK: Values

  private func rational(_ number: Number) throws(Z3Error) -> Z3Term {
    let (top, bottom) = number.fraction
    return try context.rational(bottom == "1" ? top : "\(top)/\(bottom)")
  }

  private func number(_ term: Z3Term) throws(Z3Error) -> EncodedValue {
    let base = try constant(.number(.zero))
    return EncodedValue(
      kind: base.kind, bool: base.bool, number: term, string: base.string,
      structure: base.structure)
  }

  private func index(of text: Text) -> Int {
    if let index = stringIndices[text] { return index }
    strings.append(text)
    stringIndices[text] = strings.count - 1
    return strings.count - 1
  }

  private func constant(_ value: Value) throws(Z3Error) -> EncodedValue {
    var bool = false
    var number = Number.zero
    var text = Text("")
    var structure = -1
    switch value {
    case .bool(let value): bool = value
    case .number(let value):
      number = value
      literals.insert(value.description)
    case .string(let value):
      text = value
      if usesStrings { literals.insert(value.string) }
    case .list, .map, .object:
      if let known = structureIndices[value] {
        structure = known
      } else {
        structures.append(value)
        structure = structures.count - 1
        structureIndices[value] = structure
      }
    case .null: break
    }
    return EncodedValue(
      kind: try kind(value.kind), bool: try context.literal(bool), number: try rational(number),
      string: usesStrings ? try patterns.literal(text.string) : try context.int(index(of: text)),
      structure: try context.int(structure))
  }

  private func unknownCondition(_ index: Int) throws(Z3Error) -> Z3Term {
    if let done = unknownConditions[index] { return done }
    let made = try context.bool("u\(index)")
    unknownConditions[index] = made
    return made
  }

  private func unknownValue(_ index: Int) throws(Z3Error) -> EncodedValue {
    if let done = unknownValues[index] { return done }
    let made = EncodedValue(
      kind: try context.int("u\(index).kind"), bool: try context.bool("u\(index).bool"),
      number: try context.real("u\(index).number"),
      string: usesStrings
        ? try context.string("u\(index).string") : try context.int("u\(index).string"),
      structure: try context.int("u\(index).structure"))
    unknownValues[index] = made
    let zero = try context.int(0)
    constraints.append(try context.le(zero, made.kind))
    constraints.append(try context.lt(made.kind, kind(.object)))
    constraints.append(try context.le(zero, made.structure))
    if usesStrings {
      // Z3's characters include some that Unicode does not have; a value in a report must be text.
      constraints.append(try context.matches(made.string, context.unicodeText()))
    } else {
      constraints.append(try context.le(zero, made.string))
    }
    if let parent = store.unknowns[index].parent, !store.unknowns[parent.unknown].isCondition {
      let map = try unknownValue(parent.unknown)
      constraints.append(
        try context.implies(
          context.not(context.equal(made.kind, kind(.null))),
          context.equal(map.kind, kind(.map))))
    }
    return made
  }

  /// Constraints that make the members of unknown maps agree with the known maps that the unknown
  /// maps are compared with. Complete only after all terms are encoded.
  func memberConstraints() throws(Z3Error) -> [Z3Term] {
    var out: [Z3Term] = []
    for (index, member) in unknownValues.sorted(by: { $0.key < $1.key }) {
      guard let parent = store.unknowns[index].parent, let map = unknownValues[parent.unknown]
      else { continue }
      for (number, structure) in structures.enumerated() {
        guard case .map = structure else { continue }
        let isIt = try context.and(
          context.equal(map.kind, kind(.map)),
          context.equal(map.structure, context.int(number)))
        out.append(
          try context.implies(isIt, equal(member, constant(structure[parent.member]))))
      }
    }
    return out
  }

  private func choice(
    if condition: Z3Term, then a: EncodedValue, else b: EncodedValue
  ) throws(Z3Error) -> EncodedValue {
    EncodedValue(
      kind: try context.ite(condition, then: a.kind, else: b.kind),
      bool: try context.ite(condition, then: a.bool, else: b.bool),
      number: try context.ite(condition, then: a.number, else: b.number),
      string: try context.ite(condition, then: a.string, else: b.string),
      structure: try context.ite(condition, then: a.structure, else: b.structure))
  }

  private func equal(_ a: EncodedValue, _ b: EncodedValue) throws(Z3Error) -> Z3Term {
    func ifKind(_ wanted: Value.Kind, _ same: Z3Term) throws(Z3Error) -> Z3Term {
      try context.implies(context.equal(a.kind, kind(wanted)), same)
    }
    let structured = try context.or(
      context.equal(a.kind, kind(.list)), context.equal(a.kind, kind(.map)),
      context.equal(a.kind, kind(.object)))
    return try context.and(
      context.equal(a.kind, b.kind),
      ifKind(.bool, context.iff(a.bool, b.bool)),
      ifKind(.number, context.equal(a.number, b.number)),
      ifKind(.string, context.equal(a.string, b.string)),
      context.implies(structured, context.equal(a.structure, b.structure)))
  }

  private func both(
    are wanted: Value.Kind, _ a: EncodedValue, _ b: EncodedValue
  ) throws(Z3Error) -> Z3Term {
    try context.and(context.equal(a.kind, kind(wanted)), context.equal(b.kind, kind(wanted)))
  }

  private func less(_ a: EncodedValue, _ b: EncodedValue) throws(Z3Error) -> Z3Term {
    let numbers = try context.and(both(are: .number, a, b), context.lt(a.number, b.number))
    guard usesStrings else { return numbers }
    return try context.or(
      numbers, context.and(both(are: .string, a, b), context.stringLess(a.string, b.string)))
  }

  private func stringTest(
    _ test: StringTest, of a: EncodedValue, _ b: EncodedValue
  ) throws(Z3Error) -> Z3Term {
    guard usesStrings else { return try context.freshConstant("test", context.boolSort()) }
    let holds =
      switch test {
      case .startsWith: try context.prefixOf(b.string, a.string)
      case .endsWith: try context.suffixOf(b.string, a.string)
      case .contains: try context.contains(a.string, b.string)
      }
    return try context.and(both(are: .string, a, b), holds)
  }

  private func sum(_ constant: Number, plus parts: [WeightedTerm]) throws(Z3Error) -> EncodedValue {
    // Each condition gets a number that is 0 or 1, so the sum stays linear; sums of if-then-else
    // were measured to be many times slower.
    var terms = [try rational(constant)]
    literals.insert(constant.description)
    for part in parts {
      literals.insert(part.weight.description)
      let bit = try context.freshConstant("bit", context.intSort())
      let holds = try condition(part.condition)
      constraints.append(try context.le(context.int(0), bit))
      constraints.append(try context.le(bit, context.int(1)))
      constraints.append(
        try context.iff(holds, context.equal(bit, context.int(1))))
      terms.append(try context.mul(rational(part.weight), context.toReal(bit)))
    }
    return try number(context.add(terms))
  }

  private func arithmetic(
    _ op: TermArithmetic, of a: EncodedValue, and b: EncodedValue
  ) throws(Z3Error) -> EncodedValue {
    switch op {
    case .add:
      let sum = try number(context.add(a.number, b.number))
      guard usesStrings else { return sum }
      let joined = try constant(.string("")).with(string: context.concat(a.string, b.string))
      return try choice(if: context.equal(a.kind, kind(.string)), then: joined, else: sum)
    case .subtract: return try number(context.sub(a.number, b.number))
    case .multiply: return try number(context.mul(a.number, b.number))
    case .divide: return try number(context.div(a.number, b.number))
    case .modulo:
      let quotient = try context.toReal(context.toInt(context.div(a.number, b.number)))
      return try number(context.sub(a.number, context.mul(b.number, quotient)))
    }
  }
}

extension EncodedValue {
  func with(bool: Z3Term) throws(Z3Error) -> EncodedValue {
    EncodedValue(kind: kind, bool: bool, number: number, string: string, structure: structure)
  }

  func with(string: Z3Term) throws(Z3Error) -> EncodedValue {
    EncodedValue(kind: kind, bool: bool, number: number, string: string, structure: structure)
  }
}
