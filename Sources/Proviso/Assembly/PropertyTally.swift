import ProvisoLanguage
import ProvisoResult

/// The answer for one instance of a property.
enum InstanceOutcome {
  /// The instance holds, for these reasons.
  case proved([Reason])
  /// This run reaches the moment of a `possible`.
  case reached(Violation)
  /// These runs break the instance.
  case violated([Violation])
  /// The instance is undecided, for this reason.
  case undecided(String)
  /// The instance is undecided.
  case open(OpenInstance)
  /// The instance trusts unknowns.
  case trusted(OpenInstance)
}

/// Combines the answers for single instances into the result of their property: counts, verdict,
/// method and reasons. Every judge uses it.
struct PropertyTally {
  private(set) var result: PropertyResult
  private var reasons: [Reason] = []

  /// The most reasons that are reported for one property.
  static let mostReasons = 20
  /// The number of violations of one property that are replayed. A run is as long as the plan, and
  /// there can be as many violations as choices of objects.
  static let mostReplayed = 200
  /// The hint of a violation that is not replayed.
  static let onlyNamed =
    "the first \(mostReplayed) violations of a property are replayed; the others only name their objects"

  /// Starts with no instance.
  init(of property: Property) { result = PropertyResult(of: property) }

  /// Whether the next violation is to be replayed.
  var replaysNext: Bool { result.violations.count < Self.mostReplayed }

  /// Adds one instance.
  ///
  /// - Parameters:
  ///   - method: the method that answered. Evaluation never replaces another method.
  ///   - depth: the length of the longest runs that were searched, or the k of an induction.
  mutating func add(_ outcome: InstanceOutcome, by method: AnswerMethod, depth: Int? = nil) {
    if method != .evaluation { result.method = method }
    if let depth { result.depth = max(result.depth ?? 0, depth) }
    switch outcome {
    case .proved(let why):
      result.instances.proved += 1
      for reason in why { add(reason) }
    case .reached(let witness):
      result.instances.proved += 1
      result.witness = witness
    case .violated(let violations):
      result.instances.violated += 1
      result.violations += violations
    case .undecided(let reason): addUndecided(reason)
    case .open(let instance):
      if result.undecided.count < Self.mostReplayed { result.undecided.append(instance) }
      addUndecided(instance.reason)
    case .trusted(let instance):
      result.instances.trusted += 1
      if result.trusted.count < Self.mostReplayed { result.trusted.append(instance) }
    }
  }

  /// Adds an undecided instance, or the instances that were not visited as one.
  mutating func addUndecided(_ reason: String) {
    result.instances.undecided += 1
    result.reason = result.reason ?? reason
  }

  private mutating func add(_ reason: Reason) {
    guard reasons.count < Self.mostReasons, !reasons.contains(reason) else { return }
    reasons.append(reason)
  }

  /// Derives the verdict from the counts.
  ///
  /// - Parameters:
  ///   - obstacle: the reason why nothing can be proved here; `nil` if a proof is possible.
  ///   - complete: adds details to a proof, such as the reasons why it holds, from the reasons of its
  ///     instances.
  /// - Returns: the finished result.
  mutating func finish(
    obstacle: String? = nil, completingProof complete: (inout PropertyResult, [Reason]) -> Void
  ) -> PropertyResult {
    result.verdict =
      result.instances.violated > 0
      ? .violated
      : result.instances.undecided > 0
        ? .undecided : result.instances.trusted > 0 ? .trusted : .proved
    // Violations that the plan causes come before those that it found.
    let violations = result.violations
    result.violations =
      violations.filter { !$0.isPreexisting } + violations.filter(\.isPreexisting)
    if result.verdict == .trusted, let obstacle {
      result.verdict = .undecided
      result.reason = obstacle
    }
    guard result.verdict == .proved else {
      result.isVacuous = false
      return result
    }
    result.reason = nil
    complete(&result, reasons)
    if result.instances.total == 0, result.instances.excluded > 0 {
      result.isVacuous = true
      result.holdsBecause = []
    }
    if let obstacle {
      result.verdict = .undecided
      result.reason = obstacle
      result.isVacuous = false
      result.holdsBecause = []
    }
    return result
  }

  /// Adds instances that are not judged.
  mutating func exclude(_ count: Int?) { result.instances.excluded += count ?? 0 }

  /// Changes parts of the result that depend on no count.
  mutating func update(_ change: (inout PropertyResult) -> Void) { change(&result) }

  /// The violation of a `possible` that no run reaches.
  static let unreachable = Violation(
    bindings: [], message: "no run reaches such a moment", certainty: .definite,
    isPreexisting: false, needsGraph: false, unknowns: [], trace: [])
}

extension Property.Kind {
  /// The kind in results.
  var result: ProvisoResult.PropertyKind {
    switch self {
    case .invariant: .invariant
    case .possible: .possible
    case .refinement: .refinement
    }
  }
}

extension PropertyResult {
  /// Starts the result of a property.
  init(of property: Property) {
    self.init(
      name: property.name, title: property.title, severity: property.severity,
      kind: property.kind.result, timing: property.timing,
      location: ResultLocation(property.location), because: property.because,
      reference: property.reference)
    documentation = property.documentation
    tags = property.tags
  }
}
