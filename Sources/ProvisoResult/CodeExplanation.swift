/// The explanation of a diagnostic code: its rule, and examples with their diagnostics.
public struct CodeExplanation: Sendable {
  /// The code, such as `PV0301`.
  public let code: String
  public let level: DiagnosticLevel
  /// The kind of mistake in a few words.
  public let title: String
  /// The rule and its reason, in paragraphs.
  public let rule: String
  /// A spec that has the diagnostic; `nil` if there is no example.
  public let failing: Example?
  /// A spec that does not have the diagnostic.
  public let passing: Example

  /// A spec and the diagnostics of checking it.
  public struct Example: Sendable {
    /// The spec, or the part of it that is shown.
    public let text: String
    /// The files that it uses, by their paths.
    public let files: [String: String]
    /// A description of the plan against which it is checked; `nil` if it needs no plan.
    public let plan: String?
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
    code: String, level: DiagnosticLevel, title: String, rule: String, failing: Example?,
    passing: Example
  ) {
    self.code = code
    self.level = level
    self.title = title
    self.rule = rule
    self.failing = failing
    self.passing = passing
  }
}
