import ProvisoLanguage

/// The proofs for which the waits that they need are searched. A proof holds without them; they are for people
/// who read it, and the search takes longer than the proof.
package enum WaitSearch: Sendable {
  /// None, where only the verdict matters.
  case none
  /// Those of properties that trust unknown values, which every report tells.
  case trusting
  /// All of them.
  case all

  func includes(_ property: Property) -> Bool {
    switch self {
    case .none: false
    case .trusting: property.trustsUnknowns
    case .all: true
    }
  }
}
