/// The reason why a file cannot be formatted.
package enum FormattingError: Error, Sendable {
  /// The file has syntax errors, so its meaning is not certain.
  case mistakes([Diagnostic], SourceSet)
  /// The formatter did not understand the file at this position, or its result would have lost a part of
  /// the file. This is a defect of the formatter.
  case unexpected(SourceLocation)
}

/// Formats specs: line breaks, indentation and blank lines.
///
/// The formatter keeps all tokens in their order, every comment, and the way in which strings are written.
/// It adds or removes only the comma after the last element of a list, and checks that before it returns.
/// It repeats until another pass changes nothing, so formatting a formatted file does not change it.
package struct SpecFormatter: Sendable {
  /// The largest width of a line that can be broken, in columns.
  package static let width = 100

  /// Makes a formatter.
  package init() {}

  /// Formats a file.
  ///
  /// - Parameters:
  ///   - bytes: the file, in UTF-8, with or without a byte order mark, and with LF or CRLF line ends.
  ///   - path: the path of the file in messages.
  /// - Returns: the formatted file, with LF line ends.
  /// - Throws: `FormattingError` if the file cannot be formatted.
  package func format(_ bytes: [UInt8], path: String) throws(FormattingError) -> [UInt8] {
    var sources = SourceSet()
    let file = sources.add(path: path, bytes: bytes)
    guard bytes.count <= SourceFile.largest else {
      let mistake = Diagnostic(
        .fileTooLarge, at: Span(file: file, start: 0, end: 0),
        "the file has \(bytes.count) bytes, but the limit is \(SourceFile.largest)")
      throw .mistakes([mistake], sources)
    }
    var lexer = Lexer(bytes: bytes, file: file)
    let lexed = lexer.tokenize()
    var parser = Parser(tokens: lexed, file: file)
    guard parser.beginsAsSpec else { throw .mistakes([parser.foreignFileMistake], sources) }
    _ = parser.parseFile()
    let mistakes = (lexer.diagnostics + parser.diagnostics).filter { $0.level == .error }
    guard mistakes.isEmpty else {
      let ordered = mistakes.sorted { $0.span.start < $1.span.start }
      throw .mistakes(Array(ordered.prefix(Diagnostic.mostListed)), sources)
    }
    let tokens = FormatToken.tokens(lexed, of: bytes)
    let text: String
    do throws(LayoutReader.GrammarMismatch) {
      text = try Self.settledText(of: tokens)
    } catch {
      let index = min(error.index, tokens.count - 1)
      throw .unexpected(sources.location(of: tokens[index].span))
    }
    let result = Array(text.utf8)
    if let index = Self.firstDifference(tokens, Self.tokens(result)) {
      throw .unexpected(sources.location(of: tokens[min(index, tokens.count - 1)].span))
    }
    return result
  }

  static func tokens(_ bytes: [UInt8]) -> [FormatToken] {
    var lexer = Lexer(bytes: bytes, file: 0)
    return FormatToken.tokens(lexer.tokenize(), of: bytes)
  }

  // MARK: Declarations

  /// The largest number of passes until the text stops changing.
  private static let mostPasses = 6

  /// The text of a file, formatted until another pass does not change it.
  ///
  /// One pass is not always enough: it can move a comment at an unusual position, such as before a comma,
  /// and the next pass then breaks lines differently.
  ///
  /// - Throws: `LayoutReader.GrammarMismatch` if a pass cannot read the tokens, or the text still changes after
  ///   `mostPasses` passes.
  static func settledText(of tokens: [FormatToken]) throws(LayoutReader.GrammarMismatch) -> String {
    var text = try text(of: tokens)
    for _ in 1..<mostPasses {
      let next = try self.text(of: Self.tokens(Array(text.utf8)))
      if next == text { return text }
      text = next
    }
    throw LayoutReader.GrammarMismatch(index: 0)
  }

  /// The text of a file after one pass.
  static func text(of tokens: [FormatToken]) throws(LayoutReader.GrammarMismatch) -> String {
    var reader = LayoutReader(tokens: tokens)
    var renderer = LayoutRenderer(tokens: tokens, limit: width)
    var text = ""
    var before: (index: Int, isShort: Bool)?
    while !reader.isAtEnd {
      let index = reader.position
      let comments = reader.comments()
      let layout = Layout.concat(
        comments, before == nil ? try reader.header() : try reader.item())
      let item = renderer.render(layout)
      let isShort = isShort(item, tokens[index])
      if let before {
        let areAlike = tokens[before.index].word == tokens[index].word
        let needsBlank = before.index == 0 || !areAlike || !before.isShort || !isShort
        text += separator(before: tokens[index], needsBlank: needsBlank)
      }
      text += item + "\n"
      before = (index, isShort)
    }
    // The comments at the end of the file.
    if let end = tokens.last, !end.leading.isEmpty {
      if before != nil, end.leading[0].isAfterBlank { text += "\n" }
      text += renderer.render(.comments(tokens.count - 1, end)) + "\n"
    }
    return text
  }

  /// Whether a declaration has only one line, without the comments before it.
  private static func isShort(_ text: String, _ first: FormatToken) -> Bool {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).count
    return lines - first.leading.count <= 1
  }

  /// A line end for a blank line, if one is needed or the source has one; otherwise nothing.
  private static func separator(before first: FormatToken, needsBlank: Bool) -> String {
    guard let comment = first.leading.first else {
      return needsBlank || first.isAfterBlank ? "\n" : ""
    }
    // A blank line anywhere among the comments separates the declarations.
    let hasBlank = first.isAfterBlank || first.leading.contains(where: \.isAfterBlank)
    return comment.isAfterBlank || needsBlank && !hasBlank ? "\n" : ""
  }

  // MARK: Comparison

  /// The index of the first token of `old` at which `new` differs; `nil` if both say the same.
  static func firstDifference(_ old: [FormatToken], _ new: [FormatToken]) -> Int? {
    firstDifference(signs(old), signs(new)) ?? firstDifference(parts(old), parts(new))
  }

  private typealias Parts = [(text: String, index: Int)]

  private static func firstDifference(_ old: Parts, _ new: Parts) -> Int? {
    for (index, part) in old.enumerated() {
      guard new.indices.contains(index), new[index].text == part.text else { return part.index }
    }
    return new.count == old.count ? nil : old.last?.index ?? 0
  }

  /// The tokens, without a comma before a closing bracket or brace.
  private static func signs(_ tokens: [FormatToken]) -> Parts {
    tokens.indices.compactMap { index in
      if tokens[index].sign == .comma, tokens.indices.contains(index + 1),
        let next = tokens[index + 1].sign, next == .rightBracket || next == .rightBrace
      {
        return nil
      }
      return (tokens[index].text, index)
    }
  }

  /// The tokens and the comments between them, without commas, which can move before comments.
  private static func parts(_ tokens: [FormatToken]) -> Parts {
    tokens.enumerated().flatMap { index, token in
      token.leading.map { ($0.text, index) }
        + (token.sign == .comma ? [] : [(token.text, index)])
        + (token.trailing.map { [($0, index)] } ?? [])
    }
  }
}
