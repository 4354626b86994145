import JSON
import JSONOutput
import JSONRPC
import Proviso
import ProvisoKernel

/// The question to a person whether a call may happen, and the answer.
///
/// Source: `client/elicitation` of each revision. The form is one that all of them allow.
enum PersonsAnswer: String {
  case allowed = "allow"
  case refused = "refuse"
  /// The person was not asked, or has closed the question.
  case none

  /// The most Unicode scalars of arguments that are shown. A person cannot approve what is not shown, and
  /// one character can consist of any number of scalars.
  private static let mostCharacters = 4_000

  private static let member = "decision"

  /// Reads the result of the question. Only a form that says so lets the call through.
  init(_ result: JSONValue?) {
    switch result?["action"]?.string {
    case "accept":
      self = result?["content"]?[Self.member]?.stringEquals("allow") == true ? .allowed : .refused
    case "decline": self = .refused
    default: self = .none
    }
  }

  /// The parameters of `elicitation/create`; `nil` if the call is too long to be shown.
  static func question(about call: ProxiedCall, _ decision: GateDecision) -> JSONText? {
    let shown = call.tool.unicodeScalars.count + call.argumentsText.unicodeScalars.count
    guard shown <= mostCharacters else { return nil }
    let reason = decision.explanation.printableLines.unicodeScalars.prefix(mostCharacters)
    let text = """
      An agent wants to make this call, and Proviso cannot say that it is safe:
      \(call.tool.printable) \(call.argumentsText)
      \(String(String.UnicodeScalarView(reason)))
      """
    return .object([
      .init("message", .string(text)),
      .init(
        "requestedSchema",
        .object([
          .init("type", .string("object")),
          .init(
            "properties",
            .object([
              .init(
                member,
                .object([
                  .init("type", .string("string")),
                  .init("title", .string("May this call happen, once?")),
                  .init("enum", .strings([PersonsAnswer.refused, .allowed].map(\.rawValue))),
                ]))
            ])),
          .init("required", .strings([member])),
        ])),
    ])
  }
}
