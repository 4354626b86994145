import ProvisoKernel
import ProvisoPatterns
import Z3

/// Translates terms over a state of a world into Z3 terms, with one constant for each variable and
/// state where possible.
///
/// The variables of a world have static sorts, unlike the unknowns of a plan (`Encoder`). So a
/// Boolean or number is a single Z3 constant; a value of a finite sort is the binary digits of its
/// index, as Booleans; and null adds one Boolean where a variable may be null. An unrolling repeats
/// these constants at each depth, so few constants matter. Everything is grounded to scalars: no
/// arrays, quantifiers or datatypes. Texts become integers as long as terms only compare them for
/// equality; if a term needs more (`needsStrings`), the caller starts again with Z3's strings.
/// `TextPropagation` turns many text variables into finite ones first.
///
/// The encoding is exact: a term means what `TermEvaluator` makes of it. A term without a
/// counterpart sets `trouble`, and then the caller must not use the encoding. Each term is encoded
/// once for each frame.
final class SortedEncoder {
  let context: Z3Context
  let logic: Logic
  let store: TermStore
  /// Whether texts are Z3 strings; otherwise they are integers.
  let usesStrings: Bool
  let patterns: RegexEncoder
  /// For texts that are known.
  let compiledPatterns = CompiledPatterns()
  /// The reason why some term could not be encoded.
  private(set) var trouble: String?
  /// Whether some term needs texts to be Z3 strings.
  private(set) var needsStrings = false
  private var texts: [Text] = []
  private var textIndices: [Text: Int] = [:]

  init(_ context: Z3Context, store: TermStore, usesStrings: Bool) throws(Z3Error) {
    self.context = context
    self.store = store
    self.usesStrings = usesStrings
    logic = try Logic(context)
    patterns = RegexEncoder(context)
  }

  func refuse(_ reason: String) {
    if trouble == nil { trouble = reason }
  }

  // MARK: Terms

  /// The formula that the condition holds in the frame's state.
  func encode(_ term: Term, in frame: Frame) throws(Z3Error) -> Z3Term {
    try prepare(term, in: frame)
    return try condition(of: term, in: frame)
  }

  /// The value of a term in the frame's state.
  func encodeValue(_ term: Term, in frame: Frame) throws(Z3Error) -> SortedValue {
    try prepare(term, in: frame)
    return try value(of: term, in: frame)
  }

  private func prepare(_ term: Term, in frame: Frame) throws(Z3Error) {
    var stack = [term]
    while let top = stack.last {
      if frame.conditions[top] != nil || frame.values[top] != nil {
        stack.removeLast()
        continue
      }
      let missing = store[top].operands.filter {
        frame.conditions[$0] == nil && frame.values[$0] == nil
      }
      if missing.isEmpty {
        try encodeReady(top, in: frame)
        stack.removeLast()
      } else {
        stack += missing
      }
    }
  }

  private func condition(of term: Term, in frame: Frame) throws(Z3Error) -> Z3Term {
    if let done = frame.conditions[term] { return done }
    guard let bool = frame.values[term]?.bool else { return logic.no }
    return try logic.and(bool.present, bool.term)
  }

  private func value(of term: Term, in frame: Frame) throws(Z3Error) -> SortedValue {
    if let done = frame.values[term] { return done }
    let condition = try condition(of: term, in: frame)
    return SortedValue(bool: .init(present: logic.yes, term: condition))
  }

  private func encodeReady(_ term: Term, in frame: Frame) throws(Z3Error) {
    func conditions(_ terms: [Term]) throws(Z3Error) -> [Z3Term] {
      var out: [Z3Term] = []
      out.reserveCapacity(terms.count)
      for term in terms { out.append(try condition(of: term, in: frame)) }
      return out
    }
    func get(_ term: Term) throws(Z3Error) -> SortedValue { try value(of: term, in: frame) }
    switch store[term] {
    case .truth(let value): frame.conditions[term] = value ? logic.yes : logic.no
    case .constant(let value): frame.values[term] = try constant(value)
    case .variable(let index): frame.values[term] = frame.variables[index].value
    case .unknown(let index):
      if let input = frame.inputs[index] {
        frame.values[term] = input.value
      } else {
        refuse("an unknown value is not an input of the transition")
        frame.values[term] = SortedValue()
      }
    case .not(let a): frame.conditions[term] = try logic.not(condition(of: a, in: frame))
    case .and(let parts): frame.conditions[term] = try logic.and(conditions(parts))
    case .or(let parts): frame.conditions[term] = try logic.or(conditions(parts))
    case .ite(let c, let a, let b):
      let choice = try condition(of: c, in: frame)
      if frame.values[a] != nil || frame.values[b] != nil {
        frame.values[term] = try choose(if: choice, then: get(a), else: get(b))
      } else {
        frame.conditions[term] = try logic.choose(
          if: choice, then: condition(of: a, in: frame), else: condition(of: b, in: frame))
      }
    case .equal(let a, let b): frame.conditions[term] = try equal(get(a), get(b))
    case .less(let a, let b): frame.conditions[term] = try less(get(a), get(b))
    case .isKind(let a, let kind): frame.conditions[term] = try isKind(get(a), kind)
    case .isTrue(let a): frame.conditions[term] = try condition(of: a, in: frame)
    case .stringTest(let test, let a, let b):
      frame.conditions[term] = try stringTest(test, of: get(a), get(b))
    case .matches(let pattern, let a):
      frame.conditions[term] = try matches(store.patterns[pattern], get(a))
    case .sum(let constant, let parts):
      frame.values[term] = try sum(constant, plus: parts, when: conditions(parts.map(\.condition)))
    case .arithmetic(let op, let a, let b):
      frame.values[term] = try arithmetic(op, of: get(a), get(b))
    case .size(let a): frame.values[term] = try size(get(a))
    case .lowerASCII(let a): frame.values[term] = try lowerASCII(get(a))
    case .undetermined, .flag, .phase, .happened, .enabled, .before, .justDone:
      refuse("the solver cannot evaluate a condition that only plans have")
      frame.conditions[term] = logic.no
    }
  }

  // MARK: Leaves

  func numeral(_ number: Number) throws(Z3Error) -> Z3Term {
    let (top, bottom) = number.fraction
    return try bottom == "1" ? context.integer(top) : context.rational("\(top)/\(bottom)")
  }

  func constant(_ value: Value) throws(Z3Error) -> SortedValue {
    switch value {
    case .bool(let bool):
      SortedValue(bool: .init(present: logic.yes, term: bool ? logic.yes : logic.no))
    case .number(let number):
      SortedValue(number: .init(present: logic.yes, term: try numeral(number)))
    default: SortedValue(cases: [.init(value: value, holds: logic.yes)])
    }
  }

  /// The Z3 term for a text.
  func code(_ text: Text) throws(Z3Error) -> Z3Term {
    if usesStrings { return try patterns.literal(text.string) }
    if let index = textIndices[text] { return try context.int(index) }
    texts.append(text)
    textIndices[text] = texts.count - 1
    return try context.int(texts.count - 1)
  }

  /// The text that an integer names.
  private func text(_ code: Int) -> Text {
    if texts.indices.contains(code) { return texts[code] }
    var count = code
    var text = Text("another text \(count)")
    while textIndices[text] != nil {
      count += 1_000_003
      text = Text("another text \(count)")
    }
    return text
  }

  /// The value that a model gives.
  func read(_ value: SortedValue, in model: Z3Model) throws(Z3Error) -> Value {
    if let bool = value.bool, try model.boolean(of: bool.present) == true {
      return .bool(try model.boolean(of: bool.term) ?? false)
    }
    if let number = value.number, try model.boolean(of: number.present) == true {
      let text = try model.numeral(of: number.term) ?? "0"
      return .number(Number(literal: text) ?? .zero)
    }
    if let text = value.text, try model.boolean(of: text.present) == true {
      if usesStrings { return .string(Text(try model.string(of: text.term) ?? "")) }
      return .string(self.text(try model.numeral(of: text.term).flatMap { Int($0) } ?? 0))
    }
    for known in value.cases where try model.boolean(of: known.holds) == true {
      return known.value
    }
    return .null
  }

  /// Notes that texts must be Z3 strings. The encoding is then discarded, so the caller may
  /// continue with any term.
  func requireStrings() { needsStrings = true }
}
