/// The words for an unknown value in reasons and messages.
public struct UnknownWords: Hashable, Sendable {
  /// The adjective phrase after a noun or after "is", such as `known only after apply`.
  public let adjective: String
  /// The text for the value itself where a message prints it, such as `(known after apply)`.
  public let placeholder: String

  /// Describes such a value.
  ///
  /// - Parameter placeholder: the adjective in parentheses, if not given.
  public init(_ adjective: String, placeholder: String? = nil) {
    self.adjective = adjective
    self.placeholder = placeholder ?? "(\(adjective))"
  }

  /// The words for the output of a call.
  public static let ofCalls = UnknownWords("not returned yet")
}
