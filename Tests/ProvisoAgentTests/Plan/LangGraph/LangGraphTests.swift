import ProvisoAgent
import ProvisoKernel
import Testing

/// Graphs of LangGraph as plans.
@Suite struct LangGraphTests {
  private func text(_ nodes: String, _ edges: String) throws -> String {
    try PlanText.of(PlanText.read(GraphText.json(nodes, edges)))
  }

  /// The step of a node, which runs once or several times.
  private func run(_ name: String, _ rest: String = "?", number: String = "") -> String {
    let again = "again_\(name)\(number)"
    return
      "\(again)={node_\(name)=\(name)(*: \(rest)) '\(name)' onfail{either[-> \(again) || fail]}; either[ || -> \(again)]}"
  }

  @Test func nodesInSequence() throws {
    #expect(
      try text("a b", "start>a a>b b>end")
        == "agent: either[-> at_a]; at_a={{\(run("a"))}; either[-> at_b]}; at_b={{\(run("b", "written(node_a)"))}; either[-> at_end]}; at_end={}"
    )
  }

  @Test func aNodeInALoopMayHaveReadLaterOutputs() throws {
    let plan = try text("a b", "start>a a>b b?>a b?>end")
    #expect(plan.contains(run("a", "written(node_b)")))
    #expect(plan.contains("either[-> at_end || -> at_a]"))
  }

  @Test func concurrentNodes() throws {
    let plan = try text("a b c d", "start>a a>b a>c b>d c>d d>end")
    #expect(
      plan.contains("at_b_c={par[\(run("b", "written(node_a)")) || \(run("c", "written(node_a)"))]")
    )
    // Both sources of the edges to d are in the same set, so d does not wait.
    #expect(plan.contains("either[-> at_d]"))
    #expect(!plan.contains("at_end || -> at_d"))
  }

  @Test func aNodeThatMayWait() throws {
    let plan = try PlanText.read(
      GraphText.json("a b c d x", "start>a a>b a>c b>d c>x x>d d>end"))
    let told = PlanText.of(plan)
    // After b, d runs together with x or waits for it. After x, d runs in either case.
    #expect(told.contains("either[-> at_x || -> at_d_x]"))
    #expect(told.contains("at_x={"))
    #expect(plan.assumptions.contains { $0.contains("waits for all of them") })
    #expect(plan.gaps.isEmpty)
  }

  @Test func severalTargetsOfOneRouter() throws {
    let plan = try text("a b c", "start>a a?>b a?>c b>end c>end")
    #expect(plan.contains("either[-> at_end || -> at_b || -> at_c || -> at_b_c]"))
  }

  @Test func tooManySetsAreNotOrdered() throws {
    let workers = (1...10).map { "w\($0)" }
    let plan = try PlanText.read(
      GraphText.json(
        "boss " + workers.joined(separator: " "),
        "start>boss " + workers.map { "boss?>\($0) \($0)>boss" }.joined(separator: " ")))
    let told = PlanText.of(plan)
    #expect(told.contains("loop{node_boss=boss("))
    #expect(told.contains("loop{if(node_boss.started or node_boss.failed){node_w1=w1("))
    #expect(plan.assumptions.contains { $0.contains("too many sets") })
  }

  @Test func nestedGraphs() throws {
    let plan = try PlanText.read(
      GraphText.json("a sub:x sub:y", "start>a a>sub:x sub:x>sub:y sub:y>end"))
    let told = PlanText.of(plan)
    #expect(told.contains("node_sub_x=sub_x("))
    #expect(told.contains("'sub:x'"))
    let beside = try PlanText.read(
      GraphText.json("a b sub:x sub:y", "start>a a>b a>sub:x sub:x>sub:y sub:y>end b>end"))
    #expect(PlanText.of(beside).contains("loop{if(node_sub_x.started or node_sub_x.failed)"))
  }

  @Test func nodesThatDoNotRun() throws {
    let plan = try PlanText.read(
      """
      {"nodes": [{"id": 0, "type": "schema", "data": "Input"}, {"id": 1, "type": "runnable",
        "data": {"id": ["langgraph", "graph", "state", "CompiledStateGraph"], "name": "LangGraph"}},
        {"id": "if", "type": "runnable", "metadata": {"__interrupt": "before"}}, {"id": "alone"}],
       "edges": [{"source": "__start__", "target": 0}, {"source": 0, "target": 1, "data": "x"},
        {"source": 1, "target": "if", "conditional": null}]}
      """)
    let told = PlanText.of(plan)
    #expect(told.contains("at_0={{}; either[-> at_1]}") || told.contains("{{}; either[->"))
    #expect(told.contains("=if_("))
    #expect(plan.gaps.count == 2, "\(plan.gaps)")
    #expect(plan.gaps.contains { $0.contains("is a nested graph") })
    #expect(plan.gaps.contains { $0.contains("no edge leads to the node `alone`") })
    #expect(plan.isNamedByLabels)
  }

  @Test func equalIdentifiersGetNumbers() throws {
    let plan = try PlanText.read(GraphText.json("a-b a_b", "start>a-b a-b>a_b a_b>end"))
    #expect(PlanText.of(plan).contains("node_a_b_2=a_b_2("))
    #expect(plan.assumptions.contains("the tool of the node `a_b` has the name `a_b_2`"))
  }

  @Test(arguments: [
    (#"{"nodes": {}, "edges": []}"#, "1:11: `nodes`: expected a list, found a mapping"),
    (
      #"{"nodes": [], "edges": []}"#,
      "1:24: the graph does nothing: expected an edge from `__start__`"
    ),
    (#"{"nodes": [1], "edges": []}"#, "1:12: expected a node"),
    (#"{"nodes": [{"type": "runnable"}], "edges": []}"#, "1:12: `id` of a node: expected the name"),
    (
      #"{"nodes": [{"idd": "a"}], "edges": []}"#,
      "1:13: a node has no key `idd`; did you mean `id`?"
    ),
    (
      #"{"nodes": [{"id": "a"}, {"id": "a"}], "edges": []}"#,
      "1:32: the node `a` is already in the list"
    ),
    (#"{"nodes": [{"id": "a", "type": 1}], "edges": []}"#, "1:32: `type` of a node"),
    (
      #"{"nodes": [{"id": "tools"}], "edges": [{"source": "__start__", "target": "tool"}]}"#,
      "1:74: `target`: the graph has no node `tool`; did you mean `tools`?"
    ),
    (#"{"nodes": [{"id": "a"}], "edges": [{"source": "a"}]}"#, "1:36: `target` of an edge"),
    (
      #"{"nodes": [{"id": "a"}], "edges": [{"source": "__end__", "target": "a"}]}"#,
      "1:47: an edge cannot start at `__end__`"
    ),
    (
      #"{"nodes": [{"id": "a"}], "edges": [{"source": "a", "target": "__start__"}]}"#,
      "1:62: an edge cannot lead to `__start__`"
    ),
    (
      #"{"nodes": [{"id": "a"}], "edges": [{"source": "a", "target": "a", "conditional": "yes"}]}"#,
      "1:82: `conditional`: expected `true` or `false`"
    ),
    (
      #"{"nodes": [{"id": "a"}], "edges": [{"source": "__start__", "traget": "a"}]}"#,
      "1:60: an edge has no key `traget`"
    ),
    (#"{"nodes": [], "edges": [3]}"#, "1:25: expected an edge"),
    (#"{"nodes": [{"id": "a", "id": "b"}], "edges": []}"#, "1:24: "),
    (#"{"nodes": [{"id": "a"}], "edges": ["#, "1:36: "),
  ])
  func mistakes(_ text: String, _ says: String) {
    let mistakes = mistakesOf(text)
    #expect(mistakes.contains { $0.contains(says) }, "\(mistakes)")
  }

  private func mistakesOf(_ text: String) -> [String] {
    do {
      _ = try AgentPlanReader.read(Array(text.utf8), as: .langGraph) {
        _ throws(AgentFormatError) in throw AgentFormatError("there is no such file")
      }
      return []
    } catch {
      return error.all.map { "\($0.line ?? 0):\($0.column ?? 0): \($0.message)" }
    }
  }

  @Test func allMistakesAreReported() {
    #expect(
      mistakesOf(
        #"{"nodes": [1, {"id": "a"}, {"id": "a"}], "edges": [2, {"source": "b", "target": "c"}]}"#
      ).count == 5)
  }
}
