import ProvisoKernel

/// Values of another moment, which other languages write as `old(x)`, `prev x`, `next(x)` or `x'`.
///
/// A property is about one moment. It compares the values around a step with `whenever … happens` and
/// `before.x`. The messages rewrite the condition of the property in this way.
extension Parser {
  /// Words before a value at the moment before the current one.
  static let earlier: Set<String> = ["old", "previous", "prev", "pre"]
  /// Words before a value at the moment after the current one.
  static let later: Set<String> = ["next", "post", "new"]

  /// Words that follow a name as operators.
  private static let operators: Set<String> = [
    "is", "equals", "contains", "matches", "like", "startsWith", "endsWith", "mod", "rem", "xor",
    "iff", "unless", "when", "subset", "starts", "happens", "with", "such", "from", "of", "for",
    "begins", "start", "started", "happened", "happen", "ends", "done", "leads_to", "modulo",
  ]

  /// Whether the current word stands before a name, as `old` in `old x`.
  func isOtherMoment(_ word: String) -> Bool {
    guard !isInStatements, Self.earlier.contains(word) || Self.later.contains(word),
      isName(ahead: 1), !token(1).startsLine, let next = token(1).word
    else { return false }
    return !Self.operators.contains(next)
  }

  /// Keeps what to write in place of a condition that calls `old` or `next`, in case no file declares
  /// these.
  mutating func noteRewriting(of name: Name, _ arguments: [SyntaxExpression], at span: Span) {
    guard Self.earlier.contains(name.text) || Self.later.contains(name.text), arguments.count == 1
    else { return }
    noteRewriting(of: arguments[0], at: span)
  }

  /// Keeps what to write in place of a condition with a value of another moment.
  mutating func noteRewriting(of value: SyntaxExpression, at span: Span) {
    guard setting == .world, condition != nil, searches < 20 else { return }
    searches += 1
    var path: [String] = []
    var part = value.bare
    while case .member(let base, let attribute) = part.kind {
      path.insert(attribute.text, at: 0)
      part = base.bare
    }
    guard case .name(let first) = part.kind else { return }
    path.insert(first.text, at: 0)
    rewritings[span] = rewrittenCondition(of: path, at: span).map { write($0.text, at: $0.span) }
  }

  /// Reports a word such as `old` before a name.
  mutating func failAtOtherMoment(_ word: String) -> Abandoned {
    let start = token().span
    let isEarlier = Self.earlier.contains(word)
    var path = [token(1).word ?? ""]
    var ahead = 2
    while isSign(.dot, ahead: ahead), let next = token(ahead + 1).word {
      path.append(next)
      ahead += 2
    }
    return failAtOtherMoment(
      "`\(word) \(path.joined(separator: "."))`", of: path, isEarlier: isEarlier,
      at: start.through(token(ahead - 1).span))
  }

  /// Reports a prime after a value.
  mutating func failAtPrime() -> Abandoned {
    let prime = token().span
    guard isInStatements else {
      var first = position - 1
      while first >= 2, tokens[first - 1].sign == .dot { first -= 2 }
      let path = stride(from: max(first, 0), to: position, by: 2).compactMap { tokens[$0].word }
      let span = tokens[max(first, 0)].span.through(prime)
      return failAtOtherMoment(
        "`\(written(span))`", of: path, isEarlier: false, at: span)
    }
    report(
      .foreignOperator, at: prime,
      "there are no primes: every value in a statement is the one before the step",
      fix: .init("in place of the new value, repeat the expression that is assigned to it"))
    return Abandoned()
  }

  /// Reports a value of another moment in the condition of a property.
  private mutating func failAtOtherMoment(
    _ spelled: String, of path: [String], isEarlier: Bool, at span: Span
  ) -> Abandoned {
    let name = path.joined(separator: ".")
    if case .spec(let vocabulary) = setting, ["terraform", "agent"].contains(vocabulary) {
      report(
        .foreignWord, at: span,
        vocabulary == "terraform"
          ? "there is no \(spelled): `r.before` has the attributes before the plan, `r.after` those after it, and `r.now` those of the moment"
          : "there is no \(spelled): a condition is about one moment of a run")
      return Abandoned()
    }
    let rewritten = rewrittenCondition(of: path, at: span)
    let example =
      "whenever \(rewritten?.step ?? "ACTION()") happens { before.\(name) <= \(name) }"
    report(
      .foreignWord, at: span,
      "there is no \(spelled), because a condition is about one moment; after a step, `before.\(name)` is the value before it, and `\(name)` the value after it",
      fix: rewritten.map { write($0.text, at: $0.span) } ?? .init("write `\(example)`"))
    return Abandoned()
  }

  /// The condition of the property with `before.` in place of its values of other moments, after a step
  /// that assigns the value; `nil` if the file has no such step.
  private func rewrittenCondition(of path: [String], at span: Span)
    -> (step: String, text: String, span: Span)?
  {
    // Rewriting reads the whole file, so only the first mistakes get it.
    guard diagnostics.count + rewritings.count < 40, let opener = condition,
      let body = inside(opener),
      let last = path.last, let (binders, step) = step(assigning: last)
    else { return nil }
    var text = ""
    var index = body.lowerBound
    var end = tokens[opener].span.end
    // Whether the values of the moment after the step are the marked ones.
    let hasLater = body.contains { index in
      tokens[index].sign == .prime || tokens[index].word.map(Self.later.contains) == true
    }
    while body.contains(index) {
      let token = tokens[index]
      if !text.isEmpty, token.span.start > end { text += " " }
      // A word before the value, with or without parentheses.
      let word = token.word.flatMap {
        Self.earlier.contains($0) || Self.later.contains($0) ? $0 : nil
      }
      let hasBrackets = word != nil && tokens[index + 1].sign == .leftParenthesis
      let start = index + (word == nil ? 0 : hasBrackets ? 2 : 1)
      let length = pathLength(path, at: start)
      if length > 0 {
        index = start + length
        let isLater = word.map(Self.later.contains) ?? (tokens[index].sign == .prime)
        if tokens[index].sign == .prime { index += 1 }
        if hasBrackets, tokens[index].sign == .rightParenthesis { index += 1 }
        let isEarlier = word.map(Self.earlier.contains) ?? (hasLater && !isLater)
        text += (isEarlier ? "before." : "") + path.joined(separator: ".")
      } else {
        text += written(token.span)
        index += 1
      }
      end = tokens[index - 1].span.end
    }
    let whole = Span(
      file: file, start: tokens[body.lowerBound].span.start,
      end: tokens[body.upperBound - 1].span.end)
    let inner = "whenever \(step) happens { \(text) }"
    return (
      step, binders.isEmpty ? inner : "every \(binders) { \(inner) }", whole
    )
  }

  /// The number of tokens of a path at an index; 0 if it is not there.
  private func pathLength(_ path: [String], at index: Int) -> Int {
    for (offset, word) in path.enumerated() {
      let place = index + 2 * offset
      guard tokens.indices.contains(place), tokens[place].word == word else { return 0 }
      if offset > 0, tokens[place - 1].sign != .dot { return 0 }
    }
    if index > 0, tokens[index - 1].sign == .dot { return 0 }
    return 2 * path.count - 1
  }

  /// The tokens between an opening brace and the one that closes it.
  private func inside(_ opener: Int) -> Range<Int>? {
    var depth = 0
    for index in tokens.indices.dropFirst(opener) {
      switch tokens[index].sign {
      case .leftBrace?: depth += 1
      case .rightBrace?:
        depth -= 1
        if depth == 0 { return index > opener + 1 ? opener + 1..<index : nil }
      default: break
      }
    }
    return nil
  }

  /// The first action of the file that assigns a variable, as a step, with the binders of its arguments.
  private func step(assigning variable: String) -> (binders: String, step: String)? {
    for index in tokens.indices
    where tokens[index].startsLine && tokens[index].word == "action"
      && tokens[index + 1].word != nil
    {
      var at = index + 2
      var parameters: [(name: String, type: String)] = []
      guard tokens.indices.contains(at), tokens[at].sign == .leftParenthesis else { continue }
      while tokens.indices.contains(at), tokens[at].sign != .rightParenthesis, !tokens[at].isEnd {
        if let name = tokens[at].word, tokens[at + 1].sign == .colon,
          let type = tokens[at + 2].word
        {
          parameters.append((name, type))
        }
        at += 1
      }
      while tokens.indices.contains(at), tokens[at].sign != .leftBrace, !tokens[at].isEnd {
        at += 1
      }
      guard tokens.indices.contains(at), let body = inside(at) else { continue }
      let assigns = body.contains { place in
        tokens[place].word == variable
          && [.assign, .plusAssign, .minusAssign, .prime].contains(tokens[place + 1].sign)
      }
      guard assigns else { continue }
      let declared = declared(by: "entity") + declared(by: "enum")
      guard parameters.allSatisfy({ declared.contains($0.type) }) else { continue }
      let names = parameters.map(\.name).joined(separator: ", ")
      return (
        parameters.map { "\($0.name) in \($0.type)" }.joined(separator: ", "),
        "\(tokens[index + 1].word ?? "")(\(names))"
      )
    }
    return nil
  }
}
