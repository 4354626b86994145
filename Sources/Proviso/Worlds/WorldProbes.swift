import ProvisoKernel
import ProvisoLanguage
import ProvisoWorlds

/// Makes the questions about parts of a property: whether they ask for something in any run of a
/// world.
enum WorldProbes {
  /// The questions whether the triggers of an invariant never come true, each with the trigger's
  /// index. Triggers that certainly come true, and those that certainly do not, need no question.
  static func triggers(
    _ watch: TriggerRecorder?, of property: Property, failures: Int, _ builder: WorldBuilder
  ) -> [(trigger: Int, asked: StateProperty)] {
    guard let watch else { return [] }
    let store = builder.lowering.store
    return watch.triggers.indices.compactMap { index in
      guard !watch.isMet[index], !watch.isCut[index], !watch.conditions[index].isEmpty else {
        return nil
      }
      let met = store.settled(store.or(watch.conditions[index]))
      let timed = WorldProblem.timed(
        property.timing, condition: met.no, failures: failures, builder: builder)
      return (index, StateProperty(timed.question, holds: timed.holds, isProbe: true))
    }
  }

  /// The question whether no run is complete without a failed step; `nil` if the property is not
  /// about complete runs, or there plainly is one.
  static func end(of property: Property, _ builder: WorldBuilder) -> StateProperty? {
    if PropertyShape.overRuns(property.body) != nil {
      // Every world without failures has a complete run or an infinite one.
      guard builder.hasFailures else { return nil }
      return StateProperty(.overRuns(.eventually, [.never]), isProbe: true)
    }
    guard property.timing == .atEnd, property.kind == .invariant else { return nil }
    let timed = WorldProblem.timed(
      .atEnd, condition: .never, failures: 0, builder: builder)
    return StateProperty(timed.question, holds: timed.holds, isProbe: true)
  }
}
