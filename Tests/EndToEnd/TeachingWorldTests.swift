import Foundation
import Testing

/// The worlds in `specs/`: their own tests, and published numbers of states.
@Suite struct TeachingWorldTests {
  /// A model with its published numbers.
  struct Classic: CustomTestStringConvertible, Sendable {
    let file: String
    let states: Int
    /// The number of states on the longest shortest path, the initial state included, as TLC counts
    /// depth.
    let depth: Int
    /// The number of steps from all states. TLC's "states generated" also includes the initial
    /// states.
    let steps: Int
    /// The length of the shortest run for each property that asks for one.
    var moves: [String: Int] = [:]
    var testDescription: String { file }
  }

  @Test("the worlds pass their own tests")
  func worlds() throws {
    let outcome = try Executable.run(["test", "specs"], folder: Repository.root)
    #expect(outcome.status == 0, "\(outcome.standardOutput)\n\(outcome.standardError)")
    #expect(outcome.standardError.isEmpty)
    let passed = outcome.standardOutput.split(separator: "\n").filter { $0.hasPrefix("passed ") }
    #expect(passed.count >= 20, "\(outcome.standardOutput)")
    // Every property of every world has a test.
    for folder in ["specs/teaching/", "specs/agents/"] {
      #expect(!outcome.standardOutput.contains("  \(folder)"), "\(outcome.standardOutput)")
    }
  }

  /// Sources: for two-phase commit, the manifest of tlaplus/Examples (288 states, 1146 generated,
  /// depth 11); for the jugs, Lamport's DieHard (16 states, 97 generated). The other numbers were
  /// counted with TLC and NuSMV.
  @Test(
    "the classic models have their published numbers",
    arguments: [
      Classic(
        file: "two-phase-commit", states: 288, depth: 11, steps: 1145, moves: ["all_commit": 10]),
      Classic(file: "jugs", states: 16, depth: 8, steps: 96, moves: ["four_litres": 6]),
      Classic(file: "river", states: 10, depth: 8, steps: 20, moves: ["everyone_across": 7]),
      Classic(file: "peterson", states: 20, depth: 7, steps: 34),
      Classic(
        file: "philosophers", states: 82, depth: 6, steps: 265, moves: ["dinner_never_stalls": 5]),
    ])
  func figures(_ model: Classic) throws {
    let outcome = try Executable.run(
      ["explore", "specs/teaching/\(model.file).proviso", "--format", "json"],
      folder: Repository.root)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any])
    let exploration = try #require(result["exploration"] as? [String: Any])
    #expect(exploration["states"] as? Int == model.states)
    #expect(exploration["depth"] as? Int == model.depth)
    #expect(exploration["transitions"] as? Int == model.steps)
    #expect(exploration["exhaustive"] as? Bool == true)
    let properties = try #require(result["properties"] as? [[String: Any]])
    for (name, moves) in model.moves {
      let property = try #require(properties.first { $0["name"] as? String == name })
      let run =
        property["witness"] as? [String: Any]
        ?? (property["violations"] as? [[String: Any]])?.first
      #expect((run?["trace"] as? [[String: Any]])?.count == moves, "\(name)")
    }
  }

  @Test("a philosopher starves in a loop while the neighbours take turns")
  func starvation() throws {
    let path = Repository.root.appendingPathComponent("specs/teaching/philosophers-fair.proviso")
    let fair = try String(contentsOf: path, encoding: .utf8)
    let lines = fair.split(separator: "\n", omittingEmptySubsequences: false)
    let greedy = lines.filter { !$0.contains("f.last == p") }
    #expect(greedy.count == lines.count - 1)
    let scratch = try Scratch()
    try scratch.write("greedy.proviso", greedy.joined(separator: "\n"))
    let outcome = try Executable.run(["explore", "greedy.proviso"], folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("then these steps repeat forever:"))
  }
}
