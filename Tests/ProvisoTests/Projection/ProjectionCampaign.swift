import ProvisoResult
import TestSupport

@testable import Proviso

/// The counts of a campaign.
struct ProjectionTally {
  var cases = 0
  var proved = 0
  var vacuous = 0
  var violated = 0
  var undecided = 0
  /// Plans without a graph, or with too many moments.
  var skipped = 0
  /// Plans of which only a part of the moments was visited.
  var partial = 0
  /// The number of wrong answers that come from known faults.
  var known: [String: Int] = [:]
  /// The number of proved and violated properties with an operator at a timing.
  var decided: [String: Int] = [:]

  mutating func count(_ property: ProjectedProperty, _ result: PropertyResult) {
    cases += 1
    switch result.verdict {
    case .proved:
      proved += 1
      if result.isVacuous { vacuous += 1 }
    case .violated: violated += 1
    // No property of the suite trusts unknowns.
    case .undecided, .trusted, .tolerated: undecided += 1
    }
    guard result.verdict != .undecided, !result.isVacuous else { return }
    let timing = property.takesTiming ? property.timing.rawValue : "at every moment"
    for part in property.operators { decided["\(part) \(timing)", default: 0] += 1 }
  }

  var summary: String {
    "\(cases) cases: proved \(proved) (vacuous \(vacuous)), violated \(violated), undecided \(undecided); plans skipped \(skipped), with part of the moments \(partial); known faults \(known.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })"
  }
}

/// A wrong answer, with everything that is needed to see that it is wrong.
struct ProjectionFailure: CustomStringConvertible {
  let seed: UInt64
  let complaint: String
  let found: ProjectionCase
  let property: ProjectedProperty
  /// The aspects that the answer overlooks; empty if it is not found.
  var causes: Set<HiddenAspect> = []

  /// The known fault that the answer comes from.
  var knownFault: KnownFault? { KnownFault.open.first { $0.covers(self) } }

  var description: String {
    """
    seed \(seed), because of \(causes.map(\.rawValue).sorted()): \(complaint)
    \(ProjectionCase.spec([property]))
    The plan is really:
    \(found.description)
    Its JSON:
    \(found.json)
    """
  }
}

/// The plan of a seed with its properties.
struct ProjectionCampaign {
  let seed: UInt64
  var propertiesOfAPlan = ProjectionTests.propertiesOfAPlan

  init(seed: UInt64) { self.seed = seed }

  /// The wrong answers, made small; `nil` if the seed has no plan.
  func failures(_ tally: inout ProjectionTally) throws -> [ProjectionFailure]? {
    var plans = ActualPlanGenerator(seed: seed)
    guard let (plan, order) = plans.next(), let found = ProjectionCase(plan) else {
      tally.skipped += 1
      return nil
    }
    if !found.runs.isExhaustive { tally.partial += 1 }
    var generator = PropertyGenerator(plan, order, seed: seed ^ 0x9107)
    let candidates = (0..<(propertiesOfAPlan * 12)).map { _ in generator.property() }
    let properties = found.telling(candidates, count: propertiesOfAPlan)
    let results: [PropertyResult]
    do {
      results = try found.results(of: properties)
    } catch {
      return [
        ProjectionFailure(
          seed: seed, complaint: "refused: \(error)", found: found, property: properties[0])
      ]
    }
    var failures: [ProjectionFailure] = []
    for (property, result) in zip(properties, results) {
      tally.count(property, result)
      guard let complaint = found.complaint(about: property, result) else { continue }
      let failure = ProjectionFailure(
        seed: seed, complaint: complaint, found: found, property: property,
        causes: found.causes(of: property, result))
      if let fault = failure.knownFault {
        tally.known[fault.name, default: 0] += 1
        continue
      }
      failures.append(ProjectionShrinking(failure).smallest)
    }
    return failures
  }
}
