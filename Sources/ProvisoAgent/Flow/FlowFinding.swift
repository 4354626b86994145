/// A value of a call's argument that the user did not decide.
public struct FlowFinding: Sendable, Hashable {
  /// The answer about the value.
  public enum Answer: String, Sendable, Hashable {
    /// A text of others decides it, or it is a secret for others.
    case violation
    /// It may be right: a person has to say yes to exactly this value.
    case ask
  }

  /// The reason for the answer.
  public enum Reason: Sendable, Hashable {
    /// Only a text of others contains it.
    case text
    /// An address whose host only a text of others contains.
    case host
    /// A field that others may have written contains it.
    case field
    /// A text at which the user pointed contains it.
    case pointed
    /// A call that only reads takes it from a text of others.
    case read
    /// It is nowhere, and texts of others were read before.
    case unknown
    /// The record lacks an output that may contain it.
    case missing
    /// A secret, and the value of a sink that may not see it.
    case secret(reader: String)
  }

  /// The index of the call.
  public let call: Int
  /// The path of the argument.
  public let argument: String
  /// The value.
  public let value: String
  public let answer: Answer
  public let reason: Reason
  /// The index of the call whose output contains the value, or was read before; nil if there is none.
  public let source: Int?
}
