import Foundation
import JSON
import ProvisoTerraform
import TestSupport
import Testing

/// A plan with random changes is either read or refused with a message. The reader never crashes.
@Suite struct MutationTests {
  private static let text = PlanFixture.plan(
    [
      PlanFixture.change("t.a[0]", #"["create", "delete"]"#, index: "0"),
      PlanFixture.change("t.a[1]", #"["delete"]"#, index: "1"),
      PlanFixture.change("t.b", #"["create", "delete"]"#),
      PlanFixture.change("t.b", #"["delete"]"#, more: #""deposed": "0badf00d","#),
      PlanFixture.change(
        #"module.m["k"].t.x"#, #"["update"]"#, module: #"module.m[\"k\"]"#,
        values: #""before": {"in": 1}, "after": {"in": 1, "block": [{"y": 2}]}"#),
      PlanFixture.change(
        #"module.m["l"].t.x"#, #"["create"]"#, module: #"module.m[\"l\"]"#),
    ],
    configuration: [
      PlanFixture.resource("t.a"),
      PlanFixture.resource(
        "t.b", #""in": {"references": ["t.a[0].id", "t.a[0]", "t.a"]}"#,
        more: #""depends_on": ["module.m"], "count_expression": {"constant_value": 1},"#),
    ],
    more: #"""
      , "module_calls": {"m": {
        "for_each_expression": {"references": ["t.a"]}, "depends_on": ["t.a"],
        "expressions": {"v": {"references": ["t.a[0].id", "t.a[0]", "t.a"]}},
        "module": {
          "outputs": {"o": {"expression": {"references": ["t.x.id", "t.x"]}}},
          "resources": [\#(PlanFixture.resource("t.x", #""in": {"references": ["var.v"]}, "block": [{"y": {"references": ["local.l"]}}]"#))]}}}
      }, "provider_config": {"p": {"name": "p", "full_name": "p"}, "q": {"name": "q", "full_name": "q", "expressions": {"x": {"references": ["t.a"]}}}
      """#,
    parts: #"""
      "checks": [{"address": {"kind": "resource", "to_display": "t.a"}, "instances": [
        {"address": {"to_display": "t.a[0]"}}]}],
      "planned_values": {"root_module": {"resources": [
        {"address": "t.z", "mode": "managed", "type": "t", "name": "z", "values": {}}]}},
      "prior_state": {"values": {"root_module": {
        "resources": [
          {"address": "t.a[0]", "mode": "managed", "type": "t", "name": "a", "index": 0},
          {"address": "t.b", "mode": "managed", "type": "t", "name": "b", "depends_on": ["t.a"]}],
        "child_modules": [{"address": "module.m[\"k\"]", "resources": [
          {"address": "module.m[\"k\"].t.x", "mode": "managed", "type": "t", "name": "x",
           "depends_on": ["t.a"]}]}]}}},
      """#)

  @Test func mutantsAreReadOrRefused() throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    let original = try JSONSerialization.jsonObject(with: Data(Self.text.utf8))
    #expect(try PlanFixture.read(Self.text).waits.count > 5)
    var read = 0
    var refused = 0
    for _ in 0..<1_500 {
      var mutant = original
      for _ in 0..<Int.random(in: 1...3, using: &random) { mutant = mutate(mutant, using: &random) }
      let text = String(
        decoding: try JSONSerialization.data(withJSONObject: mutant, options: [.fragmentsAllowed]),
        as: UTF8.self)
      do {
        let plan = try PlanFixture.read(text)
        read += 1
        for wait in plan.waits { #expect(!plan.explanation(of: wait).isEmpty) }
        for index in plan.resources.indices {
          for attribute in ["in", "block", "id"] {
            _ = plan.references(of: index, attribute: [attribute, "0", "y"])
          }
          for other in plan.resources.indices { _ = plan.dependsOn(index, other) }
        }
      } catch let error as TerraformPlanError {
        refused += 1
        #expect(!error.message.isEmpty)
      }
    }
    print("seed \(seed): \(read) mutants read, \(refused) refused")
    #expect(read > 100 && refused > 100, "seed \(seed)")
  }

  /// Replaces, removes or renames a random part.
  private func mutate(_ value: Any, using random: inout SeededGenerator) -> Any {
    if random.chance(12) { return other(&random) }
    if var object = value as? [String: Any],
      let key = object.keys.sorted().randomElement(using: &random)
    {
      let member = object[key] ?? 0
      switch Int.random(in: 0..<12, using: &random) {
      case 0: object[key] = nil
      case 1: object[key + "x"] = member
      default: object[key] = mutate(member, using: &random)
      }
      return object
    }
    if var array = value as? [Any], let index = array.indices.randomElement(using: &random) {
      switch Int.random(in: 0..<8, using: &random) {
      case 0: array.remove(at: index)
      case 1: array.append(array[index])
      default: array[index] = mutate(array[index], using: &random)
      }
      return array
    }
    return other(&random)
  }

  private func other(_ random: inout SeededGenerator) -> Any {
    let others: [Any] = [
      NSNull(), 0, -1, 1.5, true, "", "t.a", "t.b", "module.m", #"module.m["k"]"#, "[", "t.a[0",
      [Any](), ["t.a", "t.b"], [String: Any](), ["references": ["t.b", "module.m"]], "delete",
      "create", "data",
    ]
    return others.randomElement(using: &random) ?? 0
  }
}
