import ArgumentParser
import Essentials
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoReport

/// `proviso schema`.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of results, of proviso.yaml, of agent plans, and more.",
    discussion: """
      Examples:
        proviso schema result    the output of --format json
        proviso schema config    proviso.yaml, for completion in editors
        proviso schema plan      a plan of agents, in YAML or JSON
        proviso schema policy    a policy of tools, in YAML or JSON
        proviso schema repairs   the answer of `proviso fix --format json`
        proviso schema tests     the runs of `proviso explore --export tests`
        proviso schema decision  the decision of a gate, as the library answers it
      """)

  enum Subject: String, ExpressibleByArgument, CaseIterable {
    case result, config, plan, policy, repairs, tests, decision
  }

  @Argument(help: "The format: result, config, plan, policy, repairs, tests or decision.")
  var subject: Subject

  func run() throws {
    let text =
      switch subject {
      case .result: ResultSchema.text
      case .config: SettingsSchema.text
      case .plan: AgentPlanSchema.text
      case .policy: ToolPolicySchema.text + "\n"
      case .repairs: RepairSchema.text
      case .tests: RunTestSchema.text
      case .decision: DecisionSchema.text
      }
    try Console.print(text, as: .json)
  }
}
