/// Makes terms and keeps one copy of each (hash consing).
///
/// Each constructor simplifies: constants are folded, choices are lifted out of comparisons, and
/// nested conjunctions and disjunctions are flattened, so that equal conditions often share one
/// handle.
///
/// A store belongs to one task at a time. The terms of one property live as long as its store.
public final class TermStore {
  // INVARIANT: a term's operands have smaller indices than the term.
  private var nodes: [TermNode] = [.truth(true), .truth(false)]
  private var indices: [TermNode: Int32] = [.truth(true): 0, .truth(false): 1]
  /// The rigid symbols that terms of this store name, by index.
  public private(set) var unknowns: [Unknown] = []
  private var unknownIndices: [Unknown: Int] = [:]
  /// The reason for each undetermined condition, by index.
  public private(set) var undetermined: [Gap] = []
  /// Whether a condition that the values of unknowns would settle is an unknown of its own, instead
  /// of undetermined.
  public var opensGaps = false
  /// The gaps that are unknowns of their own, by index in `unknowns`.
  public private(set) var openGaps: [Int: Gap] = [:]
  /// The patterns of `matches`, by index.
  public private(set) var patterns: [String] = []
  private var patternIndices: [String: Int] = [:]

  /// The kinds of the state variables that have one kind in every state, by index.
  public var variableKinds: [Int: Value.Kind] = [:]
  /// The kinds of the rigid symbols and inputs that have one kind in every state, by index.
  public var unknownKinds: [Int: Value.Kind] = [:]

  /// Makes an empty store.
  public init() {}

  /// Makes a store that begins with the terms of a table, with the same handles.
  public init(_ table: TermTable) {
    nodes = table.nodes
    for (index, node) in nodes.enumerated() { indices[node] = Int32(index) }
    unknowns = table.unknowns
    for (index, symbol) in unknowns.enumerated() { unknownIndices[symbol] = index }
    patterns = table.patterns
    for (index, pattern) in patterns.enumerated() { patternIndices[pattern] = index }
    undetermined = table.undetermined
  }

  /// A copy of the terms made so far, for other tasks to read.
  public var table: TermTable {
    TermTable(nodes: nodes, unknowns: unknowns, patterns: patterns, undetermined: undetermined)
  }

  /// The number of distinct terms.
  public var count: Int { nodes.count }

  /// The structure of the term.
  public subscript(term: Term) -> TermNode {
    // INVARIANT: only this store makes its handles, and nodes are never removed.
    nodes[Int(term.index)]
  }

  private func intern(_ node: TermNode) -> Term {
    if let index = indices[node] { return Term(index: index) }
    let index = Int32(nodes.count)
    nodes.append(node)
    indices[node] = index
    return Term(index: index)
  }

  // MARK: Leaves

  /// A constant condition.
  public func truth(_ value: Bool) -> Term { value ? .always : .never }
  /// A known value.
  public func constant(_ value: Value) -> Term { intern(.constant(value)) }
  /// A known number.
  public func number(_ value: Int) -> Term { intern(.constant(.number(Number(value)))) }
  /// The value of a state variable.
  public func variable(_ index: Int) -> Term { intern(.variable(index)) }
  /// A rigid Boolean of the order.
  public func flag(_ index: Int) -> Term { intern(.flag(index)) }
  /// The step has reached the phase.
  public func phase(_ step: Int, _ phase: StepPhase) -> Term { intern(.phase(step, phase)) }
  /// The part has happened.
  public func happened(_ part: PartID) -> Term { intern(.happened(part)) }
  /// The step can begin.
  public func enabled(_ step: Int) -> Term { intern(.enabled(step)) }
  /// In no run does `later` begin before `earlier` is done.
  public func before(_ earlier: Int, _ later: Int) -> Term {
    earlier == later ? .never : intern(.before(earlier, later))
  }
  /// The step is done, and no step that waits directly for it has begun.
  public func justDone(_ step: Int) -> Term { intern(.justDone(step)) }

  /// The index of a rigid symbol, which is added on first use.
  public func unknown(_ symbol: Unknown) -> Int {
    if let index = unknownIndices[symbol] { return index }
    unknowns.append(symbol)
    unknownIndices[symbol] = unknowns.count - 1
    return unknowns.count - 1
  }

  /// The value of a rigid symbol.
  public func value(of symbol: Unknown) -> Term { intern(.unknown(unknown(symbol))) }

  /// A new condition that may be true or false; each call makes another one.
  public func undetermined(because gap: Gap) -> Term {
    if opensGaps, !gap.unknowns.isEmpty {
      let symbol = Unknown(
        name: "\(gap.reason) (\(openGaps.count + 1))", isCondition: true)
      openGaps[unknown(symbol)] = gap
      return isTrue(value(of: symbol))
    }
    undetermined.append(gap)
    return intern(.undetermined(undetermined.count - 1))
  }

  // MARK: Logic

  /// The negation.
  public func not(_ term: Term) -> Term {
    switch self[term] {
    case .truth(let value): truth(!value)
    case .not(let inner): inner
    default: intern(.not(term))
    }
  }

  /// Every term holds.
  public func and(_ terms: [Term]) -> Term { junction(terms, unit: .always) }
  /// At least one term holds.
  public func or(_ terms: [Term]) -> Term { junction(terms, unit: .never) }
  /// Both terms hold.
  public func and(_ a: Term, _ b: Term) -> Term { and([a, b]) }
  /// At least one of the two terms holds.
  public func or(_ a: Term, _ b: Term) -> Term { or([a, b]) }
  /// The second holds wherever the first does.
  public func implies(_ a: Term, _ b: Term) -> Term { or([not(a), b]) }

  private func junction(_ terms: [Term], unit: Term) -> Term {
    let zero = unit == .always ? Term.never : .always
    // Most junctions fold away; these early exits need no set.
    if terms.contains(zero) { return zero }
    guard let first = terms.first(where: { $0 != unit }) else { return unit }
    if terms.allSatisfy({ $0 == unit || $0 == first }) { return first }
    var flat: [Term] = []
    var seen: Set<Term> = []
    func take(_ term: Term) -> Bool {
      if term == unit { return true }
      if term == zero { return false }
      if seen.contains(not(term)) { return false }
      if seen.insert(term).inserted { flat.append(term) }
      return true
    }
    for term in terms {
      let parts: [Term]
      switch (self[term], unit) {
      case (.and(let inner), .always): parts = inner
      case (.or(let inner), .never): parts = inner
      default: parts = [term]
      }
      for part in parts where !take(part) { return zero }
    }
    // The loop above flattened a nested junction, so its negation no longer meets it as one term.
    for term in flat {
      guard case .not(let inner) = self[term] else { continue }
      switch (self[inner], unit) {
      case (.and(let parts), .always), (.or(let parts), .never):
        if parts.allSatisfy(seen.contains) { return zero }
      default: continue
      }
    }
    switch flat.count {
    case 0: return unit
    case 1: return flat[0]
    default:
      flat.sort { $0.index < $1.index }
      return intern(unit == .always ? .and(flat) : .or(flat))
    }
  }

  /// `whenTrue` where the condition holds, else `whenFalse`; the two have the same sort.
  public func ite(_ condition: Term, then whenTrue: Term, else whenFalse: Term) -> Term {
    if condition == .always || whenTrue == whenFalse { return whenTrue }
    if condition == .never { return whenFalse }
    if whenTrue == .always { return or(condition, whenFalse) }
    if whenTrue == .never { return and(not(condition), whenFalse) }
    if whenFalse == .always { return or(not(condition), whenTrue) }
    if whenFalse == .never { return and(condition, whenTrue) }
    return intern(.ite(condition, whenTrue, whenFalse))
  }

  // MARK: Atoms over values

  /// The two values are equal.
  public func equal(_ a: Term, _ b: Term) -> Term {
    if a == b { return .always }
    switch (self[a], self[b]) {
    case (.constant(let x), .constant(let y)): return truth(x == y)
    case (.ite(let c, let x, let y), _): return ite(c, then: equal(x, b), else: equal(y, b))
    case (_, .ite(let c, let x, let y)): return ite(c, then: equal(a, x), else: equal(a, y))
    case (.unknown(let index), .constant(let value)) where unknowns[index].isCondition:
      return condition(unknown: a, is: value)
    case (.constant(let value), .unknown(let index)) where unknowns[index].isCondition:
      return condition(unknown: b, is: value)
    default: return a.index < b.index ? intern(.equal(a, b)) : intern(.equal(b, a))
    }
  }

  private func condition(unknown: Term, is value: Value) -> Term {
    guard case .bool(let wanted) = value else { return .never }
    let atom = intern(.isTrue(unknown))
    return wanted ? atom : not(atom)
  }

  /// Both are numbers, or both strings, and the first is less.
  public func less(_ a: Term, _ b: Term) -> Term {
    switch (self[a], self[b]) {
    case (.constant(let x), .constant(let y)): return truth(TermStore.less(x, y))
    case (.ite(let c, let x, let y), _): return ite(c, then: less(x, b), else: less(y, b))
    case (_, .ite(let c, let x, let y)): return ite(c, then: less(a, x), else: less(a, y))
    default:
      if a == b { return .never }
      if let x = range(of: a), let y = range(of: b) {
        if x.upperBound < y.lowerBound { return .always }
        if x.lowerBound >= y.upperBound { return .never }
      }
      return intern(.less(a, b))
    }
  }

  /// The bounds of a sum of conditions, or of a known number.
  private func range(of term: Term) -> ClosedRange<Number>? {
    switch self[term] {
    case .constant(.number(let value)): return value...value
    case .sum(let constant, let parts):
      var least = constant
      var most = constant
      for part in parts {
        if part.weight < .zero { least = least + part.weight } else { most = most + part.weight }
      }
      return least...most
    default: return nil
    }
  }

  /// The language's `<` on known values: numbers with numbers, strings with strings, otherwise
  /// false.
  public static func less(_ a: Value, _ b: Value) -> Bool {
    switch (a, b) {
    case (.number(let x), .number(let y)): x < y
    case (.string(let x), .string(let y)): x < y
    default: false
    }
  }

  /// The value has the kind.
  public func isKind(_ term: Term, _ kind: Value.Kind) -> Term {
    switch self[term] {
    case .constant(let value): return truth(value.kind == kind)
    case .ite(let c, let x, let y): return ite(c, then: isKind(x, kind), else: isKind(y, kind))
    case .unknown(let index) where unknowns[index].isCondition: return truth(kind == .bool)
    default:
      if let known = self.kind(of: term) { return truth(known == kind) }
      return intern(.isKind(term, kind))
    }
  }

  /// The kind of a value for all values of its leaves; `nil` if it is not obvious.
  private func kind(of term: Term) -> Value.Kind? {
    switch self[term] {
    case .constant(let value): value.kind
    case .variable(let index): variableKinds[index]
    case .unknown(let index): unknownKinds[index]
    case .sum, .size: .number
    // The recursion is as deep as the expression.
    case .arithmetic(let op, let a, let b):
      kind(of: a).flatMap { $0 == kind(of: b) && (op == .add || $0 == .number) ? $0 : nil }
    default: nil
    }
  }

  /// The value is the Boolean `true`.
  public func isTrue(_ term: Term) -> Term {
    switch self[term] {
    case .constant(let value): return truth(value == .bool(true))
    case .ite(let c, let x, let y): return ite(c, then: isTrue(x), else: isTrue(y))
    default: return intern(.isTrue(term))
    }
  }

  /// Both values are strings and the test holds.
  public func stringTest(_ test: StringTest, of a: Term, _ b: Term) -> Term {
    switch (self[a], self[b]) {
    case (.constant(let x), .constant(let y)): return truth(TermStore.test(test, of: x, y))
    case (.ite(let c, let x, let y), _):
      return ite(c, then: stringTest(test, of: x, b), else: stringTest(test, of: y, b))
    case (_, .ite(let c, let x, let y)):
      return ite(c, then: stringTest(test, of: a, x), else: stringTest(test, of: a, y))
    default: return intern(.stringTest(test, a, b))
    }
  }

  /// A string test on known values; false unless both are strings.
  public static func test(_ test: StringTest, of a: Value, _ b: Value) -> Bool {
    guard case .string(let x) = a, case .string(let y) = b else { return false }
    return switch test {
    case .startsWith: x.starts(with: y)
    case .endsWith: x.ends(with: y)
    case .contains: x.contains(y)
    }
  }

  /// The string contains a match of the pattern. The caller has already evaluated constants.
  public func matches(_ pattern: String, _ term: Term) -> Term {
    if case .ite(let c, let x, let y) = self[term] {
      return ite(c, then: matches(pattern, x), else: matches(pattern, y))
    }
    let index: Int
    if let known = patternIndices[pattern] {
      index = known
    } else {
      patterns.append(pattern)
      index = patterns.count - 1
      patternIndices[pattern] = index
    }
    return intern(.matches(index, term))
  }

  // MARK: Numbers

  /// A constant plus weighted conditions.
  public func sum(_ constant: Number, plus parts: [WeightedTerm]) -> Term {
    var total = constant
    var weights: [Term: Number] = [:]
    var order: [Term] = []
    for part in parts {
      switch self[part.condition] {
      case .truth(let value): if value { total = total + part.weight }
      case .not(let inner):
        // w·(not c) = w - w·c: sums stay linear in positive conditions.
        total = total + part.weight
        if weights[inner] == nil { order.append(inner) }
        weights[inner] = (weights[inner] ?? .zero) - part.weight
      default:
        if weights[part.condition] == nil { order.append(part.condition) }
        weights[part.condition] = (weights[part.condition] ?? .zero) + part.weight
      }
    }
    var kept: [WeightedTerm] = []
    for term in order {
      if let weight = weights[term], weight != .zero { kept.append(WeightedTerm(weight, term)) }
    }
    return kept.isEmpty ? self.constant(.number(total)) : intern(.sum(total, kept))
  }

  /// The result of an operator. The caller ensures that the operands are numbers (or, for `add`,
  /// two strings) and that no divisor is zero.
  public func arithmetic(_ op: TermArithmetic, of a: Term, _ b: Term) -> Term {
    if case .constant(let x) = self[a], case .constant(let y) = self[b],
      let value = TermStore.compute(op, of: x, y)
    {
      return constant(value)
    }
    // Choices are lifted only over constants: a long sum of choices would grow without bound.
    if case .ite(let c, let x, let y) = self[a], case .constant = self[b] {
      return ite(c, then: arithmetic(op, of: x, b), else: arithmetic(op, of: y, b))
    }
    if case .ite(let c, let x, let y) = self[b], case .constant = self[a] {
      return ite(c, then: arithmetic(op, of: a, x), else: arithmetic(op, of: a, y))
    }
    if let linear = linear(op, of: a, b) { return linear }
    return intern(.arithmetic(op, a, b))
  }

  /// The result as a sum of conditions, for addition, subtraction and multiplication by a constant;
  /// `nil` for everything else.
  private func linear(_ op: TermArithmetic, of a: Term, _ b: Term) -> Term? {
    func parts(_ term: Term) -> (Number, [WeightedTerm])? {
      switch self[term] {
      case .constant(.number(let value)): (value, [])
      case .sum(let constant, let weighted): (constant, weighted)
      default: nil
      }
    }
    guard let (x, xs) = parts(a), let (y, ys) = parts(b) else { return nil }
    func scaled(_ weighted: [WeightedTerm], by factor: Number) -> [WeightedTerm] {
      weighted.map { WeightedTerm($0.weight * factor, $0.condition) }
    }
    switch op {
    case .add: return sum(x + y, plus: xs + ys)
    case .subtract: return sum(x - y, plus: xs + scaled(ys, by: Number(-1)))
    case .multiply where ys.isEmpty: return sum(x * y, plus: scaled(xs, by: y))
    case .multiply where xs.isEmpty: return sum(x * y, plus: scaled(ys, by: x))
    default: return nil
    }
  }

  /// An operator on known values; `nil` where it has no value.
  public static func compute(_ op: TermArithmetic, of a: Value, _ b: Value) -> Value? {
    if op == .add, case .string(let x) = a, case .string(let y) = b {
      return .string(Text(x.string + y.string))
    }
    guard case .number(let x) = a, case .number(let y) = b else { return nil }
    switch op {
    case .add: return .number(x + y)
    case .subtract: return .number(x - y)
    case .multiply: return .number(x * y)
    case .divide: return x.divided(by: y).map(Value.number)
    case .modulo: return x.modulo(y).map(Value.number)
    }
  }

  /// The number of code points of a string term.
  public func size(_ term: Term) -> Term {
    switch self[term] {
    case .constant(.string(let text)): return number(text.count)
    case .ite(let c, let x, let y): return ite(c, then: size(x), else: size(y))
    default: return intern(.size(term))
    }
  }

  /// A string term with its ASCII letters in lower case.
  public func lowerASCII(_ term: Term) -> Term {
    switch self[term] {
    case .constant(.string(let text)): return constant(.string(text.lowerASCII))
    case .ite(let c, let x, let y): return ite(c, then: lowerASCII(x), else: lowerASCII(y))
    default: return intern(.lowerASCII(term))
    }
  }
}
