import ProvisoKernel
import Z3

/// Explores a transition system with the solver: runs up to a length, then proofs for any length.
///
/// Nothing is enumerated, so integers may be unbounded. What is not decided says why and how far the
/// search came.
public struct SymbolicSearch {
  /// What the search uses beside the unrolling; tests leave things out to reach others.
  struct Methods {
    /// Invariants guessed from states that were seen.
    var guesses = true
    var spacer = true
    /// Independent transitions at one depth.
    var parallel = true
  }

  let context: Z3Context
  private let limits: ExplorationLimits
  private let progress: (@Sendable (Int) -> Void)?
  var methods = Methods()

  /// - Parameters:
  ///   - context: where the solver works; its interrupt ends the search.
  ///   - progress: told the depth that is being searched.
  public init(
    context: Z3Context, limits: ExplorationLimits = ExplorationLimits(),
    progress: (@Sendable (Int) -> Void)? = nil
  ) {
    self.context = context
    self.limits = limits
    self.progress = progress
  }

  /// Answers questions about a system. To be called where Z3 may work (see `Z3Worker`).
  public func run(_ system: TransitionSystem, _ properties: [StateProperty]) -> Exploration {
    // Terms made after the system was put together would be read as others.
    guard properties.allSatisfy({ $0.terms.allSatisfy { $0.index < system.terms.count } }) else {
      return SymbolicSearch.undecided(properties, "a question has terms that the system has not")
    }
    do {
      for usesStrings in [false, true] {
        let task = try SymbolicTask(
          context, system, properties, limits, usesStrings: usesStrings, methods: methods,
          progress: progress)
        if let result = try task.explore() { return result }
      }
      return SymbolicSearch.undecided(properties, "texts could not be put to the solver")
    } catch {
      return SymbolicSearch.undecided(properties, "the solver gave up: \(error.message)")
    }
  }

  static func undecided(_ properties: [StateProperty], _ reason: String) -> Exploration {
    Exploration(
      answers: properties.map { _ in ExplorationAnswer(.undecided(reason), method: .bounded) },
      depth: 0, isExhaustive: false)
  }
}

/// One exploration.
final class SymbolicTask {
  let context: Z3Context
  let limits: ExplorationLimits
  let properties: [StateProperty]
  let problem: SymbolicProblem
  let encoder: SortedEncoder
  let deadline: Deadline
  let methods: SymbolicSearch.Methods
  let progress: (@Sendable (Int) -> Void)?
  var answers: [Int: ExplorationAnswer] = [:]

  init(
    _ context: Z3Context, _ system: TransitionSystem, _ properties: [StateProperty],
    _ limits: ExplorationLimits, usesStrings: Bool, methods: SymbolicSearch.Methods,
    progress: (@Sendable (Int) -> Void)?
  ) throws(Z3Error) {
    self.context = context
    self.limits = limits
    self.properties = properties
    self.progress = progress
    self.methods = methods
    problem = SymbolicProblem(system)
    encoder = try SortedEncoder(context, problem.store, usesStrings: usesStrings)
    deadline = Deadline(seconds: limits.seconds)
  }

  /// The questions that are about runs without failed steps.
  private func isCalm(_ property: StateProperty) -> Bool {
    switch property.question {
    case .reachable, .overRuns: true
    case .always, .atTerminal: false
    }
  }

  /// - Returns: `nil` where texts must be strings and are not.
  func explore() throws(Z3Error) -> Exploration? {
    var targets: [Int: SymbolicProblem.Target] = [:]
    for (place, property) in properties.enumerated() {
      let (target, reason) = problem.target(of: property)
      targets[place] = target
      if let reason { answers[place] = ExplorationAnswer(.undecided(reason), method: .bounded) }
    }
    let system = problem.system
    let all = StepRelation(problem, encoder, transitions: problem.possible)
    guard try isEncodable(all, targets) else { return nil }
    if let trouble = encoder.trouble {
      return SymbolicSearch.undecided(properties, trouble)
    }
    let calm = problem.possible.filter { !system.transitions[$0].isFailure }
    let hasFailures = calm.count < problem.possible.count
    let calmTargets = targets.filter { isCalm(properties[$0.key]) }
    var wholeRuns: [Int: WholeRunQuestion] = [:]
    for (place, property) in properties.enumerated() {
      if case .overRuns(let kind, let conditions) = property.question {
        wholeRuns[place] = WholeRunQuestion(kind, conditions, open: property.open)
      }
    }
    let isSplit = hasFailures && !(calmTargets.isEmpty && wholeRuns.isEmpty)
    let main = try SymbolicGroup(
      self, all, targets: isSplit ? targets.filter { !isCalm(properties[$0.key]) } : targets,
      wholeRuns: isSplit ? [:] : wholeRuns, name: "", looksForFaults: true)
    try main.search(deadline.share(isSplit ? 0.6 : 1))
    if main.bounded.hasStart == false { return withoutStart(main) }
    var groups = [main]
    if isSplit {
      let relation = StepRelation(problem, encoder, transitions: calm)
      let quiet = try SymbolicGroup(
        self, relation, targets: calmTargets, wholeRuns: wholeRuns, name: "c",
        looksForFaults: false)
      try quiet.search(deadline)
      groups.append(quiet)
    }
    for group in groups { try group.conclude(isFaultFree: main.faultFree, main) }
    return report(main, groups)
  }

  /// Encodes everything once, to see what cannot be.
  private func isEncodable(
    _ relation: StepRelation, _ targets: [Int: SymbolicProblem.Target]
  ) throws(Z3Error) -> Bool {
    let path = try Unrolling(relation, name: "t", fromStart: true)
    try path.extend()
    let frame = path.frames[0]
    for target in targets.values {
      for term in [target.met, target.open, target.metAtStart, target.openAtStart] {
        _ = try encoder.encode(term, frame)
      }
    }
    for property in properties {
      if case .overRuns(_, let conditions) = property.question {
        for term in conditions + [property.open] { _ = try encoder.encode(term, frame) }
      }
    }
    for enabled in problem.enabled { if let enabled { _ = try encoder.encode(enabled, frame) } }
    return !encoder.needsStrings
  }

  private func withoutStart(_ main: SymbolicGroup) -> Exploration {
    let answers = properties.map { property in
      if case .reachable = property.question {
        return ExplorationAnswer(.fails, method: .bounded, depth: 0)
      }
      return ExplorationAnswer(.holds, method: .bounded, depth: 0)
    }
    return Exploration(answers: answers, depth: 0, isExhaustive: false, hasNoStart: true)
  }

  private func report(_ main: SymbolicGroup, _ groups: [SymbolicGroup]) -> Exploration {
    var taken: Set<Int> = []
    for group in groups { taken.formUnion(group.bounded.taken) }
    return Exploration(
      answers: properties.indices.map {
        answers[$0] ?? ExplorationAnswer(.undecided("it was not searched"), method: .bounded)
      },
      depth: max(main.bounded.depth, 0), isExhaustive: false, taken: taken,
      fault: main.bounded.error ?? main.bounded.noValue)
  }

  /// Why nothing was found, where that decides nothing.
  func undecidedReason(_ search: BoundedSearch, _ main: SymbolicGroup) -> String {
    if let fault = main.bounded.error ?? main.bounded.noValue { return fault.fault.text }
    if let trouble = search.trouble { return "the solver gave up: \(trouble)" }
    return "no violation within \(max(search.depth, 0)) steps"
  }
}

extension StateProperty {
  /// All conditions of the question.
  fileprivate var terms: [Term] {
    if case .overRuns(_, let conditions) = question { return conditions + [holds, open] }
    return [holds, open]
  }
}
