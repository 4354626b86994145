/// One thing that is wrong, or doubtful, in a source file.
public struct Diagnostic: Hashable, Sendable {
  /// How much it matters.
  public enum Level: String, Sendable {
    /// The file cannot be used.
    case error
    /// The file means something, but perhaps not what was meant.
    case warning
  }

  /// A further place that explains the first.
  public struct Label: Hashable, Sendable {
    /// The place.
    public let span: Span
    /// What to see there, a few words.
    public let text: String

    /// Makes a label.
    public init(_ span: Span, _ text: String) {
      self.span = span
      self.text = text
    }
  }

  /// What would mend it.
  public struct Fix: Hashable, Sendable {
    /// What to do, as an imperative.
    public let text: String
    /// The stretch to replace, where the fix can be made mechanically.
    public let span: Span?
    /// What replaces it.
    public let replacement: String

    /// Makes a fix in words.
    public init(_ text: String) {
      self.text = text
      span = nil
      replacement = ""
    }

    /// Makes a fix that replaces a stretch of the source.
    public init(_ text: String, replace span: Span, with replacement: String) {
      self.text = text
      self.span = span
      self.replacement = replacement
    }
  }

  /// What kind of mistake it is.
  public let code: DiagnosticCode
  /// How much it matters.
  public let level: Level
  /// Where it is.
  public let span: Span
  /// One sentence: what is wrong, and what was expected.
  public let message: String
  /// Further places.
  public let labels: [Label]
  /// What would mend it, where that is known.
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
