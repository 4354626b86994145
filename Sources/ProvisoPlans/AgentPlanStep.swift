import ProvisoKernel

/// One step of an agent's plan.
public struct AgentPlanStep: Sendable {
  public indirect enum Kind: Sendable {
    /// A call of a tool.
    case call(PlannedCall)
    /// The steps, one after another.
    case sequence([AgentPlanStep])
    /// All branches at once, in any interleaving; the step is over when every branch is over.
    case parallel([[AgentPlanStep]])
    /// The first steps where the condition holds, else the second.
    case branch(AgentPlanCondition, then: [AgentPlanStep], else: [AgentPlanStep])
    /// One of the alternatives; the source does not determine which.
    case either([[AgentPlanStep]])
    case loop(AgentPlanLoop)
    /// The agent continues with the step of this identifier, which must be one of its own.
    case jump(String)
    /// The agent stops.
    case stop
    /// A failure without any action: of a branch of a parallel step, or of the whole plan.
    case fail
  }

  /// The reaction to a failed step. A sequence fails if one of its steps fails. A parallel step
  /// fails if one of its branches failed, once all branches are over.
  public enum FailureHandling: Sendable {
    /// The enclosing step fails, too; at the top level the agent stops.
    case propagate
    /// The failure is ignored: the next step follows.
    case goOn
    /// These steps are taken, and then the steps that follow the failed one.
    case steps([AgentPlanStep])
  }

  /// The name of the step in conditions, arguments and approvals; an identifier of the language.
  public let id: String?
  public let kind: Kind
  public let onFailure: FailureHandling
  /// The number of retries after a failure, before the failure is handled.
  public let retries: Int
  /// For a parallel step: whether it fails as soon as one branch fails. The other branches then
  /// stop at any point, and their calls in flight continue while the following steps are taken.
  public let endsEarly: Bool
  public let position: PlanPosition?

  /// Describes a step.
  public init(
    _ kind: Kind, id: String? = nil, onFailure: FailureHandling = .propagate, retries: Int = 0,
    endsEarly: Bool = false, position: PlanPosition? = nil
  ) {
    self.kind = kind
    self.id = id
    self.onFailure = onFailure
    self.retries = retries
    self.endsEarly = endsEarly
    self.position = position
  }
}

/// A call of a tool in a plan.
public struct PlannedCall: Sendable {
  public let tool: String
  /// The arguments by name, in the order of the source.
  public let arguments: [(name: String, value: AgentPlanValue)]
  /// The tool's default values of arguments that are not given. They count for the effect of the
  /// call and are not among the plan's own arguments.
  public let defaults: [(name: String, value: AgentPlanValue)]
  /// The value that all further arguments are made from, if the source does not list their names;
  /// `nil` if `arguments` is complete.
  public let rest: AgentPlanValue?
  /// A name that a person gave the call; empty if there is none.
  public let label: String
  /// The identifiers of the steps that a person approves through this call.
  public let approves: [String]
  /// Whether the effect of the call is unknown, as a gap of the plan reports; then no contract is
  /// looked up.
  public let isOpaque: Bool
  /// The path, relative to the plan, of a Terraform plan that is the effect of the call; `nil` if
  /// the plan names none.
  public let changes: String?
  /// Whether the call comes from a command line, whose words are names of the tool and never names
  /// of objects in the world.
  package var isOfCommandLine = false

  /// Describes a call.
  public init(
    tool: String, arguments: [(name: String, value: AgentPlanValue)] = [],
    defaults: [(name: String, value: AgentPlanValue)] = [], rest: AgentPlanValue? = nil,
    label: String = "",
    approves: [String] = [], changes: String? = nil, isOpaque: Bool = false
  ) {
    self.isOpaque = isOpaque
    self.tool = tool
    self.arguments = arguments
    self.defaults = defaults
    self.rest = rest
    self.label = label
    self.approves = approves
    self.changes = changes
  }

  /// The value of an argument, given or default; `nil` if there is none.
  public func value(of name: String) -> AgentPlanValue? {
    (arguments + defaults).first { $0.name == name }?.value
  }

  /// A copy of the call with the given parts replaced.
  public func with(
    arguments: [(name: String, value: AgentPlanValue)]? = nil, label: String? = nil,
    approves: [String]? = nil, changes: String?? = nil, isOpaque: Bool? = nil
  ) -> PlannedCall {
    var call = PlannedCall(
      tool: tool, arguments: arguments ?? self.arguments, defaults: defaults,
      rest: rest, label: label ?? self.label, approves: approves ?? self.approves,
      changes: changes ?? self.changes, isOpaque: isOpaque ?? self.isOpaque)
    call.isOfCommandLine = isOfCommandLine
    return call
  }
}

/// A condition of a plan.
public enum AgentPlanCondition: Sendable {
  /// An expression of the Proviso language, over the plan's calls and the world.
  case expression(String, position: PlanPosition?)
  /// The source does not say when the condition holds: both outcomes are possible.
  case unknown
}

/// Steps that are repeated.
public struct AgentPlanLoop: Sendable {
  /// The maximum number of iterations; `nil` if there is no bound.
  public let most: Int?
  /// Whether the loop runs exactly `most` iterations unless a condition ends it.
  public let isExact: Bool
  /// Evaluated before each iteration; the loop ends where it does not hold.
  public let whileCondition: AgentPlanCondition?
  /// Evaluated after each iteration; the loop ends where it holds.
  public let untilCondition: AgentPlanCondition?
  public let body: [AgentPlanStep]

  /// Describes a loop. A loop that has no condition and is not exact can end after any iteration.
  public init(
    most: Int?, isExact: Bool = false, while whileCondition: AgentPlanCondition? = nil,
    until untilCondition: AgentPlanCondition? = nil, body: [AgentPlanStep]
  ) {
    self.most = most
    self.isExact = isExact
    self.whileCondition = whileCondition
    self.untilCondition = untilCondition
    self.body = body
  }
}

extension AgentPlanStep {
  /// The steps nested in this one, and those that handle its failure.
  public var parts: [AgentPlanStep] { lists.flatMap(\.self) }

  /// The same as lists whose steps follow each other.
  package var lists: [[AgentPlanStep]] {
    let within: [[AgentPlanStep]]
    switch kind {
    case .call, .jump, .stop, .fail: within = []
    case .sequence(let steps): within = [steps]
    case .parallel(let branches), .either(let branches): within = branches
    case .branch(_, let then, let otherwise): within = [then, otherwise]
    case .loop(let loop): within = [loop.body]
    }
    if case .steps(let handler) = onFailure { return within + [handler] }
    return within
  }
}

extension Sequence<AgentPlanStep> {
  /// Every step, nested steps and failure handlers included, in the order of the source.
  package var allSteps: [AgentPlanStep] {
    var out: [AgentPlanStep] = []
    var open = Array(reversed())
    while let step = open.popLast() {
      out.append(step)
      open += step.parts.reversed()
    }
    return out
  }

  /// Every call that the steps can make.
  package var calls: [PlannedCall] {
    allSteps.compactMap { if case .call(let call) = $0.kind { call } else { nil } }
  }
}
