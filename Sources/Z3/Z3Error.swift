import CZ3

/// A failure of a call to Z3, or the reason why the call was not made.
public struct Z3Error: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of failure.
  public enum Code: String, Sendable {
    /// Z3 found terms of sorts that do not fit the operator.
    case sort
    /// An argument has no meaning for the operation; found by Z3 or by this layer.
    case argument
    /// A numeral or a script could not be read.
    case parse
    /// A term, sort or function belongs to another ``Z3Context``.
    case foreign
    /// A character lies outside the range of SMT-LIB strings (0 to 0x2FFFF).
    case character
    /// Z3 ran out of the memory that it may use.
    case memory
    /// The object's current state does not allow the call, such as a `pop` without a `push`.
    case usage
    /// An index lies outside its range.
    case bounds
    /// An interrupt or a timeout ended the call.
    case cancelled
    /// Any other exception from inside Z3.
    case solver
  }

  /// The kind of failure.
  public let code: Code
  /// Z3's message, or this layer's.
  public let message: String
  /// The operation that failed, such as `and` or `check`.
  public let operation: String

  /// Describes a failure.
  public init(code: Code, message: String, operation: String) {
    self.code = code
    self.message = message
    self.operation = operation
  }

  init(_ code: Code, message: String, operation: StaticString) {
    self.init(code: code, message: message, operation: "\(operation)")
  }

  /// The error of a call that a limit, an interrupt or an exception ended, from its reason.
  init(stopped reason: String, _ operation: StaticString) {
    self.init(Self.code(ofException: reason), message: reason, operation: operation)
  }

  /// One line: the operation, then the message.
  public var description: String { "Z3 \(operation): \(message)" }

  static func code(of z3: Z3_error_code, message: String) -> Code {
    switch z3 {
    case Z3_SORT_ERROR: .sort
    case Z3_IOB: .bounds
    case Z3_INVALID_ARG, Z3_INVALID_PATTERN: .argument
    case Z3_PARSER_ERROR, Z3_NO_PARSER: .parse
    case Z3_MEMOUT_FAIL: .memory
    case Z3_INVALID_USAGE, Z3_DEC_REF_ERROR: .usage
    case Z3_EXCEPTION: code(ofException: message)
    default: .solver
    }
  }

  /// The code of an exception. Z3 reports most failures as exceptions that differ only in their
  /// message.
  private static func code(ofException message: String) -> Code {
    if message.hasPrefix("Sort") || message.hasPrefix("invalid non-Boolean sort") { return .sort }
    if message == "canceled" || message == "timeout" || message == "interrupted" {
      return .cancelled
    }
    if message.contains("memory") { return .memory }
    return .solver
  }
}
