import ArgumentParser
import Foundation
import Proviso

/// `proviso specs`.
struct SpecsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "specs",
    abstract: "Lists the properties of specs; without any, of the standard pack.",
    discussion: """
      Of a world it also lists the actions, and what the agents may do.
      """)

  @Argument(help: "The .proviso files to list, or directories of them.")
  var spec: [String] = []

  @Option(help: "A file that replaces the standard pack's conventions.proviso.")
  var conventions: String?

  func run() throws {
    let specs: LoadedSpecs
    do {
      specs = try Verifier(specs: spec, conventions: conventions).loadSpecsBelow()
    } catch {
      Terminal().complain(error.messages)
      throw ProvisoExit.unusable.code
    }
    var text = ""
    var worlds = specs.worlds
    for property in specs.summaries {
      if let place = worlds.firstIndex(where: { $0.path == property.path }) {
        text += Self.head(of: worlds.remove(at: place))
      }
      text += "\(property.name)  (\(property.severity.rawValue), \(property.timing))\n"
      text += "  \(property.title)\n"
      text += "  \(property.path):\(property.line)\n"
      for line in property.documentation.split(separator: "\n") { text += "    \(line)\n" }
    }
    // Worlds of which nothing is said.
    for world in worlds { text += Self.head(of: world) }
    FileHandle.standardOutput.write(Data(text.utf8))
  }

  private static func head(of world: WorldSummary) -> String {
    var text = "world \(world.name)\n  \(world.path)\n"
    for line in world.documentation.split(separator: "\n") { text += "    \(line)\n" }
    for action in world.actions { text += "  action \(action)\n" }
    for agent in world.agents { text += "  agent \(agent)\n" }
    if world.agents.isEmpty { text += "  no agents: anyone may do anything\n" }
    return text
  }
}
