import ProvisoKernel

/// The answer for one property.
public struct PropertyResult: Sendable {
  public var name: String
  public var title: String
  public var severity: Severity
  public var kind: PropertyKind
  public var timing: Timing
  public var location: ResultLocation
  public var because: String?
  public var reference: String?
  /// The comment above the property in the spec; empty for none.
  public var documentation = ""
  public var tags: [String] = []
  /// The text of the property in the spec; empty if it is not known. JSON does not contain it.
  public var source = ""
  /// Whether the property belongs to a built-in pack.
  public var isBuiltIn = false
  public var verdict: Verdict
  public var isVacuous = false
  /// The sentence of the property where nothing meets its `where` (its `vacuous` clause).
  public var remark: String?
  public var isWaived = false
  /// The method that gave the answer; for several instances, the most powerful one.
  public var method: AnswerMethod
  public var depth: Int?
  /// Why the property is undecided.
  public var reason: String?
  public var instances = InstanceCounts()
  public var violations: [Violation] = []
  /// The undecided instances; the first of them if there are many.
  public var undecided: [OpenInstance] = []
  /// The instances that trust unknowns; the first of them if there are many.
  public var trusted: [OpenInstance] = []
  /// The run of a `possible` that was proved.
  public var witness: Violation?
  public var holdsBecause: [Reason] = []
  /// The different proofs by induction; empty if no induction was needed.
  public var certificates: [ProofCertificate] = []
  /// The questions and arguments that the verdict rests on, if they were asked for. JSON does not
  /// contain them.
  public var evidence: PropertyEvidence?
  /// The parts of the property that require nothing.
  public var coverage: [CoverageFinding] = []
  /// The calls that carry out the plan of the property; `nil` if the property is about the input
  /// itself.
  public var carrier: Carrier?
  /// The best repair that was found for the property, if repairs were asked for. JSON does not contain it.
  public var repair: Repair?

  /// The calls of an agent's plan that carry out another plan.
  public struct Carrier: Sendable {
    /// The names of the calls.
    public let calls: [String]
    /// The path of the plan that is carried out.
    public let path: String
    /// A run of the agents that reaches one of these calls; empty if none was searched or found.
    public let run: [TraceStep]
    /// The words for the plan that is carried out in reports.
    public let words: InputWords

    /// Describes calls and the plan that they carry out.
    public init(calls: [String], path: String, words: InputWords, run: [TraceStep] = []) {
      self.calls = calls
      self.path = path
      self.run = run
      self.words = words
    }
  }

  /// Makes a result without instances, which counts as proved.
  public init(
    name: String, title: String, severity: Severity, kind: PropertyKind, timing: Timing,
    location: ResultLocation, because: String?, reference: String?
  ) {
    self.name = name
    self.title = title
    self.severity = severity
    self.kind = kind
    self.timing = timing
    self.location = location
    self.because = because
    self.reference = reference
    verdict = .proved
    method = .evaluation
  }

  /// Whether an instance is undecided that is not waived.
  public var hasOpenInstances: Bool {
    verdict == .undecided && !isWaived
      || instances.undecided > undecided.count { $0.waiver != nil }
  }

  /// The verdict that counts for the whole result. Violations and undecided instances that are
  /// accepted do not count.
  public var effectiveVerdict: Verdict {
    switch verdict {
    case .proved, .trusted, .tolerated: return verdict
    case .undecided: return isWaived ? .tolerated : .undecided
    case .violated:
      guard isWaived else { return .violated }
      let waived = undecided.count { $0.waiver != nil }
      return instances.undecided > waived ? .undecided : .tolerated
    }
  }
}

/// The number of instances of a property with each verdict.
public struct InstanceCounts: Hashable, Sendable {
  public var proved = 0
  public var violated = 0
  public var undecided = 0
  public var trusted = 0
  /// The number of instances that settings exclude, so that they are not judged.
  public var excluded = 0
  /// The number of all instances that are judged.
  public var total: Int { proved + violated + undecided + trusted }

  /// Makes counts of zero.
  public init() {}
}

/// A fact that a proof needs.
public struct Reason: Hashable, Sendable {
  /// The kind of a fact.
  public enum Kind: String, Sendable, CaseIterable {
    case order, value, assumption
    /// A condition in an action's guard.
    case `guard`
    /// The initial value of a variable of a world.
    case initial
  }

  public let kind: Kind
  public let text: String

  /// Makes a reason.
  public init(_ kind: Kind, _ text: String) {
    self.kind = kind
    self.text = text
  }
}
