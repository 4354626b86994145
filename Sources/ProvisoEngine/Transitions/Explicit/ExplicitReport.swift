import ProvisoKernel

/// Runs explicit searches and turns their findings into answers.
///
/// Some properties are only about runs without failed steps. If failures change the state, a second
/// search without them answers these.
struct ExplicitReport {
  private let system: TransitionSystem
  private let properties: [StateProperty]
  private let limits: ExplorationLimits
  private let watch: SearchLimit
  private let most: Int
  /// Whether independent moves need not be interleaved.
  private let isReduced: Bool
  /// The number of states after which a search ends if values keep growing, and the largest number of
  /// initial states; `nil` to go on.
  private let pause: Int?
  /// The number of states that a property keeps for each run to list: several may give the same
  /// run.
  private static let candidatesPerRun = 200

  init(
    _ system: TransitionSystem, properties: [StateProperty], limits: ExplorationLimits,
    interrupt cancellation: Cancellation, isReduced: Bool = false, pause: Int? = nil
  ) {
    self.pause = pause
    self.system = system
    self.isReduced = isReduced
    self.properties = properties
    self.limits = limits
    watch = SearchLimit(seconds: limits.seconds, cancellation: cancellation)
    most = min(max(limits.states, 1), StateSet.mostStates)
  }

  func explore(_ progress: ((ExplorationProgress) -> Void)?) -> Exploration {
    let full: Reachability
    do {
      full = try search(withFailures: true, progress)
    } catch {
      return .undecided(properties, "\(error.reason)", method: .exhaustive)
    }
    // Failures without effect lead to no new state, so one search answers all properties.
    let failuresMatter = system.transitions.contains { $0.isFailure && !$0.updates.isEmpty }
    let needsOther = properties.contains { $0.question.isSilentAboutFailures }
    // In a plan any call may fail, so the shortest run often has a failure. A run without one is a
    // better counterexample.
    let prefersSuccess = !system.control.isEmpty && full.findings.contains { !$0.states.isEmpty }
    var withoutFailures = full
    var cancelled: Cancelled?
    if failuresMatter && (needsOther || prefersSuccess) && full.states.count > 0 {
      do {
        withoutFailures = try search(withFailures: false, progress)
      } catch {
        cancelled = error
      }
    }
    var exploration = Exploration(
      answers: [], states: full.stateCount,
      transitions: full.isCounted ? full.transitions : nil,
      terminalStates: full.isCounted ? full.terminalStates : nil, depth: full.depth,
      isExhaustive: full.isExhaustive,
      hasNoInitialState: full.states.count == 0 && full.stopped == nil, taken: full.taken)
    if full.orbits != nil { exploration.representatives = full.representativeCount }
    exploration.isPaused = full.isPaused || withoutFailures.isPaused
    if let found = full.faults.last {
      if full.orbits != nil {
        exploration.fault = full.exchangedRun(toFaultOf: found)
      } else {
        exploration.fault = (found.fault, full.run(to: found.state, then: [found.move]))
      }
    }
    for index in properties.indices {
      let silent = properties[index].question.isSilentAboutFailures
      if silent, let cancelled {
        exploration.answers.append(undecided(cancelled))
        continue
      }
      var answer = answer(to: index, from: silent ? withoutFailures : full, full: full)
      if prefersSuccess, !silent, cancelled == nil {
        let successful = runs(of: index, in: withoutFailures)
        if !successful.isEmpty { answer.runs = successful }
      }
      exploration.answers.append(answer)
    }
    return exploration
  }

  private func undecided(_ cancelled: Cancelled) -> ExplorationAnswer {
    ExplorationAnswer(.undecided("\(cancelled.reason)"), method: .exhaustive, depth: 0)
  }

  private func search(
    withFailures: Bool, _ progress: ((ExplorationProgress) -> Void)?
  ) throws(Cancelled) -> Reachability {
    let compiled = try CompiledSystem(
      system, properties: properties, cancellation: watch.cancellation)
    let search = Reachability(
      compiled, withFailures: withFailures,
      ample: isReduced
        ? try AmpleSets(
          system, properties: properties, compiled: compiled, cancellation: watch.cancellation)
        : nil,
      mostFound: limits.runs <= 1 ? 1 : min(limits.runs, 1_000) * Self.candidatesPerRun,
      threads: limits.threads, leastTogether: limits.leastTogether, watch: watch)
    search.run(most: most, pause: pause, progress: progress)
    return search
  }

  /// The reason why a state that was not found may still exist; `nil` if the search saw everything.
  private func gap(for index: Int, from search: Reachability, full: Reachability) -> String? {
    // A double write anywhere is an error in the world, so it comes first.
    if let error = full.faults.first(where: { $0.fault.kind == .doubleWrite }) {
      return error.fault.text
    }
    if let found = search.faults.first { return found.fault.text }
    let isOpen = relatives(of: index, in: search).contains { search.findings[$0].isOpen }
    if isOpen { return properties[index].openReason }
    return search.stopped
  }

  private func answer(to index: Int, from search: Reachability, full: Reachability)
    -> ExplorationAnswer
  {
    let runs: [TransitionRun]
    let found: Bool
    if case .overRuns(let runOperator, _) = properties[index].question {
      var lassos = FairRuns(search, watch: watch)
      let run = lassos.counterexample(to: runOperator, of: index)
      runs = run.map { [$0] } ?? []
      found = run != nil
      if !found, let reason = lassos.stopped ?? gap(for: index, from: search, full: full) {
        return ExplorationAnswer(
          .undecided(reason), method: .exhaustive, depth: search.completeDepth)
      }
    } else {
      runs = self.runs(of: index, in: search)
      found = !runs.isEmpty
      if !found, search.orbits != nil,
        relatives(of: index, in: search).contains(where: { !search.findings[$0].states.isEmpty })
      {
        return ExplorationAnswer(
          .undecided(
            "another object of its kind shows a run, and no run for this one was looked for"),
          method: .exhaustive, depth: search.completeDepth)
      }
      if !found, let reason = gap(for: index, from: search, full: full) {
        return ExplorationAnswer(
          .undecided(reason), method: .exhaustive, depth: search.completeDepth)
      }
    }
    let isGood = properties[index].question == .reachable ? found : !found
    return ExplorationAnswer(isGood ? .holds : .fails, method: .exhaustive, runs: runs)
  }

  /// The instances of the same property, this one included, that an exchange of objects makes it.
  private func relatives(of index: Int, in search: Reachability) -> [Int] {
    guard let orbits = search.orbits, let family = properties[index].family else { return [index] }
    return properties.indices.filter {
      properties[$0].family == family
        && orbits.exchange(from: properties[$0].objects, to: properties[index].objects) != nil
    }
  }

  /// The runs to the states that were found. Runs with the same moves in another order count once,
  /// and no run passes through another state that was found.
  private func runs(of index: Int, in search: Reachability) -> [TransitionRun] {
    if search.orbits != nil {
      let run = search.exchangedRun(to: index, among: relatives(of: index, in: search))
      return run.map { [$0] } ?? []
    }
    let found = search.findings[index].states
    let all = Set(found)
    var seen: Set<[Int]> = []
    var runs: [TransitionRun] = []
    for state in found where runs.count < max(limits.runs, 1) {
      let path = search.path(to: state)
      if path.states.dropLast().contains(where: all.contains) { continue }
      guard seen.insert(path.moves.sorted()).inserted else { continue }
      runs.append(search.run(to: state))
    }
    return runs
  }
}

extension StateProperty.Question {
  /// Whether runs in which a step fails do not count.
  var isSilentAboutFailures: Bool {
    switch self {
    case .always, .atTerminal: false
    case .reachable, .overRuns: true
    }
  }
}
