import ProvisoAgent
import ProvisoKernel
import ProvisoPlans
import TestSupport
import Testing

/// Damaged graphs and state machines are read or rejected with a position.
@Suite struct GraphDamageTests {
  static let machine = #"""
    {"Comment": "é", "StartAt": "Ask", "TimeoutSeconds": 60, "States": {
      "Ask": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {"FunctionName": "ask", "Payload": {"t.$": "$$.Task.Token", "n": [1, -2.50, null, true]}},
        "ResultPath": "$.a['b']", "HeartbeatSeconds": 3,
        "Retry": [{"ErrorEquals": ["A", "B"], "MaxAttempts": 2}, {"ErrorEquals": ["States.ALL"]}],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Both"}], "Next": "Decide"},
      "Decide": {"Type": "Choice", "Choices": [
        {"And": [{"Variable": "$.a.b.ok", "BooleanEquals": true}, {"Not": {"Variable": "$.x[0]", "IsPresent": true}}], "Next": "Both"},
        {"Variable": "$.a.b.ok", "StringEqualsPath": "$.y", "Next": "Each"}], "Default": "No"},
      "Both": {"Type": "Parallel", "Branches": [
          {"StartAt": "P1", "States": {"P1": {"Type": "Pass", "Result": {"x": 1}, "Next": "F"}, "F": {"Type": "Fail", "Error": "E"}}},
          {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "T"},
            "T": {"Type": "Task", "Resource": "${Fn.Arn}", "End": true}}}],
        "ResultSelector": {"r.$": "$[0].x"}, "OutputPath": "$.r", "Next": "Each"},
      "Each": {"Type": "Map", "QueryLanguage": "JSONata", "Items": "{% $states.input.all %}", "MaxConcurrency": 2,
        "ItemProcessor": {"StartAt": "One", "States": {
          "One": {"Type": "Task", "Resource": "arn:aws:states:::dynamodb:deleteItem",
            "Arguments": {"Key": "{% $states.input.k[0] %}"}, "Assign": {"v": "{% $states.result %}"}, "Next": "Which"},
          "Which": {"Type": "Choice", "Choices": [{"Condition": "{% $v.z = 'q' and $not($states.input < 3) %}", "Next": "One"}], "Default": "Ok"},
          "Ok": {"Type": "Succeed", "Output": "{% $v %}"}}},
        "End": true},
      "No": {"Type": "Succeed"}}}
    """#

  static let graph = #"""
    {"nodes": [{"id": "__start__", "type": "schema", "data": "__start__"},
      {"id": "plan", "type": "runnable", "data": {"id": ["langgraph", "RunnableCallable"], "name": "plan"}, "metadata": {"__interrupt": "before"}},
      {"id": "sub:a", "type": "runnable", "data": {"id": ["x"], "name": "é"}}, {"id": "sub:b"}, {"id": 4}, {"id": "__end__"}],
     "edges": [{"source": "__start__", "target": "plan"}, {"source": "plan", "target": "sub:a", "conditional": true, "data": "yes"},
      {"source": "plan", "target": 4}, {"source": "sub:a", "target": "sub:b"}, {"source": 4, "target": "sub:b", "conditional": false},
      {"source": "sub:b", "target": "plan", "conditional": true}, {"source": "sub:b", "target": "__end__", "conditional": true}]}
    """#

  @Test(arguments: [(machine, AgentPlanFormat.stateMachine), (graph, .langGraph)])
  func mutantsAreReadOrRejectedWithAPosition(_ text: String, _ format: AgentPlanFormat) throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    _ = try PlanText.read(text)
    var read = 0
    for _ in 0..<6_000 {
      let bytes = PlanFuzzTests.mutated(text, using: &random)
      do {
        let plan = try AgentPlanReader.read(bytes, as: format) { _ throws(AgentFormatError) in
          throw AgentFormatError("there is no such file")
        }
        read += 1
        #expect(!plan.agents.isEmpty && !plan.assumptions.isEmpty, "seed \(seed)")
        for id in Self.identifiers(plan.agents.flatMap(\.steps)) {
          #expect(
            id.utf8.allSatisfy {
              $0 == 0x5F || (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20)
            },
            "seed \(seed): \(id)")
        }
      } catch {
        for mistake in error.all {
          #expect((mistake.line ?? 0) > 0 && (mistake.column ?? 0) > 0, "seed \(seed): \(mistake)")
          #expect(!mistake.message.isEmpty)
        }
      }
    }
    #expect(read > 100 && read < 5_900, "\(read), seed \(seed)")
  }

  /// The identifiers and the tools of the steps.
  static func identifiers(_ steps: [AgentPlanStep]) -> [String] {
    steps.flatMap { step -> [String] in
      var out = step.id.map { [$0] } ?? []
      if case .call(let call) = step.kind { out.append(call.tool) }
      return out + identifiers(step.parts)
    }
  }

  /// Inserts a value of the wrong kind at every position of the source.
  @Test(arguments: [(machine, AgentPlanFormat.stateMachine), (graph, .langGraph)])
  func everyValueReplaced(_ text: String, _ format: AgentPlanFormat) throws {
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: ":") {
      for value in ["null", "0", "[]", "{}", "\"\"", "[[{}]]", "1e999"] {
        var changed = bytes
        changed.insert(contentsOf: Array(" \(value), \"zz\": ".utf8), at: index + 1)
        do {
          _ = try AgentPlanReader.read(changed, as: format) { _ throws(AgentFormatError) in
            throw AgentFormatError("there is no such file")
          }
        } catch {
          #expect(error.all.allSatisfy { ($0.line ?? 0) > 0 && ($0.column ?? 0) > 0 })
        }
      }
    }
  }

  @Test func largeAndDeep() throws {
    let names = (0..<1_500).map { "s\($0)" }
    let states = names.enumerated().map { index, name in
      (
        name,
        MachineText.task(
          "f", index + 1 < names.count ? MachineText.next(names[index + 1]) : MachineText.end)
      )
    }
    #expect(try MachineText.read(MachineText.machine(states)).agents[0].steps.count == 1_501)
    let deep =
      String(repeating: "{\"States\": ", count: 500) + "1" + String(repeating: "}", count: 500)
    #expect(PlanText.mistakes(deep).count == 1)
    let edges = (0..<1_000).map { "n\($0)>n\($0 + 1)" }
    let graph = GraphText.json(
      (0...1_000).map { "n\($0)" }.joined(separator: " "),
      "start>n0 " + edges.joined(separator: " "))
    #expect(try PlanText.read(graph).assumptions.contains { $0.contains("too many") })
  }
}
