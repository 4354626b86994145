import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// The concrete execution of one step: it runs the statements of an action on a state.
///
/// It runs either with given choices, as a run records them, or with a list of option numbers, by
/// which `WorldExecutor.outcomes` enumerates all choices.
final class ActionExecution {
  private let universe: WorldUniverse
  private let state: [Value]
  private let evaluator: ConcreteEvaluator
  private var given: [Value]?
  private var wanted: [Int] = []
  /// The values chosen so far, in order.
  private(set) var taken: [Value] = []
  /// For each choice, the index of the value taken and the number of values.
  private(set) var options: [(taken: Int, count: Int)] = []
  private(set) var isInfinite = false
  private var writes: [(index: Int, value: Value, isAddition: Bool)] = []
  private var failure = false
  /// The name of a sequence that would get too many elements, or `null` as an element.
  private var excess: String?
  private var created: [Int: Int] = [:]
  /// Why a needed value is missing. It counts only if nothing else makes the step impossible.
  private var open: String?

  private enum Stop: Error {
    case impossible
    case open(String)
  }

  init(_ universe: WorldUniverse, state: [Value], chosen: [Value]) {
    self.universe = universe
    self.state = state
    given = chosen
    evaluator = Self.evaluator(universe, state)
  }

  init(_ universe: WorldUniverse, state: [Value], exploring wanted: [Int]) {
    self.universe = universe
    self.state = state
    self.wanted = wanted
    evaluator = Self.evaluator(universe, state)
  }

  private static func evaluator(_ universe: WorldUniverse, _ state: [Value]) -> ConcreteEvaluator {
    ConcreteEvaluator(
      universe, in: Situation(moment: Moment(values: state), world: FlagValues(), unknowns: [:]),
      patterns: PatternCache())
  }

  private var model: WorldModel { universe.model }

  /// Runs the action of a move.
  ///
  /// - Parameter countsSteps: whether the step counts towards its agent's limit.
  func run(
    _ move: WorldExecutor.Move, countsSteps: Bool = true
  ) -> WorldExecutor.Outcome {
    let action = model.actions[move.action]
    var frame: ConcreteEvaluator.Frame = [
      MaskedValue(
        move.agent.map { .object(ObjectID(entity: WorldModel.EntityIndex.agent, index: $0)) }
          ?? .null)
    ]
    do throws(Stop) {
      guard move.arguments.count == action.parameters.count else { throw .impossible }
      if let agent = move.agent, countsSteps { try count(agent) }
      for argument in move.arguments {
        guard isPresent(argument) else { throw .impossible }
        frame.append(MaskedValue(argument))
      }
      if let result = action.result {
        frame.append(MaskedValue(try choose(from: result.type)))
      }
      try run(action.body, in: frame)
    } catch {
      switch error {
      case .impossible: return .impossible
      case .open(let reason): return .open(reason)
      }
    }
    if move.fails { failure = true }
    // A failed step has no effect, so it needs no values for one.
    if let open, !failure { return .open(open) }
    return finish()
  }

  private func count(_ agent: Int) throws(Stop) {
    guard let most = model.agents[agent].steps, let index = universe.layout[.count(agent)] else {
      return
    }
    guard case .number(let steps) = state[index], steps < Number(most) else { throw .impossible }
    writes.append((index, .number(.one), true))
  }

  private func finish() -> WorldExecutor.Outcome {
    if let excess, !failure { return .doubleWrite(excess) }
    var next = state
    var sets: Set<Int> = []
    var additions: Set<Int> = []
    for write in writes {
      if failure {
        guard case .count = universe.layout.contents[write.index] else { continue }
      }
      if write.isAddition {
        guard !sets.contains(write.index) else { return doubleWrite(write.index) }
        additions.insert(write.index)
        guard let sum = TermStore.compute(.add, of: next[write.index], write.value) else {
          return .open("an addition to a value that is not a number")
        }
        next[write.index] = sum
      } else {
        guard sets.insert(write.index).inserted, !additions.contains(write.index) else {
          return doubleWrite(write.index)
        }
        next[write.index] = write.value
      }
    }
    for index in sets.union(additions) {
      guard let domain = universe.layout.variables[index].domain, !next[index].isNull else {
        continue
      }
      if !domain.contains(next[index]) { return doubleWrite(index) }
    }
    return .done(next, failed: failure)
  }

  private func doubleWrite(_ index: Int) -> WorldExecutor.Outcome {
    .doubleWrite(universe.layout.variables[index].name)
  }

  // MARK: Choices

  private func choose(from type: StaticType) throws(Stop) -> Value {
    guard let values = WorldLayout.sort(of: type, in: model).values else {
      guard let next = next() else {
        isInfinite = true
        throw .impossible
      }
      taken.append(next)
      return next
    }
    return try choose(from: values.filter(isPresent))
  }

  /// Whether the object exists, or all objects of the set do; true for any other value.
  private func isPresent(_ value: Value) -> Bool {
    switch value {
    case .object(let object): isPresent(object)
    case .list(let values): values.allSatisfy(isPresent)
    default: true
    }
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
    let index = wanted.indices.contains(options.count) ? wanted[options.count] : 0
    options.append((index, values.count))
    guard values.indices.contains(index) else { throw .impossible }
    taken.append(values[index])
    return values[index]
  }

  private func isPresent(_ object: ObjectID) -> Bool {
    universe.layout[.presence(object)].map { state[$0] == .bool(true) } ?? true
  }

  // MARK: Statements

  private func truth(
    of expression: Expression, in frame: ConcreteEvaluator.Frame
  ) throws(Stop) -> Bool {
    switch evaluator.truth(of: expression, in: frame) {
    case .yes: return true
    case .no: return false
    case .open(let reason):
      note(reason)
      return true
    }
  }

  private func note(_ reason: String) { open = open ?? reason }

  /// The value; `nil` if there is none, after recording the reason.
  private func value(of expression: Expression, in frame: ConcreteEvaluator.Frame) -> Value? {
    switch evaluator.value(of: expression, in: frame) {
    case .value(let masked): return masked.value
    case .none(let reason):
      note(reason)
      return nil
    }
  }

  private func run(_ statements: [Statement], in outer: ConcreteEvaluator.Frame) throws(Stop) {
    var frame = outer
    for statement in statements {
      switch statement.kind {
      case .requires(let condition, _):
        guard try truth(of: condition, in: frame) else { throw .impossible }
      case .failIf(let condition): if try truth(of: condition, in: frame) { failure = true }
      case .assign(let assignable, let operation, let expression):
        try assign(to: assignable, by: operation, value: expression, in: frame)
      case .conditional(let condition, let first, let second):
        try run(try truth(of: condition, in: frame) ? first : second, in: frame)
      case .every(let binders, let body):
        var frames: [ConcreteEvaluator.Frame] = []
        if let reason = evaluator.choices(of: binders, in: frame, visit: { frames.append($0) }) {
          note(reason)
        }
        for inner in frames { try run(body, in: inner) }
      case .choose(let binder):
        var values: [Value] = []
        let reason = evaluator.choices(of: [binder], in: frame) {
          values.append($0.last?.value ?? .null)
        }
        if let reason { note(reason) }
        if values.isEmpty { throw .impossible }
        frame.append(MaskedValue(try choose(from: values)))
      case .insert(let relation, let arguments), .remove(let relation, let arguments):
        var tuple: [Value] = []
        for argument in arguments { tuple.append(value(of: argument, in: frame) ?? .null) }
        guard let index = universe.layout[.tuple(relation, tuple)] else {
          if universe.model.staysEmpty(relation) { continue }
          note("a relation with an object that does not exist")
          continue
        }
        let isInsert = if case .insert = statement.kind { true } else { false }
        writes.append((index, .bool(isInsert), false))
      case .create(let entity, _, let fields):
        frame.append(MaskedValue(try create(entity, with: fields, in: frame)))
      }
    }
  }

  private func assign(
    to assignable: Statement.Assignable, by operation: AssignmentOperator,
    value expression: Expression,
    in frame: ConcreteEvaluator.Frame
  ) throws(Stop) {
    var result = value(of: expression, in: frame)
    if operation == .subtract, !expression.type.hasParts, let given = result {
      result = TermStore.compute(.subtract, of: .number(.zero), given)
      if result == nil { note("arithmetic on a value that is not a number") }
    }
    guard let content = content(of: assignable, in: frame), let result else { return }
    write(result, to: content, by: operation)
  }

  /// The content that an assignable is; `nil` if it is nothing, after recording the reason.
  private func content(
    of assignable: Statement.Assignable, in frame: ConcreteEvaluator.Frame
  ) -> WorldLayout.Content? {
    switch assignable {
    case .variable(let variable): return .variable(variable)
    case .field(let base, let field):
      guard case .object(let object)? = value(of: base, in: frame) else {
        note("an assignment to a field of `null`")
        return nil
      }
      return .field(object, field)
    case .entry(let map, let key):
      guard let map = content(of: map, in: frame) else { return nil }
      guard case .object(let object)? = value(of: key, in: frame) else {
        note("an assignment to an entry of a map at `null`")
        return nil
      }
      return .part(map, object.index)
    }
  }

  private func write(
    _ value: Value, to content: WorldLayout.Content, by operation: AssignmentOperator
  ) {
    if let target = universe.layout[content] {
      writes.append((target, value, operation != .set))
      return
    }
    guard let type = type(of: content) else { return }
    if operation != .set {
      for case .object(let object) in value.asList {
        guard let target = universe.layout[.part(content, object.index)] else { continue }
        writes.append((target, .bool(operation == .add), false))
      }
      return
    }
    guard let parts = universe.parts(of: value, type) else {
      excess = excess ?? universe.name(of: content)
      return
    }
    if case .sequence = type, value.asList.contains(where: \.isNull) {
      excess = excess ?? universe.name(of: content)
      return
    }
    for (index, part) in parts.enumerated() {
      guard let target = universe.layout[.part(content, index)] else { continue }
      writes.append((target, part, false))
    }
  }

  /// The type of a variable or a field that is stored in parts.
  private func type(of content: WorldLayout.Content) -> StaticType? {
    switch content {
    case .variable(let index): model.variables[index].type
    case .field(let object, let index):
      model.entities.first { $0.index == object.entity }?.fields[index].type
    default: nil
    }
  }

  private func create(
    _ entity: Int, with given: [Int: Expression], in frame: ConcreteEvaluator.Frame
  ) throws(Stop) -> Value {
    guard let declared = model.entities.first(where: { $0.index == entity }) else {
      throw .impossible
    }
    let number = (0..<declared.most).first {
      !isPresent(ObjectID(entity: entity, index: declared.given.count + $0))
    }
    let index = (number ?? declared.most) + (created[entity] ?? 0)
    created[entity, default: 0] += 1
    guard index < declared.most else { throw .impossible }
    let object = ObjectID(entity: entity, index: declared.given.count + index)
    let made = try choose(from: [.object(object)])
    if let there = universe.layout[.presence(object)] { writes.append((there, .bool(true), false)) }
    for (index, field) in declared.fields.enumerated() {
      let content = WorldLayout.Content.field(object, index)
      if let expression = given[index] {
        if let value = value(of: expression, in: frame) { write(value, to: content, by: .set) }
      } else if let expression = field.initial {
        if let value = value(of: expression, in: []) { write(value, to: content, by: .set) }
      } else if let target = universe.layout[content] {
        writes.append((target, try choose(from: field.type), false))
      }
    }
    return made
  }
}
