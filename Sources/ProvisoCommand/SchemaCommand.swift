import ArgumentParser
import Foundation
import Proviso
import ProvisoAgent
import ProvisoReport

/// `proviso schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints a JSON Schema: of the result, of proviso.yaml, or of agent plans.",
    discussion: """
      Examples:
        proviso schema result    what --format json prints
        proviso schema config    proviso.yaml, for an editor's completion
        proviso schema plan      a plan of agents, in YAML or JSON
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case result, config, plan
  }

  @Argument(help: "Of what: result, config or plan.")
  var subject: Subject

  func run() {
    let text =
      switch subject {
      case .result: ResultSchema.text
      case .config: SettingsSchema.text
      case .plan: PlanSchema.text
      }
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}
