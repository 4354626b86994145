import Testing

@testable import ProvisoTerraform

/// Orders taken from hand-written graphs for hand-written plans.
@Suite struct GraphOrderTests {
  @Test(
    arguments: [
      ("[root] t.a", .instance("t.a")), (#"t.a["x (destroy)"]"#, .instance(#"t.a["x (destroy)"]"#)),
      ("[root] t.a (expand)", .passive), ("[root] t.a[0] (destroy)", .destroy("t.a[0]")),
      ("t.a (destroy deposed 0a1b2c3d)", .destroyDeposed("t.a", key: "0a1b2c3d")),
      (#"module.m["a.b"].t.a (forget)"#, .forget(#"module.m["a.b"].t.a"#)),
      ("t.a (forget deposed 0a1b2c3d)", .forgetDeposed("t.a", key: "0a1b2c3d")),
      ("data.t.a", .instance("data.t.a")), ("module.m.data.t.a (expand)", .passive),
      (
        #"provider["registry.terraform.io/hashicorp/aws"].west"#,
        .provider(#"provider["registry.terraform.io/hashicorp/aws"].west"#)
      ),
      (#"provider["terraform.io/builtin/terraform"] (close)"#, .passive),
      (#"module.m.provider["x/y/z"]"#, .provider(#"module.m.provider["x/y/z"]"#)),
      ("module.m (expand)", .passive), ("module.m.module.n (close)", .passive),
      ("module.m.local.l (expand)", .expression("module.m.local.l")),
      ("var.v", .expression("var.v")),
      ("module.m.var.v (expand, input)", .expression("module.m.var.v")),
      ("var.v (validation)", .condition("var.v (validation)")),
      ("output.o (expand)", .output("output.o")), ("output.o (destroy)", .passive),
      ("check.c (expand)", .passive), ("root", .passive),
      ("meta.count-boundary (EachMode fixup)", .passive),
      ("ephemeral.t.a (expand)", .condition("ephemeral.t.a")), ("ephemeral.t.a (close)", .passive),
      ("t.a (something new)", .condition("t.a (something new)")), ("", .passive),
    ] as [(String, GraphNode)])
  func nodeNamesAreParsed(_ name: String, _ expected: GraphNode) {
    #expect(GraphNode(name) == expected)
  }

  private let replaced = #""before": {"id": "1"}, "after": {}"#
  private let gone = #""before": {"id": "1"}, "after": null"#

  private func plan() throws -> TerraformPlan {
    try PlanFixture.read(
      PlanFixture.plan(
        [
          PlanFixture.change("t.a", #"["delete"]"#, values: gone),
          PlanFixture.change("t.b", #"["create", "delete"]"#, values: replaced),
          PlanFixture.change(
            "t.b", #"["delete"]"#, more: #""deposed": "11111111","#, values: gone),
          PlanFixture.change("t.c", #"["update"]"#, values: replaced),
          PlanFixture.change("t.same", #"["no-op"]"#, values: replaced),
        ], configuration: ["t.b", "t.c", "t.same"].map { PlanFixture.resource($0) }))
  }

  private let whole = """
    digraph {
      "[root] t.a (destroy)" -> "[root] local.l (expand)"
      "[root] local.l (expand)" -> "[root] t.c"
      "[root] t.b (destroy deposed 22222222)" -> "[root] t.b"
      "[root] t.b (destroy deposed 11111111)" -> "[root] t.b"
      "[root] t.b" -> "[root] t.b (expand)"
      "[root] t.b (expand)" -> "[root] t.same"
      "[root] t.same" -> "[root] t.same (expand)"
      "[root] t.same (expand)" -> "[root] provider[\\"x/y/z\\"]"
      "[root] t.c" -> "[root] provider[\\"x/y/z\\"]"
      "[root] data.t.old (destroy)" -> "[root] t.a (destroy)"
    }
    """

  @Test func everyNodeMatchesItsStep() throws {
    var plan = try plan()
    try plan.takeOrder(from: TerraformGraph(dot: Array(whole.utf8)))
    #expect(plan.order.source == .graph)
    func step(_ kind: TerraformStep.Kind, of address: String, deposed: String? = nil) throws -> Int
    {
      try #require(
        plan.steps.firstIndex {
          guard $0.kind == kind, let resource = $0.resource else { return false }
          return plan.resources[resource].address == address
            && plan.resources[resource].deposed == deposed
        })
    }
    let pairs = Set(plan.waits.map { [$0.after, $0.before] })
    let create = try step(.create, of: "t.b")
    let check = try step(.check("t.same"), of: "t.same")
    let update = try step(.update, of: "t.c")
    let provider = try #require(
      plan.steps.firstIndex { $0.kind == .provider(#"provider["x/y/z"]"#) })
    let local = try #require(plan.steps.firstIndex { $0.kind == .check("local.l") })
    #expect(
      pairs == [
        [try step(.delete, of: "t.a"), local], [local, update],
        [try step(.delete, of: "t.b"), create],
        [try step(.delete, of: "t.b", deposed: "11111111"), create], [create, check],
        [check, provider],
        [update, provider],
      ])
    #expect(plan.steps.allSatisfy { $0.kind != .junction })
    #expect(plan.steps.allSatisfy { ($0.kind == .junction) != $0.mayFail })
    let universe = try TerraformUniverse(plan)
    #expect(universe.orderIsExact)
    #expect(universe.system.flags.isEmpty)
  }

  @Test(arguments: [
    (
      "t.c\"", "t.other\"",
      ["no node for update of t.c", "that the plan does not change: t.other"]
    ),
    ("t.a (destroy)", "t.a (forget)", ["no node for delete of t.a", "not change: t.a (forget)"]),
    ("t.b (destroy deposed 22222222)", "t.b (destroy deposed 11111111)", ["delete of t.b;"]),
    ("t.b (destroy deposed 11111111)", "t.b (expand)", ["delete of t.b (deposed 11111111);"]),
    ("t.same (expand)", "t.same (destroy)", ["that the plan does not change: t.same (destroy);"]),
  ])
  func graphOfAnotherPlanIsRefused(_ old: String, new: String, said: [String]) throws {
    var plan = try plan()
    let other = TerraformGraph.self
    let text = whole.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
    #expect(text != whole)
    let error = #expect(throws: GraphError.self) {
      try plan.takeOrder(from: other.init(dot: Array(text.utf8)))
    }
    for part in said { #expect(error?.message.contains(part) ?? false, "\(error?.message ?? "")") }
    #expect(plan.order.source == .plan)
  }

  @Test func cyclesAreRefused() throws {
    var plan = try plan()
    let cycle = whole.dropLast(1) + "\n\"[root] t.c\" -> \"[root] t.a (destroy)\" }"
    let error = #expect(throws: GraphError.self) {
      try plan.takeOrder(from: TerraformGraph(dot: Array(cycle.utf8)))
    }
    #expect(error?.message == "the steps of this graph depend on each other in a cycle")
  }

  /// The graph has the wait that the plan does not show, so the plan has no note about it any more.
  @Test func graphDecidesWhatThePlanHides() throws {
    let text = PlanFixture.plan(
      [PlanFixture.change("t.a", #"["create"]"#), PlanFixture.change("t.b", #"["create"]"#)],
      configuration: [
        PlanFixture.resource("t.a"),
        PlanFixture.resource("t.b", "\"in\": \(PlanFixture.references("local.l"))"),
      ])
    var plan = try PlanFixture.read(text)
    #expect(plan.waits.isEmpty && !plan.notModelled.isEmpty)
    let dot = """
      digraph { "[root] t.b" -> "[root] local.l (expand)" -> "[root] t.a" }
      """
    try plan.takeOrder(from: TerraformGraph(dot: Array(dot.utf8)))
    #expect(plan.waits.count == 1 && plan.notModelled.isEmpty)
  }
}
