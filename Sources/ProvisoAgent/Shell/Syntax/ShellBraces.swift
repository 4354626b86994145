/// Brace expansion of plain words: `src/{a,b}`.
enum ShellBraces {
  static let unsupported = "this form of brace expansion (`{a,b}`) is not supported"
  /// The maximum number of words that one word can become.
  private static let most = 64

  /// The words that a word becomes; `nil` if it has another form: nested braces, a sequence such as
  /// `{1..3}`, braces without a comma, an assignment, or an empty result.
  static func words(of text: String) -> [String]? {
    guard
      text.utf8.allSatisfy({
        ShellLexer.isNameByte($0) || "{},./-+:@%*?~".utf8.contains($0)
      })
    else { return nil }
    var out = [""]
    var rest = text[...]
    while let open = rest.firstIndex(where: { "{}".contains($0) }) {
      guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}") else { return nil }
      let choices = rest[rest.index(after: open)..<close].split(
        separator: ",", omittingEmptySubsequences: false)
      guard choices.count > 1, choices.allSatisfy({ !$0.contains("{") && !$0.contains("..") }),
        out.count * choices.count <= most
      else { return nil }
      let start = rest[..<open]
      out = out.flatMap { word in choices.map { word + start + $0 } }
      rest = rest[rest.index(after: close)...]
    }
    out = out.map { $0 + rest }
    return out.contains("") ? nil : out
  }
}
