import ProvisoKernel

/// Properties with a part that is missing, or that stands where it does in another language.
extension Parser {
  /// Takes the name of a property. If only its title is there, a name is made of the title.
  mutating func propertyName(of kind: PropertyKind) throws(Abandoned) -> Name {
    let example = "the property's name, as in `\(kind.rawValue) nothing_is_lost \"…\" { … }`"
    if isSign(.leftBrace) {
      let end = endOfLast
      report(
        .unexpectedToken, at: token().span,
        "a property has a name, and a title in quotes that says in words what must hold",
        fix: .init(
          "write `\(kind.rawValue) my_rule \"what must hold\"`", replace: end,
          with: " my_rule \"what must hold\""))
      throw Abandoned()
    }
    guard case .string(let pieces) = token().kind else { return try name(example, isNew: true) }
    let start = Span(file: file, start: token().span.start, end: token().span.start)
    let meant = Self.identifier(from: plainText(pieces))
    report(
      .unexpectedToken, at: token().span, "a property has a name before its title",
      fix: .init(
        "write `\(kind.rawValue) \(meant) \(written(token().span))`", replace: start,
        with: meant + " "))
    return Name(text: meant, span: start)
  }

  /// Reports a property without a title. Words in its place are taken for the title.
  mutating func missingTitle(of property: inout SyntaxProperty) throws(Abandoned) {
    let message =
      "a property needs a title in quotes after its name, which says in words what must hold"
    var ahead = 0
    while token(ahead).word != nil, !token(ahead).startsLine { ahead += 1 }
    let isTitle =
      ahead > 1 && isSign(.leftBrace, ahead: ahead) && !Self.clauses.contains(token().word ?? "")
    let isString = if case .string = token(ahead).kind { true } else { false }
    if isString, ahead > 0, !token(ahead).startsLine, !Self.clauses.contains(token().word ?? "") {
      // Several words before the title are a name.
      let whole = property.name.span.through(token(ahead - 1).span)
      let meant = Self.identifier(from: written(whole))
      report(
        .unexpectedToken, at: whole, "a name is one word, joined by `_`",
        fix: write(meant, at: whole))
      for _ in 0..<ahead { advance() }
      property.title = try string("a title").text
      return
    }
    if isTitle {
      let whole = token().span.through(token(ahead - 1).span)
      property.title = written(whole)
      report(
        .unexpectedToken, at: whole, message, fix: write("\"\(written(whole))\"", at: whole))
      for _ in 0..<ahead { advance() }
      return
    }
    let end = Span(file: file, start: property.name.span.end, end: property.name.span.end)
    report(
      .unexpectedToken, at: end, message,
      fix: .init(
        "add a title, as in `\(property.kind.rawValue) \(property.name.text) \"what must hold\"`",
        replace: end, with: " \"what must hold\""))
  }

  /// Reads the condition of a property without braces around it, and reports it.
  ///
  /// - Returns: the condition; `nil` if a clause or a `{` follows.
  mutating func conditionWithoutBraces() throws(Abandoned) -> SyntaxExpression? {
    let start = token()
    let isMark = isSign(.colon) || isSign(.assign) || isSign(.bar) || isSign(.fatArrow)
    if isMark, isSign(.leftBrace, ahead: 1) {
      report(
        .unexpectedToken, at: start.span,
        "no `\(start.sign?.rawValue ?? "")` stands before the condition",
        fix: .init(
          "remove the `\(start.sign?.rawValue ?? "")`", replace: start.span, with: ""))
      advance()
      condition = position
      return try block()
    }
    let begins: Bool =
      switch start.word {
      case "every"?, "some"?, "no"?, "not"?, "exactly"?, "eventually"?, "whenever"?, "once"?, "if"?:
        true
      default: isSign(.leftParenthesis)
      }
    guard begins || isMark && !token(1).isEnd else { return nil }
    let place = diagnostics.count
    let before = endOfLast
    if isMark { advance() }
    let read = try expression()
    let inner = written(read.span)
    insert(
      .unexpectedToken, at: start.span, "the condition of a property stands in braces",
      fix: .init(
        "write `{ \(inner) }`",
        replace: Span(file: file, start: before.end, end: read.span.end),
        with: " { \(inner) }"),
      before: place)
    return read
  }

  /// The clause that `at all times`, `at the end` and their like stand for, and its number of words after
  /// the `at`.
  func foreignMoment(_ word: String) -> (timing: Timing, meant: String, length: Int)? {
    let times = ["times", "time", "moment", "moments", "states", "state", "steps", "step"]
    if ["all", "any", "each", "every"].contains(word), let next = token(1).word,
      times.contains(next)
    {
      return (.everyMoment, "at every moment", 2)
    }
    if word == "the", isWord("end", ahead: 1) { return (.atEnd, "at end", 2) }
    if word == "the", isWord("very", ahead: 1), isWord("end", ahead: 2) {
      return (.atEnd, "at end", 3)
    }
    return nil
  }

  // MARK: Units

  /// Units after numbers, which the language does not have.
  private static let units: Set<String> = [
    "b", "kb", "mb", "gb", "tb", "kib", "mib", "gib", "tib", "byte", "bytes", "ms", "s", "sec",
    "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes", "h", "hour", "hours", "d",
    "day", "days", "week", "weeks", "month", "months", "year", "years", "usd", "eur", "dollar",
    "dollars", "euro", "euros", "percent", "cents", "cores", "cpu", "cpus", "vcpu", "vcpus",
    "instances", "replicas", "servers", "times", "gbps", "mbps", "iops",
  ]

  /// The unit at the current token, after a number in its line.
  func unitAfterNumber() -> (number: Span, unit: String)? {
    guard let word = token().word, !token().startsLine, tokens.indices.contains(position - 1),
      case .number = tokens[position - 1].kind, Self.units.contains(word.lowercased())
    else { return nil }
    return (lastSpan, word)
  }

  /// Reports a number with a unit.
  mutating func failAtUnit(_ found: (number: Span, unit: String)) -> Abandoned {
    let number = written(found.number).filter { $0 != "_" }
    let whole = found.number.through(token().span)
    report(
      .badNumber, at: whole, Lexer.noUnit(number, found.unit),
      fix: .init("write `\(number)`, if the value that it is compared with has this unit"))
    return Abandoned()
  }
}
