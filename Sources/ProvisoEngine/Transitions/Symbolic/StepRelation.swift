import ProvisoKernel
import Z3

/// The transition relation between two frames, as formulas.
///
/// Each transition has a Boolean for "it happens in this step". The Boolean implies the transition's
/// guard and updates; a variable keeps its value unless a transition that happens writes it. The
/// size of a step is linear in the transitions and their terms.
struct StepRelation {
  let problem: SymbolicProblem
  let encoder: SortedEncoder
  /// The indices of the relation's transitions.
  let transitions: [Int]
  private let writers: [Int: [Int]]

  init(_ problem: SymbolicProblem, encoder: SortedEncoder, transitions: [Int]) {
    self.problem = problem
    self.encoder = encoder
    self.transitions = transitions
    var writers: [Int: [Int]] = [:]
    for (index, transition) in transitions.enumerated() {
      for update in problem.system.transitions[transition].updates {
        writers[update.variable, default: []].append(index)
      }
    }
    self.writers = writers
  }

  /// A step from one frame to the next.
  struct Step {
    /// For each of the relation's transitions, in their order: the Boolean that it happens.
    let happens: [Z3Term]
    /// The formulas that must hold.
    let constraints: [Z3Term]
  }

  /// Makes a step in which at least one transition happens.
  ///
  /// - Parameters:
  ///   - requirement: Literals by a requirement's index; such a requirement counts only where its
  ///     literal is true.
  ///   - exclusive: Whether exactly one transition happens.
  func step(
    from before: Frame, to after: Frame, tag: String, requirement: [Int: Z3Term] = [:],
    exclusive: Bool = true
  ) throws(Z3Error) -> Step {
    let logic = encoder.logic
    var happens: [Z3Term] = []
    for transition in transitions {
      happens.append(try encoder.context.bool("go\(transition)@\(tag)"))
    }
    var constraints = [try logic.or(happens)]
    if exclusive { constraints += try atMostOne(happens) }
    for (index, transition) in transitions.enumerated() {
      let go = happens[index]
      for part in try consequences(of: transition, from: before, to: after, requirement) {
        add(try logic.implies(go, part), to: &constraints)
      }
    }
    for variable in problem.system.variables.indices where !problem.fixed.contains(variable) {
      var changed: [Z3Term] = []
      for index in writers[variable] ?? [] { changed.append(happens[index]) }
      let touched = try logic.or(changed)
      let (old, new) = (before.variables[variable], after.variables[variable])
      for same in try encoder.sameConstants(old, new) {
        try add(logic.or(touched, same), to: &constraints)
      }
    }
    return Step(happens: happens, constraints: constraints)
  }

  /// The formulas that hold when a transition happens, without those for unchanged variables.
  private func consequences(
    of transition: Int, from before: Frame, to after: Frame, _ requirement: [Int: Z3Term]
  ) throws(Z3Error) -> [Z3Term] {
    let logic = encoder.logic
    let description = problem.system.transitions[transition]
    var out: [Z3Term] = []
    for condition in description.requirements {
      let holds = try encoder.encode(condition.condition, in: before)
      if let number = condition.index, let literal = requirement[number] {
        out.append(try logic.implies(literal, holds))
      } else {
        out.append(holds)
      }
    }
    for fault in problem.faults[transition] {
      out.append(try logic.not(encoder.encode(fault.condition, in: before)))
    }
    for update in description.updates {
      let value = try encoder.encodeValue(update.value, in: before)
      out.append(try encoder.equal(after.variables[update.variable].value, value))
    }
    return out
  }

  /// The formulas that one transition leads from one state to another.
  func effect(
    of transition: Int, from before: Frame, to after: Frame
  ) throws(Z3Error) -> [Z3Term] {
    var out = try consequences(of: transition, from: before, to: after, [:])
    let written = Set(problem.system.transitions[transition].updates.map(\.variable))
    for variable in problem.system.variables.indices
    where !problem.fixed.contains(variable) && !written.contains(variable) {
      out += try encoder.sameConstants(before.variables[variable], after.variables[variable])
    }
    return out
  }

  private func add(_ term: Z3Term, to constraints: inout [Z3Term]) {
    if term != encoder.logic.yes { constraints.append(term) }
  }

  private func atMostOne(_ terms: [Z3Term]) throws(Z3Error) -> [Z3Term] {
    guard terms.count > 8 else {
      var out: [Z3Term] = []
      for (index, term) in terms.enumerated() {
        for other in terms.dropFirst(index + 1) {
          out.append(
            try encoder.logic.or(encoder.logic.not(term), encoder.logic.not(other)))
        }
      }
      return out
    }
    return [try encoder.context.atMost(terms, bound: 1)]
  }

  /// The formulas that a state is an initial state.
  ///
  /// - Parameter literal: Literals by variable; the variable's initial value counts only where its
  ///   literal is true.
  func start(_ frame: Frame, literal: [Int: Z3Term] = [:]) throws(Z3Error) -> [Z3Term] {
    let logic = encoder.logic
    var out: [Z3Term] = []
    for (index, variable) in problem.system.variables.enumerated() {
      let value = frame.variables[index].value
      var holds: Z3Term
      if let term = problem.system.initial[index] {
        holds = try encoder.equal(value, encoder.encodeValue(term, in: frame))
      } else {
        holds = variable.mayBeNull ? try logic.not(encoder.isKind(value, .null)) : logic.yes
      }
      if let literal = literal[index] { holds = try logic.implies(literal, holds) }
      out.append(holds)
    }
    for assumption in problem.system.assumptions {
      out.append(try encoder.encode(assumption, in: frame))
    }
    return out.filter { $0 != logic.yes }
  }

  /// The move of a step in a model.
  func move(
    _ step: Step, from frame: Frame, in model: Z3Model
  ) throws(Z3Error) -> TransitionRun.Move? {
    for (index, transition) in transitions.enumerated()
    where try model.boolean(of: step.happens[index]) == true {
      return TransitionRun.Move(
        transition, inputs: try inputs(of: transition, frame, in: model))
    }
    return nil
  }

  /// The values of a transition's inputs in a model.
  func inputs(
    of transition: Int, _ frame: Frame, in model: Z3Model
  ) throws(Z3Error) -> [Int: Value] {
    var out: [Int: Value] = [:]
    for input in problem.system.transitions[transition].inputs {
      if let variable = frame.inputs[input] {
        out[input] = try encoder.read(variable.value, in: model)
      }
    }
    return out
  }
}
