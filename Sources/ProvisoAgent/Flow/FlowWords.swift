import ProvisoKernel

/// The sentences about findings.
package enum FlowWords {
  /// The reason for a finding, as a clause.
  package static func reason(_ finding: FlowFinding, source: String) -> String {
    switch finding.reason {
    case .text: "only a text that \(source) returned contains it"
    case .host: "only an output of \(source) contains its host"
    case .field: "it comes from the output of \(source), in which others may have written it"
    case .pointed: "it comes from a text that the user pointed at, in the output of \(source)"
    case .read: "a text that \(source) returned contains it"
    case .unknown:
      "neither the user nor an output contains it, and \(source) returned text of others before"
    case .missing: "the output of \(source) is missing, which may contain it"
    case .secret(let reader):
      "it is a secret of \(source), and `\(reader.printable)` may not see it"
    }
  }

  /// The question about a value, for a person.
  package static func question(_ finding: FlowFinding, call: String, source: String) -> String {
    "ask: may \(call) use `\(finding.value.printable)` as `\(finding.argument.printable)`? "
      + reason(finding, source: source)
  }
}

extension FlowFinding {
  /// Whether a secret is the reason.
  package var isSecret: Bool {
    if case .secret = reason { true } else { false }
  }
}

/// A value that a person approved for one argument of one tool.
public struct ApprovedValue: Sendable, Hashable {
  /// The tool.
  public let tool: String
  /// The path of the argument.
  public let argument: String
  /// The value, exactly as the question shows it.
  public let value: String

  /// Names a value.
  public init(tool: String, argument: String, value: String) {
    self.tool = tool
    self.argument = argument
    self.value = value
  }
}
