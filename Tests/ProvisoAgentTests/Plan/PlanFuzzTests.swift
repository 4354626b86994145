import ProvisoAgent
import ProvisoKernel
import TestSupport
import Testing

/// Damaged plans are read or rejected with a position, and random plans are equal in YAML and JSON.
@Suite struct PlanFuzzTests {
  /// A plan with every key.
  static let yaml = """
    schema: proviso.plan/1
    name: move
    task: >
      Move it.
    world: ../w.proviso
    tools: t
    agents:
      first:
        - call: backup # first
          id: dump
          label: 'the dump'
          with: { db: orders, to: "s3://b/${ok.a[0].b}", n: [1, -2.50, ~, true], m: {$unknown: true} }
          on_failure: stop
          retry: 2
        - call: ask_human
          id: ok
          approves: [gone]
          with: { w: { $written_from: [dump] }, x: "$${x}" }
        - if: ok.output == "approved"
          then:
            - call: drop
              id: gone
              changes: p.json
          else:
            - stop: true
        - repeat: { at_most: 3, until: 'ok.output == 1', do: [ {shell: "a && b", id: s} ] }
      second:
        - parallel:
            - - call: a
            - - do: [{call: b}]
                on_failure: continue
        - either: [[{call: c}], []]
        - repeat: {times: 2, while: x, do: [{call: d, on_failure: [{call: "é"}]}]}
    """

  static let json = #"""
    {"schema": "proviso.plan/1", "name": "move", "task": ["Move it."],
     "world": "../w.proviso", "tools": "t",
     "steps": [
       {"call": "backup", "id": "dump", "label": "the dump", "retry": 2, "on_failure": "stop",
        "with": {"db": "orders", "to": "s3://b/${ok.a[0].b}", "n": [1, -2.50, null, true], "m": {"$unknown": true}}},
       {"call": "ask_human", "id": "ok", "approves": ["gone"], "with": {"w": {"$written_from": ["dump"]}}},
       {"if": "ok.output == \"approved\"", "then": [{"call": "drop", "id": "gone", "changes": "p.json"}],
        "else": [{"stop": true}]},
       {"repeat": {"at_most": 3, "until": "ok.output == 1", "do": [{"shell": "a && b", "id": "s"}]}},
       {"parallel": [[{"call": "a"}], [{"do": [{"call": "b"}], "on_failure": "continue"}]]},
       {"either": [[{"call": "c"}], []]},
       {"repeat": {"times": 2, "while": true, "do": [{"call": "d", "on_failure": [{"call": "é"}]}]}}]}
    """#

  static let tools = #"{"tools": [{"name": "backup", "annotations": {"readOnlyHint": true}}]}"#

  static func mutated(_ text: String, using random: inout SeededGenerator) -> [UInt8] {
    var bytes = Array(text.utf8)
    let signs = Array("{}[]\",:'&*!|>-?#%@\\\n\t $~0123456789eE.abtru_ \u{FF}é".utf8) + [0, 0xFF]
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let index = Int.random(in: 0..<max(bytes.count, 1), using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[index] = signs.randomElement(using: &random) ?? 0
      case 1: bytes.insert(signs.randomElement(using: &random) ?? 0, at: index)
      case 2: bytes.remove(at: index)
      case 3:
        let end = min(bytes.count, index + Int.random(in: 1...30, using: &random))
        bytes.removeSubrange(index..<end)
      case 4:
        let end = min(bytes.count, index + Int.random(in: 1...30, using: &random))
        bytes.insert(
          contentsOf: Array(bytes[index..<end]), at: Int.random(in: 0...bytes.count, using: &random)
        )
      default: bytes = Array(bytes.prefix(index + 1))
      }
      if bytes.isEmpty { bytes = [0x20] }
    }
    return bytes
  }

  @Test(arguments: [yaml, json]) func mutantsAreReadOrRejectedWithAPosition(_ text: String) throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    _ = try PlanText.read(text, files: ["t": Self.tools])
    var read = 0
    for _ in 0..<10_000 {
      let bytes = Self.mutated(text, using: &random)
      let tools =
        Bool.random(using: &random)
        ? Array(Self.tools.utf8) : Self.mutated(Self.tools, using: &random)
      do {
        let plan = try AgentPlanReader.read(bytes, as: .native) { path throws(AgentFormatError) in
          guard path == "t" else { throw AgentFormatError("there is no such file") }
          return tools
        }
        read += 1
        #expect(!plan.agents.isEmpty)
      } catch {
        for mistake in error.all {
          #expect((mistake.line ?? 0) > 0 && (mistake.column ?? 0) > 0, "seed \(seed): \(mistake)")
          #expect(!mistake.message.isEmpty)
        }
      }
    }
    #expect(read > 100 && read < 9_900, "\(read)")
  }

  @Test func randomPlansAreTheSameInYAMLAndJSON() throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<300 {
      var maker = RandomPlanSource(random: random)
      let source = maker.plan()
      random = maker.random
      let json = source.json
      let expected = try PlanText.of(PlanText.read(json))
      for text in [source.yaml(&random), source.yaml(&random)] {
        do {
          let told = try PlanText.of(PlanText.read(text))
          #expect(told == expected, "seed \(seed)\n\(json)\n\(text)")
        } catch {
          Issue.record("seed \(seed): \(error)\n\(text)")
        }
      }
    }
  }
}
