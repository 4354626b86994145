import ProvisoKernel

/// Complete runs of a system, and the moments after them, each found once.
final class CompleteRuns {
  private let system: System
  private var known: [FlagValues: (run: Run, moment: Moment)] = [:]

  init(of system: System) { self.system = system }

  /// A run in which every step is done, and the moment after it; `nil` if the order allows none.
  func end(in world: FlagValues) -> (run: Run, moment: Moment)? {
    if let found = known[world] { return found }
    guard let sorted = system.order.sorted(Set(system.steps.indices), in: world) else { return nil }
    let run = Run(entries: sorted.map { RunEntry(step: $0, outcome: .done) }, world: world)
    guard let moment = try? Interpreter(system, world: world).replay(run) else { return nil }
    known[world] = (run, moment)
    return (run, moment)
  }
}
