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

  /// The most characters of an expression in a message; longer expressions are cut.
  private static let longestText = 60

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
      if let reach { out.append(finding(trigger, reach: reach)) }
    }
    return out
  }

  /// The finding that P of `P leads to Q` never holds; `nil` if it can hold.
  func neverLeads(_ part: Expression, conditions: [Term]) -> CoverageFinding? {
    guard sources != nil, let reach = reach(conditions) else { return nil }
    return finding(
      .leadsToNeverStarts, at: part.span, reach: reach,
      never: "\(quoted(part.span)) never holds, so `leads to` requires nothing",
      notFound: "no moment was found at which \(quoted(part.span)) holds")
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

  // MARK: Messages

  private func finding(_ trigger: Trigger, reach: CoverageFinding.Reach) -> CoverageFinding {
    let text = quoted(trigger.span)
    switch trigger.kind {
    case .condition:
      return finding(
        .whereNeverMet, at: trigger.span, reach: reach, never: "nothing meets the `where` \(text)",
        notFound: "nothing was found that meets the `where` \(text)")
    case .implication:
      return finding(
        .implicationNeverFires, at: trigger.span, reach: reach,
        never: "\(text) never holds, so the implication requires nothing",
        notFound: "no moment was found at which \(text) holds")
    case .before:
      return finding(
        .beforeNeverHappens, at: trigger.span, reach: reach,
        never: "\(text) never begins, so `before` requires nothing",
        notFound: "no run was found in which \(text) begins")
    case .starts, .happens:
      let verb = trigger.kind == .starts ? "starts" : "happens"
      return finding(
        .wheneverNeverHappens, at: trigger.span, reach: reach,
        never: "\(text) never \(verb), so `whenever` requires nothing",
        notFound: "no run was found in which \(text) \(verb)")
    }
  }

  private func finding(
    _ kind: CoverageFinding.Kind, at span: Span, reach: CoverageFinding.Reach, never: String,
    notFound: String
  ) -> CoverageFinding {
    CoverageFinding(
      kind: kind, location: resultLocation(span), message: reach == .never ? never : notFound,
      reached: reach)
  }

  private var start: ResultLocation {
    ResultLocation(property.location)
  }

  private func resultLocation(_ span: Span) -> ResultLocation {
    guard let sources else { return start }
    return ResultLocation(sources.location(of: span))
  }

  private func quoted(_ span: Span) -> String {
    let text = sources?.line(of: span) ?? ""
    return text.count > Self.longestText
      ? "`\(text.prefix(Self.longestText))…`" : "`\(text)`"
  }
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
