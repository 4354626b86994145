import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// The random runs of a simulation.
public struct SimulationOptions: Sendable {
  /// The number of runs.
  public var runs: Int
  /// The most steps of a run.
  public var steps: Int
  /// The seed of the first run; each further run has the next seed. A seed fixes all choices of its
  /// run.
  public var seed: UInt64

  /// Describes what to do.
  public init(runs: Int = 100, steps: Int = 50, seed: UInt64 = 1) {
    self.runs = runs
    self.steps = steps
    self.seed = seed
  }
}

extension CheckRun {
  /// Takes random runs of a world.
  package func simulate(
    _ world: Input, options: SimulationOptions
  ) throws(InputError) -> CheckResult {
    let assembly = assembly
    let loaded = try load(world, mayBeEmpty: true)
    guard let file = loaded.specs.first else { throw InputError("there is no world to simulate") }
    if let model = file.spec.world {
      partial.begin(InputInfo(of: model, in: file), against: loaded)
      partial.enter("random runs were taken")
    }
    var simulation = try Simulation(of: file, options: options, cancellation: cancellation)
    try simulation.run { report(.run($0, of: options.runs)) }
    var findings = Findings()
    findings.diagnostics = loaded.warnings
    findings.properties = simulation.results()
    findings.simulation = SimulationInfo(
      runs: simulation.taken, longest: simulation.longest, seed: options.seed)
    return assembly.result(
      of: findings, about: InputInfo(of: simulation.walker.problem.model, in: file),
      against: loaded)
  }
}

/// Random runs in progress.
struct Simulation {
  private(set) var walker: WorldWalker
  /// The runs taken so far.
  private(set) var taken = 0
  /// The steps of the longest of them.
  private(set) var longest = 0
  private let options: SimulationOptions
  private let cancellation: Cancellation
  private let path: String
  /// For each property, the first run that violates it or reaches its moment, with its seed.
  private var shown: [Int: (violation: Violation, seed: UInt64)] = [:]
  private var open: [Int: String] = [:]

  init(
    of file: LoadedSpecs.CheckedFile, options: SimulationOptions, cancellation: Cancellation
  ) throws(InputError) {
    walker = try WorldWalker(file)
    path = file.spec.path
    self.options = options
    self.cancellation = cancellation
  }

  private var isInterrupted: Bool { cancellation.isCancelled }

  /// Takes the runs. Stops early if a run has been found for every property: a violation, or the
  /// moment of a `possible`.
  ///
  /// - Parameter progress: called before each run with its number.
  mutating func run(_ progress: (Int) -> Void) throws(InputError) {
    let properties = walker.problem.spec.properties
    for number in 0..<max(options.runs, 0) where !isInterrupted {
      if !properties.isEmpty, shown.count == properties.count { return }
      progress(number + 1)
      let seed = options.seed &+ UInt64(number)
      var random = SplitMix(seed: seed)
      guard walker.start(&random) else {
        throw InputError(
          "\(path): no initial state was found that meets the assumptions (seed \(seed))",
          remedy: .exploration)
      }
      taken += 1
      try walk(seed, using: &random)
      longest = max(longest, walker.run.moves.count)
    }
  }

  private mutating func walk(_ seed: UInt64, using random: inout SplitMix) throws(InputError) {
    judge(seed, hasEnded: false)
    for _ in 0..<max(options.steps, 0) where !isInterrupted {
      switch walker.stride(&random) {
      case .taken: judge(seed, hasEnded: false)
      case .ended(let isCertain):
        if isCertain { judge(seed, hasEnded: true) }
        return
      case .doubleWrite(let name):
        throw InputError(
          "\(path): an action assigns two values to `\(name)`, in the run of seed \(seed) after "
            + "\(walker.run.moves.count) steps", remedy: .exploration)
      }
    }
  }

  private mutating func judge(_ seed: UInt64, hasEnded: Bool) {
    for index in walker.problem.spec.properties.indices where shown[index] == nil {
      switch walker.standing(index, hasEnded: hasEnded) {
      case .shown(let violation): shown[index] = (violation, seed)
      case .open(let reason): open[index] = open[index] ?? reason
      case .holds, .silent: break
      }
    }
  }

  /// One result for each property.
  func results() -> [PropertyResult] {
    walker.problem.spec.properties.enumerated().map { index, property in
      var result = PropertyResult(of: property)
      result.method = .simulation
      guard let (found, seed) = shown[index] else {
        result.instances.undecided = 1
        result.verdict = .undecided
        let runs = taken == 1 ? "1 random run" : "\(taken) random runs"
        let nothing = property.kind == .possible ? "no such moment" : "no violation"
        result.reason =
          "\(nothing) in \(runs), which proves nothing; an exploration searches all runs"
        if property.kind == .refinement {
          result.reason =
            "a simulation does not compare steps with another world; an exploration does"
        }
        if let reason = open[index] { result.reason? += " (at some moments: \(reason))" }
        return result
      }
      var violation = found
      violation.hints.append("the seed \(seed) reproduces this run")
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

extension WorldWalker {
  /// Reads and grounds a world; call `start` before anything else.
  ///
  /// - Throws: `InputError` if it cannot be read or grounded.
  package init(of world: Input, by verifier: Verifier = Verifier()) throws(InputError) {
    let loaded = try CheckRun(verifier).load(world, mayBeEmpty: true)
    guard let file = loaded.specs.first else { throw InputError("there is no world to simulate") }
    try self.init(file)
  }
}
