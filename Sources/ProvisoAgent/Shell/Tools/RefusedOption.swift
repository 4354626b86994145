/// An option that a form without a list of options does not let through.
///
/// The text of a table is one of these:
/// - `--pre=`: this option alone, with or without a value.
/// - `--upload-pack`: every option that begins so, and every abbreviation of it.
/// - `--text|conv`: the same, but no abbreviation that is as short as the part before the bar, because
///   that is an option of its own.
/// - `-*O`: every cluster of short options with this letter, such as `-lO`.
/// - `-exec`: every option that begins so.
struct RefusedOption {
  private let text: String

  init(_ text: String) { self.text = text }

  /// The option in messages.
  var name: String {
    text.hasPrefix("-*") ? "-" + text.dropFirst(2) : text.replacing("|", with: "")
  }

  /// Whether a word is the option.
  func matches(_ word: String) -> Bool {
    if text.hasSuffix("=") { return word == text.dropLast() || word.hasPrefix(text) }
    if text.hasPrefix("-*") {
      return !word.hasPrefix("--") && word.contains(text.dropFirst(2))
    }
    if word.hasPrefix(name) { return true }
    guard text.hasPrefix("--") else { return false }
    let abbreviation = word.prefix { $0 != "=" }
    let shortest = text.contains("|") ? text.prefix { $0 != "|" }.utf8.count : 2
    return abbreviation.utf8.count > shortest && name.hasPrefix(abbreviation)
  }
}
