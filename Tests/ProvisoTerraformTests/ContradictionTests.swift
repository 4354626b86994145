import JSON
import ProvisoTerraform
import Testing

/// A plan whose parts contradict each other has a gap, so that nothing is proved of it, and the plans that
/// Terraform writes have none.
@Suite struct ContradictionTests {
  /// A change and the values of its object in the other parts; nil where a part does not have it.
  struct Case: Sendable, CustomTestStringConvertible {
    var actions: String
    var before: String? = #"{"id": "k", "name": "n"}"#
    var after: String? = #"{"id": "k", "name": "n"}"#
    var prior: String? = #"{"id": "k", "name": "n"}"#
    var planned: String? = #"{"id": "k", "name": "n"}"#
    var change = ""
    var entry = ""
    var mode = "managed"
    var clause = ""

    var testDescription: String { "\(actions) \(clause) \(change) \(entry)" }

    var plan: String {
      let address = mode == "data" ? "data.aws_x.a" : "aws_x.a"
      let identity = #""address": "\#(address)", "mode": "\#(mode)", "type": "aws_x", "name": "a""#
      func part(_ values: String?) -> String {
        values.map { #"{\#(identity), "values": \#($0), "sensitive_values": {}}"# } ?? ""
      }
      return #"""
        {"format_version": "1.2", "terraform_version": "1.9.0", "complete": true,
         "resource_changes": [{\#(identity)\#(entry), "provider_name": "any", "change": {
          "actions": \#(actions), "before": \#(before ?? "null"), "after": \#(after ?? "null"),
          "after_unknown": {}\#(change)}}],
         "prior_state": {"values": {"root_module": {"resources": [\#(part(prior))]}}},
         "planned_values": {"root_module": {"resources": [\#(part(planned))]}},
         "configuration": {"root_module": {}}}
        """#
    }
  }

  private static let changed = #"{"id": "k", "name": "m"}"#

  static let contradictions: [Case] = [
    Case(actions: #"["no-op"]"#, after: nil, planned: nil, clause: "one side only"),
    Case(actions: #"["no-op"]"#, before: nil, prior: nil, clause: "one side only"),
    Case(actions: #"["no-op"]"#, after: changed, planned: changed, clause: "differs in `before`"),
    Case(actions: #"["no-op"]"#, planned: nil, clause: "is kept, but is not in `planned_values`"),
    Case(
      actions: #"["update"]"#, after: changed, planned: nil,
      clause: "is kept, but is not in `planned_values`"),
    Case(actions: #"["create"]"#, before: nil, clause: "is created, but is in `prior_state`"),
    Case(actions: #"["delete"]"#, after: nil, clause: "is deleted, but is in `planned_values`"),
    Case(actions: #"["read"]"#, before: nil, prior: nil, clause: "its action is read"),
    Case(
      actions: #"["create"]"#, before: nil, prior: nil, mode: "data", clause: "is a data source"),
    Case(
      actions: #"["update"]"#, after: changed, planned: changed,
      change: #", "replace_paths": [["name"]]"#, clause: "has `replace_paths`"),
    Case(
      actions: #"["update"]"#, after: changed, planned: changed,
      entry: #", "action_reason": "replace_because_cannot_update""#,
      clause: "a reason for a replacement"),
    Case(
      actions: #"["no-op"]"#, entry: #", "action_reason": "delete_because_no_resource_config""#,
      clause: "a reason for a deletion"),
    Case(
      actions: #"["no-op"]"#, change: #", "after_sensitive": {}, "after_unknown": {"name": true}"#,
      clause: "known only after apply"),
  ]

  @Test(arguments: contradictions) func contradictionsAreGaps(_ item: Case) throws {
    // A key that is there twice is refused, so the marks are replaced.
    let text =
      item.plan.components("\"after_unknown\"") == 3
      ? item.plan.replacing("\"after_unknown\": {},", with: "") : item.plan
    let gaps = try TerraformPlan(document: JSONDocument(text: text)).gaps
    #expect(gaps.contains { $0.contains(item.clause) }, "\(gaps)")
  }

  static let whole: [Case] = [
    Case(actions: #"["no-op"]"#),
    // The object is gone already, and no longer configured.
    Case(
      actions: #"["no-op"]"#, before: nil, after: nil, prior: nil, planned: nil,
      entry: #", "action_reason": "delete_because_no_resource_config""#),
    Case(actions: #"["update"]"#, after: changed, planned: changed),
    Case(actions: #"["create"]"#, before: nil, prior: nil),
    Case(actions: #"["delete"]"#, after: nil, planned: nil),
    Case(
      actions: #"["delete", "create"]"#, after: changed, planned: changed,
      change: #", "replace_paths": [["name"]]"#,
      entry: #", "action_reason": "replace_because_cannot_update""#),
    Case(
      actions: #"["no-op"]"#, prior: nil, change: #", "importing": {"id": "k"}"#),
    Case(actions: #"["no-op"]"#, entry: #", "previous_address": "aws_x.b""#),
    Case(actions: #"["read"]"#, before: nil, prior: nil, mode: "data"),
    // A former object that a replacement left.
    Case(actions: #"["delete"]"#, after: nil, entry: #", "deposed": "abc""#),
    // Tools put words in the place of secrets.
    Case(
      actions: #"["update"]"#, after: #"{"id": "k", "name": "REDACTED"}"#, planned: changed,
      change: #", "after_sensitive": {"name": true}"#),
    // Values elsewhere are not compared.
    Case(actions: #"["no-op"]"#, prior: changed, planned: changed),
  ]

  @Test(arguments: whole) func plansOfTerraformHaveNone(_ item: Case) throws {
    let gaps = try TerraformPlan(document: JSONDocument(text: item.plan)).gaps
    #expect(gaps == [])
  }

  @Test func outputsWithUnknownActions() {
    let text = #"""
      {"format_version": "1.2", "resource_changes": [],
       "output_changes": {"o": {"actions": ["frob"], "before": 1, "after": 2}}}
      """#
    #expect(throws: TerraformPlanError.self) {
      try TerraformPlan(document: JSONDocument(text: text))
    }
  }
}

extension String {
  /// The number of parts between the occurrences of a text.
  fileprivate func components(_ mark: String) -> Int { ranges(of: mark).count + 1 }
}
