import Foundation
import ProvisoAgent
import TestSupport
import Testing

/// The published schema agrees with the reader.
@Suite struct PlanSchemaTests {
  private static func faults(_ json: String) throws -> [String] {
    let value = try JSONSerialization.jsonObject(with: Data(json.utf8))
    return try JSONSchema(PlanSchema.text).faults(in: value)
  }

  @Test func schemaAcceptsReadablePlans() throws {
    #expect(try Self.faults(PlanFuzzTests.json).isEmpty)
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var maker = RandomPlanSource(random: random)
      let json = maker.plan().json
      random = maker.random
      _ = try PlanText.read(json)
      let faults = try Self.faults(json)
      #expect(faults.isEmpty, "seed \(seed)\n\(json)")
    }
  }

  /// Plans that both reject. Steps that do not matter are `call a`.
  @Test(arguments: [
    #"{"steps": [A]}"#, #"{"schema": "proviso.plan/2", "steps": [A]}"#, #"{"schema": S}"#,
    #"{"schema": S, "steps": []}"#, #"{"schema": S, "steps": [A], "agents": {"a": [A]}}"#,
    #"{"schema": S, "agents": {}}"#, #"{"schema": S, "agents": {"a": []}}"#,
    #"{"schema": S, "steps": [A], "x": 1}"#, #"{"schema": S, "steps": [A], "name": ""}"#,
    #"{"schema": S, "steps": [A], "task": 1}"#, #"{"schema": S, "steps": [A], "world": []}"#,
    #"{"schema": S, "steps": [{"call": "a", "id": "a-b"}]}"#, #"{"schema": S, "steps": ["a"]}"#,
    #"{"schema": S, "steps": [{"call": "a", "shell": "b"}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "then": []}]}"#,
    #"{"schema": S, "steps": [{"call": ""}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "retry": -1}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "retry": 1.5}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "with": []}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "with": {"b": {"$unknown": false}}}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "with": {"b": {"$unknown": true, "c": 1}}}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "approves": []}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "on_failure": "go"}]}"#,
    #"{"schema": S, "steps": [{"if": "x"}]}"#, #"{"schema": S, "steps": [{"if": 1, "then": []}]}"#,
    #"{"schema": S, "steps": [{"repeat": {}}]}"#,
    #"{"schema": S, "steps": [{"repeat": {"do": []}}]}"#,
    #"{"schema": S, "steps": [{"repeat": {"do": [A], "times": 0}}]}"#,
    #"{"schema": S, "steps": [{"repeat": {"do": [A], "times": 1, "at_most": 1}}]}"#,
    #"{"schema": S, "steps": [{"parallel": []}]}"#, #"{"schema": S, "steps": [{"either": [A]}]}"#,
    #"{"schema": S, "steps": [{"do": A}]}"#, #"{"schema": S, "steps": [{"stop": false}]}"#,
    #"{"schema": S, "steps": [{"stop": true, "retry": 1}]}"#,
    #"{"schema": S, "steps": [{"id": "a"}]}"#,
    #"{"schema": S, "steps": [{"do": [], "id": "x"}]}"#, #"[]"#,
  ])
  func schemaAndReaderReject(_ text: String) throws {
    let json = text.replacing("[A", with: #"[{"call": "a"}"#).replacing(
      " A}", with: #" {"call": "a"}}"#
    )
    .replacing(": S", with: #": "proviso.plan/1""#)
    #expect(!PlanText.mistakes(json).isEmpty)
    #expect(!(try Self.faults(json).isEmpty), "\(json)")
  }

  /// The reader rejects each mutant that the schema rejects. In a mutant, one part of a plan
  /// replaces another.
  @Test func readerRejectsMutantsThatTheSchemaRejects() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SeededGenerator(seed: seed)
    var refused = 0
    for _ in 0..<300 {
      var maker = RandomPlanSource(random: random)
      let plan = maker.plan()
      random = maker.random
      let parts = plan.parts
      guard let part = parts.randomElement(using: &random) else { continue }
      let place = Int.random(in: 1..<max(parts.count, 2), using: &random)
      let json = plan.replacing(place, with: part).json
      guard let faults = try? Self.faults(json), !faults.isEmpty else { continue }
      refused += 1
      #expect(throws: AgentFormatError.self, "seed \(seed)\n\(json)\n\(faults)") {
        try PlanText.read(json)
      }
    }
    #expect(refused > 50, "\(refused)")
  }
}

extension Tree {
  /// The value and all values in it, outermost first.
  var parts: [Tree] {
    switch self {
    case .null, .bool, .number, .text: return [self]
    case .list(let elements): return [self] + elements.flatMap(\.parts)
    case .map(let members): return [self] + members.flatMap(\.1.parts)
    }
  }

  /// The value with the part at an index of ``parts`` replaced.
  func replacing(_ place: Int, with other: Tree) -> Tree {
    var left = place
    return replacing(&left, with: other)
  }

  /// Counts down through the parts and replaces the part at which the count is zero.
  private func replacing(_ left: inout Int, with other: Tree) -> Tree {
    left -= 1
    if left == -1 { return other }
    switch self {
    case .null, .bool, .number, .text: return self
    case .list(let elements): return .list(elements.map { $0.replacing(&left, with: other) })
    case .map(let members):
      return .map(members.map { ($0.0, $0.1.replacing(&left, with: other)) })
    }
  }
}
