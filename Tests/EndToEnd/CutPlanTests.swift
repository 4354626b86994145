import Testing

/// A plan that may lack a part is not proved.
@Suite struct CutPlanTests {
  private static func resource(_ address: String, _ values: String) -> String {
    let parts = address.split(separator: ".")
    return #"""
      {"address": "\#(address)", "mode": "managed", "type": "\#(parts[0])", "name": "\#(parts[1])",
       "values": \#(values), "sensitive_values": {}}
      """#
  }

  private static func parts(prior: String = "", planned: String = "", more: String) -> String {
    #"""
    , "prior_state": {"values": {"root_module": {"resources": [\#(prior)]}}},
     "planned_values": {"root_module": {"resources": [\#(planned)]}}\#(more)
    """#
  }

  private static let kept = resource("aws_x.kept", #"{"id": "k"}"#)

  /// The rest of a plan with one creation, the status of a check, and a part of its reason.
  static let rests: [(String, Int32, String)] = [
    (parts(more: #", "complete": true, "applyable": true"#), 0, ""),
    (
      parts(prior: kept, more: #", "complete": true, "applyable": true"#), 3,
      "aws_x.kept is in `prior_state`"
    ),
    (parts(prior: kept, more: ""), 3, "aws_x.kept is in `prior_state`"),
    // With `-target`, and with `-refresh-only`.
    (parts(prior: kept, more: #", "complete": false, "applyable": true"#), 0, ""),
    (parts(prior: kept, more: #", "complete": true, "applyable": false"#), 0, ""),
    (parts(prior: kept, planned: kept, more: #", "complete": true"#), 0, ""),
    (parts(planned: kept, more: #", "complete": true"#), 3, "aws_x.kept is in `planned_values`"),
    (
      parts(
        prior: kept, planned: resource("aws_x.kept", #"{"id": "other"}"#),
        more: #", "complete": true"#), 3, "`planned_values` changes aws_x.kept"
    ),
  ]

  @Test(arguments: rests) func objectsWithoutAChange(
    _ rest: String, _ status: Int32, _ reason: String
  ) throws {
    try expect(PlanText.plan(PlanText.creation, rest: rest), status, reason)
  }

  @Test func applyableWithoutAChange() throws {
    try expect(
      PlanText.plan(rest: Self.parts(more: #", "complete": true, "applyable": true"#)), 3,
      "the plan lists no change")
    try expect(
      PlanText.plan(rest: Self.parts(more: #", "complete": true, "applyable": false"#)), 0, "")
  }

  @Test(arguments: [#", "after_unknown": {}"#, #", "after_unknown": false"#, ""])
  func changesWithoutMarks(_ marks: String) throws {
    let isWhole = marks.contains("{}")
    try expect(
      PlanText.plan(PlanText.creation).replacing(#", "after_unknown": {}"#, with: marks),
      isWhole ? 0 : 3, isWhole ? "" : "no marks in `after_unknown`")
  }

  @Test(arguments: [
    "null", "[]", #""x""#, "1", #"{"bucket": null}"#, #"{"bucket": []}"#, #"{"bucket": {}}"#,
    #"{"tags": false}"#, #"{"tags": [true]}"#, #"{"tags": {"a": 1}}"#, #"{"list": [true]}"#,
  ]) func marksOfAnotherShape(_ marks: String) throws {
    let plan = PlanText.plan(
      PlanText.change(
        "aws_x.a", #"["create"]"#,
        after: #"{"bucket": "b", "tags": {"b": "c"}, "list": ["a", "b"]}"#)
    ).replacing(#""after_unknown": {}"#, with: #""after_unknown": \#(marks)"#)
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    let outcome = try Executable.check(["p.json"], folder: scratch.folder)
    #expect(outcome.status == 2, "\(outcome.standardOutput)")
    #expect(outcome.standardError.contains("after_unknown: expected"), "\(outcome.standardError)")
  }

  private func expect(_ plan: String, _ status: Int32, _ reason: String) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    try scratch.write("s.proviso", PlanText.survival)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--format", "json"], folder: scratch.folder)
    #expect(outcome.status == status, "\(outcome.standardOutput) \(outcome.standardError)")
    #expect(outcome.standardOutput.contains(reason.isEmpty ? "proved" : reason))
  }
}
