import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Checks properties of whole runs: `eventually`, `leads to`, `until`.
extension PropertyCheck {
  /// What such a property leaves out.
  static let silence = "\"in every run\" is said of runs in which no step fails"

  func overRuns(
    _ result: inout PropertyResult, _ lowering: Lowering, _ engine: Engine, _ assumptions: [Term],
    _ telling: Telling
  ) {
    var method = SearchMethod.evaluation
    var reasons: [Reason] = []
    var canApply = false
    var conditions: [Term] = []
    var lefts: [Term] = []
    var found = result
    lowering.runInstances(of: property.body) { instance in
      canApply =
        canApply || engine.canHoldAtFirst(instance.condition, assuming: assumptions)
      let atFirst = lowering.store.atStart(instance.condition, of: universe.system)
      conditions.append(atFirst)
      lefts.append(lowering.store.and(atFirst, instance.first))
      let query = RunQuery(
        instance.kind, instance.first, instance.second, where: instance.condition,
        assumptions: assumptions)
      switch engine.decide(query) {
      case .holds(let used, let why):
        method = max(method, used)
        found.instances.proved += 1
        add(why, to: &reasons)
      case .undecided(let used, let reason):
        method = max(method, used)
        found.instances.undecided += 1
        found.reason = found.reason ?? reason
      case .run(let used, let counterexample):
        method = max(method, used)
        guard found.violations.count < Telling.mostToldInFull else {
          found.instances.violated += 1
          found.violations.append(telling.named(instance.frame, counterexample))
          return
        }
        switch telling.runViolation(instance.frame, counterexample) {
        case .told(let violation):
          found.instances.violated += 1
          found.violations.append(violation)
        case .open(let reason):
          found.instances.undecided += 1
          found.reason = found.reason ?? reason
        }
      }
    }
    if let open = lowering.openChoices.first {
      found.instances.undecided += 1
      found.reason = found.reason ?? open
    }
    found.method = method.rawValue
    found.verdict =
      found.instances.violated > 0
      ? .violated : found.instances.undecided > 0 ? .undecided : .proved
    if found.verdict == .proved {
      found.reason = nil
      found.isVacuous = !canApply && !PropertyShape.split(property.body).0.isEmpty
      if !found.isVacuous {
        if reasons.isEmpty {
          let count = found.instances.total
          reasons = [
            Reason(
              .value,
              (count == 1 ? "it holds" : "all \(count) instances hold")
                + " in every complete run that the order allows")
          ]
        }
        found.holdsBecause =
          [Reason(.assumption, Self.silence)] + reasons.prefix(Self.mostReasons)
      }
      let coverage = coverage(engine, lowering.store, assumptions)
      if found.isVacuous {
        found.coverage.append(coverage.vacuous(conditions))
      } else if case (.leadsTo, let parts)? = PropertyShape.overRuns(property.body),
        let first = parts.first, let finding = coverage.neverLeads(first, lefts)
      {
        found.coverage.append(finding)
      }
    }
    result = found
  }
}
