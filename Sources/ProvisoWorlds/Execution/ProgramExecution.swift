import ProvisoKernel
import ProvisoLanguage

/// Executes one step of a program concretely; the runs that engines find are checked with it.
struct ProgramExecution {
  private let universe: WorldUniverse
  private let program: Program
  private let state: [Value]

  init(_ universe: WorldUniverse, program: Program, state: [Value]) {
    self.universe = universe
    self.program = program
    self.state = state
  }

  private var model: WorldModel { universe.model }

  /// Takes the step, if it is possible in the state.
  func take(_ step: ProgramStep, by move: WorldExecutor.Move) -> WorldExecutor.Outcome {
    guard program.threads.indices.contains(step.thread),
      program.threads[step.thread].nodes.indices.contains(step.node),
      node(of: step.thread) == step.node
    else { return .impossible }
    let thread = step.thread
    switch (program.threads[thread].nodes[step.node], step.event) {
    case (_, .cut(let end)):
      let cutting = program.threads[thread].cutting
      let hasFailed = cutting.threads.contains { other in
        if case .failed = program.threads[other].nodes[node(of: other)] { true } else { false }
      }
      guard hasFailed, cutting.cuts.contains(.init(from: step.node, to: end)) else {
        return .impossible
      }
      return finish(state, of: thread, at: end)
    case (.call(let call, let done, _), .done) where program.isAtomic:
      return perform(call, by: move) { finish($0, of: thread, at: done, call: call, phase: .done) }
    case (.call(let call, _, let failed), .fail(true)) where program.isAtomic:
      return perform(call, by: move, keepsAnswer: false) {
        finish($0, of: thread, at: failed, call: call, phase: .failed, failed: true)
      }
    case (.call(let call, _, let failed), .fail(false)) where program.isAtomic:
      return begin(call, by: move) {
        finish($0, of: thread, at: failed, call: call, phase: .failed, failed: true)
      }
    case (.call(let call, _, let failed), .refuse):
      switch refuses(call, by: move) {
      case .yes:
        return finish(state, of: thread, at: failed, call: call, phase: .refused, failed: true)
      case .no: return .impossible
      case .open(let reason): return .open(reason)
      }
    case (.call(let call, let flight, _), .begin) where !program.isAtomic:
      return begin(call, by: move) {
        finish(given(in: $0, to: call, by: move), of: thread, at: flight, call: call, phase: .begun)
      }
    case (.flight(let call, let landed, _), .effect):
      let kept = move.replacing(arguments(of: call))
      return perform(call, by: kept, counts: false) {
        finish($0, of: thread, at: landed, call: nil, phase: .begun)
      }
    case (.flight(let call, _, let failed), .fail(false)),
      (.landed(let call, _, let failed), .fail(true)):
      return finish(state, of: thread, at: failed, call: call, phase: .failed, failed: true)
    case (.landed(let call, let done, _), .done):
      return finish(state, of: thread, at: done, call: call, phase: .done)
    case (.test(let condition, let yes, let no), .test(let answer)):
      switch truth(condition) {
      case .yes: return answer ? finish(state, of: thread, at: yes) : .impossible
      case .no: return answer ? .impossible : finish(state, of: thread, at: no)
      case .open(let reason): return .open(reason)
      }
    case (.choice(let ways), .choice(let number)):
      return ways.indices.contains(number)
        ? finish(state, of: thread, at: ways[number]) : .impossible
    case (.fork(let threads, let join), .fork):
      var next = state
      for child in threads { set(child, to: program.threads[child].entry, in: &next) }
      return finish(next, of: thread, at: join)
    case (.join(let threads, let done, let failed), .join(let hasFailed)):
      var ended = 0
      for child in threads {
        switch program.threads[child].nodes[node(of: child)] {
        case .end: ended += 1
        case .failed: continue
        default: guard isAbandoned(child) else { return .impossible }
        }
      }
      guard hasFailed == (ended < threads.count) else { return .impossible }
      var next = state
      for child in threads where !isAbandoned(child) {
        set(child, to: program.threads[child].start, in: &next)
      }
      return finish(next, of: thread, at: hasFailed ? failed : done)
    default: return .impossible
    }
  }

  // MARK: State

  /// Whether the thread is at a call that no join waits for any more.
  private func isAbandoned(_ thread: Int) -> Bool {
    program.threads[thread].cutting.abandoned.contains(node(of: thread))
  }

  private func node(of thread: Int) -> Int {
    guard let index = universe.layout[.control(thread)], case .object(let object) = state[index]
    else { return -1 }
    return object.index
  }

  private func set(_ thread: Int, to node: Int, in state: inout [Value]) {
    if let index = universe.layout[.control(thread)] { state[index] = Program.position(node) }
  }

  private func finish(
    _ next: [Value], of thread: Int, at node: Int, call: Int? = nil, phase: CallPhase = .pending,
    failed: Bool = false
  ) -> WorldExecutor.Outcome {
    var next = next
    set(thread, to: node, in: &next)
    if let call, let index = universe.layout[.phase(call)] { next[index] = phase.value }
    return .done(next, failed: failed)
  }

  /// The arguments of the call in flight.
  private func arguments(of call: Int) -> [Value] {
    program.calls[call].parameters.enumerated().map { number, given in
      if case .constant(let value) = given { return value }
      return universe.layout[.argument(call, number)].map { state[$0] } ?? .null
    }
  }

  private func given(
    in state: [Value], to call: Int, by move: WorldExecutor.Move
  ) -> [Value] {
    var next = state
    for (number, value) in move.arguments.enumerated() {
      if let index = universe.layout[.argument(call, number)] { next[index] = value }
    }
    return next
  }

  // MARK: Calls

  /// Whether the plan gives the call these arguments in the state.
  private func isGiven(_ call: Int, with arguments: [Value]) -> Bool {
    let parameters = program.calls[call].parameters
    guard parameters.count == arguments.count else { return false }
    return zip(parameters, arguments).allSatisfy { given, value in
      switch given {
      case .constant(let constant): return constant == value
      case .any: return true
      case .output(let reference):
        guard let from = universe.latest(reference, in: state),
          universe.phase(from, in: state) == .done, let index = universe.layout[.answer(from)]
        else { return true }
        return state[index] == value
      }
    }
  }

  /// Passes the state after the effect of the action to `then`.
  private func perform(
    _ call: Int, by move: WorldExecutor.Move, counts: Bool = true, keepsAnswer: Bool = true,
    then: ([Value]) -> WorldExecutor.Outcome
  ) -> WorldExecutor.Outcome {
    guard let action = program.calls[call].action else {
      var next = state
      if keepsAnswer, let index = universe.layout[.answer(call)] {
        guard let answer = move.chosen.first else { return .impossible }
        next[index] = answer
      }
      return then(next)
    }
    guard move.action == action, !counts || isGiven(call, with: move.arguments) else {
      return .impossible
    }
    switch execute(call, by: move, counts: counts) {
    case .done(_, failed: true): return .impossible
    case .done(var next, failed: false):
      if keepsAnswer, let index = universe.layout[.answer(call)] {
        // The result is the first of the choices.
        guard let answer = move.chosen.first else { return .impossible }
        next[index] = answer
      }
      return then(next)
    case let other: return other
    }
  }

  private func execute(
    _ call: Int, by move: WorldExecutor.Move, counts: Bool
  ) -> WorldExecutor.Outcome {
    ActionExecution(universe, state: state, chosen: move.chosen).run(
      WorldExecutor.Move(
        action: move.action, agent: program.calls[call].agent, arguments: move.arguments,
        chosen: move.chosen, fails: false), countsSteps: counts)
  }

  /// Passes the state after the beginning of the call, without its effect, to `then`.
  private func begin(
    _ call: Int, by move: WorldExecutor.Move, then: ([Value]) -> WorldExecutor.Outcome
  ) -> WorldExecutor.Outcome {
    guard program.calls[call].action != nil else { return then(state) }
    guard isGiven(call, with: move.arguments) else { return .impossible }
    switch execute(call, by: move, counts: true) {
    case .impossible: return .impossible
    case .done(let next, _):
      var begun = state
      for (index, content) in universe.layout.contents.enumerated() {
        if case .count = content { begun[index] = next[index] }
      }
      return then(begun)
    // The requirements hold; an effect without a value is reported later.
    case .open, .doubleWrite: return then(counted(call))
    }
  }

  /// Whether the contract forbids the call with these arguments.
  private func refuses(_ call: Int, by move: WorldExecutor.Move) -> ConcreteEvaluator.Truth {
    guard let action = program.calls[call].action, isGiven(call, with: move.arguments) else {
      return .no
    }
    switch canBegin(call, as: action, with: move.arguments) {
    case .yes: return .no
    case .no: return .yes
    case .open(let reason):
      // There are too many outcomes to enumerate; only this one is known to be impossible.
      return execute(call, by: move, counts: true) == .impossible ? .yes : .open(reason)
    }
  }

  private func counted(_ call: Int) -> [Value] {
    var next = state
    if let index = universe.layout[.count(program.calls[call].agent)],
      case .number(let steps) = state[index]
    {
      next[index] = .number(steps + .one)
    }
    return next
  }

  // MARK: Conditions

  private func truth(_ condition: ProgramCondition) -> ConcreteEvaluator.Truth {
    guard let expression = condition.expression else {
      return .open("a condition that the plan does not give")
    }
    let frame = condition.calls.map { reference -> MaskedValue in
      guard let call = universe.latest(reference, in: state) else { return MaskedValue(.null) }
      return MaskedValue(.object(ObjectID(entity: WorldModel.EntityIndex.call, index: call)))
    }
    return ConcreteEvaluator(
      universe, in: Situation(moment: Moment(values: state), world: FlagValues(), unknowns: [:]),
      patterns: PatternCache()
    ).truth(of: expression, in: frame)
  }

  // MARK: Questions

  /// The calls that control has reached.
  private var ready: [Int] {
    program.threads.indices.compactMap { thread in
      let index = node(of: thread)
      guard program.threads[thread].nodes.indices.contains(index),
        case .call(let call, _, _) = program.threads[thread].nodes[index]
      else { return nil }
      return call
    }
  }

  /// Whether the step can begin: the call, or any call of the action with the arguments.
  func canStart(_ step: ConcreteStep) -> ConcreteEvaluator.Truth {
    var open: ConcreteEvaluator.Truth = .no
    for call in ready {
      guard let action = program.calls[call].action else {
        if step == .call(call) { return .yes }
        continue
      }
      var tuples: [[Value]] = [[]]
      switch step {
      case .call(let wanted):
        guard wanted == call else { continue }
        for (number, given) in program.calls[call].parameters.enumerated() {
          let type = model.actions[action].parameters[number].type
          let values: [Value]
          if case .constant(let value) = given {
            values = [value]
          } else if let all = WorldLayout.sort(of: type, in: model).values {
            values = all
          } else {
            return .open("the start of a step depends on its input")
          }
          tuples = tuples.flatMap { tuple in values.map { tuple + [$0] } }
          guard tuples.count <= WorldLayout.mostVariables else {
            return .open("the start of a step depends on too many arguments")
          }
        }
      case .action(let wanted, let arguments):
        guard wanted == action else { continue }
        tuples = [arguments]
      }
      for tuple in tuples where isGiven(call, with: tuple) {
        switch canBegin(call, as: action, with: tuple) {
        case .yes: return .yes
        case .no: continue
        case .open(let reason): open = .open(reason)
        }
      }
    }
    return open
  }

  private func canBegin(
    _ call: Int, as action: Int, with arguments: [Value]
  ) -> ConcreteEvaluator.Truth {
    let executor = WorldExecutor(universe)
    guard
      let found = executor.outcomes(
        of: action, by: program.calls[call].agent, with: arguments, fails: false, in: state)
    else { return .open("the start of a step depends on its input") }
    var open: ConcreteEvaluator.Truth = .no
    for (_, outcome) in found {
      switch outcome {
      case .done, .doubleWrite: return .yes
      case .open(let reason): open = .open(reason)
      case .impossible: continue
      }
    }
    return open
  }

  /// Whether a move of the program completes the step.
  func isEnd(_ move: WorldExecutor.Move, of step: ConcreteStep) -> Bool {
    guard let taken = move.program, case .done = taken.event, let call = taken.call else {
      return false
    }
    switch step {
    case .call(let wanted): return wanted == call
    case .action(let action, let wanted):
      return program.calls[call].action == action
        && (program.isAtomic ? move.arguments : arguments(of: call)) == wanted
    }
  }
}

extension WorldExecutor.Move {
  /// The same move with other arguments.
  fileprivate func replacing(_ arguments: [Value]) -> WorldExecutor.Move {
    WorldExecutor.Move(
      action: action, agent: agent, arguments: arguments, chosen: chosen, fails: fails,
      program: program)
  }
}
