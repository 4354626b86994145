import ProvisoKernel

/// The header of a file: `"spec" NAME "for" NAME`, or `"world" NAME`.
extension Parser {
  /// Words of other languages that begin a world.
  private static let worlds: Set<String> = ["module", "model", "system", "machine", "spec_world"]

  /// Reads the header.
  ///
  /// - Returns: the header; `nil` if there is none, which is reported. Then the declarations follow.
  mutating func header(_ result: inout SyntaxFile) throws(Abandoned) -> (
    name: Name, vocabulary: Name
  )? {
    correctHeaderWord()
    if isWord("world"), token(1).word != nil || isString(ahead: 1) {
      advance()
      let name = try headerName("the world's name")
      result.isWorld = true
      return (name, name)
    }
    guard take("spec") else { return missingHeader(&result) }
    if isWord("for"), token(1).word != nil, !isWord("for", ahead: 1) {
      let place = Span(file: file, start: lastSpan.end, end: lastSpan.end)
      report(
        .unexpectedToken, at: token().span, "a spec has a name before its `for`",
        fix: .init(
          "write `spec my_rules for \(token(1).word ?? "")`", replace: place, with: " my_rules"))
      advance()
      return (Name(text: "my_rules", span: place), try self.name("the vocabulary"))
    }
    let name = try headerName("the spec's name")
    if !take("for") {
      let written = token().word.flatMap { ["in", "of", "on", "about"].contains($0) ? $0 : nil }
      if let written, !token().startsLine {
        foreign(written, meaning: "for")
        advance()
      } else {
        let meant = likelyVocabulary
        let found = token()
        report(
          .unexpectedToken, at: found.startsLine || found.isEnd ? endOfLast : found.span,
          "expected `for` and what the spec is about: `terraform` for Terraform plans, `agent` for agents' plans, or the name of a world",
          fix: .init(
            "write `spec \(name.text) for \(meant)`", replace: endOfLast, with: " for \(meant)"))
        if !found.startsLine { throw Abandoned() }
        return nil
      }
    }
    let vocabulary = try self.name("the vocabulary: `terraform`, `agent` or the name of a world")
    return (name, vocabulary)
  }

  private func isString(ahead: Int = 0) -> Bool {
    if case .string = token(ahead).kind { true } else { false }
  }

  /// Corrects a header's first word, if it is misspelt or a word of another language, and reports it.
  private mutating func correctHeaderWord() {
    guard let word = token().word, !["spec", "world"].contains(word) else { return }
    let span = token().span
    let meant: String
    if Self.worlds.contains(word), isName(ahead: 1) {
      meant = "world"
    } else if isHeader, let near = Self.nearestHeader(word) {
      meant = near
    } else {
      return
    }
    report(
      .missingHeader, at: span,
      meant == "world"
        ? "a world starts with `world NAME`" : "a file starts with `spec NAME for VOCABULARY`",
      fix: .init("write `\(meant)`", replace: span, with: meant))
    tokens[position] = Token(
      kind: .word(meant), span: span, documentation: token().documentation, startsLine: true)
  }

  private static func nearestHeader(_ word: String) -> String? {
    let lower = word.lowercased()
    if ["spec", "world"].contains(lower) { return lower }
    return Suggestion.nearest(to: lower, among: ["spec", "world"])
  }

  /// Whether the first line has the shape of a header.
  private var isHeader: Bool {
    guard token(1).word != nil, !startsItem() else { return false }
    let end = isWord("for", ahead: 2) ? 4 : 2
    return token(end).isEnd || token(end).startsLine || token(end).sign == .leftBrace
  }

  /// Takes the name of a header. One in quotes is reported, and taken without them.
  private mutating func headerName(_ expected: String) throws(Abandoned) -> Name {
    let found = token()
    guard case .string(let pieces) = found.kind else { return try name(expected, isNew: true) }
    advance()
    let meant = Self.identifier(from: plainText(pieces))
    report(
      .unexpectedToken, at: found.span, "a name has no quotes", fix: write(meant, at: found.span))
    return Name(text: meant, span: found.span)
  }

  /// The name that a text is nearest to: its letters and digits, joined by `_`.
  static func identifier(from text: String) -> String {
    let parts = text.lowercased().unicodeScalars.split { scalar in
      !(scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)))
    }
    let name = parts.map { String(String.UnicodeScalarView($0)) }.joined(separator: "_")
    guard let first = name.utf8.first else { return "my_rules" }
    return Lexer.isDigit(first) || !ReservedWords.isName(name) ? "_" + name : name
  }

  /// Reports that the file has no header.
  private mutating func missingHeader(_ result: inout SyntaxFile) -> (name: Name, vocabulary: Name)?
  {
    let start = token().span
    let place = Span(file: file, start: start.start, end: start.start)
    result.isWorld = declaresWorld()
    if result.isWorld, let line = laterWorld() {
      let name = tokens[line + 1].word ?? ""
      report(
        .missingHeader, at: start, "`world \(name)` is the first line of a world",
        labels: [.init(tokens[line].span.through(tokens[line + 1].span), "it is here")],
        fix: .init("move `world \(name)` to the top"))
      tokens.removeSubrange(line...line + 1)
      return nil
    }
    let line = result.isWorld ? "world my_world" : "spec my_rules for \(likelyVocabulary)"
    report(
      .missingHeader, at: start,
      result.isWorld
        ? "a file that declares a world starts with `world NAME`"
        : "a file starts with `spec NAME for VOCABULARY` or with `world NAME`",
      fix: .init("add the line `\(line)`", replace: place, with: line + "\n\n"))
    // The line in place of the header is part of that mistake.
    if !startsItem(), !Self.isForeignItem(token().word ?? "") {
      while !token().isEnd {
        advance()
        if token().startsLine { break }
      }
    }
    return nil
  }

  /// Whether the file has a declaration that only a world can have.
  private func declaresWorld() -> Bool {
    guard !isWord("spec") else { return false }
    return tokens.indices.dropFirst(position).contains { index in
      tokens[index].startsLine && tokens[index].word.map(Self.worldItems.contains) == true
        && startsItem(ahead: index - position)
    }
  }

  /// The index of the word `world` of a header that is not at the beginning.
  private func laterWorld() -> Int? {
    tokens.indices.dropLast().first { index in
      tokens[index].startsLine && tokens[index].word == "world"
        && tokens[index + 1].word.map(ReservedWords.isName) == true
        && !tokens[index + 1].startsLine
    }
  }

  /// Drops a `{` or `:` after a header, and reports it. The closing brace is part of the same mistake.
  mutating func dropBraces(isWorld: Bool, isReported: Bool) {
    let kind = isWorld ? "world" : "spec"
    if isSign(.colon) {
      report(
        .unexpectedToken, at: token().span, "no `:` follows the header of a \(kind)",
        fix: .init("remove the `:`", replace: token().span, with: ""))
      advance()
    }
    guard isSign(.leftBrace) else { return }
    let opener = token().span
    advance()
    let last = tokens.lastIndex { $0.sign == .rightBrace }
    let isBalanced = last.map { tokens.indices.contains($0 + 1) && tokens[$0 + 1].isEnd } ?? false
    if isReported {
      if isBalanced, let last { tokens.remove(at: last) }
      return
    }
    let message = "a \(kind) has no braces around its declarations"
    guard let last, isBalanced, last > position else {
      report(
        .unexpectedToken, at: opener, message,
        fix: .init("remove the `{`", replace: opener, with: ""))
      return
    }
    let whole = opener.through(tokens[last].span)
    var inside = ""
    if whole.end <= source.count {
      inside = String(decoding: source[whole.start + 1..<whole.end - 1], as: UTF8.self)
    }
    report(
      .unexpectedToken, at: opener, message, labels: [.init(tokens[last].span, "its end")],
      fix: .init("remove the `{` and the `}` at the end", replace: whole, with: inside))
    tokens.remove(at: last)
  }
}
