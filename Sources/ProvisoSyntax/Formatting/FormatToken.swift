/// A token for the formatter: its text, and the comments and line ends around it.
struct FormatToken: Sendable {
  /// A `//` or `///` comment, without its line end.
  struct Comment: Hashable, Sendable {
    let text: String
    /// Whether a blank line is before it.
    let isAfterBlank: Bool
  }

  /// The source text of the token.
  let text: String
  let word: String?
  let sign: Sign?
  let isString: Bool
  let isNumber: Bool
  let span: Span
  /// The comments between the token before and this one that are on lines of their own.
  var leading: [Comment] = []
  /// The comment after the token on the same line.
  var trailing: String?
  /// Whether a line ends between the token before and this one.
  var isAfterLineEnd = false
  /// Whether a blank line is directly before the token, after its leading comments.
  var isAfterBlank = false
  /// The width of the text in columns; one code point is one column.
  let width: Int

  fileprivate init(_ token: Token, bytes: [UInt8]) {
    text = String(decoding: bytes[token.span.start..<token.span.end], as: UTF8.self)
    word = token.word
    sign = token.sign
    if case .string = token.kind { isString = true } else { isString = false }
    switch token.kind {
    case .number, .date: isNumber = true
    default: isNumber = false
    }
    span = token.span
    width = text.unicodeScalars.count
  }

  /// The tokens of a file without mistakes. The last one has no text and marks the end of the file.
  static func tokens(_ tokens: [Token], of bytes: [UInt8]) -> [FormatToken] {
    var result: [FormatToken] = []
    var end = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for token in tokens {
      var made = FormatToken(token, bytes: bytes)
      let gap = Gap(bytes[min(end, token.span.start)..<token.span.start])
      made.isAfterLineEnd = gap.hasLineEnd || result.isEmpty
      made.isAfterBlank = gap.endsWithBlank
      made.leading = gap.comments
      if let first = gap.first {
        if result.isEmpty {
          made.leading.insert(Comment(text: first, isAfterBlank: false), at: 0)
        } else {
          result[result.count - 1].trailing = first
        }
      }
      end = token.span.end
      result.append(made)
    }
    return result
  }
}

/// The source between two tokens: spaces, line ends and comments.
private struct Gap {
  /// The comment on the same line as the token before.
  var first: String?
  var comments: [FormatToken.Comment] = []
  var hasLineEnd = false
  var endsWithBlank = false

  init(_ bytes: ArraySlice<UInt8>) {
    var at = bytes.startIndex
    var lineEnds = 0
    while at < bytes.endIndex {
      if bytes[at] == 0x0A {
        hasLineEnd = true
        lineEnds += 1
        at += 1
        continue
      }
      guard bytes[at] == UInt8(ascii: "/") else {
        at += 1
        continue
      }
      let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.endIndex
      var text = bytes[at..<end]
      while let last = text.last, [0x20, 0x09, 0x0D].contains(last) { text.removeLast() }
      let comment = String(decoding: text, as: UTF8.self)
      if hasLineEnd {
        comments.append(.init(text: comment, isAfterBlank: lineEnds > 1))
      } else {
        first = comment
      }
      lineEnds = 0
      at = end
    }
    endsWithBlank = lineEnds > 1
  }
}
