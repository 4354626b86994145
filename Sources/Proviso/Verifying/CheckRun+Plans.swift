import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult

/// Plans of agents: every branch, every outcome of every tool, every interleaving, every failure.
extension CheckRun {
  /// Checks a plan of agents.
  ///
  /// The plan's own world is the contract of its tools, and the properties in the world's file are
  /// checked too. The plans that calls carry out are checked against the specs for their
  /// vocabulary.
  ///
  /// - Parameters:
  ///   - name: the name of the plan in messages. Paths in the plan are relative to its folder.
  ///   - specs: specs for `agent`, for the world whose actions are the contracts, and for carried plans.
  ///   - isRead: whether the commands that the world declares have been read as calls already.
  /// - Throws: `InputError` if the plan makes no sense in the world, or no property is left to check.
  func result(
    for plan: AgentPlan, of subject: Subject, named name: String, against specs: LoadedSpecs,
    _ assembly: Assembly, isRead: Bool = false
  ) throws(InputError) -> CheckResult {
    let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
    let whole = try world(of: plan, named: name, in: folder)
    try specs.requireSelection(with: whole?.spec)
    let world = whole.map(selected)
    let plan = isRead ? plan : try reread(plan, of: subject, in: whole, specs)
    let carried = try CarriedPlans(of: plan, in: folder, scope: scope(of: name)) {
      (source) throws(InputError) in
      try read(source, as: verifier.kinds.candidates(for: source)[0], isCarried: true)
    }
    let own = try specs.ofPlan(with: world, name, carries: !carried.plans.isEmpty)
    let gaps =
      plan.gaps + carried.plans.compactMap(\.gap)
      + plan.gaps(in: own.agents, own.contracts?.spec.world)
    var check = AgentPlanCheck(
      plan: plan, path: name, world: own.contracts, changes: carried.changes, gaps: gaps,
      explorer: explorer, recorded: verifier.recorded)
    partial.begin(subject.info(steps: plan.calls.count), against: own.agents)
    partial.enter("the runs of the plan were explored")
    var (findings, calls) = try findings(by: check, against: own.agents)
    findings.notModelled = notModelled(in: plan, gaps: gaps, own) + own.unused
    for property in findings.properties { partial.add(property) }
    if !carried.plans.isEmpty { partial.extend(by: own.carried) }
    var result = assembly.result(
      of: findings, about: subject.info(steps: calls), against: own.agents)
    check.gaps = plan.gaps
    for carried in carried.plans {
      try add(carried, by: check, against: own.carried, to: &result)
    }
    return result
  }

  /// The plan in which the commands that its world declares are calls with these effects.
  func reread(
    _ plan: AgentPlan, of subject: Subject, in world: LoadedSpecs.CheckedFile?, _ specs: LoadedSpecs
  ) throws(InputError) -> AgentPlan {
    let world = world?.spec.world ?? specs.specs.lazy.compactMap(\.spec.world).first
    guard let commands = try world?.declaredCommands(), !commands.isEmpty else { return plan }
    return try subject.rereading?(commands) ?? plan
  }

  var explorer: Explorer {
    let progress = verifier.progress
    return Explorer(
      limits: verifier.options.exploration, cancellation: cancellation,
      progress: { progress?(.exploration($0)) })
  }

  func findings(
    by check: AgentPlanCheck, against specs: LoadedSpecs
  ) throws(InputError) -> (Findings, calls: Int) {
    var findings = Findings()
    findings.diagnostics = specs.warnings
    findings.incompleteness = check.gaps.first
    findings.assumptions = check.plan.assumptions
    var calls = 0
    for file in specs.specs where !file.spec.properties.isEmpty {
      let (answer, count) = try check.answer(for: file)
      calls = count
      findings.properties += answer.properties
      findings.assume(answer.assumptions)
      findings.exploration =
        findings.exploration.map { $0.joined(with: answer.exploration) } ?? answer.exploration
    }
    return (findings, calls)
  }

  private func notModelled(
    in plan: AgentPlan, gaps: [String], _ own: LoadedSpecs.OfPlan
  ) -> [String] {
    var out = plan.notModelled + gaps
    let unseen = Set(plan.calls.filter(\.changesUnseenResources).map(\.tool)).sorted()
    out += unseen.map {
      "the effects of `\($0)` on single resources: no saved plan that exists now lists them (`changes: PLAN`)"
    }
    if own.contracts == nil, own.agents.specs.contains(where: { $0.spec.world == nil }) {
      out.append("the effects of tools: a call is its tool, its arguments and its output")
    }
    return out
  }

  /// The file with the world that a plan names.
  func world(
    of plan: AgentPlan, named name: String, in folder: String
  ) throws(InputError) -> LoadedSpecs.CheckedFile? {
    guard let path = plan.world else { return nil }
    let isWhole = path.hasPrefix("/") || path.hasPrefix(ToolContracts.scheme)
    let (file, diagnostics) = verifier.reader.load(
      file: isWhole ? path : folder + path, in: scope(of: name))
    guard let file else { throw InputError(diagnostics.filter { $0.level == .error }) }
    guard file.spec.world != nil else {
      throw InputError(
        "\(name): `world: \(path)`: this is a spec for `\(file.spec.vocabulary)`; expected a file with a "
          + "world, whose actions say what the tools do")
    }
    return file
  }

  /// A file with only the properties that are judged.
  func selected(_ file: LoadedSpecs.CheckedFile) -> LoadedSpecs.CheckedFile {
    LoadedSpecs.CheckedFile(
      spec: verifier.selection.keeping(file.spec), sources: file.sources,
      isBuiltIn: file.isBuiltIn)
  }

  // MARK: Plans that calls carry out

  /// Whether some run reaches a call that carries out a plan.
  private enum Reach {
    case never
    /// The trace of a run that reaches such a call; empty if none was found.
    case perhaps([TraceStep])

    var run: [TraceStep] { if case .perhaps(let run) = self { run } else { [] } }
  }

  private func reach(
    of carried: CarriedPlans.Carried, by check: AgentPlanCheck
  ) throws(InputError) -> Reach {
    let names = try check.calls(carrying: carried.path).map { Value.quoted($0) }
    let source =
      "spec reach for agent\ninvariant reached \"The plan is not carried out\" {\n"
      + "  no c in calls where c.id in [\(names.joined(separator: ", "))] { c.started }\n}\n"
    guard let property = try properties(ofSpec: source, by: check).first else {
      return .perhaps([])
    }
    return property.verdict == .proved ? .never : .perhaps(property.violations.first?.trace ?? [])
  }

  /// The results of a spec for `agent` that the program has written; empty if it cannot be read.
  func properties(
    ofSpec source: String, by check: AgentPlanCheck
  ) throws(InputError) -> [PropertyResult] {
    let loader = SpecLoader(vocabularies: verifier.kinds.vocabularies) {
      _ throws(SourceReadError) in throw SourceReadError("this spec uses no file")
    }
    let loaded = loader.load(path: "reach.proviso", text: source)
    guard let spec = loaded.spec else { return [] }
    return try check.answer(
      for: LoadedSpecs.CheckedFile(spec: spec, sources: loaded.sources, isBuiltIn: true)
    ).answer.properties
  }

  /// Adds the results of the specs for a plan that calls carry out.
  private func add(
    _ carried: CarriedPlans.Carried, by check: AgentPlanCheck, against specs: LoadedSpecs,
    to result: inout CheckResult
  ) throws(InputError) {
    let path = carried.shown
    result.notModelled += carried.subject.notes.notModelled.map { "\(path): \($0)" }
    guard !specs.specs.isEmpty else {
      result.notModelled.append(
        "\(path): only its list of changes was used, because no spec for "
          + "`\(carried.universe.schema.name)` was given (such as the pack "
          + "`\(SpecPack.standard.name)`)")
      return
    }
    let reach = try reach(of: carried, by: check)
    if case .never = reach {
      result.notModelled.append(
        "\(path): no run carries it out, so it was not checked against the specs for "
          + "`\(carried.universe.schema.name)`")
      return
    }
    let answer = assembly.result(
      of: try findings(about: carried.universe, of: carried.subject, against: specs),
      about: carried.subject.info, against: specs)
    let carrier = PropertyResult.Carrier(
      calls: carried.calls, path: path, words: carried.subject.kind.words, run: reach.run)
    result.properties += answer.properties.map { property in
      var property = property
      property.carrier = carrier
      return property
    }
    result.assumptions += answer.assumptions.filter { !result.assumptions.contains($0) }
    result.diagnostics += answer.diagnostics.filter { !result.diagnostics.contains($0) }
    result.coverage += answer.coverage
  }
}
