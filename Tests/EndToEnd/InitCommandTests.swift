import Foundation
import Testing

/// `proviso init`, and the project that it creates.
@Suite struct InitCommandTests {
  private static let files = [
    "proviso.yaml", "specs/first.proviso", "specs/fixtures/replaced-database.json",
  ]

  @Test(arguments: [".", "new/project"])
  func startsAProject(_ directory: String) throws {
    let scratch = try Scratch()
    let arguments = directory == "." ? [] : [directory]
    let made = try Executable.run(["init"] + arguments, folder: scratch.folder)
    #expect(made.status == 0, "\(made.standardError)")
    let prefix = directory == "." ? "" : directory + "/"
    for file in Self.files {
      #expect(made.standardOutput.contains("wrote \(prefix)\(file)\n"))
    }
    let project = scratch.folder.appendingPathComponent(directory)

    let test = try Executable.run(["test"], folder: project)
    #expect(test.status == 0, "\(test.standardOutput)\(test.standardError)")
    #expect(test.standardError.isEmpty)
    let check = try Executable.check([Self.files[2], "--format", "json"], folder: project)
    #expect(check.status == 1, "\(check.standardError)")
    #expect(check.standardError == "using proviso.yaml: standard, specs\n")
    #expect(check.standardOutput.contains("\"no_production_database_destroyed\""))
    #expect(check.standardOutput.contains("\"no_production_resource_destroyed\""))
    let harmless = PlanText.plan(PlanText.creation)
    try harmless.write(
      to: project.appendingPathComponent("p.json"), atomically: true, encoding: .utf8)
    #expect(try Executable.check(["p.json"], folder: project).status == 0)
    let form = try Executable.run(["fmt", "--check"], folder: project)
    #expect(form.status == 0, "\(form.standardOutput)\(form.standardError)")
  }

  @Test func overwritesNothing() throws {
    let scratch = try Scratch()
    try scratch.write("proviso.yaml", "mine")
    let refused = try Executable.run(["init"], folder: scratch.folder)
    #expect(refused.status == 2)
    #expect(refused.standardOutput.isEmpty)
    #expect(refused.standardError.contains("error: proviso.yaml: already exists"))
    let specs = scratch.folder.appendingPathComponent("specs")
    #expect(!FileManager.default.fileExists(atPath: specs.path))
    let settings = scratch.folder.appendingPathComponent("proviso.yaml")
    #expect(try String(contentsOf: settings, encoding: .utf8) == "mine")
    #expect(try Executable.run(["init", "--force"], folder: scratch.folder).status == 0)
    #expect(try String(contentsOf: settings, encoding: .utf8).contains("version: 1"))
    #expect(try Executable.run(["test"], folder: scratch.folder).status == 0)
  }

  @Test func foldersThatCannotBeWritten() throws {
    let scratch = try Scratch()
    try scratch.write("file", "")
    let outcome = try Executable.run(["init", "file"], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("error: file/proviso.yaml: "))
  }
}
