import ArgumentParser
import JSONOutput
import Proviso
import ProvisoInput
import ProvisoResult

/// `proviso merge`.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Joins the answers of the jobs that checked the parts of a list of plans.",
    discussion: """
      Each job checks one part of the same list with `proviso check --shard I/N --format json`. The answers \
      are joined only if there is one of each part, of one list, in which every plan has an answer, and all \
      jobs had the same plans, specs, settings, options and version of Proviso. The exit \
      status is the worst of the parts, as if one job had checked all.

      Examples:
        proviso check --shard 1/2 --format json -o 1.json plans/*.json
        proviso check --shard 2/2 --format json -o 2.json plans/*.json
        proviso merge 1.json 2.json
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  @Argument(help: ArgumentHelp("The answers of all parts, in any order.", valueName: "file"))
  var files: [String]

  @Option(help: "text, one line for each plan that is not proved, or json, all results.")
  var format: Format = .text

  @Option(
    name: [.short, .long], help: ArgumentHelp("The file for the answer.", valueName: "file"))
  var output: String?

  func run() throws {
    let terminal = Terminal()
    let target = try output.map { try terminal.prepareFile($0, keeping: files) }
    let merged: MergedShards
    do throws(InputError) {
      var read: [ShardFile] = []
      for path in files { read.append(try ShardFile(contentsOf: path)) }
      merged = try MergedShards(read)
    } catch {
      terminal.complain(error)
      throw ProvisoExit.unusable.code
    }
    let text = format == .json ? merged.json : merged.text
    if let target {
      try terminal.write(text, as: format == .json ? .json : .plain, to: target)
    } else {
      try Console.print(text, as: format == .json ? .json : .plain)
    }
    if merged.exitStatus != .proved { throw merged.exitStatus.code }
  }
}
