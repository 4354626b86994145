import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Finds the parts of a property that say nothing (of this plan, or of any), once it has been proved.
///
/// Nothing here changes a verdict, and nothing is said of what no engine has shown.
struct PropertyCoverage {
  let property: Property
  /// The text of the spec; nil where only that nothing meets the `where` is wanted.
  let sources: SourceSet?
  let engine: Engine
  let store: TermStore
  let failures: Int
  let assumptions: [Term]

  /// Beyond this length an expression is cut in a message.
  private static let longestText = 60

  /// What it may cost to see that no plan could violate a property.
  private static let limits = Limits(timeoutMilliseconds: 1_000, memoryMegabytes: 500)

  // MARK: The whole property

  /// What is said of a property whose `where` nothing meets.
  ///
  /// - Parameter conditions: what the `where`s of its instances come to, where they are not plainly false.
  func vacuous(_ conditions: [Term]) -> CoverageFinding {
    let binders = PropertyShape.split(property.body).0
    let location = binders.lazy.compactMap(\.condition).first.map { place($0.span) } ?? start
    let free = PropertyCoverage(
      property: property, sources: nil, engine: engine, store: store, failures: failures,
      assumptions: [])
    if !assumptions.isEmpty, conditions.contains(where: { free.reach([$0]) == nil }) {
      return CoverageFinding(
        kind: .assumptionExcludesEverything, location: location,
        message: "the assumptions leave nothing that meets the `where` of `\(property.name)`",
        reached: .never)
    }
    return CoverageFinding(
      kind: .whereNeverMet, location: location,
      message: binders.contains { $0.condition != nil }
        ? "nothing in this plan meets the `where` of `\(property.name)`"
        : "there is nothing in this plan that `\(property.name)` ranges over",
      reached: .never)
  }

  /// That no plan could violate the property, where that can be shown.
  func neverViolated(_ schema: VocabularySchema) -> CoverageFinding? {
    guard sources != nil else { return nil }
    let generic = GenericInstance(schema)
    guard let condition = generic.condition(of: property.body),
      let system = try? System(variables: [], steps: []),
      Engine(system: system, store: generic.store, orderIsExact: true, limits: Self.limits)
        .isValid(condition)
    else { return nil }
    return CoverageFinding(
      kind: .neverViolated, location: start,
      message: "no plan could violate `\(property.name)`: it holds whatever the plan says",
      reached: .never)
  }

  // MARK: Its parts

  /// The triggers that never come true; of those one under the other only the outermost.
  func parts(_ watch: TriggerWatch) -> [CoverageFinding] {
    var out: [CoverageFinding] = []
    var isSilent: [Bool] = []
    for (place, trigger) in watch.triggers.enumerated() {
      if let parent = trigger.parent, isSilent[parent] {
        isSilent.append(true)
        continue
      }
      var reach: CoverageFinding.Reach?
      if !watch.isMet[place] {
        reach = self.reach(watch.conditions[place])
        if reach == .never, watch.isCut[place] { reach = .notWithinLimit }
      }
      isSilent.append(reach != nil)
      if let reach { out.append(finding(trigger, reach: reach)) }
    }
    return out
  }

  /// That P of `P leads to Q` never holds.
  func neverLeads(_ part: Expression, conditions: [Term]) -> CoverageFinding? {
    guard sources != nil, let reach = reach(conditions) else { return nil }
    return finding(
      .leadsToNeverStarts, at: part.span, reach: reach,
      never: "\(quoted(part.span)) never holds, so `leads to` asks for nothing",
      notFound: "no moment was found at which \(quoted(part.span)) holds")
  }

  /// Whether none of the conditions holds at a moment in question; `nil` where one does.
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

  // MARK: Words

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
        never: "\(text) never holds, so the implication asks for nothing",
        notFound: "no moment was found at which \(text) holds")
    case .before:
      return finding(
        .beforeNeverHappens, at: trigger.span, reach: reach,
        never: "\(text) never begins, so `before` asks for nothing",
        notFound: "no run was found in which \(text) begins")
    case .starts, .happens:
      let verb = trigger.kind == .starts ? "starts" : "happens"
      return finding(
        .wheneverNeverHappens, at: trigger.span, reach: reach,
        never: "\(text) never \(verb), so `whenever` asks for nothing",
        notFound: "no run was found in which \(text) \(verb)")
    }
  }

  private func finding(
    _ kind: CoverageFinding.Kind, at span: Span, reach: CoverageFinding.Reach, never: String,
    notFound: String
  ) -> CoverageFinding {
    CoverageFinding(
      kind: kind, location: place(span), message: reach == .never ? never : notFound,
      reached: reach)
  }

  private var start: ResultLocation {
    ResultLocation(property.location)
  }

  private func place(_ span: Span) -> ResultLocation {
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
  /// What a warning of the checker says as a finding; `nil` for what is no matter of coverage.
  init?(_ diagnostic: ResultDiagnostic) {
    guard let code = DiagnosticCode(rawValue: diagnostic.code), let place = diagnostic.location
    else { return nil }
    let kind: Kind
    switch code {
    case .impossibleValue, .alwaysFalse: kind = .comparisonAlwaysFalse
    case .unusedDefinition: kind = .unusedDefinition
    case .attributeOnNoResource: kind = .attributeOnNoResource
    default: return nil
    }
    self.init(kind: kind, location: place, message: diagnostic.message, reached: nil)
  }
}
