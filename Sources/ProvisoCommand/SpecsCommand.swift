import ArgumentParser
import Essentials
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
        proviso specs --index                  every built-in pack and contract, a line for each file
        proviso specs --index specs/teaching   the same for specs in a directory
        proviso specs --print blast_radius     the source of a built-in rule, with what it uses
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

  @Option(
    help: "A file whose declarations replace and extend those of a pack's conventions.proviso.")
  var conventions: String?

  @Option(help: "The format of the list: text, markdown or json.")
  var format: Format = .text

  @Option(
    help: ArgumentHelp(
      "Print the source of a built-in pack (standard), file (standard/exposure.proviso) or rule, with the definitions that the rule uses; repeatable.",
      valueName: "name"))
  var print: [String] = []

  @Flag(
    help:
      "List one line for each spec, with the first sentence about it. Without specs, list all that is built in."
  )
  var index = false

  @OptionGroup var project: RootOption

  @OptionGroup var budget: BudgetOptions

  func validate() throws {
    guard print.isEmpty || spec.isEmpty && conventions == nil && format == .text else {
      throw ValidationError("--print takes no specs, no --conventions and no --format.")
    }
    guard !index || print.isEmpty && conventions == nil && format == .text else {
      throw ValidationError("--index takes no --print, no --conventions and no --format.")
    }
  }

  func run() throws {
    let terminal = Terminal()
    ProcessBudget.begin(budget)
    guard print.isEmpty else { return try printSources(terminal) }
    if index { return try printIndex(terminal) }
    let specs: LoadedSpecs
    do throws(InputError) {
      var verifier = Verifier(specs: spec.map(SpecSource.path), conventions: conventions)
      verifier.readingSpec = ProcessBudget.note(reading:)
      if spec.isEmpty, let settings = try Settings.find(from: ".", root: project.root) {
        verifier.root = settings.folder
        terminal.complain([settings.notice(isReplaced: false)])
        verifier.specs = settings.specs.map(SpecSource.path)
        verifier.conventions = conventions ?? settings.conventions
        // The list shows the rules as they are written, also those that are off.
        verifier.adjustments.conventions = settings.adjustments.conventions
      }
      if let root = project.root { verifier.root = root }
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
    try Console.print(text, as: format == .json ? .json : .plain)
  }

  private func printIndex(_ terminal: Terminal) throws {
    let report = SpecsReport()
    let text: String
    do throws(InputError) {
      if spec.isEmpty {
        var parts: [String] = []
        for pack in SpecPack.all {
          let loaded = try Verifier(specs: [.path(pack.name)]).loadSpecs()
          parts.append(
            report.index(
              loaded.summaries, title: "-s \(pack.name): rules about \(pack.input)"))
        }
        var contracts: [SpecSummary] = []
        for name in ToolContracts.files.keys.sorted() {
          let verifier = Verifier(specs: [.path("proviso:" + name)])
          contracts += try verifier.loadSpecsBelow().summaries.prefix(1)
        }
        parts.append(
          report.index(contracts, title: "contracts of tools, for `use` in a world of yours"))
        text = parts.joined(separator: "\n")
      } else {
        var verifier = Verifier(specs: spec.map(SpecSource.path))
        if let root = project.root { verifier.root = root }
        text = report.index(
          try verifier.loadSpecsBelow().summaries, title: spec.joined(separator: ", "))
      }
    } catch {
      terminal.complain(error)
      throw ProvisoExit.unusable.code
    }
    try Console.print(text)
  }

  private func printSources(_ terminal: Terminal) throws {
    var texts: [String] = []
    do throws(InputError) {
      for name in print { texts.append(try BuiltInSource.text(named: name)) }
    } catch {
      terminal.complain(error)
      throw ProvisoExit.unusable.code
    }
    try Console.print(texts.joined(separator: "\n"))
  }
}
