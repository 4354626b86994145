import ArgumentParser
import Foundation
import Proviso
import ProvisoReport

/// `proviso specs`.
struct SpecsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "specs",
    abstract: "Lists the properties of specs, and what can happen in worlds.",
    discussion: """
      Without SPEC: those that `proviso check` uses in this directory, by the nearest proviso.yaml; \
      where there is none, the standard pack.

      Examples:
        proviso specs
        proviso specs rules.proviso
        proviso specs proviso:tools.proviso    the contracts of common tools that are built in
        proviso specs --format markdown > RULES.md
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, markdown, json
  }

  @Argument(
    help:
      "The .proviso files to list, directories of them, contracts that are built in (proviso:NAME.proviso), or names of packs that are built in: \(SpecPack.all.map(\.name).joined(separator: ", "))."
  )
  var spec: [String] = []

  @Option(help: "A file that replaces the conventions.proviso of a pack.")
  var conventions: String?

  @Option(help: "How to print the list: text, markdown or json.")
  var format: Format = .text

  func run() throws {
    let terminal = Terminal()
    let specs: LoadedSpecs
    do throws(InputError) {
      var verifier = Verifier(specs: spec, conventions: conventions)
      if spec.isEmpty, let settings = try Settings.find(from: ".") {
        terminal.complain([settings.told(isReplaced: false)])
        verifier.specs = settings.specs
        verifier.conventions = conventions ?? settings.conventions
      }
      specs = try verifier.loadSpecsBelow()
    } catch {
      terminal.complain(error.messages)
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
