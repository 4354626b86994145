import ProvisoAgent
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult

extension Verifier {
  /// Checks a plan of agents: every branch, every outcome of every tool, every interleaving, every failure.
  ///
  /// The plan's own world is the contract of its tools, and what stands in the world's file is asked too.
  /// The Terraform plans that calls carry out are checked against the specs for Terraform.
  ///
  /// - Parameters:
  ///   - bytes: the plan.
  ///   - path: the file that it was read from; paths in it are relative to its directory.
  ///   - specs: specs for `agent`, for the world whose actions are the contracts, and for `terraform`.
  /// - Throws: `InputError` where the plan cannot be read, makes no sense in the world, or nothing is asked.
  func check(
    planOfAgents bytes: [UInt8], at path: String, against specs: LoadedSpecs
  ) throws(InputError) -> CheckResult {
    let start = ContinuousClock.now
    let name = path == "-" ? "standard input" : path
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    let plan: AgentPlan
    var commands = 0
    do throws(AgentFormatError) {
      plan = try AgentPlanReader.read(
        bytes,
        shell: { command, place in
          commands += 1
          return ShellReader.read(command, place: place, identifiers: "shell\(commands)_")
        },
        file: { (file) throws(AgentFormatError) -> [UInt8] in
          do throws(InputError) {
            return try AgentInput.bytes(at: file.hasPrefix("/") ? file : folder + file)
          } catch {
            throw AgentFormatError(
              "`\(file)` cannot be read: \(error.messages.joined(separator: "; "))")
          }
        })
    } catch {
      throw InputError(error, in: name)
    }
    let world = try Self.world(of: plan, name, in: folder)
    let reader = PlanReader(
      graph: nil, terraform: terraform, limit: terraformTimeout, activity: activity, specs: nil)
    let carried = try CarriedPlans(of: plan, in: folder, by: reader)
    let own = try specs.ofPlan(with: world, name, carries: !carried.plans.isEmpty)
    var result = try check(
      plan, at: name, bytes, against: own.agents, world: own.contracts,
      changes: carried.changes,
      gaps: carried.plans.compactMap(\.gap) + plan.contradictions(with: own.contracts?.spec.world))
    result.notModelled += own.unused
    let agents = PlanCheck(
      plan: plan, path: name, world: own.contracts, changes: carried.changes, gaps: plan.gaps,
      explorer: Explorer(limits: exploration, cancellation: interrupt ?? Cancellation()))
    for carried in carried.plans {
      try check(carried, of: plan, by: agents, against: own.terraform, into: &result)
    }
    result.plan = PlanInfo(
      path: path, kind: result.plan.kind, sha256: result.plan.sha256, resources: 0,
      steps: result.plan.steps, order: "plan")
    result.seconds = start.secondsUntilNow
    return result
  }

  /// The file with the world that a plan names.
  private static func world(
    of plan: AgentPlan, _ name: String, in folder: String
  ) throws(InputError) -> LoadedSpecs.CheckedFile? {
    guard let path = plan.world else { return nil }
    let isWhole = path.hasPrefix("/") || path.hasPrefix(ToolContracts.scheme)
    let full = isWhole ? path : folder + path
    let (file, diagnostics) = SpecReader.load(file: full)
    guard let file else { throw InputError(diagnostics.filter { $0.level == "error" }) }
    guard file.spec.world != nil else {
      throw InputError(
        "\(name): `world: \(path)`: expected a file with a world, whose actions say what the tools do; this one is a spec for `\(file.spec.vocabulary)`"
      )
    }
    return file
  }

  /// Whether some run comes to a call that carries the plan out.
  private enum Reach {
    case never
    /// With a run, where one was found.
    case perhaps([TraceStep])

    var run: [TraceStep] { if case .perhaps(let run) = self { run } else { [] } }
  }

  private func reach(
    of carried: CarriedPlans.Carried, in plan: AgentPlan, by agents: PlanCheck
  ) throws(InputError) -> Reach {
    let names = try agents.calls(carrying: carried.path).map { Value.quoted($0) }
    let source =
      "spec reach for agent\ninvariant reached \"The plan is not carried out\" {\n"
      + "  no c in calls where c.id in [\(names.joined(separator: ", "))] { c.started }\n}\n"
    let loaded = SpecLoader(vocabularies: .supported) { _ throws(SourceReadError) in
      throw SourceReadError("nothing is used")
    }
    .load(path: "reach.proviso", text: source)
    guard let spec = loaded.spec else { return .perhaps([]) }
    let answer = try agents.run(
      LoadedSpecs.CheckedFile(spec: spec, sources: loaded.sources, isBuiltIn: true)
    ).answer
    guard let property = answer.properties.first else { return .perhaps([]) }
    return property.verdict == .proved ? .never : .perhaps(property.violations.first?.trace ?? [])
  }

  /// Adds what the specs for Terraform say of a plan that is carried out.
  private func check(
    _ carried: CarriedPlans.Carried, of plan: AgentPlan, by agents: PlanCheck,
    against specs: LoadedSpecs, into result: inout CheckResult
  ) throws(InputError) {
    let path = carried.shown
    let universe = carried.input.universe
    let notes = PlanNotes(universe.plan)
    result.notModelled += notes.notModelled.map { "\(path): \($0)" }
    guard !specs.specs.isEmpty else {
      result.notModelled.append(
        "\(path): no spec for Terraform was given, so nothing but its list of changes was looked at; add `-s standard`"
      )
      return
    }
    let reach = try reach(of: carried, in: plan, by: agents)
    if case .never = reach {
      result.notModelled.append(
        "\(path): no run carries it out, so it was not checked against the specs for Terraform")
      return
    }
    let answer = try check(universe, specs, notes)
    let carrier = PropertyResult.Carrier(calls: carried.calls, path: path, run: reach.run)
    result.properties += answer.properties.map { property in
      var property = property
      property.carrier = carrier
      return property
    }
    result.assumptions += answer.assumptions.filter { !result.assumptions.contains($0) }
    result.diagnostics += answer.diagnostics.filter { !result.diagnostics.contains($0) }
    result.coverage += answer.coverage
  }

  /// Checks a plan of agents that has been read.
  ///
  /// - Parameters:
  ///   - plan: the plan.
  ///   - path: the file that it was read from, for messages.
  ///   - bytes: what was in it.
  ///   - specs: specs for `agent`, or for the world whose actions are the contracts of the tools.
  ///   - world: the world that the plan names.
  ///   - changes: what the change sets that calls carry would do, by their paths.
  ///   - gaps: why these do not say all that would be done.
  /// - Throws: `InputError` where the plan makes no sense in the world.
  func check(
    _ plan: AgentPlan, at path: String, _ bytes: [UInt8], against specs: LoadedSpecs,
    world: LoadedSpecs.CheckedFile?, changes: [String: PartialValue], gaps: [String] = []
  ) throws(InputError) -> CheckResult {
    let start = ContinuousClock.now
    let gaps = plan.gaps + gaps
    let check = PlanCheck(
      plan: plan, path: path, world: world, changes: changes, gaps: gaps,
      explorer: Explorer(
        limits: exploration, cancellation: interrupt ?? Cancellation(), progress: exploring))
    var properties: [PropertyResult] = []
    var diagnostics = specs.warnings
    var assumptions = plan.assumptions
    var whole: ExplorationInfo?
    var calls = 0
    for file in specs.specs where !file.spec.properties.isEmpty {
      let (answer, count) = try check.run(file)
      calls = count
      properties += answer.properties
      diagnostics += answer.diagnostics
      for assumption in answer.assumptions where !assumptions.contains(assumption) {
        assumptions.append(assumption)
      }
      whole = whole.map { $0.joined(with: answer.exploration) } ?? answer.exploration
    }
    let waivers = Waivers(specs.specs, today: currentDay)
    diagnostics += waivers.standing() + waivers.apply(to: &properties)
    for place in properties.indices {
      settle(&properties[place], isComplete: gaps.isEmpty)
    }
    var notModelled = plan.notModelled + gaps
    let unseen = Set(plan.calls.filter(\.changesUnseenResources).map(\.tool)).sorted()
    notModelled += unseen.map {
      "what `\($0)` does to single resources: no saved plan that is there now says it (`changes: PLAN`)"
    }
    if world == nil, specs.specs.contains(where: { $0.spec.world == nil }) {
      notModelled.append("what tools do: a call is its tool, its arguments and its output")
    }
    return CheckResult(
      tool: ToolInfo(name: "proviso", version: Self.version, solver: Self.solver),
      plan: PlanInfo(
        path: path, kind: "agent-plan", sha256: Self.digest(of: bytes), resources: 0, steps: calls,
        order: "plan"),
      properties: properties, assumptions: assumptions, notModelled: notModelled,
      diagnostics: diagnostics, exploration: whole, seconds: start.secondsUntilNow)
  }
}

extension LoadedSpecs {
  /// What is asked of a plan of agents.
  struct OfPlan {
    /// About the calls and the world.
    let agents: LoadedSpecs
    /// About the plans that calls carry out.
    let terraform: LoadedSpecs
    /// The file with the world whose actions are the contracts.
    let contracts: CheckedFile?
    /// Specs that ask nothing here, as sentences.
    let unused: [String]
  }

  /// Tells which of the specs are about what.
  ///
  /// - Parameters:
  ///   - world: the file with the plan's own world.
  ///   - name: what the plan is called in messages.
  ///   - carries: whether calls carry out Terraform plans.
  func ofPlan(
    with world: CheckedFile?, _ name: String, carries: Bool
  ) throws(InputError) -> OfPlan {
    let terraform = specs.filter { $0.spec.vocabulary == VocabularySchema.terraform.name }
    var own = specs.filter { $0.spec.vocabulary != VocabularySchema.terraform.name }
    let places = Set(own.flatMap(\.spec.properties).map(\.location))
    if let world, world.spec.properties.allSatisfy({ !places.contains($0.location) }) {
      own.append(world)
    }
    try SpecReader.refuseTwins(own)
    let asks = own.contains { !$0.spec.properties.isEmpty }
    guard asks || carries else {
      throw InputError(
        "\(name): this is a plan of agents, and there is nothing to check: give a spec `for agent` or for the world of the tools with -s SPEC.proviso"
          + (world.map { ", or write an `invariant` in \($0.spec.path)" }
            ?? ", or name a world with properties in the plan (`world: FILE.proviso`)"))
    }
    let unused = terraform.filter { !carries && !$0.isBuiltIn }.map {
      "\($0.spec.path) is for Terraform plans, and no call carries one out (`changes: PLAN`): it was not asked"
    }
    return OfPlan(
      agents: LoadedSpecs(specs: own, warnings: self.warnings),
      terraform: LoadedSpecs(specs: carries ? terraform : [], warnings: []),
      contracts: world ?? own.first { $0.spec.world != nil }, unused: unused)
  }
}
