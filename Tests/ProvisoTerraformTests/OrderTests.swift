import ProvisoTerraform
import Testing

/// The order of hand-written plans.
@Suite struct OrderTests {
  @Test func waitsOfADeletionHaveConditions() throws {
    let plan = try PlanFixture.read(
      PlanFixture.plan(
        [
          PlanFixture.change("t.a", #"["delete"]"#, values: #""before": {}, "after": null"#),
          PlanFixture.change("t.b", #"["update"]"#, values: #""before": {}, "after": {}"#),
        ], configuration: [PlanFixture.resource("t.b")],
        parts: #"""
          "prior_state": {"values": {"root_module": {"resources": [
            {"address": "t.a", "mode": "managed", "type": "t", "name": "a"},
            {"address": "t.b", "mode": "managed", "type": "t", "name": "b", "depends_on": ["t.a"]}
          ]}}},
          """#))
    let a = plan.index("t.a")
    let remove = try #require(plan.steps.firstIndex { $0.kind == .delete })
    let update = try #require(plan.steps.firstIndex { $0.kind == .update })
    #expect(plan.waits.count == 2)
    let plain = try #require(plan.waits.first { $0.after == update && $0.before == remove })
    #expect(plain.condition?.resource == a && plain.condition?.createBeforeDestroy == false)
    let inverted = try #require(plan.waits.first { $0.after == remove && $0.before == update })
    #expect(inverted.condition?.resource == a && inverted.condition?.createBeforeDestroy == true)
    #expect(plan.explanation(of: plain) == "t.b depended on t.a")
  }

  /// A thousand instances refer to a resource with a thousand instances, through a variable of a
  /// module: the number of waits is linear.
  @Test func waitsBetweenManyInstancesAreLinear() throws {
    let count = 1_000
    let changes =
      (0..<count).map {
        PlanFixture.change(
          "module.m.t.x[\($0)]", #"["create"]"#, module: "module.m", index: "\($0)")
      }
      + (0..<count).map { PlanFixture.change("t.hub[\($0)]", #"["create"]"#, index: "\($0)") }
    let plan = try PlanFixture.read(
      PlanFixture.plan(
        changes, configuration: [PlanFixture.resource("t.hub")],
        more: #"""
          , "module_calls": {"m": {
            "expressions": {"v": {"references": ["t.hub"]}},
            "module": {"resources": [
              \#(PlanFixture.resource("t.x", #""in": {"references": ["var.v"]}"#))]}}}
          """#))
    #expect(plan.steps.count { $0.kind == .create } == 2 * count)
    #expect(plan.waits.count <= 2 * count + 2)
    #expect(plan.steps.count { $0.kind == .junction } == 1)
  }

  @Test func waitsAreExplained() throws {
    let plan = try PlanFixture.read(
      PlanFixture.plan(
        [
          PlanFixture.change("t.a", #"["create"]"#), PlanFixture.change("t.b", #"["create"]"#),
          PlanFixture.change(
            "t.c", #"["create", "delete"]"#, values: #""before": {}, "after": {}"#),
        ],
        configuration: [
          PlanFixture.resource("t.a"),
          PlanFixture.resource("t.b", #""x": {"references": ["t.a.id", "t.a"]}"#),
        ]))
    let texts = Set(plan.waits.map { plan.explanation(of: $0) })
    #expect(texts == ["t.b refers to t.a", "t.c is created before the old object is removed"])
  }

  @Test func forgettingAndImportingCannotFail() throws {
    let plan = try PlanFixture.read(
      PlanFixture.plan([
        PlanFixture.change("t.a", #"["forget"]"#, values: #""before": {}, "after": null"#),
        PlanFixture.change("t.b", #"["create", "forget"]"#, values: #""before": {}, "after": {}"#),
        PlanFixture.change(
          "t.c", #"["no-op"]"#, values: #""before": {}, "after": {}, "importing": {"id": "x"}"#),
      ]))
    #expect(plan.resources.map(\.action) == [.forget, .replace, .import])
    let kinds = plan.steps.filter { !$0.mayFail }.map(\.kind)
    #expect(Set(kinds) == [.forget, .import])
    #expect(plan.steps.filter(\.mayFail).map(\.kind) == [.create])
    let wait = try #require(plan.waits.first)
    #expect(plan.waits.count == 1)
    #expect(plan.steps[wait.after].kind == .create && plan.steps[wait.before].kind == .forget)
  }

  /// A validation that is not decided yet can fail during the apply, and holds back what uses the variable.
  @Test(arguments: ["unknown", "pass", "fail"], ["var.v", "module.m.var.v"])
  func validationsOfVariables(_ status: String, _ variable: String) throws {
    let isInModule = variable.hasPrefix("module.")
    let reference = PlanFixture.references("var.v")
    let user = PlanFixture.resource("t.a", #""v": \#(reference)"#)
    let inner = #"{"resources": [\#(user)], "variables": {"v": {}}}"#
    let call =
      #", "module_calls": {"m": {"expressions": {"v": {"constant_value": 1}}, "module": \#(inner)}}"#
    let address = isInModule ? "module.m.t.a" : "t.a"
    let plan = try PlanFixture.read(
      PlanFixture.plan(
        [
          PlanFixture.change(
            address, #"["update"]"#, module: isInModule ? "module.m" : nil,
            values: #""before": {"v": 0}, "after": {"v": 1}"#)
        ], configuration: isInModule ? [] : [user], more: isInModule ? call : "",
        parts: #"""
          "checks": [{"address": {"kind": "var", "to_display": "\#(variable)"},
                      "status": "\#(status)"}],
          """#))
    let check = plan.steps.firstIndex { $0.kind == .check(variable) }
    #expect((check == nil) == (status == "pass"))
    guard let check else { return }
    let update = try #require(plan.steps.firstIndex { $0.kind == .update })
    #expect(plan.steps[check].mayFail)
    #expect(plan.waits.contains { $0.after == update && $0.before == check })
  }
}
