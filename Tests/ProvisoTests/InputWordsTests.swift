import JSON
import ProvisoAgent
import ProvisoEngine
import ProvisoKernel
import ProvisoTerraform
import Testing

@testable import Proviso

/// The engine knows flags, unknowns and numbers of steps; each input gives it its own words.
@Suite struct InputWordsTests {
  @Test func plansOfTerraformHaveSettingsAndAGraph() throws {
    let universe = try TerraformUniverse(
      TerraformPlan(document: JSONDocument(text: MeaningTests.plan)))
    let words = EngineWords(for: universe)
    #expect(words.orderFlag.singular == "unknown create_before_destroy setting")
    #expect(words.orderFlag.plural == "unknown create_before_destroy settings")
    #expect(words.unknownValue.plural == "values known only after apply")
    #expect(words.orderRecord == "the graph")
    let names = universe.system.steps.indices.compactMap { words.stepName?($0) }
    #expect(names.count == universe.system.steps.count)
    #expect(names.contains("update of t.up"), "\(names)")
  }

  @Test func recordsOfCallsHaveResults() throws {
    let trace = AgentCases.trace([AgentCases.call(0, "send"), AgentCases.call(1, "wait")])
    let words = EngineWords(for: try AgentUniverse(trace, flow: .explicit))
    #expect(words.orderRecord == nil)
    #expect(words.unknownValue.singular == "value not returned yet")
    #expect(words.stepName?(0) == "call of send #1")
  }

  @Test func otherVocabulariesHaveNeutralWords() throws {
    let words = EngineWords(for: try JobsUniverse())
    #expect(words.orderRecord == nil)
    #expect(words.orderFlag.singular == "undetermined order condition")
    #expect(words.unknownValue.plural == "unknown values")
  }
}
