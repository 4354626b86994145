import ArgumentParser
import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel

/// `proviso fmt`.
struct FmtCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt",
    abstract: "Formats specs in one style.",
    discussion: """
      PATH is a .proviso file, or a directory whose files and subdirectories are searched. The \
      default is the current directory; - reads standard input and writes standard output. Files \
      that are not formatted are rewritten and listed. Comments and the meaning of a spec stay the \
      same. A file with syntax errors is not changed, and neither is a link that leads out of its \
      directory.

      Examples:
        proviso fmt                     format all specs in the current directory
        proviso fmt --check specs       for CI: list the files that are not formatted
        proviso fmt --diff rules.proviso
        proviso fmt - < rules.proviso   for editors

      Exit status: 0 all files are formatted; 1 with --check, a file is not formatted; 2 a file \
      cannot be read or has errors; 3 the time or the memory was not enough.
      """)

  @Argument(
    help: ArgumentHelp("Files and directories (default: the current directory).", valueName: "path")
  )
  var paths: [String] = []

  @Flag(
    help: "Change no file. List the files that are not formatted, and exit with 1 if there is one.")
  var check = false

  @Flag(help: "Change no file. Print the changes that would be made.")
  var diff = false

  @OptionGroup var budget: BudgetOptions

  func validate() throws {
    guard !paths.contains("-") || paths.count == 1 else {
      throw ValidationError("standard input (-) cannot be combined with other paths.")
    }
  }

  func run() throws {
    let terminal = Terminal()
    ProcessBudget.begin(budget)
    let formatter = FileFormatter()
    var isUnusable = false
    var isChanged = false
    let files: [String]
    do {
      files = paths == ["-"] ? paths : try formatter.files(at: paths.isEmpty ? ["."] : paths)
    } catch {
      terminal.complain(error)
      throw ProvisoExit.unusable.code
    }
    for path in files {
      ProcessBudget.note(reading: path)
      do {
        let file = try formatter.format(path)
        isChanged = isChanged || file.isChanged
        try finish(file, with: formatter, terminal)
      } catch let error as InputError {
        terminal.complain(error)
        isUnusable = true
      }
    }
    if isUnusable { throw ProvisoExit.unusable.code }
    if check, isChanged { throw ProvisoExit.violated.code }
  }

  /// Writes or prints the result of formatting a file, as the options say.
  private func finish(
    _ file: FormattedFile, with formatter: FileFormatter, _ terminal: Terminal
  ) throws {
    let isInput = file.path == "-"
    let name = isInput ? "standard input" : file.path
    if diff {
      guard file.isChanged else { return }
      let text = UnifiedDiff(
        name: name, from: String(decoding: file.before, as: UTF8.self),
        to: String(decoding: file.after, as: UTF8.self)
      ).text
      try print(text, as: .plain)
    } else if check {
      if file.isChanged { try print(name.printable + "\n", as: .plain) }
    } else if isInput {
      // A terminal is not obeyed; an editor gets the file as it is.
      try print(
        String(decoding: file.after, as: UTF8.self), as: terminal.isTerminal ? .plain : .source)
    } else if file.isChanged {
      try formatter.write(file)
      try print(name.printable + "\n", as: .plain)
    }
  }

  private func print(_ text: String, as notation: Console.Notation) throws {
    try Console.print(text, as: notation)
  }
}
