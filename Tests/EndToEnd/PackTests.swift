import Foundation
import Testing

/// Built-in packs, selected by name, with the built executable.
@Suite("Packs by name")
struct PackTests {
  private static let record = AgentTests.chat(answer: nil)

  private static func check(
    _ input: String, _ arguments: [String], files: [String: String] = [:]
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("input.json", input)
    for (name, text) in files { try scratch.write(name, text) }
    return try Executable.check(["input.json"] + arguments, folder: scratch.folder)
  }

  @Test("-s injection checks a record of agents' calls")
  func injection() throws {
    let outcome = try Self.check(Self.record, ["--no-config", "-s", "injection"])
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("send_email sends to mallory@evil.example"))
    #expect(outcome.standardOutput.contains("specs/injection/destinations.proviso"))
    let harmless = AgentTests.chat(answer: nil, to: "bob@a.example")
    #expect(try Self.check(harmless, ["--no-config", "-s", "injection"]).status == 0)
  }

  @Test("a pack and an input that do not match")
  func mixtures() throws {
    let standard = try Self.check(Self.record, ["--no-config", "-s", "standard"])
    #expect(standard.status == 2)
    #expect(standard.standardError.contains("the standard pack is for Terraform plans"))
    #expect(standard.standardError.contains("or -s injection"))
    let plan = PlanText.plan(PlanText.creation)
    let injection = try Self.check(plan, ["--no-config", "-s", "injection"])
    #expect(injection.status == 2 && injection.standardOutput.isEmpty)
    #expect(
      injection.standardError.contains(
        "this is a Terraform plan, and the injection pack is for calls"))
    let both = try Self.check(plan, ["--no-config", "-s", "injection", "-s", "standard"])
    #expect(both.status == 2)
    #expect(both.standardError.contains("the injection pack is for calls of agents"))
    #expect(both.standardError.contains("or -s standard"))
  }

  @Test("settings name a pack")
  func settings() throws {
    let settings = "version: 1\nspecs:\n  - injection\n"
    let outcome = try Self.check(Self.record, [], files: ["proviso.yaml": settings])
    #expect(outcome.status == 1, "\(outcome.standardError)")
    #expect(outcome.standardError.contains("using proviso.yaml: injection"))
  }

  @Test("--conventions replaces the conventions of the pack that it belongs to")
  func conventions() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../specs/injection/conventions.proviso").standardized
    let own = try String(contentsOf: folder, encoding: .utf8)
    // If all tools are harmless, no property can be violated.
    let harmless = own.replacing(
      "define acts(c: Call) = not reads(c)", with: "define acts(c: Call) = c.tool == \"\"")
    #expect(harmless != own)
    let files = ["own.proviso": harmless]
    let arguments = ["--no-config", "-s", "injection", "--conventions", "own.proviso"]
    let outcome = try Self.check(Self.record, arguments, files: files)
    #expect(outcome.status == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    let scratch = try Scratch()
    try scratch.write("own.proviso", harmless)
    let listed = try Executable.run(
      ["specs", "standard", "injection", "--conventions", "own.proviso"], folder: scratch.folder)
    #expect(listed.status == 0, "\(listed.standardError)")
    let none = try Self.check(
      Self.record, ["-s", "own.proviso", "--conventions", "own.proviso"], files: files)
    #expect(none.status == 2 && none.standardError.contains("add --spec standard"))
  }

  /// Conventions that no pack of the check takes are an error, not ignored.
  @Test("a pack without conventions takes none")
  func conventionsOfNoPack() throws {
    let plan = PlanText.plan(PlanText.creation)
    let files = [
      "own.proviso": "spec conventions for terraform\n\nlet production_names = [\"p\"]\n"
    ]
    let outcome = try Self.check(
      plan, ["--no-config", "-s", "aws", "--conventions", "own.proviso"], files: files)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("none of this check has one"))
    let both = try Self.check(
      plan, ["--no-config", "-s", "standard", "-s", "aws", "--conventions", "own.proviso"],
      files: files)
    #expect(both.status == 0, "\(both.standardError)")
    #expect(try Self.check(plan, ["--no-config", "-s", "aws"]).status == 0)
  }

  @Test("the properties of a pack are listed, even if there is a folder with its name")
  func listed() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.folder.appending(path: "injection"), withIntermediateDirectories: false)
    try scratch.write("injection/other.proviso", "spec other for agent\n")
    let outcome = try Executable.run(["specs", "injection"], folder: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("no_text_decides_the_recipient"))
    let mixed = try Executable.run(["specs", "injection", "./injection"], folder: scratch.folder)
    #expect(mixed.status == 0, "\(mixed.standardError)")
  }
}
