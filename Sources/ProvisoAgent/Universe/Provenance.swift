import ProvisoKernel
import ProvisoPatterns

/// Decides whether arguments carry data from another call's output.
///
/// An argument is split into its scalars: numbers, and texts without surrounding white space. The
/// names of members count as texts too, in outputs and in arguments below the first level. Booleans
/// and null carry no data. An argument of `b` carries data from the output of `a` if one of these
/// holds:
///
/// - A text of the argument equals a text of the output, or is contained in one and has at least
///   four bytes of UTF-8, or contains a text of the output with at least four bytes.
/// - A text of the argument and one of the output share sixteen consecutive bytes, or a word of at
///   least four bytes with a digit or one of `@ / . : _ -` inside it (an address, a path, an
///   identifier).
/// - A number of the argument is a number of the output or occurs in a text of the output, or a
///   number of the output occurs in a text of the argument. Numbers are compared by value.
///
/// Shared data does not count if it also occurs in a text of the user as one or more whole words.
/// Two equal member names do not count either, because related tools use the same names.
///
/// Data that an agent paraphrases is not found. An output that is not in the source may have
/// contributed any data.
struct Provenance: Sendable {
  enum Answer: Sendable {
    case yes, no, unknown
  }

  private let arguments: [Content]
  private let outputs: [Content?]
  private let trusted: Content

  init(_ trace: AgentTrace) {
    arguments = trace.calls.map { Content(arguments: $0.arguments) }
    outputs = trace.calls.map { $0.output.map { Content(output: $0) } }
    trusted = Content(output: .list(trace.userTexts.map { .string(Text($0)) }))
  }

  /// Whether the arguments of a call carry data from the output of `source`.
  func carries(_ call: Int, from source: Int) -> Answer { carries(arguments[call], from: source) }

  /// Whether a part of some arguments carries data from the output of `source`.
  func carries(_ argument: Content, from source: Int) -> Answer {
    guard !argument.isEmpty else { return .no }
    guard let output = outputs[source] else { return .unknown }
    return numbers(argument, output) || texts(argument, output) || passages(argument, output)
      ? .yes : .no
  }

  private func numbers(_ argument: Content, _ output: Content) -> Bool {
    func isShared(_ number: Number) -> Bool {
      !trusted.numbers.contains(number) && !trusted.numerals.contains(number)
    }
    return argument.numbers.contains {
      (output.numbers.contains($0) || output.numerals.contains($0)) && isShared($0)
    } || output.numbers.contains { argument.numerals.contains($0) && isShared($0) }
  }

  private func texts(_ argument: Content, _ output: Content) -> Bool {
    for mine in argument.texts {
      for theirs in output.texts where !(mine.isName && theirs.isName) {
        if mine.bytes == theirs.bytes {
          if !isTrusted(mine.bytes) { return true }
        } else if mine.bytes.count < theirs.bytes.count {
          if mine.bytes.count >= Self.shortest, output.mayContain(mine.bytes),
            mine.bytes.isInside(theirs.bytes), !isTrusted(mine.bytes)
          {
            return true
          }
        } else if theirs.bytes.count >= Self.shortest, argument.mayContain(theirs.bytes),
          theirs.bytes.isInside(mine.bytes), !isTrusted(theirs.bytes)
        {
          return true
        }
      }
    }
    return false
  }

  private func passages(_ argument: Content, _ output: Content) -> Bool {
    argument.words.contains { output.words.contains($0) && !isTrusted($0) }
      || argument.windows.contains { output.windows.contains($0) && !trusted.windows.contains($0) }
  }

  /// Whether the user wrote the text, and not only as part of a longer word.
  private func isTrusted(_ bytes: [UInt8]) -> Bool {
    guard bytes.count < Self.shortest || trusted.mayContain(bytes) else { return false }
    return trusted.texts.contains { bytes.isInside($0.bytes, asWords: true) }
  }

  /// The minimum length, in bytes, of a text that counts as part of another.
  static let shortest = 4
}

/// Sixteen consecutive bytes of a text.
struct ByteWindow: Hashable, Sendable {
  private let head: UInt64
  private let tail: UInt64

  static let size = 16

  /// Calls `found` with every window of a text.
  static func all(of bytes: [UInt8], _ found: (ByteWindow) -> Void) {
    var head: UInt64 = 0
    var tail: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      head = head << 8 | tail >> 56
      tail = tail << 8 | UInt64(byte)
      if index + 1 >= size { found(ByteWindow(head: head, tail: tail)) }
    }
  }
}

/// The scalars of a value, prepared for comparison.
struct Content: Sendable {
  struct Piece: Sendable {
    let bytes: [UInt8]
    /// Whether the piece is the name of a member.
    let isName: Bool
  }

  private(set) var texts: [Piece] = []
  /// The numbers of the value.
  private(set) var numbers: Set<Number> = []
  /// The numbers in its texts.
  private(set) var numerals: Set<Number> = []
  /// The words of its texts that look like addresses, paths or identifiers.
  private(set) var words: Set<[UInt8]> = []
  private(set) var windows: Set<ByteWindow> = []
  /// All runs of four bytes in its texts. They rule out most comparisons quickly.
  private var fourByteRuns: Set<UInt32> = []

  var isEmpty: Bool { texts.isEmpty && numbers.isEmpty }

  /// Reads all arguments of a call. Their names are left out: the tool, not the caller, chose them.
  init(arguments: Value) {
    if case .map(let members) = arguments {
      for value in members.values { add(value) }
    } else {
      add(arguments)
    }
  }

  init(output: Value) { add(output) }

  /// Reads a part of some arguments, including its names, which the caller chose.
  init(part: Value) { add(part) }

  private mutating func add(_ value: Value) {
    var stack = [value]
    while let top = stack.popLast() {
      switch top {
      case .number(let number): numbers.insert(number)
      case .string(let text): add(text, isName: false)
      case .list(let elements): stack += elements
      case .map(let members):
        for (name, member) in members {
          add(name, isName: true)
          stack.append(member)
        }
      case .null, .bool, .object: break
      }
    }
  }

  private mutating func add(_ text: Text, isName: Bool) {
    let bytes = Array(text.string.utf8).trimmed
    guard !bytes.isEmpty else { return }
    texts.append(Piece(bytes: bytes, isName: isName))
    var last: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      last = last << 8 | UInt32(byte)
      if index >= 3 { fourByteRuns.insert(last) }
    }
    guard !isName else { return }
    ByteWindow.all(of: bytes) { windows.insert($0) }
    for word in bytes.words { add(word: word) }
  }

  private mutating func add(word: [UInt8]) {
    if let number = word.numeral { numerals.insert(number) }
    if word.count >= Provenance.shortest, word.contains(where: { $0.isDigit || $0.isMark }) {
      words.insert(word)
    }
  }

  /// False only if no text of the value contains the bytes, which must be at least four.
  func mayContain(_ bytes: [UInt8]) -> Bool {
    var last: UInt32 = 0
    for (index, byte) in bytes.enumerated() {
      last = last << 8 | UInt32(byte)
      if index >= 3, !fourByteRuns.contains(last) { return false }
    }
    return true
  }
}
