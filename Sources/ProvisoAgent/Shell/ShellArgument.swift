import ProvisoKernel

/// A word after the shell's expansions, as far as they are known.
struct ShellArgument: Sendable {
  enum Content: Sendable {
    case known(String)
    /// The names of files that match, which only the machine knows.
    case pattern(String)
    /// Something that begins with the text and holds what these calls wrote.
    case computed(String, from: [String])
    /// Something that begins with the text.
    case unknown(String)
  }

  let content: Content
  /// Whether it begins with a `~` that stands for a home directory.
  var startsAtHome = false
  /// Whether the shell makes any number of words of it.
  var isSplit = false

  init(_ text: String) { content = .known(text) }

  init(content: Content, startsAtHome: Bool = false, isSplit: Bool = false) {
    self.content = content
    self.startsAtHome = startsAtHome
    self.isSplit = isSplit
  }

  /// The text, where it is known.
  var text: String? {
    if case .known(let text) = content { text } else { nil }
  }

  /// The text of a word that names no place in a home directory: what a program is called, say.
  var plainText: String? { startsAtHome ? nil : text }

  /// What it begins with for certain.
  private var beginning: String {
    switch content {
    case .known(let text), .pattern(let text), .computed(let text, _), .unknown(let text): text
    }
  }

  /// Whether a program takes it for an option; `nil` where nobody knows.
  var isOption: Bool? {
    let start = beginning.utf8.first
    switch content {
    case .known(let text): return start == UInt8(ascii: "-") && text != "-"
    case .pattern:
      return start.flatMap { "*?[".utf8.contains($0) ? nil : $0 == UInt8(ascii: "-") }
    case .computed, .unknown: return start.map { $0 == UInt8(ascii: "-") }
    }
  }

  /// The value of an argument that it becomes.
  var value: PlanValue {
    switch content {
    // Where the home directory is only the machine knows.
    case .known where startsAtHome: .unknown
    case .known(let text): .constant(.string(Text(text)))
    case .computed(_, let calls): .written(from: calls)
    case .pattern, .unknown: .unknown
    }
  }
}
