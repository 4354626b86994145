import ArgumentParser
import Foundation
import Proviso

/// `proviso specs`.
struct SpecsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "specs",
    abstract: "Lists the properties of specs; without any, of the standard pack.")

  @Argument(help: "The .proviso files to list.")
  var spec: [String] = []

  @Option(help: "A file that replaces the standard pack's conventions.proviso.")
  var conventions: String?

  func run() throws {
    let specs: LoadedSpecs
    do {
      specs = try Verifier(specs: spec, conventions: conventions).loadSpecs()
    } catch {
      Terminal().complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    var text = ""
    for property in specs.summaries {
      text += "\(property.name)  (\(property.severity.rawValue), \(property.timing))\n"
      text += "  \(property.title)\n"
      text += "  \(property.path):\(property.line)\n"
      for line in property.documentation.split(separator: "\n") { text += "    \(line)\n" }
    }
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
