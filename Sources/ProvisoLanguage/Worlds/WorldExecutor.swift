import ProvisoKernel

/// Takes steps of a world concretely, statement by statement, straight from the tree: the judge of every
/// run that an engine finds. It shares nothing with the grounding but the tree and the layout.
package struct WorldExecutor: Sendable {
  package let universe: WorldUniverse

  package init(_ universe: WorldUniverse) { self.universe = universe }

  /// What comes of a step.
  package enum Outcome: Hashable, Sendable {
    /// The state after it, and whether the step failed.
    case done([Value], failed: Bool)
    /// It cannot happen so.
    case impossible
    /// Two effects give one place two values.
    case doubleWrite(String)
    /// Something that it needs has no value.
    case open(String)
  }

  /// One step, as a run takes it.
  package struct Move: Hashable, Sendable {
    package let action: Int
    package let agent: Int?
    package let arguments: [Value]
    /// What is chosen on the way, in order.
    package let chosen: [Value]
    /// Whether the action fails although nothing makes it.
    package let fails: Bool
    /// Which step of the program it is; `nil` where agents act freely.
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
  }

  /// Takes the step.
  package func take(_ move: Move, in state: [Value]) -> Outcome {
    if let program = universe.model.program {
      guard let step = move.program else { return .impossible }
      return ProgramExecution(universe, program, state).take(step, move)
    }
    guard universe.model.actions.indices.contains(move.action) else { return .impossible }
    let execution = ActionExecution(universe, state, chosen: move.chosen)
    return execution.run(move)
  }

  /// Every step that can happen, with what comes of it; `nil` where some parameter or outcome is one of
  /// infinitely many.
  package func moves(in state: [Value]) -> [(move: Move, outcome: Outcome)]? {
    var out: [(Move, Outcome)] = []
    let model = universe.model
    for (place, action) in model.actions.enumerated() {
      let agents: [Int?] =
        model.agents.isEmpty
        ? [nil] : model.agents.indices.filter { model.agents[$0].actions.contains(place) }
      guard let tuples = try? WorldLayout.tuples(action.parameters.map(\.type), model),
        action.parameters.allSatisfy({ WorldLayout.sort($0.type, model).values != nil })
      else { return nil }
      for agent in agents {
        for arguments in tuples {
          for fails in action.mayFail ? [false, true] : [false] {
            guard let found = outcomes(place, agent, arguments, fails, state) else { return nil }
            out += found
          }
        }
      }
    }
    return out
  }

  /// What comes of an action with its arguments, for every choice on the way.
  func outcomes(
    _ action: Int, _ agent: Int?, _ arguments: [Value], _ fails: Bool, _ state: [Value]
  ) -> [(Move, Outcome)]? {
    var out: [(Move, Outcome)] = []
    var prefix: [Int]? = []
    while let wanted = prefix {
      let execution = ActionExecution(universe, state, exploring: wanted)
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
      // The next way: the last choice that has another value moves on.
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

  /// Whether the action can begin, by whoever may take it.
  func canStart(_ step: ConcreteStep, in state: [Value]) -> ConcreteEvaluator.Truth {
    let model = universe.model
    if let program = model.program {
      return ProgramExecution(universe, program, state).canStart(step)
    }
    guard case .action(let action, let arguments) = step else { return .no }
    guard model.actions.indices.contains(action) else { return .no }
    let agents: [Int?] =
      model.agents.isEmpty
      ? [nil] : model.agents.indices.filter { model.agents[$0].actions.contains(action) }
    var open: ConcreteEvaluator.Truth = .no
    for agent in agents {
      guard let found = outcomes(action, agent, arguments, false, state) else {
        return .open("whether a step can begin depends on its input")
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
