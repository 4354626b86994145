import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// How a world is walked through at random.
public struct SimulationOptions: Sendable {
  /// How many runs to take.
  public var runs: Int
  /// How many steps each has at most.
  public var steps: Int
  /// What the first run's choices depend on, and nothing else; each further run has the next seed.
  public var seed: UInt64

  /// Describes what to do.
  public init(runs: Int = 100, steps: Int = 50, seed: UInt64 = 1) {
    self.runs = runs
    self.steps = steps
    self.seed = seed
  }
}

extension Verifier {
  /// Walks through a world at random; every property is judged at every state, straight from the source.
  ///
  /// Runs at random prove nothing: an invariant is violated or undecided, never proved; a `possible` is
  /// proved where a run came to such a moment. For each property the first run is kept.
  ///
  /// - Parameter path: a `.proviso` file: a world, or a spec for a world that it uses.
  /// - Throws: `InputError` where the file cannot be read or is wrong, or the world contradicts itself.
  public func simulate(
    worldAt path: String, _ options: SimulationOptions
  ) throws(InputError) -> CheckResult {
    let start = ContinuousClock.now
    let loaded = try SpecReader(conventions: nil).load([path], mayBeEmpty: true)
    guard let file = loaded.specs.first else {
      throw InputError("\(path): there is no world in it")
    }
    var simulation = try Simulation(file, options, interrupt)
    try simulation.run(progress)
    let model = simulation.walker.problem.model
    var properties = simulation.results()
    var diagnostics = loaded.warnings
    let waivers = Waivers(loaded.specs, today: currentDay)
    diagnostics += waivers.standing() + waivers.apply(to: &properties)
    for place in properties.indices { settle(&properties[place], isComplete: true, of: "world") }
    var result = CheckResult(
      tool: ToolInfo(name: "proviso", version: Self.version, solver: Self.solver),
      plan: PlanInfo(
        ofWorld: file.spec.path, file.sources.files.first?.bytes ?? [],
        objects: model.objectCount, actions: model.actions.count),
      properties: properties, assumptions: [], notModelled: [], diagnostics: diagnostics,
      seconds: start.secondsUntilNow)
    result.simulation = SimulationInfo(
      runs: simulation.taken, longest: simulation.longest, seed: options.seed)
    return result
  }
}

/// Random runs under way.
struct Simulation {
  private(set) var walker: WorldWalker
  /// The runs taken so far.
  private(set) var taken = 0
  /// The steps of the longest of them.
  private(set) var longest = 0
  private let options: SimulationOptions
  private let interrupt: Cancellation?
  private let path: String
  /// For each property the first run that shows something, with its seed.
  private var shown: [Int: (violation: Violation, seed: UInt64)] = [:]
  private var open: [Int: String] = [:]

  init(
    _ file: LoadedSpecs.CheckedFile, _ options: SimulationOptions,
    _ interrupt: Cancellation?
  ) throws(InputError) {
    walker = try WorldWalker(file)
    path = file.spec.path
    self.options = options
    self.interrupt = interrupt
  }

  private var isInterrupted: Bool { interrupt?.isCancelled == true }

  /// Takes the runs, until every property has been shown what can be shown.
  ///
  /// - Parameter progress: called before each run.
  mutating func run(_ progress: (@Sendable (String) -> Void)?) throws(InputError) {
    let properties = walker.problem.spec.properties
    for number in 0..<max(options.runs, 0) where !isInterrupted {
      if !properties.isEmpty, shown.count == properties.count { return }
      progress?("run \(number + 1) of \(options.runs)")
      let seed = options.seed &+ UInt64(number)
      var random = SplitMix(seed: seed)
      guard walker.start(&random) else {
        throw InputError(
          "\(path): no first state was found that meets what is assumed (seed \(seed)); `proviso explore` looks for one"
        )
      }
      taken += 1
      try walk(seed, &random)
      longest = max(longest, walker.run.moves.count)
    }
  }

  private mutating func walk(_ seed: UInt64, _ random: inout SplitMix) throws(InputError) {
    judge(seed, hasEnded: false)
    for _ in 0..<max(options.steps, 0) where !isInterrupted {
      switch walker.stride(&random) {
      case .taken: judge(seed, hasEnded: false)
      case .ended(let isCertain):
        if isCertain { judge(seed, hasEnded: true) }
        return
      case .doubleWrite(let name):
        throw InputError(
          "\(path): an action gives `\(name)` two values at once, in the run of seed \(seed) after \(walker.run.moves.count) steps; `proviso explore` shows the shortest such run"
        )
      }
    }
  }

  private mutating func judge(_ seed: UInt64, hasEnded: Bool) {
    for place in walker.problem.spec.properties.indices where shown[place] == nil {
      switch walker.standing(place, hasEnded: hasEnded) {
      case .shown(let violation): shown[place] = (violation, seed)
      case .open(let reason): open[place] = open[place] ?? reason
      case .holds, .silent: break
      }
    }
  }

  /// One answer a property.
  func results() -> [PropertyResult] {
    walker.problem.spec.properties.enumerated().map { place, property in
      var result = PropertyResult(of: property)
      result.method = "simulation"
      guard let (found, seed) = shown[place] else {
        result.instances.undecided = 1
        result.verdict = .undecided
        let runs = taken == 1 ? "1 random run" : "\(taken) random runs"
        let nothing = property.kind == .possible ? "no such moment" : "no violation"
        result.reason =
          "\(nothing) in \(runs), which proves nothing; `proviso explore` looks at all of them"
        if let reason = open[place] { result.reason? += " (at some moments: \(reason))" }
        return result
      }
      var violation = found
      violation.hints.append("`--random 1 --seed \(seed)` takes this run again")
      if property.kind == .possible {
        result.instances.proved = 1
        result.verdict = .proved
        result.witness = violation
      } else {
        result.instances.violated = 1
        result.verdict = .violated
        result.violations = [violation]
      }
      return result
    }
  }
}
