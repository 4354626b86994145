/// Reads a document's tape, whose format is simdjson's (`doc/tape.md`).
///
/// A word has a tag in its upper eight bits. An opening bracket has the index of the word after its
/// closing bracket in its low 32 bits, and the number of items, if that fits, in the 24 bits above
/// them. The other bits of a string are its offset in the string buffer. A number's second word is
/// its value; if the tag is `d`, the shim has stored the number's offset and length in the text in
/// the first word.
@usableFromInline
struct Tape {
  @usableFromInline static let object = UInt8(ascii: "{")
  @usableFromInline static let array = UInt8(ascii: "[")
  @usableFromInline static let string = UInt8(ascii: "\"")
  @usableFromInline static let `true` = UInt8(ascii: "t")
  @usableFromInline static let `false` = UInt8(ascii: "f")
  @usableFromInline static let null = UInt8(ascii: "n")
  @usableFromInline static let signed = UInt8(ascii: "l")
  @usableFromInline static let unsigned = UInt8(ascii: "u")
  @usableFromInline static let spelled = UInt8(ascii: "d")

  @usableFromInline let words: UnsafePointer<UInt64>
  @usableFromInline let strings: UnsafePointer<UInt8>
  @usableFromInline let end: Int

  @inlinable init(_ document: JSONDocument) {
    words = document.tape
    strings = document.strings
    end = document.tapeEnd
  }

  @inlinable func tag(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: words[index] &>> 56) }

  /// The index of the closing bracket's word.
  @inlinable func closing(_ index: Int) -> Int {
    Int(UInt32(truncatingIfNeeded: words[index])) &- 1
  }

  /// The index of the word after the element.
  @inlinable func next(_ index: Int) -> Int {
    switch tag(index) {
    case Self.object, Self.array: Int(UInt32(truncatingIfNeeded: words[index]))
    case Self.signed, Self.unsigned, Self.spelled: index &+ 2
    default: index &+ 1
    }
  }

  @inlinable func string(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    let start = strings + Int(truncatingIfNeeded: words[index] & 0x00ff_ffff_ffff_ffff)
    let count = UnsafeRawPointer(start).loadUnaligned(as: UInt32.self)
    return UnsafeBufferPointer(start: start + 4, count: Int(count))
  }

  @inlinable func string(_ index: Int, equals other: UnsafeBufferPointer<UInt8>) -> Bool {
    let own = string(index)
    guard own.count == other.count else { return false }
    for position in 0..<own.count where own[position] != other[position] { return false }
    return true
  }

  @inlinable func string(_ index: Int, equals literal: StaticString) -> Bool {
    if literal.hasPointerRepresentation {
      return string(
        index,
        equals: UnsafeBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
    }
    return literal.withUTF8Buffer { string(index, equals: $0) }
  }

  @inlinable func string(_ index: Int, equals other: String) -> Bool {
    string(index).elementsEqual(other.utf8)
  }

  @inlinable func count(_ index: Int) -> Int {
    let kind = tag(index)
    guard kind == Self.object || kind == Self.array else { return 0 }
    let counted = Int(truncatingIfNeeded: (words[index] &>> 32) & 0xff_ffff)
    return counted < 0xff_ffff ? counted : countByWalking(index)
  }

  /// The number of items, counted one by one, because the tape's own count ends at 2²⁴ - 1.
  @usableFromInline func countByWalking(_ index: Int) -> Int {
    let key = tag(index) == Self.object ? 1 : 0
    let close = closing(index)
    var total = 0
    var at = index &+ 1
    while at < close {
      at = next(at &+ key)
      total &+= 1
    }
    return total
  }

  private static func isNumber(_ tag: UInt8) -> Bool {
    tag == signed || tag == unsigned || tag == spelled
  }

  /// Whether a value or a key begins at a word of the tape.
  ///
  /// Only the second word of a number can look like one. A word is a second word exactly if the
  /// word before it begins a number. In a run of words that all look like the beginning of a
  /// number, the first one is a beginning, and from there beginnings and second words alternate. So
  /// the parity of the run's length decides.
  func isStartOfValue(_ index: Int) -> Bool {
    guard index >= 1, index < end else { return false }
    switch tag(index) {
    case Self.object, Self.array, Self.string, Self.true, Self.false, Self.null, Self.signed,
      Self.unsigned, Self.spelled:
      break
    default: return false
    }
    var run = 0
    while index - run > 1, Self.isNumber(tag(index - run - 1)) { run += 1 }
    return run.isMultiple(of: 2)
  }
}
