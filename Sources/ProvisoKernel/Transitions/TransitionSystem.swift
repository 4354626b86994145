/// A transition system whose steps happen any number of times: what agents can do in a world.
///
/// A state gives each variable a value. A run starts in a state that `initial` and `assumptions` allow
/// and goes on by one transition at a time, for ever or until none is enabled. Everything is grounded:
/// a transition is one action with its arguments, its agent and the outcome of each finite choice.
public struct TransitionSystem: Sendable {
  /// The terms of guards, updates and properties. Leaves are constants, `.variable` (a state variable
  /// by its place) and, in transitions, `.unknown` (an input by its place); none is undetermined.
  public let terms: TermTable
  public let variables: [StateVariable]
  /// The value of each variable at the start, over the fixed variables; `nil`: any value of its sort
  /// that is not null.
  public let initial: [Term?]
  /// Conditions over the first state. Where none can be met there is no run at all, which the engines
  /// report apart.
  public let assumptions: [Term]
  /// The sort of each input, by its place among the table's unknowns.
  public let inputs: [Int: Sort]
  /// The steps that agents can take, each the source of one or more transitions.
  public let steps: [AgentStep]
  public let transitions: [Transition]
  /// How a person knows each requirement, by the places that transitions give them.
  public let requirements: [String]
  /// The variables that say where each thread of a program is; empty where the system is no program.
  ///
  /// Each has a finite sort, cannot be null and has a constant first value. The first requirement of
  /// every transition is that one of them equals a constant: where the thread stands that it belongs to.
  /// A transition that moves another thread requires that one to stand at one of some places, too.
  public let control: [Int]

  /// Puts a system together.
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

/// An action with its arguments and the agent that takes it. What stays possible for ever happens:
/// fairness is about steps, not about the outcomes of their choices.
public struct AgentStep: Hashable, Sendable {
  /// As a person writes it (`drop(orders)`).
  public let name: String
  /// The agent's name; empty where the world declares no agents.
  public let agent: String

  /// Names a step.
  public init(name: String, agent: String) {
    self.name = name
    self.agent = agent
  }
}

/// One way in which a step can happen.
public struct Transition: Hashable, Sendable {
  /// One conjunct of the guard.
  public struct Requirement: Hashable, Sendable {
    public let condition: Term
    /// Its place in the system's `requirements`: one line of source has one place however often it is
    /// grounded. `nil`: part of the choice, never left out.
    public let place: Int?

    /// Makes a conjunct.
    public init(_ condition: Term, place: Int?) {
      self.condition = condition
      self.place = place
    }
  }

  /// `variable := value`, the value read in the state before.
  public struct Update: Hashable, Sendable {
    public let variable: Int
    public let value: Term

    /// Assigns a value.
    public init(_ variable: Int, _ value: Term) {
      self.variable = variable
      self.value = value
    }
  }

  /// The place of the step.
  public let step: Int
  /// The outcome of each choice, as a person writes it (`granted = true`).
  public let choices: [String]
  /// The inputs that guard and updates name: values that nobody knows beforehand.
  public let inputs: [Int]
  /// All must hold for it to happen.
  public let requirements: [Requirement]
  /// What changes; at most one update a variable, all at once.
  public let updates: [Update]
  /// Mistakes of the world that show where the transition can happen and the condition holds.
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

/// What is wrong with a world where a transition meets a condition. The transition counts as enabled
/// there, and no run goes on by it.
public struct Fault: Hashable, Sendable {
  public enum Kind: Hashable, Sendable {
    /// Two effects of one action give one place two values: an error.
    case doubleWrite
    /// Something that the action needs has no value (a division by zero): nothing that lies beyond is
    /// decided.
    case noValue
  }

  public let kind: Kind
  public let condition: Term
  /// What a person is told.
  public let text: String

  /// Describes a mistake.
  public init(_ kind: Kind, _ condition: Term, _ text: String) {
    self.kind = kind
    self.condition = condition
    self.text = text
  }
}
