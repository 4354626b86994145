import ProvisoKernel
import ProvisoPatterns

/// A register machine that evaluates compiled terms in millions of states.
///
/// Each term has a register; registers hold codes (see `ValueCodes`), for conditions those of
/// `true` and `false`. Terms that several programs use are evaluated once for each state
/// (`runShared`), others only when their program runs. The results are those of `TermEvaluator`.
/// Operations other than machine arithmetic work on `Value` itself, and a table keeps their
/// results.
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

  /// The operations that are evaluated on `Value`.
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
  /// The variables come first, by index.
  private let registers: Storage<Int>
  private let instructions: Storage<Instruction>
  private let operands: Storage<Int32>
  /// For each operand of a sum, the code of its weight.
  private let weights: Storage<Int>
  private let slowOperations: [SlowOperation]
  private let shared: Range<Int>
  private let programs: [(range: Range<Int>, result: Int)]
  private var memo: [MemoKey: Int] = [:]
  /// The reason why evaluation failed, if it did: a value grew too large.
  private(set) var failure: String?
  private(set) var hasFailed = false
  /// Whether the table of codes may grow. If not, a value without a code is a failure.
  private let makesCodes: Bool

  init(_ compiled: TermCompiler, makesCodes: Bool = true) {
    self.makesCodes = makesCodes
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

  /// Evaluates the terms that several programs use. Call it after setting the variables.
  func runShared() { run(shared) }

  /// The code of the value of a program's term.
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
    for index in range {
      let i = instructions.base[index]
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
        result = (r[a] | r[b]) & 1 == 0 ? truth(r[a] < r[b]) : slow(i, of: r[a], r[b])
      case .isKind:
        let kind = r[a] & 1 == 0 ? Value.Kind.number : codes.value(r[a]).kind
        result = truth(kind.rawValue == b)
      case .sum: result = sum(a, count: b, from: r[Int(i.c)])
      case .add:
        let (value, overflow) = r[a].addingReportingOverflow(r[b])
        result = (r[a] | r[b]) & 1 == 0 && !overflow ? value : slow(i, of: r[a], r[b])
      case .subtract:
        let (value, overflow) = r[a].subtractingReportingOverflow(r[b])
        result = (r[a] | r[b]) & 1 == 0 && !overflow ? value : slow(i, of: r[a], r[b])
      case .multiply:
        let (value, overflow) = (r[a] >> 1).multipliedReportingOverflow(by: r[b])
        result = (r[a] | r[b]) & 1 == 0 && !overflow ? value : slow(i, of: r[a], r[b])
      case .slow: result = slow(i, of: r[a], r[b])
      }
      r[Int(i.target)] = result
    }
  }

  @inline(__always)
  private func truth(_ value: Bool) -> Int { value ? ValueCodes.yes : ValueCodes.no }

  /// A constant plus the weights of the conditions that hold.
  private func sum(_ start: Int, count: Int, from constant: Int) -> Int {
    var total = constant
    for at in start..<(start + count)
    where registers.base[Int(operands.base[at])] == ValueCodes.yes {
      let weight = weights.base[at]
      let (value, overflow) = total.addingReportingOverflow(weight)
      total =
        (total | weight) & 1 == 0 && !overflow
        ? value : computed(.arithmetic(.add), of: codes.value(total), codes.value(weight))
    }
    return total
  }

  @inline(never)
  private func slow(_ i: Instruction, of a: Int, _ b: Int) -> Int {
    let key = MemoKey(operation: i.c, a: a, b: b)
    if let known = memo[key] { return known }
    let result = computed(slowOperations[Int(i.c)], of: codes.value(a), codes.value(b))
    // The bound only limits memory; results do not change.
    if memo.count >= 1 << 16 { memo.removeAll(keepingCapacity: true) }
    if !hasFailed { memo[key] = result }
    return result
  }

  private func computed(_ operation: SlowOperation, of a: Value, _ b: Value) -> Int {
    switch operation {
    case .less: return truth(TermStore.less(a, b))
    case .stringTest(let test): return truth(TermStore.test(test, of: a, b))
    case .matches(let matcher):
      guard case .string(let text) = a else { return ValueCodes.no }
      return truth(matcher?.isFound(in: text.string) ?? false)
    case .size:
      guard case .string(let text) = a else { return ValueCodes.null }
      return code(for: .number(Number(text.count)))
    case .lowerASCII:
      guard case .string(let text) = a else { return ValueCodes.null }
      return code(for: .string(text.lowerASCII))
    case .arithmetic(let op):
      guard isWithinLimits(a), isWithinLimits(b) else {
        failure =
          """
          a value grew too large (limit \(Self.mostBits) bits for numbers, \(Self.mostBytes) bytes \
          for texts)
          """
        hasFailed = true
        return ValueCodes.null
      }
      return code(for: TermStore.compute(op, of: a, b) ?? .null)
    }
  }

  private func code(for value: Value) -> Int {
    if makesCodes { return codes.code(value) }
    if let known = codes.known(value) { return known }
    failure = "a value is new"
    hasFailed = true
    return ValueCodes.null
  }

  /// Forgets a failure, and what was evaluated since then.
  func recover() {
    failure = nil
    hasFailed = false
  }

  private static let mostBits = 20_000
  private static let mostBytes = 1_000_000

  /// Whether arithmetic on the value is safe: numbers and texts that are squared or doubled at each
  /// step soon fill the memory.
  private func isWithinLimits(_ value: Value) -> Bool {
    switch value {
    case .number(let number): number.bitWidth <= Self.mostBits
    case .string(let text): text.string.utf8.count <= Self.mostBytes
    default: true
    }
  }
}
