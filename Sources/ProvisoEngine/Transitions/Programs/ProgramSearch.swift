import ProvisoKernel

/// Explores a program: threads that each stand somewhere and go on by moves of their own.
///
/// What a plan has done is in its state, call by call, and a question looks at few of them. So each question
/// is asked of the part of the system that it can see, several at once as long as they see little; and where
/// that is still much, independent moves of different threads are not interleaved. Small systems are
/// explored as they are, since the runs found there are the shortest ones.
struct ProgramSearch {
  let limits: ExplorationLimits
  let interrupt: ExplorationInterrupt?
  let progress: (@Sendable (ExplorationProgress) -> Void)?
  /// How many seconds runs are made shorter, each.
  private static let shorteningSeconds = 0.5

  /// Explores; what was not decided is undecided for the reason given.
  func run(_ system: TransitionSystem, _ properties: [StateProperty]) -> Exploration {
    let watch = StopWatch(seconds: limits.seconds, interrupt: interrupt)
    let start = ContinuousClock.now
    func left() -> Double { limits.seconds - (ContinuousClock.now - start) / .seconds(1) }
    var whole = Exploration(
      answers: properties.map { _ in
        ExplorationAnswer(.undecided("nothing was looked at"), method: .exhaustive)
      }, states: 0, depth: 0, isExhaustive: true)
    let sights = Sights(system)
    var groups = [Array(properties.indices)]
    while let group = groups.popLast() {
      let asked = group.map { properties[$0] }
      let isLast = group.count == 1
      var bounds = limits
      bounds.seconds = max(left(), 0.01)
      if !isLast { bounds.states = min(limits.states, limits.statesAtOnce) }
      let found = search(system, asked, bounds)
      let isDone = found.isExhaustive || found.answers.allSatisfy(\.isDecided) || found.hasNoStart
      if !isDone, found.fault == nil, !isLast, watch.reasonToStop == nil {
        // Those that see the same stay together, and the first are asked first.
        groups += sights.halves(group, properties).reversed()
        continue
      }
      for (place, answer) in zip(group, found.answers) { whole.answers[place] = answer }
      whole.add(found)
      if found.hasNoStart { break }
    }
    return whole
  }

  private func search(
    _ system: TransitionSystem, _ properties: [StateProperty], _ bounds: ExplorationLimits
  ) -> Exploration {
    // A loop of a part need be none of the whole.
    let keepsFinite = properties.contains {
      if case .overRuns = $0.question { true } else { false }
    }
    let part = VisiblePart(system, properties, keepsFinite: keepsFinite)
    var seen = part?.system ?? system
    if !keepsFinite { seen = Forgetting.applied(to: seen, for: properties) }
    if let obstacle = ExplicitSearch.obstacle(to: seen) {
      let answer = ExplorationAnswer(
        .undecided("the states cannot be enumerated: \(obstacle)"), method: .exhaustive)
      return Exploration(answers: properties.map { _ in answer }, depth: 0, isExhaustive: false)
    }
    var small = bounds
    small.states = min(bounds.states, limits.statesAtOnce)
    let tried = ExplicitSearch.run(
      seen, properties, limits: small, interrupt: interrupt, progress: progress)
    var found = tried
    if !tried.isExhaustive, tried.fault == nil, interrupt?.isRequested != true {
      let reduced = ExplicitSearch.run(
        seen, properties, limits: bounds, interrupt: interrupt, isReduced: true, progress: progress)
      found = reduced
      for place in properties.indices {
        // Runs that the first search found are the shortest.
        if tried.answers[place].isDecided { found.answers[place] = tried.answers[place] }
        let shortening = RunShortening(
          seen, properties[place], seconds: Self.shorteningSeconds)
        found.answers[place].runs = found.answers[place].runs.map(shortening.shortened)
      }
    }
    let states = found.states
    if let part { found = part.told(found) }
    found.states = states
    found.transitions = nil
    found.terminalStates = nil
    return found
  }
}

extension Exploration {
  /// Adds what another search of the same system found: its figures, not its answers.
  fileprivate mutating func add(_ other: Exploration) {
    states = (states ?? 0) + (other.states ?? 0)
    depth = max(depth, other.depth)
    isExhaustive = isExhaustive && other.isExhaustive
    hasNoStart = hasNoStart || other.hasNoStart
    taken.formUnion(other.taken)
    if fault == nil || fault?.fault.kind != .doubleWrite, let found = other.fault { fault = found }
  }
}

/// What questions see of a system beside what its own guards see.
private struct Sights {
  private let system: TransitionSystem

  init(_ system: TransitionSystem) { self.system = system }

  /// The questions in two groups; those that see the same are in one, where there are others.
  func halves(_ group: [Int], _ properties: [StateProperty]) -> [[Int]] {
    var bySight: [[Int]: [Int]] = [:]
    for place in group { bySight[sight(of: properties[place]), default: []].append(place) }
    guard bySight.count > 1 else {
      let middle = group.count / 2
      return [Array(group.prefix(middle)), Array(group.dropFirst(middle))]
    }
    var first: [Int] = []
    var second: [Int] = []
    for (_, places) in bySight.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      if first.count < group.count / 2 { first += places } else { second += places }
    }
    if second.isEmpty, let last = first.popLast() { second = [last] }
    return [first.sorted(), second.sorted()]
  }

  private func sight(of property: StateProperty) -> [Int] {
    var roots = [property.holds, property.open]
    if case .overRuns(_, let terms) = property.question { roots += terms }
    return system.terms.variables(in: roots).sorted()
  }
}
