import ProvisoKernel

/// Explores a program: threads that each have a location and move on their own.
///
/// The state of a plan records each call, and a property reads only a few of them. So the search
/// works on the part of the system that the properties can see (`VisiblePart`), with dead variables
/// reset (`DeadVariables`). All properties are checked together first, because they share the states.
/// If that exceeds `statesAtOnce`, the properties are split in groups of those that read the same
/// variables, and each group is searched again on its smaller part.
///
/// Each group is first searched with every interleaving, up to `statesAtOnce` states, because the
/// runs found there are the shortest. If that is not enough, a second search does not interleave
/// independent moves (`AmpleSets`), and its runs are shortened afterwards. A single question is first
/// asked about an abstraction of the program (`GuardAbstraction`), which often has few states.
struct ProgramSearch {
  let limits: ExplorationLimits
  let cancellation: Cancellation
  /// The largest number of initial states; `nil` to go on up to the limits.
  var pause: Int? = nil
  let progress: (@Sendable (ExplorationProgress) -> Void)?
  /// The time limit for shortening the runs of one property, in seconds.
  private static let shorteningSeconds = 0.5

  /// Checks the properties.
  func run(_ system: TransitionSystem, for properties: [StateProperty]) -> Exploration {
    let watch = SearchLimit(seconds: limits.seconds, cancellation: cancellation)
    let start = ContinuousClock.now
    func left() -> Double { limits.seconds - (ContinuousClock.now - start) / .seconds(1) }
    var whole = Exploration(
      answers: properties.map { _ in
        ExplorationAnswer(.undecided("no state was searched"), method: .exhaustive)
      }, states: 0, depth: 0, isExhaustive: true)
    let splitter = PropertySplitter(system)
    var groups = [Array(properties.indices)]
    while let group = groups.popLast() {
      let asked = group.map { properties[$0] }
      if let reason = cancellation.reason {
        for index in group { whole.answers[index].verdict = .undecided("\(reason)") }
        whole.isExhaustive = false
        continue
      }
      let isLast = group.count == 1
      var bounds = limits
      bounds.seconds = max(left(), 0.01)
      if !isLast { bounds.states = min(limits.states, limits.statesAtOnce) }
      let found: Exploration
      do {
        found = try search(
          system, for: asked, within: bounds, isPart: group.count < properties.count)
      } catch {
        // The next turn gives the reason.
        groups.append(group)
        continue
      }
      let isDone =
        found.isExhaustive || found.answers.allSatisfy(\.isDecided) || found.hasNoInitialState
      if !isDone, found.fault == nil, !isLast, watch.stopReason == nil {
        groups += splitter.parts(of: group, for: properties).reversed()
        continue
      }
      for (index, answer) in zip(group, found.answers) { whole.answers[index] = answer }
      whole.add(found)
      if found.hasNoInitialState { break }
    }
    return whole
  }

  /// - Parameter isPart: Whether the states of all questions together are too many, so that an abstraction
  ///   comes first.
  private func search(
    _ system: TransitionSystem, for properties: [StateProperty], within bounds: ExplorationLimits,
    isPart: Bool
  ) throws(Cancelled) -> Exploration {
    // A loop in a part of the system need not be a loop of the whole, so keep all finite variables.
    let keepsFinite = properties.contains {
      if case .overRuns = $0.question { true } else { false }
    }
    let part = VisiblePart(system, properties: properties, keepsFinite: keepsFinite)
    var seen = part?.system ?? system
    if !keepsFinite { seen = try DeadVariables.applied(to: seen, for: properties, cancellation) }
    if let obstacle = ExplicitSearch.obstacle(to: seen) {
      return .undecided(
        properties, "the states cannot be enumerated: \(obstacle)", method: .exhaustive)
    }
    var found = try searched(seen, for: properties, within: bounds, isPart: isPart)
    found.endEarly(cancellation)
    let states = found.states
    if let part { found = part.told(found) }
    found.states = states
    found.transitions = nil
    found.terminalStates = nil
    return found
  }
}

extension ProgramSearch {
  /// Searches the states that the properties can see.
  private func searched(
    _ seen: TransitionSystem, for properties: [StateProperty], within bounds: ExplorationLimits,
    isPart: Bool
  ) throws(Cancelled) -> Exploration {
    let early = isPart ? try abstracted(seen, for: properties, within: bounds) : nil
    if let early, early.isExhaustive { return early }
    var small = bounds
    small.states = min(bounds.states, limits.statesAtOnce)
    let tried = ExplicitSearch.run(
      seen, for: properties, limits: small, cancellation: cancellation, pause: pause,
      progress: progress)
    if tried.isExhaustive || tried.fault != nil { return tried }
    if tried.answers.contains(where: { !$0.isDecided }),
      let told = try isPart ? early : abstracted(seen, for: properties, within: bounds)
    {
      return told
    }
    if cancellation.isCancelled { return tried }
    var found = ExplicitSearch.run(
      seen, for: properties, limits: bounds, cancellation: cancellation, isReduced: true,
      pause: pause, progress: progress)
    for index in properties.indices {
      // The first search interleaved all moves, so its runs are the shortest.
      found.answers[index] =
        tried.answers[index].isDecided
        ? tried.answers[index] : shortened(found.answers[index], of: properties[index], in: seen)
    }
    return found
  }

  /// An answer with shortened runs.
  private func shortened(
    _ answer: ExplorationAnswer, of property: StateProperty, in system: TransitionSystem
  ) -> ExplorationAnswer {
    let shortening = RunShortening(
      system, property: property, seconds: Self.shorteningSeconds, cancellation: cancellation)
    var out = answer
    out.runs = answer.runs.map(shortening.shortened)
    return out
  }

  /// The share of the time for an abstraction.
  private static let shareOfAbstraction = 0.5
  /// The largest number of states of an abstraction.
  private static let statesOfAbstraction = 1_000_000

  /// The answer to a single question from an abstraction of the system; `nil` if there is none.
  private func abstracted(
    _ system: TransitionSystem, for properties: [StateProperty], within bounds: ExplorationLimits
  ) throws(Cancelled) -> Exploration? {
    guard properties.count == 1, let abstraction = GuardAbstraction(system, for: properties[0])
    else { return nil }
    var own = bounds
    own.seconds *= Self.shareOfAbstraction
    own.states = min(own.states, Self.statesOfAbstraction)
    guard var found = try abstraction.answer(within: own, cancellation) else { return nil }
    found.answers[0] = shortened(found.answers[0], of: properties[0], in: system)
    return found
  }
}

extension Exploration {
  /// Adds the figures and faults, but not the answers, of another search of the same system.
  fileprivate mutating func add(_ other: Exploration) {
    states = (states ?? 0) + (other.states ?? 0)
    depth = max(depth, other.depth)
    isExhaustive = isExhaustive && other.isExhaustive
    isPaused = isPaused || other.isPaused
    hasNoInitialState = hasNoInitialState || other.hasNoInitialState
    taken.formUnion(other.taken)
    if fault == nil || fault?.fault.kind != .doubleWrite, let found = other.fault { fault = found }
  }
}

/// Splits properties by the variables that they read.
private struct PropertySplitter {
  private let system: TransitionSystem

  init(_ system: TransitionSystem) { self.system = system }

  /// The properties in groups of those that read the same variables; each alone if all of them do.
  func parts(of group: [Int], for properties: [StateProperty]) -> [[Int]] {
    var byVariables: [[Int]: [Int]] = [:]
    for index in group { byVariables[variables(of: properties[index]), default: []].append(index) }
    guard byVariables.count > 1 else { return group.map { [$0] } }
    return byVariables.values.sorted { $0[0] < $1[0] }
  }

  private func variables(of property: StateProperty) -> [Int] {
    var roots = [property.holds, property.open]
    if case .overRuns(_, let terms) = property.question { roots += terms }
    return system.terms.variables(in: roots).sorted()
  }
}
