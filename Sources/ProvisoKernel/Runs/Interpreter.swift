/// Executes a system concretely, one event at a time, without a solver.
///
/// It checks the engines: every counterexample is replayed here before it is reported, and the
/// tests enumerate all runs of small systems with it.
public struct Interpreter: Sendable {
  public let system: System
  public let world: FlagValues

  /// Executes `system` with the order's flags as in `world`.
  public init(_ system: System, world: FlagValues = FlagValues()) {
    self.system = system
    self.world = world
  }

  /// An event that can happen next.
  public enum Event: Hashable, Sendable {
    case begin(Int)
    case happen(PartID)
    case finish(Int)
    case fail(Int)
    case refuse(Int)
  }

  /// Whether the step is pending and all steps that it waits for are done.
  public func canBegin(_ step: Int, at moment: Moment) -> Bool {
    guard moment.steps[step] == .pending else { return false }
    return system.steps[step].waits.allSatisfy {
      !world.admits($0) || moment.steps[$0.step] == .done
    }
  }

  /// All events that can happen next.
  public func events(at moment: Moment) -> [Event] {
    var out: [Event] = []
    for (index, step) in system.steps.enumerated() {
      switch moment.steps[index] {
      case .pending:
        if canBegin(index, at: moment) {
          out.append(.begin(index))
          if step.mayBeRefused { out.append(.refuse(index)) }
        }
      case .inFlight:
        let parts = step.parts.indices.map { PartID(step: index, part: $0) }
        let missing = parts.filter { !moment.happened.contains($0) }
        out += missing.map(Event.happen)
        if missing.isEmpty { out.append(.finish(index)) }
        if step.mayFail { out.append(.fail(index)) }
      case .failed, .done, .refused: break
      }
    }
    return out
  }

  /// The moment after the event.
  ///
  /// - Throws: `ReplayError` if the event cannot happen at this moment.
  public func moment(after event: Event, at moment: Moment) throws(ReplayError) -> Moment {
    var next = moment
    try apply(event, to: &next)
    return next
  }

  /// Applies one event to a moment.
  ///
  /// - Throws: `ReplayError` if the event cannot happen at this moment; then the moment is
  ///   unchanged.
  public func apply(_ event: Event, to moment: inout Moment) throws(ReplayError) {
    switch event {
    case .begin(let step):
      try requireTurn(of: step, at: moment)
      moment.steps[step] = .inFlight
    case .refuse(let step):
      try requireTurn(of: step, at: moment)
      guard system.steps[step].mayBeRefused else { throw .cannotFail(system.steps[step].name) }
      moment.steps[step] = .refused
    case .happen(let part):
      guard system.steps.indices.contains(part.step), moment.steps[part.step] == .inFlight,
        system.steps[part.step].parts.indices.contains(part.part)
      else { throw .unknownStep(part.step) }
      moment.happened.insert(part)
      for assignment in system.steps[part.step].parts[part.part] {
        moment.set(assignment.variable, to: assignment.value)
      }
    case .finish(let step):
      guard system.steps.indices.contains(step), moment.steps[step] == .inFlight else {
        throw .unknownStep(step)
      }
      let parts = system.steps[step].parts.indices.map { PartID(step: step, part: $0) }
      guard parts.allSatisfy(moment.happened.contains) else {
        throw .unfinished(system.steps[step].name)
      }
      moment.steps[step] = .done
      moment.happened.subtract(parts)
    case .fail(let step):
      guard system.steps.indices.contains(step), moment.steps[step] == .inFlight else {
        throw .unknownStep(step)
      }
      guard system.steps[step].mayFail else { throw .cannotFail(system.steps[step].name) }
      moment.steps[step] = .failed
    }
  }

  /// - Throws: `ReplayError` unless the step can begin.
  private func requireTurn(of step: Int, at moment: Moment) throws(ReplayError) {
    guard system.steps.indices.contains(step) else { throw .unknownStep(step) }
    guard moment.steps[step] == .pending else { throw .begunTwice(system.steps[step].name) }
    for wait in system.steps[step].waits
    where world.admits(wait) && moment.steps[wait.step] != .done {
      throw .tooEarly(
        step: system.steps[step].name, waitsFor: system.steps[wait.step].name)
    }
  }

  /// Executes a run from the start.
  ///
  /// - Returns: the last moment of the run.
  /// - Throws: `ReplayError` if the system does not have this run.
  public func replay(_ run: Run) throws(ReplayError) -> Moment {
    var moment = Moment(initialOf: system)
    for entry in run.entries { try take(entry, at: &moment) }
    return moment
  }

  /// Begins one step of a run and brings it to the outcome of its entry.
  ///
  /// - Throws: `ReplayError` if the step cannot do that.
  public func take(_ entry: RunEntry, at moment: inout Moment) throws(ReplayError) {
    if entry.outcome == .refused { return try apply(.refuse(entry.step), to: &moment) }
    try apply(.begin(entry.step), to: &moment)
    let count = system.steps[entry.step].parts.count
    let parts = entry.outcome == .done ? Array(0..<count) : entry.parts.sorted()
    for part in parts {
      try apply(.happen(PartID(step: entry.step, part: part)), to: &moment)
    }
    switch entry.outcome {
    case .done: try apply(.finish(entry.step), to: &moment)
    case .failed: try apply(.fail(entry.step), to: &moment)
    case .inFlight, .refused: break
    }
  }

  /// Whether nothing is in flight and nothing more has to begin; an optional step can be left out.
  public func isAtRest(_ moment: Moment) -> Bool {
    moment.steps.indices.allSatisfy {
      moment.steps[$0] != .inFlight
        && (system.steps[$0].isOptional || !canBegin($0, at: moment))
    }
  }

  /// Whether every step is done; an optional step may also be pending.
  public func isComplete(_ moment: Moment) -> Bool {
    moment.steps.indices.allSatisfy {
      moment.steps[$0] == .done || moment.steps[$0] == .pending && system.steps[$0].isOptional
    }
  }

  /// Every moment of every run, found by enumeration; for small systems, and the oracle of the
  /// tests.
  ///
  /// - Parameter limit: the maximum number of moments.
  /// - Returns: the moments, or `nil` if there are more than `limit`.
  public func allMoments(limit: Int) -> Set<Moment>? {
    let first = Moment(initialOf: system)
    var seen: Set<Moment> = [first]
    var stack = [first]
    while let moment = stack.popLast() {
      for event in events(at: moment) {
        guard let next = try? self.moment(after: event, at: moment) else { continue }
        if seen.insert(next).inserted {
          if seen.count > limit { return nil }
          stack.append(next)
        }
      }
    }
    return seen
  }
}

/// Why the system does not have a run: an internal error wherever it occurs.
public enum ReplayError: Error, Hashable, Sendable {
  case unknownStep(Int)
  case begunTwice(String)
  case tooEarly(step: String, waitsFor: String)
  case unfinished(String)
  case cannotFail(String)
}
