import ProvisoKernel

/// Takes steps of a world concretely, statement by statement, straight from the tree: the judge of every
/// run that an engine finds. It shares nothing with the grounding but the tree and the layout.
package struct WorldExecutor: Sendable {
  package let universe: WorldUniverse

  package init(_ universe: WorldUniverse) { self.universe = universe }

  /// What comes of a step.
  package enum Outcome: Hashable, Sendable {
    /// The state after it, and whether the step failed.
    case done([Value], failed: Bool)
    /// It cannot happen so.
    case impossible
    /// Two effects give one place two values.
    case doubleWrite(String)
    /// Something that it needs has no value.
    case open(String)
  }

  /// One step, as a run takes it.
  package struct Move: Hashable, Sendable {
    package let action: Int
    package let agent: Int?
    package let arguments: [Value]
    /// What is chosen on the way, in order.
    package let chosen: [Value]
    /// Whether the action fails although nothing makes it.
    package let fails: Bool

    package init(action: Int, agent: Int?, arguments: [Value], chosen: [Value], fails: Bool) {
      self.action = action
      self.agent = agent
      self.arguments = arguments
      self.chosen = chosen
      self.fails = fails
    }
  }

  /// Takes the step.
  package func take(_ move: Move, in state: [Value]) -> Outcome {
    guard universe.model.actions.indices.contains(move.action) else { return .impossible }
    let execution = Execution(universe, state, chosen: move.chosen)
    return execution.run(move)
  }

  /// Every step that can happen, with what comes of it; `nil` where some parameter or outcome is one of
  /// infinitely many.
  package func moves(in state: [Value]) -> [(move: Move, outcome: Outcome)]? {
    var out: [(Move, Outcome)] = []
    let model = universe.model
    for (place, action) in model.actions.enumerated() {
      let agents: [Int?] =
        model.agents.isEmpty
        ? [nil] : model.agents.indices.filter { model.agents[$0].actions.contains(place) }
      guard let tuples = try? WorldLayout.tuples(action.parameters.map(\.type), model),
        action.parameters.allSatisfy({ WorldLayout.sort($0.type, model).values != nil })
      else { return nil }
      for agent in agents {
        for arguments in tuples {
          for fails in action.mayFail ? [false, true] : [false] {
            guard let found = outcomes(place, agent, arguments, fails, state) else { return nil }
            out += found
          }
        }
      }
    }
    return out
  }

  /// What comes of an action with its arguments, for every choice on the way.
  private func outcomes(
    _ action: Int, _ agent: Int?, _ arguments: [Value], _ fails: Bool, _ state: [Value]
  ) -> [(Move, Outcome)]? {
    var out: [(Move, Outcome)] = []
    var prefix: [Int]? = []
    while let wanted = prefix {
      let execution = Execution(universe, state, exploring: wanted)
      let outcome = execution.run(
        Move(action: action, agent: agent, arguments: arguments, chosen: [], fails: fails))
      if execution.isInfinite { return nil }
      if outcome != .impossible {
        out.append(
          (
            Move(
              action: action, agent: agent, arguments: arguments, chosen: execution.taken,
              fails: fails), outcome
          ))
      }
      // The next way: the last choice that has another value moves on.
      var next = execution.options
      prefix = nil
      while let last = next.popLast() {
        if last.taken + 1 < last.count {
          prefix = next.map(\.taken) + [last.taken + 1]
          break
        }
      }
    }
    return out
  }

  /// Whether the action can begin, by whoever may take it.
  func canStart(_ action: Int, _ arguments: [Value], in state: [Value]) -> ConcreteEvaluator.Truth {
    let model = universe.model
    guard model.actions.indices.contains(action) else { return .no }
    let agents: [Int?] =
      model.agents.isEmpty
      ? [nil] : model.agents.indices.filter { model.agents[$0].actions.contains(action) }
    var open: ConcreteEvaluator.Truth = .no
    for agent in agents {
      guard let found = outcomes(action, agent, arguments, false, state) else {
        return .open("whether a step can begin depends on its input")
      }
      for (_, outcome) in found {
        switch outcome {
        case .done, .doubleWrite: return .yes
        case .open(let reason): open = .open(reason)
        case .impossible: break
        }
      }
    }
    return open
  }
}

/// One step under way.
private final class Execution {
  private let universe: WorldUniverse
  private let state: [Value]
  private let evaluator: ConcreteEvaluator
  private var given: [Value]?
  private var wanted: [Int] = []
  /// What was chosen.
  private(set) var taken: [Value] = []
  /// For each choice, which of how many values was taken.
  private(set) var options: [(taken: Int, count: Int)] = []
  private(set) var isInfinite = false
  private var writes: [(place: Int, value: Value, isAddition: Bool)] = []
  private var failure = false
  private var created: [Int: Int] = [:]
  /// Why something that was needed has no value; it matters only where nothing else rules the step out.
  private var open: String?

  private enum Stop: Error {
    case impossible
    case open(String)
  }

  init(_ universe: WorldUniverse, _ state: [Value], chosen: [Value]) {
    self.universe = universe
    self.state = state
    given = chosen
    evaluator = Self.evaluator(universe, state)
  }

  init(_ universe: WorldUniverse, _ state: [Value], exploring wanted: [Int]) {
    self.universe = universe
    self.state = state
    self.wanted = wanted
    evaluator = Self.evaluator(universe, state)
  }

  private static func evaluator(_ universe: WorldUniverse, _ state: [Value]) -> ConcreteEvaluator {
    ConcreteEvaluator(
      universe, Situation(moment: Moment(values: state), world: World(), unknowns: [:]),
      PatternCache())
  }

  private var model: WorldModel { universe.model }

  func run(_ move: WorldExecutor.Move) -> WorldExecutor.Outcome {
    let action = model.actions[move.action]
    var frame: ConcreteEvaluator.Frame = [
      MaskedValue(
        move.agent.map { .object(ObjectID(entity: WorldModel.Place.agent, index: $0)) } ?? .null)
    ]
    do throws(Stop) {
      guard move.arguments.count == action.parameters.count else { throw .impossible }
      if let agent = move.agent { try count(agent) }
      for argument in move.arguments {
        if case .object(let object) = argument, !isPresent(object) { throw .impossible }
        frame.append(MaskedValue(argument))
      }
      if let result = action.result {
        frame.append(MaskedValue(try choose(from: result.type)))
      }
      try run(action.body, frame)
    } catch {
      switch error {
      case .impossible: return .impossible
      case .open(let reason): return .open(reason)
      }
    }
    if move.fails { failure = true }
    // What fails has no effect, so it needs no values for one.
    if let open, !failure { return .open(open) }
    return finish()
  }

  private func count(_ agent: Int) throws(Stop) {
    guard let most = model.agents[agent].steps, let place = universe.layout[.count(agent)] else {
      return
    }
    guard case .number(let steps) = state[place], steps < Number(most) else { throw .impossible }
    writes.append((place, .number(.one), true))
  }

  private func finish() -> WorldExecutor.Outcome {
    var next = state
    var sets: Set<Int> = []
    var additions: Set<Int> = []
    for write in writes {
      if failure {
        guard case .count = universe.layout.contents[write.place] else { continue }
      }
      if write.isAddition {
        guard !sets.contains(write.place) else { return doubleWrite(write.place) }
        additions.insert(write.place)
        guard let sum = TermStore.compute(.add, next[write.place], write.value) else {
          return .open("adding to what is no number")
        }
        next[write.place] = sum
      } else {
        guard sets.insert(write.place).inserted, !additions.contains(write.place) else {
          return doubleWrite(write.place)
        }
        next[write.place] = write.value
      }
    }
    return .done(next, failed: failure)
  }

  private func doubleWrite(_ place: Int) -> WorldExecutor.Outcome {
    .doubleWrite(universe.layout.variables[place].name)
  }

  // MARK: Choices

  private func choose(from type: StaticType) throws(Stop) -> Value {
    guard let values = WorldLayout.sort(type, model).values else {
      guard let next = next() else {
        isInfinite = true
        throw .impossible
      }
      taken.append(next)
      return next
    }
    return try choose(
      from: values.filter { if case .object(let object) = $0 { isPresent(object) } else { true } })
  }

  private func next() -> Value? {
    guard let given, given.indices.contains(taken.count) else { return nil }
    return given[taken.count]
  }

  private func choose(from values: [Value]) throws(Stop) -> Value {
    if given != nil {
      guard let next = next(), values.contains(next) else { throw .impossible }
      taken.append(next)
      return next
    }
    let place = wanted.indices.contains(options.count) ? wanted[options.count] : 0
    options.append((place, values.count))
    guard values.indices.contains(place) else { throw .impossible }
    taken.append(values[place])
    return values[place]
  }

  private func isPresent(_ object: ObjectID) -> Bool {
    universe.layout[.presence(object)].map { state[$0] == .bool(true) } ?? true
  }

  // MARK: Statements

  private func truth(
    _ expression: Expression, _ frame: ConcreteEvaluator.Frame
  ) throws(Stop) -> Bool {
    switch evaluator.truth(expression, frame) {
    case .yes: return true
    case .no: return false
    case .open(let reason):
      note(reason)
      return true
    }
  }

  private func note(_ reason: String) { open = open ?? reason }

  /// The value; `nil` where there is none, which is noted.
  private func value(_ expression: Expression, _ frame: ConcreteEvaluator.Frame) -> Value? {
    switch evaluator.value(expression, frame) {
    case .value(let masked): return masked.value
    case .none(let reason):
      note(reason)
      return nil
    }
  }

  private func run(_ statements: [Statement], _ outer: ConcreteEvaluator.Frame) throws(Stop) {
    var frame = outer
    for statement in statements {
      switch statement.kind {
      case .requires(let condition, _):
        guard try truth(condition, frame) else { throw .impossible }
      case .failIf(let condition): if try truth(condition, frame) { failure = true }
      case .assign(let place, let operation, let expression):
        try assign(place, operation, expression, frame)
      case .conditional(let condition, let first, let second):
        try run(try truth(condition, frame) ? first : second, frame)
      case .every(let binders, let body):
        var frames: [ConcreteEvaluator.Frame] = []
        if let reason = evaluator.choices(of: binders, frame, { frames.append($0) }) {
          note(reason)
        }
        for inner in frames { try run(body, inner) }
      case .choose(let binder):
        var values: [Value] = []
        let reason = evaluator.choices(of: [binder], frame) {
          values.append($0.last?.value ?? .null)
        }
        if let reason { note(reason) }
        if values.isEmpty { throw .impossible }
        frame.append(MaskedValue(try choose(from: values)))
      case .insert(let relation, let arguments), .remove(let relation, let arguments):
        var tuple: [Value] = []
        for argument in arguments { tuple.append(value(argument, frame) ?? .null) }
        guard let place = universe.layout[.tuple(relation, tuple)] else {
          note("a relation with an object that is not there")
          continue
        }
        let isInsert = if case .insert = statement.kind { true } else { false }
        writes.append((place, .bool(isInsert), false))
      case .create(let entity, _, let fields):
        frame.append(MaskedValue(try create(entity, fields, frame)))
      }
    }
  }

  private func assign(
    _ place: Statement.Place, _ operation: AssignmentOperator, _ expression: Expression,
    _ frame: ConcreteEvaluator.Frame
  ) throws(Stop) {
    var result = value(expression, frame)
    if operation == .subtract, let given = result {
      result = TermStore.compute(.subtract, .number(.zero), given)
      if result == nil { note("arithmetic on what is no number") }
    }
    let target: Int?
    switch place {
    case .variable(let variable): target = universe.layout[.variable(variable)]
    case .field(let base, let field):
      guard case .object(let object)? = value(base, frame) else {
        note("an assignment to a field of nothing")
        return
      }
      target = universe.layout[.field(object, field)]
    }
    guard let target, let result else { return }
    writes.append((target, result, operation != .set))
  }

  private func create(
    _ entity: Int, _ given: [Int: Expression], _ frame: ConcreteEvaluator.Frame
  ) throws(Stop) -> Value {
    guard let declared = model.entities.first(where: { $0.place == entity }) else {
      throw .impossible
    }
    let number = (0..<declared.most).first {
      !isPresent(ObjectID(entity: entity, index: declared.given.count + $0))
    }
    let place = (number ?? declared.most) + (created[entity] ?? 0)
    created[entity, default: 0] += 1
    guard place < declared.most else { throw .impossible }
    let object = ObjectID(entity: entity, index: declared.given.count + place)
    let made = try choose(from: [.object(object)])
    if let there = universe.layout[.presence(object)] { writes.append((there, .bool(true), false)) }
    for (place, field) in declared.fields.enumerated() {
      guard let target = universe.layout[.field(object, place)] else { continue }
      if let expression = given[place] {
        if let value = value(expression, frame) { writes.append((target, value, false)) }
      } else if let expression = field.initial {
        if let value = value(expression, []) { writes.append((target, value, false)) }
      } else {
        writes.append((target, try choose(from: field.type), false))
      }
    }
    return made
  }
}

/// A run of a world up to a moment: what `once`, `before` and `whenever` look back on.
package struct WorldHistory: Sendable {
  package let executor: WorldExecutor
  /// The states so far, the one in question last.
  package let states: [[Value]]
  /// The steps between them.
  package let moves: [WorldExecutor.Move]
  /// Whether each of them failed.
  package let failed: [Bool]

  package init(
    _ executor: WorldExecutor, states: [[Value]], moves: [WorldExecutor.Move], failed: [Bool]
  ) {
    self.executor = executor
    self.states = states
    self.moves = moves
    self.failed = failed
  }

  /// The run up to one of its states.
  package func prefix(_ count: Int) -> WorldHistory {
    WorldHistory(
      executor, states: Array(states.prefix(count + 1)), moves: Array(moves.prefix(count)),
      failed: Array(failed.prefix(count)))
  }

  /// An evaluator for the last state.
  package func evaluator(_ patterns: PatternCache) -> ConcreteEvaluator {
    let evaluator = ConcreteEvaluator(
      executor.universe,
      Situation(moment: Moment(values: states.last ?? []), world: World(), unknowns: [:]), patterns)
    evaluator.history = self
    return evaluator
  }
}

extension ConcreteEvaluator {
  /// An action with its arguments.
  private func step(_ expression: Expression, _ frame: Frame) -> (action: Int, arguments: [Value])?
  {
    switch expression.kind {
    case .step(let action, let arguments):
      var values: [Value] = []
      for argument in arguments {
        guard case .value(let masked) = value(argument, frame) else { return nil }
        values.append(masked.value)
      }
      return (action, values)
    case .conditional(let condition, let a, let b):
      switch truth(condition, frame) {
      case .yes: return step(a, frame)
      case .no: return step(b, frame)
      case .open: return nil
      }
    default: return nil
    }
  }

  func canStart(_ expression: Expression, _ frame: Frame) -> Truth {
    guard let history, let (action, arguments) = step(expression, frame) else {
      return .open("a step that is not known")
    }
    return history.executor.canStart(action, arguments, in: history.states.last ?? [])
  }

  func hasJustHappened(_ expression: Expression, _ frame: Frame) -> Bool {
    guard let history, let (action, arguments) = step(expression, frame),
      let move = history.moves.last, history.failed.last == false
    else { return false }
    return move.action == action && move.arguments == arguments
  }

  func worldBefore(_ first: Expression, _ second: Expression, _ frame: Frame) -> Truth {
    guard let history, let (action, arguments) = step(first, frame) else {
      return .open("a step that is not known")
    }
    let did = zip(history.moves, history.failed).contains {
      $0.action == action && $0.arguments == arguments && !$1
    }
    if did { return .yes }
    return canStart(second, frame).negated
  }

  func worldOnce(_ inner: Expression, _ frame: Frame) -> Truth {
    guard let history else { return .no }
    return any(
      history.states.indices.reversed().lazy.map { place in
        history.prefix(place).evaluator(self.patterns).truth(inner, frame)
      })
  }

  func related(_ relation: Int, _ arguments: [Expression], _ frame: Frame) -> Truth {
    guard let universe = universe as? WorldUniverse else { return .no }
    var values: [Value] = []
    for argument in arguments {
      switch value(argument, frame) {
      case .none(let reason): return .open(reason)
      case .value(let masked): values.append(masked.value)
      }
    }
    guard let place = universe.layout[.tuple(relation, values)] else { return .no }
    return Truth(situation.moment.value(of: place) == .bool(true))
  }
}
