import ProvisoKernel

/// Declarations of other languages.
extension Parser {
  /// The words of the declarations that only a world can have.
  static let worldItems = [
    "enum", "entity", "var", "object", "relation", "agent", "action", "command", "commands",
    "directory",
  ]

  /// Words of other languages for parts of a world that no declaration corresponds to, with the
  /// message for each.
  private static let refusedInWorlds: [String: String] = [
    "init":
      "each `var` has its initial value, as in `var n: Int = 0`; conditions on the initial state are written `start { … }`",
    "next": "a world lists no next steps: every `action` can happen if its `requires` hold",
    "step": "a world lists no next steps: every `action` can happen if its `requires` hold",
    "fact":
      "a world has no facts: use `assume { … }` for what is fixed, and `requires` for what changes",
    "variables": "declare each variable with a `var` of its own, as in `var n: Int = 0`",
    "constants": "declare each constant with a `const` of its own, as in `const N = 3`",
    "extends": "numbers and lists need no import; to import a file, write `use`",
  ]

  /// Words of other languages that begin a declaration, and the words that are meant.
  private static let foreignItems: [String: String] = [
    "def": "define", "function": "define", "func": "define", "fn": "define", "fun": "define",
    "pred": "define", "predicate": "define", "val": "let", "import": "use",
    "include": "use", "open": "use", "assert": "invariant", "rule": "invariant",
    "policy": "invariant", "check": "invariant", "property": "invariant", "safety": "invariant",
    "theorem": "invariant", "lemma": "invariant", "require": "invariant", "ensure": "invariant",
    "always": "invariant", "assumption": "assume", "given": "assume",
    "map": "table", "dict": "table", "reachable": "possible", "exists": "possible",
    "sig": "entity", "class": "entity", "struct": "entity", "record": "entity",
    "type": "entity", "variable": "var", "module": "use",
    "process": "agent", "proctype": "agent", "actor": "agent", "event": "action",
    "transition": "action", "operation": "action", "tool": "action", "enumeration": "enum",
  ]

  /// Words of other languages for a property about something other than what always holds, with the
  /// shape of its condition here; `%` stands for the condition.
  private static let otherProperties: [String: (meaning: String, shape: String)] = {
    let refused = (
      "an `invariant` says what must hold, so what must never be so is written with `not` or `no`",
      "not (%)"
    )
    let later = (
      "what must happen at some time is an `invariant` with `eventually`", "eventually { % }"
    )
    var table: [String: (meaning: String, shape: String)] = [:]
    for word in ["deny", "never", "forbid", "violation", "warn", "reject", "prohibit"] {
      table[word] = refused
    }
    for word in ["eventually", "liveness", "temporal", "progress", "leadsto"] {
      table[word] = later
    }
    return table
  }()

  /// Types, in the spelling of this language, by those of others.
  static let foreignTypes: [String: String] = [
    "Bool": "Bool", "Int": "Int", "String": "String", "Decimal": "Decimal",
    "bool": "Bool", "Boolean": "Bool", "boolean": "Bool", "int": "Int", "integer": "Int",
    "Integer": "Int", "float": "Decimal", "double": "Decimal", "string": "String",
    "str": "String",
  ]

  /// Whether a word begins a declaration in another language.
  static func isForeignItem(_ word: String) -> Bool {
    foreignItems[word] != nil || otherProperties[word] != nil
  }

  mutating func foreignItem(_ word: String, into result: inout SyntaxFile) throws(Abandoned)
    -> SyntaxItem?
  {
    let first = token()
    let known = [
      "use", "let", "var", "define", "table", "assume", "invariant", "possible", "waive", "test",
    ]
    if result.isWorld, let why = Self.refusedInWorlds[word.lowercased()] {
      report(.unknownItem, at: first.span, why)
      throw Abandoned()
    }
    try refuseTypeFirst(word, into: &result)
    try refuseOtherProperty(word)
    try refuseImport(word)
    let all =
      result.isWorld
      ? known.filter { $0 != "var" } + Self.worldItems + ["const", "start", "refines"] : known
    guard
      let meant = Self.foreignItems[word]
        ?? Suggestion.nearest(to: word, among: all)
    else {
      if isName(ahead: 1), !token(1).startsLine, let next = token(1).word {
        result.brokenNames.append(Name(text: next, span: token(1).span))
      }
      if word == "spec" || word == "world" {
        report(.unknownItem, at: first.span, "a file has one `\(word)`, at its start")
        throw Abandoned()
      }
      report(
        .unknownItem, at: first.span,
        "expected a declaration (\(all.map { "`\($0)`" }.joined(separator: ", "))), found `\(word)`"
      )
      throw Abandoned()
    }
    if result.isWorld, meant == "define", definesAction() {
      if let name = token(1).word {
        result.brokenNames.append(Name(text: name, span: token(1).span))
      }
      report(
        .unknownItem, at: first.span, "a step is declared with `action`, not with `\(word)`",
        fix: .init("write `action \(token(1).word ?? "")(…) { … }`"))
      throw Abandoned()
    }
    let whole = meant == "define" ? foreignDefinition() : nil
    report(
      .unknownItem, at: first.span, "`\(word)` does not begin a declaration; it is `\(meant)` here",
      fix: whole.map { write($0.text, at: $0.span) }
        ?? .init("write `\(meant)`", replace: first.span, with: meant))
    tokens[position] = Token(
      kind: .word(meant), span: first.span, documentation: first.documentation)
    // The rest may be in the other language, too. One message is enough for one declaration.
    let before = diagnostics.count
    let recovered = recoveries
    let name = token(1).word.map { Name(text: $0, span: token(1).span) }
    do throws(Abandoned) {
      let read = try item(&result)
      diagnostics.removeSubrange(before...)
      let isRest = !token().isEnd && !token().startsLine
      guard recoveries > recovered || isRest else { return read }
      recoveries += 1
      if case .world(.enumeration(_, let members)) = read { result.brokenNames += members }
      if let name { result.brokenNames.append(name) }
      return nil
    } catch {
      diagnostics.removeSubrange(before...)
      if let name { result.brokenNames.append(name) }
      throw error
    }
  }

  /// Reports `Bool on = false`, `Car red` and `new Car red`.
  private mutating func refuseTypeFirst(_ word: String, into result: inout SyntaxFile)
    throws(Abandoned)
  {
    let start = token()
    let isNew = word == "new" && token(1).word != nil
    let type = isNew ? token(1) : start
    let name = token(isNew ? 2 : 1)
    guard let spelled = type.word, let called = name.word, ReservedWords.isName(called),
      !name.startsLine
    else { return }
    let isObject = declares(spelled, as: "entity")
    guard isObject || Self.foreignTypes[spelled] != nil, isNew == false || isObject else { return }
    result.brokenNames.append(Name(text: called, span: name.span))
    let meant =
      isObject
      ? "object \(called): \(spelled)" : "var \(called): \(Self.foreignTypes[spelled] ?? spelled)"
    report(
      .unknownItem, at: start.span.through(name.span),
      isObject
        ? "an object is declared with `object`"
        : "a variable is declared with `var`, and its type follows its name",
      fix: write(meant, at: start.span.through(name.span)))
    throw Abandoned()
  }

  /// Reports `deny …`, `never …`, `eventually …` and their like, with the property that they mean.
  private mutating func refuseOtherProperty(_ word: String) throws(Abandoned) {
    guard let (meaning, shape) = Self.otherProperties[word] ?? conditionAfter(word) else { return }
    let start = token()
    var ahead = 1
    var name = "my_rule"
    if isName(ahead: ahead), let own = token(ahead).word, !isWord("in", ahead: ahead + 1) {
      name = own
      ahead += 1
    }
    var title = "\"what must hold\""
    if case .string = token(ahead).kind {
      title = written(token(ahead).span)
      ahead += 1
    }
    var end = ahead
    var depth = 0
    while !token(end).isEnd, depth > 0 || end == ahead || !token(end).startsLine {
      if isSign(.leftBrace, ahead: end) { depth += 1 }
      if isSign(.rightBrace, ahead: end) { depth -= 1 }
      end += 1
      if depth <= 0, isSign(.rightBrace, ahead: end - 1), token(end).startsLine { break }
    }
    let whole = start.span.through(token(end - 1).span)
    var text = written(token(ahead).span.through(token(end - 1).span))
    let isBraced = isSign(.leftBrace, ahead: ahead) && text.hasSuffix("}")
    if isBraced { text = String(text.dropFirst().dropLast()).trimmed }
    let isBinder = isName(ahead: ahead) && isWord("in", ahead: ahead + 1)
    let inside: String =
      if shape.hasPrefix("not"), isBinder {
        "no " + text
      } else if shape.hasPrefix("not"), text.hasPrefix("some ") {
        "no" + text.dropFirst("some".count)
      } else {
        shape.split(separator: "%", omittingEmptySubsequences: false).map(String.init)
          .joined(separator: text)
      }
    // A condition is repeated if it is one of this language, as far as its beginning shows.
    let isKnown = isBinder || isBraced && depth <= 0 || shape == "%"
    report(
      .unknownItem, at: start.span, meaning,
      fix: isKnown
        ? write("invariant \(name) \(title) { \(inside) }", at: whole)
        : .init(
          "write `invariant \(name) \(title) { \(shape.split(separator: "%").joined(separator: "…")) }`"
        ))
    throw Abandoned()
  }

  /// The shape of a property for a word such as `assert` with a condition after it, and no name.
  private func conditionAfter(_ word: String) -> (meaning: String, shape: String)? {
    guard Self.foreignItems[word] == "invariant",
      ["every", "some", "no", "not", "exactly", "at"].contains(token(1).word)
        || token(1).sign == .leftParenthesis
    else { return nil }
    return ("what must hold is an `invariant`, with a name and a title", "%")
  }

  /// Reports `from "x.proviso" import y`.
  private mutating func refuseImport(_ word: String) throws(Abandoned) {
    guard word == "from", case .string = token(1).kind else { return }
    let path = written(token(1).span)
    var end = 1
    while !token(end + 1).isEnd, !token(end + 1).startsLine { end += 1 }
    report(
      .unknownItem, at: token().span, "`use` brings in another file with all that it declares",
      fix: write("use \(path)", at: token().span.through(token(end).span)))
    throw Abandoned()
  }

  /// A definition as Python, JavaScript and others write it, in this language, with its span; `nil` if it
  /// has another shape.
  private func foreignDefinition() -> (text: String, span: Span)? {
    let start = token().span
    guard isName(ahead: 1), let name = token(1).word, isSign(.leftParenthesis, ahead: 2) else {
      return nil
    }
    var ahead = 3
    var parameters: [String] = []
    while !isSign(.rightParenthesis, ahead: ahead) {
      guard isName(ahead: ahead), let parameter = token(ahead).word else { return nil }
      ahead += 1
      if isSign(.colon, ahead: ahead), let type = token(ahead + 1).word {
        parameters.append("\(parameter): \(Self.foreignTypes[type] ?? type)")
        ahead += 2
      } else {
        guard let type = onlyEntity else { return nil }
        parameters.append("\(parameter): \(type)")
      }
      if isSign(.comma, ahead: ahead) { ahead += 1 }
    }
    ahead += 1
    if isSign(.arrow, ahead: ahead)
      || isSign(.colon, ahead: ahead) && token(ahead + 2).sign == .leftBrace
    {
      ahead += 2
    }
    let isBraced = isSign(.leftBrace, ahead: ahead)
    guard isBraced || isSign(.colon, ahead: ahead) || isSign(.assign, ahead: ahead) else {
      return nil
    }
    ahead += 1
    if isWord("return", ahead: ahead) { ahead += 1 }
    let body = ahead
    var end = ahead
    var depth = 0
    while !token(end).isEnd {
      if depth == 0,
        isBraced ? isSign(.rightBrace, ahead: end) : end > body && token(end).startsLine
      {
        break
      }
      switch token(end).sign {
      case .leftBrace?, .leftParenthesis?, .leftBracket?: depth += 1
      case .rightBrace?, .rightParenthesis?, .rightBracket?: depth -= 1
      case .semicolon?, .assign?: return nil
      default: break
      }
      end += 1
    }
    guard end > body else { return nil }
    let text = written(token(body).span.through(token(end - 1).span))
    let last = isBraced ? end : end - 1
    guard !token(last).isEnd else { return nil }
    return (
      "define \(name)(\(parameters.joined(separator: ", "))) = \(text)",
      start.through(token(last).span)
    )
  }

  /// Reports `let f = x => …`.
  ///
  /// - Parameters:
  ///   - name: the name after `let`.
  ///   - start: the word `let`.
  mutating func refuseLambda(named name: Name, from start: Span) throws(Abandoned) {
    var ahead = 0
    if isWord("lambda") { ahead = 1 }
    let isBracketed = isSign(.leftParenthesis, ahead: ahead)
    let place = ahead + (isBracketed ? 1 : 0)
    guard isName(ahead: place), let parameter = token(place).word else { return }
    let arrow = place + (isBracketed ? 2 : 1)
    guard
      isSign(.fatArrow, ahead: arrow) || isSign(.arrow, ahead: arrow) && isBracketed
        || ahead == 1 && isSign(.colon, ahead: arrow),
      !isBracketed || isSign(.rightParenthesis, ahead: arrow - 1)
    else { return }
    let before = diagnostics.count
    for _ in 0...arrow { advance() }
    let body = try expression()
    let type = onlyEntity
    let text = "define \(name.text)(\(parameter): \(type ?? "…")) = \(written(body.span))"
    let whole = start.through(body.span)
    insert(
      .unknownItem, at: whole, "a condition with parameters is a `define`",
      fix: type == nil ? .init("write `\(text)`") : write(text, at: whole), before: before)
    throw Abandoned()
  }
}

extension String {
  /// The text without spaces at its ends.
  fileprivate var trimmed: String {
    let start = drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
  }
}
