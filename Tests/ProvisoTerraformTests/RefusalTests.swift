import JSON
import ProvisoTerraform
import Testing

/// A document that is not a plan, or not a plan that Proviso understands, is refused with a message
/// and a position.
@Suite struct RefusalTests {
  struct Case: Sendable, CustomStringConvertible {
    let text: String
    let says: String
    var line: Int?
    var description: String { says }
  }

  private static let create = PlanFixture.change("t.a", #"["create"]"#)

  static let cases: [Case] = [
    Case(text: "[]", says: "expected an object, found an array", line: 1),
    Case(text: "3", says: "found a number", line: 1),
    Case(text: #""resource \"a\" \"b\" {}""#, says: "this is Terraform configuration", line: 1),
    Case(text: "{}", says: "neither `resource_changes` nor `planned_values`"),
    Case(
      text: #"{"version": 4, "serial": 1, "lineage": "x", "resources": []}"#,
      says: "this is a state file, not a plan: run `terraform show -json` on a plan file"),
    Case(
      text: #"{"format_version": "1.0", "terraform_version": "1.11.4", "values": {}}"#,
      says: "prints for a state"),
    Case(text: #"{"format_version": "1.0"}"#, says: "prints for a state"),
    Case(
      text: #"{"format_version": "1.0", "provider_schemas": {}}"#, says: "a schema of providers"),
    Case(text: #"{"@level": "info", "@message": "x"}"#, says: "a log of `terraform plan -json`"),
    Case(
      text: #"{"planned_values": {"root_module": {"resources": [{"mode": "managed"}]}}}"#,
      says: "`resource_changes` is missing", line: 1),
    Case(
      text: "{\n\"format_version\": \"2.0\", \"resource_changes\": []}",
      says: "format_version 2.0 is not supported", line: 2),
    Case(
      text: #"{"format_version": 1, "resource_changes": []}"#,
      says: "format_version: expected a string, found a number", line: 1),
    Case(
      text: #"{"resource_changes": {}}"#,
      says: "resource_changes: expected an array, found an object", line: 1),
    Case(
      text: #"{"resource_changes": [3]}"#,
      says: "resource_changes[0]: expected an object, found a number", line: 1),
    Case(
      text: #"{"resource_changes": [{"address": "t.a"}]}"#,
      says: "resource_changes[0] has no `change`", line: 1),
    Case(
      text: PlanFixture.plan([PlanFixture.change("t.a", #"["dance"]"#)]),
      says: #"resource_changes[0].change.actions: unknown action list ["dance"]"#, line: 4),
    Case(
      text: PlanFixture.plan([PlanFixture.change("t.a", "[]")]), says: "unknown action list []",
      line: 4),
    Case(
      text: PlanFixture.plan([PlanFixture.change("t.a", "[1]")]),
      says: "change.actions: expected strings, found a number", line: 4),
    Case(
      text: PlanFixture.plan([PlanFixture.change("t.a", #"["update", "delete"]"#)]),
      says: "unknown action list", line: 4),
    Case(
      text: PlanFixture.plan([create, create]), says: "resource_changes[1]: t.a is listed twice",
      line: 4),
    Case(
      text: PlanFixture.plan([
        PlanFixture.change("t.a", #"["create"]"#, more: #""deposed": "01234567","#)
      ]), says: "a deposed object can only be deleted or forgotten", line: 4),
    Case(
      text: PlanFixture.plan([create]).replacing("managed", with: "ephemeral"),
      says: "unknown mode \"ephemeral\"", line: 2),
    Case(
      text: PlanFixture.plan([PlanFixture.change("t.a", #"["create"]"#, index: "{}")]),
      says: "resource_changes[0].index: expected a number or a string", line: 2),
    Case(
      text: PlanFixture.plan([create], parts: #""prior_state": [],"#),
      says: "prior_state: expected an object, found an array", line: 1),
    Case(
      text: PlanFixture.plan([create], parts: #""errored": "no","#),
      says: "errored: expected true or false", line: 1),
    Case(
      text: PlanFixture.plan([create], more: #", "module_calls": []"#),
      says: "configuration.root_module.module_calls: expected an object", line: 5),
    Case(
      text: PlanFixture.plan(
        [create, PlanFixture.change("t.b", #"["create"]"#)],
        configuration: [
          PlanFixture.resource("t.a", #""x": {"references": ["t.b"]}"#),
          PlanFixture.resource("t.b", #""x": {"references": ["t.a"]}"#),
        ]), says: "the steps of this plan depend on each other in a cycle"),
  ]

  @Test(arguments: cases)
  func isRefused(_ example: Case) throws {
    let document = try JSONDocument(text: example.text)
    let error = #expect(throws: TerraformPlanError.self) { try TerraformPlan(document: document) }
    let message = try #require(error).message
    #expect(message.contains(example.says), "\(message)")
    #expect(error?.line == example.line)
    #expect((error?.column == nil) == (example.line == nil))
  }

  @Test func anEmptyPlanIsAPlan() throws {
    let plan = try PlanFixture.read(
      #"{"format_version": "1.2", "planned_values": {"root_module": {}}, "errored": false}"#)
    #expect(plan.resources.isEmpty && plan.steps.isEmpty && plan.waits.isEmpty)
    #expect(plan.complete == nil && !plan.errored)
  }
}
