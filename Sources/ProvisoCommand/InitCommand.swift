import ArgumentParser
import Foundation
import Proviso

/// `proviso init`.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Starts a project: settings, a first spec, and a test that passes.",
    discussion: """
      Writes proviso.yaml, specs/first.proviso and the plan of its test into DIR. What is there already \
      stays, and then nothing is written.

      Examples:
        proviso init
        proviso init infrastructure

      Exit status: 0 written; 2 a file is there already, or cannot be written.
      """)

  @Argument(help: ArgumentHelp("The directory of the project (default: here).", valueName: "dir"))
  var directory = "."

  @Flag(help: "Replace files that are there already.")
  var force = false

  func run() throws {
    let written: [String]
    do {
      written = try NewProject(folder: directory).write(overwrites: force)
    } catch {
      Terminal().complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    let place = directory == "." ? "" : " \(directory)"
    let text =
      written.map { "wrote \($0)\n" }.joined() + """

        next:
          proviso test\(place)        the test of the first spec passes
          proviso specs       what is checked, in \(directory == "." ? "this directory" : directory)
          terraform plan -out tfplan && proviso check

        """
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
