import ProvisoKernel
import ProvisoPatterns

/// Which arguments carry something that another call's output brought.
///
/// An argument is taken apart into its scalars: numbers, and texts without the white space around them;
/// the names of members below the first level count as texts too, and so do those in outputs. Truth
/// values and null carry nothing. An argument of `b` carries something of the output of `a` where
///
/// - a text of the argument is a text of the output, or stands inside one and has four bytes of UTF-8 or
///   more, or has inside it a text of the output of that size;
/// - a text of the argument and one of the output have sixteen bytes in common, one after the other, or a
///   word with a digit or one of `@ / . : _ -` inside it (an address, a path, an identifier) of at least
///   four bytes;
/// - a number of the argument is a number of the output, or stands in a text of it; or a number of the
///   output stands in a text of the argument. Numbers are compared by value;
///
/// and what the two have in common is not in a text of the user, as a word of its own or several. Of two
/// names of members the equality says nothing: tools that know each other have them in common.
///
/// What an agent puts into words of its own is not found. An output that the source does not have may
/// have brought anything.
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

  /// Whether the arguments of the call at one place carry something of the output of another.
  func carries(_ call: Int, from source: Int) -> Answer { carries(arguments[call], from: source) }

  /// The same of a part of some arguments.
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

  /// Whether the user wrote the text, not as a part of a longer word.
  private func isTrusted(_ bytes: [UInt8]) -> Bool {
    guard bytes.count < Self.shortest || trusted.mayContain(bytes) else { return false }
    return trusted.texts.contains { bytes.isInside($0.bytes, asWords: true) }
  }

  /// The fewest bytes of a text that count when it is a part of another.
  static let shortest = 4
}

/// Sixteen bytes of a text, one after the other.
struct ByteWindow: Hashable, Sendable {
  private let head: UInt64
  private let tail: UInt64

  static let size = 16

  /// Every window of a text.
  static func all(of bytes: [UInt8], _ found: (ByteWindow) -> Void) {
    var head: UInt64 = 0
    var tail: UInt64 = 0
    for (place, byte) in bytes.enumerated() {
      head = head << 8 | tail >> 56
      tail = tail << 8 | UInt64(byte)
      if place + 1 >= size { found(ByteWindow(head: head, tail: tail)) }
    }
  }
}

/// The scalars of a value, made ready for comparison.
struct Content: Sendable {
  struct Piece: Sendable {
    let bytes: [UInt8]
    /// Whether it is the name of a member.
    let isName: Bool
  }

  private(set) var texts: [Piece] = []
  /// The numbers of the value.
  private(set) var numbers: Set<Number> = []
  /// The numbers that stand in its texts.
  private(set) var numerals: Set<Number> = []
  /// The words of its texts that look like addresses, paths or identifiers.
  private(set) var words: Set<[UInt8]> = []
  private(set) var windows: Set<ByteWindow> = []
  /// Every four bytes that stand together: what rules most comparisons out.
  private var quarters: Set<UInt32> = []

  var isEmpty: Bool { texts.isEmpty && numbers.isEmpty }

  /// The names of the arguments are the tool's, not the caller's.
  init(arguments: Value) {
    if case .map(let members) = arguments {
      for value in members.values { add(value) }
    } else {
      add(arguments)
    }
  }

  init(output: Value) { add(output) }

  /// A part of some arguments; the names in it are the caller's.
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
    for (place, byte) in bytes.enumerated() {
      last = last << 8 | UInt32(byte)
      if place >= 3 { quarters.insert(last) }
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

  /// False where no text of the value has the bytes in it; they are at least four.
  func mayContain(_ bytes: [UInt8]) -> Bool {
    var last: UInt32 = 0
    for (place, byte) in bytes.enumerated() {
      last = last << 8 | UInt32(byte)
      if place >= 3, !quarters.contains(last) { return false }
    }
    return true
  }
}
