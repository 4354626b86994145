import Foundation
import Testing

/// A value of the wrong type anywhere in a plan is refused or ignored. It never causes a crash, or
/// a proof that the right value would not allow.
@Suite struct WrongTypeTests {
  private static let plan = #"""
    {"format_version": "1.2", "terraform_version": "1.9.0", "complete": true, "errored": false,
     "applyable": true,
     "variables": {"v": {"value": 1}},
     "planned_values": {"outputs": {"o": {"sensitive": false, "value": 1}}, "root_module": {"resources": [
       {"address": "aws_db_instance.a", "mode": "managed", "type": "aws_db_instance", "name": "a",
        "index": 0, "provider_name": "p", "values": {"id": "1"}, "sensitive_values": {}}],
       "child_modules": [{"address": "module.m", "resources": []}]}},
     "resource_drift": [{"address": "aws_db_instance.a", "type": "aws_db_instance", "name": "a",
       "change": {"actions": ["update"], "before": {}, "after": {}}}],
     "resource_changes": [
       {"address": "aws_db_instance.a", "module_address": "", "mode": "managed",
        "type": "aws_db_instance", "name": "a", "index": "k", "provider_name": "p", "deposed": "",
        "previous_address": "aws_db_instance.z", "action_reason": "replace_by_request",
        "change": {"actions": ["delete", "create"], "before": {"id": "1", "tags": {"env": "prod"}},
         "after": {"tags": {"env": "prod"}}, "after_unknown": {"id": true},
         "before_sensitive": {"id": true}, "after_sensitive": {"id": true},
         "replace_paths": [["id"]], "importing": {"id": "1"}}}],
     "output_changes": {"o": {"actions": ["create"], "before": null, "after": 1,
       "after_unknown": false, "before_sensitive": false, "after_sensitive": false}},
     "prior_state": {"format_version": "1.0", "values": {"outputs": {}, "root_module": {"resources": [
       {"address": "aws_db_instance.a", "mode": "managed", "type": "aws_db_instance", "name": "a",
        "values": {"id": "1"}, "sensitive_values": {}, "depends_on": ["aws_s3_bucket.b"],
        "deposed_key": null}]}}},
     "configuration": {"provider_config": {"aws": {"name": "aws", "full_name": "p", "expressions": {}}},
       "root_module": {"resources": [{"address": "aws_db_instance.a", "mode": "managed",
         "type": "aws_db_instance", "name": "a", "provider_config_key": "aws",
         "expressions": {"id": {"references": ["aws_s3_bucket.b.id", "aws_s3_bucket.b"]}},
         "count_expression": {"constant_value": 1}, "depends_on": ["aws_s3_bucket.b"]}],
        "module_calls": {"m": {"source": "./m", "expressions": {}, "module": {}}},
        "variables": {"v": {}}, "outputs": {"o": {"expression": {"references": ["var.v"]}}}}},
     "relevant_attributes": [{"resource": "a", "attribute": ["id"]}],
     "checks": [{"address": {"kind": "resource", "to_display": "aws_db_instance.a"},
       "status": "pass", "instances": [{"address": {"to_display": "aws_db_instance.a"}}]}],
     "deferred_changes": [{"reason": "x", "resource_change": {"address": "b.c"}}],
     "action_invocations": [{"address": "x"}], "timestamp": "2026-01-01T00:00:00Z"}
    """#

  @Test func everyValueOfEveryType() throws {
    let root = try JSONSerialization.jsonObject(with: Data(Self.plan.utf8))
    let paths = JSONPlace.all(in: root)
    #expect(paths.count > 100)
    let wrong: [Any] = [NSNull(), true, 17, "x", [Any](), [String: Any](), ["x": ["y": 1]], [[1]]]
    let scratch = try Scratch()
    // One process checks many plans. A file that cannot be read does not stop it.
    for (batch, value) in wrong.enumerated() {
      var files: [String] = []
      for (index, path) in paths.enumerated() {
        let mutant = path.replaced(in: root, by: value)
        let name = "m\(batch)-\(index).json"
        try scratch.write(name, try JSONSerialization.data(withJSONObject: mutant))
        files.append(name)
      }
      let outcome = try Executable.check(files, folder: scratch.folder, limit: 60)
      #expect(outcome.status == 2, "replaced by \(value): \(outcome.ending)")
      // Each file has its own result or error.
      for file in files {
        let isTold =
          outcome.standardOutput.contains("\(file): ")
          || outcome.standardError.contains("error: \(file):")
        #expect(isTold, "\(file)")
      }
      let broken = (outcome.standardOutput + outcome.standardError).split(separator: "\n")
        .filter { $0.contains("internal error") }
      #expect(broken.isEmpty)
      for line in outcome.standardError.split(separator: "\n") where line.hasPrefix("error: m") {
        #expect(line.count < 400, "\(line)")
      }
    }
  }

  /// Wrong marks of secrets and unknowns are refused, because secrets and proofs depend on them.
  @Test(arguments: ["before_sensitive", "after_sensitive", "after_unknown"], ["1", #""true""#])
  func marks(_ name: String, _ value: String) throws {
    let scratch = try Scratch()
    let change = #"""
      {"address": "a.b", "type": "a", "name": "b", "change": {"actions": ["create"],
       "before": null, "after": {"x": 1}, "\#(name)": \#(value)}}
      """#
    try scratch.write("p.json", PlanText.plan(change))
    let outcome = try Executable.check(["p.json"], folder: scratch.folder)
    expectRefusal(
      outcome, of: "p.json",
      saying: "resource_changes[0].change.\(name): expected a Boolean, an object or an array",
      hasPosition: true)
  }
}
