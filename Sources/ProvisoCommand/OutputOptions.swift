import ArgumentParser
import ProvisoReport

/// The options `--format`, `--output`, `--verbose`, `--quiet` and `--color`.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The format of the result (\(ReportFormat.listed)). Repeatable: each format then needs its own --output.",
      valueName: "format"))
  var format: [ReportFormat] = []

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "The file for the result; - or no file is standard output. The first one belongs to the first --format, and so on.",
      valueName: "file"))
  var output: [String] = []

  @Flag(
    name: .shortAndLong,
    help:
      "Show proofs, assumptions and what does not apply; twice, also every change of every step.")
  var verbose: Int

  @Flag(name: .shortAndLong, help: "Show only findings.")
  var quiet = false

  @Option(help: "Colours: auto, always or never. NO_COLOR and FORCE_COLOR count for auto.")
  var color: ColorChoice = .auto

  func validate() throws {
    guard verbose == 0 || !quiet else {
      throw ValidationError("--verbose and --quiet exclude each other.")
    }
    let formats = max(format.count, 1)
    guard output.count == formats || formats == 1 && output.isEmpty else {
      throw ValidationError(
        formats == 1
          ? "one format has one --output, found \(output.count)."
          : "each --format needs its own --output, found \(formats) formats and \(output.count) outputs; - is standard output."
      )
    }
    guard output.count(where: { $0 == "-" }) <= 1 else {
      throw ValidationError("standard output (-) takes one format.")
    }
    let files = output.filter { $0 != "-" }
    let isDistinct = files.indices.allSatisfy { index in
      !files[..<index].contains { OutputFile.isSame($0, files[index]) }
    }
    guard isDistinct else {
      throw ValidationError("two formats cannot go to the same file.")
    }
  }

  /// The parts of the answer that text shows.
  var detail: ReportSettings.Detail {
    quiet ? .findings : verbose == 0 ? .short : verbose == 1 ? .long : .full
  }

  /// The formats with their files; `nil` is standard output.
  var targets: [(format: ReportFormat, output: String?)] {
    let formats = format.isEmpty ? [.text] : format
    return formats.enumerated().map { index, format in
      let file = output.indices.contains(index) ? output[index] : "-"
      return (format, file == "-" ? nil : file)
    }
  }

  /// The terminal with the wanted colours.
  var terminal: Terminal { Terminal(color: color) }
}

/// The value of `--color`.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}
