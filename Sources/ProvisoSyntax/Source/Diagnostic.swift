import ProvisoKernel

/// One error or warning about a source file.
package struct Diagnostic: Hashable, Sendable {
  /// The largest number of diagnostics that are listed for one file and the files that it uses.
  package static let mostListed = 100
  /// The largest number of diagnostics that are collected for one file: who has more reads none of them.
  package static let mostCollected = 1_000
  /// The largest number of characters of a quoted name that are shown whole.
  package static let longestName = 200

  /// How serious it is.
  package enum Level: String, Sendable {
    /// The file cannot be used.
    case error
    /// The file can be used, but it may not mean what its author intended.
    case warning
  }

  /// A further part of the source that helps to explain the diagnostic.
  package struct Label: Hashable, Sendable {
    /// The part of the source.
    package let span: Span
    /// A few words about it.
    package let text: String

    /// Makes a label.
    package init(_ span: Span, _ text: String) {
      self.span = span
      self.text = text.shorteningWords(over: longestName)
    }
  }

  /// A change that would correct the mistake.
  package struct Fix: Hashable, Sendable {
    /// The instruction, as an imperative.
    package let text: String
    /// The part of the source to replace; `nil` if no tool can make the fix.
    package let span: Span?
    /// The text that replaces it.
    package let replacement: String

    /// Makes a fix that only a person can make.
    package init(_ text: String) {
      self.text = text.shorteningWords(over: longestName)
      span = nil
      replacement = ""
    }

    /// Makes a fix that replaces a part of the source.
    package init(_ text: String, replace span: Span, with replacement: String) {
      self.text = text.shorteningWords(over: longestName)
      self.span = span
      self.replacement = replacement
    }
  }

  /// The kind of mistake.
  package let code: DiagnosticCode
  /// How serious it is.
  package let level: Level
  /// The part of the source that it is about.
  package let span: Span
  /// One sentence: what is wrong, and what was expected.
  package let message: String
  /// Further parts of the source.
  package let labels: [Label]
  /// A change that would correct it, if one is known.
  package let fix: Fix?
  /// Whether the lines of the source are shown.
  package let showsSource: Bool

  /// Makes a diagnostic; the code decides the level.
  package init(
    _ code: DiagnosticCode, at span: Span, _ message: String, labels: [Label] = [],
    fix: Fix? = nil, showsSource: Bool = true
  ) {
    self.code = code
    self.level = code.level
    self.span = span
    self.message = message.shorteningWords(over: Self.longestName)
    self.labels = labels
    self.fix = fix
    self.showsSource = showsSource
  }
}
