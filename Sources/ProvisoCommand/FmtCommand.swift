import ArgumentParser
import Foundation
import Proviso

/// `proviso fmt`.
struct FmtCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Formats specs: one style, the same everywhere.",
    discussion: """
      PATH is a .proviso file, or a directory that is searched with all below it; - reads standard \
      input and writes standard output; none: the current directory. What is not yet formatted is \
      rewritten and listed. Comments stay, and so does what a spec means. A file with mistakes of \
      grammar stays as it is.

      Examples:
        proviso fmt                     format every spec here and below
        proviso fmt --check specs       for CI: list what is not formatted
        proviso fmt --diff rules.proviso
        proviso fmt - < rules.proviso   for an editor

      Exit status: 0 done, or nothing to do; 1 with --check: a file is not formatted; 2 a file cannot \
      be read, or has mistakes.
      """)

  @Argument(help: ArgumentHelp("Files and directories (default: here).", valueName: "path"))
  var paths: [String] = []

  @Flag(help: "Write nothing; list the files that are not formatted, and exit 1 if there is one.")
  var check = false

  @Flag(help: "Write nothing; print what would change.")
  var diff = false

  func validate() throws {
    guard !paths.contains("-") || paths.count == 1 else {
      throw ValidationError("standard input (-) is formatted alone, without other paths.")
    }
  }

  func run() throws {
    let terminal = Terminal()
    let formatter = FileFormatter()
    var isUnusable = false
    var isChanged = false
    let files: [String]
    do {
      files = paths == ["-"] ? paths : try formatter.files(at: paths.isEmpty ? ["."] : paths)
    } catch {
      terminal.complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    for path in files {
      do throws(InputError) {
        let file = try formatter.format(path)
        isChanged = isChanged || file.isChanged
        try tell(file, formatter)
      } catch {
        terminal.complain(error.messages)
        isUnusable = true
      }
    }
    if isUnusable { throw ProvisoExit.unusable.code }
    if check, isChanged { throw ProvisoExit.violated.code }
  }

  private func tell(_ file: FormattedFile, _ formatter: FileFormatter) throws(InputError) {
    let isInput = file.path == "-"
    let name = isInput ? "standard input" : file.path
    if diff {
      guard file.isChanged else { return }
      let text = UnifiedDiff(
        name: name, from: String(decoding: file.before, as: UTF8.self),
        to: String(decoding: file.after, as: UTF8.self)
      ).text
      print(Data(text.utf8))
    } else if check {
      if file.isChanged { print(Data((name + "\n").utf8)) }
    } else if isInput {
      print(Data(file.after))
    } else if file.isChanged {
      try formatter.write(file)
      print(Data((name + "\n").utf8))
    }
  }

  private func print(_ data: Data) { FileHandle.standardOutput.write(data) }
}
