import ProvisoKernel

/// The parts of a system that a proof by exploration needs: requirements and initial values without
/// which the property would not hold.
///
/// Parts are removed one at a time, and the weaker system is explored again: deletion-based
/// minimisation, as for unsatisfiable cores. Each part costs an exploration, so this is for small
/// systems only. The work is limited by a count of evaluated guards and never by a clock, so the
/// same system gives the same parts on every machine.
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
  ///   - limits: Limits for each weaker system.
  ///   - work: The number of guards to evaluate in all weaker systems together.
  /// - Returns: One entry for each property; `nil` where there is no proof to explain.
  public static func requiredParts(
    of system: TransitionSystem, for properties: [StateProperty], after exploration: Exploration,
    limits: ExplorationLimits = ExplorationLimits(states: 200_000), work: Int = .max,
    cancellation: Cancellation = Cancellation()
  ) -> [NeededParts?] {
    let proofs = properties.indices.filter { index in
      guard exploration.answers.indices.contains(index) else { return false }
      return properties[index].isProved(by: exploration.answers[index])
    }
    guard exploration.isExhaustive, !exploration.hasNoInitialState, !proofs.isEmpty else {
      return properties.map { _ in nil }
    }
    var search = NeededSearch(
      system, properties: properties, limits: limits, work: work, interrupt: cancellation)
    let found = search.needed(for: proofs)
    return properties.indices.map { found[$0] }
  }
}

extension Exploration {
  /// Proofs are explained only for systems of at most this many states.
  private static let mostStatesForReasons = 5_000
  /// The number of guards to evaluate for that.
  private static let workForReasons = 100_000

  /// Adds the parts that the proofs of a small system need.
  mutating func addProofReasons(_ task: ExplorationTask) {
    guard task.explainsProofs, isExhaustive, let states, states <= Self.mostStatesForReasons,
      !task.cancellation.isCancelled
    else { return }
    var limits = task.limits
    limits.states = max(4 * states, 1_000)
    let parts = ExplicitSearch.requiredParts(
      of: task.system, for: task.properties, after: self, limits: limits,
      work: Self.workForReasons, cancellation: task.cancellation)
    for (index, part) in parts.enumerated() {
      guard let part else { continue }
      answers[index].neededRequirements = part.requirements
      answers[index].neededInitial = part.initial
    }
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
  /// The number of guards that may still be evaluated.
  private var work: Int
  private let parts: [Part]

  init(
    _ system: TransitionSystem, properties: [StateProperty], limits: ExplorationLimits, work: Int,
    interrupt cancellation: Cancellation
  ) {
    self.system = system
    self.properties = properties
    self.limits = limits
    self.cancellation = cancellation
    self.work = work
    let used = Set(system.transitions.flatMap { $0.requirements.compactMap(\.index) })
    // Remove initial values first, because requirements explain a proof better.
    parts =
      system.variables.indices.filter { system.canStartAnywhere($0) }.map(Part.initial)
      + used.sorted().map(Part.requirement)
  }

  private var isOver: Bool { cancellation.isCancelled || work <= 0 }

  /// The answers of the system without some parts, for the properties at the indices `indices`;
  /// `nil` once no work is left.
  private mutating func answers(without parts: Set<Part>, _ indices: [Int]) -> [ExplorationAnswer]?
  {
    guard !isOver else { return nil }
    var own = limits
    own.runs = 1
    let guards = max(system.transitions.count, 1)
    own.states = min(own.states, max(work / guards, 1))
    let found = ExplicitSearch.run(
      system.without(parts), for: indices.map { properties[$0] }, limits: own,
      cancellation: cancellation)
    // Preparing a search costs about as much as evaluating every term once. A search without the
    // variables that nothing sees does not say how many states it visited.
    work -= system.terms.count + (found.states.map { min($0, own.states) } ?? own.states) * guards
    return found.answers
  }

  private enum Loss { case harmless, fatal, unknown }

  private mutating func loss(of parts: Set<Part>, _ index: Int) -> Loss {
    guard let answer = answers(without: parts, [index])?.first else { return .unknown }
    return classify(index, answer)
  }

  private func classify(_ index: Int, _ answer: ExplorationAnswer) -> Loss {
    if properties[index].isProved(by: answer) { return .harmless }
    return properties[index].isRefuted(by: answer) ? .fatal : .unknown
  }

  mutating func needed(for indices: [Int]) -> [Int: NeededParts] {
    var fatal: [Int: [Part]] = [:]
    var unclear: Set<Int> = []
    for part in parts {
      guard let answers = answers(without: [part], indices) else {
        unclear.formUnion(indices)
        break
      }
      for (index, answer) in zip(indices, answers) {
        switch classify(index, answer) {
        case .harmless: break
        case .fatal: fatal[index, default: []].append(part)
        case .unknown: unclear.insert(index)
        }
      }
    }
    var found: [Int: NeededParts] = [:]
    for index in indices {
      let alone = fatal[index] ?? []
      let all = unclear.contains(index) ? nil : sufficient(index, alone: alone)
      found[index] = NeededParts(all ?? alone, isSufficient: all != nil)
    }
    return found
  }

  /// A minimal sufficient set of parts; `nil` if the answers do not determine one.
  private mutating func sufficient(_ index: Int, alone: [Part]) -> [Part]? {
    let rest = parts.filter { !alone.contains($0) }
    switch loss(of: Set(rest), index) {
    case .harmless: return alone
    case .unknown where isOver: return nil
    default: break
    }
    var spared: Set<Part> = []
    for part in rest {
      switch loss(of: spared.union([part]), index) {
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
      case .requirement(let index): requirements.append(index)
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
            requirement.index.map { !parts.contains(.requirement($0)) } ?? true
          },
          updates: transition.updates, faults: transition.faults, isFailure: transition.isFailure)
      },
      requirements: requirements)
  }
}
