import JSONOutput
import ProvisoResult

/// The decision about one call of a tool as JSON: `proviso.decision/1`.
package struct DecisionReport: Sendable {
  private let decision: String
  private let reasons: [String]
  private let properties: [PropertyResult]
  private let asks: [AskedValue]
  private let assumptions: [String]

  /// Describes a decision.
  ///
  /// - Parameters:
  ///   - decision: `allow`, `deny` or `ask`.
  ///   - reasons: the reasons against the call, as sentences.
  ///   - properties: the results of the properties that decided.
  ///   - asks: the values that a person can approve to settle the question.
  ///   - assumptions: the assumptions that the answer rests on, as sentences.
  package init(
    decision: String, reasons: [String], properties: [PropertyResult], asks: [AskedValue] = [],
    assumptions: [String]
  ) {
    self.decision = decision
    self.reasons = reasons
    self.properties = properties
    self.asks = asks
    self.assumptions = assumptions
  }

  static let form = JSONObjectForm<DecisionReport>(
    "decision",
    fields: [
      .init("schema", .constant("proviso.decision/1"), value: { _ in "proviso.decision/1" }),
      .init(
        "decision", JSONForm(shape: .word(["allow", "deny", "ask"])) { $1.string($0) },
        value: \.decision),
      .init(
        "reasons", .list(of: .text), value: \.reasons,
        description:
          "The reasons against the call, as sentences for the model that proposed it; empty if it is allowed."
      ),
      .init(
        "properties", .list(of: .object(ResultFields.property)), value: \.properties,
        description:
          "The results of the properties that decided, each with its run if there is one."
      ),
      .init(
        "asks", .list(of: .object(ResultFields.askedValue)), value: \.asks,
        description: "The values that a person can approve to settle the question."
      ),
      .init(
        "assumptions", .list(of: .text), value: \.assumptions,
        description: "The assumptions that the answer rests on."),
    ])

  /// The decision as JSON.
  package var text: String {
    var writer = JSONWriter()
    Self.form.write(self, to: &writer)
    return writer.text + "\n"
  }
}

/// The JSON Schema of `proviso.decision/1`.
package enum DecisionSchema {
  /// The schema as JSON.
  package static let text = JSONSchemaDocument(
    title: "The decision of a gate",
    description: "Whether a call of a tool may happen now.",
    root: .definition(DecisionReport.form.name),
    definitions: [DecisionReport.form.definition] + ResultFields.definitions
  ).text
}
