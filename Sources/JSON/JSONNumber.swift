/// A number, exactly as it is written in the text.
public struct JSONNumber: Sendable {
  @usableFromInline let value: JSONValue

  /// `value` must be a number.
  @inlinable init(value: JSONValue) { self.value = value }

  /// The number if it is written without fraction and exponent and fits an `Int`; otherwise nil,
  /// also for `1.0` and `1e2`.
  @inlinable public var integer: Int? {
    let tape = value.tape
    switch tape.tag(value.id) {
    case Tape.signed: return Int(truncatingIfNeeded: tape.words[value.id &+ 1])
    case Tape.unsigned: return Int(exactly: tape.words[value.id &+ 1])
    default: return isMinusZero ? 0 : nil
    }
  }

  /// Whether the number is written without fraction and exponent; it can have any size.
  public var isSpelledAsInteger: Bool {
    guard value.tape.tag(value.id) == Tape.spelled else { return true }
    return withText { text in
      !text.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") }
    }
  }

  /// The number as it is written: every digit, sign and exponent, as in `1.50`, `-0`, `1E+2`.
  public var text: String { withText { String(decoding: $0, as: UTF8.self) } }

  @usableFromInline var isMinusZero: Bool {
    withText { $0.count == 2 && $0[0] == UInt8(ascii: "-") && $0[1] == UInt8(ascii: "0") }
  }

  /// Calls `body` with the bytes of ``text``, which are ASCII. The pointer must not leave `body`.
  public func withText<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let tape = value.tape
    let word = tape.words[value.id]
    let binary = tape.words[value.id + 1]
    switch tape.tag(value.id) {
    case Tape.signed: return try Self.withDigits(Int64(bitPattern: binary), body)
    case Tape.unsigned: return try Self.withDigits(binary, body)
    default:
      let offset = Int(UInt32(truncatingIfNeeded: word))
      let length = Int((word &>> 32) & 0xff_ffff)
      let start = UnsafePointer(value.document.text.bytes) + offset
      return try body(UnsafeBufferPointer(start: start, count: length))
    }
  }

  /// Calls `body` with the digits of an integer that fits a word. Such an integer has only one
  /// spelling, except for `-0`, which the tape stores as text.
  private static func withDigits<Result, Failure: Error>(
    _ number: some BinaryInteger, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try Array(String(number).utf8).withUnsafeBufferPointer { (digits) throws(Failure) in
      try body(digits)
    }
  }
}
