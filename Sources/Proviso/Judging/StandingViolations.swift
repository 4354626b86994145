import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage

/// Tells a violation that stands before the plan, and that the plan leaves as it is, from one to which
/// the plan adds something, such as a further open port or a fourth of two allowed addresses.
///
/// A violation is left as it is if each of its causes after a complete run is one of its causes before
/// the first step (``Cause``), and the plan replaces none of the objects in them. Whatever depends on an
/// unknown counts as added.
struct StandingViolations {
  /// The most steps of a run that is shown for what the plan adds.
  private static let mostSteps = 60

  private let universe: any ConcreteMeaning & Narrator
  private let patterns: PatternCache
  private let binders: [Binder]
  private let body: Expression
  private let ends = Ends()

  /// The complete runs that were replayed, with the moments after them.
  private final class Ends {
    var known: [FlagValues: (run: Run, moment: Moment)] = [:]
  }

  /// Prepares the comparison for the instances of a property.
  init(
    of property: Property, in universe: any ConcreteMeaning & Narrator, patterns: PatternCache
  ) {
    self.universe = universe
    self.patterns = patterns
    (binders, body) = PropertyShape.split(property.body)
  }

  /// Whether the plan leaves the violation of an instance as it is, or ends it.
  func isLeft(_ frame: [MaskedValue], by found: Counterexample) -> Bool {
    guard let (before, after) = causes(of: frame, in: found) else { return false }
    guard let after else { return true }
    let replaced = objects(of: frame).union(objects(of: after)).filter(universe.isReplaced)
    return replaced.isEmpty && after.isSubset(of: before)
  }

  /// The counterexample with a complete run, of which the steps count that change an object that the
  /// plan adds to the violation; `nil` if there is none.
  func completed(_ found: Counterexample, for frame: [MaskedValue]) -> Counterexample? {
    guard let end = end(in: found.run.world), let (before, after) = causes(of: frame, in: found),
      let after
    else { return nil }
    let added = objects(of: after.subtracting(before)).union(objects(of: frame))
    var whole = found
    whole.run = end.run
    whole.focus = Set(added.flatMap(universe.steps))
    if whole.focus?.isEmpty == true { whole.focus = nil }
    let shown = whole.focus?.count ?? universe.system.steps.count
    guard (1...Self.mostSteps).contains(shown) else { return nil }
    whole.isPreexisting = false
    whole.isRepaired = false
    return whole
  }

  /// The causes before the first step and after the last, the latter `nil` if the instance is not
  /// violated there; `nil` if they cannot be compared.
  private func causes(
    of frame: [MaskedValue], in found: Counterexample
  ) -> (before: Set<Cause>, after: Set<Cause>?)? {
    guard let end = end(in: found.run.world) else { return nil }
    let start = Moment(initialOf: universe.system)
    let answers = [start, end.moment].map { moment in
      CauseReader(universe, at: moment, in: found.run.world, patterns: patterns)
        .violation(binders, body, in: frame)
    }
    switch (answers[0], answers[1]) {
    case (_, .opposite): return ([], nil)
    case (.causes(let before), .causes(let after)): return (before, after)
    default: return nil
    }
  }

  private func objects(of causes: Set<Cause>) -> Set<ObjectID> {
    causes.reduce(into: []) { $0.formUnion($1.objects) }
  }

  private func objects(of frame: [MaskedValue]) -> Set<ObjectID> {
    var out: Set<ObjectID> = []
    for value in frame {
      if case .object(let object) = value.value { out.insert(object) }
    }
    return out
  }

  /// A complete run, and the moment after it.
  private func end(in world: FlagValues) -> (run: Run, moment: Moment)? {
    if let known = ends.known[world] { return known }
    let steps = Set(universe.system.steps.indices)
    guard let sorted = universe.system.order.sorted(steps, in: world) else { return nil }
    let run = Run(entries: sorted.map { RunEntry(step: $0, outcome: .done) }, world: world)
    let interpreter = Interpreter(universe.system, world: world)
    guard let moment = try? interpreter.replay(run) else { return nil }
    ends.known[world] = (run, moment)
    return (run, moment)
  }
}
