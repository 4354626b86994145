import ProvisoKernel
import ProvisoLanguage

/// The result of one way through an action: its guard, its writes and its choices.
struct Effects {
  /// A conditional write of one variable.
  struct Write {
    let condition: Term
    let value: Term
    /// Whether the value is added to the old one.
    let isAddition: Bool
  }

  /// The values of the frame's slots.
  var frame: Lowering.Frame
  /// The condition under which the current statement is reached.
  var path: Term = .always
  var requirements: [Transition.Requirement] = []
  /// The conditions under which the step fails by `fail if`.
  var failures: [Term] = []
  var writes: [Int: [Write]] = [:]
  var faults: [Fault] = []
  /// The choices as text, in the language's notation.
  var choices: [String] = []
  /// The choices as values, in order, so that the concrete execution can repeat them.
  var chosen: [Chosen] = []
  var inputs: [Int] = []
  /// For each entity, the number of created objects before the step and the number created on this
  /// way.
  var created: [Int: (before: Int, here: Int)] = [:]

  /// One choice.
  enum Chosen: Hashable, Sendable {
    case value(Value)
    /// The value of an input in the run, by the input's index.
    case input(Int)
  }
}

/// The origin of a transition: the data with which the concrete execution takes the same step.
package struct TransitionOrigin: Hashable, Sendable {
  /// The index of the action.
  package let action: Int
  /// The index of the agent; `nil` if the world has none.
  package let agent: Int?
  let arguments: [Effects.Chosen]
  let chosen: [Effects.Chosen]
  /// The step of the program; `nil` if agents act freely.
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
      case .input(let index): inputs[index] ?? .null
      }
    }
    return WorldExecutor.Move(
      action: action, agent: agent, arguments: arguments.map(value), chosen: chosen.map(value),
      fails: fails, program: program)
  }
}
