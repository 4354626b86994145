import ProvisoAgent
import ProvisoKernel
import Testing

@Suite struct AgentTraceTests {
  @Test func traceKeepsTheOrderOfItsSource() {
    let calls = ["read_file", "send_money"].enumerated().map { index, tool in
      TracedCall(
        id: String(index), tool: tool, arguments: .map([:]), output: nil,
        after: Array(0..<index), readBefore: Array(0..<index))
    }
    let trace = AgentTrace(
      format: "test", calls: calls, assumptions: [], notModelled: [], userTexts: [])
    #expect(trace.calls.map(\.tool) == ["read_file", "send_money"])
    #expect(trace.calls[1].after == [0])
  }
}
