import ProvisoKernel
import ProvisoLanguage

/// Executes the other world of a refinement beside the world that refines it, directly from the trees of
/// both. It uses no term and no transition, so that it can judge what the engines find.
package struct RefinementExecutor {
  let refinement: Refinement
  private let own: WorldUniverse
  private let other: WorldUniverse
  private let executor: WorldExecutor
  private let patterns = PatternCache()
  /// The objects of the other world, by those of the refining world.
  private let others: [ObjectID: ObjectID]

  /// A value, or why it is open.
  package enum Answer<Value> {
    case known(Value)
    case open(String)
  }

  /// - Throws: the reason why the other world has no layout.
  package init(_ refinement: Refinement, own: WorldUniverse) throws(WorldLayout.Failure) {
    self.refinement = refinement
    self.own = own
    other = WorldUniverse(try WorldLayout(refinement.model))
    executor = WorldExecutor(other)
    others = Dictionary(
      refinement.objects.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  private func evaluator(_ universe: WorldUniverse, _ state: [Value]) -> ConcreteEvaluator {
    ConcreteEvaluator(
      universe, in: Situation(moment: Moment(values: state), world: FlagValues(), unknowns: [:]),
      patterns: patterns)
  }

  // MARK: States

  /// The state of the other world for a state of the refining world.
  package func state(for state: [Value]) -> Answer<[Value]> {
    let evaluator = evaluator(own, state)
    var known: [Refinement.Part: Value] = [:]
    func value(_ part: Refinement.Part) -> Answer<Value> {
      if let value = known[part] { return .known(value) }
      guard let mapped = refinement.parts[part] else { return .open("a part is not given") }
      switch evaluator.value(of: mapped.value, in: mapped.frame.map { MaskedValue($0) }) {
      case .none(let reason): return .open(reason)
      case .value(let masked):
        let value = translated(masked.value)
        known[part] = value
        return .known(value)
      }
    }
    var out: [Value] = []
    for content in other.layout.contents {
      let part: Refinement.Part
      var index: Int?
      switch content {
      case .variable(let variable): part = .variable(variable)
      case .field(let object, let field): part = .field(object, field)
      case .tuple(let relation, let operands): part = .tuple(relation, operands)
      case .part(.variable(let variable), let place): (part, index) = (.variable(variable), place)
      case .part(.field(let object, let field), let place):
        (part, index) = (.field(object, field), place)
      default: return .open("a part of the other state is not given")
      }
      switch value(part) {
      case .open(let reason): return .open(reason)
      case .known(let value):
        guard let index, let type = refinement.model.type(of: part) else {
          out.append(value)
          continue
        }
        guard let parts = other.parts(of: inOrder(value, type), type), parts.indices.contains(index)
        else { return .open("a sequence has too many elements") }
        out.append(parts[index])
      }
    }
    return .known(out)
  }

  /// A value of the refining world as one of the other world.
  private func translated(_ value: Value) -> Value {
    switch value {
    case .object(let object): others[object].map(Value.object) ?? value
    case .list(let elements): .list(elements.map(translated))
    default: value
    }
  }

  /// The values of a map in the order of the keys of the other world.
  private func inOrder(_ value: Value, _ type: StaticType) -> Value {
    guard case .map(let key, _) = type, case .list(let values) = value else { return value }
    return .list(
      values.indices.map { index in
        let own = refinement.objects[ObjectID(entity: key, index: index)]?.index ?? index
        return values.indices.contains(own) ? values[own] : .null
      })
  }

  // MARK: Initial states and steps

  /// Whether a state is an initial state of the other world.
  package func isInitial(_ state: [Value]) -> Answer<Bool> {
    let evaluator = evaluator(other, state)
    let model = refinement.model
    func first(_ content: WorldLayout.Content) -> (Expression?, StaticType)? {
      switch content {
      case .variable(let index): (model.variables[index].initial, model.variables[index].type)
      case .field(let object, let index):
        model.entities.first { $0.index == object.entity }.map {
          ($0.given[object.index][index] ?? $0.fields[index].initial, $0.fields[index].type)
        }
      default: nil
      }
    }
    for (index, content) in other.layout.contents.enumerated() {
      var whole = content
      var place: Int?
      if case .part(let base, let part) = content { (whole, place) = (base, part) }
      guard let (expression, type) = first(whole) else {
        // A relation is empty at first.
        if state[index] != .bool(false) { return .known(false) }
        continue
      }
      guard let expression else {
        guard isValue(state[index], of: other.layout.variables[index]) else {
          return .known(false)
        }
        continue
      }
      switch evaluator.value(of: expression, in: []) {
      case .none(let reason): return .open(reason)
      case .value(let masked):
        var value = masked.value
        if let place {
          guard let parts = other.parts(of: value, type), parts.indices.contains(place) else {
            return .known(false)
          }
          value = parts[place]
        }
        if value != state[index] { return .known(false) }
      }
    }
    for condition in model.starts + refinement.spec.assumptions
    where evaluator.truth(of: condition, in: []) == .no {
      return .known(false)
    }
    return .known(true)
  }

  private func isValue(_ value: Value, of variable: StateVariable) -> Bool {
    if let domain = variable.domain { return domain.contains(value) }
    return variable.sort == .any ? !value.isNull : variable.sort.contains(value)
  }

  /// The steps of the other world that are possible in a state, with the states to which they lead.
  package func steps(in state: [Value]) -> Answer<[(name: String, next: [Value])]> {
    guard let moves = executor.moves(in: state) else {
      return .open("the steps of `\(refinement.model.name)` cannot be enumerated")
    }
    var out: [(name: String, next: [Value])] = []
    for (move, outcome) in moves {
      switch outcome {
      case .open(let reason): return .open(reason)
      case .done(let next, failed: false): out.append((name(of: move), next))
      case .done, .doubleWrite, .impossible: continue
      }
    }
    return .known(out)
  }

  private func name(of move: WorldExecutor.Move) -> String {
    let model = refinement.model
    let arguments = move.arguments.map { WorldLayout.name(of: $0, model) }
    let agent = move.agent.map { "\(model.agents[$0].name) " } ?? ""
    return "\(agent)\(model.actions[move.action].name)(\(arguments.joined(separator: ", ")))"
  }

  // MARK: Description

  /// The parts of a state of the other world, with their values as JSON texts: sets, sequences and maps
  /// as a whole.
  package func description(of state: [Value]) -> [(what: String, json: String)] {
    let model = refinement.model
    var told: Set<WorldLayout.Content> = []
    return other.layout.contents.indices.compactMap { index in
      let content = other.layout.contents[index]
      if case .part(let whole, _) = content, let value = other.whole(whole, in: state) {
        guard told.insert(whole).inserted else { return nil }
        return (
          other.name(of: whole) ?? other.layout.variables[index].name,
          WorldLayout.json(value, in: model)
        )
      }
      return (other.layout.variables[index].name, WorldLayout.json(state[index], in: model))
    }
  }
}
