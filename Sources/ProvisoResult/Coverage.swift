/// A part of a spec that says nothing: of this plan, or of any.
///
/// None of these changes a verdict. They tell a proof that means something from one that holds because
/// nothing was asked.
public struct CoverageFinding: Hashable, Sendable {
  /// What says nothing; the raw values stay the same from version to version.
  public enum Kind: String, Sendable, CaseIterable {
    /// A `where` that nothing meets.
    case whereNeverMet = "where_never_met"
    /// An implication whose left side never holds.
    case implicationNeverFires = "implication_never_fires"
    /// `a before b` where `b` never begins.
    case beforeNeverHappens = "before_never_happens"
    /// `whenever s starts` (or `happens`) where `s` never does.
    case wheneverNeverHappens = "whenever_never_happens"
    /// `P leads to Q` where P never holds.
    case leadsToNeverStarts = "leads_to_never_starts"
    /// A property that no plan could violate.
    case neverViolated = "never_violated"
    /// Assumptions that leave nothing to speak of.
    case assumptionExcludesEverything = "assumption_excludes_everything"
    /// A comparison that its types make false.
    case comparisonAlwaysFalse = "comparison_always_false"
    /// An attribute that no resource of the type has in this plan.
    case attributeOnNoResource = "attribute_on_no_resource"
    /// A definition that nothing uses.
    case unusedDefinition = "unused_definition"

    /// Whether the property that it is found in holds, in whole or in part, for want of anything that
    /// could break it: what `--strict` does not let pass.
    public var isVacuity: Bool {
      switch self {
      case .whereNeverMet, .implicationNeverFires, .beforeNeverHappens, .wheneverNeverHappens,
        .leadsToNeverStarts, .neverViolated, .assumptionExcludesEverything:
        true
      case .comparisonAlwaysFalse, .attributeOnNoResource, .unusedDefinition: false
      }
    }
  }

  /// How much an engine that looked for it can say.
  public enum Reach: String, Sendable {
    /// There is no moment of any run, for no values of the unknowns.
    case never
    /// None was found, and the search was cut off.
    case notWithinLimit = "not_within_limit"
  }

  public let kind: Kind
  public let location: ResultLocation
  /// One sentence.
  public let message: String
  /// `nil` where no engine looked: the text alone, or the plan's values, say so.
  public let reached: Reach?

  /// Describes a finding.
  public init(kind: Kind, location: ResultLocation, message: String, reached: Reach?) {
    self.kind = kind
    self.location = location
    self.message = message
    self.reached = reached
  }
}
