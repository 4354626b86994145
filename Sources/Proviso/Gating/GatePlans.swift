import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import ProvisoResult

/// Judges the plans that a call carries out, such as a saved Terraform plan: what a session may change
/// through them is in their files, not in the call.
struct GatePlans: Sendable {
  /// The settings and the specs of the check.
  let verifier: Verifier

  /// The plans of one call.
  struct Answer {
    /// The decision that they lead to; `nil` if each may be carried out.
    var decision: GateDecision?
    /// The changes of each plan, by its path.
    var changes: [String: PartialValue] = [:]
    /// The assumptions of the checks, as sentences.
    var assumptions: [String] = []
    var plans: [GateDecision.CarriedPlan] = []
  }

  /// Makes a judge.
  ///
  /// - Parameter verifier: its specs about such plans apply, or else the standard pack.
  init(_ verifier: Verifier) {
    var own = verifier
    own.suggestsRepairs = true
    self.verifier = own
  }

  /// The decision on a call that works out its changes only while it runs; `nil` for any other call.
  static func planFirst(_ reading: CallReading) -> GateDecision? {
    for call in reading.calls where call.worksOutChanges {
      let directory = call.text(of: "directory")
      let program = ["", "."].contains(directory) ? "terraform" : "terraform -chdir=\(directory)"
      let destroys =
        call.tool == "terraform_destroy" || call.value(of: "destroy")?.constant == .bool(true)
      if !call.text(of: "plan").isEmpty {
        return GateDecision(
          .deny,
          reasons: [
            "An earlier command of the same call can write the plan that `terraform apply` carries out, so it cannot be checked before. Make the plan in a call of its own, and apply it in the next one."
          ])
      }
      return GateDecision(
        .deny,
        reasons: [
          "`\(destroys ? "terraform destroy" : "terraform apply")` works out its changes only while it runs, so they cannot be checked before. Plan first, in a call of its own: `\(program) plan\(destroys ? " -destroy" : "") -out=tfplan`. Then `\(program) apply tfplan` is checked and carries out exactly that plan."
        ])
    }
    return nil
  }

  /// Reads and checks the plans that a call carries out.
  ///
  /// - Parameters:
  ///   - base: the directory that paths in the reading are relative to; `nil` if it is not known.
  ///   - isAtRest: whether no other call that may have an effect can still be running.
  func answer(
    for reading: CallReading, base: String?, isAtRest: Bool, by run: CheckRun
  ) -> Answer {
    var answer = Answer()
    var found: [GateDecision] = []
    // A person approves these files, so each has its digest whatever becomes of the check.
    answer.plans = reading.plans.map { path in
      GateDecision.CarriedPlan(path: path, sha256: Self.digest(path, in: base), verdict: nil)
    }
    if !isAtRest {
      found.append(
        GateDecision(
          .ask,
          reasons: [
            "This call carries out a plan, and an earlier call that may still be running could change the plan's file. Make the call again when no other one is running."
          ]))
    }
    for (index, path) in reading.plans.enumerated() {
      guard let file = Self.file(path, in: base) else {
        found.append(
          GateDecision(
            .ask, reasons: ["It is not known which file \(Value.quoted(path)) is."]))
        continue
      }
      do throws(InputError) {
        let (result, changes) = try check(file, by: run)
        answer.plans[index].verdict = result.verdict
        // The file that was checked is the one that was digested.
        guard Self.digest(path, in: base) == answer.plans[index].sha256 else {
          throw InputError("\(path): the file changed while it was checked")
        }
        answer.changes[path] = changes
        answer.assumptions += result.assumptions.map { "\(path): \($0)" }
        if let decision = Self.decision(on: path, result) { found.append(decision) }
      } catch {
        found.append(GateDecision(.ask, reasons: error.messages))
      }
    }
    answer.decision = GateDecision.worst(of: found)
    return answer
  }

  /// The digest of a plan's file; empty if it cannot be read.
  private static func digest(_ path: String, in base: String?) -> String {
    guard let file = file(path, in: base),
      let bytes = try? FileReader.bytes(of: file, limit: 1 << 30)
    else { return "" }
    return Digest(of: bytes).value
  }

  private static func file(_ path: String, in base: String?) -> String? {
    if path.hasPrefix("/") { return path }
    guard let base, !path.hasPrefix("~") else { return nil }
    return base.hasSuffix("/") ? base + path : "\(base)/\(path)"
  }

  private func check(
    _ file: String, by run: CheckRun
  ) throws(InputError) -> (result: CheckResult, changes: PartialValue) {
    let source = InputSource(path: file)
    let subject = try run.read(source, as: verifier.kinds.candidates(for: source)[0])
    guard case .order = subject.model, let changes = subject.changes else {
      throw InputError(
        "\(file): this is \(subject.kind.description); expected a plan with a list of changes")
    }
    let specs = try Self.specs(of: verifier, for: subject)
    return (try run.result(for: subject, named: file, against: specs, run.assembly), changes())
  }

  /// The verifier's specs for a kind of plan, or else the standard pack.
  private static func specs(
    of verifier: Verifier, for subject: Subject
  ) throws(InputError) -> LoadedSpecs {
    let given = try verifier.loadSpecs()
    let name = subject.kind.vocabulary?.name
    let own = given.specs.filter { $0.spec.world == nil && $0.spec.vocabulary == name }
    guard own.isEmpty else {
      return LoadedSpecs(
        specs: own, warnings: given.warnings, rules: given.rules, values: given.values)
    }
    var standard = verifier
    standard.specs = []
    return try standard.loadSpecs()
  }

  // MARK: Decisions

  /// The most properties whose reasons are given.
  private static let mostReasons = 5

  private static func decision(on path: String, _ result: CheckResult) -> GateDecision? {
    let assumptions = result.assumptions
    func decision(
      _ kind: GateDecision.Kind, _ verdict: Verdict, _ sentence: (PropertyResult) -> String
    ) -> GateDecision? {
      let all = result.properties.filter { $0.effectiveVerdict == verdict }
      guard !all.isEmpty else { return nil }
      var reasons = all.prefix(mostReasons).map(sentence)
      if all.count > mostReasons {
        reasons.append("\(all.count - mostReasons) more properties of the plan are like this.")
      }
      return GateDecision(kind, reasons: reasons, properties: all, assumptions: assumptions)
    }
    if result.verdict == .violated {
      return decision(.deny, .violated) { denial(path, $0) }
    }
    if result.verdict == .undecided {
      return decision(.ask, .undecided) { question(path, $0) }
        ?? GateDecision(
          .ask, reasons: ["\(path): it is not known whether this plan is safe."],
          assumptions: assumptions)
    }
    return nil
  }

  private static func denial(_ path: String, _ property: PropertyResult) -> String {
    let violation = property.violations.first
    var out = "The plan \(path) breaks \(GateWords.name(property))."
    if let message = violation?.message {
      out += " \(message)."
    } else if let bindings = violation?.bindings, !bindings.isEmpty {
      out += " Here " + bindings.map { "\($0.name) is \($0.object)" }.joined(separator: ", ") + "."
    }
    if property.violations.count > 1 {
      out += " There are \(property.violations.count - 1) more of this kind."
    }
    if let repair = property.repair { out += " Possible repair: \(repair.title)." }
    return out + GateWords.advice(property)
  }

  private static func question(_ path: String, _ property: PropertyResult) -> String {
    let reason = property.reason ?? property.undecided.first?.reason
    return "It is not known whether the plan \(path) keeps \(GateWords.name(property))"
      + (reason.map { ": \($0)." } ?? ".")
  }
}

extension PlannedCall {
  /// Whether the call changes infrastructure, and which changes it makes is worked out while it runs.
  fileprivate var worksOutChanges: Bool {
    ["terraform_apply", "terraform_destroy"].contains(tool) && changes == nil
      && value(of: "refresh_only")?.constant != .bool(true)
  }

  /// The text of an argument; empty if there is none.
  fileprivate func text(of name: String) -> String {
    if case .string(let text)? = value(of: name)?.constant { text.string } else { "" }
  }
}

extension GateDecision {
  /// The decision that several lead to together: a denial counts more than a question; `nil` for none.
  static func worst(of decisions: [GateDecision]) -> GateDecision? {
    guard
      let kind = [Kind.deny, .ask, .allow].first(where: { kind in
        decisions.contains { $0.kind == kind }
      })
    else { return nil }
    let all = decisions.filter { $0.kind == kind }
    var assumptions: [String] = []
    for assumption in decisions.flatMap(\.assumptions) where !assumptions.contains(assumption) {
      assumptions.append(assumption)
    }
    return GateDecision(
      kind, reasons: all.flatMap(\.reasons), properties: all.flatMap(\.properties),
      assumptions: assumptions)
  }
}
