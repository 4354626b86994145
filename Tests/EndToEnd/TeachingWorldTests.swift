import Foundation
import Testing

/// The worlds under `specs/`: what they say of themselves, and the numbers that others have published.
@Suite struct TeachingWorldTests {
  /// A model with its published figures.
  struct Classic: CustomTestStringConvertible, Sendable {
    let file: String
    let states: Int
    /// States on the way to the farthest, the first included, as TLC counts depth.
    let depth: Int
    /// Steps out of all states; TLC's "states generated" is this and the first states.
    let steps: Int
    /// The moves of the shortest run, where the file asks for one.
    var moves: [String: Int] = [:]
    var testDescription: String { file }
  }

  @Test("the worlds come out as their tests say")
  func worlds() throws {
    let outcome = try Executable.run(["test", "specs"], folder: Repository.root)
    #expect(outcome.status == 0, "\(outcome.standardOutput)\n\(outcome.standardError)")
    #expect(outcome.standardError.isEmpty)
    let passed = outcome.standardOutput.split(separator: "\n").filter { $0.hasPrefix("passed ") }
    #expect(passed.count >= 20, "\(outcome.standardOutput)")
    // Every property of every world is spoken of by some test.
    for folder in ["specs/teaching/", "specs/agents/"] {
      #expect(!outcome.standardOutput.contains("  \(folder)"), "\(outcome.standardOutput)")
    }
  }

  /// Two-phase commit: 288 states, 1146 generated, depth 11 in the manifest of tlaplus/Examples. Jugs:
  /// 16 states, 97 generated, for Lamport's DieHard. The others were counted with TLC and NuSMV.
  @Test(
    "the classic models have their published figures",
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

  @Test("whoever waits for a neighbour that takes turns with another starves in a loop")
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
    #expect(outcome.standardOutput.contains("again and again for ever"))
  }
}
