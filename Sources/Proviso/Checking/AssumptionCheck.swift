import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage

/// Refuses assumptions that cannot all be true of a plan: everything would follow from them.
struct AssumptionCheck {
  let universe: any Universe
  let loaded: LoadedSpecs.CheckedFile
  let limits: Limits

  /// - Throws: `InputError` that names the assumptions that clash.
  func run() throws(InputError) {
    let assumptions = loaded.spec.assumptions
    guard !assumptions.isEmpty else { return }
    let store = TermStore()
    let lowering = Lowering(universe, store, PatternCache())
    let engine = Engine(
      system: universe.system, store: store, orderIsExact: universe.orderIsExact, limits: limits)
    let terms = assumptions.map { lowering.condition($0, []) }
    guard let clash = engine.clash(of: terms), !clash.isEmpty else { return }
    let places = clash.map { place -> String in
      let location = loaded.sources.location(of: assumptions[place].span)
      let text = loaded.sources.text(of: assumptions[place].span)
      return "\(location.path):\(location.line):\(location.column): \(text)"
    }
    throw InputError(
      (clash.count == 1
        ? "this assumption cannot be true of the plan, so everything would follow from it:\n  "
        : "these assumptions cannot all be true of the plan, so everything would follow:\n  ")
        + places.joined(separator: "\n  "))
  }
}
