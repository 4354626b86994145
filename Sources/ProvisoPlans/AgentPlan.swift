import ProvisoKernel

/// The calls that agents will make, with every branch and every loop, as a reader builds them from
/// a source.
public struct AgentPlan: Sendable {
  /// The format of the source (`proviso.plan/1`, `langgraph`, `asl`).
  public let format: String
  /// The name that people use for the plan; empty if the source gives none.
  public let name: String
  /// The texts of the user's request, which are trusted.
  public let userTexts: [String]
  /// The path, relative to the plan, of the file with the tools' contracts; `nil` if the plan names
  /// none.
  public let world: String?
  /// The directory that relative paths resolve against, as an absolute path; `nil` if it is unknown.
  public let directory: String?
  /// The agents, each with its sequence of steps. The steps of different agents are not ordered.
  public let agents: [PlannedAgent]
  /// Whether messages name a call by its label, because the reader invented the identifiers.
  public let isNamedByLabels: Bool
  /// The annotations that the tools' own makers give, by the name of the tool: a map such as
  /// `annotations` of the Model Context Protocol. Only entries that raise a tool's danger may be
  /// believed.
  public let annotations: [String: Value]
  /// The tools that their makers explicitly call destructive.
  public let destructive: Set<String>
  /// The assumptions that the reader made where the source is silent, as sentences.
  public var assumptions: [String]
  /// The parts of the source that the reader does not model, as sentences.
  public let notModelled: [String]
  /// Why steps that may be taken are missing from this plan, as sentences. Nothing can be proved
  /// about a plan with gaps.
  public let gaps: [String]
  /// Whether a command starts in the directory in which the agent's previous command has ended.
  package var keepsDirectory = false
  /// Whether all calls have happened, as a record says.
  package var isRecord = false

  /// Makes a plan from its parts.
  public init(
    format: String, name: String = "", userTexts: [String] = [], world: String? = nil,
    directory: String? = nil, agents: [PlannedAgent], isNamedByLabels: Bool = false,
    annotations: [String: Value] = [:],
    destructive: Set<String> = [], assumptions: [String] = [], notModelled: [String] = [],
    gaps: [String] = []
  ) {
    self.format = format
    self.name = name
    self.userTexts = userTexts
    self.world = world
    self.directory = directory
    self.agents = agents
    self.isNamedByLabels = isNamedByLabels
    self.annotations = annotations
    self.destructive = destructive
    self.assumptions = assumptions
    self.notModelled = notModelled
    self.gaps = gaps
  }
}

extension AgentPlan {
  /// Every step, nested steps and failure handlers included, in the order of the source.
  public var allSteps: [AgentPlanStep] { agents.flatMap(\.steps).allSteps }

  /// Every call that the plan can make.
  public var calls: [PlannedCall] { agents.flatMap(\.steps).calls }
}

/// An agent of a plan with its steps.
public struct PlannedAgent: Sendable {
  /// The name, unique within the plan.
  public let name: String
  public let steps: [AgentPlanStep]

  /// Describes an agent.
  public init(name: String, steps: [AgentPlanStep]) {
    self.name = name
    self.steps = steps
  }
}
