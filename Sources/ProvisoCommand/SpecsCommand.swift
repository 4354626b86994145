import ArgumentParser
import Foundation
import Proviso
import ProvisoInput
import ProvisoReport

/// `proviso specs`.
struct SpecsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "specs",
    abstract: "Lists the properties of specs, and the actions and agents of worlds.",
    discussion: """
      The default is the specs that `proviso check` uses in this directory: those of the nearest \
      proviso.yaml, or the standard pack if there is no such file.

      Examples:
        proviso specs
        proviso specs rules.proviso
        proviso specs proviso:tools.proviso    the built-in contracts of common tools
        proviso specs --format markdown > RULES.md
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, json
  }

  @Argument(
    help:
      "The .proviso files to list, directories with such files, built-in contracts (proviso:NAME.proviso), or names of built-in packs: \(SpecPack.all.map(\.name).joined(separator: ", "))."
  )
  var spec: [String] = []

  @Option(help: "A file that replaces the conventions.proviso of a pack.")
  var conventions: String?

  @Option(help: "The format of the list: text, markdown or json.")
  var format: Format = .text

  func run() throws {
    let terminal = Terminal()
    let specs: LoadedSpecs
    do throws(InputError) {
      var verifier = Verifier(specs: spec.map(SpecSource.path), conventions: conventions)
      if spec.isEmpty, let settings = try Settings.find(from: ".") {
        terminal.complain([settings.notice(isReplaced: false)])
        verifier.specs = settings.specs.map(SpecSource.path)
        verifier.conventions = conventions ?? settings.conventions
      }
      specs = try verifier.loadSpecsBelow()
    } catch {
      terminal.complain(error)
      throw ProvisoExit.unusable.code
    }
    let report = SpecsReport()
    let text =
      switch format {
      case .text: report.text(specs.summaries)
      case .markdown: report.markdown(specs.summaries)
      case .json: report.json(specs.summaries)
      }
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
