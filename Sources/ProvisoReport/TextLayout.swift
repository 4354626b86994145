import ProvisoResult

/// Breaks text into lines of a width, and colours it where the terminal has colours.
struct TextLayout: Sendable {
  /// The smallest width that is used, in columns.
  static let minimumWidth = 40
  /// The fewest columns that text gets, however far it is indented.
  private static let minimumRoom = 20
  /// The number of columns by which the later lines of a paragraph are indented further.
  private static let hangingIndent = 2

  /// The width of a line in columns.
  let width: Int
  private let hasColors: Bool

  init(_ settings: ReportSettings) {
    width = max(Self.minimumWidth, settings.width)
    hasColors = settings.hasColors
  }

  // MARK: Lines

  /// Breaks a text at its white space into lines. Later lines are indented by two more columns.
  func wrap(_ text: String, indent: Int) -> [String] {
    let words = text.split(whereSeparator: \.isWhitespace).map { String($0).printable }
    return fill(words, indent: indent, laterIndent: indent + Self.hangingIndent)
  }

  /// Breaks a line only if it is too long. Later lines are indented by `laterIndent` columns. A
  /// no-break space (U+00A0) is printed as a space.
  ///
  /// - Parameter line: printable text, which can contain colours.
  func wrap(line: String, laterIndent: Int) -> [String] {
    guard Self.visibleLength(of: line) > width else { return [Self.withPlainSpaces(line)] }
    let indent = line.prefix { $0 == " " }.count
    return fill(
      line.split(separator: " ").map(String.init), indent: indent, laterIndent: laterIndent
    ).map(Self.withPlainSpaces)
  }

  private static func withPlainSpaces(_ line: String) -> String {
    line.replacing("\u{A0}", with: " ")
  }

  /// Puts a label before a line, and breaks the line if it is too long. Later lines begin two
  /// columns to the right of the text.
  ///
  /// - Parameters:
  ///   - label: printable text with its padding, which can contain colours.
  ///   - line: printable text, which can contain colours.
  func wrap(line: String, after label: String) -> [String] {
    let column = Self.visibleLength(of: label)
    guard column + Self.visibleLength(of: line) > width else { return [label + line] }
    var lines = fill(
      line.split(separator: " ").map(String.init), indent: column,
      laterIndent: column + Self.hangingIndent)
    lines[0] = label + lines[0].dropFirst(column)
    return lines
  }

  /// Fills lines with words. A colour that is open at the end of a line ends there and begins again
  /// on the next line, after the indentation.
  private func fill(_ words: [String], indent: Int, laterIndent: Int) -> [String] {
    let room = max(Self.minimumRoom, width - max(indent + Self.hangingIndent, laterIndent))
    var lines: [String] = []
    var line = ""
    var length = 0
    for word in words {
      let wordLength = Self.visibleLength(of: word)
      if !line.isEmpty && length + wordLength + 1 > room {
        lines.append(line)
        line = ""
        length = 0
      }
      length += line.isEmpty ? wordLength : wordLength + 1
      line += line.isEmpty ? word : " " + word
    }
    lines.append(line)
    var open = ""
    return lines.enumerated().map { index, line in
      let start = Self.indentation(index == 0 ? indent : laterIndent) + open
      open = Self.openColor(at: line, after: open)
      return start + line + (open.isEmpty ? "" : Self.endOfColor)
    }
  }

  static func indentation(_ columns: Int) -> String { String(repeating: " ", count: columns) }

  /// The number of characters of a text without its colours.
  private static func visibleLength(of text: String) -> Int {
    guard text.utf8.contains(0x1B) else { return text.count }
    var count = 0
    var isInEscape = false
    for character in text {
      if character == "\u{1B}" {
        isInEscape = true
      } else if isInEscape {
        isInEscape = character != "m"
      } else {
        count += 1
      }
    }
    return count
  }

  // MARK: Colours

  private static let endOfColor = "\u{1B}[0m"

  /// The escape sequence of the colour that is open at the end of a line; empty for none.
  private static func openColor(at line: String, after open: String) -> String {
    guard let start = line.lastIndex(of: "\u{1B}") else { return open }
    let escape = line[start...].prefix { $0 != "m" } + "m"
    return escape == endOfColor ? "" : String(escape)
  }

  func bold(_ text: String) -> String {
    hasColors ? "\u{1B}[1m\(text)\(Self.endOfColor)" : text
  }

  /// The label of a property: a word in the colour of a verdict, padded to a column of nine
  /// characters and two spaces.
  func label(_ verdict: Verdict, _ word: String? = nil) -> String {
    let word = word ?? verdict.rawValue
    return paint(word, as: verdict) + Self.indentation(max(2, 11 - word.count))
  }

  /// A text in the colour of a verdict.
  func paint(_ text: String, as verdict: Verdict) -> String {
    guard hasColors else { return text }
    let code =
      switch verdict {
      case .violated: "31"
      case .undecided, .tolerated: "33"
      case .proved, .trusted: "32"
      }
    return "\u{1B}[\(code)m\(text)\(Self.endOfColor)"
  }
}
