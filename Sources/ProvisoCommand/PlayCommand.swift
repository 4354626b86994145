import ArgumentParser
import Proviso
import ProvisoInput
import ProvisoPlay

/// `proviso play`.
struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Serves a page on this machine on which worlds, specs and plans can be tried.",
    discussion: """
      The page has an editor that shows mistakes as you type, and answers with each run to step through. It \
      is served on the loopback address alone, to whoever knows the address with its key, until this command \
      is ended with Ctrl-C. It reads no file but those that you name here, and runs no program.

      Examples:
        proviso play
        proviso play specs/teaching/river.proviso
        proviso play rules.proviso plan.json
      """)

  @Argument(help: "A .proviso file to begin with, and a plan for it.")
  var file: [String] = []

  @Option(help: "The port; 0 for any that is free.")
  var port: Int = 0

  @Option(help: ArgumentHelp("The time limit of one check.", valueName: "seconds"))
  var timeLimit: Int = 20

  @Option(
    help: ArgumentHelp(
      "The memory of the process beyond which a check ends, instead of 3/4 of what the machine gives.",
      valueName: "megabytes"))
  var memoryLimit: Int?

  /// The largest file that is opened, in bytes.
  private static let mostBytes = 8 << 20

  func validate() throws {
    try Settings.validateTimeout(timeLimit, of: "--time-limit")
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port takes a number between 0 and 65535.")
    }
    guard file.count <= 2 else {
      throw ValidationError("expected at most two files: a .proviso file, and a plan for it.")
    }
  }

  func run() throws {
    do throws(InputError) {
      let judge = PlayJudge(
        deadline: .seconds(timeLimit), memoryLimit: memoryLimit ?? ProcessMemory.threeQuarters,
        lessons: try PlayLessons())
      let server = try PlayServer(
        port: UInt16(clamping: port), judge: judge, opened: try opened())
      try? Console.print("Open \(server.address)\nCtrl-C ends the page.\n")
      server.serve()
    } catch {
      Terminal().complain(error)
      throw ProvisoExit.unusable.code
    }
  }

  private func opened() throws(InputError) -> PlayText? {
    guard let spec = file.first else { return nil }
    return PlayText(
      spec: try Self.text(of: spec), plan: file.count > 1 ? try Self.text(of: file[1]) : "")
  }

  private static func text(of path: String) throws(InputError) -> String {
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: mostBytes, in: .everywhere)
    } catch {
      throw InputError("\(path): \(error.reason())")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError("\(path): the file is not valid UTF-8")
    }
    return text
  }
}
