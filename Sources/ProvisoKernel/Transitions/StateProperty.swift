/// A question about a transition system: one instance of a property.
public struct StateProperty: Hashable, Sendable {
  public enum Question: Hashable, Sendable {
    /// `holds` in every state of every run.
    case always
    /// `holds` in every reachable state in which no transition is enabled, and, where asked for, in
    /// every first state.
    case atTerminal(includingStart: Bool)
    /// Some run comes to a state in which `holds`; in the run that shows it no step fails.
    case reachable
    /// Of every complete run without a failed step, and of every fair infinite one; the operator's
    /// conditions, one or two. `holds` means nothing here. A run is complete where no transition is
    /// enabled, failures included; an infinite one is fair if each step is taken, or has no enabled
    /// transition, again and again.
    case overRuns(RunOperator, [Term])
  }

  public let question: Question
  public let holds: Term
  /// Where it cannot be said whether `holds` does, because something has no value: a state that meets
  /// this leaves the answer undecided, if nothing else decides it. Such a state itself decides nothing.
  public let open: Term
  /// Why, in words; empty where `open` is never met.
  public let openReason: String

  /// Asks a question.
  public init(
    _ question: Question, holds: Term = .always, open: Term = .never, openReason: String = ""
  ) {
    self.question = question
    self.holds = holds
    self.open = open
    self.openReason = openReason
  }
}

/// A run of a transition system.
public struct TransitionRun: Hashable, Sendable {
  /// One transition with the values of its inputs, by place.
  public struct Move: Hashable, Sendable {
    public let transition: Int
    public let inputs: [Int: Value]

    /// Describes a move.
    public init(_ transition: Int, inputs: [Int: Value] = [:]) {
      self.transition = transition
      self.inputs = inputs
    }
  }

  /// The first state.
  public let start: [Value]
  public let moves: [Move]
  /// For a run that goes on for ever: the number of moves after which the part begins that is repeated.
  /// The last move leads back to that state.
  public let loop: Int?

  /// Makes a run.
  public init(start: [Value], moves: [Move], loop: Int? = nil) {
    self.start = start
    self.moves = moves
    self.loop = loop
  }
}
