import ProvisoKernel
import Z3

/// Explores a transition system with the solver: first runs up to a length, then proofs for any
/// length.
///
/// States are not enumerated, so integers may be unbounded. An undecided property has a reason and
/// the depth that was searched. `SymbolicGroup` describes the order of the methods and their shares
/// of the time.
///
/// Texts are first encoded as integers. If a term needs more than equality, the search starts again
/// with Z3's strings. Properties that are only about runs without failures form a group of their
/// own, with its own unrolling.
public struct SymbolicSearch {
  /// The methods used besides the unrolling; tests switch some off to reach others.
  struct Methods {
    /// Invariants guessed from sampled states.
    var guesses = true
    var spacer = true
    /// Unrollings in which independent transitions share a depth.
    var parallel = true
  }

  let context: Z3Context
  private let limits: ExplorationLimits
  let cancellation: Cancellation
  private let progress: (@Sendable (Int) -> Void)?
  var methods = Methods()

  /// - Parameters:
  ///   - context: The solver's context; its interrupt is the cancellation's `solver`.
  ///   - cancellation: Ends the search; the answers found before are kept.
  ///   - progress: Called with each depth before it is searched.
  public init(
    context: Z3Context, limits: ExplorationLimits = ExplorationLimits(),
    cancellation: Cancellation = Cancellation(), progress: (@Sendable (Int) -> Void)? = nil
  ) {
    self.context = context
    self.limits = limits
    self.cancellation = cancellation
    self.progress = progress
  }

  /// Checks properties of a system. Call it on a thread with enough stack for Z3 (see `Z3Worker`).
  public func run(_ system: TransitionSystem, for properties: [StateProperty]) -> Exploration {
    // A term that is not in the system's table would be read as another one.
    guard properties.allSatisfy({ $0.terms.allSatisfy { $0.index < system.terms.count } }) else {
      return .undecided(
        properties, "a property has terms that the system does not have", method: .bounded)
    }
    do {
      for usesStrings in [false, true] {
        let task = try SymbolicTask(
          context, system: system, properties: properties, limits: limits, usesStrings: usesStrings,
          methods: methods,
          cancellation: cancellation, progress: progress)
        if let result = try task.explore() { return result }
      }
      return .undecided(
        properties, "the solver cannot express the texts of this world", method: .bounded)
    } catch {
      return .undecided(
        properties, cancellation.reason.map { "\($0)" } ?? "the solver gave up: \(error.message)",
        method: .bounded)
    }
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
  let cancellation: Cancellation
  let progress: (@Sendable (Int) -> Void)?
  var answers: [Int: ExplorationAnswer] = [:]

  init(
    _ context: Z3Context, system: TransitionSystem, properties: [StateProperty],
    limits: ExplorationLimits, usesStrings: Bool, methods: SymbolicSearch.Methods,
    cancellation: Cancellation, progress: (@Sendable (Int) -> Void)?
  ) throws(Z3Error) {
    self.context = context
    self.limits = limits
    self.properties = properties
    self.progress = progress
    self.methods = methods
    self.cancellation = cancellation
    do {
      problem = try SymbolicProblem(system, cancellation: cancellation)
    } catch {
      throw Z3Error(error)
    }
    encoder = try SortedEncoder(context, store: problem.store, usesStrings: usesStrings)
    deadline = Deadline(seconds: limits.seconds, cancellation: cancellation)
  }

  /// Whether the property is only about runs without failed steps.
  private func excludesFailures(_ property: StateProperty) -> Bool {
    switch property.question {
    case .reachable, .overRuns: true
    case .always, .atTerminal: false
    }
  }

  /// - Returns: `nil` if texts must be Z3 strings and are not.
  func explore() throws(Z3Error) -> Exploration? {
    var targets: [Int: SymbolicProblem.Target] = [:]
    for (index, property) in properties.enumerated() {
      let (target, reason) = problem.target(of: property)
      targets[index] = target
      if let reason { answers[index] = ExplorationAnswer(.undecided(reason), method: .bounded) }
    }
    let system = problem.system
    let all = StepRelation(problem, encoder: encoder, transitions: problem.possible)
    guard try isEncodable(all, targets: targets) else { return nil }
    if let trouble = encoder.trouble {
      return .undecided(properties, trouble, method: .bounded)
    }
    let successes = problem.possible.filter { !system.transitions[$0].isFailure }
    let hasFailures = successes.count < problem.possible.count
    let successTargets = targets.filter { excludesFailures(properties[$0.key]) }
    var wholeRuns: [Int: WholeRunQuestion] = [:]
    for (index, property) in properties.enumerated() {
      if case .overRuns(let kind, let conditions) = property.question {
        wholeRuns[index] = WholeRunQuestion(kind, conditions: conditions, open: property.open)
      }
    }
    let isSplit = hasFailures && !(successTargets.isEmpty && wholeRuns.isEmpty)
    let main = try SymbolicGroup(
      self, relation: all,
      targets: isSplit ? targets.filter { !excludesFailures(properties[$0.key]) } : targets,
      wholeRuns: isSplit ? [:] : wholeRuns, name: "", looksForFaults: true)
    try search(main, in: deadline.share(isSplit ? 0.6 : 1))
    if main.bounded.hasStart == false { return withoutStart(main) }
    var groups = [main]
    if isSplit, !cancellation.isCancelled {
      let relation = StepRelation(problem, encoder: encoder, transitions: successes)
      let withoutFailures = try SymbolicGroup(
        self, relation: relation, targets: successTargets, wholeRuns: wholeRuns, name: "c",
        looksForFaults: false)
      try search(withoutFailures, in: deadline)
      groups.append(withoutFailures)
    }
    for group in groups { try group.conclude(isFaultFree: main.faultFree, main) }
    return report(main, groups)
  }

  /// Searches to the end, or until the work is cancelled: what is found by then is kept.
  private func search(_ group: SymbolicGroup, in deadline: Deadline) throws(Z3Error) {
    do {
      try group.search(deadline)
    } catch {
      if !cancellation.isCancelled { throw error }
    }
  }

  /// Encodes everything once, to find terms that cannot be encoded.
  ///
  /// - Returns: `false` if texts must be Z3 strings and are not.
  private func isEncodable(
    _ relation: StepRelation, targets: [Int: SymbolicProblem.Target]
  ) throws(Z3Error) -> Bool {
    let path = try Unrolling(relation, name: "t", fromStart: true)
    try path.extend()
    let frame = path.frames[0]
    for target in targets.values {
      for term in [target.met, target.open, target.metAtStart, target.initiallyOpen] {
        _ = try encoder.encode(term, in: frame)
      }
    }
    for property in properties {
      if case .overRuns(_, let conditions) = property.question {
        for term in conditions + [property.open] { _ = try encoder.encode(term, in: frame) }
      }
    }
    for enabled in problem.enabled { if let enabled { _ = try encoder.encode(enabled, in: frame) } }
    return !encoder.needsStrings
  }

  private func withoutStart(_ main: SymbolicGroup) -> Exploration {
    let answers = properties.map { property in
      if case .reachable = property.question {
        return ExplorationAnswer(.fails, method: .bounded, depth: 0)
      }
      return ExplorationAnswer(.holds, method: .bounded, depth: 0)
    }
    return Exploration(answers: answers, depth: 0, isExhaustive: false, hasNoInitialState: true)
  }

  private func report(_ main: SymbolicGroup, _ groups: [SymbolicGroup]) -> Exploration {
    var taken: Set<Int> = []
    for group in groups { taken.formUnion(group.bounded.taken) }
    return Exploration(
      answers: properties.indices.map {
        answers[$0]
          ?? ExplorationAnswer(
            .undecided(cancellation.reason.map { "\($0)" } ?? "the property was not searched"),
            method: .bounded)
      },
      depth: max(main.bounded.depth, 0), isExhaustive: false, taken: taken,
      fault: main.bounded.error ?? main.bounded.noValue)
  }

  /// The reason why a search without a result decides nothing.
  func undecidedReason(_ search: BoundedSearch, _ main: SymbolicGroup) -> String {
    if let fault = main.bounded.error ?? main.bounded.noValue { return fault.fault.text }
    if let reason = cancellation.reason { return "\(reason)" }
    if let trouble = search.trouble { return "the solver gave up: \(trouble)" }
    return "no violation within \(max(search.depth, 0)) steps"
  }
}

extension StateProperty {
  /// All conditions of the property.
  fileprivate var terms: [Term] {
    if case .overRuns(_, let conditions) = question { return conditions + [holds, open] }
    return [holds, open]
  }
}
