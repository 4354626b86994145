import TestSupport

/// Changes texts at random: bytes, and tokens of any language with words, numbers, strings and
/// brackets.
///
/// The idea of the changes is that of American Fuzzy Lop (M. Zalewski, 2013): flips, deletions,
/// copies, splices and a dictionary. Those of tokens keep more of the mutants readable, so that the
/// later stages are reached.
public struct Mutator: Sendable {
  /// The longest mutant, in bytes.
  public static let longest = 1 << 17

  /// The words that replace others.
  private let words: [[UInt8]]

  /// Makes a mutator with the words of a language.
  public init(words: [String]) { self.words = words.map { Array($0.utf8) } }

  /// A changed text.
  ///
  /// - Parameters:
  ///   - text: the text to change.
  ///   - other: a text of which parts can be taken over.
  public func mutant(
    of text: [UInt8], and other: [UInt8], using random: inout SeededGenerator
  ) -> [UInt8] {
    var bytes = text
    // Half of the mutants have one change, so that many of them are still read.
    let count = [1, 1, 1, 2, 2, 4].randomElement(using: &random) ?? 1
    for _ in 0..<count {
      if Int.random(in: 0..<10, using: &random) < 3 {
        changeBytes(&bytes, and: other, using: &random)
      } else {
        changeTokens(&bytes, using: &random)
      }
      if bytes.count > Self.longest { bytes.removeLast(bytes.count - Self.longest) }
    }
    return bytes
  }

  // MARK: Bytes

  private func changeBytes(
    _ bytes: inout [UInt8], and other: [UInt8], using random: inout SeededGenerator
  ) {
    guard !bytes.isEmpty else {
      bytes = Self.hostileTexts.randomElement(using: &random).map { Array($0.utf8) } ?? []
      return
    }
    let range = Self.range(in: bytes, using: &random)
    switch Int.random(in: 0..<8, using: &random) {
    case 0: bytes[range.lowerBound] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[range.lowerBound] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: range.lowerBound)
    case 3: bytes.removeSubrange(range)
    case 4: bytes.insert(contentsOf: bytes[range], at: Self.offset(in: bytes, using: &random))
    case 5: bytes.removeLast(bytes.count - range.lowerBound)
    case 6 where !other.isEmpty:
      let part = other[Self.range(in: other, using: &random)]
      bytes.replaceSubrange(range, with: part)
    default:
      // The head of this text and the tail of the other.
      guard !other.isEmpty else { return }
      bytes =
        Array(bytes[..<range.lowerBound]) + other[Self.offset(in: other, using: &random)...]
    }
  }

  private static func offset(in bytes: [UInt8], using random: inout SeededGenerator) -> Int {
    Int.random(in: 0..<bytes.count, using: &random)
  }

  /// A part of at least one byte, short more often than long.
  private static func range(
    in bytes: [UInt8], using random: inout SeededGenerator
  ) -> Range<Int> {
    let start = offset(in: bytes, using: &random)
    let longest = 1 << Int.random(in: 0...10, using: &random)
    return start..<min(bytes.count, start + Int.random(in: 1...longest, using: &random))
  }

  // MARK: Tokens

  /// The length of the part whose tokens are changed at once, in bytes.
  private static let window = 2_000

  private func changeTokens(_ bytes: inout [UInt8], using random: inout SeededGenerator) {
    var start = Int.random(in: 0...max(0, bytes.count - Self.window / 2), using: &random)
    // A part begins with a line, so that the tokens are those of the whole text.
    start = bytes[..<start].lastIndex(of: 0x0A) ?? 0
    let end = min(bytes.count, start + Self.window)
    var tokens = Token.list(of: Array(bytes[start..<end]))
    guard let index = tokens.indices.randomElement(using: &random),
      let second = tokens.indices.randomElement(using: &random)
    else { return }
    switch Int.random(in: 0..<14, using: &random) {
    case 0: tokens.remove(at: index)
    case 1: tokens.insert(tokens[index], at: second)
    case 2: tokens.swapAt(index, second)
    case 3: tokens[index] = tokens[second]
    case 4: nest(&tokens, at: index, using: &random)
    case 5: copyLines(&tokens, at: index, using: &random)
    case 6: unbalance(&tokens, using: &random)
    case 7:
      tokens.insert(
        contentsOf: Array(
          repeating: tokens[index], count: 1 << Int.random(in: 1...9, using: &random)), at: index)
    default:
      // A token with something in it, rather than white space between two.
      let found = tokens[index...].firstIndex { $0.kind != .space && $0.kind != .sign }
      guard let found else { return }
      tokens[found].bytes = replacement(of: tokens[found], using: &random)
    }
    bytes.replaceSubrange(start..<end, with: tokens.flatMap(\.bytes))
  }

  private func replacement(of token: Token, using random: inout SeededGenerator) -> [UInt8] {
    switch token.kind {
    case .number:
      return Array((Self.extremes.randomElement(using: &random) ?? "0").utf8)
    case .string:
      let quote = token.bytes.prefix(1)
      if Int.random(in: 0..<3, using: &random) == 0 {
        return quote + (words.randomElement(using: &random) ?? []) + quote
      }
      var text = Self.hostileTexts.randomElement(using: &random) ?? ""
      if Int.random(in: 0..<8, using: &random) == 0 {
        text = String(repeating: text.isEmpty ? "x" : text, count: 2_000)
      }
      return quote + Array(text.utf8) + quote
    case .word, .sign, .space:
      return words.randomElement(using: &random) ?? token.bytes
    }
  }

  /// Opens brackets many times, and closes them, mostly.
  private func nest(_ tokens: inout [Token], at index: Int, using random: inout SeededGenerator) {
    let pairs = [
      ("[", "]"), ("(", ")"), ("{", "}"), (#"{"a":"#, "}"), (#"{"resources":[{"#, "}]}"),
      ("not ", ""), ("- ", ""), ("$(", ")"), ("if true; then ", "; fi"), ("a: ", ""),
    ]
    guard let (open, close) = pairs.randomElement(using: &random) else { return }
    let depth = 1 << Int.random(in: 0...11, using: &random)
    let inner = tokens[index].bytes
    let isClosed = Int.random(in: 0..<4, using: &random) > 0
    tokens[index].bytes =
      Array(String(repeating: open, count: depth).utf8) + inner
      + (isClosed ? Array(String(repeating: close, count: depth).utf8) : [])
  }

  /// Copies or removes some lines: steps, members with the same key, declarations.
  private func copyLines(
    _ tokens: inout [Token], at index: Int, using random: inout SeededGenerator
  ) {
    let newline: (Token) -> Bool = { $0.bytes.contains(0x0A) }
    guard let start = tokens[..<index].lastIndex(where: newline),
      let end = tokens[index...].firstIndex(where: newline)
    else { return }
    let lines = tokens[start..<end]
    if Bool.random(using: &random) {
      tokens.removeSubrange(start..<end)
    } else {
      tokens.insert(contentsOf: lines, at: end)
    }
  }

  private func unbalance(_ tokens: inout [Token], using random: inout SeededGenerator) {
    let brackets = Array("()[]{}".utf8)
    let found = tokens.indices.filter {
      tokens[$0].bytes.count == 1 && brackets.contains(tokens[$0].bytes[0])
    }
    guard let index = found.randomElement(using: &random) else { return }
    if Bool.random(using: &random) {
      tokens.remove(at: index)
    } else {
      tokens[index].bytes = [brackets.randomElement(using: &random) ?? 0]
    }
  }

  // MARK: Values

  static let extremes = [
    "0", "-0", "-1", "1", "2", "255", "1000000", "2147483648", "-2147483649", "4294967296",
    "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "1e308", "1e309", "-1e400", "1e-400", "1e99999",
    "0.1", "0.30000000000000004", "123456789012345678901234567890", "1e10000", "1e-10000",
    "1e10001", "00", "0x10", ".5",
    "1.", "NaN", "null",
  ]

  static let hostileTexts = [
    "", " ", "x", "\u{0}", "\u{1B}[31m\u{7}", "\u{202E}\u{2066}", "\u{200B}\u{FEFF}",
    "\u{85}\u{2028}",
    "\u{D}\u{A}", "é日\u{1F600}", "e\u{301}", "\\u0000", "\\ud800", "\\ud83d\\ude00", "\\", "\\\"",
    "${", "${a.b[", "$(x)", "`", "*", "**", "?", "[", "(a|a)*b", "((((((((", "a{1000}{1000}",
    "(?i)\\x{10ffff}", "%s%n", "../../../../etc/passwd", "/dev/zero", "-", "--help", "\n",
    "module.",
    "module.a.module.b", "t.a[0]", #"t.a[\"k\"]"#, "data.t.a", "0.0.0.0/0", "::/0", "10.0.0.0/33",
    "1.2.3.4.5", "arn:aws:::", "{\\\"a\\\": [", "[]", "null", "true", "2026-02-30", "9999999-01-01",
  ]
}
