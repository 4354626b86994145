/// One step of an agent's plan.
public struct PlanStep: Sendable {
  public indirect enum Kind: Sendable {
    /// A tool is called.
    case call(PlannedCall)
    /// The steps, one after the other.
    case sequence([PlanStep])
    /// All branches at once, in any interleaving; it is over when every branch is.
    case parallel([[PlanStep]])
    /// The first steps where the condition holds, else the second.
    case branch(PlanCondition, then: [PlanStep], else: [PlanStep])
    /// One of them, and nobody knows which.
    case either([[PlanStep]])
    case loop(PlanLoop)
    /// The agent goes on with the step of this identifier, which is one of its own.
    case jump(String)
    /// The agent does nothing more.
    case stop
    /// Nothing is done, and that is a failure: of a branch of a parallel step, or of the whole plan.
    case fail
  }

  /// What happens after a step has failed. A sequence fails where one of its steps does, a parallel step
  /// where, all branches being over, one of them failed.
  public enum FailureHandling: Sendable {
    /// What the step is part of fails, too; at last the agent stops.
    case propagate
    /// As if nothing had been: the next step follows.
    case goOn
    /// These steps, and then what follows the step.
    case steps([PlanStep])
  }

  /// The name by which conditions, arguments and approvals know the step; an identifier of the language.
  public let id: String?
  public let kind: Kind
  public let onFailure: FailureHandling
  /// How often it is tried again after it has failed, before its failure is handled.
  public let retries: Int
  /// Of a parallel step: whether it fails as soon as one branch does. The other branches stop somewhere
  /// then, and what they have in flight goes on while what follows is done.
  public let endsEarly: Bool
  public let place: PlanPlace?

  /// Describes a step.
  public init(
    _ kind: Kind, id: String? = nil, onFailure: FailureHandling = .propagate, retries: Int = 0,
    endsEarly: Bool = false, place: PlanPlace? = nil
  ) {
    self.kind = kind
    self.id = id
    self.onFailure = onFailure
    self.retries = retries
    self.endsEarly = endsEarly
    self.place = place
  }
}

/// A call of a tool as a plan has it.
public struct PlannedCall: Sendable {
  public let tool: String
  /// The arguments by name, in the order of the source.
  public let arguments: [(name: String, value: PlanValue)]
  /// What the tool takes for arguments that are not given: they count for what it does, and are not
  /// among those that the plan gives.
  public let defaults: [(name: String, value: PlanValue)]
  /// What further arguments, whose names the source does not say, are made of; `nil` where those above are
  /// all.
  public let rest: PlanValue?
  /// A name that a person gave the call; empty where nobody did.
  public let label: String
  /// The identifiers of the steps that a person who is asked by this call is asked about.
  public let approves: [String]
  /// Whether nobody knows what it does, as a gap of the plan says: then no contract is looked for.
  public let isOpaque: Bool
  /// What the tool would do, where the plan says so: the changes of a Terraform plan, by their places in
  /// what the reader was given.
  public let changes: String?

  /// Describes a call.
  ///
  /// - Parameter changes: the path, from the plan, of a Terraform plan that is the effect of the call.
  public init(
    tool: String, arguments: [(name: String, value: PlanValue)],
    defaults: [(name: String, value: PlanValue)] = [], rest: PlanValue? = nil, label: String = "",
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

  /// What an argument is, whether it is given or taken for given.
  public func value(of name: String) -> PlanValue? {
    (arguments + defaults).first { $0.name == name }?.value
  }

  /// The same call with some of it changed.
  public func with(
    arguments: [(name: String, value: PlanValue)]? = nil, label: String? = nil,
    approves: [String]? = nil, changes: String?? = nil, isOpaque: Bool? = nil
  ) -> PlannedCall {
    PlannedCall(
      tool: tool, arguments: arguments ?? self.arguments, defaults: defaults,
      rest: rest, label: label ?? self.label, approves: approves ?? self.approves,
      changes: changes ?? self.changes, isOpaque: isOpaque ?? self.isOpaque)
  }
}

/// A condition of a plan.
public enum PlanCondition: Sendable {
  /// An expression of the Proviso language, over the plan's calls and the world.
  case expression(String, place: PlanPlace?)
  /// The source does not say when it holds: either way is possible.
  case unknown
}

/// Steps that are taken several times.
public struct PlanLoop: Sendable {
  /// How often at most; `nil` where there is no bound.
  public let most: Int?
  /// Whether it is taken `most` times, neither more nor less, as far as no condition ends it.
  public let isExact: Bool
  /// Asked before each time; where it does not hold, the loop is over.
  public let whileCondition: PlanCondition?
  /// Asked after each time; where it holds, the loop is over.
  public let untilCondition: PlanCondition?
  public let body: [PlanStep]

  /// Describes a loop. Without a condition, and where it is not exact, it can be over after each time.
  public init(
    most: Int?, isExact: Bool = false, while whileCondition: PlanCondition? = nil,
    until untilCondition: PlanCondition? = nil, body: [PlanStep]
  ) {
    self.most = most
    self.isExact = isExact
    self.whileCondition = whileCondition
    self.untilCondition = untilCondition
    self.body = body
  }
}

extension PlanStep {
  /// The steps within it, and those that follow its failure.
  public var parts: [PlanStep] {
    let within: [PlanStep]
    switch kind {
    case .call, .jump, .stop, .fail: within = []
    case .sequence(let steps): within = steps
    case .parallel(let branches), .either(let branches): within = branches.flatMap(\.self)
    case .branch(_, let then, let otherwise): within = then + otherwise
    case .loop(let loop): within = loop.body
    }
    if case .steps(let handler) = onFailure { return within + handler }
    return within
  }
}
