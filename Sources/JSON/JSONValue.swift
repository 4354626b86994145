import CSimdJSON

/// A value of a ``JSONDocument``: null, a Boolean, a number, a string, an array or an object.
///
/// It is a reference to the document and an index into its tape, 16 bytes in all; its content is
/// read on request. Reading a value as another kind gives nil, or no elements.
public struct JSONValue: Sendable {
  /// The six kinds of JSON value.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool
    /// A number of any size.
    case number
    /// A string.
    case string
    /// An array.
    case array
    /// An object.
    case object
  }

  /// The document that the value is part of.
  public let document: JSONDocument
  @usableFromInline let index: UInt32

  /// `index` must be the first word of a value.
  @inlinable init(document: JSONDocument, index: Int) {
    self.document = document
    self.index = UInt32(truncatingIfNeeded: index)
  }

  /// The value with this ``id``, or nil if `document` has no value there.
  ///
  /// The ``id`` of a value of the same document always finds that value. Any other number is safe
  /// to pass; it may find another value, or a key, read as a string. Takes constant time, except
  /// for numbers chosen to make it slow.
  public init?(document: JSONDocument, id: Int) {
    guard Tape(document).isStartOfValue(id) else { return nil }
    self.init(document: document, index: id)
  }

  /// The value's unique number in its document: its index on the tape, from 1 to the number of
  /// words, in the order of the text.
  @inlinable public var id: Int { Int(index) }

  @inlinable var tape: Tape { Tape(document) }

  /// The kind of the value.
  @inlinable public var kind: Kind {
    switch tape.tag(id) {
    case Tape.object: .object
    case Tape.array: .array
    case Tape.string: .string
    case Tape.true, Tape.false: .bool
    case Tape.null: .null
    default: .number
    }
  }

  /// The kind in words for errors, with its article: `a string`, `null`.
  public var kindDescription: String {
    switch kind {
    case .null: "null"
    case .bool: "a Boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// Whether it is `null`.
  @inlinable public var isNull: Bool { tape.tag(id) == Tape.null }

  /// The Boolean, or nil for any other kind.
  @inlinable public var bool: Bool? {
    switch tape.tag(id) {
    case Tape.true: true
    case Tape.false: false
    default: nil
    }
  }

  /// The unescaped string, or nil for any other kind.
  public var string: String? {
    withUTF8 { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether the value is a string with exactly these characters, compared as bytes of UTF-8. Makes
  /// no `String`.
  @inlinable public func stringEquals(_ literal: StaticString) -> Bool {
    tape.tag(id) == Tape.string && tape.string(id, equals: literal)
  }

  /// Whether the value is a string with exactly these characters, compared as bytes of UTF-8.
  public func stringEquals(_ other: String) -> Bool {
    tape.tag(id) == Tape.string && tape.string(id, equals: other)
  }

  /// Calls `body` with the bytes of the unescaped string in UTF-8. Returns nil without calling it
  /// if the value is not a string. The pointer must not leave `body`.
  @inlinable public func withUTF8<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result? {
    guard tape.tag(id) == Tape.string else { return nil }
    return try body(tape.string(id))
  }

  /// The exact number, or nil for any other kind.
  @inlinable public var number: JSONNumber? { kind == .number ? JSONNumber(value: self) : nil }

  /// The object's member with this key, or nil if there is none or the value is not an object.
  /// Reads the keys one after the other, and skips each member's value in constant time.
  @inlinable public subscript(_ key: StaticString) -> JSONValue? {
    let tape = self.tape
    guard tape.tag(id) == Tape.object else { return nil }
    let end = tape.closing(id)
    var at = id &+ 1
    while at < end {
      if tape.string(at, equals: key) { return JSONValue(document: document, index: at &+ 1) }
      at = tape.next(at &+ 1)
    }
    return nil
  }

  /// The object's member with this key, or nil if there is none or the value is not an object. Keys
  /// are compared as bytes of UTF-8: canonically equivalent spellings are different keys.
  public subscript(key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { wanted in
      let tape = self.tape
      guard tape.tag(id) == Tape.object else { return nil }
      let end = tape.closing(id)
      var at = id &+ 1
      while at < end {
        if tape.string(at, equals: wanted) { return JSONValue(document: document, index: at &+ 1) }
        at = tape.next(at &+ 1)
      }
      return nil
    }
  }

  /// The elements of the array, in order; empty if the value is not an array.
  @inlinable public var elements: JSONArrayView { JSONArrayView(self) }

  /// The members of the object, in the order of the text; empty if the value is not an object.
  @inlinable public var members: JSONObjectView { JSONObjectView(self) }

  /// The number of elements or members; 0 if the value is neither an array nor an object.
  @inlinable public var count: Int { tape.count(id) }

  /// The position at which the value begins. The first use in a document reads its text once (about
  /// 1.5 ns a byte); later ones take microseconds.
  public var position: JSONPosition {
    JSONPosition(csj_place_of_element(document.handle, id))
  }
}
