import ProvisoKernel

/// What one way through an action comes to: what it needs, what it changes, what was chosen.
struct Effects {
  /// A change of one place, where its condition holds.
  struct Write {
    let condition: Term
    let value: Term
    /// Whether the value is added to what is there.
    let isAddition: Bool
  }

  /// The values of the frame's slots.
  var frame: Lowering.Frame
  /// Where the statement at hand is reached at all.
  var path: Term = .always
  var requirements: [Transition.Requirement] = []
  /// Where the step fails by `fail if`.
  var failures: [Term] = []
  var writes: [Int: [Write]] = [:]
  var faults: [Fault] = []
  /// What was chosen, as a person writes it.
  var choices: [String] = []
  /// The same as values, in the order of the choices: the concrete execution takes them again.
  var chosen: [Chosen] = []
  var inputs: [Int] = []
  /// How many objects of an entity were there before and came into being so far, on this way.
  var created: [Int: (before: Int, here: Int)] = [:]

  /// One choice.
  enum Chosen: Hashable, Sendable {
    case value(Value)
    /// Whatever the run says, by the input's place.
    case input(Int)
  }
}

/// Where a transition comes from: what the concrete execution needs to take the same step.
package struct TransitionOrigin: Hashable, Sendable {
  /// The place of the action.
  package let action: Int
  /// The place of the agent; `nil` where the world has none.
  package let agent: Int?
  let arguments: [Effects.Chosen]
  let chosen: [Effects.Chosen]
  /// Which step of the program it is; `nil` where agents act freely.
  package let program: ProgramStep?

  init(
    action: Int, agent: Int?, arguments: [Effects.Chosen], chosen: [Effects.Chosen],
    program: ProgramStep? = nil
  ) {
    self.action = action
    self.agent = agent
    self.arguments = arguments
    self.chosen = chosen
    self.program = program
  }

  /// The step for the concrete execution, with values for the inputs.
  package func move(inputs: [Int: Value], fails: Bool) -> WorldExecutor.Move {
    func value(_ chosen: Effects.Chosen) -> Value {
      switch chosen {
      case .value(let value): value
      case .input(let place): inputs[place] ?? .null
      }
    }
    return WorldExecutor.Move(
      action: action, agent: agent, arguments: arguments.map(value), chosen: chosen.map(value),
      fails: fails, program: program)
  }
}
