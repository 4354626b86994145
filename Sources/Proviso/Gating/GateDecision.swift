import ProvisoInput
import ProvisoResult

/// The answer to the question whether a call may happen now.
public struct GateDecision: Sendable {
  /// The answer itself.
  public enum Kind: String, Sendable, CaseIterable {
    /// The call breaks nothing.
    case allow
    /// The call would break a property in some run.
    case deny
    /// It is not known whether the call breaks something: a person decides.
    case ask
  }

  public let kind: Kind
  /// The reasons against the call, as sentences for the model that proposed it; empty if it is allowed.
  public let reasons: [String]
  /// The results of the properties that decided, each with its run if there is one.
  public let properties: [PropertyResult]
  /// The assumptions that the answer rests on, as sentences.
  public let assumptions: [String]
  /// The plans that the call carries out, as far as they were checked.
  public internal(set) var plans: [CarriedPlan] = []
  /// The number of persons who have to approve the call where it is asked.
  public internal(set) var approvers = 1

  /// The values that a person can approve to settle the question.
  public internal(set) var asks: [AskedValue] = []

  /// A plan in a file, such as a saved Terraform plan, that a call carries out.
  public struct CarriedPlan: Sendable, Equatable {
    /// The path as the call gives it, from the directory of the session.
    public let path: String
    /// The SHA-256 digest of the file, in lower-case hexadecimal; empty if it cannot be read.
    public let sha256: String
    /// The verdict on the plan; `nil` if it could not be checked.
    public internal(set) var verdict: Verdict?
  }

  /// Puts a decision together.
  public init(
    _ kind: Kind, reasons: [String] = [], properties: [PropertyResult] = [],
    assumptions: [String] = []
  ) {
    self.kind = kind
    self.reasons = reasons
    self.properties = properties
    self.assumptions = assumptions
  }

  /// The reasons as one text.
  public var explanation: String { reasons.joined(separator: "\n") }
}

extension GateDecision {
  /// The question about a call that cannot be judged.
  ///
  /// The messages about the session's own calls begin with the name of a file that nobody has written.
  init(askingAfter error: InputError) {
    self.init(
      .ask,
      reasons: error.messages.map { message in
        let prefix = "error: \(GateRules.path): "
        guard message.hasPrefix(prefix) else { return message }
        let rest = message.dropFirst(prefix.count)
        return rest.prefix(1).uppercased() + rest.dropFirst()
      })
  }
}
