import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoWorlds

/// A walk through a world, one step at a time. The grounded world gives the steps that are
/// possible; their effects are computed directly from the source.
package struct WorldWalker {
  package let problem: WorldProblem
  package let replay: WorldReplay
  /// The transitions of each step.
  package let transitions: [[Int]]
  private let origins: [TransitionOrigin]
  private let interpreter: TransitionInterpreter
  private let patterns = PatternCache()
  /// The values from which inputs and initial values of unbounded sorts are drawn.
  private let numbers: [Number]
  private let texts: [Text]

  /// The run so far.
  package private(set) var run: TransitionRun
  package private(set) var history: WorldHistory

  /// Grounds the world of a file; call `start` before anything else.
  ///
  /// - Throws: `InputError` if the file has no world or the world cannot be grounded.
  package init(_ file: LoadedSpecs.CheckedFile) throws(InputError) {
    guard let model = file.spec.world else {
      throw InputError(
        "\(file.spec.path): this is a spec for `\(file.spec.vocabulary)`, but only worlds are simulated"
      )
    }
    do throws(WorldBuilder.Failure) {
      problem = try WorldProblem(file.spec, model: model)
    } catch {
      throw InputError("\(file.spec.path): \(error.reason)")
    }
    replay = WorldReplay(problem)
    let system = problem.system
    var transitions: [[Int]] = Array(repeating: [], count: system.steps.count)
    for (index, transition) in system.transitions.enumerated() {
      transitions[transition.step].append(index)
    }
    self.transitions = transitions
    origins = problem.builder.origins
    interpreter = TransitionInterpreter(system)
    var numbers: Set<Number> = [.zero, .one]
    var texts: Set<Text> = ["", "a", "b"]
    var seen: Set<Term> = []
    var terms = system.transitions.flatMap { $0.requirements.map(\.condition) }
    terms += problem.questions.map(\.asked.holds)
    while let term = terms.popLast() {
      guard seen.insert(term).inserted else { continue }
      terms += system.terms[term].operands
      switch system.terms[term] {
      case .constant(.number(let number)):
        numbers.formUnion([number, number + .one, number - .one])
      case .constant(.string(let text)): texts.insert(text)
      default: break
      }
    }
    self.numbers = numbers.sorted()
    self.texts = texts.sorted()
    run = TransitionRun(start: [], moves: [])
    history = WorldHistory(replay.executor, states: [], moves: [], failed: [])
  }

  package var system: TransitionSystem { problem.system }
  /// The current state.
  package var state: [Value] { history.states.last ?? [] }

  // MARK: The start

  /// Begins a run.
  ///
  /// - Parameter free: the initial values that the world leaves open, by the index of the variable.
  /// - Returns: whether the world allows this initial state.
  package mutating func start(_ free: [Int: Value]) -> Bool {
    var first = Array(repeating: Value.null, count: system.variables.count)
    for (index, value) in free where first.indices.contains(index) { first[index] = value }
    // Initial values may depend on each other, in chains no longer than the number of variables.
    for _ in 0...system.variables.count {
      let before = first
      for (index, term) in system.initial.enumerated() {
        if let term { first[index] = interpreter.value(term, in: first) }
      }
      if before == first { break }
    }
    guard interpreter.isInitial(first) else { return false }
    run = TransitionRun(start: first, moves: [])
    let variableCount = problem.builder.universe.layout.contents.count
    history = WorldHistory(
      replay.executor, states: [Array(first.prefix(variableCount))], moves: [], failed: [])
    return true
  }

  /// A value of the sort, drawn at random.
  package func value(of sort: Sort, _ random: inout SplitMix) -> Value {
    switch sort {
    case .bool, .finite: random.element(of: sort.values ?? []) ?? .null
    case .integer:
      .number(
        random.below(2) == 0
          ? Number(random.below(21) - 10)
          : random.element(of: numbers.filter(\.isInteger)) ?? .zero)
    case .decimal: .number(random.element(of: numbers) ?? .zero)
    case .string: .string(random.element(of: texts) ?? "")
    case .any: .null
    }
  }

  /// Begins a run with open initial values drawn at random, in up to 1,000 attempts.
  ///
  /// - Returns: whether an allowed initial state was found.
  package mutating func start(_ random: inout SplitMix) -> Bool {
    for _ in 0..<1_000 {
      var free: [Int: Value] = [:]
      for index in replay.freeIndices {
        let variable = system.variables[index]
        free[index] =
          variable.domain.flatMap { random.element(of: $0) } ?? value(of: variable.sort, &random)
      }
      if start(free) { return true }
      if free.isEmpty { return false }
    }
    return false
  }

  // MARK: Steps

  /// The outcome of a transition in the current state; `impossible` also if it would succeed where
  /// this transition fails, or fail where this one succeeds.
  package func outcome(of transition: Int, inputs: [Int: Value]) -> WorldExecutor.Outcome {
    let fails = system.transitions[transition].isFailure
    let move = origins[transition].move(inputs: inputs, fails: fails)
    let outcome = replay.executor.take(move, in: state)
    if case .done(_, let failed) = outcome, failed != fails { return .impossible }
    return outcome
  }

  /// Takes a transition, if it is possible.
  package mutating func take(_ transition: Int, inputs: [Int: Value]) -> WorldExecutor.Outcome {
    let outcome = outcome(of: transition, inputs: inputs)
    guard case .done(let next, let failed) = outcome else { return outcome }
    let fails = system.transitions[transition].isFailure
    run = TransitionRun(
      start: run.start, moves: run.moves + [.init(transition, inputs: inputs)])
    history = WorldHistory(
      replay.executor, states: history.states + [next],
      moves: history.moves + [origins[transition].move(inputs: inputs, fails: fails)],
      failed: history.failed + [failed])
    return outcome
  }

  /// Undoes the last step.
  ///
  /// - Returns: whether there was one.
  package mutating func back() -> Bool {
    guard !run.moves.isEmpty else { return false }
    run = TransitionRun(start: run.start, moves: run.moves.dropLast())
    history = history.prefix(run.moves.count)
    return true
  }

  /// The outcome of a random step.
  package enum Stride {
    case taken
    /// No step was possible; `certain` if none is possible with any inputs.
    case ended(certain: Bool)
    case doubleWrite(String)
  }

  /// Takes a possible step at random. All steps are equally likely, and so are the transitions of a
  /// step.
  package mutating func stride(_ random: inout SplitMix) -> Stride {
    var isCertain = true
    var steps = Array(transitions.indices)
    while !steps.isEmpty {
      // The steps are tried in a random order, which is drawn as far as it is needed.
      steps.swapAt(random.below(steps.count), steps.count - 1)
      let step = steps.removeLast()
      var ways: [(transition: Int, inputs: [Int: Value])] = []
      for transition in transitions[step] {
        let needed = system.transitions[transition].inputs
        if !needed.isEmpty { isCertain = false }
        for _ in 0..<(needed.isEmpty ? 1 : 8) {
          var inputs: [Int: Value] = [:]
          for input in needed { inputs[input] = value(of: system.inputs[input] ?? .any, &random) }
          switch outcome(of: transition, inputs: inputs) {
          case .done: ways.append((transition, inputs))
          case .impossible: continue
          case .open: isCertain = false
          case .doubleWrite(let name): return .doubleWrite(name)
          }
          break
        }
      }
      if let way = random.element(of: ways) {
        _ = take(way.transition, inputs: way.inputs)
        return .taken
      }
    }
    return .ended(certain: isCertain)
  }

  // MARK: Properties

  /// The status of a property in the current state.
  package enum Standing {
    case holds
    /// An invariant is violated, or a `possible` is reached, by this run.
    case shown(Violation)
    case open(String)
    /// It does not apply to this state.
    case silent
  }

  /// The status of a property of the spec.
  ///
  /// - Parameter hasEnded: whether no further step is possible.
  package func standing(_ index: Int, hasEnded: Bool) -> Standing {
    let property = problem.spec.properties[index]
    let hasFailed = history.failed.contains(true)
    // A walk does not compare its steps with another world.
    if property.kind == .refinement { return .silent }
    if PropertyShape.overRuns(property.body) != nil {
      return hasEnded && !hasFailed ? standingOverRun(index, property) : .silent
    }
    let evaluator = history.evaluator(patterns)
    if property.kind == .possible {
      let isItsMoment =
        switch property.timing {
        case .everyMoment: true
        case .atRest: run.moves.isEmpty || hasEnded
        case .atEnd: hasEnded
        }
      guard isItsMoment, !hasFailed else { return .silent }
      switch evaluator.truth(of: property.body, in: []) {
      case .yes: return show(index, in: [])
      case .no: return .silent
      case .open(let reason): return .open(reason)
      }
    }
    switch property.timing {
    case .everyMoment: break
    case .atRest:
      let failures = history.failed.count { $0 }
      guard run.moves.isEmpty || hasEnded && failures <= problem.spec.failures else {
        return .silent
      }
    case .atEnd: guard hasEnded && !hasFailed else { return .silent }
    }
    switch evaluator.truth(of: property.body, in: []) {
    case .yes: return .holds
    case .open(let reason): return .open(reason)
    case .no: break
    }
    var frame: ConcreteEvaluator.Frame = []
    var body = property.body
    while let next = evaluator.firstFailure(of: body, frame) {
      frame = next
      guard case .quantifier(.every, _, let inner?) = body.kind else { break }
      body = inner
    }
    let count = PropertyShape.frameSize(PropertyShape.split(property.body).0)
    return show(index, in: frame.prefix(count).map(\.value))
  }

  private func standingOverRun(_ index: Int, _ property: Property) -> Standing {
    guard let (_, parts) = PropertyShape.overRuns(property.body) else { return .silent }
    let (binders, _) = PropertyShape.split(property.body)
    var open: String?
    for question in problem.questions where question.property == index && !question.isProbe {
      let frame = question.values.map { MaskedValue($0) }
      let first = history.prefix(0).evaluator(patterns)
      var truths = binders.compactMap { binder in
        binder.condition.map { first.truth(of: $0, in: Array(frame.prefix(binder.slot + 1))) }
      }
      if truths.contains(.no) { continue }
      for moment in history.states.indices {
        let evaluator = history.prefix(moment).evaluator(patterns)
        truths += parts.map { evaluator.truth(of: $0, in: frame) }
      }
      let reasons = truths.compactMap { if case .open(let reason) = $0 { reason } else { nil } }
      if let reason = reasons.first {
        open = open ?? reason
        continue
      }
      if case .violation(let violation) = replay.violation(run, for: question) {
        return .shown(violation)
      }
    }
    return open.map(Standing.open) ?? .holds
  }

  private func show(_ index: Int, in values: [Value]) -> Standing {
    let question = WorldProblem.Question(
      property: index, values: values, asked: StateProperty(.always))
    switch replay.violation(run, for: question) {
    case .violation(let violation): return .shown(violation)
    case .undecided(let reason): return .open(reason)
    }
  }
}
