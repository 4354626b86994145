import ProvisoKernel

/// A transition system with its questions as conditions over single states, for the solver.
struct SymbolicProblem {
  /// What is looked for along the runs of a system.
  struct Target {
    /// The states in which the question is decided: violations, or what was to be reached.
    let met: Term
    /// Where it cannot be said.
    let open: Term
    /// What decides it, and what leaves it open, in first states beside the former.
    var metAtStart = Term.never
    var openAtStart = Term.never
    let openReason: String

    /// The invariant that answers the question the other way.
    func invariant(_ store: TermStore) -> Term { store.and(store.not(met), store.not(open)) }
  }

  let system: TransitionSystem
  /// The system's terms and more.
  let store: TermStore
  /// The variables that no transition writes.
  let fixed: Set<Int>
  /// The sort of each variable: the system's, or one with fewer values that it never leaves.
  let sorts: [Sort]
  /// The transitions all of whose inputs have some value.
  let possible: [Int]
  /// For each transition, that all its requirements hold.
  let guards: [Term]
  /// For each transition, the faults that it can meet, those included that come of a value which is
  /// none of a variable's.
  let faults: [[Fault]]
  /// For each transition, that it can happen for some inputs; `nil` where no term says so.
  let enabled: [Term?]
  /// That no transition can happen.
  let terminal: Term?

  static let inputReason =
    "whether nothing can happen depends on a value that nobody knows beforehand"

  init(_ system: TransitionSystem) {
    self.system = system
    let store = TermStore(system.terms)
    self.store = store
    fixed = Set(system.variables.indices).subtracting(
      system.transitions.flatMap { $0.updates.map(\.variable) })
    sorts = TextFlow(system, store).sorts()
    possible = system.transitions.indices.filter { place in
      system.transitions[place].inputs.allSatisfy { system.inputs[$0]?.values?.isEmpty != true }
    }
    guards = system.transitions.map { store.and($0.requirements.map(\.condition)) }
    faults = system.transitions.map { transition in
      transition.faults
        + transition.updates.compactMap { update in
          let variable = system.variables[update.variable]
          let misfit = store.not(SymbolicProblem.fits(update.value, variable, store))
          if misfit == .never { return nil }
          return Fault(
            .noValue, misfit,
            "\(system.steps[transition.step].name) gives \(variable.name) a value that it cannot have"
          )
        }
    }
    let instances = InputInstances(system, store)
    enabled = system.transitions.indices.map { instances.enabled(system.transitions[$0]) }
    let all = enabled.compactMap { $0 }
    terminal = all.count == enabled.count ? store.not(store.or(all)) : nil
  }

  /// That the value is one which the variable can have.
  private static func fits(_ value: Term, _ variable: StateVariable, _ store: TermStore) -> Term {
    var ways: [Term] = variable.mayBeNull ? [store.isKind(value, .null)] : []
    switch variable.sort {
    case .bool: ways.append(store.isKind(value, .bool))
    case .decimal: ways.append(store.isKind(value, .number))
    case .string: ways.append(store.isKind(value, .string))
    case .integer:
      let rest = store.arithmetic(.modulo, value, store.number(1))
      ways.append(store.and(store.isKind(value, .number), store.equal(rest, store.number(0))))
    case .finite(let values): ways += values.map { store.equal(value, store.constant($0)) }
    case .any: return .always
    }
    return store.or(ways)
  }

  /// What is looked for to answer a question; `nil` for those about whole runs, and with a reason where
  /// it cannot be put.
  func target(of property: StateProperty) -> (target: Target?, reason: String?) {
    let broken = store.and(store.not(property.holds), store.not(property.open))
    switch property.question {
    case .always:
      return (Target(met: broken, open: property.open, openReason: property.openReason), nil)
    case .reachable:
      let reached = store.and(property.holds, store.not(property.open))
      return (Target(met: reached, open: property.open, openReason: property.openReason), nil)
    case .atTerminal(let includingStart):
      guard let terminal else {
        return (nil, Self.inputReason)
      }
      return (
        Target(
          met: store.and(terminal, broken), open: store.and(terminal, property.open),
          metAtStart: includingStart ? broken : .never,
          openAtStart: includingStart ? property.open : .never,
          openReason: property.openReason), nil
      )
    case .overRuns: return (nil, nil)
    }
  }

  /// That one of the transitions meets a fault of the kind.
  func fault(_ kind: Fault.Kind, among transitions: [Int]) -> Term {
    store.or(
      transitions.flatMap { place in
        faults[place].filter { $0.kind == kind }.map { store.and(guards[place], $0.condition) }
      })
  }
}

/// Guards without their inputs: true where some values of the inputs make them so.
private struct InputInstances {
  private let system: TransitionSystem
  private let store: TermStore
  /// More instances than this of one guard are too many.
  private static let most = 256

  init(_ system: TransitionSystem, _ store: TermStore) {
    self.system = system
    self.store = store
  }

  /// That the transition can happen; `nil` where its guard reads an input of infinitely many values.
  func enabled(_ transition: Transition) -> Term? {
    let conditions = transition.requirements.map(\.condition)
    let guardTerm = store.and(conditions)
    let read = inputs(of: guardTerm)
    if read.isEmpty {
      // An input without any value: the transition never happens.
      let isEmpty = transition.inputs.contains { system.inputs[$0]?.values?.isEmpty ?? false }
      return isEmpty ? .never : guardTerm
    }
    var instances: [[Int: Value]] = [[:]]
    for input in transition.inputs {
      guard let values = system.inputs[input]?.values else {
        if read.contains(input) { return nil }
        continue
      }
      if values.isEmpty { return .never }
      guard read.contains(input) else { continue }
      instances = instances.flatMap { partial in
        values.map { partial.merging([input: $0]) { $1 } }
      }
      if instances.count > Self.most { return nil }
    }
    guard read.isSubset(of: transition.inputs) else { return nil }
    return store.or(
      instances.map { values in
        var rewriter = Rewriter(store)
        return rewriter.rewrite(guardTerm) { node in
          guard case .unknown(let place) = node, let value = values[place] else { return nil }
          return store.constant(value)
        }
      })
  }

  private func inputs(of term: Term) -> Set<Int> {
    var seen: Set<Term> = [term]
    var stack = [term]
    var out: Set<Int> = []
    while let top = stack.popLast() {
      if case .unknown(let place) = store[top] { out.insert(place) }
      for operand in store[top].operands where seen.insert(operand).inserted {
        stack.append(operand)
      }
    }
    return out
  }
}

extension SymbolicProblem {
  /// Executes the system, and evaluates the terms made so far.
  func interpreter() -> TransitionInterpreter {
    TransitionInterpreter(
      TransitionSystem(
        terms: store.table, variables: system.variables, initial: system.initial,
        assumptions: system.assumptions, inputs: system.inputs, steps: system.steps,
        transitions: system.transitions, requirements: system.requirements))
  }
}
