import CSimdJSON

/// The elements of an array, read from the tape one after the other.
public struct JSONArrayView: Sequence, Sendable {
  @usableFromInline let container: JSONValue

  @inlinable init(_ container: JSONValue) { self.container = container }

  /// The number of elements. Constant time up to 16 million elements.
  @inlinable public var count: Int {
    container.tape.tag(container.id) == Tape.array ? container.count : 0
  }

  /// Whether there are no elements.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The first element, or nil.
  @inlinable public var first: JSONValue? {
    var iterator = makeIterator()
    return iterator.next()
  }

  /// The number of elements.
  @inlinable public var underestimatedCount: Int { count }

  /// Starts at the first element.
  @inlinable public func makeIterator() -> Iterator { Iterator(container) }

  /// Iterates over the elements of an array.
  public struct Iterator: IteratorProtocol, Sendable {
    @usableFromInline let document: JSONDocument
    @usableFromInline var at: Int
    @usableFromInline let end: Int

    @inlinable init(_ container: JSONValue) {
      document = container.document
      let tape = container.tape
      at = container.id &+ 1
      end = tape.tag(container.id) == Tape.array ? tape.closing(container.id) : at
    }

    /// The next element, or nil at the end.
    @inlinable public mutating func next() -> JSONValue? {
      guard at < end else { return nil }
      let value = JSONValue(document: document, index: at)
      at = Tape(document).next(at)
      return value
    }
  }
}

/// The members of an object, read from the tape one after the other, in the order of the text.
public struct JSONObjectView: Sequence, Sendable {
  @usableFromInline let container: JSONValue

  @inlinable init(_ container: JSONValue) { self.container = container }

  /// The number of members. Constant time up to 16 million members.
  @inlinable public var count: Int {
    container.tape.tag(container.id) == Tape.object ? container.count : 0
  }

  /// Whether there are no members.
  @inlinable public var isEmpty: Bool { count == 0 }

  /// The number of members.
  @inlinable public var underestimatedCount: Int { count }

  /// Starts at the first member.
  @inlinable public func makeIterator() -> Iterator { Iterator(container) }

  /// Iterates over the members of an object.
  public struct Iterator: IteratorProtocol, Sendable {
    @usableFromInline let document: JSONDocument
    @usableFromInline var at: Int
    @usableFromInline let end: Int

    @inlinable init(_ container: JSONValue) {
      document = container.document
      let tape = container.tape
      at = container.id &+ 1
      end = tape.tag(container.id) == Tape.object ? tape.closing(container.id) : at
    }

    /// The next member, or nil at the end.
    @inlinable public mutating func next() -> (key: JSONKey, value: JSONValue)? {
      guard at < end else { return nil }
      let key = JSONKey(document: document, index: at)
      let value = JSONValue(document: document, index: at &+ 1)
      at = Tape(document).next(at &+ 1)
      return (key, value)
    }
  }
}

/// A key of an object; its `String` is made only on request.
public struct JSONKey: Sendable {
  /// The document that the key is part of.
  public let document: JSONDocument
  @usableFromInline let index: UInt32

  @inlinable init(document: JSONDocument, index: Int) {
    self.document = document
    self.index = UInt32(truncatingIfNeeded: index)
  }

  @inlinable var tape: Tape { Tape(document) }

  /// The key's unique number among the keys and values of its document. As a ``JSONValue``'s id, it
  /// gives the key as a string.
  @inlinable public var id: Int { Int(index) }

  /// The unescaped key.
  public var string: String { String(decoding: tape.string(id), as: UTF8.self) }

  /// Whether the key has exactly these characters, compared as bytes of UTF-8. Makes no `String`.
  @inlinable public func equals(_ literal: StaticString) -> Bool {
    tape.string(id, equals: literal)
  }

  /// Whether the key has exactly these characters, compared as bytes of UTF-8.
  public func equals(_ other: String) -> Bool { tape.string(id, equals: other) }

  /// Whether the key has exactly these characters, compared as bytes of UTF-8.
  @inlinable public static func == (key: JSONKey, literal: StaticString) -> Bool {
    key.equals(literal)
  }

  /// Matches a key against a literal in a `switch`.
  @inlinable public static func ~= (literal: StaticString, key: JSONKey) -> Bool {
    key.equals(literal)
  }

  /// Calls `body` with the bytes of the unescaped key in UTF-8. The pointer must not leave `body`.
  @inlinable public func withUTF8<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(tape.string(id))
  }

  /// The position at which the key begins; costs as much as ``JSONValue/position``.
  public var position: JSONPosition {
    JSONPosition(csj_place_of_element(document.handle, id))
  }
}
