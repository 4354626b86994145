import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Refuses assumptions that cannot all be true of a plan: everything would follow from them.
struct AssumptionCheck {
  let universe: any Universe
  let loaded: LoadedSpecs.CheckedFile
  let limits: Limits

  /// Looks whether the assumptions can all be true.
  ///
  /// - Returns: what is to be said where that could not be found out.
  /// - Throws: `InputError` that names the assumptions that clash.
  func run() throws(InputError) -> [CoverageFinding] {
    let assumptions = loaded.spec.assumptions
    guard let first = assumptions.first else { return [] }
    let store = TermStore()
    let lowering = Lowering(universe, store, PatternCache())
    let engine = Engine(
      system: universe.system, store: store, orderIsExact: universe.orderIsExact, limits: limits)
    let terms = assumptions.map { lowering.condition($0, []) }
    guard let clash = engine.clash(of: terms) else { return [] }
    guard let culprit = clash.first else {
      let place = loaded.sources.location(of: first.span)
      return [
        CoverageFinding(
          kind: .assumptionExcludesEverything,
          location: ResultLocation(path: place.path, line: place.line, column: place.column),
          message: "it could not be found out whether the assumptions can all be true of this plan",
          reached: .notWithinLimit)
      ]
    }
    throw InputError([
      SpecReader.tell(
        Diagnostic(
          .contradictoryAssumptions, at: assumptions[culprit].span,
          clash.count == 1
            ? "this assumption cannot be true of the plan, so everything would follow from it"
            : "these assumptions cannot all be true of the plan, so everything would follow",
          labels: clash.dropFirst().map {
            Diagnostic.Label(assumptions[$0].span, "together with this")
          }), loaded.sources)
    ])
  }
}
