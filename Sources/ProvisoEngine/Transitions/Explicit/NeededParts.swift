import ProvisoKernel

/// The parts of a system that a proof by exploration needs: requirements and initial values without
/// which the property would not hold.
///
/// Parts are removed one at a time, and the weaker system is explored again: deletion-based
/// minimisation, as for unsatisfiable cores. Each part costs an exploration, so this is for small
/// systems only.
public struct NeededParts: Hashable, Sendable {
  /// Requirements, by index in the system.
  public var requirements: [Int] = []
  /// Variables whose initial values matter.
  public var initial: [Int] = []
  /// Whether these parts suffice: the answer stays the same if all other requirements are removed
  /// and all other initial values of finite sorts are free. Then none of the parts can be removed,
  /// which is exact for `always` and `reachable`. Otherwise, each part changes the answer if it
  /// alone is removed, and there may be more such parts.
  public var isSufficient = false
}

extension ExplicitSearch {
  /// Finds the parts that proofs need.
  ///
  /// - Parameters:
  ///   - exploration: The results of ``run(_:for:limits:cancellation:isReduced:progress:)``. Proofs are properties
  ///     that hold, and states that cannot be reached.
  ///   - limits: The states are a limit for each weaker system, the seconds for all together.
  /// - Returns: One entry for each property; `nil` where there is no proof to explain.
  public static func neededParts(
    of system: TransitionSystem, for properties: [StateProperty], after exploration: Exploration,
    limits: ExplorationLimits = ExplorationLimits(states: 200_000, seconds: 5),
    cancellation: Cancellation = Cancellation()
  ) -> [NeededParts?] {
    let proofs = properties.indices.filter { place in
      guard exploration.answers.indices.contains(place) else { return false }
      return properties[place].isProved(by: exploration.answers[place])
    }
    guard exploration.isExhaustive, !exploration.hasNoStart, !proofs.isEmpty else {
      return properties.map { _ in nil }
    }
    var search = NeededSearch(
      system, properties: properties, limits: limits, interrupt: cancellation)
    let found = search.needed(for: proofs)
    return properties.indices.map { found[$0] }
  }
}

extension StateProperty {
  /// Whether the answer is about every run.
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

/// A part of a system that can be removed.
private enum Part: Hashable {
  case requirement(Int)
  case initial(Int)
}

private struct NeededSearch {
  private let system: TransitionSystem
  private let properties: [StateProperty]
  private let limits: ExplorationLimits
  private let cancellation: Cancellation
  private let deadline: ContinuousClock.Instant
  private let parts: [Part]

  init(
    _ system: TransitionSystem, properties: [StateProperty], limits: ExplorationLimits,
    interrupt cancellation: Cancellation
  ) {
    self.system = system
    self.properties = properties
    self.limits = limits
    self.cancellation = cancellation
    deadline = .now + .seconds(min(max(limits.seconds, 0), 1e9))
    let used = Set(system.transitions.flatMap { $0.requirements.compactMap(\.place) })
    // Remove initial values first, because requirements explain a proof better.
    parts =
      system.variables.indices.filter { system.canStartAnywhere($0) }.map(Part.initial)
      + used.sorted().map(Part.requirement)
  }

  private var isOver: Bool {
    cancellation.isCancelled || ContinuousClock.now >= deadline
  }

  /// The answers of the system without some parts, for the properties at the indices `places`;
  /// `nil` once there is no time left.
  private func answers(without parts: Set<Part>, _ places: [Int]) -> [ExplorationAnswer]? {
    guard !isOver else { return nil }
    var own = limits
    own.runs = 1
    own.seconds = (deadline - .now) / .seconds(1)
    return ExplicitSearch.run(
      system.without(parts), for: places.map { properties[$0] }, limits: own,
      cancellation: cancellation
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
      let all = unclear.contains(place) ? nil : sufficient(place, alone: alone)
      found[place] = NeededParts(all ?? alone, isSufficient: all != nil)
    }
    return found
  }

  /// A set of parts that suffices and from which none can be removed; `nil` where that is not
  /// clear.
  private func sufficient(_ place: Int, alone: [Part]) -> [Part]? {
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
  /// Whether a free initial value only adds initial states, and ones that can be enumerated.
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
