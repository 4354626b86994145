import Foundation
import Testing

/// `proviso explore --graph`.
@Suite struct StateGraphTests {
  private static func draw(_ world: String, _ options: [String] = []) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("w.proviso", world)
    return try Executable.run(
      ["explore", "w.proviso", "--graph"] + options, folder: scratch.folder)
  }

  @Test func statesAndSteps() throws {
    let outcome = try Self.draw(
      """
      world lamp
      enum Colour { red, green }
      var on: Bool = false
      var colour: Colour = red
      action press() { on = not on }
      action burn() may fail { requires on colour = green on = false }
      invariant stays "It stays red" { colour == red }
      """)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(
      outcome.standardOutput == """
        digraph "lamp" {
          node [shape=box];
          s0 [label="colour = \\"red\\"", peripheries=2];
          s1 [label="on\\ncolour = \\"red\\""];
          s2 [label="colour = \\"green\\"", color=red];
          s3 [label="on\\ncolour = \\"green\\"", color=red];
          s0 -> s1 [label="press()"];
          s1 -> s0 [label="press()"];
          s1 -> s2 [label="burn()"];
          s1 -> s1 [label="burn()", style=dashed];
          s2 -> s3 [label="press()"];
          s3 -> s2 [label="press()"];
          s3 -> s2 [label="burn()"];
          s3 -> s3 [label="burn()", style=dashed];
        }

        """)
  }

  /// The graph has the states and the steps that an exploration counts.
  @Test(arguments: ["river", "jugs", "peterson", "missionaries", "prisoners", "hanoi", "lease"])
  func agreesWithExploration(_ name: String) throws {
    let path = "specs/teaching/\(name).proviso"
    let graph = try Executable.run(["explore", path, "--graph"], folder: Repository.root)
    #expect(graph.status == 0, "\(graph.standardError)")
    let explored = try Executable.run(
      ["explore", path, "--format", "json"], folder: Repository.root)
    let object = try JSONSerialization.jsonObject(with: Data(explored.standardOutput.utf8))
    let counts = try #require((object as? [String: Any])?["exploration"] as? [String: Any])
    let lines = graph.standardOutput.split(separator: "\n")
    #expect(
      lines.count { $0.contains("[label=") && !$0.contains("->") } == counts["states"] as? Int)
    #expect(lines.count { $0.contains("->") } == counts["transitions"] as? Int)
  }

  @Test func openFirstValuesAndEnds() throws {
    let outcome = try Self.draw(
      "world w\nvar n: 0..2\naction up() { requires n < 2 n += 1 }\ninvariant low \"Low\" { n <= 2 }\n"
    )
    #expect(outcome.standardOutput.matches(of: #/peripheries=2/#).count == 3)
    #expect(outcome.standardOutput.matches(of: #/style=bold/#).count == 1)
  }

  @Test func whatCannotBeDrawn() throws {
    let unbounded = try Self.draw("world w\nvar n: Int = 0\naction up() { n += 1 }\n")
    #expect(unbounded.status == 2)
    #expect(unbounded.standardError.contains("there are more than 200"))
    let free = try Self.draw("world w\nvar n: Int = 0\naction set(k: Int) { n = k }\n")
    #expect(free.status == 2 && free.standardError.contains("can be any value"))
    let open = try Self.draw("world w\nvar n: Int\naction stay() { n = 1 }\n")
    #expect(open.status == 2 && open.standardError.contains("can start with any value"))
    #expect(try Self.draw(WorldText.counter, ["--format", "json"]).status != 0)
  }
}
