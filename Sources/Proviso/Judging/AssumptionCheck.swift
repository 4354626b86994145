import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Rejects assumptions that cannot all be true of an input, because every property would hold under
/// them.
struct AssumptionCheck {
  let universe: any Universe
  let loaded: LoadedSpecs.CheckedFile
  let settings: OrderSettings
  /// The noun for the input.
  let noun: String

  /// Checks whether the assumptions can all be true.
  ///
  /// - Returns: a finding if this is undecided.
  /// - Throws: `InputError` that names the assumptions that contradict each other.
  func run() throws(InputError) -> [CoverageFinding] {
    let assumptions = loaded.spec.assumptions
    guard let first = assumptions.first else { return [] }
    let store = TermStore()
    let lowering = Lowering(universe, into: store, patterns: PatternCache())
    let engine = settings.engine(for: universe, terms: store)
    let terms = assumptions.map { lowering.condition(of: $0, in: []) }
    guard let clash = engine.clash(of: terms) else { return [] }
    guard let culprit = clash.first else {
      return [
        CoverageFinding(
          kind: .assumptionExcludesEverything,
          location: ResultLocation(loaded.sources.location(of: first.span)),
          message: "it is undecided whether all assumptions can be true in this \(noun)",
          reached: .notWithinLimit)
      ]
    }
    throw InputError([
      ResultDiagnostic(
        Diagnostic(
          .contradictoryAssumptions, at: assumptions[culprit].span,
          clash.count == 1
            ? "this assumption cannot be true of the \(noun), so every property would hold"
            : "these assumptions cannot all be true of the \(noun), so every property would hold",
          labels: clash.dropFirst().map {
            Diagnostic.Label(assumptions[$0].span, "contradicts this one")
          }), in: loaded.sources)
    ])
  }
}
