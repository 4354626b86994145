import Dispatch
import Essentials
import ProvisoAgent
import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoResult
import Z3

/// Checks inputs against specs: the library's front door. It is a value: make one, set what differs
/// from the default, and use it from as many tasks as you like.
///
/// ```swift
/// let verifier = Verifier()
/// let result = try await verifier.check(.path("plan.json"))
/// print(result.verdict)
/// ```
public struct Verifier: Sendable {
  /// The version of this library and of the command.
  public static let version = Assembly.version
  /// The solver and its version.
  public static var solver: String { Assembly.solver }

  /// The specs to check against; empty for the standard pack. A world brings its own properties,
  /// and these specs are checked beside them.
  public var specs: [SpecSource]
  /// The path of a file that extends the conventions of a pack.
  public var conventions: String?
  /// The folder below which specs and plans may name other files, in addition to the folder of the
  /// file that names them and the folder of the nearest `proviso.yaml` at or above it. Paths that you
  /// give yourself are read anywhere.
  public var root: String?
  /// The changes of the specs: settings of rules, values of conventions, values from outside.
  public var adjustments = SpecAdjustments()
  /// The bounds on one query of the solver.
  public var limits: Limits
  /// The choices for each kind of input.
  public var options = InputOptions()
  /// Whether a proved property of your own specs counts as undecided if it is vacuous or a part of
  /// it requires nothing. Rules of packs that do not apply never count.
  public var isStrict = false
  /// Whether violations that exist before the plan, and that it leaves or repairs, count for the
  /// verdict.
  public var countsPreexisting = false
  /// The date on which waivers are checked, and the value of `today` in specs; `nil` for today in
  /// UTC.
  public var today: CalendarDate?
  /// The time after which a check ends. Every property that is still open is then undecided. `nil` for no deadline.
  public var deadline: Duration?
  /// The memory of the whole process, in megabytes, beyond which a check ends as if a deadline had
  /// passed. `nil` for no limit.
  public var memoryLimit: Int?
  /// The path of a plan of agents that records are compared with: whether a record is a run of the plan is a
  /// property of its own. `nil` for none.
  public var followedPlan: String?
  /// Called with the current activity of the verifier, from any thread.
  public var progress: (@Sendable (CheckProgress) -> Void)?
  /// Ends checks from elsewhere, in addition to the cancellation of the task. Every property that
  /// is still open is then undecided.
  public var cancellation: Cancellation?

  /// The folder that the files which inputs and specs in it name stay in, whatever projects lie around
  /// it; `nil` for none.
  package var boundary: String?
  /// Called with the name of each spec before it is read, from any thread.
  package var readingSpec: (@Sendable (String) -> Void)?
  /// The kinds of input.
  package var kinds = InputKinds.builtIn
  /// Whether violations get the formulas of their properties.
  package var explains = false
  /// The proofs that name the waits that they need.
  package var findsWaits = WaitSearch.all
  /// Whether results have the evidence for their verdicts.
  package var certifies = false
  /// A run to judge by the interpreter, instead of a search by the engines; `nil` to search.
  package var recorded: RecordedRun?
  /// Whether results have the steps and their order, for reports that draw them.
  package var drawsGraph = false
  /// Whether violated properties get their best repair, where it is found soon.
  package var suggestsRepairs = false
  /// The properties that are judged.
  package var selection = RuleSelection()
  /// The violations that do not count, because an earlier check found them.
  package var baseline: Set<Fingerprint> = []
  /// Whether inputs and specs may name files only below ``root``, wherever they lie themselves; without a
  /// root they may name none.
  package var isConfined = false
  /// Whether a caller that waits goes on without work that has not ended soon after it was cancelled.
  package var abandonsLateWork = false

  /// Makes a verifier.
  ///
  /// - Parameters:
  ///   - specs: paths of `.proviso` files, names of packs, or texts; none for the standard pack.
  ///   - conventions: the path of a file that extends the conventions of a pack.
  ///   - limits: the bounds on one query of the solver.
  public init(
    specs: [SpecSource] = [], conventions: String? = nil, limits: Limits = Limits()
  ) {
    self.specs = specs
    self.conventions = conventions
    self.limits = limits
  }

  /// Reads the specs once, so that many inputs can be checked against them.
  ///
  /// Without specs, they are the standard pack, or none where records are compared with a plan: that is a
  /// question by itself.
  ///
  /// - Throws: `InputError` with every mistake of every file.
  public func loadSpecs() throws(InputError) -> LoadedSpecs {
    if followedPlan != nil, specs.isEmpty { return .none }
    return try reader.load(specs)
  }

  /// Reads and checks the specs. Each may also name a directory of specs, and specs without a
  /// property are accepted.
  ///
  /// - Throws: `InputError` if a spec does not exist, cannot be read or has a mistake.
  package func loadSpecsBelow() throws(InputError) -> LoadedSpecs {
    var found: [SpecSource] = []
    for spec in specs {
      // A pack's name wins over a directory of the same name.
      if case .path(let path) = spec, SpecPack.named(path) == nil, SpecFinder.isFolder(path) {
        for file in try SpecFinder.specs(at: [path]) where !found.contains(.path(file)) {
          found.append(.path(file))
        }
      } else if !found.contains(spec) {
        found.append(spec)
      }
    }
    var reader = reader
    reader.fillsGaps = true
    return try reader.load(found, mayBeEmpty: true)
  }

  /// Checks an input. A directory holds one saved plan; a world is explored.
  ///
  /// If the task is cancelled or the deadline passes, the solver is interrupted, and everything
  /// that is still open is undecided.
  ///
  /// - Parameters:
  ///   - input: the input to check.
  ///   - specs: specs that have been read before; `nil` to read ``specs``. A world is checked against its
  ///     own properties and ``specs``.
  /// - Throws: `InputError` if the input or a spec cannot be read or is wrong.
  public func check(
    _ input: Input, against specs: LoadedSpecs? = nil
  ) async throws(InputError) -> CheckResult {
    try await perform { run throws(InputError) in try run.check(input, against: specs) }
  }

  /// Explores a world: its agents act freely within what they may do. Unlike ``check(_:against:)``
  /// it accepts a world without properties, and then counts its states.
  ///
  /// - Throws: `InputError` if a file cannot be read or is wrong, or the world contradicts itself.
  public func explore(_ world: Input) async throws(InputError) -> CheckResult {
    try await perform { run throws(InputError) in try run.explore(world, mayBeEmpty: true) }
  }

  /// Takes random runs of a world, and judges every property at every state.
  ///
  /// Random runs prove nothing: an invariant is violated or undecided, never proved. A `possible`
  /// is proved if a run reaches its moment. The first run is kept for each property.
  ///
  /// - Throws: `InputError` if a file cannot be read or is wrong, or the world contradicts itself.
  public func simulate(
    _ world: Input, options: SimulationOptions = SimulationOptions()
  ) async throws(InputError) -> CheckResult {
    try await perform { run throws(InputError) in try run.simulate(world, options: options) }
  }

  // MARK: Threads

  /// Runs a check on a thread with a large stack, while the calling thread waits.
  package func wait<Value: Sendable>(
    _ work: @escaping @Sendable (CheckRun) throws(InputError) -> Value
  ) throws(InputError) -> Value {
    let run = start()
    if abandonsLateWork { return try waitWithinBudget(run, work) { _ in nil } }
    let result = Z3Worker.wait { Result { () throws(InputError) in try work(run) } }
    run.end()
    guard let result else { throw InputError("no thread could be started") }
    return try result.get()
  }

  /// Like ``wait(_:)``, for a process that ends soon: work that goes on although it is cancelled is
  /// abandoned, and the result has what was found until then.
  ///
  /// - Throws: `InputError` also where the budget was spent before the input was read.
  func waitWithinBudget(
    _ work: @escaping @Sendable (CheckRun) throws(InputError) -> CheckResult
  ) throws(InputError) -> CheckResult {
    let run = start()
    let assembly = run.assembly
    return try waitWithinBudget(run, work) { reason in
      run.partial.result(assembly, because: reason)
    }
  }

  /// Reads the specs as ``loadSpecs()`` does, for a process that ends soon: within the verifier's deadline
  /// and memory.
  package func loadSpecsWithinBudget() throws(InputError) -> LoadedSpecs {
    try readWithinBudget { (verifier) throws(InputError) in try verifier.loadSpecs() }
  }

  /// Reads specs for a process that ends soon: within the verifier's deadline and memory.
  ///
  /// - Throws: `InputError` also where the budget was spent before, with the file that was read then.
  func readWithinBudget<Value: Sendable>(
    _ read: @escaping @Sendable (Verifier) throws(InputError) -> Value
  ) throws(InputError) -> Value {
    let run = start()
    run.partial.enter("the specs were read")
    return try waitWithinBudget(
      run, { (run) throws(InputError) in try read(run.verifier) }, orElse: { _ in nil })
  }

  /// - Parameter partial: the result of work that was abandoned, for this reason; `nil` if there is none.
  func waitWithinBudget<Value: Sendable>(
    _ run: CheckRun, _ work: @escaping @Sendable (CheckRun) throws(InputError) -> Value,
    orElse partial: (String) -> Value?
  ) throws(InputError) -> Value {
    let result = Z3Worker.wait(
      for: { Result { () throws(InputError) in try work(run) } },
      askingEvery: RunBudget.interval, isAbandoned: { run.budget.isSpent() })
    run.end()
    if let result { return try result.get() }
    guard let cancelled = run.cancellation.reason else {
      throw InputError("no thread could be started")
    }
    AbandonedWork.note()
    let reason = "\(cancelled.description) while \(run.partial.stage)"
    if let partial = partial(reason) { return partial }
    throw InputError(
      (run.partial.file.map { "\($0): " } ?? "") + reason, remedy: .largerBudget)
  }

  /// Runs a check on a thread with a large stack. The cancellation of the task ends it.
  package func perform<Value: Sendable>(
    _ work: @escaping @Sendable (CheckRun) throws(InputError) -> Value
  ) async throws(InputError) -> Value {
    let run = start()
    let result = await withTaskCancellationHandler {
      await Z3Worker.perform { Result { () throws(InputError) in try work(run) } }
    } onCancel: {
      run.cancellation.cancel(.requested)
    }
    run.end()
    guard let result else { throw InputError("no thread could be started") }
    return try result.get()
  }

  private func start() -> CheckRun { CheckRun(self) }

  var reader: SpecReader {
    SpecReader(
      vocabularies: kinds.vocabularies, conventions: conventions, reach: reach,
      adjustments: adjustments,
      today: today ?? AssemblyRules.currentDay, selection: selection, reading: readingSpec)
  }

  /// The folders of the files that an input or a spec may name.
  func scope(of path: String) -> FileScope { reach.scope(of: path) }

  private var reach: FileReach {
    FileReach(root: root, boundary: boundary, isConfined: isConfined)
  }
}

/// The current activity of a verifier.
public enum CheckProgress: Sendable {
  /// A property is checked; its title.
  case property(String)
  /// Another program is run; the command.
  case program(String)
  /// A world is explored.
  case exploration(ExplorationProgress)
  /// Random runs are taken: the number of this run, and of all.
  case run(Int, of: Int)
}

/// Variants for the command and the tests, in which the calling thread waits.
extension Verifier {
  /// Checks the input at a path.
  package func check(
    planAt path: String, against specs: LoadedSpecs? = nil
  ) throws(InputError) -> CheckResult {
    try waitingForCheck(of: .path(path), against: specs)
  }

  /// Checks an input.
  package func waitingForCheck(
    of input: Input, against specs: LoadedSpecs? = nil
  ) throws(InputError) -> CheckResult {
    try waitWithinBudget { (run) throws(InputError) in try run.check(input, against: specs) }
  }

  /// Explores the world at a path.
  package func explore(worldAt path: String) throws(InputError) -> CheckResult {
    try waitWithinBudget { (run) throws(InputError) in
      try run.explore(.path(path), mayBeEmpty: true)
    }
  }

  /// Takes random runs of the world at a path.
  package func simulate(
    worldAt path: String, _ options: SimulationOptions
  ) throws(InputError) -> CheckResult {
    try waitWithinBudget { (run) throws(InputError) in
      try run.simulate(.path(path), options: options)
    }
  }

  /// A property of the world at a path as an SMT-LIB script.
  package func smtLib(worldAt path: String, property: String) throws(InputError) -> String {
    try wait { (run) throws(InputError) in
      try run.smtLib(of: .path(path), property: property)
    }
  }
}
