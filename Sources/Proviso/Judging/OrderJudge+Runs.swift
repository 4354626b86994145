import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// Judges properties of complete runs: `eventually`, `leads to`, `until`.
extension OrderJudge {
  /// The assumption of every proof of such a property.
  static let noFailures = "\"in every run\" is about runs in which no step fails"

  func overRuns(_ question: Question) -> PropertyResult {
    var tally = PropertyTally(of: property)
    var canApply = false
    var conditions: [Term] = []
    var starts: [Term] = []
    let lowering = question.lowering
    lowering.runInstances(of: property.body) { instance in
      canApply =
        canApply
        || question.engine.canHoldAtFirst(instance.condition, assuming: question.assumptions)
      let atFirst = lowering.store.atStart(instance.condition, of: universe.system)
      conditions.append(atFirst)
      starts.append(lowering.store.and(atFirst, instance.first))
      let query = RunQuery(
        instance.kind, of: instance.first, instance.second, where: instance.condition,
        assumptions: question.assumptions)
      let finding = settings.isCancelled ?? question.engine.decide(query)
      question.evidence?.noteListed(finding)
      add(finding, frame: instance.frame, to: &tally, of: question) {
        question.replay.runViolation(instance.frame, in: $0)
      }
    }
    addEvidence(question, to: &tally)
    tally.exclude(lowering.scope?.excluded)
    if let open = lowering.incompleteChoiceReasons.first { tally.addUndecided(open) }
    return tally.finish(obstacle: settings.incompleteness) { result, reasons in
      let coverage = coverage(of: question)
      result.isVacuous = !canApply && !PropertyShape.split(property.body).0.isEmpty
      guard !result.isVacuous else {
        result.coverage.append(coverage.vacuous(conditions, near: NearValues(universe: universe)))
        result.remark = question.replay.remark()
        return
      }
      let count = result.instances.total
      let byOrder = Reason(
        .value,
        (count == 1 ? "it holds" : "all \(count) instances hold")
          + " in every complete run that the order allows")
      result.holdsBecause =
        [Reason(.assumption, Self.noFailures)] + (reasons.isEmpty ? [byOrder] : reasons)
      if case (.leadsTo, let parts)? = PropertyShape.overRuns(property.body),
        let first = parts.first, let finding = coverage.neverLeads(first, conditions: starts)
      {
        result.coverage.append(finding)
      }
    }
  }
}
