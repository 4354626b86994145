/// A question about a transition system: one instance of a property.
public struct StateProperty: Hashable, Sendable {
  public enum Question: Hashable, Sendable {
    /// `holds` in every state of every run.
    case always
    /// `holds` in every reachable state in which no transition is enabled and, if asked for, in
    /// every initial state.
    case atTerminal(includingStart: Bool)
    /// Some run reaches a state in which `holds`; no step fails in the run that shows it.
    case reachable
    /// The operator's conditions, one or two, over every complete run without a failed step and
    /// over every fair infinite run; `holds` is not used. A run is complete where no transition,
    /// failures included, is enabled. An infinite run is fair if it is fair to each step: a weakly
    /// fair step again and again is taken or has no enabled transition, and a strongly fair step is
    /// taken again and again or has no enabled transition from some state on.
    case overRuns(RunOperator, [Term])
  }

  public let question: Question
  public let holds: Term
  /// The states in which `holds` cannot be evaluated because something has no value. If a run
  /// reaches such a state and nothing else decides the property, the answer is undecided. Such a
  /// state itself decides nothing.
  public let open: Term
  /// The reason for `open`, in words; empty if `open` never holds.
  public let openReason: String
  /// Whether the question is only about the coverage of another one. No search goes on for its sake.
  public let isProbe: Bool
  /// The instances of one property: those with the same number differ only in their objects. `nil` for
  /// a question without objects.
  public var family: Int?
  /// The objects of the instance.
  public var objects: [Value] = []

  /// Asks a question.
  public init(
    _ question: Question, holds: Term = .always, open: Term = .never, openReason: String = "",
    isProbe: Bool = false
  ) {
    self.isProbe = isProbe
    self.question = question
    self.holds = holds
    self.open = open
    self.openReason = openReason
  }
}

/// A run of a transition system.
public struct TransitionRun: Hashable, Sendable {
  /// One transition with the values of its inputs, by index.
  public struct Move: Hashable, Sendable {
    public let transition: Int
    public let inputs: [Int: Value]

    /// Describes a move.
    public init(_ transition: Int, inputs: [Int: Value] = [:]) {
      self.transition = transition
      self.inputs = inputs
    }
  }

  /// The initial state.
  public let start: [Value]
  public let moves: [Move]
  /// For an infinite run, the number of moves before the repeated part begins. The last move leads
  /// back to that state.
  public let loop: Int?

  /// Makes a run.
  public init(start: [Value], moves: [Move], loop: Int? = nil) {
    self.start = start
    self.moves = moves
    self.loop = loop
  }
}
