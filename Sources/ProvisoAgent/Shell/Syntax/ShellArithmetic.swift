/// The text of an arithmetic expansion, `$((…))`, that is certain to have a value.
///
/// The expressions are numbers and variables with `+`, `-`, `*`, comparisons, shifts and parentheses.
/// A division could fail, and a failure ends the shell. An assignment changes the state of the shell, and
/// a subscript or a substituted command can run anything.
struct ShellArithmetic {
  /// The variables in the expression.
  private(set) var names: [String] = []
  private let bytes: [UInt8]
  private var at = 0
  private var depth = 0

  /// Reads an expression; `nil` if it has another form.
  init?(_ bytes: some Sequence<UInt8>) {
    self.bytes = Array(bytes)
    guard expression(), at == self.bytes.count else { return nil }
  }

  /// Whether a text is a number that every shell reads as a decimal one.
  static func isNumber(_ text: String) -> Bool {
    let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
    guard let first = digits.first, digits.count <= 18 else { return false }
    return digits.allSatisfy { (0x30...0x39).contains($0) }
      && (first != UInt8(ascii: "0") || digits.count == 1)
  }

  private mutating func skipSpaces() {
    while at < bytes.count, bytes[at] == UInt8(ascii: " ") { at += 1 }
  }

  private mutating func expression() -> Bool {
    while true {
      guard operand() else { return false }
      skipSpaces()
      guard at < bytes.count, "+-*<>".utf8.contains(bytes[at]) else { return true }
      let sign = bytes[at]
      at += 1
      if at < bytes.count, bytes[at] == sign {
        // `++` and `--` can assign, and the exponent of `**` can be negative.
        guard sign == UInt8(ascii: "<") || sign == UInt8(ascii: ">") else { return false }
        at += 1
      }
    }
  }

  private mutating func operand() -> Bool {
    skipSpaces()
    if at < bytes.count, bytes[at] == UInt8(ascii: "-") || bytes[at] == UInt8(ascii: "+") {
      at += 1
      skipSpaces()
    }
    guard at < bytes.count else { return false }
    if bytes[at] == UInt8(ascii: "(") {
      at += 1
      depth += 1
      defer { depth -= 1 }
      guard depth <= ShellLexer.deepest, expression(), at < bytes.count,
        bytes[at] == UInt8(ascii: ")")
      else { return false }
      at += 1
      return true
    }
    if bytes[at] == UInt8(ascii: "$") { at += 1 }
    let word = String(decoding: bytes[at...].prefix(while: ShellLexer.isNameByte), as: UTF8.self)
    at += word.utf8.count
    if ShellWord.isName(word) {
      names.append(word)
      return true
    }
    return Self.isNumber(word)
  }
}
