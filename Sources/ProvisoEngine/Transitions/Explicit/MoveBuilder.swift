import ProvisoKernel

/// Grounds a transition system for search: one move for each transition and each choice of values
/// for its inputs, with the values of constant variables filled in.
struct MoveBuilder {
  let system: TransitionSystem
  let store: TermStore
  let codes: ValueCodes
  /// The codes of the fixed variables whose values are known from the start.
  private(set) var constants: [Int: Int] = [:]
  /// The terms to compile, one for each program.
  private(set) var roots: [Term] = []
  private var indices: [Term: Int] = [:]
  private var plain: Rewriter

  init(_ system: TransitionSystem, codes: ValueCodes) {
    self.system = system
    self.codes = codes
    store = TermStore(system.terms)
    plain = Rewriter(store)
    for (index, variable) in system.variables.enumerated() where variable.isFixed {
      guard let term = system.initial[index], case .constant(let value) = store[term] else {
        continue
      }
      constants[index] = codes.code(value)
    }
  }

  /// The index of a term's program.
  private mutating func program(_ term: Term) -> Int {
    if let known = indices[term] { return known }
    roots.append(term)
    indices[term] = roots.count - 1
    return roots.count - 1
  }

  /// The values that replace variables and inputs.
  private struct Leaves {
    let constants: [Int: Int]
    let store: TermStore
    let codes: ValueCodes

    func leaf(_ node: TermNode, inputs: [Int: Value]) -> Term? {
      switch node {
      case .variable(let index): constants[index].map { store.constant(codes.value($0)) }
      case .unknown(let index): store.constant(inputs[index] ?? .null)
      default: nil
      }
    }
  }

  private var constantLeaves: Leaves { Leaves(constants: constants, store: store, codes: codes) }

  private mutating func rewritten(_ term: Term) -> Term {
    let known = constantLeaves
    return plain.rewrite(term) { known.leaf($0, inputs: [:]) }
  }

  /// The initial field of each variable.
  func fields() -> [StateLayout.Field] {
    system.variables.enumerated().map { index, variable in
      if let constant = constants[index] { return .values([constant]) }
      guard let values = variable.sort.values else { return .code(bits: 8) }
      let all = variable.mayBeNull ? values + [.null] : values
      var seen: Set<Value> = []
      return .values(all.filter { seen.insert($0).inserted }.map(codes.code))
    }
  }

  mutating func property(_ property: StateProperty) -> CompiledProperty {
    func ready(_ term: Term) -> Term { rewritten(term) }
    var operands: [Int] = []
    if case .overRuns(_, let terms) = property.question {
      operands = terms.map { program(ready($0)) }
    }
    let open = ready(property.open)
    return CompiledProperty(
      question: property.question, holds: program(ready(property.holds)),
      open: open == .never ? nil : program(open), operands: operands)
  }

  /// All moves whose guard is not constantly false.
  mutating func moves(_ cancellation: Cancellation) throws(Cancelled) -> [CompiledMove] {
    var found: [CompiledMove] = []
    for index in system.transitions.indices {
      for inputs in try inputChoices(of: system.transitions[index], cancellation) {
        try cancellation.check()
        if let move = move(index, inputs: inputs) { found.append(move) }
      }
    }
    return found
  }

  /// Every choice of values for the inputs.
  private func inputChoices(
    of transition: Transition, _ cancellation: Cancellation
  ) throws(Cancelled) -> [[Int: Value]] {
    var choices: [[Int: Value]] = [[:]]
    for input in transition.inputs {
      var longer: [[Int: Value]] = []
      for choice in choices {
        for value in system.inputs[input]?.values ?? [] {
          try cancellation.check()
          var more = choice
          more[input] = value
          longer.append(more)
        }
      }
      choices = longer
    }
    return choices
  }

  private mutating func move(_ index: Int, inputs: [Int: Value]) -> CompiledMove? {
    let transition = system.transitions[index]
    var own = Rewriter(store)
    let known = constantLeaves
    func ready(_ term: Term) -> Term {
      transition.inputs.isEmpty
        ? rewritten(term) : own.rewrite(term) { known.leaf($0, inputs: inputs) }
    }
    let enabled = store.and(transition.requirements.map { ready($0.condition) })
    var literals: [CompiledMove.Literal] = []
    var conjuncts: [Int] = []
    let parts: [Term]
    switch store[enabled] {
    case .truth(let value):
      guard value else { return nil }
      parts = []
    case .and(let terms): parts = terms
    default: parts = [enabled]
    }
    for part in parts {
      if let literal = literal(part) {
        literals.append(literal)
      } else {
        conjuncts.append(program(part))
      }
    }
    var faults: [(program: Int, fault: Int)] = []
    for (number, fault) in transition.faults.enumerated() {
      let condition = ready(fault.condition)
      if condition != .never { faults.append((program(condition), number)) }
    }
    var fixed: [(variable: Int, code: Int)] = []
    var computed: [(variable: Int, program: Int)] = []
    for update in transition.updates {
      let value = ready(update.value)
      switch store[value] {
      case .constant(let value): fixed.append((update.variable, codes.code(value)))
      case .truth(let value):
        fixed.append((update.variable, value ? ValueCodes.yes : ValueCodes.no))
      case .variable(update.variable): break
      default: computed.append((update.variable, program(value)))
      }
    }
    return CompiledMove(
      move: TransitionRun.Move(index, inputs: inputs), step: transition.step,
      isFailure: transition.isFailure, literals: literals, conjuncts: conjuncts, faults: faults,
      constants: fixed, computed: computed)
  }

  /// The condition as a test of one variable against one value; `nil` if it has another form.
  private func literal(_ term: Term) -> CompiledMove.Literal? {
    switch store[term] {
    case .not(let inner):
      guard let positive = literal(inner) else { return nil }
      return CompiledMove.Literal(
        variable: positive.variable, code: positive.code, isPositive: !positive.isPositive)
    case .isTrue(let a):
      guard case .variable(let index) = store[a] else { return nil }
      return CompiledMove.Literal(variable: index, code: ValueCodes.yes, isPositive: true)
    case .equal(let a, let b):
      switch (store[a], store[b]) {
      case (.variable(let index), .constant(let value)),
        (.constant(let value), .variable(let index)):
        return CompiledMove.Literal(variable: index, code: codes.code(value), isPositive: true)
      default: return nil
      }
    default: return nil
    }
  }
}
