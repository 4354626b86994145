import Foundation
import Testing

/// Pipes and devices in place of files are refused, and nothing waits for them.
@Suite struct SpecialFileTests {
  static let commands = [
    "check --no-config FILE", "check --no-config -s FILE plan.json",
    "check plan.json --config FILE",
    "check --no-config -s standard --conventions FILE plan.json",
    "check --no-config plan.json --graph FILE", "explore FILE", "simulate FILE",
    "simulate FILE --random 3", "test FILE", "fmt FILE", "fmt --check FILE", "specs FILE",
    "specs --conventions FILE", "specs user.proviso", "check --no-config p.yaml",
    "check --no-config -s injection tools.yaml", "test tested.proviso", "check changes.yaml",
    "learn --from exercises x", "learn --from lessons no-overflow --check",
  ]

  @Test(arguments: commands, ["pipe", "device"])
  func refused(_ command: String, _ kind: String) throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("plan.json", Data(InputTests.plan.utf8))
    try folder.write(
      "user.proviso",
      Data("spec u for terraform\nuse \"f.proviso\"\ninvariant a \"T\" { true }\n".utf8))
    try folder.write(
      "tested.proviso",
      Data(
        "spec u for terraform\ninvariant a \"T\" { true }\ntest \"x\" { plan \"f.proviso\" expect a proved }\n"
          .utf8))
    let plan = "schema: proviso.plan/1\nname: x\n"
    for (name, rest) in [
      ("p.yaml", "world: f.proviso\nsteps:\n  - call: go\n"),
      ("tools.yaml", "tools: f.proviso\nsteps:\n  - call: go\n"),
      ("changes.yaml", "steps:\n  - call: go\n    changes: f.proviso\n"),
    ] {
      try folder.write(name, Data((plan + rest).utf8))
    }
    let exercise =
      "---\ncheck: property a\nfile: f.proviso\n---\n# T\n```proviso start\n```\n```proviso reference\n```\n"
    for name in ["exercises", "lessons"] {
      try FileManager.default.createDirectory(
        at: folder.url.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    try folder.write("lessons/no-overflow.md", Data(exercise.utf8))
    let file = kind == "device" && command.contains("FILE") ? "/dev/zero" : "f.proviso"
    let outcome = try ShellRun.run(
      "mkfifo f.proviso exercises/x.md; timeout 20 $P \(command.replacing("FILE", with: file)) </dev/null",
      in: folder)
    #expect(outcome.status == 2, "\(outcome.errors)")
    let said = outcome.errors + outcome.output
    #expect(said.contains("not a regular file") || said.contains("a pipe"), "\(said)")
  }

  /// A transcript may appear later, but not in place of something else.
  @Test(
    arguments: ["f", "/dev/zero", "d"], ["", " --once"])
  func transcripts(_ file: String, _ option: String) throws {
    let folder = try ProvisoRun.Folder()
    try folder.write(
      "agent.proviso", Data("world agent\nvar n: Int = 0\ninvariant a \"T\" { n == 0 }\n".utf8))
    let outcome = try ShellRun.run(
      "mkfifo f; mkdir d; timeout 20 $P monitor \(file) --world agent.proviso\(option)", in: folder)
    #expect(outcome.status == 2, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "\(file): \(file == "d" ? "this is a directory" : "this is not a regular file")"),
      "\(outcome.errors)")
  }

  @Test func settings() throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("plan.json", Data(InputTests.plan.utf8))
    let outcome = try ShellRun.run("mkfifo proviso.yaml; timeout 20 $P check plan.json", in: folder)
    #expect(outcome.status == 2 && outcome.errors.contains("not a regular file"))
  }
}
