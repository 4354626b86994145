import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult
import ProvisoWorlds

/// The world of a gate, and the properties that a single call can break.
struct GateRules: Sendable {
  /// The path in messages about the calls of a session, which are in no file.
  static let path = "session"

  /// The name of the agent in worlds that declare none.
  static let agent = "agent"

  let world: LoadedSpecs.CheckedFile
  let specs: LoadedSpecs
  /// The same with the properties that only whole runs can break.
  let whole: LoadedSpecs
  /// The properties that are not judged.
  let notJudged: [String]
  /// The calls that have no effect, if no property looks at calls themselves.
  let harmless: HarmlessCalls
  /// The state that the world's actions touch; `nil` if the properties are about several worlds.
  let footprints: WorldFootprints?

  init(world source: SpecSource, _ verifier: Verifier) throws(InputError) {
    guard let file = try verifier.reader.load([source], mayBeEmpty: true).specs.first else {
      throw InputError("there is no world for the gate")
    }
    let path = file.spec.path
    guard let model = file.spec.world else {
      throw InputError(
        "\(path): this is a spec for `\(file.spec.vocabulary)`; expected a file with a world, whose actions "
          + "say what the tools do")
    }
    let loaded =
      verifier.specs.isEmpty
      ? LoadedSpecs(specs: [], warnings: []) : try verifier.loadSpecs()
    let own = try loaded.ofPlan(with: file, path, carries: false).agents
    func isJudged(_ property: Property) -> Bool {
      property.kind == .invariant && property.timing == .everyMoment
        && PropertyShape.overRuns(property.body) == nil
    }
    world = file
    whole = own
    notJudged = own.specs.flatMap { $0.spec.properties.filter { !isJudged($0) }.map(\.name) }
    specs = LoadedSpecs(
      specs: own.specs.map {
        LoadedSpecs.CheckedFile(
          spec: $0.spec.keeping(isJudged), sources: $0.sources, isBuiltIn: $0.isBuiltIn)
      }, warnings: own.warnings, rules: own.rules, values: own.values)
    let properties = specs.specs.flatMap(\.spec.properties)
    guard !properties.isEmpty else {
      throw InputError(
        "\(path): there is no property that must hold at every moment; expected an `invariant`")
    }
    let looksAtCalls = CallObservations(properties.flatMap(\.expressions)).mentionsCalls
    harmless = HarmlessCalls(
      tools: looksAtCalls ? [] : Set(model.actions.filter(\.isHarmless).map(\.name)))
    let worlds = specs.specs.compactMap(\.spec.world)
    footprints =
      worlds.allSatisfy { $0.hasSameNames(as: model) }
      ? WorldFootprints(
        model, properties: properties, assumptions: specs.specs.flatMap(\.spec.assumptions)) : nil
  }

  /// Whether a call has no effect that a property could see.
  func isHarmless(_ reading: CallReading) -> Bool { harmless.contains(reading) }
}

extension CheckRun {
  /// The results of a gate's properties for a plan.
  ///
  /// - Parameter changes: the changes of the plans that calls carry out and that were checked by
  ///   themselves, by their paths.
  func results(
    for plan: AgentPlan, against rules: GateRules, changes: [String: PartialValue] = [:]
  ) throws(InputError) -> [PropertyResult] {
    // A decision says why a call is denied or asked about, and not why one is allowed.
    var explorer = explorer
    explorer.explainsProofs = false
    var check = AgentPlanCheck(
      plan: plan, path: GateRules.path, world: rules.world, changes: changes,
      gaps: plan.gaps + plan.gaps(in: rules.specs, rules.world.spec.world),
      explorer: explorer)
    check.checkedPlans = Set(changes.keys)
    let subject = AgentPlanInput().subject(of: plan, path: GateRules.path, digest: Digest(of: []))
    let (found, calls) = try findings(by: check, against: rules.specs)
    return assembly.result(
      of: found, about: subject.info(steps: calls), against: rules.specs
    ).properties
  }

  /// The answer about a whole plan, in which the plans that calls carry out are checked when they do.
  func result(
    for plan: AgentPlan, of subject: Subject, named name: String, against rules: GateRules
  ) throws(InputError) -> CheckResult {
    var check = AgentPlanCheck(
      plan: plan, path: name, world: rules.world, changes: [:],
      gaps: plan.gaps + plan.gaps(in: rules.whole, rules.world.spec.world),
      explorer: explorer)
    check.checkedPlans = Set(plan.calls.compactMap(\.changes))
    let (found, calls) = try findings(by: check, against: rules.whole)
    return assembly.result(of: found, about: subject.info(steps: calls), against: rules.whole)
  }
}
