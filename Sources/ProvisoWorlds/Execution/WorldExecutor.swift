import ProvisoKernel
import ProvisoLanguage

/// Executes steps of a world concretely, statement by statement, directly from the tree. Every run
/// that an engine finds is replayed with it before it is reported; it does not use the grounded
/// transitions.
package struct WorldExecutor: Sendable {
  package let universe: WorldUniverse

  package init(_ universe: WorldUniverse) { self.universe = universe }

  /// The outcome of a step.
  package enum Outcome: Hashable, Sendable {
    /// The state after the step, and whether the step failed.
    case done([Value], failed: Bool)
    /// The step cannot happen in this way.
    case impossible
    /// Two effects assign two values to the variable of this name.
    case doubleWrite(String)
    /// A needed value is missing, for the given reason.
    case open(String)
  }

  /// One step of a run.
  package struct Move: Hashable, Sendable {
    package let action: Int
    package let agent: Int?
    package let arguments: [Value]
    /// The chosen values, in order.
    package let chosen: [Value]
    /// Whether the action fails without a `fail if` that holds.
    package let fails: Bool
    /// The step of the program; `nil` if agents act freely.
    package let program: ProgramStep?

    package init(
      action: Int, agent: Int?, arguments: [Value], chosen: [Value], fails: Bool,
      program: ProgramStep? = nil
    ) {
      self.program = program
      self.action = action
      self.agent = agent
      self.arguments = arguments
      self.chosen = chosen
      self.fails = fails
    }

    package var step: Step { Step(action: action, agent: agent, arguments: arguments) }
  }

  /// Takes the step.
  package func take(_ move: Move, in state: [Value]) -> Outcome {
    if let program = universe.model.program {
      guard let step = move.program else { return .impossible }
      return ProgramExecution(universe, program: program, state: state).take(step, by: move)
    }
    guard universe.model.actions.indices.contains(move.action) else { return .impossible }
    let execution = ActionExecution(universe, state: state, chosen: move.chosen)
    return execution.run(move)
  }

  /// A step: an action with its arguments, and the agent that takes it.
  package struct Step: Hashable, Sendable {
    package let action: Int
    package let agent: Int?
    let arguments: [Value]
  }

  /// The steps that are possible in a state, with their fairness; `nil` if they cannot be enumerated.
  package func steps(in state: [Value]) -> [Step: Fairness]? {
    guard let moves = moves(in: state) else { return nil }
    var out: [Step: Fairness] = [:]
    for (move, _) in moves {
      out[move.step] = universe.model.fairness(of: move.action, by: move.agent)
    }
    return out
  }

  /// Every step that can happen, with its outcome; `nil` if a parameter or a choice has infinitely
  /// many values.
  package func moves(in state: [Value]) -> [(move: Move, outcome: Outcome)]? {
    var out: [(Move, Outcome)] = []
    let model = universe.model
    for (index, action) in model.actions.enumerated() {
      let agents: [Int?] =
        model.agents.isEmpty
        ? [nil] : model.agents.indices.filter { model.agents[$0].actions.contains(index) }
      guard let tuples = try? WorldLayout.tuples(of: action.parameters.map(\.type), in: model),
        action.parameters.allSatisfy({ WorldLayout.sort(of: $0.type, in: model).values != nil })
      else { return nil }
      for agent in agents {
        for arguments in tuples {
          for fails in action.mayFail ? [false, true] : [false] {
            guard
              let found = outcomes(of: index, by: agent, with: arguments, fails: fails, in: state)
            else { return nil }
            out += found
          }
        }
      }
    }
    return out
  }

  /// The outcomes of an action with its arguments, one for each combination of choices; `nil` if a
  /// choice has infinitely many values.
  func outcomes(
    of action: Int, by agent: Int?, with arguments: [Value], fails: Bool, in state: [Value]
  ) -> [(Move, Outcome)]? {
    var out: [(Move, Outcome)] = []
    var prefix: [Int]? = []
    while let wanted = prefix {
      let execution = ActionExecution(universe, state: state, exploring: wanted)
      let outcome = execution.run(
        Move(action: action, agent: agent, arguments: arguments, chosen: [], fails: fails))
      if execution.isInfinite { return nil }
      if outcome != .impossible {
        out.append(
          (
            Move(
              action: action, agent: agent, arguments: arguments, chosen: execution.taken,
              fails: fails), outcome
          ))
      }
      // The next combination: the last choice that has another value advances.
      var next = execution.options
      prefix = nil
      while let last = next.popLast() {
        if last.taken + 1 < last.count {
          prefix = next.map(\.taken) + [last.taken + 1]
          break
        }
      }
    }
    return out
  }

  /// Whether the step can begin, taken by any agent that may take it.
  func canStart(_ step: ConcreteStep, in state: [Value]) -> ConcreteEvaluator.Truth {
    let model = universe.model
    if let program = model.program {
      return ProgramExecution(universe, program: program, state: state).canStart(step)
    }
    guard case .action(let action, let arguments) = step else { return .no }
    guard model.actions.indices.contains(action) else { return .no }
    let agents: [Int?] =
      model.agents.isEmpty
      ? [nil] : model.agents.indices.filter { model.agents[$0].actions.contains(action) }
    var open: ConcreteEvaluator.Truth = .no
    for agent in agents {
      guard let found = outcomes(of: action, by: agent, with: arguments, fails: false, in: state)
      else {
        return .open("the start of a step depends on its input")
      }
      for (_, outcome) in found {
        switch outcome {
        case .done, .doubleWrite: return .yes
        case .open(let reason): open = .open(reason)
        case .impossible: break
        }
      }
    }
    return open
  }
}
