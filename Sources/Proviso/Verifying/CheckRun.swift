import Dispatch
import ProvisoAgent
import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// One check from its beginning to its result: the settings of the verifier, and the ways to end it
/// early.
package struct CheckRun: Sendable {
  private(set) var verifier: Verifier
  package private(set) var cancellation: Cancellation
  /// The beginning of the check.
  let start = ContinuousClock.now
  let budget: RunBudget
  /// The results so far.
  private(set) var partial = PartialResult()
  /// The runs of other programs so far.
  let programs = ProgramTimes()

  init(_ verifier: Verifier) {
    self.verifier = verifier
    let partial = partial
    self.verifier.readingSpec = { name in
      verifier.readingSpec?(name)
      partial.enter("the specs were read", of: name)
    }
    cancellation = Cancellation(linkedTo: verifier.cancellation)
    budget = RunBudget(
      deadline: verifier.deadline, memoryLimit: verifier.memoryLimit, cancellation: cancellation)
    budget.watch()
  }

  /// The same run for questions about other inputs, whose results are not those of the check.
  var aside: CheckRun {
    var copy = self
    copy.partial = PartialResult()
    copy.verifier.progress = nil
    copy.verifier.suggestsRepairs = false
    copy.verifier.findsWaits = .none
    return copy
  }

  /// The same, with an end of its own.
  func aside(endingAfter seconds: Double) -> CheckRun {
    var copy = aside
    copy.cancellation = Cancellation(linkedTo: cancellation)
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + seconds) {
      [weak limited = copy.cancellation] in limited?.cancel(.share(seconds: seconds))
    }
    return copy
  }

  /// Marks the check as ended, so that its budget no longer matters.
  func end() { budget.end() }

  var assembly: Assembly {
    Assembly(
      rules: AssemblyRules(
        isStrict: verifier.isStrict, countsPreexisting: verifier.countsPreexisting,
        today: verifier.today ?? AssemblyRules.currentDay, baseline: verifier.baseline))
  }

  func report(_ progress: CheckProgress) { verifier.progress?(progress) }

  // MARK: Inputs

  /// Checks an input of any kind.
  package func check(
    _ input: Input, against loaded: LoadedSpecs? = nil
  ) throws(InputError) -> CheckResult {
    var result = try answer(for: input, against: loaded)
    result.programs = programs.all
    return result
  }

  private func answer(
    for input: Input, against loaded: LoadedSpecs?
  ) throws(InputError) -> CheckResult {
    let assembly = assembly
    switch input.content {
    case .source(let source):
      if source.file == "" { throw InputError("the path of the input is empty") }
      partial.enter("the input was read", of: source.name)
      let kinds = try verifier.kinds.candidates(for: source)
      if kinds.first is WorldInput { return try explore(input, mayBeEmpty: false) }
      let specs = try specs(loaded)
      // If nothing typical was found, the error comes from the kind that the specs are for.
      let kind = kinds.first { $0.vocabulary?.name == specs.vocabulary } ?? kinds[0]
      let subject = try read(source, as: kind)
      guard let plan = verifier.followedPlan else {
        return try result(for: subject, named: source.name, against: specs, assembly)
      }
      return try result(for: subject, named: source.name, against: specs, following: plan, assembly)
    case .plan(let plan, let name):
      let subject = AgentPlanInput().subject(of: plan, path: name, digest: Digest(of: []))
      return try result(
        for: subject, named: name, against: specs(loaded), assembly)
    case .record(let record, let name):
      let subject: Subject
      do throws(AgentFormatError) {
        subject = try RecordInput().subject(
          of: record, verifier.options.records, path: name, digest: Digest(of: []))
      } catch {
        throw InputError(error, in: name)
      }
      return try result(
        for: subject, named: name, against: specs(loaded), assembly)
    }
  }

  /// The specs that were read before, or else those of the verifier.
  private func specs(_ loaded: LoadedSpecs?) throws(InputError) -> LoadedSpecs {
    if let loaded { return loaded }
    return try verifier.loadSpecs()
  }

  func read(
    _ source: InputSource, as kind: any InputKind, isCarried: Bool = false
  ) throws(InputError) -> Subject {
    partial.enter("the input was read", of: source.name)
    let progress = verifier.progress
    let cancellation = cancellation
    return try kind.read(
      source,
      in: InputContext(
        options: verifier.options, isCarried: isCarried, scope: scope(of: source.path),
        activity: { progress?(.program($0)) }, isCancelled: { cancellation.isCancelled },
        programs: programs))
  }

  /// The folders of the files that an input may name.
  func scope(of path: String) -> FileScope { verifier.scope(of: path) }

  func result(
    for subject: Subject, named name: String, against specs: LoadedSpecs, _ assembly: Assembly
  ) throws(InputError) -> CheckResult {
    switch subject.model {
    case .order(let universe):
      try specs.requireSelection()
      if let recorded = subject.recorded, recorded.needsPlan(for: specs) {
        var result = try result(
          for: recorded, of: subject, in: universe, named: name, against: specs, assembly)
        result.nameAskedValues(of: universe)
        return result
      }
      try specs.require(fitting: subject, named: name)
      partial.begin(subject.info, against: specs)
      let findings = try findings(about: universe, of: subject, against: specs)
      var result = assembly.result(of: findings, about: subject.info, against: specs)
      result.nameAskedValues(of: universe)
      result.graph = verifier.drawsGraph ? StepGraph(of: universe) : nil
      if verifier.suggestsRepairs { try suggestRepairs(of: subject, against: specs, in: &result) }
      return result
    case .calls(let plan):
      return try result(for: plan, of: subject, named: name, against: specs, assembly)
    case .world:
      throw InputError("\(name): a world cannot be part of another check; explore it by itself")
    }
  }

  /// The answer for a record that is compared with a plan.
  private func result(
    for subject: Subject, named name: String, against specs: LoadedSpecs, following path: String,
    _ assembly: Assembly
  ) throws(InputError) -> CheckResult {
    guard case .order(let universe) = subject.model, let calls = universe as? AgentUniverse else {
      throw InputError(
        "\(name): this is \(subject.kind.description); only a record of calls can be compared with a plan"
      )
    }
    let comparison = try comparison(of: calls.trace, with: path)
    let property = comparison.property
    var assumptions = comparison.assumptions
    var findings = Findings()
    findings.properties = [property]
    findings.assumptions = assumptions
    guard !specs.specs.isEmpty else {
      return assembly.result(of: findings, about: subject.info, against: specs)
    }
    var subject = subject
    if comparison.planned > 0 {
      var options = verifier.options.records
      options.plannedCalls = comparison.planned
      do throws(AgentFormatError) {
        subject = try RecordInput().subject(
          of: calls.trace, options, path: subject.path, digest: subject.digest)
      } catch {
        throw InputError(error, in: name)
      }
      assumptions.append(
        "\(path) was written before the agent read text of others: it decides the values of its steps"
      )
    }
    var result = try result(for: subject, named: name, against: specs, assembly)
    result.properties.insert(property, at: 0)
    result.assumptions += assumptions.filter { !result.assumptions.contains($0) }
    return result
  }

  // MARK: Orders of steps

  /// Judges every property of the specs about steps that happen at most once.
  func findings(
    about universe: any Universe, of subject: Subject, against specs: LoadedSpecs
  ) throws(InputError) -> Findings {
    let words = subject.kind.words
    var findings = Findings()
    findings.diagnostics = specs.warnings
    findings.incompleteness = subject.notes.incompleteness
    findings.notModelled = subject.notes.notModelled
    let questions = OrderQuestions(
      universe: universe, specs: specs, words: words, incompleteness: subject.notes.incompleteness,
      in: self)
    let (found, obstacle) = questions.assumptionFindings()
    findings.coverage += found
    let judged = obstacle.map { Array(specs.specs.prefix($0.file)) } ?? specs.specs
    let checks = judged.map { $0.isBuiltIn ? nil : AttributeCheck(members: universe, loaded: $0) }
    for warning in checks.flatMap({ $0?.warnings ?? [] })
    where !findings.diagnostics.contains(warning) {
      findings.diagnostics.append(warning)
    }
    let answers = questions.answers(for: judged)
    findings.properties = answers.flatMap(\.self)
    for (index, attributes) in checks.enumerated() {
      guard let attributes else { continue }
      let vacuous = zip(questions.properties(of: judged[index]), answers[index]).filter {
        $0.1.isVacuous && $0.1.verdict == .proved
      }
      let errors = attributes.errors(in: vacuous.map(\.0))
      if !errors.isEmpty { throw InputError(errors) }
    }
    if let obstacle { throw obstacle.error }
    let relations = judged.flatMap { questions.properties(of: $0) }.reduce(into: Set<Relation>()) {
      $0.formUnion($1.body.relations)
    }
    let single = findings.properties.flatMap(\.holdsBecause).filter { $0.kind == .assumption }
    findings.assume(single.map(\.text))
    findings.assumptions += subject.notes.assumptions(using: relations)
    findings.assumptions += specs.assumptions(of: findings.properties, run: words.run)
    return findings
  }
}

extension LoadedSpecs {
  /// The vocabulary of all specs; `nil` if they have several or none.
  var vocabulary: String? {
    let all = Set(specs.map(\.spec.vocabulary))
    return all.count == 1 ? all.first : nil
  }
}
