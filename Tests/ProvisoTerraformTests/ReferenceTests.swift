import ProvisoTerraform
import Testing

/// The references of attributes, and the dependencies between objects.
@Suite struct ReferenceTests {
  private func plan() throws -> TerraformPlan {
    let module = #"""
      , "module_calls": {"m": {
        "for_each_expression": {"references": ["t.keys.all", "t.keys"]},
        "expressions": {"v": {"references": ["t.a[0].id", "t.a[0]", "t.a"]},
                        "e": {"references": ["each.value"]}},
        "module": {
          "outputs": {"o": {"expression": {"references": ["t.x.id", "t.x"]}}},
          "resources": [\#(PlanFixture.resource(
            "t.x", #""in": {"references": ["var.v"]}, "k": {"references": ["var.e"]}, "n": {"references": ["var.none"]}"#))]}}}
      """#
    return try PlanFixture.read(
      PlanFixture.plan(
        [
          PlanFixture.change("t.a[0]", #"["create"]"#, index: "0"),
          PlanFixture.change("t.a[1]", #"["create"]"#, index: "1"),
          PlanFixture.change("t.keys", #"["create"]"#),
          PlanFixture.change(
            #"module.m["k"].t.x"#, #"["create"]"#, module: #"module.m[\"k\"]"#),
          PlanFixture.change(
            #"module.m["l"].t.x"#, #"["create"]"#, module: #"module.m[\"l\"]"#),
          PlanFixture.change(
            "t.b", #"["create"]"#,
            values: #""before": null, "after": {"block": [{}], "other": [{"y": 1}], "fixed": 1}"#),
        ],
        configuration: [
          PlanFixture.resource("t.a"), PlanFixture.resource("t.keys"),
          PlanFixture.resource(
            "t.b",
            #"""
            "out": \#(PlanFixture.references(#"module.m["k"].o"#, #"module.m["k"]"#)),
            "all": \#(PlanFixture.references("module.m")),
            "local": \#(PlanFixture.references("local.l", "t.a[1].id", "t.a[1]", "t.a")),
            "both": \#(PlanFixture.references("t.a[0].id", "t.a[0]", "t.a", "t.keys")),
            "fixed": {"constant_value": {"references": ["t.a"]}},
            "block": [{"x": \#(PlanFixture.references("t.keys.id", "t.keys"))}]
            """#),
        ], more: module))
  }

  private func names(_ plan: TerraformPlan, _ references: AttributeReferences) -> [String]? {
    guard case .named(let list) = references else { return nil }
    return list.flatMap { $0.resources.map { plan.resources[$0].address } }.sorted()
  }

  @Test func referencesAreFollowed() throws {
    let plan = try plan()
    let b = plan.index("t.b")
    let k = plan.index(#"module.m["k"].t.x"#)
    func named(_ resource: Int, _ path: String...) -> [String]? {
      names(plan, plan.references(of: resource, attribute: path))
    }
    #expect(named(b, "out") == [#"module.m["k"].t.x"#])
    #expect(named(b, "both") == ["t.a[0]", "t.keys"])
    #expect(named(b, "fixed") == [])
    #expect(named(b, "block", "0", "x") == ["t.keys"])
    #expect(named(k, "in") == ["t.a[0]"])
    #expect(named(k, "k") == ["t.keys"])
    #expect(named(k, "n") == [])
    #expect(plan.references(of: b, attribute: ["id"]) == .providerChosen)
    #expect(plan.references(of: b, attribute: ["block", "0", "id"]) == .providerChosen)
    for path in [["local"], ["all"], ["other", "0", "y"], ["block", "0", "inner", "0", "y"]] {
      guard case .hidden = plan.references(of: b, attribute: path) else {
        Issue.record("\(path): expected hidden references")
        continue
      }
    }
    guard case .named(let direct) = plan.references(of: b, attribute: ["both"]) else { return }
    #expect(direct.map(\.isDirect) == [true, true])
    #expect(direct.first?.path == ["id"])
    guard case .named(let followed) = plan.references(of: k, attribute: ["in"]) else { return }
    #expect(followed.map(\.isDirect) == [false])
  }

  @Test func dependenciesAreTransitive() throws {
    let plan = try plan()
    let (a, keys) = (plan.index("t.a[0]"), plan.index("t.keys"))
    let (k, l) = (plan.index(#"module.m["k"].t.x"#), plan.index(#"module.m["l"].t.x"#))
    let b = plan.index("t.b")
    #expect(plan.dependsOn(k, a) == true)
    #expect(plan.dependsOn(k, keys) == true)
    #expect(plan.dependsOn(b, k) == true)
    #expect(plan.dependsOn(b, a) == true)
    #expect(plan.dependsOn(k, plan.index("t.a[1]")) == nil, "a dynamic block may name it")
    #expect(plan.dependsOn(a, keys) == nil)
    #expect(plan.dependsOn(a, k) == false, "that would be a cycle")
    #expect(plan.dependsOn(k, l) == false)
    #expect(plan.dependsOn(k, k) == false)
    #expect(plan.dependsOn(a, plan.index("t.a[1]")) == false)
    #expect(plan.dependsOn(k, b) == false)
  }

  /// The other object can be in a module inside another instance of the object's own module.
  @Test func instancesOfModules() throws {
    let inner = #"""
      , "module_calls": {"n": {"module": {
        "outputs": {"o": {"expression": {"references": ["t.z.id", "t.z"]}}},
        "resources": [\#(PlanFixture.resource("t.z"))]}}}
      """#
    let module = #"""
      , "module_calls": {"m": {"for_each_expression": {"constant_value": ["a", "b"]}, "module": {
        "resources": [\#(PlanFixture.resource(
          "t.y", #""in": {"references": ["module.n.o", "module.n"]}"#))] \#(inner)}}}
      """#
    func change(_ key: String, _ rest: String, _ more: String = "") -> String {
      PlanFixture.change(
        #"module.m["\#(key)"]\#(rest)"#, #"["create"]"#,
        module: #"module.m[\"\#(key)\"]\#(more)"#)
    }
    let plan = try PlanFixture.read(
      PlanFixture.plan(
        [
          change("a", ".t.y"), change("b", ".t.y"), change("a", ".module.n.t.z", ".module.n"),
          change("b", ".module.n.t.z", ".module.n"),
        ], more: module))
    func index(_ key: String, _ rest: String) -> Int { plan.index(#"module.m["\#(key)"]\#(rest)"#) }
    #expect(plan.dependsOn(index("a", ".t.y"), index("a", ".module.n.t.z")) == true)
    #expect(plan.dependsOn(index("a", ".t.y"), index("b", ".module.n.t.z")) != true)
    #expect(plan.dependsOn(index("a", ".module.n.t.z"), index("b", ".t.y")) != true)
  }

  /// The state records nothing about what data sources and imported objects depend on.
  @Test(arguments: [("managed", "", false), ("managed", #""importing": {"id": "b"},"#, true)])
  func recordsOfTheState(_ mode: String, _ importing: String, _ isOpen: Bool) throws {
    let change = PlanFixture.change("t.b", #"["no-op"]"#).replacing(
      #""change": {"#, with: #""change": {\#(importing) "#)
    let state = #"""
      "prior_state": {"format_version": "1.0", "values": {"root_module": {"resources": [
        {"address": "t.b", "mode": "\#(mode)", "type": "t", "name": "b", "provider_name": "p",
         "schema_version": 0, "values": {}}]}}},
      """#
    let plan = try PlanFixture.read(
      PlanFixture.plan(
        [PlanFixture.change("t.a", #"["update"]"#), change],
        configuration: [
          PlanFixture.resource("t.a"),
          PlanFixture.resource("t.b", #""x": {"references": ["local.l"]}"#),
        ], parts: state))
    #expect((plan.dependsOn(plan.index("t.b"), plan.index("t.a")) == nil) == isOpen)
  }

  @Test func aLocalHidesDependencies() throws {
    let plan = try PlanFixture.read(
      PlanFixture.plan(
        [PlanFixture.change("t.a", #"["create"]"#), PlanFixture.change("t.b", #"["create"]"#)],
        configuration: [
          PlanFixture.resource("t.a"),
          PlanFixture.resource("t.b", #""x": {"references": ["local.l"]}"#),
        ]))
    #expect(plan.dependsOn(plan.index("t.b"), plan.index("t.a")) == nil)
    #expect(plan.dependsOn(plan.index("t.a"), plan.index("t.b")) == nil)
    #expect(plan.notModelled.contains { $0.contains("local.l") })
  }
}
