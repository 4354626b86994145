/// The long form of a diagnostic: the rule behind it, a spec that breaks the rule and one that keeps it.
public struct Explanation: Sendable {
  /// What the rule is and why, in paragraphs; line ends within a paragraph mean nothing.
  public let rule: String
  /// A spec that gives the diagnostic; `nil` only where no spec is known that does.
  public let failing: Example?
  /// A spec that gives no diagnostic.
  public let passing: Example

  /// A small spec, alone or with the files that it uses and a plan that it is checked against.
  public struct Example: Sendable {
    /// The spec.
    public let bytes: [UInt8]
    /// What is shown of the spec where all of it would be too long, or is no text.
    public let summary: String?
    /// Further files by their paths.
    public let files: [String: String]
    /// Whether the diagnostic comes of checking `Explanation.plan` against the spec.
    public let needsPlan: Bool

    /// The text to show.
    public var shown: String { summary ?? String(decoding: bytes, as: UTF8.self) }

    /// A whole file, as it stands.
    static func file(_ text: String, _ files: [String: String] = [:]) -> Example {
      Example(bytes: Array(text.utf8), summary: nil, files: files, needsPlan: false)
    }

    /// Declarations under a header.
    static func items(
      _ text: String, _ files: [String: String] = [:], needsPlan: Bool = false
    ) -> Example {
      Example(
        bytes: Array("\(Self.header)\n\(text)\n".utf8), summary: nil, files: files,
        needsPlan: needsPlan)
    }

    /// One property of that body.
    static func property(_ body: String, declares items: String = "", needsPlan: Bool = false)
      -> Example
    {
      let indented = body.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  " + $0 }.joined(separator: "\n")
      return .items(
        "\(items.isEmpty ? "" : items + "\n\n")invariant example\n  \"An example\"\n{\n\(indented)\n}",
        needsPlan: needsPlan)
    }

    /// A file that is made rather than written.
    static func made(_ bytes: [UInt8], _ summary: String) -> Example {
      Example(bytes: bytes, summary: summary, files: [:], needsPlan: false)
    }

    static let header = "spec example for terraform\n"
  }

  init(_ rule: String, fails: Example?, passes: Example) {
    self.rule = rule
    failing = fails
    passing = passes
  }

  /// The path that the spec of an example has.
  public static let path = "example.proviso"

  /// The plan of the examples that need one: it deletes `aws_s3_bucket.logs`.
  public static let plan = """
    {
      "format_version": "1.2",
      "terraform_version": "1.11.4",
      "resource_changes": [
        {
          "address": "aws_s3_bucket.logs",
          "mode": "managed",
          "type": "aws_s3_bucket",
          "name": "logs",
          "provider_name": "registry.terraform.io/hashicorp/aws",
          "change": {
            "actions": ["delete"],
            "before": {"bucket": "logs", "tags": {"env": "prod"}},
            "after": null,
            "after_unknown": {},
            "before_sensitive": {},
            "after_sensitive": false
          }
        }
      ],
      "configuration": {"root_module": {}}
    }
    """

  /// What the plan does, in words.
  public static let planInWords = "a plan that deletes `aws_s3_bucket.logs`"

  /// The day by which the waivers of the examples are judged.
  public static let today = "2026-06-01"
}
