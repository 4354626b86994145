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

  init(_ text: String) { content = .known(text) }

  init(content: Content, startsAtHome: Bool = false) {
    self.content = content
    self.startsAtHome = startsAtHome
  }

  /// The text, where it is known.
  var text: String? {
    if case .known(let text) = content { text } else { nil }
  }

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
    case .known(let text), .pattern(let text): .constant(.string(Text(text)))
    case .computed(_, let calls): .written(from: calls)
    case .unknown: .unknown
    }
  }
}
