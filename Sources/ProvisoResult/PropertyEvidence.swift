/// The parts of the answer for one property, for those who check it again.
public struct PropertyEvidence: Hashable, Sendable {
  /// A question to a solver with its expected answer.
  public struct Query: Hashable, Sendable {
    /// A script in SMT-LIB 2.6.
    public let script: String
    /// Whether the script is satisfiable.
    public let isSatisfiable: Bool

    /// Makes a query.
    public init(script: String, isSatisfiable: Bool) {
      self.script = script
      self.isSatisfiable = isSatisfiable
    }
  }

  /// A part of a proof that no query shows.
  public struct Argument: Hashable, Sendable {
    /// The kind of an argument. The raw values are the same in every version.
    public enum Kind: String, Sendable, CaseIterable {
      /// Only constants had to be evaluated.
      case evaluation
      /// The engine listed the moments, and looked at each.
      case enumeration
      /// The engine visited every reachable state.
      case exhaustive
      /// The solver searched all runs up to a length, and there are no longer ones.
      case bounded
      /// The answer trusts unknown values.
      case trust
      /// A query has a part that SMT-LIB does not have.
      case unwritten
      /// A query could show a sensitive value.
      case withheld

      /// Whether no solver had a part in it.
      public var needsNoSolver: Bool {
        switch self {
        case .evaluation, .enumeration, .exhaustive: true
        case .bounded, .trust, .unwritten, .withheld: false
        }
      }
    }

    public let kind: Kind
    /// The argument in words.
    public let text: String

    /// Makes an argument.
    public init(_ kind: Kind, _ text: String) {
      self.kind = kind
      self.text = text
    }
  }

  public var queries: [Query] = []
  public var arguments: [Argument] = []

  /// Starts without parts.
  public init() {}

  /// Adds an argument once.
  public mutating func add(_ argument: Argument) {
    if !arguments.contains(argument) { arguments.append(argument) }
  }
}
