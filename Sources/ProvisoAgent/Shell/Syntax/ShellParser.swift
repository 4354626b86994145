/// Parses the tokens of a command line with a subset of bash's grammar. Any other construct is a
/// gap.
struct ShellParser {
  /// The maximum nesting depth of commands.
  static let deepest = 40

  private let tokens: [ShellLexer.Token]
  private let documents: [ShellWord]
  private var at = 0
  private var nextDocument = 0
  private var depth = 0

  /// The commands of a text.
  static func parse(_ text: String) throws(ShellGap) -> [ShellStatement] {
    var lexer = ShellLexer(Array(text.utf8))
    let tokens = try lexer.tokenize()
    var parser = ShellParser(tokens: tokens, documents: lexer.documents)
    let statements = try parser.list(until: [])
    guard parser.at == tokens.count else {
      throw ShellGap("expected a command, found \(parser.found)")
    }
    return statements
  }

  private init(tokens: [ShellLexer.Token], documents: [ShellWord]) {
    self.tokens = tokens
    self.documents = documents
  }

  private var sign: String? {
    guard at < tokens.count, case .sign(let sign) = tokens[at] else { return nil }
    return sign
  }

  /// The next token, if it is an unquoted word.
  private var bareWord: String? {
    guard at < tokens.count, case .word(let word) = tokens[at] else { return nil }
    return word.bareText
  }

  /// A description of the next token for messages.
  private var found: String {
    guard at < tokens.count else { return "the end" }
    switch tokens[at] {
    case .word: return "a word"
    case .sign("\n"): return "the end of a line"
    case .sign(let sign), .redirection(_, let sign): return "`\(sign)`"
    }
  }

  private mutating func skipLines() {
    while sign == "\n" { at += 1 }
  }

  private mutating func take(_ word: String) throws(ShellGap) {
    guard bareWord == word else {
      throw ShellGap("expected `\(word)`, found \(found)")
    }
    at += 1
  }

  // MARK: Lists

  /// Statements up to one of the words, a closing parenthesis or the end.
  private mutating func list(until ends: Set<String>) throws(ShellGap) -> [ShellStatement] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else {
      throw ShellGap("commands are nested too deeply (limit \(Self.deepest))")
    }
    var statements: [ShellStatement] = []
    while true {
      skipLines()
      if at == tokens.count || sign == ")" { return statements }
      if let word = bareWord, ends.contains(word) { return statements }
      var statement = try self.statement()
      switch sign {
      case "&":
        statement.isInBackground = true
        at += 1
      case ";", "\n": at += 1
      case nil, ")": break
      default: throw ShellGap("expected a command, found \(found)")
      }
      statements.append(statement)
    }
  }

  private mutating func statement() throws(ShellGap) -> ShellStatement {
    var statement = ShellStatement(first: try pipeline())
    while sign == "&&" || sign == "||" {
      let isAnd = sign == "&&"
      at += 1
      skipLines()
      statement.rest.append((isAnd, try pipeline()))
    }
    return statement
  }

  private mutating func pipeline() throws(ShellGap) -> ShellPipeline {
    var pipeline = ShellPipeline()
    if bareWord == "time" {
      pipeline.isTimed = true
      at += 1
      if bareWord == "-p" { at += 1 }
    }
    if bareWord == "!" {
      pipeline.isNegated = true
      at += 1
    }
    pipeline.commands.append(try command())
    while sign == "|" || sign == "|&" {
      at += 1
      skipLines()
      pipeline.commands.append(try command())
    }
    return pipeline
  }

  // MARK: Commands

  /// Words that begin an unsupported construct or that cannot begin a command.
  private static let foreignWords: Set<String> = [
    "case", "select", "function", "coproc", "time", "then", "else", "elif", "fi",
    "do", "done", "esac", "in", "}", "]]", "!",
  ]

  private mutating func command() throws(ShellGap) -> ShellCommand {
    var command: ShellCommand
    if sign == "(" {
      at += 1
      let body = try list(until: [])
      guard sign == ")" else { throw ShellGap("a parenthesis is not closed") }
      at += 1
      command = ShellCommand(kind: .subshell(try nonEmpty(body)))
    } else if let sign {
      throw ShellGap(
        sign == "((" ? "`((…))` is not supported" : "expected a command, found \(found)")
    } else {
      switch bareWord {
      case "{":
        at += 1
        let body = try nonEmpty(list(until: ["}"]))
        try take("}")
        command = ShellCommand(kind: .group(body))
      case "if": command = try conditional()
      case "for": command = try forEach()
      case "while", "until": command = try loop()
      case "[[": command = try test()
      case let word? where Self.foreignWords.contains(word):
        throw ShellGap("`\(word)` is not supported here")
      default: return try simple()
      }
    }
    while at < tokens.count, case .redirection = tokens[at] {
      command.redirections.append(try redirection())
    }
    if at < tokens.count, case .word = tokens[at], !isEnd {
      throw ShellGap("a word follows a compound command")
    }
    return command
  }

  /// Whether the next word ends a list. It can follow a compound command without a separator.
  private var isEnd: Bool {
    ["then", "else", "elif", "fi", "do", "done", "}"].contains(bareWord ?? "")
  }

  private func nonEmpty(_ list: [ShellStatement]) throws(ShellGap) -> [ShellStatement] {
    guard !list.isEmpty else { throw ShellGap("a compound command is empty") }
    return list
  }

  private mutating func conditional() throws(ShellGap) -> ShellCommand {
    var branches: [(condition: [ShellStatement], body: [ShellStatement])] = []
    var otherwise: [ShellStatement] = []
    repeat {
      at += 1
      let condition = try nonEmpty(list(until: ["then"]))
      try take("then")
      let body = try nonEmpty(list(until: ["elif", "else", "fi"]))
      branches.append((condition, body))
    } while bareWord == "elif"
    if bareWord == "else" {
      at += 1
      otherwise = try nonEmpty(list(until: ["fi"]))
    }
    try take("fi")
    return ShellCommand(kind: .conditional(branches, otherwise: otherwise))
  }

  private mutating func forEach() throws(ShellGap) -> ShellCommand {
    at += 1
    guard let name = bareWord, ShellWord.isName(name) else {
      throw ShellGap("expected a variable name after `for`, found \(found)")
    }
    at += 1
    skipLines()
    try take("in")
    var words: [ShellWord] = []
    while at < tokens.count, case .word(let word) = tokens[at] {
      words.append(word)
      at += 1
    }
    guard sign == ";" || sign == "\n" else {
      throw ShellGap("expected `;` after the words of `for`, found \(found)")
    }
    at += 1
    skipLines()
    try take("do")
    let body = try nonEmpty(list(until: ["done"]))
    try take("done")
    return ShellCommand(kind: .forEach(name, words, body))
  }

  private mutating func loop() throws(ShellGap) -> ShellCommand {
    at += 1
    let condition = try nonEmpty(list(until: ["do"]))
    try take("do")
    let body = try nonEmpty(list(until: ["done"]))
    try take("done")
    return ShellCommand(kind: .loop(condition, body))
  }

  /// Reads the words of `[[ … ]]`. Its operators do not matter, because a test changes nothing.
  private mutating func test() throws(ShellGap) -> ShellCommand {
    at += 1
    var words: [ShellWord] = []
    while at < tokens.count {
      switch tokens[at] {
      case .word(let word):
        at += 1
        if word.bareText == "]]" { return ShellCommand(kind: .test(words)) }
        words.append(word)
      case .sign("&&"), .sign("||"), .sign("("), .sign(")"), .sign("|"), .sign("\n"): at += 1
      case .redirection(nil, "<"), .redirection(nil, ">"): at += 1
      default: throw ShellGap("unexpected \(found) in `[[ … ]]`")
      }
    }
    throw ShellGap("`[[` is not closed")
  }

  private mutating func simple() throws(ShellGap) -> ShellCommand {
    var simple = ShellSimpleCommand()
    var redirections: [ShellRedirection] = []
    loop: while at < tokens.count {
      switch tokens[at] {
      case .redirection: redirections.append(try redirection())
      case .word(let word):
        at += 1
        if simple.words.isEmpty, let assignment = word.assignment {
          simple.assignments.append(assignment)
        } else {
          simple.words.append(word)
        }
        // `x=(…)` defines an array and `name()` a function.
        if sign == "(" || sign == "((" {
          throw ShellGap("definitions of functions and arrays are not supported")
        }
      case .sign: break loop
      }
    }
    guard !simple.words.isEmpty || !simple.assignments.isEmpty || !redirections.isEmpty else {
      throw ShellGap("expected a command, found \(found)")
    }
    return ShellCommand(kind: .simple(simple), redirections: redirections)
  }

  private mutating func redirection() throws(ShellGap) -> ShellRedirection {
    guard at + 1 < tokens.count, case .redirection(let descriptor, let sign) = tokens[at],
      case .word(let target) = tokens[at + 1]
    else { throw ShellGap("a redirection has no target") }
    at += 2
    var redirection = ShellRedirection(descriptor: descriptor, sign: sign, target: target)
    if sign == "<<" || sign == "<<-" {
      guard nextDocument < documents.count else {
        throw ShellGap("a here-document is not terminated")
      }
      redirection.document = documents[nextDocument]
      nextDocument += 1
    }
    return redirection
  }
}
