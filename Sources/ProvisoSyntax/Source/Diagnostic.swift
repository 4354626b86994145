/// One error or warning about a source file.
public struct Diagnostic: Hashable, Sendable {
  /// The largest number of diagnostics that are listed for one file and the files that it uses.
  public static let mostListed = 100

  /// How serious it is.
  public enum Level: String, Sendable {
    /// The file cannot be used.
    case error
    /// The file can be used, but it may not mean what its author intended.
    case warning
  }

  /// A further part of the source that helps to explain the diagnostic.
  public struct Label: Hashable, Sendable {
    /// The part of the source.
    public let span: Span
    /// A few words about it.
    public let text: String

    /// Makes a label.
    public init(_ span: Span, _ text: String) {
      self.span = span
      self.text = text
    }
  }

  /// A change that would correct the mistake.
  public struct Fix: Hashable, Sendable {
    /// What to do, as an imperative.
    public let text: String
    /// The part of the source to replace; `nil` if no tool can make the fix.
    public let span: Span?
    /// The text that replaces it.
    public let replacement: String

    /// Makes a fix that only a person can make.
    public init(_ text: String) {
      self.text = text
      span = nil
      replacement = ""
    }

    /// Makes a fix that replaces a part of the source.
    public init(_ text: String, replace span: Span, with replacement: String) {
      self.text = text
      self.span = span
      self.replacement = replacement
    }
  }

  /// The kind of mistake.
  public let code: DiagnosticCode
  /// How serious it is.
  public let level: Level
  /// The part of the source that it is about.
  public let span: Span
  /// One sentence: what is wrong, and what was expected.
  public let message: String
  /// Further parts of the source.
  public let labels: [Label]
  /// A change that would correct it, if one is known.
  public let fix: Fix?

  /// Makes a diagnostic; the code decides the level.
  public init(
    _ code: DiagnosticCode, at span: Span, _ message: String, labels: [Label] = [], fix: Fix? = nil
  ) {
    self.code = code
    self.level = code.level
    self.span = span
    self.message = message
    self.labels = labels
    self.fix = fix
  }
}
