/// The result of one check. `--format json` prints it as described in `ResultFields`.
public struct CheckResult: Sendable {
  public var tool: ToolInfo
  /// The input that was checked.
  public var input: InputInfo
  public var properties: [PropertyResult]
  /// The assumptions of every proof, as sentences.
  public var assumptions: [String]
  /// The parts of the input that have no meaning here, as sentences.
  public var notModelled: [String]
  public var diagnostics: [ResultDiagnostic]
  /// The caller's changes of the rules.
  public var rules: [RuleAdjustment] = []
  /// The values from outside that the answers rest on.
  public var values: [OutsideValue] = []
  /// The parts of the specs, outside of single properties, that require nothing.
  public var coverage: [CoverageFinding]
  /// The steps and their order; `nil` if nothing draws them. JSON does not contain it.
  public var graph: StepGraph?
  /// The files with the specs, as they were read. JSON does not contain them.
  public var specFiles: [SpecFile] = []
  /// How far a world was explored; `nil` if an order of steps was checked.
  public var exploration: ExplorationInfo?
  /// The random runs that were taken; `nil` if there were none.
  public var simulation: SimulationInfo?
  /// The wall-clock time of the check, with that of other programs.
  public var seconds: Double
  /// The runs of other programs during the check.
  public var programs: [ProgramTime] = []

  /// Makes a result.
  public init(
    tool: ToolInfo, input: InputInfo, properties: [PropertyResult], assumptions: [String] = [],
    notModelled: [String] = [], diagnostics: [ResultDiagnostic] = [],
    coverage: [CoverageFinding] = [], exploration: ExplorationInfo? = nil,
    simulation: SimulationInfo? = nil, seconds: Double = 0
  ) {
    self.tool = tool
    self.input = input
    self.properties = properties
    self.assumptions = assumptions
    self.notModelled = notModelled
    self.diagnostics = diagnostics
    self.coverage = coverage
    self.exploration = exploration
    self.simulation = simulation
    self.seconds = seconds
  }

  /// The number of instances that a change of a rule left out.
  public func excluded(by adjustment: RuleAdjustment) -> Int {
    properties.filter { $0.name == adjustment.rule }.reduce(0) { $0 + $1.instances.excluded }
  }

  /// The worst verdict of the properties, without what is accepted: `tolerated` if only that is left.
  /// Without properties, a search that visited only a part of the states decides nothing.
  public var verdict: Verdict {
    let isPartial = simulation != nil || exploration?.isExhaustive == false
    return properties.lazy.map(\.effectiveVerdict).max() ?? (isPartial ? .undecided : .proved)
  }
}

/// A file with specs, as it was read.
public struct SpecFile: Hashable, Sendable {
  public let path: String
  public let bytes: [UInt8]

  /// Describes a file.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
  }
}

/// The time of one run of another program.
public struct ProgramTime: Hashable, Sendable {
  /// The command in a few words, such as `terraform graph`.
  public let command: String
  public let seconds: Double

  /// Describes a run.
  public init(_ command: String, seconds: Double) {
    self.command = command
    self.seconds = seconds
  }
}

/// The program that answered.
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

/// How far a world was explored.
public struct ExplorationInfo: Hashable, Sendable {
  /// The number of different states; `nil` if the states were not enumerated.
  public let states: Int?
  /// The number of transitions between them.
  public let transitions: Int?
  /// The number of states in which nothing can happen.
  public let terminalStates: Int?
  /// The number of steps of the longest of the shortest runs to a state, or of the longest runs
  /// that the solver searched.
  public let depth: Int
  /// Whether every reachable state was visited.
  public let isExhaustive: Bool
  /// The number of states that were visited, if each stands for all that differ only by an exchange of
  /// objects that the world does not tell apart; `nil` if every state was visited.
  public let representatives: Int?

  /// Describes an exploration.
  public init(
    states: Int?, transitions: Int?, terminalStates: Int?, depth: Int, isExhaustive: Bool,
    representatives: Int? = nil
  ) {
    self.representatives = representatives
    self.states = states
    self.transitions = transitions
    self.terminalStates = terminalStates
    self.depth = depth
    self.isExhaustive = isExhaustive
  }

  /// Combines two explorations of the same world.
  public func joined(with other: ExplorationInfo) -> ExplorationInfo {
    ExplorationInfo(
      states: states.flatMap { a in other.states.map { max(a, $0) } },
      transitions: transitions.flatMap { a in other.transitions.map { max(a, $0) } },
      terminalStates: terminalStates.flatMap { a in other.terminalStates.map { max(a, $0) } },
      depth: max(depth, other.depth), isExhaustive: isExhaustive && other.isExhaustive,
      representatives: representatives ?? other.representatives)
  }
}

/// The random runs of a simulation.
public struct SimulationInfo: Hashable, Sendable {
  /// The number of runs.
  public let runs: Int
  /// The number of steps of the longest run.
  public let longest: Int
  /// The seed of the first run; each further run has the next seed.
  public let seed: UInt64

  /// Describes random runs.
  public init(runs: Int, longest: Int, seed: UInt64) {
    self.runs = runs
    self.longest = longest
    self.seed = seed
  }
}
