import ProvisoKernel
import Z3

/// Invariants that Spacer guesses. Nothing here is believed: what comes out are candidates.
struct SpacerSearch {
  let relation: StepRelation
  let lemmas: [Term]

  /// Conditions that may together show that `wanted` always holds; none where Spacer finds none.
  func invariant(for wanted: Term, _ deadline: Deadline) throws(Z3Error) -> [Term] {
    []
  }
}
