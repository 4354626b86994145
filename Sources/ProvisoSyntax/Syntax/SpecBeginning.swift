import ProvisoKernel

extension Parser {
  /// Whether the file begins as specs and worlds do, possibly with a mistake.
  ///
  /// Messages quote no other file: its path can lead to something secret, by mistake or on purpose.
  var beginsAsSpec: Bool {
    if token().isEnd { return token().span.start == 0 }
    if startsItem() { return true }
    guard let word = token().word else { return false }
    if case .string = token(1).kind { return word == "spec" || word == "world" }
    guard token(1).word != nil else { return false }
    if Self.headerWords.contains(word) { return true }
    // A header with a mistake in its first word is alone on its line.
    let end = isWord("for", ahead: 2) ? 4 : 2
    return
      (Self.headerWords.contains(word.lowercased())
      || Suggestion.nearest(to: word.lowercased(), among: Self.headerWords) != nil)
      && (token(end).isEnd || token(end).startsLine)
  }

  private static let headerWords = ["spec", "world", "module", "model"]

  /// The only mistake that is reported about a file that is no spec. It shows nothing of the file.
  var foreignFileMistake: Diagnostic {
    let header = "a file starts with `spec NAME for VOCABULARY` or with `world NAME`"
    let (message, fix): (String, String) =
      switch token().kind {
      case .sign(.leftBrace), .sign(.leftBracket):
        (
          "this is JSON, not a spec; \(header)",
          "name it where a plan belongs"
        )
      case .word where isSign(.colon, ahead: 1):
        (
          "this is YAML, not a spec; \(header)",
          "if it is a plan of agents, name it where a plan belongs"
        )
      default: (header, "add the line `spec my_rules for \(likelyVocabulary)`")
      }
    return Diagnostic(
      .missingHeader, at: token().span, message, fix: .init(fix), showsSource: false)
  }
}
