import ProvisoAgent
import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans
import ProvisoResult
import ProvisoWorlds

/// Records whose calls have effects that a spec asks about: commands of a shell, or a world with
/// contracts for the tools.
///
/// The calls become a plan, which is checked as every other plan is, so a command has the same answer
/// in both. A plan does not say what calls returned. Properties about outputs and data flow are
/// therefore judged in the order of the recorded calls.
extension CheckRun {
  func result(
    for recorded: RecordedCalls, of subject: Subject, in universe: any Universe,
    named name: String, against specs: LoadedSpecs, _ assembly: Assembly
  ) throws(InputError) -> CheckResult {
    let foreign = specs.specs.filter {
      $0.spec.world == nil && $0.spec.vocabulary != VocabularySchema.agent.name
    }
    if !foreign.isEmpty {
      try LoadedSpecs(specs: foreign, warnings: []).require(fitting: subject, named: name)
    }
    let own = try specs.ofPlan(with: nil, name, carries: false)
    partial.begin(subject.info, against: own.agents)
    var findings = Findings()
    findings.diagnostics = specs.warnings

    let asked = own.agents.grouped { property, isOfWorld in
      let question = RecordQuestion(property)
      if isOfWorld { return question.needsRecord ? .open : .plan }
      if question.isOnly(about: recorded) { return .record }
      guard question.needsRecord || question.names(recorded) else { return .plan }
      return recorded.runsCommands ? .expanded : .record
    }
    if let record = asked[.record] {
      findings.add(try self.findings(about: universe, of: subject, against: record))
    }
    if let record = asked[.expanded] {
      let whole = try recorded.expanded()
      guard case .order(let universe) = whole.model else {
        throw InputError("\(name): a record has no order")
      }
      findings.add(try self.findings(about: universe, of: whole, against: record))
    }
    if let planned = asked[.plan] {
      partial.enter("the runs of the record were explored")
      var check = AgentPlanCheck(
        plan: try plan(of: recorded, in: own.contracts, path: name), path: name,
        world: own.contracts, changes: [:], gaps: [], explorer: explorer,
        recorded: verifier.recorded,
        noun: subject.kind.words.input.singular)
      check.gaps =
        check.plan.gaps
        + check.plan.gaps(in: specs, own.contracts?.spec.world)
      var (found, _) = try self.findings(by: check, against: planned)
      found.notModelled = check.plan.notModelled + check.gaps
      findings.add(found)
    }
    for file in asked[.open]?.specs ?? [] {
      findings.properties += file.spec.properties.map { property in
        var result = PropertyResult(of: property)
        result.verdict = .undecided
        result.instances.undecided = 1
        result.reason =
          "a spec for a world does not see what the calls of a record returned; ask this in a spec `for agent`"
        return result
      }
    }
    findings.sort(as: own.agents)
    for property in findings.properties { partial.add(property) }
    return assembly.result(of: findings, about: subject.info, against: own.agents)
  }

  /// The plan of a record. Calls that the contracts do not describe are gaps.
  private func plan(
    of recorded: RecordedCalls, in contracts: LoadedSpecs.CheckedFile?, path: String
  ) throws(InputError) -> AgentPlan {
    let world = contracts?.spec.world
    let hasAgents = world.map { !$0.agents.isEmpty } ?? false
    let unnamed = hasAgents ? PlannedAgent.onlyName : ""
    let commands = try world?.declaredCommands() ?? DeclaredCommands()
    let plan = recorded.plan(unnamed, commands) { _ in nil }
    guard let world else { return plan }
    do throws(PlannedWorld.Failure) {
      _ = try PlannedWorld.model(of: plan, in: world)
      return plan
    } catch {
      var answers: [String: String?] = [:]
      return recorded.plan(unnamed, commands) { call in
        let key = "\(call.tool)(\(call.arguments))"
        if let known = answers[key] { return known }
        let answer = Self.problem(of: call, in: world)
        answers[key] = .some(answer)
        return answer
      }
    }
  }

  /// The reason why the contracts of a world do not describe a call.
  private static func problem(of call: PlannedCall, in world: WorldModel) -> String? {
    let agent = world.agents.first?.name ?? ""
    let plan = AgentPlan(
      format: "", agents: [PlannedAgent(name: agent, steps: [AgentPlanStep(.call(call))])])
    do throws(PlannedWorld.Failure) {
      _ = try PlannedWorld.model(of: plan, in: world)
      return nil
    } catch {
      // The permissions of the record's own agent are a mistake of the whole.
      return error.mistakes.first { !$0.message.hasPrefix("the agent ") }?.message
    }
  }
}

extension RecordedCalls {
  /// Whether specs ask about effects: they describe a world, or the calls run commands.
  func needsPlan(for specs: LoadedSpecs) -> Bool {
    runsCommands || specs.specs.contains { $0.spec.world != nil }
  }
}

/// The engine that answers a property of a record.
private enum RecordEngine: Hashable {
  /// The order of the recorded calls, with their outputs.
  case record
  /// The same, with the calls of commands.
  case expanded
  /// The calls as a plan.
  case plan
  /// None.
  case open
}

extension LoadedSpecs {
  /// The specs by the engine for their properties, without empty ones.
  fileprivate func grouped(
    _ engine: (_ property: Property, _ isOfWorld: Bool) -> RecordEngine
  ) -> [RecordEngine: LoadedSpecs] {
    var out: [RecordEngine: [CheckedFile]] = [:]
    for file in specs {
      let engines = file.spec.properties.map { engine($0, file.spec.world != nil) }
      for which in Set(engines) {
        var numbers = engines.makeIterator()
        let part = file.spec.keeping { _ in numbers.next() == which }
        out[which, default: []].append(
          CheckedFile(spec: part, sources: file.sources, isBuiltIn: file.isBuiltIn))
      }
    }
    return out.mapValues { LoadedSpecs(specs: $0, warnings: [], rules: rules, values: values) }
  }
}

extension Findings {
  /// Adds the findings of another engine.
  fileprivate mutating func add(_ other: Findings) {
    properties += other.properties
    assume(other.assumptions)
    notModelled += other.notModelled.filter { !notModelled.contains($0) }
    diagnostics += other.diagnostics.filter { !diagnostics.contains($0) }
    coverage += other.coverage
    exploration = exploration ?? other.exploration
    incompleteness = incompleteness ?? other.incompleteness
  }

  /// Puts the properties in the order of the specs.
  fileprivate mutating func sort(as specs: LoadedSpecs) {
    let order = Dictionary(
      specs.specs.flatMap(\.spec.properties).enumerated().map {
        (ResultLocation($0.element.location), $0.offset)
      }, uniquingKeysWith: { first, _ in first })
    properties.sort { (order[$0.location] ?? 0) < (order[$1.location] ?? 0) }
  }
}
