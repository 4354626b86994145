/// The long form of a diagnostic: the rule behind it, a spec that breaks the rule, and a spec that
/// follows it.
package struct Explanation: Sendable {
  /// The rule and its reason, in paragraphs; line ends within a paragraph mean nothing.
  package let rule: String
  /// A spec that gives the diagnostic; `nil` if no such spec is known.
  package let failing: Example?
  /// A spec that gives no diagnostic.
  package let passing: Example

  /// A small spec, with the files that it uses and whether it is checked against a plan.
  package struct Example: Sendable {
    /// The spec.
    package let bytes: [UInt8]
    /// The text to show instead of the spec if the spec is too long or is not text.
    package let summary: String?
    /// Further files by their paths.
    package let files: [String: String]
    /// Whether the diagnostic appears only when `Explanation.plan` is checked against the spec.
    package let needsPlan: Bool

    /// The text to show.
    package var shown: String { summary ?? String(decoding: bytes, as: UTF8.self) }

    /// A whole file.
    static func file(_ text: String, _ files: [String: String] = [:]) -> Example {
      Example(bytes: Array(text.utf8), summary: nil, files: files, needsPlan: false)
    }

    /// Declarations after a header.
    static func items(
      _ text: String, _ files: [String: String] = [:], needsPlan: Bool = false
    ) -> Example {
      Example(
        bytes: Array("\(Self.header)\n\(text)\n".utf8), summary: nil, files: files,
        needsPlan: needsPlan)
    }

    /// One property with the given body.
    static func property(_ body: String, declares items: String = "", needsPlan: Bool = false)
      -> Example
    {
      let indented = body.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "  " + $0 }.joined(separator: "\n")
      return .items(
        "\(items.isEmpty ? "" : items + "\n\n")invariant example\n  \"An example\"\n{\n\(indented)\n}",
        needsPlan: needsPlan)
    }

    /// A generated file with the text to show instead of it.
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

  /// The path of the spec of every example.
  package static let path = "example.proviso"

  /// The plan of the examples that need one: it deletes `aws_s3_bucket.logs`.
  package static let plan = """
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

  /// A description of the plan, for reports.
  package static let planDescription = "a plan that deletes `aws_s3_bucket.logs`"

  /// The date on which the examples are checked, for their waivers.
  package static let today = "2026-06-01"
}
