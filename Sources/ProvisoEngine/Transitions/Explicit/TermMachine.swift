import ProvisoKernel
import ProvisoPatterns

/// Conditions and values compiled once, to be evaluated in millions of states.
///
/// A term is a register; registers hold codes (see `ValueCodes`), conditions those of `true` and `false`.
/// What several programs use is evaluated once a state (`runShared`), what only one uses when that one is
/// asked for. The meaning is `TermEvaluator`'s; whatever is not plain machine arithmetic is evaluated on
/// `Value` itself.
final class TermMachine {
  enum Operation: UInt8 {
    case not, and, or, and2, or2, choose, equal, less, isKind, isTrue, sum
    case add, subtract, multiply, slow
  }

  struct Instruction: BitwiseCopyable {
    var operation: Operation
    var target: Int32
    var a: Int32 = 0
    var b: Int32 = 0
    var c: Int32 = 0
  }

  /// What is evaluated on values.
  enum SlowOperation {
    case arithmetic(TermArithmetic)
    case less
    case stringTest(StringTest)
    case matches(RegexMatcher?)
    case size, lowerASCII
  }

  private struct MemoKey: Hashable {
    let operation: Int32
    let a: Int
    let b: Int
  }

  let codes: ValueCodes
  /// The variables' values come first, by place.
  private let registers: Storage<Int>
  private let instructions: Storage<Instruction>
  private let operands: Storage<Int32>
  /// For the addends of sums beside their conditions: the codes of the weights.
  private let weights: Storage<Int>
  private let slowOperations: [SlowOperation]
  private let shared: Range<Int>
  private let programs: [(range: Range<Int>, result: Int)]
  private var memo: [MemoKey: Int] = [:]
  /// Why evaluation gave up, where it did: values that have grown beyond all sense.
  private(set) var failure: String?

  init(_ compiled: TermCompiler) {
    codes = compiled.codes
    registers = Storage(capacity: compiled.registers.count)
    for code in compiled.registers { registers.append(code) }
    instructions = Storage(capacity: compiled.instructions.count)
    for instruction in compiled.instructions { instructions.append(instruction) }
    operands = Storage(capacity: compiled.operands.count)
    weights = Storage(capacity: compiled.operands.count)
    for operand in compiled.operands { operands.append(operand) }
    for weight in compiled.weights { weights.append(weight) }
    slowOperations = compiled.slowOperations
    shared = compiled.shared
    programs = compiled.programs
  }

  /// Sets a variable.
  @inline(__always)
  func set(_ variable: Int, to code: Int) { registers.base[variable] = code }

  /// Evaluates what several programs use. To be called after the variables have been set.
  func runShared() { run(shared) }

  /// What a program's term is worth.
  @inline(__always)
  func code(of program: Int) -> Int {
    let (range, result) = programs[program]
    if !range.isEmpty { run(range) }
    return registers.base[result]
  }

  /// Whether a program's condition holds.
  @inline(__always)
  func holds(_ program: Int) -> Bool { code(of: program) == ValueCodes.yes }

  private func run(_ range: Range<Int>) {
    let r = registers.base
    let operands = operands.base
    for place in range {
      let i = instructions.base[place]
      let a = Int(i.a)
      let b = Int(i.b)
      let result: Int
      switch i.operation {
      case .not: result = truth(r[a] != ValueCodes.yes)
      case .isTrue: result = truth(r[a] == ValueCodes.yes)
      case .and2: result = truth(r[a] == ValueCodes.yes && r[b] == ValueCodes.yes)
      case .or2: result = truth(r[a] == ValueCodes.yes || r[b] == ValueCodes.yes)
      case .and:
        var at = a
        let end = a + b
        while at < end, r[Int(operands[at])] == ValueCodes.yes { at += 1 }
        result = truth(at == end)
      case .or:
        var at = a
        let end = a + b
        while at < end, r[Int(operands[at])] != ValueCodes.yes { at += 1 }
        result = truth(at != end)
      case .choose: result = r[a] == ValueCodes.yes ? r[b] : r[Int(i.c)]
      case .equal: result = truth(r[a] == r[b])
      case .less:
        result = (r[a] | r[b]) & 1 == 0 ? truth(r[a] < r[b]) : slow(i, r[a], r[b])
      case .isKind:
        let kind = r[a] & 1 == 0 ? Value.Kind.number : codes.value(r[a]).kind
        result = truth(kind.rawValue == b)
      case .sum: result = sum(a, b, from: r[Int(i.c)])
      case .add:
        let (value, overflow) = r[a].addingReportingOverflow(r[b])
        result = (r[a] | r[b]) & 1 == 0 && !overflow ? value : slow(i, r[a], r[b])
      case .subtract:
        let (value, overflow) = r[a].subtractingReportingOverflow(r[b])
        result = (r[a] | r[b]) & 1 == 0 && !overflow ? value : slow(i, r[a], r[b])
      case .multiply:
        let (value, overflow) = (r[a] >> 1).multipliedReportingOverflow(by: r[b])
        result = (r[a] | r[b]) & 1 == 0 && !overflow ? value : slow(i, r[a], r[b])
      case .slow: result = slow(i, r[a], r[b])
      }
      r[Int(i.target)] = result
    }
  }

  @inline(__always)
  private func truth(_ value: Bool) -> Int { value ? ValueCodes.yes : ValueCodes.no }

  /// A constant plus the weights of the conditions that hold.
  private func sum(_ start: Int, _ count: Int, from constant: Int) -> Int {
    var total = constant
    for at in start..<(start + count)
    where registers.base[Int(operands.base[at])] == ValueCodes.yes {
      let weight = weights.base[at]
      let (value, overflow) = total.addingReportingOverflow(weight)
      total =
        (total | weight) & 1 == 0 && !overflow
        ? value : computed(.arithmetic(.add), codes.value(total), codes.value(weight))
    }
    return total
  }

  @inline(never)
  private func slow(_ i: Instruction, _ a: Int, _ b: Int) -> Int {
    let key = MemoKey(operation: i.c, a: a, b: b)
    if let known = memo[key] { return known }
    let result = computed(slowOperations[Int(i.c)], codes.value(a), codes.value(b))
    // A bound on memory, not on meaning.
    if memo.count >= 1 << 16 { memo.removeAll(keepingCapacity: true) }
    memo[key] = result
    return result
  }

  private func computed(_ operation: SlowOperation, _ a: Value, _ b: Value) -> Int {
    switch operation {
    case .less: return truth(TermStore.less(a, b))
    case .stringTest(let test): return truth(TermStore.test(test, a, b))
    case .matches(let matcher):
      guard case .string(let text) = a else { return ValueCodes.no }
      return truth(matcher?.isFound(in: text.string) ?? false)
    case .size:
      guard case .string(let text) = a else { return ValueCodes.null }
      return codes.code(.number(Number(text.count)))
    case .lowerASCII:
      guard case .string(let text) = a else { return ValueCodes.null }
      return codes.code(.string(text.lowerASCII))
    case .arithmetic(let op):
      guard isModest(a), isModest(b) else {
        failure = "a value has grown too large to go on"
        return ValueCodes.null
      }
      return codes.code(TermStore.compute(op, a, b) ?? .null)
    }
  }

  /// Numbers and texts that are squared or doubled at every step soon fill any memory.
  private func isModest(_ value: Value) -> Bool {
    switch value {
    case .number(let number): number.bitWidth <= 20_000
    case .string(let text): text.string.utf8.count <= 1_000_000
    default: true
    }
  }
}
