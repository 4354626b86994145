import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoRuntime

/// `proviso init`.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Creates a project: settings, a first spec, and a test that passes.",
    discussion: """
      Writes proviso.yaml, specs/first.proviso and the plan of its test to DIR. If one of these files \
      already exists, nothing is written. Links below DIR are not followed.

      Examples:
        proviso init
        proviso init infrastructure
        proviso init --hook claude

      Exit status: 0 the files are written; 2 a file already exists or cannot be written.
      """)

  @Argument(
    help: ArgumentHelp(
      "The directory of the project.", valueName: "dir"))
  var directory = "."

  @Flag(help: "Replace files that already exist.")
  var force = false

  @Option(
    help:
      "Install the hook of this host instead, with a first world for it (\(HookHost.allCases.map(\.rawValue).joined(separator: ", ")))."
  )
  var hook: HookHost?

  func run() throws {
    if let hook { return try install(hook) }
    let written: [String]
    do {
      written = try NewProject(folder: directory).write(overwrites: force)
    } catch {
      Terminal().complain(error)
      throw ProvisoExit.unusable.code
    }
    let argument = directory == "." ? "" : " \(directory.shellWord.printable)"
    let text =
      written.map { "wrote \($0.printable)\n" }.joined() + """

        next:
          proviso test\(argument)        run the test of the first spec
          proviso specs       list the properties\(directory == "." ? "" : " (run it in \(directory.printable))")
          terraform plan -out tfplan && proviso check tfplan

        """
    try Console.print(text)
  }

  private func install(_ host: HookHost) throws {
    let installation = HookInstallation(host: host, folder: directory)
    let written: [String]
    do throws(InputError) {
      written = try installation.write(overwrites: force)
    } catch {
      Terminal().complain(error)
      throw ProvisoExit.unusable.code
    }
    let argument = directory == "." ? "" : " \(directory.shellWord.printable)"
    try Console.print(
      written.map { "wrote \($0.printable)\n" }.joined() + """

        next:
          proviso selftest --host \(host.rawValue)\(argument)        see that the hook blocks

        """)
  }
}
