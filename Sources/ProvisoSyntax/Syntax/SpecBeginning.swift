import ProvisoKernel

extension Parser {
  /// Whether the file begins as specs and worlds do, possibly with a mistake.
  ///
  /// Messages quote no other file: its path can lead to something secret, by mistake or on purpose.
  var beginsAsSpec: Bool {
    if token().isEnd { return token().span.start == 0 }
    if startsItem() { return true }
    guard let word = token().word, token(1).word != nil else { return false }
    if Self.headerWords.contains(word) { return true }
    // A header with a mistake in its first word is alone on its line.
    let end = isWord("for", ahead: 2) ? 4 : 2
    return Suggestion.nearest(to: word, among: Self.headerWords) != nil
      && (token(end).isEnd || token(end).startsLine)
  }

  private static let headerWords = ["spec", "world", "module", "model"]

  /// The only mistake that is reported about a file that is no spec. It shows nothing of the file.
  var foreignFileMistake: Diagnostic {
    Diagnostic(
      .missingHeader, at: token().span,
      "a file starts with `spec NAME for VOCABULARY` or with `world NAME`",
      fix: .init("add the line `spec my_rules for \(exampleVocabulary)`"), showsSource: false)
  }
}
