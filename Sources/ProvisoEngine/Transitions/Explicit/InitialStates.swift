import ProvisoKernel

/// Enumerates the initial states of a system: all values of the free variables that meet the
/// assumptions.
struct InitialStates {
  private let machine: TermMachine
  /// The free variables, each with the codes of its possible values.
  private let choices: [(variable: Int, codes: [Int])]
  /// The variables with initial terms, ordered so that each term reads only earlier variables.
  private let given: [(variable: Int, program: Int)]
  private let assumptions: [Int]
  private var state: [Int]
  private var counters: [Int]
  private var isDone: Bool

  /// Prepares the enumeration; the system has no `ExplicitSearch.obstacle`.
  init(
    _ system: TransitionSystem, codes: ValueCodes, cancellation: Cancellation
  ) throws(Cancelled) {
    let store = TermStore(system.terms)
    var roots: [Term] = []
    var given: [(variable: Int, program: Int)] = []
    for variable in InitialStates.order(system) ?? [] {
      guard let term = system.initial[variable] else { continue }
      given.append((variable, roots.count))
      roots.append(term)
    }
    assumptions = Array(roots.count..<(roots.count + system.assumptions.count))
    roots += system.assumptions
    machine = TermMachine(
      try TermCompiler(
        roots, of: store, variables: system.variables.count, codes: codes, sharing: false,
        cancellation: cancellation))
    self.given = given
    choices = system.variables.indices.compactMap { index in
      guard system.initial[index] == nil else { return nil }
      let variable = system.variables[index]
      return (index, (variable.domain ?? variable.sort.values ?? []).map(codes.code))
    }
    state = Array(repeating: ValueCodes.null, count: system.variables.count)
    counters = Array(repeating: 0, count: choices.count)
    isDone = choices.contains { $0.codes.isEmpty }
  }

  /// The variables, ordered so that each initial term reads only earlier ones; `nil` if there is no
  /// such order.
  static func order(_ system: TransitionSystem) -> [Int]? {
    var order: [Int] = []
    var known: Set<Int> = []
    var waiting: [(variable: Int, reads: Set<Int>)] = []
    for (index, term) in system.initial.enumerated() {
      guard let term else {
        order.append(index)
        known.insert(index)
        continue
      }
      waiting.append((index, variables(in: [term], of: system.terms)))
    }
    while !waiting.isEmpty {
      let ready = waiting.filter { $0.reads.isSubset(of: known) }
      if ready.isEmpty { return nil }
      for (variable, _) in ready {
        order.append(variable)
        known.insert(variable)
      }
      waiting.removeAll { known.contains($0.variable) }
    }
    return order
  }

  /// The state variables that terms read.
  static func variables(in terms: [Term], of table: TermTable) -> Set<Int> {
    var found: Set<Int> = []
    var seen = Set(terms)
    var stack = terms
    while let term = stack.popLast() {
      if case .variable(let index) = table[term] { found.insert(index) }
      for operand in table[term].operands where seen.insert(operand).inserted {
        stack.append(operand)
      }
    }
    return found
  }

  /// A choice of values.
  struct Candidate {
    /// The codes by variable; `nil` if the assumptions exclude this choice.
    let codes: [Int]?
  }

  /// The next choice; `nil` after the last.
  mutating func next() -> Candidate? {
    guard !isDone else { return nil }
    for (index, choice) in choices.enumerated() {
      state[choice.variable] = choice.codes[counters[index]]
      machine.set(choice.variable, to: state[choice.variable])
    }
    for (variable, program) in given {
      state[variable] = machine.code(of: program)
      machine.set(variable, to: state[variable])
    }
    let isAllowed = assumptions.allSatisfy { machine.holds($0) }
    advance()
    return Candidate(codes: isAllowed ? state : nil)
  }

  private mutating func advance() {
    for index in counters.indices {
      counters[index] += 1
      if counters[index] < choices[index].codes.count { return }
      counters[index] = 0
    }
    isDone = true
  }
}
