import ProvisoAgent
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import Testing

@testable import Proviso

/// Hand-written traces, and checks of specs against them.
enum AgentCases {
  static func text(_ string: String) -> Value { .string(Text(string)) }

  /// A call. By default it waits for all earlier calls, and its agent has read their outputs.
  static func call(
    _ index: Int, to tool: String, with arguments: [Text: Value] = [:], output: Value? = .null,
    hasFailed: Bool? = nil, agent: String = "", label: String = "", after: [Int]? = nil,
    read: [Int]? = nil
  ) -> TracedCall {
    TracedCall(
      id: "call_\(index)", tool: tool, arguments: .map(arguments), agent: agent, label: label,
      output: output, hasFailed: hasFailed, after: after ?? Array(0..<index),
      readBefore: read ?? Array(0..<index))
  }

  static func trace(_ calls: [TracedCall], userTexts: [String] = []) -> AgentTrace {
    AgentTrace(
      format: "test", calls: calls, assumptions: ["the order is that of the source"],
      notModelled: [], userTexts: userTexts)
  }

  static func specs(_ text: String, vocabulary: String = "agent") throws -> LoadedSpecs {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("none")
    }
    let loaded = loader.load(path: "s.proviso", text: "spec s for \(vocabulary)\n" + text)
    let spec = try #require(loaded.spec, "\(loaded.diagnostics)")
    return LoadedSpecs(
      specs: [.init(spec: spec, sources: loaded.sources, isBuiltIn: false)], warnings: [])
  }

  static func check(
    _ trace: AgentTrace, _ text: String, flow: FlowKind = .implicit
  ) throws -> CheckResult {
    var verifier = Verifier()
    verifier.options.records.flow = flow
    return try verifier.check(trace, against: specs(text))
  }

  static func verdict(
    _ trace: AgentTrace, _ body: String, flow: FlowKind = .implicit
  ) throws -> Verdict {
    let result = try check(trace, "invariant p \"p\" { \(body) }", flow: flow)
    return try #require(result.properties.first).verdict
  }
}
