import ProvisoKernel
import ProvisoPatterns

/// Compiles terms into instructions for a `TermMachine`.
///
/// Each distinct term gets one register and at most one instruction. Subterms that several programs
/// use go into a shared part that runs once for each state; the rest runs only when its program
/// does.
struct TermCompiler {
  let codes: ValueCodes
  private(set) var registers: [Int]
  private(set) var instructions: [TermMachine.Instruction] = []
  private(set) var operands: [Int32] = []
  private(set) var weights: [Int] = []
  private(set) var slowOperations: [TermMachine.SlowOperation] = []
  private(set) var shared = 0..<0
  private(set) var programs: [(range: Range<Int>, result: Int)] = []
  /// The variables that the programs read.
  private(set) var variables: Set<Int> = []
  private let store: TermStore
  private var indices: [Term: Int32] = [:]

  /// Compiles programs, one for each of `roots`.
  ///
  /// - Parameter sharing: Whether to evaluate terms that several programs use only once for each
  ///   state; otherwise each program is independent.
  init(
    _ roots: [Term], of store: TermStore, variables count: Int, codes: ValueCodes, sharing: Bool,
    cancellation: Cancellation = Cancellation()
  ) throws(Cancelled) {
    self.store = store
    self.codes = codes
    registers = Array(repeating: ValueCodes.null, count: count)
    var cones: [[Term]] = []
    for root in roots {
      try cancellation.check()
      cones.append(cone(of: root))
    }
    var uses: [Term: Int] = [:]
    if sharing {
      for cone in cones {
        try cancellation.check()
        for term in cone { uses[term, default: 0] += 1 }
      }
      // INVARIANT: operands have smaller indices than the terms that use them.
      for term in uses.keys.filter({ uses[$0, default: 0] > 1 }).sorted(by: { $0.index < $1.index })
      {
        compile(term)
      }
    }
    shared = 0..<instructions.count
    for (root, cone) in zip(roots, cones) {
      try cancellation.check()
      let start = instructions.count
      if !sharing { indices = [:] }
      for term in cone where uses[term, default: 0] < 2 { compile(term) }
      programs.append((start..<instructions.count, Int(register(root))))
    }
  }

  /// The term and all its subterms, operands first.
  private func cone(of root: Term) -> [Term] {
    var seen: Set<Term> = [root]
    var stack = [root]
    while let term = stack.popLast() {
      for operand in store[term].operands where seen.insert(operand).inserted {
        stack.append(operand)
      }
    }
    return seen.sorted { $0.index < $1.index }
  }

  private func register(_ term: Term) -> Int32 { indices[term] ?? 0 }

  private mutating func newRegister(_ code: Int = ValueCodes.null) -> Int32 {
    registers.append(code)
    return Int32(registers.count - 1)
  }

  private mutating func emit(
    _ operation: TermMachine.Operation, for term: Term, a: Int32 = 0, b: Int32 = 0, c: Int32 = 0
  ) {
    let target = newRegister()
    indices[term] = target
    instructions.append(
      TermMachine.Instruction(operation: operation, target: target, a: a, b: b, c: c))
  }

  private mutating func slow(_ operation: TermMachine.SlowOperation) -> Int32 {
    slowOperations.append(operation)
    return Int32(slowOperations.count - 1)
  }

  private mutating func junction(
    of parts: [Term], for term: Term, two: TermMachine.Operation, many: TermMachine.Operation
  ) {
    if parts.count == 2 {
      emit(two, for: term, a: register(parts[0]), b: register(parts[1]))
      return
    }
    let start = Int32(operands.count)
    for part in parts {
      operands.append(register(part))
      weights.append(0)
    }
    emit(many, for: term, a: start, b: Int32(parts.count))
  }

  private mutating func compile(_ term: Term) {
    switch store[term] {
    case .truth(let value): indices[term] = newRegister(value ? ValueCodes.yes : ValueCodes.no)
    case .constant(let value): indices[term] = newRegister(codes.code(value))
    case .variable(let index):
      indices[term] = Int32(index)
      variables.insert(index)
    // Transition systems have none of the following; the values are those of `TermEvaluator` for an
    // empty system.
    case .unknown: indices[term] = newRegister(ValueCodes.null)
    case .undetermined, .flag, .phase, .happened, .enabled, .before, .justDone:
      indices[term] = newRegister(ValueCodes.no)
    case .not(let a): emit(.not, for: term, a: register(a))
    case .and(let parts): junction(of: parts, for: term, two: .and2, many: .and)
    case .or(let parts): junction(of: parts, for: term, two: .or2, many: .or)
    case .ite(let c, let a, let b):
      emit(.choose, for: term, a: register(c), b: register(a), c: register(b))
    case .equal(let a, let b): emit(.equal, for: term, a: register(a), b: register(b))
    case .less(let a, let b): emit(.less, for: term, a: register(a), b: register(b), c: slow(.less))
    case .isKind(let a, let kind): emit(.isKind, for: term, a: register(a), b: Int32(kind.rawValue))
    case .isTrue(let a): emit(.isTrue, for: term, a: register(a))
    case .stringTest(let test, let a, let b):
      emit(.slow, for: term, a: register(a), b: register(b), c: slow(.stringTest(test)))
    case .matches(let pattern, let a):
      let matcher = RegexMatcher(pattern: store.patterns[pattern])
      emit(.slow, for: term, a: register(a), b: register(a), c: slow(.matches(matcher)))
    case .sum(let constant, let parts):
      let start = Int32(operands.count)
      for part in parts {
        operands.append(register(part.condition))
        weights.append(codes.code(.number(part.weight)))
      }
      let base = newRegister(codes.code(.number(constant)))
      emit(.sum, for: term, a: start, b: Int32(parts.count), c: base)
    case .arithmetic(let op, let a, let b):
      let operation: TermMachine.Operation =
        switch op {
        case .add: .add
        case .subtract: .subtract
        case .multiply: .multiply
        case .divide, .modulo: .slow
        }
      emit(operation, for: term, a: register(a), b: register(b), c: slow(.arithmetic(op)))
    case .size(let a): emit(.slow, for: term, a: register(a), b: register(a), c: slow(.size))
    case .lowerASCII(let a):
      emit(.slow, for: term, a: register(a), b: register(a), c: slow(.lowerASCII))
    }
  }
}
