/// What agents are about to do: every branch, every loop, every call, as a reader makes it of a source.
public struct AgentPlan: Sendable {
  /// The format that it was read from (`proviso.plan/1`, `langgraph`, `asl`).
  public let format: String
  /// What a person calls it; empty where nobody says.
  public let name: String
  /// What the user asked for, text by text; trusted.
  public let userTexts: [String]
  /// The file with the contracts of the tools, by its path from the plan; `nil` where the plan names none.
  public let world: String?
  /// The agents, each with what it does, one after the other; what two agents do is not ordered.
  public let agents: [PlannedAgent]
  /// Whether people know a call by its label, because the identifiers are made up by the reader.
  public let isKnownByLabels: Bool
  /// What the tools' own makers say of them, by the name of the tool: a map such as `annotations` of the
  /// Model Context Protocol, of which only what raises a tool's danger may be believed.
  public let annotations: [String: Value]
  /// The tools of which their makers say in so many words that they destroy.
  public let destructive: Set<String>
  /// What the source does not say and was therefore taken for granted, as sentences.
  public var assumptions: [String]
  /// What in the source had no meaning here, as sentences.
  public let notModelled: [String]
  /// Why steps are not among these that may be taken, as sentences; nothing can be proved of a plan that
  /// has some.
  public let gaps: [String]

  /// Puts a plan together.
  public init(
    format: String, name: String = "", userTexts: [String] = [], world: String? = nil,
    agents: [PlannedAgent], isKnownByLabels: Bool = false, annotations: [String: Value] = [:],
    destructive: Set<String> = [], assumptions: [String] = [], notModelled: [String] = [],
    gaps: [String] = []
  ) {
    self.format = format
    self.name = name
    self.userTexts = userTexts
    self.world = world
    self.agents = agents
    self.isKnownByLabels = isKnownByLabels
    self.annotations = annotations
    self.destructive = destructive
    self.assumptions = assumptions
    self.notModelled = notModelled
    self.gaps = gaps
  }
}

extension AgentPlan {
  /// Every step, those within others and those that follow failures included, in the order of the source.
  public var allSteps: [PlanStep] {
    var out: [PlanStep] = []
    var open = Array(agents.flatMap(\.steps).reversed())
    while let step = open.popLast() {
      out.append(step)
      open += step.parts.reversed()
    }
    return out
  }

  /// Every call that it can make.
  public var calls: [PlannedCall] {
    allSteps.compactMap { if case .call(let call) = $0.kind { call } else { nil } }
  }
}

/// An agent of a plan with its steps.
public struct PlannedAgent: Sendable {
  /// The name; each agent's is another.
  public let name: String
  public let steps: [PlanStep]

  /// Describes an agent.
  public init(name: String, steps: [PlanStep]) {
    self.name = name
    self.steps = steps
  }
}

/// Where something stands in a source, from 1.
public struct PlanPlace: Hashable, Sendable {
  public let line: Int
  public let column: Int

  /// Names a place.
  public init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
