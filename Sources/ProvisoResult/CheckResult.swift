import ProvisoKernel

/// The answer to one question.
public enum Verdict: String, Sendable, Comparable {
  case proved, undecided, violated

  /// From best to worst.
  public static func < (a: Verdict, b: Verdict) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .proved: 0
    case .undecided: 1
    case .violated: 2
    }
  }
}

/// How far an answer can be trusted to come true.
public enum Certainty: String, Sendable {
  /// The run breaks the property whatever the unknowns turn out to be.
  case definite
  /// Only for some values of the unknowns.
  case possible
}

/// Everything that one check found out: what the JSON is made of
/// (SemanticsOfProperties, "The result as JSON").
public struct CheckResult: Sendable {
  public var tool: ToolInfo
  public var plan: PlanInfo
  public var properties: [PropertyResult]
  /// What every proof takes for granted, as sentences.
  public var assumptions: [String]
  /// What in the input had no meaning here.
  public var notModelled: [String]
  public var diagnostics: [ResultDiagnostic]
  /// What in the specs, outside of single properties, says nothing.
  public var coverage: [CoverageFinding] = []
  /// How far a world was explored; `nil` where a plan was checked.
  public var exploration: ExplorationInfo?
  /// How a world was walked through at random; `nil` where it was not.
  public var simulation: SimulationInfo?
  public var seconds: Double

  /// Puts a result together.
  public init(
    tool: ToolInfo, plan: PlanInfo, properties: [PropertyResult], assumptions: [String],
    notModelled: [String], diagnostics: [ResultDiagnostic],
    exploration: ExplorationInfo? = nil, seconds: Double
  ) {
    self.exploration = exploration
    self.tool = tool
    self.plan = plan
    self.properties = properties
    self.assumptions = assumptions
    self.notModelled = notModelled
    self.diagnostics = diagnostics
    self.seconds = seconds
  }

  /// The worst verdict of a property that counts; waived violations do not.
  public var verdict: Verdict { properties.lazy.map(\.effectiveVerdict).max() ?? .proved }
}

/// How far a world was explored.
public struct ExplorationInfo: Hashable, Sendable {
  /// The number of different states; `nil` where they were not enumerated.
  public let states: Int?
  /// The number of transitions taken from them.
  public let transitions: Int?
  /// The number of states in which nothing can happen.
  public let terminalStates: Int?
  /// The number of steps of the longest of all shortest runs to a state, or of the longest runs that the
  /// solver looked at.
  public let depth: Int
  /// Whether every reachable state was visited.
  public let isExhaustive: Bool

  /// Describes an exploration.
  public init(
    states: Int?, transitions: Int?, terminalStates: Int?, depth: Int, isExhaustive: Bool
  ) {
    self.states = states
    self.transitions = transitions
    self.terminalStates = terminalStates
    self.depth = depth
    self.isExhaustive = isExhaustive
  }

  /// Of two explorations of one world what holds of both.
  public func joined(with other: ExplorationInfo) -> ExplorationInfo {
    ExplorationInfo(
      states: states.flatMap { a in other.states.map { max(a, $0) } },
      transitions: transitions.flatMap { a in other.transitions.map { max(a, $0) } },
      terminalStates: terminalStates.flatMap { a in other.terminalStates.map { max(a, $0) } },
      depth: max(depth, other.depth), isExhaustive: isExhaustive && other.isExhaustive)
  }
}

/// How a world was walked through at random.
public struct SimulationInfo: Hashable, Sendable {
  /// The number of runs that were taken.
  public let runs: Int
  /// The number of steps of the longest of them.
  public let longest: Int
  /// What the first run's choices depend on; each further run has the next seed.
  public let seed: UInt64

  /// Describes random runs.
  public init(runs: Int, longest: Int, seed: UInt64) {
    self.runs = runs
    self.longest = longest
    self.seed = seed
  }
}

/// Which program answered.
public struct ToolInfo: Hashable, Sendable {
  public let name: String
  public let version: String
  /// The solver and its version.
  public let solver: String

  /// Describes the program.
  public init(name: String, version: String, solver: String) {
    self.name = name
    self.version = version
    self.solver = solver
  }
}

/// What was checked.
public struct PlanInfo: Hashable, Sendable {
  public let path: String
  public let kind: String
  /// The digest of the input as it was read, in lower-case hexadecimal.
  public let sha256: String
  public let resources: Int
  public let steps: Int
  /// Where the order comes from: `graph` or `plan`.
  public let order: String

  /// Describes what was checked.
  public init(
    path: String, kind: String, sha256: String, resources: Int, steps: Int, order: String
  ) {
    self.path = path
    self.kind = kind
    self.sha256 = sha256
    self.resources = resources
    self.steps = steps
    self.order = order
  }
}

/// A place in a spec.
public struct ResultLocation: Hashable, Sendable {
  public let path: String
  public let line: Int
  public let column: Int

  /// Names a place.
  public init(path: String, line: Int, column: Int) {
    self.path = path
    self.line = line
    self.column = column
  }
}

/// The answer for one property.
public struct PropertyResult: Sendable {
  public var name: String
  public var title: String
  public var severity: Severity
  /// `invariant` or `possible`.
  public var kind: String
  public var timing: Timing
  public var location: ResultLocation
  public var because: String?
  public var reference: String?
  public var verdict: Verdict
  public var isVacuous = false
  public var isWaived = false
  /// `evaluation` or `order-ideals`.
  public var method: String
  public var depth: Int?
  /// Why it is undecided.
  public var reason: String?
  public var instances = InstanceCounts()
  public var violations: [Violation] = []
  /// The run of a `possible` that was proved.
  public var witness: Violation?
  public var holdsBecause: [Reason] = []
  /// What proves it by induction, where an induction did; one for each different proof.
  public var certificates: [ProofCertificate] = []
  /// What in the property says nothing of this plan, or of any.
  public var coverage: [CoverageFinding] = []
  /// What carries out the plan that the property was asked of; `nil` where that is the input itself.
  public var carrier: Carrier?

  /// The step of an agent's plan whose effect is another plan.
  public struct Carrier: Sendable {
    /// The calls that carry it out, by their names.
    public let calls: [String]
    /// The path of the plan that is carried out.
    public let path: String
    /// A run of the agents that comes to one of these calls; empty where none was looked for or found.
    public let run: [TraceStep]

    /// Names calls and the plan that they carry out.
    public init(calls: [String], path: String, run: [TraceStep] = []) {
      self.calls = calls
      self.path = path
      self.run = run
    }
  }

  /// Starts the answer for a property.
  public init(
    name: String, title: String, severity: Severity, kind: String, timing: Timing,
    location: ResultLocation, because: String?, reference: String?
  ) {
    self.name = name
    self.title = title
    self.severity = severity
    self.kind = kind
    self.timing = timing
    self.location = location
    self.because = because
    self.reference = reference
    verdict = .proved
    method = "evaluation"
  }

  /// What counts for the whole: the verdict, but of waived violations only what is undecided beside
  /// them.
  public var effectiveVerdict: Verdict {
    guard verdict == .violated, isWaived else { return verdict }
    return instances.undecided > 0 ? .undecided : .proved
  }
}

/// How many instances of a property came out how.
public struct InstanceCounts: Hashable, Sendable {
  public var proved = 0
  public var violated = 0
  public var undecided = 0
  /// All of them.
  public var total: Int { proved + violated + undecided }

  /// None yet.
  public init() {}
}

/// One thing that a proof needs.
public struct Reason: Hashable, Sendable {
  /// What kind of thing.
  public enum Kind: String, Sendable, CaseIterable {
    case order, value, assumption
    /// A line of an action's guard.
    case `guard`
    /// What a variable of a world is at first.
    case initial
  }

  public let kind: Kind
  public let text: String

  /// Names a reason.
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}

/// One instance that is violated, with the run that shows it; or a witness. All texts are fit to print:
/// sensitive values are replaced.
public struct Violation: Sendable {
  public struct Binding: Hashable, Sendable {
    public let name: String
    public let object: String

    /// Binds a name.
    public init(name: String, object: String) {
      self.name = name
      self.object = object
    }
  }

  /// The value of an unknown that the run needs, as JSON text.
  public struct UnknownValue: Hashable, Sendable {
    public let value: String
    public let json: String

    /// Gives an unknown a value.
    public init(value: String, json: String) {
      self.value = value
      self.json = json
    }
  }

  /// What lets the violation pass: a waiver that has not ended.
  public struct Pass: Hashable, Sendable {
    /// The last day of the waiver, as in `2027-01-31`.
    public let until: String
    public let because: String
    /// Where the waiver stands.
    public let location: ResultLocation

    /// Describes a waiver.
    public init(until: String, because: String, location: ResultLocation) {
      self.until = until
      self.because = because
      self.location = location
    }
  }

  public var bindings: [Binding]
  public var message: String?
  public var certainty: Certainty
  public var isPreexisting: Bool
  public var needsGraph: Bool
  public var unknowns: [UnknownValue]
  public var trace: [TraceStep]
  /// For a run that goes on for ever: the number of steps after which the part begins that is repeated.
  public var loop: Int?
  /// The states of the run as data; of worlds only.
  public var states: StateTrace?
  /// What would help, as sentences.
  public var hints: [String]
  /// The waiver that lets it pass.
  public var waiver: Pass?

  /// Puts a violation together.
  public init(
    bindings: [Binding], message: String?, certainty: Certainty, isPreexisting: Bool,
    needsGraph: Bool, unknowns: [UnknownValue], trace: [TraceStep], hints: [String] = []
  ) {
    self.hints = hints
    self.bindings = bindings
    self.message = message
    self.certainty = certainty
    self.isPreexisting = isPreexisting
    self.needsGraph = needsGraph
    self.unknowns = unknowns
    self.trace = trace
  }
}

/// One step of a run as a person sees it.
public struct TraceStep: Sendable {
  public struct Change: Sendable {
    public let what: String
    /// The values as JSON text.
    public let from: String
    public let to: String

    /// Describes a change.
    public init(what: String, from: String, to: String) {
      self.what = what
      self.from = from
      self.to = to
    }
  }

  public let step: String
  public let action: String
  /// `done`, `failed` or `in_flight`.
  public let outcome: String
  public let changes: [Change]

  /// Describes a step.
  public init(step: String, action: String, outcome: String, changes: [Change]) {
    self.step = step
    self.action = action
    self.outcome = outcome
    self.changes = changes
  }
}

/// A message about an input, with its stable code.
public struct ResultDiagnostic: Hashable, Sendable {
  public let code: String
  /// `error` or `warning`.
  public let level: String
  public let message: String
  public let location: ResultLocation?
  /// What would mend it.
  public let fix: String?
  /// The message as it is printed, with the source excerpt.
  public let rendered: String

  /// Describes a message.
  public init(
    code: String, level: String, message: String, location: ResultLocation?, fix: String?,
    rendered: String
  ) {
    self.code = code
    self.level = level
    self.message = message
    self.location = location
    self.fix = fix
    self.rendered = rendered
  }
}
