import Foundation
import Testing

/// Rules in fenced blocks of Markdown files.
@Suite struct MarkdownSpecTests {
  private static let goal = """
    # Goal

    Nothing is destroyed.

    ```proviso
    spec goal for terraform
    ```

    - In particular:

      ```proviso
      invariant nothing_goes "Nothing is destroyed" {
        every r in resources { not r.destroyed }
      }
      ```

    """

  private static func check(_ text: String, _ name: String = "GOAL.md") throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write(name, text)
    try scratch.write("plan.json", PlanText.plan(PlanText.creation))
    return try Executable.check(
      ["plan.json", "--no-config", "-s", name], folder: scratch.folder)
  }

  @Test func rulesOfABlockAreChecked() throws {
    let outcome = try Self.check(Self.goal)
    #expect(outcome.status == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("1 proved"))
  }

  @Test func mistakesHaveTheLinesOfTheMarkdownFile() throws {
    let outcome = try Self.check(Self.goal.replacing("r.destroyed", with: "q.destroyed"))
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("GOAL.md:13:32"), "\(outcome.standardError)")
    #expect(outcome.standardError.contains("every r in resources { not q.destroyed }"))
  }

  /// A Markdown file without rules is an error, and shows nothing of the file.
  @Test func aFileWithoutRules() throws {
    let outcome = try Self.check("# Secret\n\n```sh\nsecret\n```\n", "AGENTS.markdown")
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("fenced blocks of `proviso`, and there is none"))
    #expect(!outcome.standardError.contains("ecret"))
  }

  /// A rule that people see and that is not read is no proof.
  /// A block in a comment is neither a rule nor left out without a word.
  @Test func rulesInComments() throws {
    let comment = "\n<!--\n```proviso\ninvariant a \"a\" { false }\n```\n-->\n"
    let outcome = try Self.check(Self.goal + comment)
    #expect(outcome.status == 2, "\(outcome.standardOutput)")
    let line = Self.goal.split(separator: "\n", omittingEmptySubsequences: false).count + 2
    #expect(
      outcome.standardError.contains(".md:\(line):1")
        && outcome.standardError.contains("inside HTML"), "\(outcome.standardError)")
    let alone = try Self.check("# T\n" + comment)
    #expect(alone.status == 2 && alone.standardError.contains("inside HTML"))
  }

  @Test func aBlockThatIsNotReadIsAnError() throws {
    for fence in ["```Proviso", "```{.proviso}", "```proviso,norun"] {
      let outcome = try Self.check(Self.goal + "\n\(fence)\ninvariant a \"a\" { false }\n```\n")
      #expect(outcome.status == 2, "\(fence): \(outcome.standardOutput)")
      #expect(outcome.standardError.contains("GOAL.md:17:4"), "\(outcome.standardError)")
      #expect(outcome.standardError.contains("would not be read"))
    }
  }

  @Test func worldsInMarkdown() throws {
    let scratch = try Scratch()
    try scratch.write("lamp.md", "# Lamp\n```proviso\n\(WorldText.counter)\n```\n")
    let outcome = try Executable.run(["explore", "lamp.md"], folder: scratch.folder)
    #expect(outcome.status != 2, "\(outcome.standardError)")
    let listed = try Executable.run(["specs", "lamp.md"], folder: scratch.folder)
    #expect(listed.standardOutput.contains("lamp.md:"))
  }
}
