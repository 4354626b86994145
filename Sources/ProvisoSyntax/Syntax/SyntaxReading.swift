extension SyntaxFile {
  /// The vocabulary in the examples of messages, for a caller that knows none.
  package static let exampleVocabulary = "terraform"

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - bytes: the file, which need not be valid UTF-8.
  ///   - file: the index of the file in the source set.
  ///   - exampleVocabulary: the name that follows `for` in the examples of messages.
  /// - Returns: the parts of the file that could be read, and the mistakes of all others.
  package static func parse(
    _ bytes: [UInt8], file: Int, exampleVocabulary: String = exampleVocabulary
  ) -> (syntax: SyntaxFile, diagnostics: [Diagnostic]) {
    var lexer = Lexer(bytes: bytes, file: file)
    var parser = Parser(
      tokens: lexer.tokenize(), file: file, exampleVocabulary: exampleVocabulary, source: bytes)
    let beginsAsSpec = parser.beginsAsSpec
    let foreign = parser.foreignFileMistake
    let syntax = parser.parseFile()
    guard beginsAsSpec else { return (SyntaxFile(), [foreign]) }
    return (syntax, lexer.diagnostics + parser.diagnostics)
  }
}

extension SyntaxExpression {
  /// Reads a text that is one expression.
  ///
  /// - Returns: the expression, `nil` if it could not be read, and the mistakes.
  package static func parse(
    _ bytes: [UInt8], file: Int
  ) -> (syntax: SyntaxExpression?, diagnostics: [Diagnostic]) {
    var lexer = Lexer(bytes: bytes, file: file)
    var parser = Parser(tokens: lexer.tokenize(), file: file, source: bytes)
    let syntax = parser.wholeExpression()
    return (syntax, lexer.diagnostics + parser.diagnostics)
  }
}
