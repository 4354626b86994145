import ProvisoAgent
import ProvisoKernel
import ProvisoPlans
import Testing

@testable import Proviso

/// Random LangGraph graphs: the plan has every sequence of nodes that the supersteps have.
@Suite struct RandomGraphTests {
  @Test func everyRun() throws {
    var compared = 0
    let count = 24 * RandomPlanTests.campaign
    for number in 0..<count {
      let seed = RandomPlanTests.seed &+ UInt64(number)
      let graph = GraphRuns(seed: seed)
      guard let histories = graph.histories(mostRuns: 5_000) else { continue }
      let plan = try RandomMachineTests.read(graph.json)
      let some = histories.sorted { $0.lexicographicallyPrecedes($1) }.prefix(30)
      let missing = try Self.missing(plan, graph: graph, some: Array(some))
      compared += 1
      #expect(
        missing.isEmpty,
        "seed \(seed): \(missing) are not reached, waiting \(graph.waiting.sorted())\n\(graph.json)"
      )
    }
    #expect(compared > count / 2, "\(compared)")
  }

  /// The plan of a graph without joins has no sequences but those of the graph. Its one router can
  /// repeat nodes.
  @Test func noOthers() throws {
    let properties = """
      invariant in_order "The third comes after the second" { third_done implies second_done }
      invariant in_order_too "The second comes after the first" { second_done implies first_done }
      """
    let world = """
      world desk

      var first_done: Bool = false
      var second_done: Bool = false
      var third_done: Bool = false

      action one() { first_done = true }
      action two() { second_done = true }
      action three() { third_done = true }

      """
    let plan = try RandomMachineTests.read(
      """
      {"nodes": [{"id": "one"}, {"id": "two"}, {"id": "three"}], "edges": [
        {"source": "__start__", "target": "one"}, {"source": "one", "target": "two"},
        {"source": "two", "target": "three"}, {"source": "two", "target": "one", "conditional": true}]}
      """)
    let result = try Verifier().check(
      plan, against: PlanMeaningTests.spec(world + properties))
    #expect(result.properties.map(\.verdict) == [.proved, .proved])
  }

  /// Returns the histories that the plan does not have.
  private static func missing(
    _ plan: AgentPlan, graph: GraphRuns, some: [[Int]]
  ) throws -> [[Int]] {
    let names = ["unmade"] + graph.tools.indices.map { "did_\($0)" }
    let world =
      "world desk\n\nenum Called { \(names.joined(separator: ", ")) }\n\n"
      + "var first: Called = unmade\nvar second: Called = unmade\nvar third: Called = unmade\n\n"
      + graph.tools.indices.map { node in
        """
        action \(graph.name(node))() {
          if first == unmade {
            first = did_\(node)
          } else if second == unmade {
            second = did_\(node)
          } else if third == unmade {
            third = did_\(node)
          }
        }

        """
      }.joined()
    func condition(_ history: [Int]) -> String {
      ["first", "second", "third"].enumerated().map { index, variable in
        history.indices.contains(index)
          ? "\(variable) == did_\(history[index])" : "\(variable) == unmade"
      }.joined(separator: " and ")
    }
    let properties = some.enumerated().map { number, history in
      "invariant is\(number) \"is\" { not (\(condition(history))) }\n"
    }
    let result = try Verifier().check(
      plan, against: PlanMeaningTests.spec(world + properties.joined()))
    let verdicts = Dictionary(
      uniqueKeysWithValues: result.properties.map { ($0.name, $0.verdict) })
    return some.enumerated().filter { verdicts["is\($0.offset)"] != .violated }.map(\.element)
  }
}
