import Foundation
import ProvisoAgent
import TestSupport
import Testing

/// The published schema agrees with the reader.
@Suite struct PlanSchemaTests {
  private let schema: JSONSchema

  init() throws { schema = try JSONSchema(AgentPlanSchema.text) }

  private func faults(_ json: String) throws -> [String] {
    schema.faults(in: try JSONSerialization.jsonObject(with: Data(json.utf8)))
  }

  @Test func schemaAcceptsReadablePlans() throws {
    #expect(try faults(PlanFuzzTests.json).isEmpty)
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    for _ in 0..<100 {
      var maker = RandomPlanSource(random: random)
      let json = maker.plan().json
      random = maker.random
      _ = try PlanText.read(json)
      let faults = try self.faults(json)
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
    #"{"schema": S, "steps": [{"call": "a", "id": "in"}]}"#,
    #"{"schema": S, "steps": [{"call": "a", "with": {"": 1}}]}"#,
    #"{"schema": S, "agents": {"": [A]}}"#,
    #"{"schema": S, "steps": [{"if": " ", "then": []}]}"#,
    #"{"schema": S, "steps": [{"if": "Yes", "then": []}]}"#,
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
    #expect(!(try faults(json).isEmpty), "\(json)")
  }

  /// In a mutant, one part of a plan replaces another. The reader and the schema accept the same
  /// shapes.
  @Test func schemaAndReaderAgreeAboutMutants() throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    var rejected = 0
    for _ in 0..<300 {
      var maker = RandomPlanSource(random: random)
      let plan = maker.plan()
      random = maker.random
      let parts = plan.parts
      guard let part = parts.randomElement(using: &random) else { continue }
      let index = Int.random(in: 1..<max(parts.count, 2), using: &random)
      let json = plan.replacing(index, with: part).json
      guard let faults = try? self.faults(json) else { continue }
      let mistakes = Self.mistakesOfShape(json)
      if !faults.isEmpty { rejected += 1 }
      #expect(mistakes.isEmpty == faults.isEmpty, "seed \(seed)\n\(json)\n\(faults)\n\(mistakes)")
    }
    #expect(rejected > 50, "\(rejected)")
  }

  @Test func readerAcceptsTheShapesOfTheSchema() throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    var unused = Set(schema.members.values.joined())
    for _ in 0..<300 {
      var number = 0
      let sample = schema.sample(depth: 8, using: &random) { definition in
        guard definition == "id" else { return nil }
        number += 1
        return "id\(number)"
      }
      let faults = schema.faults(in: sample)
      #expect(faults.isEmpty, "seed \(seed): \(faults)")
      let json = String(decoding: try JSONSerialization.data(withJSONObject: sample), as: UTF8.self)
      let mistakes = Self.mistakesOfShape(json)
      #expect(mistakes.isEmpty, "seed \(seed)\n\(json)\n\(mistakes)")
      unused = unused.filter { !json.contains("\"\($0)\"") }
    }
    #expect(unused.isEmpty, "no sample uses these keys")
  }

  /// Every key that the reader accepts is in the schema, and vice versa.
  @Test func schemaAndReaderHaveTheSameKeys() throws {
    let seed = Campaign.seed(20_261_129)
    var random = SeededGenerator(seed: seed)
    let keys = Set(schema.members.values.joined()).union(schema.rootMembers).union(["other"])
    func check(
      _ mapping: String?, _ members: Set<String>, plan: (_ mapping: [String: Any]) -> Any
    ) throws {
      let sample = schema.sample(of: mapping, depth: 0, using: &random)
      let minimal = try #require(sample as? [String: Any])
      for key in keys {
        var changed = minimal
        changed[key] = changed[key] ?? NSNull()
        let data = try JSONSerialization.data(withJSONObject: plan(changed))
        let complaints = Self.mistakes(String(decoding: data, as: UTF8.self)).filter { mistake in
          [
            "has no key `\(key)`", "`\(key)` belongs to", "cannot have other keys",
            "expected only one",
          ]
          .contains { mistake.contains($0) }
        }
        #expect(
          complaints.isEmpty == members.contains(key),
          "seed \(seed): \(mapping ?? "plan"), \(key): \(complaints)")
      }
    }
    try check(nil, schema.rootMembers) { $0 }
    for (mapping, members) in schema.members {
      try check(mapping, members) { changed in
        let step = mapping == "loop" ? ["repeat": changed] : changed
        return ["schema": AgentPlanFormat.native.rawValue, "steps": [step]]
      }
    }
  }

  private static func mistakes(_ json: String) -> [String] {
    do {
      _ = try PlanText.read(json)
      return []
    } catch {
      return error.all.map(\.message)
    }
  }

  /// The mistakes of a plan that a schema can express.
  private static func mistakesOfShape(_ json: String) -> [String] {
    mistakes(json).filter { mistake in
      ![
        "no call has the id", "is already used at", "cannot approve itself", "cannot read",
        "expected a call id", "has no closing",
      ].contains { mistake.contains($0) }
    }
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
  func replacing(_ index: Int, with other: Tree) -> Tree {
    var left = index
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
