/// The answer for one property.
public enum Verdict: String, Sendable, Comparable, CaseIterable {
  /// The property holds in every run, for every value of the unknowns.
  case proved
  /// The property holds for what is known, and trusts unknowns of which some values would violate it.
  case trusted
  /// The verdict of a whole result that has violations, none of which counts.
  case tolerated
  /// Neither a proof nor a counterexample was found, or a part of the input was not understood.
  case undecided
  /// A run violates the property.
  case violated

  /// Orders the verdicts from best to worst.
  public static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .proved: 0
    case .trusted: 1
    case .tolerated: 2
    case .undecided: 3
    case .violated: 4
    }
  }
}

/// Whether a violation depends on the values of the unknowns.
public enum Certainty: String, Sendable, CaseIterable {
  /// The run violates the property for every value of the unknowns.
  case definite
  /// The run violates the property for some values of the unknowns.
  case possible
}

/// The kind of a property.
public enum PropertyKind: String, Sendable, CaseIterable {
  /// A condition that every run must meet.
  case invariant
  /// A condition that some run must reach.
  case possible
  /// Each step of the world is a step of another world, or changes nothing there.
  case refinement
}

/// The method that gave an answer. An engine can add one.
public struct AnswerMethod: RawRepresentable, Hashable, Sendable {
  /// The name in JSON, which is the same in every version.
  public let rawValue: String

  /// Names a method.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The methods of the engines that are built in.
  public static let builtIn: [AnswerMethod] = [
    .evaluation, .orderIdeals, .exhaustive, .bounded, .kInduction, .pdr, .simulation,
  ]

  /// Evaluation, because the property depends neither on order nor on unknowns.
  public static let evaluation = AnswerMethod(rawValue: "evaluation")
  /// One query of the solver about every order and every failure.
  public static let orderIdeals = AnswerMethod(rawValue: "order-ideals")
  /// A visit of every reachable state.
  public static let exhaustive = AnswerMethod(rawValue: "exhaustive")
  /// A search by the solver of all runs up to a length.
  public static let bounded = AnswerMethod(rawValue: "bounded")
  /// A k-induction.
  public static let kInduction = AnswerMethod(rawValue: "k-induction")
  /// Property-directed reachability, which found an inductive invariant.
  public static let pdr = AnswerMethod(rawValue: "pdr")
  /// A replay of a run that was recorded earlier.
  public static let replay = AnswerMethod(rawValue: "replay")
  /// Random runs.
  public static let simulation = AnswerMethod(rawValue: "simulation")
}

/// The outcome of one step of a run.
public enum StepOutcome: String, Sendable, CaseIterable {
  case done
  case failed
  /// The step has begun and has neither ended nor failed.
  case inFlight = "in_flight"
}

/// The source of the order of the steps.
public enum StepOrder: String, Sendable, CaseIterable {
  /// The graph of the tool that will carry the plan out.
  case graph
  /// The input alone.
  case plan
  /// There is no order: anything that is allowed can happen at any time.
  case free
}

/// The level of a diagnostic.
public enum DiagnosticLevel: String, Sendable, CaseIterable {
  case error, warning
}
