import Foundation
import Testing

/// Settings that another user put above a plan are not used.
@Suite(.enabled(if: geteuid() == 0, "only root can give files to another user"))
struct ForeignSettingsTests {
  private static let settings = "version: 1\nspecs: [s.proviso]\n"

  /// A plan in `shared/own/`, with settings in `shared/` that belong to user 12345.
  private func folder() throws -> ProvisoRun.Folder {
    let folder = try ProvisoRun.Folder()
    try ShellRun.directory("shared/own", in: folder)
    try folder.write("shared/own/plan.json", Data(InputTests.plan.utf8))
    try folder.write(
      "shared/s.proviso", Data("spec t for terraform\ninvariant a \"T\" { true }\n".utf8))
    try folder.write("shared/proviso.yaml", Data(Self.settings.utf8))
    return folder
  }

  @Test(arguments: [
    "cd shared/own && $P check plan.json", "cd shared/own && $P check .",
    "cd shared/own && $P test .",
    "cd shared/own && $P specs", "$P check shared/own/plan.json",
    "$P check $PWD/shared/own/plan.json",
  ])
  func refused(_ command: String) throws {
    let folder = try folder()
    let own = try ShellRun.run(command, in: folder)
    #expect(!own.errors.contains("belongs to"), "\(own.errors)")
    // A link counts, too, wherever it leads.
    for change in ["", "mv shared/proviso.yaml shared/x; ln -s x shared/proviso.yaml; "] {
      let outcome = try ShellRun.run(
        "\(change)chown -h 12345 shared/proviso.yaml && \(command)", in: folder)
      #expect(outcome.status == 2, "\(change): \(outcome.output)\(outcome.errors)")
      #expect(outcome.errors.contains("proviso.yaml: this file belongs to user 12345"))
      #expect(outcome.errors.contains("pass --root "), "\(outcome.errors)")
    }
  }

  /// The checked folder's own user may have written its settings, for example in a container.
  @Test(arguments: [
    "chown -R 12345 shared", "chown 12345 shared/own shared/proviso.yaml", "chown 12345 shared",
  ])
  func used(_ change: String) throws {
    let folder = try folder()
    let outcome = try ShellRun.run(
      "\(change) && cd shared/own && $P check plan.json", in: folder)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test func namedOnTheCommandLine() throws {
    let folder = try folder()
    let script = "chown 12345 shared/proviso.yaml && cd shared/own && $P check plan.json"
    for option in ["--config ../proviso.yaml", "--no-config", "--root ..", "--root ../.."] {
      let outcome = try ShellRun.run("\(script) \(option)", in: folder)
      #expect(!outcome.errors.contains("belongs to"), "\(outcome.errors)")
    }
  }

  /// Such a file does not widen what the files of a project may name either.
  @Test func widensNoProject() throws {
    let folder = try folder()
    try folder.write(
      "shared/own/u.proviso",
      Data("spec u for terraform\nuse \"../s.proviso\"\ninvariant b \"T\" { true }\n".utf8))
    let script = "cd shared/own && $P check --no-config plan.json -s u.proviso"
    #expect(try ShellRun.run(script, in: folder).status == 0)
    let outcome = try ShellRun.run("chown 12345 shared/proviso.yaml && \(script)", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("not below the project's folder"), "\(outcome.errors)")
  }
}
