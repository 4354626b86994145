import ProvisoKernel

/// A transition system prepared for the solver: properties become conditions over single states.
struct SymbolicProblem {
  /// The states to look for along the runs of a system.
  struct Target {
    /// The states that decide the property: violations or, for `reachable`, states that meet it.
    let met: Term
    /// The states that leave the property open.
    let open: Term
    /// Initial states that decide the property, besides `met`.
    var metAtStart = Term.never
    /// Initial states that leave the property open, besides `open`.
    var initiallyOpen = Term.never
    let openReason: String

    /// The invariant that proves that no state is a target.
    func invariant(_ store: TermStore) -> Term { store.and(store.not(met), store.not(open)) }
  }

  let system: TransitionSystem
  /// The system's terms and more.
  let store: TermStore
  /// The variables that no transition writes.
  let fixed: Set<Int>
  /// The sort of each variable: the system's, or one with fewer values that it never leaves.
  let sorts: [Sort]
  /// The transitions whose inputs all have at least one value.
  let possible: [Int]
  /// For each transition, the conjunction of its requirements.
  let guards: [Term]
  /// For each transition, its faults, and one for each update whose value may not fit the variable.
  let faults: [[Fault]]
  /// For each transition, the condition that some inputs enable it; `nil` if no term expresses
  /// that.
  let enabled: [Term?]
  /// The condition that no transition is enabled; `nil` if no term expresses that.
  let terminal: Term?

  static let inputReason =
    "the end of a run depends on an input whose values cannot be enumerated"

  init(
    _ system: TransitionSystem, cancellation: Cancellation = Cancellation()
  ) throws(Cancelled) {
    self.system = system
    let store = TermStore(system.terms)
    self.store = store
    fixed = Set(system.variables.indices).subtracting(
      system.transitions.flatMap { $0.updates.map(\.variable) })
    sorts = try TextPropagation(system, store: store).sorts(cancellation)
    possible = system.transitions.indices.filter { index in
      system.transitions[index].inputs.allSatisfy { system.inputs[$0]?.values?.isEmpty != true }
    }
    guards = system.transitions.map { store.and($0.requirements.map(\.condition)) }
    var faults: [[Fault]] = []
    for transition in system.transitions {
      try cancellation.check()
      faults.append(transition.faults + SymbolicProblem.misfits(of: transition, in: system, store))
    }
    self.faults = faults
    let instances = InputInstances(system, store: store)
    var enabled: [Term?] = []
    for transition in system.transitions {
      try cancellation.check()
      enabled.append(instances.enabled(transition))
    }
    self.enabled = enabled
    let all = enabled.compactMap { $0 }
    terminal = all.count == enabled.count ? store.not(store.or(all)) : nil
  }

  /// The faults of updates whose values their variables cannot have.
  private static func misfits(
    of transition: Transition, in system: TransitionSystem, _ store: TermStore
  ) -> [Fault] {
    transition.updates.compactMap { update in
      let variable = system.variables[update.variable]
      let misfit = store.not(SymbolicProblem.fits(update.value, variable: variable, in: store))
      if misfit == .never { return nil }
      return Fault(
        .noValue, when: misfit,
        text: """
          `\(system.steps[transition.step].name)` gives `\(variable.name)` a value that it cannot have
          """)
    }
  }

  /// The condition that the variable can have the value.
  private static func fits(_ value: Term, variable: StateVariable, in store: TermStore) -> Term {
    var ways: [Term] = variable.mayBeNull ? [store.isKind(value, .null)] : []
    switch variable.sort {
    case .bool: ways.append(store.isKind(value, .bool))
    case .decimal: ways.append(store.isKind(value, .number))
    case .string: ways.append(store.isKind(value, .string))
    case .integer:
      let rest = store.arithmetic(.modulo, of: value, store.number(1))
      ways.append(store.and(store.isKind(value, .number), store.equal(rest, store.number(0))))
    case .finite(let values): ways += values.map { store.equal(value, store.constant($0)) }
    case .any: return .always
    }
    return store.or(ways)
  }

  /// The states that decide a property.
  ///
  /// - Returns: No target for properties of whole runs; no target and a reason where the solver
  ///   cannot express one.
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
          initiallyOpen: includingStart ? property.open : .never,
          openReason: property.openReason), nil
      )
    case .overRuns: return (nil, nil)
    }
  }

  /// The condition that one of the transitions meets a fault of the kind.
  func fault(_ kind: Fault.Kind, among transitions: [Int]) -> Term {
    store.or(
      transitions.flatMap { index in
        faults[index].filter { $0.kind == kind }.map { store.and(guards[index], $0.condition) }
      })
  }
}

/// Removes inputs from guards: the result is true where some values of the inputs make the guard
/// true.
private struct InputInstances {
  private let system: TransitionSystem
  private let store: TermStore
  /// The largest number of instances of one guard.
  private static let most = 256

  init(_ system: TransitionSystem, store: TermStore) {
    self.system = system
    self.store = store
  }

  /// The condition that some inputs enable the transition; `nil` if its guard reads an input of
  /// infinitely many values, or needs too many instances.
  func enabled(_ transition: Transition) -> Term? {
    let conditions = transition.requirements.map(\.condition)
    let guardTerm = store.and(conditions)
    let read = inputs(of: guardTerm)
    if read.isEmpty {
      // A transition with an input that has no value never happens.
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
          guard case .unknown(let index) = node, let value = values[index] else { return nil }
          return store.constant(value)
        }
      })
  }

  private func inputs(of term: Term) -> Set<Int> {
    var seen: Set<Term> = [term]
    var stack = [term]
    var out: Set<Int> = []
    while let top = stack.popLast() {
      if case .unknown(let index) = store[top] { out.insert(index) }
      for operand in store[top].operands where seen.insert(operand).inserted {
        stack.append(operand)
      }
    }
    return out
  }
}

extension SymbolicProblem {
  /// An interpreter of the system that also evaluates the terms made so far.
  func interpreter() -> TransitionInterpreter {
    TransitionInterpreter(
      TransitionSystem(
        terms: store.table, variables: system.variables, initial: system.initial,
        assumptions: system.assumptions, inputs: system.inputs, steps: system.steps,
        transitions: system.transitions, requirements: system.requirements))
  }
}
