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
    /// Constants of the published model, if they differ from those of the file.
    var constants: [String] = []
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

  /// Sources: the manifests of tlaplus/Examples (distinct states, states generated, depth) for two-phase commit (288,
  /// 1146, 11), its specification (34, 94, 7), Paxos (25, 82, 9; with three acceptors and two values 3921 and depth 17), prisoners (16, 49, 5),
  /// readers and writers (21527, 59674, 13), EWD840 (302, 2001, 10; with four nodes 1566, 15986, 12; each true part
  /// of a guard's `or` counts one more step there, and a search by several workers is not always level by level), the
  /// ring of "Teaching concurrency" (723, 1842, 11; its 31 last states each count one more step there) and the coffee
  /// can (5150, 20002, 1; the first states and the two last ones count there); Lamport's DieHard for the jugs (16
  /// states, 97 generated). N disks of Hanoi have 3^N states and need 2^N - 1 moves. Three missionaries and three
  /// cannibals need eleven crossings. The other numbers were counted with TLC, NuSMV and a search of our own.
  @Test(
    "the classic models have their published numbers",
    arguments: [
      Classic(
        file: "two-phase-commit", states: 288, depth: 11, steps: 1145, moves: ["all_commit": 10]),
      Classic(file: "transaction-commit", states: 34, depth: 7, steps: 93),
      Classic(file: "hour-clock", states: 12, depth: 1, steps: 12),
      Classic(file: "jugs", states: 16, depth: 8, steps: 96, moves: ["four_litres": 6]),
      Classic(file: "river", states: 10, depth: 8, steps: 20, moves: ["everyone_across": 7]),
      Classic(file: "peterson", states: 20, depth: 7, steps: 34),
      Classic(
        file: "paxos", states: 25, depth: 9, steps: 81,
        constants: ["ACCEPTORS=1", "VALUES=1"]),
      Classic(file: "paxos", states: 3921, depth: 17, steps: 22994),
      Classic(file: "prisoners", states: 16, depth: 5, steps: 48),
      Classic(
        file: "readers-writers", states: 21527, depth: 13, steps: 59673, constants: ["N=3"]),
      Classic(file: "ewd840", states: 302, depth: 9, steps: 1625),
      Classic(file: "ewd840", states: 1566, depth: 12, steps: 13938, constants: ["N=4"]),
      Classic(file: "simple", states: 723, depth: 11, steps: 1810),
      Classic(
        file: "coffee-can", states: 5150, depth: 1, steps: 14850, constants: ["MOST=100"]),
      Classic(file: "hanoi", states: 81, depth: 16, steps: 240, moves: ["solved": 15]),
      Classic(
        file: "hanoi", states: 243, depth: 32, steps: 726, moves: ["solved": 31],
        constants: ["N=5"]),
      Classic(
        file: "missionaries", states: 16, depth: 13, steps: 34, moves: ["everyone_across": 11]),
      Classic(
        file: "philosophers", states: 82, depth: 6, steps: 265, moves: ["dinner_never_stalls": 5]),
    ])
  func figures(_ model: Classic) throws {
    let outcome = try Executable.run(
      ["explore", "specs/teaching/\(model.file).proviso", "--format", "json"]
        + model.constants.flatMap { ["--const", $0] },
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

  @Test("every classic has an idea, an exercise and a broken or a repaired variant")
  func exercises() throws {
    let folder = Repository.root.appendingPathComponent("specs/teaching")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".proviso") }.map { String($0.dropLast(".proviso".count)) }
    #expect(names.count > 40)
    let page = try String(
      contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    for name in names {
      let text = try String(
        contentsOf: folder.appendingPathComponent("\(name).proviso"), encoding: .utf8)
      #expect(text.contains("/// The idea:"), "\(name)")
      #expect(page.contains("(\(name).proviso)"), "\(name) is not on the page")
      if text.contains("/// Exercise:") { continue }
      let variants = names.filter { text.contains("\($0).proviso") }
      #expect(!variants.isEmpty, "\(name) has no exercise, and no file that it is compared with")
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
