import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Finds the parts of a proved property that require nothing of this plan, or of any plan.
///
/// A finding never changes a verdict, and says "never" only if an engine has shown it.
struct PropertyCoverage {
  let property: Property
  /// The text of the spec; `nil` to find only that nothing meets the `where`.
  let sources: SourceSet?
  let engine: Engine
  let store: TermStore
  let failures: Int
  let assumptions: [Term]

  /// The limits on showing that no plan could violate a property.
  private static let limits = Limits(timeoutMilliseconds: 1_000, memoryMegabytes: 500)

  // MARK: The whole property

  /// The finding about a property whose `where` nothing meets.
  ///
  /// - Parameters:
  ///   - conditions: the conditions that its instances ask something, without those that are plainly
  ///     false.
  ///   - meetsWhere: whether some instance plainly meets the `where`, so that only lists without
  ///     elements make the property vacuous.
  ///   - near: finds misspelt values.
  func vacuous(
    _ conditions: [Term], meetsWhere: Bool = false, near: NearValues
  ) -> CoverageFinding {
    let binders = PropertyShape.split(property.body).0
    let location =
      binders.lazy.compactMap(\.condition).first.map { resultLocation($0.span) } ?? start
    let asking = PropertyShape.askingBinders(of: property.body)
    if meetsWhere || asking.contains(where: { !$0.bindsObjects }) && !hasWhere(asking) {
      return CoverageFinding(
        kind: .whereNeverMet, location: start,
        message: "the lists that `\(property.name)` ranges over have no element in this plan",
        reached: .never)
    }
    let free = PropertyCoverage(
      property: property, sources: nil, engine: engine, store: store, failures: failures,
      assumptions: [])
    if !assumptions.isEmpty, conditions.contains(where: { free.reach([$0]) == nil }) {
      return CoverageFinding(
        kind: .assumptionExcludesEverything, location: location,
        message: "under the assumptions nothing meets the `where` of `\(property.name)`",
        reached: .never)
    }
    let question =
      sources == nil
      ? nil : binders.lazy.compactMap(\.condition).compactMap(near.question).first
    return CoverageFinding(
      kind: .whereNeverMet, location: location,
      message: binders.contains { $0.condition != nil }
        ? "nothing in this plan meets the `where` of `\(property.name)`"
          + (question.map { "; \($0)" } ?? "")
        : "this plan has no object that `\(property.name)` ranges over",
      reached: .never)
  }

  private func hasWhere(_ binders: [Binder]) -> Bool { binders.contains { $0.condition != nil } }

  /// The finding that no plan could violate the property; `nil` if that cannot be shown.
  func neverViolated(_ schema: VocabularySchema) -> CoverageFinding? {
    // Some plan may violate it with another value from outside.
    guard sources != nil, !property.isOfOutside else { return nil }
    let generic = GenericInstance(schema)
    guard let condition = generic.condition(of: property.body),
      let system = try? System(variables: [], steps: []),
      Engine(system: system, store: generic.store, orderIsExact: true, limits: Self.limits)
        .isValid(condition)
    else { return nil }
    return CoverageFinding(
      kind: .neverViolated, location: start,
      message: "no plan can violate `\(property.name)`: it holds for every plan",
      reached: .never)
  }

  // MARK: Parts of the property

  /// The triggers that never become true. Triggers inside such a trigger are left out.
  func parts(_ watch: TriggerRecorder) -> [CoverageFinding] {
    var out: [CoverageFinding] = []
    var isSilent: [Bool] = []
    for (index, trigger) in watch.triggers.enumerated() {
      if let parent = trigger.parent, isSilent[parent] {
        isSilent.append(true)
        continue
      }
      var reach: CoverageFinding.Reach?
      if !watch.isMet[index] {
        reach = self.reach(watch.conditions[index])
        if reach == .never, watch.isCut[index] { reach = .notWithinLimit }
      }
      isSilent.append(reach != nil)
      if let reach { out.append(messages.finding(trigger, reach: reach)) }
    }
    return out
  }

  /// The finding that P of `P leads to Q` never holds; `nil` if it can hold.
  func neverLeads(_ part: Expression, conditions: [Term]) -> CoverageFinding? {
    guard sources != nil, let reach = reach(conditions) else { return nil }
    return messages.neverLeads(part, reach: reach)
  }

  /// Whether none of the conditions ever holds when the property is judged; `nil` if one does.
  private func reach(_ conditions: [Term]) -> CoverageFinding.Reach? {
    var reach = CoverageFinding.Reach.never
    let runs = PropertyShape.overRuns(property.body) != nil
    for condition in conditions {
      let query = Query(
        store.not(condition), timing: runs ? .everyMoment : property.timing, failures: failures,
        assumptions: assumptions)
      switch engine.decide(query) {
      case .holds: break
      case .run: return nil
      case .undecided: reach = .notWithinLimit
      }
    }
    return reach
  }

  private var messages: CoverageMessages { CoverageMessages(property: property, sources: sources) }
  private var start: ResultLocation { messages.start }
  private func resultLocation(_ span: Span) -> ResultLocation { messages.location(of: span) }
}

extension CoverageFinding {
  /// A warning of the checker as a finding; `nil` if the warning is not about coverage.
  init?(_ diagnostic: ResultDiagnostic) {
    guard let code = DiagnosticCode(rawValue: diagnostic.code), let location = diagnostic.location
    else { return nil }
    let kind: Kind
    switch code {
    case .impossibleValue, .alwaysFalse: kind = .comparisonAlwaysFalse
    case .unusedDefinition: kind = .unusedDefinition
    case .attributeOnNoResource: kind = .attributeOnNoResource
    default: return nil
    }
    self.init(kind: kind, location: location, message: diagnostic.message, reached: nil)
  }
}
