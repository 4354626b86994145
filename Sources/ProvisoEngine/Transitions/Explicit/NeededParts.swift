import ProvisoKernel

/// What a proof by exploration rests on: the guards and first values without which it would not hold.
///
/// Each is left out and the weaker system explored again, so this pays for small systems only.
public struct NeededParts: Hashable, Sendable {
  /// Requirements, by their places in the system.
  public var requirements: [Int] = []
  /// Variables whose first values matter.
  public var initial: [Int] = []
  /// Whether the proof needs nothing else: with all other requirements left out, and all other first
  /// values of finite sorts left open, the answer is the same. Then none of the parts can be spared,
  /// which for `always` and `reachable` is exact. Otherwise each part is one whose loss alone changes
  /// the answer, and there may be more.
  public var isSufficient = false
}

extension ExplicitSearch {
  /// Finds what proofs rest on.
  ///
  /// - Parameters:
  ///   - exploration: what ``run(_:_:limits:interrupt:progress:)`` found. Proofs are what holds, and
  ///     states that cannot be reached.
  ///   - limits: for each weaker system the states, for all together the seconds.
  /// - Returns: one entry a property; `nil` where there is no proof to explain.
  public static func neededParts(
    of system: TransitionSystem, _ properties: [StateProperty], _ exploration: Exploration,
    limits: ExplorationLimits = ExplorationLimits(states: 200_000, seconds: 5),
    interrupt: ExplorationInterrupt? = nil
  ) -> [NeededParts?] {
    let proofs = properties.indices.filter { place in
      guard exploration.answers.indices.contains(place) else { return false }
      return properties[place].isProved(by: exploration.answers[place])
    }
    guard exploration.isExhaustive, !exploration.hasNoStart, !proofs.isEmpty else {
      return properties.map { _ in nil }
    }
    var search = NeededSearch(system, properties, limits, interrupt)
    let found = search.needed(for: proofs)
    return properties.indices.map { found[$0] }
  }
}

extension StateProperty {
  /// Whether the answer says something of every run.
  fileprivate func isProved(by answer: ExplorationAnswer) -> Bool {
    switch (answer.verdict, question) {
    case (.holds, .reachable): false
    case (.holds, _), (.fails, .reachable): true
    default: false
    }
  }

  fileprivate func isRefuted(by answer: ExplorationAnswer) -> Bool {
    if case .undecided = answer.verdict { return false }
    return !isProved(by: answer)
  }
}

/// A part of a system that can be left out.
private enum Part: Hashable {
  case requirement(Int)
  case initial(Int)
}

private struct NeededSearch {
  private let system: TransitionSystem
  private let properties: [StateProperty]
  private let limits: ExplorationLimits
  private let interrupt: ExplorationInterrupt?
  private let deadline: ContinuousClock.Instant
  private let parts: [Part]

  init(
    _ system: TransitionSystem, _ properties: [StateProperty], _ limits: ExplorationLimits,
    _ interrupt: ExplorationInterrupt?
  ) {
    self.system = system
    self.properties = properties
    self.limits = limits
    self.interrupt = interrupt
    deadline = .now + .seconds(min(max(limits.seconds, 0), 1e9))
    let used = Set(system.transitions.flatMap { $0.requirements.compactMap(\.place) })
    // First values go first: what is left over of guards says more.
    parts =
      system.variables.indices.filter { system.canStartAnywhere($0) }.map(Part.initial)
      + used.sorted().map(Part.requirement)
  }

  private var isOver: Bool {
    interrupt?.isRequested == true || ContinuousClock.now >= deadline
  }

  /// The answers without some parts, to the properties at `places`; `nil` once there is no time left.
  private func answers(without parts: Set<Part>, _ places: [Int]) -> [ExplorationAnswer]? {
    guard !isOver else { return nil }
    var own = limits
    own.runs = 1
    own.seconds = (deadline - .now) / .seconds(1)
    return ExplicitSearch.run(
      system.without(parts), places.map { properties[$0] }, limits: own, interrupt: interrupt
    ).answers
  }

  private enum Loss { case harmless, fatal, unknown }

  private func loss(of parts: Set<Part>, _ place: Int) -> Loss {
    guard let answer = answers(without: parts, [place])?.first else { return .unknown }
    return classify(place, answer)
  }

  private func classify(_ place: Int, _ answer: ExplorationAnswer) -> Loss {
    if properties[place].isProved(by: answer) { return .harmless }
    return properties[place].isRefuted(by: answer) ? .fatal : .unknown
  }

  mutating func needed(for places: [Int]) -> [Int: NeededParts] {
    var fatal: [Int: [Part]] = [:]
    var unclear: Set<Int> = []
    for part in parts {
      guard let answers = answers(without: [part], places) else {
        unclear.formUnion(places)
        break
      }
      for (place, answer) in zip(places, answers) {
        switch classify(place, answer) {
        case .harmless: break
        case .fatal: fatal[place, default: []].append(part)
        case .unknown: unclear.insert(place)
        }
      }
    }
    var found: [Int: NeededParts] = [:]
    for place in places {
      let alone = fatal[place] ?? []
      let all = unclear.contains(place) ? nil : sufficient(place, alone)
      found[place] = NeededParts(all ?? alone, isSufficient: all != nil)
    }
    return found
  }

  /// A set of parts that is enough, from which none can be spared; `nil` where that is not clear.
  private func sufficient(_ place: Int, _ alone: [Part]) -> [Part]? {
    let rest = parts.filter { !alone.contains($0) }
    switch loss(of: Set(rest), place) {
    case .harmless: return alone
    case .unknown where isOver: return nil
    default: break
    }
    var spared: Set<Part> = []
    for part in rest {
      switch loss(of: spared.union([part]), place) {
      case .harmless: spared.insert(part)
      case .fatal: break
      case .unknown: return nil
      }
    }
    return parts.filter { !spared.contains($0) }
  }
}

extension NeededParts {
  fileprivate init(_ parts: [Part], isSufficient: Bool) {
    self.isSufficient = isSufficient
    for part in parts {
      switch part {
      case .requirement(let place): requirements.append(place)
      case .initial(let variable): initial.append(variable)
      }
    }
  }
}

extension TransitionSystem {
  /// Whether leaving the variable's first value open only adds first states that can be enumerated.
  fileprivate func canStartAnywhere(_ variable: Int) -> Bool {
    guard let term = initial[variable], let values = variables[variable].sort.values,
      !variables[variable].isMonitor
    else { return false }
    guard variables[variable].mayBeNull else { return true }
    guard case .constant(let value) = terms[term] else { return false }
    return values.contains(value)
  }

  fileprivate func without(_ parts: Set<Part>) -> TransitionSystem {
    TransitionSystem(
      terms: terms, variables: variables,
      initial: initial.enumerated().map { parts.contains(.initial($0)) ? nil : $1 },
      assumptions: assumptions, inputs: inputs, steps: steps,
      transitions: transitions.map { transition in
        Transition(
          step: transition.step, choices: transition.choices, inputs: transition.inputs,
          requirements: transition.requirements.filter { requirement in
            requirement.place.map { !parts.contains(.requirement($0)) } ?? true
          },
          updates: transition.updates, faults: transition.faults, isFailure: transition.isFailure)
      },
      requirements: requirements)
  }
}
