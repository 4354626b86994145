import ArgumentParser
import Foundation
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoReport

/// `proviso schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of results, of proviso.yaml, or of agent plans.",
    discussion: """
      Examples:
        proviso schema result    the output of --format json
        proviso schema config    proviso.yaml, for completion in editors
        proviso schema plan      a plan of agents, in YAML or JSON
        proviso schema repairs   the answer of `proviso fix --format json`
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case result, config, plan, repairs
  }

  @Argument(help: "The format: result, config, plan or repairs.")
  var subject: Subject

  func run() throws {
    let text =
      switch subject {
      case .result: ResultSchema.text
      case .config: SettingsSchema.text
      case .plan: AgentPlanSchema.text
      case .repairs: RepairSchema.text
      }
    try Console.print(text, as: .json)
  }
}
