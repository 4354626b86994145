import ProvisoKernel
import ProvisoPlans

/// A word after the shell's expansions, as far as it is known.
struct ShellArgument: Sendable {
  enum Content: Sendable {
    case known(String)
    /// A pattern, which the shell replaces by the names of matching files. They are unknown here.
    case pattern(String)
    /// A word that begins with the text and contains output of these calls.
    case computed(String, from: [String])
    /// An unknown word that begins with the text.
    case unknown(String)
  }

  let content: Content
  /// Whether the word begins with a `~` that means the home directory.
  var startsAtHome = false
  /// Whether the shell can split it into any number of words.
  var isSplit = false
  /// Whether it stands for one or more words, none of which is an option.
  var isRepeated = false

  /// Whether it can be more than one word that is no option.
  var canBeSeveral: Bool {
    if case .pattern = content { return true }
    return isRepeated || isSplit
  }

  init(_ text: String) { content = .known(text) }

  init(content: Content, startsAtHome: Bool = false, isSplit: Bool = false) {
    self.content = content
    self.startsAtHome = startsAtHome
    self.isSplit = isSplit
  }

  /// The text, if it is known.
  var text: String? {
    if case .known(let text) = content { text } else { nil }
  }

  /// The text, if it is known and is not a path in the home directory. Names of programs are read
  /// so.
  var plainText: String? { startsAtHome ? nil : text }

  /// The known beginning of the word.
  private var beginning: String {
    switch content {
    case .known(let text), .pattern(let text), .computed(let text, _), .unknown(let text): text
    }
  }

  /// Whether a program reads the word as an option; `nil` if this is unknown.
  var isOption: Bool? {
    let start = beginning.utf8.first
    switch content {
    case .known(let text): return start == UInt8(ascii: "-") && text != "-"
    case .pattern:
      return start.flatMap { "*?[".utf8.contains($0) ? nil : $0 == UInt8(ascii: "-") }
    case .computed, .unknown: return start.map { $0 == UInt8(ascii: "-") }
    }
  }

  /// The word as the value of a call's argument.
  var value: AgentPlanValue {
    switch content {
    // The path of the home directory is unknown.
    case .known where startsAtHome: .unknown
    case .known(let text): .constant(.string(Text(text)))
    case .computed(_, let calls): .written(from: calls)
    case .pattern, .unknown: .unknown
    }
  }
}
