/// A part of a spec that requires nothing, of this input or of any.
///
/// A finding does not change a verdict. It shows which proofs hold only because nothing was asked.
public struct CoverageFinding: Hashable, Sendable {
  /// The kind of part that requires nothing. The raw values are the same in every version.
  public enum Kind: String, Sendable, CaseIterable {
    /// A `where` that nothing meets.
    case whereNeverMet = "where_never_met"
    /// An implication whose left side is never true.
    case implicationNeverFires = "implication_never_fires"
    /// `a before b` where `b` never begins.
    case beforeNeverHappens = "before_never_happens"
    /// `whenever s starts`, or `happens`, where `s` never does.
    case wheneverNeverHappens = "whenever_never_happens"
    /// `P leads to Q` where `P` is never true.
    case leadsToNeverStarts = "leads_to_never_starts"
    /// A `refines` where no step changes the state of the other world.
    case refinementNeverMoves = "refinement_never_moves"
    /// A property of complete runs where no run is complete without a failed step.
    case noCompleteRun = "no_complete_run"
    /// A property that no plan can violate.
    case neverViolated = "never_violated"
    /// Assumptions that no run meets.
    case assumptionExcludesEverything = "assumption_excludes_everything"
    /// A comparison that is false because of its types.
    case comparisonAlwaysFalse = "comparison_always_false"
    /// An attribute that no resource of the type has in this plan.
    case attributeOnNoResource = "attribute_on_no_resource"
    /// A definition that nothing uses.
    case unusedDefinition = "unused_definition"
    /// A `where` that is evaluated before the first step, although what it names changes.
    case whereJudgedAtStart = "where_judged_at_start"
    /// An action of a world that can never happen, or that only fails.
    case actionNeverHappens = "action_never_happens"
    /// A world in which no step changes anything.
    case singleState = "single_state"

    /// Whether the property, or a part of it, holds because nothing in the input can violate it.
    /// `--strict` counts such a property as undecided.
    public var isVacuity: Bool {
      switch self {
      case .whereNeverMet, .implicationNeverFires, .beforeNeverHappens, .wheneverNeverHappens,
        .leadsToNeverStarts, .refinementNeverMoves, .noCompleteRun, .neverViolated,
        .assumptionExcludesEverything:
        true
      case .whereJudgedAtStart, .actionNeverHappens, .singleState: false
      case .comparisonAlwaysFalse, .attributeOnNoResource, .unusedDefinition: false
      }
    }
  }

  /// How far an engine searched for a state in which the part asks for something.
  public enum Reach: String, Sendable, CaseIterable {
    /// There is no such state in any run, for any values of the unknowns.
    case never
    /// No such state was found before the search reached a limit.
    case notWithinLimit = "not_within_limit"
  }

  public let kind: Kind
  public let location: ResultLocation
  /// One sentence.
  public let message: String
  /// `nil` if no engine searched, because the spec or the values of the input suffice.
  public let reached: Reach?

  /// Describes a finding.
  public init(kind: Kind, location: ResultLocation, message: String, reached: Reach?) {
    self.kind = kind
    self.location = location
    self.message = message
    self.reached = reached
  }
}
