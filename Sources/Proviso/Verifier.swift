import Foundation
import ProvisoAgent
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoTerraform
import Z3

/// Checks plans: the library's front door.
///
/// ```swift
/// let verifier = Verifier()
/// let result = try verifier.check(planAt: "plan.json")
/// print(result.verdict)
/// ```
public struct Verifier: Sendable {
  /// The version of this library and of the command.
  public static let version = "0.1.0"
  /// The solver and its version.
  public static var solver: String { "z3 \(Z3Context.version)" }

  /// What one query of the solver may cost.
  public var limits: Limits
  /// The specs to check against, files and names of packs; empty: the standard pack.
  public var specs: [String]
  /// A file that takes the place of a pack's conventions.
  public var conventions: String?
  /// A file with the output of `terraform graph -plan=…`, from which the order is taken; `-` is
  /// standard input. It belongs to one plan.
  public var graph: String?
  /// The program that shows saved plans, a path or a name on the PATH; nil: terraform, else tofu.
  public var terraform: String?
  /// Seconds that one run of that program may take.
  public var terraformTimeout = 600
  /// Whether a property counts as undecided that is vacuous, or of which a part asks for nothing.
  public var isStrict = false
  /// Whether what was false before the first step counts for the verdict.
  public var ignoresPreexisting = false
  /// The day by which waivers are judged; `nil`: today in UTC.
  public var today: CalendarDate?
  /// What counts as flow from one call of an agent to another.
  public var flow = FlowKind.implicit
  /// Called with the title of each property before it is checked.
  public var progress: (@Sendable (String) -> Void)?
  /// Called with what is being done before another program is run.
  public var activity: (@Sendable (String) -> Void)?

  /// What the exploration of a world may cost.
  public var exploration = ExplorationLimits()
  /// Ends an exploration from elsewhere; what was found so far is told.
  public var interrupt: Cancellation?
  /// Called now and then while a world is explored.
  public var exploring: (@Sendable (ExplorationProgress) -> Void)?

  /// Makes a verifier.
  ///
  /// - Parameters:
  ///   - specs: paths of `.proviso` files and names of packs; none: the standard pack.
  ///   - conventions: the path of a file that replaces a pack's conventions.
  ///   - limits: bounds on what one query may cost.
  public init(specs: [String] = [], conventions: String? = nil, limits: Limits = Limits()) {
    self.specs = specs
    self.conventions = conventions
    self.limits = limits
  }

  /// Reads the specs.
  ///
  /// - Throws: `InputError` with every mistake of every file.
  public func loadSpecs() throws(InputError) -> LoadedSpecs {
    try SpecReader(conventions: conventions).load(specs)
  }

  /// Reads and checks the verifier's specs, where each may also name a directory of them, and none
  /// need have a property.
  ///
  /// - Throws: `InputError` where one names nothing, cannot be read or is wrong.
  public func loadSpecsBelow() throws(InputError) -> LoadedSpecs {
    // A name of a pack stays one, also beside a folder of that name.
    let packs = specs.filter { SpecPack.named($0) != nil }
    let paths = specs.filter { SpecPack.named($0) == nil }
    guard paths.contains(where: SpecFinder.isFolder) else {
      return try SpecReader(conventions: conventions).load(specs, mayBeEmpty: true)
    }
    return try SpecReader(conventions: conventions).load(
      packs + SpecFinder.specs(at: paths), mayBeEmpty: true)
  }

  /// Whether the path is that of a world, or of a spec for one, and not of a plan.
  public static func isWorld(_ path: String) -> Bool { path.hasSuffix(".proviso") }

  /// Checks a plan against the verifier's specs.
  ///
  /// - Parameter path: JSON as `terraform show -json` prints it, also with other lines around it; a
  ///   plan as `terraform plan -out` saves it; or a directory with one such; a plan of agents in one of
  ///   the formats of `PlanFormat`; where the specs are for `agent`, calls of agents in one of the
  ///   formats of `AgentFormat`; or a `.proviso` file, which is explored as a world. `-` is standard
  ///   input.
  /// - Throws: `InputError` where the plan or a spec cannot be read or is wrong.
  public func check(planAt path: String) throws(InputError) -> CheckResult {
    if Self.isWorld(path) { return try check(worldAt: path) }
    return try check(planAt: path, against: loadSpecs())
  }

  /// Checks a plan against specs that have been read before.
  ///
  /// - Throws: `InputError` where the plan cannot be read, or an assumption cannot be true of it.
  public func check(
    planAt path: String, against specs: LoadedSpecs
  ) throws(InputError) -> CheckResult {
    let start = ContinuousClock.now
    let given = path == "-" ? try PlanReader.standardInput() : nil
    if let bytes = try AgentPlanFile.bytes(at: path, standardInput: given) {
      guard graph == nil else {
        throw InputError("a graph is Terraform's, and \(path) is a plan of agents: leave it out")
      }
      return try check(planOfAgents: bytes, at: path, against: specs)
    }
    if specs.areAll(for: "agent") {
      guard graph == nil else {
        throw InputError("a graph is Terraform's, and the specs are for `agent`: leave it out")
      }
      let (bytes, name) = try AgentInput.load(path, standardInput: given)
      return try check(AgentInput.read(bytes, name), at: path, bytes, against: specs)
    }
    let reader = PlanReader(
      graph: graph, terraform: terraform, limit: terraformTimeout, activity: activity, specs: specs)
    let input = try reader.load(path, standardInput: given)
    try specs.require("terraform", for: "a Terraform plan", path)
    let digest = DigestTask(input)
    let plan = input.universe.plan
    var result = try check(input.universe, specs, PlanNotes(plan))
    result.plan = PlanInfo(
      path: input.path, kind: "terraform", sha256: digest.value, resources: plan.resources.count,
      steps: plan.steps.count { $0.resource != nil },
      order: plan.order.source == .graph ? "graph" : "plan")
    result.seconds = start.secondsUntilNow
    return result
  }

  /// Checks a plan that has been read; what the result says of the plan is for the caller to fill in.
  func check(
    _ universe: any Universe, _ specs: LoadedSpecs, _ notes: some InputNotes
  ) throws(InputError) -> CheckResult {
    var properties: [PropertyResult] = []
    var diagnostics = specs.warnings
    var relations: Set<Relation> = []
    var coverage: [CoverageFinding] = []
    let patterns = PatternCache()
    let judgePatterns = PatternCache()
    for loaded in specs.specs {
      coverage += try AssumptionCheck(universe: universe, loaded: loaded, limits: limits).run()
      if !loaded.isBuiltIn {
        for warning in AttributeCheck(universe: universe, loaded: loaded).warnings()
        where !diagnostics.contains(warning) {
          diagnostics.append(warning)
        }
      }
      let texts = loaded.spec.assumptions.map {
        loaded.sources.text(of: $0.span).split(whereSeparator: \.isWhitespace)
          .joined(separator: " ")
      }
      for property in loaded.spec.properties {
        progress?(property.title)
        let result = PropertyCheck(
          universe: universe, spec: loaded.spec, property: property, limits: limits,
          assumptionTexts: texts, spoiler: notes.spoiler, patterns: patterns,
          judgePatterns: judgePatterns,
          // What the pack says nothing of, most plans do not have.
          sources: loaded.isBuiltIn ? nil : loaded.sources
        ).run()
        properties.append(result)
        relations.formUnion(property.body.relations)
      }
    }
    let waivers = Waivers(specs.specs, today: currentDay)
    diagnostics += waivers.standing() + waivers.apply(to: &properties)
    for place in properties.indices {
      settle(&properties[place], isComplete: notes.spoiler == nil)
    }
    var result = CheckResult(
      tool: ToolInfo(
        name: "proviso", version: Self.version, solver: Self.solver),
      plan: PlanInfo(
        path: "", kind: universe.schema.name, sha256: "", resources: 0, steps: 0, order: "plan"),
      properties: properties,
      assumptions: Self.taken(properties)
        + notes.assumptions(about: relations) + specs.assumptions(of: properties),
      notModelled: notes.notModelled, diagnostics: diagnostics, seconds: 0)
    result.coverage = diagnostics.compactMap(CoverageFinding.init) + coverage
    return result
  }

  /// What single proofs took for granted.
  private static func taken(_ properties: [PropertyResult]) -> [String] {
    var out: [String] = []
    for reason in properties.flatMap(\.holdsBecause) where reason.kind == .assumption {
      if !out.contains(reason.text) { out.append(reason.text) }
    }
    return out
  }

  /// Applies what the user asked for to a property's verdict.
  ///
  /// - Parameters:
  ///   - isComplete: whether the plan names everything that will happen; if not, violations that pass
  ///     could hide others.
  ///   - input: what the input is called.
  func settle(_ result: inout PropertyResult, isComplete: Bool, of input: String = "plan") {
    if isStrict, result.verdict == .proved {
      let empty = result.coverage.first { $0.kind.isVacuity && $0.reached == .never }
      if result.isVacuous {
        result.verdict = .undecided
        result.reason = "vacuous: nothing in this \(input) meets its `where` (--strict)"
      } else if let empty {
        result.verdict = .undecided
        result.reason = "\(empty.message) (--strict)"
      }
    }
    result.isWaived =
      result.verdict == .violated && isComplete
      && result.violations.count == result.instances.violated
      && result.violations.allSatisfy {
        $0.waiver != nil || (ignoresPreexisting && $0.isPreexisting)
      }
  }

  /// The day by which waivers are judged.
  var currentDay: CalendarDate {
    today ?? CalendarDate(secondsSince1970: Int(Date.now.timeIntervalSince1970.rounded(.down)))
  }
}
