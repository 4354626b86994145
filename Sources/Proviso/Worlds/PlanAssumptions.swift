import ProvisoLanguage

/// The assumptions about a plan that agents follow in a world.
struct PlanAssumptions: Sendable {
  /// Why nothing can be proved; `nil` if proofs are possible.
  let incompleteness: String?
  /// Whether contracts say what tools do.
  let hasContracts: Bool
  let assumptions: [String]
  /// The reason why a property cannot be proved because of what the contracts do not describe; `nil` if it can.
  let obstacle: @Sendable (Property) -> String?
}
