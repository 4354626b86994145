/// The long form of a diagnostic code: the rule behind it, and examples with what was said of them.
public struct CodeExplanation: Sendable {
  /// The code, such as `PV0301`.
  public let code: String
  /// `error` or `warning`.
  public let level: String
  /// The kind of mistake in a few words.
  public let title: String
  /// The rule and its reason, in paragraphs.
  public let rule: String
  /// A spec that gives the diagnostic; `nil` where none is known.
  public let failing: Example?
  /// A spec that gives none.
  public let passing: Example

  /// A spec and what came of checking it.
  public struct Example: Sendable {
    /// The spec, or what is to be shown of it.
    public let text: String
    /// The files that it uses, by their paths.
    public let files: [String: String]
    /// What it is checked against, in words; `nil` where no plan is needed.
    public let plan: String?
    /// What was said of it.
    public let diagnostics: [ResultDiagnostic]

    /// Describes an example.
    public init(
      text: String, files: [String: String], plan: String?, diagnostics: [ResultDiagnostic]
    ) {
      self.text = text
      self.files = files
      self.plan = plan
      self.diagnostics = diagnostics
    }
  }

  /// Describes a code.
  public init(
    code: String, level: String, title: String, rule: String, failing: Example?, passing: Example
  ) {
    self.code = code
    self.level = level
    self.title = title
    self.rule = rule
    self.failing = failing
    self.passing = passing
  }
}
