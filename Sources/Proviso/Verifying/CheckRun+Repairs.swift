import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult
import ProvisoTerraform

extension CheckRun {
  /// The most objects of a plan whose check suggests repairs.
  private static let mostObjects = 300
  /// The most violated properties of such a check.
  private static let mostProperties = 10
  /// The most plans that are judged for one of them.
  private static let mostPlans = 60

  /// The seconds after which a check is not made longer by a search for repairs.
  private static let longCheck = 5
  /// The seconds of such a search.
  private static let mostSeconds = 10.0

  /// Gives violated properties their best repair. A large plan gets none, because its check must not
  /// take longer for it.
  func suggestRepairs(
    of subject: Subject, against specs: LoadedSpecs, in result: inout CheckResult
  ) throws(InputError) {
    let violated = result.properties.indices.filter {
      result.properties[$0].effectiveVerdict == .violated
    }
    guard ContinuousClock.now - start < .seconds(Self.longCheck) else { return }
    guard !violated.isEmpty, violated.count <= Self.mostProperties,
      subject.resources <= Self.mostObjects, let terraform = TerraformRepairs(of: subject)
    else { return }
    let limited = aside(endingAfter: Self.mostSeconds)
    var search = limited.search(specs, terraform, base: result)
    search.budget = Self.mostPlans
    search.findsOne = true
    for index in violated {
      let (parts, _) = try search.repairs(of: result.properties[index])
      result.properties[index].repair = parts.first.flatMap {
        terraform.described($0, at: nil).first
      }
    }
  }

  private func search(
    _ specs: LoadedSpecs, _ terraform: TerraformRepairs, base: CheckResult
  ) -> RepairSearch {
    let aside = aside
    return RepairSearch(
      judge: { (subject, specs) throws(InputError) in
        guard case .order(let universe) = subject.model else {
          throw InputError("\(subject.path): the plan has no steps in an order")
        }
        let findings = try aside.findings(about: universe, of: subject, against: specs)
        return assembly.result(of: findings, about: subject.info, against: specs)
      }, isCancelled: { cancellation.isCancelled }, specs: specs, terraform: terraform, base: base)
  }

  /// Checks an input, and searches repairs of what is violated.
  ///
  /// - Throws: `InputError` also where the input is of a kind that has no repairs.
  func repairs(
    of input: Input, against specs: LoadedSpecs
  ) throws(InputError) -> RepairResult {
    guard case .source(let source) = input.content,
      let kind = try verifier.kinds.candidates(for: source).first
    else { throw InputError("only a file has repairs") }
    let subject = try read(source, as: kind)
    if case .calls(let plan) = subject.model {
      return try repairs(of: plan, subject, named: source.name, against: specs)
    }
    guard let terraform = TerraformRepairs(of: subject) else {
      throw InputError(
        "\(source.name): this is \(subject.description); expected a plan, whose repairs are known")
    }
    let check = try check(input, against: specs)
    let search = search(specs, terraform, base: check)
    // The files beside the plan are named by nobody.
    let positions =
      verifier.isConfined ? nil : ConfigurationPositions(besidePlanAt: source.path)
    var found: [PropertyRepairs] = []
    for property in check.properties where property.effectiveVerdict == .violated {
      report(.property("repairs of \(property.title)"))
      partial.enter("repairs of `\(property.name)` were searched")
      let (parts, isComplete) = try search.repairs(of: property)
      found.append(
        PropertyRepairs(
          property: property,
          repairs: parts.flatMap { terraform.described($0, at: positions) },
          incomplete: cancellation.reason?.description
            ?? (isComplete ? nil : "more than \(search.budget) plans would have to be judged")))
    }
    return RepairResult(check: check, properties: found)
  }
}

extension CheckRun {
  /// Checks a plan of agents, and searches repairs of what is violated.
  private func repairs(
    of plan: AgentPlan, _ subject: Subject, named name: String, against specs: LoadedSpecs
  ) throws(InputError) -> RepairResult {
    let aside = aside
    func judge(_ plan: AgentPlan) throws(InputError) -> CheckResult {
      try aside.result(
        for: plan, of: subject, named: name, against: specs, assembly, isRead: true)
    }
    let contracts = try contracts(of: plan, named: name, against: specs)
    let plan = try reread(plan, of: subject, in: contracts, specs)
    let check = try judge(plan)
    let search = AgentRepairSearch(
      judge: judge,
      reachable: { (plan) throws(InputError) in
        try aside.reachableTools(of: plan, named: name, contracts)
      }, isCancelled: { cancellation.isCancelled },
      repairs: AgentRepairs(plan: plan, world: contracts?.spec.world), base: check)
    var found: [PropertyRepairs] = []
    for property in check.properties
    where property.effectiveVerdict == .violated && property.carrier == nil {
      report(.property("repairs of \(property.title)"))
      let (repairs, isComplete) = search.repairs(of: property)
      found.append(
        PropertyRepairs(
          property: property, repairs: repairs,
          incomplete: cancellation.reason?.description
            ?? (isComplete
              ? nil : "more than \(AgentRepairSearch.budget) plans would have to be judged")))
    }
    return RepairResult(check: check, properties: found)
  }

  /// The tools of which some run of a plan completes a call.
  private func reachableTools(
    of plan: AgentPlan, named name: String, _ contracts: LoadedSpecs.CheckedFile?
  ) throws(InputError) -> Set<String> {
    let tools = Set(plan.calls.map(\.tool)).sorted()
    let properties = tools.enumerated().map { index, tool in
      "invariant t\(index) \"T\" { no c in calls where c.tool == \(Value.quoted(tool)) { c.happened } }\n"
    }
    let check = AgentPlanCheck(
      plan: plan, path: name, world: contracts, changes: [:], gaps: [], explorer: explorer)
    let found = try self.properties(
      ofSpec: "spec reach for agent\n" + properties.joined(), by: check)
    return Set(
      found.filter { $0.verdict == .violated }.compactMap { property in
        Int(property.name.dropFirst()).map { tools[$0] }
      })
  }

  /// The file with the world whose actions are the contracts of a plan's tools.
  private func contracts(
    of plan: AgentPlan, named name: String, against specs: LoadedSpecs
  ) throws(InputError) -> LoadedSpecs.CheckedFile? {
    let folder = name.lastIndex(of: "/").map { String(name[...$0]) } ?? ""
    let world = try world(of: plan, named: name, in: folder).map(selected)
    return try specs.ofPlan(with: world, name, carries: false).contracts
  }
}

extension Verifier {
  /// Checks an input, and searches the smallest repairs of every violated property.
  ///
  /// - Parameters:
  ///   - input: a Terraform plan, or a plan of agents.
  ///   - specs: specs that have been read before; `nil` to read ``specs``.
  /// - Throws: `InputError` if the input or a spec cannot be read or is wrong, or the input is of a kind
  ///   that has no repairs.
  public func repairs(
    of input: Input, against specs: LoadedSpecs? = nil
  ) async throws(InputError) -> RepairResult {
    let specs = if let specs { specs } else { try loadSpecs() }
    return try await perform { (run) throws(InputError) in
      try run.repairs(of: input, against: specs)
    }
  }

  /// The same for the command, in which the calling thread waits, within the verifier's deadline and
  /// memory.
  package func repairs(
    planAt path: String, against specs: LoadedSpecs
  ) throws(InputError) -> RepairResult {
    try waitingForRepairs(of: .path(path), against: specs)
  }

  /// The same for any input.
  ///
  /// - Parameter loaded: specs that have been read before; `nil` to read ``specs``.
  package func waitingForRepairs(
    of input: Input, against loaded: LoadedSpecs? = nil
  ) throws(InputError) -> RepairResult {
    try waitWithinBudget(
      CheckRun(self),
      { (run) throws(InputError) in
        let specs = if let loaded { loaded } else { try run.verifier.loadSpecs() }
        return try run.repairs(of: input, against: specs)
      }, orElse: { _ in nil })
  }
}
