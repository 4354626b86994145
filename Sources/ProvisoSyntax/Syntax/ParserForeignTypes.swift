import ProvisoKernel

/// Types as other languages write them.
extension Parser {
  /// Words before an entity of Alloy and others, which every field has here.
  private static let multiplicities: Set<String> = ["lone", "one", "optional", "maybe", "some"]

  /// Reads a type of another language as it was meant, and reports it.
  ///
  /// - Returns: the type; `nil` if a type of this language follows.
  mutating func foreignType() throws(Abandoned) -> SyntaxType? {
    let start = token()
    if isSign(.leftBrace) { return try typeInBraces() }
    if isSign(.leftBracket) { return try rangeInBrackets() }
    guard let word = start.word, !token(1).startsLine else { return nil }
    if Self.multiplicities.contains(word), isName(ahead: 1) {
      report(
        .foreignWord, at: start.span, "a field has one object or `null`, so it needs no `\(word)`",
        fix: .init("remove the `\(word)`", replace: start.span, with: ""))
      advance()
      return try type()
    }
    if word == "range", isSign(.leftParenthesis, ahead: 1) { return try rangeCall() }
    if word == "Int" || word == "int" || word == "integer" || word == "Integer",
      let range = try rangeAfterInt()
    {
      return range
    }
    if let collection = try foreignCollection(word) { return collection }
    if isSign(.question, ahead: 1) || isSign(.bar, ahead: 1) && isNothing(ahead: 2) {
      return try optional(word)
    }
    return nil
  }

  private func isNothing(ahead: Int) -> Bool {
    ["null", "None", "nil", "undefined"].contains(token(ahead).word ?? "")
  }

  /// Reads `Person?` and `Person | null`.
  private mutating func optional(_ word: String) throws(Abandoned) -> SyntaxType {
    let name = Name(text: word, span: token().span)
    let length = isSign(.question, ahead: 1) ? 1 : 2
    let mark = token(1).span.through(token(length).span)
    report(
      .unexpectedToken, at: mark,
      Self.foreignTypes[word] == nil
        ? "every `\(word)` can be `null`, so its type needs no `\(written(mark))`"
        : "a `\(Self.foreignTypes[word] ?? word)` is never `null`, so its type has no `\(written(mark))`",
      fix: .init("remove the `\(written(mark))`", replace: mark, with: ""))
    for _ in 0...length { advance() }
    return .name(name)
  }

  // MARK: Collections

  /// Reads `Set(T)`, `Set of T`, `List[T]`, `T[]` and their like.
  private mutating func foreignCollection(_ word: String) throws(Abandoned) -> SyntaxType? {
    let start = token().span
    let name = word.lowercased()
    let isSet = name.hasSuffix("set")
    let isMap = name.hasSuffix("map") || name.hasPrefix("dict")
    let isList = ["list", "array", "seq", "sequence", "vector", "queue", "stack"].contains(name)
    let opener = token(1)
    if isSign(.leftBracket, ahead: 1), isSign(.rightBracket, ahead: 2) {
      // `Book[]`
      let whole = start.through(token(2).span)
      reportForeign(word, at: whole, element: word, meaning: isMap || isSet ? nil : "list")
      throw Abandoned()
    }
    guard isSet || isMap || isList else {
      guard opener.sign == .leftBracket || opener.sign == .less, !opener.startsLine else {
        return nil
      }
      reportForeign(word, at: start, element: nil, meaning: nil)
      throw Abandoned()
    }
    // `Set<T>` and `Map<K, V>` are types of this language.
    if word == "Set" || word == "Map", opener.sign == .less { return nil }
    let closer: Sign? =
      switch opener.sign {
      case .leftParenthesis?: .rightParenthesis
      case .leftBracket?: .rightBracket
      case .less?: .greater
      default: nil
      }
    let place = diagnostics.count
    var parts: [SyntaxType] = []
    if let closer {
      advance()
      advance()
      repeat { parts.append(try type()) } while take(.comma) || take(.colon)
      try expect(closer)
    } else {
      guard isWord("of", ahead: 1) || isWord("from", ahead: 1) || isName(ahead: 1) else {
        return nil
      }
      advance()
      if isWord("of") || isWord("from") { advance() }
      parts.append(try type())
      if isMap, take(.arrow) || take("to") || take(.comma) { parts.append(try type()) }
    }
    let whole = start.through(lastSpan)
    let texts = parts.map { written($0.span) }
    guard !isMap || parts.count == 2 else {
      reportForeign(word, at: start, element: nil, meaning: "map")
      throw Abandoned()
    }
    guard isMap || isSet else {
      reportForeign(word, at: start, element: texts[0], meaning: "list")
      throw Abandoned()
    }
    let meant = isMap ? "Map<\(texts[0]), \(texts[1])>" : "Set<\(texts[0])>"
    insert(
      .unknownType, at: start, "the type is written `\(meant)`", fix: write(meant, at: whole),
      before: place)
    return isMap ? .map(parts[0], parts[1], whole) : .set(parts[0], whole)
  }

  private mutating func reportForeign(
    _ word: String, at span: Span, element: String?, meaning: String?
  ) {
    let name = word.lowercased()
    let list = "[\(element ?? "T")] at most N"
    let meant =
      meaning == "list"
      ? "write `\(list)`, with the largest number of elements for `N`"
      : name.hasSuffix("set")
        ? "write `Set<T>`, as in `Set<Person>`"
        : name.hasSuffix("map") || name.hasPrefix("dict")
          ? "write `Map<K, V>`, as in `Map<Person, Int>`"
          : "write `[T] at most N`, as in `[Int] at most 4`"
    report(
      .unknownType, at: span,
      "there is no type `\(word)[…]`; the types with parts are lists such as `[Int] at most 4`, `Set<T>` and `Map<K, V>`",
      fix: .init(meant))
  }

  // MARK: Ranges

  /// Signs and words between the ends of a range in other languages.
  func isRangeSign(ahead: Int) -> Bool {
    [.range, .ellipsis, .rangeAssign, .rangeLess].contains(token(ahead).sign)
  }

  /// Takes the sign of a range of another language, and reports it.
  mutating func foreignRangeSign(after low: SyntaxExpression) throws(Abandoned) {
    let mark = token()
    let isWord = ["to", "through", "until", "upto"].contains(mark.word ?? "")
    let isSign =
      isRangeSign(ahead: 0) || [.minus, .colon, .comma].contains(mark.sign)
    guard isWord || isSign, !mark.startsLine else {
      throw fail("`..` and the largest number, as in `0..3`")
    }
    var meant = ".."
    var whole = mark.span
    if mark.sign == .rangeLess, case .number(let number, true) = token(1).kind,
      let value = number.integer
    {
      whole = mark.span.through(token(1).span)
      meant = "..\(value - 1)"
    }
    report(
      .foreignOperator, at: mark.span, "a range has two points, and both of its ends belong to it",
      fix: .init(
        "write `\(written(low.span))\(meant)\(whole == mark.span ? written(token(1).span) : "")`",
        replace: Span(
          file: file, start: low.span.end, end: whole == mark.span ? token(1).span.start : whole.end
        ),
        with: meant))
    advance()
  }

  /// Reads `range(0, 3)`.
  private mutating func rangeCall() throws(Abandoned) -> SyntaxType {
    let start = token().span
    advance()
    let arguments = try arguments()
    let whole = start.through(lastSpan)
    guard arguments.count == 2 else {
      report(
        .unknownType, at: whole, "a range is a type, as in `0..3`", fix: .init("write `0..3`"))
      throw Abandoned()
    }
    // The end of Python's `range` does not belong to it; that of others does.
    report(
      .unknownType, at: whole,
      "a range is written with two points, and both of its ends belong to it",
      fix: write("\(written(arguments[0].span))..\(written(arguments[1].span))", at: whole))
    return .range(arguments[0], arguments[1], whole)
  }

  /// Reads `Int 0..3`, `Int(0..3)` and `Int[0..3]`.
  private mutating func rangeAfterInt() throws(Abandoned) -> SyntaxType? {
    let start = token().span
    let isBracketed = isSign(.leftParenthesis, ahead: 1) || isSign(.leftBracket, ahead: 1)
    let first = isBracketed ? 2 : 1
    let isNumber = if case .number(_, true) = token(first).kind { true } else { false }
    guard isNumber, isRangeSign(ahead: first + 1) || isSign(.comma, ahead: first + 1) else {
      return nil
    }
    let place = diagnostics.count
    for _ in 0..<first { advance() }
    let low = try sum()
    if !take(.range) { advance() }
    let high = try sum()
    if isBracketed { advance() }
    let whole = start.through(lastSpan)
    insert(
      .unknownType, at: whole, "a range is a type of its own",
      fix: write("\(written(low.span))..\(written(high.span))", at: whole), before: place)
    return .range(low, high, whole)
  }

  /// Reads `[0..3]` as `0..3` where a value that is no list follows.
  private mutating func rangeInBrackets() throws(Abandoned) -> SyntaxType? {
    guard case .number(_, true) = token(1).kind, isRangeSign(ahead: 2) || isSign(.comma, ahead: 2),
      isSign(.rightBracket, ahead: 4), !isWord("at", ahead: 5)
    else { return nil }
    let isList = isSign(.assign, ahead: 5) && isSign(.leftBracket, ahead: 6)
    guard !isList else { return nil }
    let start = token().span
    advance()
    let low = try sum()
    advance()
    let high = try sum()
    advance()
    let whole = start.through(lastSpan)
    report(
      .unexpectedToken, at: whole,
      "a range has no brackets; `[0..3] at most N` is a list of numbers",
      fix: write("\(written(low.span))..\(written(high.span))", at: whole))
    return .range(low, high, whole)
  }

  /// Reads `{0, 1, 2}` and `{red, green}` where a type is expected.
  private mutating func typeInBraces() throws(Abandoned) -> SyntaxType {
    let start = token().span
    var ahead = 1
    var numbers: [Int] = []
    var words: [String] = []
    while true {
      switch token(ahead).kind {
      case .number(let number, true): number.integer.map { numbers.append($0) }
      case .word(let word): words.append(word)
      case .string(let pieces):
        if case .text(let text)? = pieces.first { words.append(Self.identifier(from: text)) }
      default: throw fail("a type")
      }
      ahead += 1
      guard isSign(.comma, ahead: ahead) || isSign(.bar, ahead: ahead) else { break }
      ahead += 1
    }
    guard isSign(.rightBrace, ahead: ahead) else { throw fail("a type") }
    let whole = start.through(token(ahead).span)
    let isRange = words.isEmpty && numbers.indices.allSatisfy { numbers[$0] == numbers[0] + $0 }
    if isRange, let low = numbers.first, let high = numbers.last {
      report(
        .unexpectedToken, at: whole, "numbers that follow each other are a range",
        fix: write("\(low)..\(high)", at: whole))
      for _ in 0...ahead { advance() }
      func number(_ value: Int) -> SyntaxExpression {
        SyntaxExpression(.number(Number(value), isInteger: true), at: whole)
      }
      return .range(number(low), number(high), whole)
    }
    report(
      .unexpectedToken, at: whole, "the values of a type are declared with `enum`",
      fix: words.isEmpty
        ? .init("write a range, as in `0..3`")
        : .init("declare `enum Kind { \(words.joined(separator: ", ")) }`, and write `Kind` here"))
    throw Abandoned()
  }
}
