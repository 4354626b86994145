/// A transition system whose steps can happen any number of times: the actions of agents in a
/// world.
///
/// A state gives each variable a value. A run starts in a state that `initial` and `assumptions`
/// allow and takes one transition at a time, for ever or until none is enabled. Everything is
/// grounded: a transition is one action with its arguments, its agent and the outcome of each
/// finite choice.
public struct TransitionSystem: Sendable {
  /// The terms of guards, updates and properties. Leaves are constants, `.variable` (a state
  /// variable by its index) and, in transitions, `.unknown` (an input by its index); no leaf is
  /// undetermined.
  public let terms: TermTable
  public let variables: [StateVariable]
  /// The initial value of each variable, over the fixed variables; `nil` means any value of its
  /// sort except null.
  public let initial: [Term?]
  /// Conditions over the initial state. If no state meets them there is no run, and the engines
  /// report that separately.
  public let assumptions: [Term]
  /// The sort of each input, by its index among the table's unknowns.
  public let inputs: [Int: Sort]
  /// The steps that agents can take, each the source of one or more transitions.
  public let steps: [AgentStep]
  public let transitions: [Transition]
  /// The text of each requirement, by the index that transitions refer to.
  public let requirements: [String]
  /// The control variables, which hold the location of each thread of a program; empty if the
  /// system is not a program.
  ///
  /// Each has a finite sort, cannot be null and has a constant initial value. The first requirement
  /// of every transition compares one of them with a constant: the location of the transition's own
  /// thread. A transition that moves another thread also requires that thread to be at one of some
  /// locations.
  public let control: [Int]
  /// The objects that neither the system nor the properties asked about it tell apart.
  public var symmetries: [ObjectSymmetry] = []

  /// Makes a system from its parts.
  public init(
    terms: TermTable, variables: [StateVariable], initial: [Term?], assumptions: [Term],
    inputs: [Int: Sort], steps: [AgentStep], transitions: [Transition], requirements: [String],
    control: [Int] = []
  ) {
    self.control = control
    self.terms = terms
    self.variables = variables
    self.initial = initial
    self.assumptions = assumptions
    self.inputs = inputs
    self.steps = steps
    self.transitions = transitions
    self.requirements = requirements
  }
}

/// An action with its arguments and the agent that takes it.
///
/// Fairness concerns steps, not the outcomes of their choices.
public struct AgentStep: Hashable, Sendable {
  /// The step in the language's notation (`drop(orders)`).
  public let name: String
  /// The agent's name; empty where the world declares no agents.
  public let agent: String
  /// Which infinite runs count.
  public let fairness: Fairness
  /// The values of the arguments; empty where they are not known or the step is no action.
  public let arguments: [Value]

  /// Names a step.
  public init(
    name: String, agent: String, fairness: Fairness = .weak, arguments: [Value] = []
  ) {
    self.fairness = fairness
    self.arguments = arguments
    self.name = name
    self.agent = agent
  }
}

/// The demand of fairness on a step of an infinite run.
public enum Fairness: String, Hashable, Sendable {
  /// Nothing: the step can stay possible for ever and never happen.
  case unfair
  /// A step that stays possible for ever happens.
  case weak = "weakly fair"
  /// A step that becomes possible again and again happens again and again.
  case strong = "strongly fair"
}

/// One way in which a step can happen.
public struct Transition: Hashable, Sendable {
  /// One conjunct of the guard.
  public struct Requirement: Hashable, Sendable {
    public let condition: Term
    /// The index in the system's `requirements`. A line of source has one index, however often it
    /// is grounded. `nil` marks a part of the choice, which is never left out.
    public let index: Int?

    /// Makes a conjunct.
    public init(_ condition: Term, index: Int?) {
      self.condition = condition
      self.index = index
    }
  }

  /// `variable := value`, with the value read in the state before.
  public struct Update: Hashable, Sendable {
    public let variable: Int
    public let value: Term

    /// Assigns a value.
    public init(_ variable: Int, _ value: Term) {
      self.variable = variable
      self.value = value
    }
  }

  /// The index of the step.
  public let step: Int
  /// The outcome of each choice, in the language's notation (`granted = true`).
  public let choices: [String]
  /// The inputs that the guard and the updates name: values not known beforehand.
  public let inputs: [Int]
  /// The conjuncts of the guard.
  public let requirements: [Requirement]
  /// The assignments, at most one for each variable, which happen together.
  public let updates: [Update]
  /// Mistakes of the world that appear where the transition is enabled and the fault's condition
  /// holds.
  public let faults: [Fault]
  /// Whether the step fails: it happens without effect.
  public let isFailure: Bool

  /// Describes a transition.
  public init(
    step: Int, choices: [String] = [], inputs: [Int] = [], requirements: [Requirement],
    updates: [Update], faults: [Fault] = [], isFailure: Bool = false
  ) {
    self.step = step
    self.choices = choices
    self.inputs = inputs
    self.requirements = requirements
    self.updates = updates
    self.faults = faults
    self.isFailure = isFailure
  }
}

/// A mistake of a world, at a transition under a condition. The transition counts as enabled there,
/// and no run continues with it.
public struct Fault: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Two effects of one action assign two values to one variable, a number leaves its range, or a
    /// sequence gets too many elements or `null`: an error.
    case doubleWrite
    /// Something that the action needs has no value (a division by zero): the states beyond stay
    /// undecided.
    case noValue
  }

  public let kind: Kind
  public let condition: Term
  /// The text of the report.
  public let text: String

  /// Describes a mistake.
  public init(_ kind: Kind, when condition: Term, text: String) {
    self.kind = kind
    self.condition = condition
    self.text = text
  }
}
