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
    #expect(outcome.standardOutput.contains("send_email #2 takes to = mallory@evil.example"))
    #expect(outcome.standardOutput.contains("specs/injection/flow.proviso"))
    let harmless = AgentTests.chat(answer: nil, to: "bob@a.example")
    #expect(try Self.check(harmless, ["--no-config", "-s", "injection"]).status == 0)
  }

  @Test("one yes to exactly the value settles a question")
  func approval() throws {
    let record = AgentTests.chat(answer: nil, to: "eve@other.example")
    let arguments = ["--no-config", "-s", "injection"]
    let asked = try Self.check(record, arguments)
    #expect(asked.status == 3, "\(asked.standardOutput)")
    #expect(
      asked.standardOutput.replacing("\n    ", with: " ").contains(
        "ask: may send_email #2 use `eve@other.example` as `to`?"))
    let approval = ["--approve", "send_email.to=eve@other.example"]
    #expect(try Self.check(record, arguments + approval).status == 0)
    let other = ["--approve", "send_email.to=eve@other.exampl"]
    #expect(try Self.check(record, arguments + other).status == 3)
    let malformed = try Self.check(record, arguments + ["--approve", "send_email"])
    #expect(malformed.status == 2)
    let json = try Self.check(record, arguments + ["--format", "json"]).standardOutput
    #expect(json.contains(#""value": "eve@other.example""#))
  }

  @Test("policies come from options and settings")
  func policies() throws {
    let record = AgentTests.chat(answer: nil, to: "eve@other.example")
    let policy =
      "schema: proviso.policy/1\ntools:\n  fetch_url: {effect: read}\n  send_email: {effect: scratch}\n"
    let files = ["p.yaml": policy]
    let arguments = ["-s", "injection"]
    #expect(
      try Self.check(record, arguments + ["--no-config", "--policy", "p.yaml"], files: files)
        .status == 0)
    let settings = ["proviso.yaml": "version: 1\nspecs: [injection]\npolicies: [p.yaml, mail]\n"]
    let configured = try Self.check(record, [], files: files.merging(settings) { a, _ in a })
    #expect(configured.status == 3, "\(configured.standardOutput)\(configured.standardError)")
    let missing = try Self.check(record, arguments + ["--no-config", "--policy", "q.yaml"])
    #expect(missing.status == 2 && missing.standardError.contains("built-in"))
    let wrong = try Self.check(
      record, arguments + ["--no-config", "--policy", "p.yaml"],
      files: ["p.yaml": policy.replacing("scratch", with: "harm")])
    #expect(wrong.status == 2 && wrong.standardError.contains("p.yaml:4:24: the effect is none of"))
  }

  @Test("a plan that was written first decides the values of its steps")
  func plans() throws {
    let plan = """
      schema: proviso.plan/1
      steps:
        - call: fetch_url
        - call: send_email
          with: {to: mallory@evil.example}
      """
    let arguments = ["--no-config", "-s", "injection", "--plan", "plan.yaml"]
    let followed = try Self.check(Self.record, arguments, files: ["plan.yaml": plan])
    #expect(followed.status == 0, "\(followed.standardOutput)\(followed.standardError)")
    let other = plan.replacing("mallory@evil", with: "bob@a")
    let left = try Self.check(Self.record, arguments, files: ["plan.yaml": other])
    #expect(left.status == 1)
    #expect(left.standardOutput.contains("send_email #2 takes to = mallory@evil.example"))
  }

  @Test("a draft of a policy is read from a list of tools")
  func draft() throws {
    let scratch = try Scratch()
    try scratch.write(
      "tools.json",
      #"[{"name": "send", "description": "Sends.", "parameters": {"properties": {"to": {"type": "string"}}}}]"#
    )
    let draft = try Executable.run(["policy", "init", "tools.json"], folder: scratch.folder)
    #expect(draft.status == 0, "\(draft.standardError)")
    try scratch.write("draft.yaml", draft.standardOutput)
    let checked = try Executable.run(
      ["policy", "check", "draft.yaml", "--tools", "tools.json"], folder: scratch.folder)
    #expect(checked.status == 0, "\(checked.standardError)")
    let other = try Executable.run(
      ["policy", "check", "mail", "--tools", "tools.json"], folder: scratch.folder)
    #expect(
      other.status == 2 && other.standardError.contains("`send_email` is no tool in tools.json"))
    try scratch.write("tools.json", "{}")
    let refused = try Executable.run(["policy", "init", "tools.json"], folder: scratch.folder)
    #expect(
      refused.status == 2 && refused.standardError.contains("tools.json:1:1: no list of tools"))
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

  @Test("--conventions belongs to a pack that has conventions")
  func conventions() throws {
    let files = ["own.proviso": "spec conventions for terraform\nlet largest_deletion = 3\n"]
    let scratch = try Scratch()
    try scratch.write("own.proviso", files["own.proviso"] ?? "")
    let listed = try Executable.run(
      ["specs", "standard", "injection", "--conventions", "own.proviso"], folder: scratch.folder)
    #expect(listed.status == 0, "\(listed.standardError)")
    let none = try Self.check(
      Self.record, ["-s", "injection", "--conventions", "own.proviso"], files: files)
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
    #expect(outcome.standardError.contains("--spec names none that has conventions"))
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
    #expect(outcome.standardOutput.contains("no_text_decides_a_value"))
    let mixed = try Executable.run(["specs", "injection", "./injection"], folder: scratch.folder)
    #expect(mixed.status == 0, "\(mixed.standardError)")
  }
}
