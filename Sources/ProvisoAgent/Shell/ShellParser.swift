/// Reads the tokens of a command line as bash's grammar has them; what it does not know is a gap.
struct ShellParser {
  /// How deeply commands may stand in each other.
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
      throw ShellGap("\(parser.found) stands where a command is expected")
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

  /// The next token, where it is an unquoted word.
  private var bareWord: String? {
    guard at < tokens.count, case .word(let word) = tokens[at] else { return nil }
    return word.bareText
  }

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
      throw ShellGap("\(found) stands where `\(word)` is expected")
    }
    at += 1
  }

  // MARK: Lists

  /// Statements up to one of the words, a closing bracket or the end.
  private mutating func list(until ends: Set<String>) throws(ShellGap) -> [ShellStatement] {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw ShellGap("it is nested too deeply") }
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
      default: throw ShellGap("\(found) stands where a command is expected")
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

  /// Words with which constructs begin that have no meaning here, or that stand where no command can.
  private static let foreignWords: Set<String> = [
    "while", "until", "case", "select", "function", "coproc", "time", "then", "else", "elif", "fi",
    "do", "done", "esac", "in", "}", "]]", "!",
  ]

  private mutating func command() throws(ShellGap) -> ShellCommand {
    var command: ShellCommand
    if sign == "(" {
      at += 1
      let body = try list(until: [])
      guard sign == ")" else { throw ShellGap("a bracket has no end") }
      at += 1
      command = ShellCommand(kind: .subshell(try nonEmpty(body)))
    } else if let sign {
      throw ShellGap(
        sign == "((" ? "arithmetic is a command" : "\(found) stands where a command is expected")
    } else {
      switch bareWord {
      case "{":
        at += 1
        let body = try nonEmpty(list(until: ["}"]))
        try take("}")
        command = ShellCommand(kind: .group(body))
      case "if": command = try conditional()
      case "for": command = try forEach()
      case "[[": command = try test()
      case let word? where Self.foreignWords.contains(word):
        throw ShellGap("`\(word)` is not understood")
      default: return try simple()
      }
    }
    while at < tokens.count, case .redirection = tokens[at] {
      command.redirections.append(try redirection())
    }
    if at < tokens.count, case .word = tokens[at], !isEnd {
      throw ShellGap("a word stands after a compound command")
    }
    return command
  }

  /// Whether the next word ends a list: only after a separator, but a compound command may end one too.
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
      throw ShellGap("`for` is followed by \(found)")
    }
    at += 1
    skipLines()
    try take("in")
    var words: [ShellWord] = []
    while at < tokens.count, case .word(let word) = tokens[at] {
      words.append(word)
      at += 1
    }
    guard sign == ";" || sign == "\n" else { throw ShellGap("\(found) stands in a `for`") }
    at += 1
    skipLines()
    try take("do")
    let body = try nonEmpty(list(until: ["done"]))
    try take("done")
    return ShellCommand(kind: .forEach(name, words, body))
  }

  /// Its operators say nothing here: whatever it compares, it changes nothing.
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
      default: throw ShellGap("\(found) stands in `[[ … ]]`")
      }
    }
    throw ShellGap("`[[` has no end")
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
        // `x=(…)`, and `name()` of a function.
        if sign == "(" || sign == "((" { throw ShellGap("a function or an array is defined") }
      case .sign: break loop
      }
    }
    guard !simple.words.isEmpty || !simple.assignments.isEmpty || !redirections.isEmpty else {
      throw ShellGap("\(found) stands where a command is expected")
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
        throw ShellGap("a here-document has no end")
      }
      redirection.document = documents[nextDocument]
      nextDocument += 1
    }
    return redirection
  }
}
