import ProvisoKernel
import ProvisoLanguage

/// The state of a call, the last time that it was made.
enum CallPhase: Int, CaseIterable {
  case pending, begun, done, failed
  /// Made although its contract forbids it: the call has failed without having begun.
  case refused

  var value: Value { Program.position(rawValue) }
}

/// The parts of a state that a plan adds to its world.
extension Program {
  /// The value for one of finitely many items without a meaning of their own: a node, a phase, an
  /// answer.
  static func position(_ index: Int) -> Value {
    .object(ObjectID(entity: WorldModel.EntityIndex.step, index: index))
  }

  private static func positions(_ count: Int) -> Sort {
    .finite((0..<count).map(position))
  }

  func contents(in model: WorldModel) -> [(WorldLayout.Content, String, Sort)] {
    var out: [(WorldLayout.Content, String, Sort)] = []
    for (index, thread) in threads.enumerated() {
      out.append(
        (.control(index), "the node of \(thread.name)", Self.positions(thread.nodes.count)))
    }
    for (index, call) in calls.enumerated() {
      out.append((.phase(index), "\(call.name)", Self.positions(CallPhase.allCases.count)))
      if let result = call.result {
        out.append((.answer(index), "\(call.name).output", WorldLayout.sort(of: result, in: model)))
      } else if call.action == nil, let answers {
        out.append((.answer(index), "\(call.name).output", Self.positions(answers.count + 1)))
      }
      guard !isAtomic, let action = call.action else { continue }
      for (number, parameter) in call.parameters.enumerated() {
        if case .constant = parameter { continue }
        let (name, type) = model.actions[action].parameters[number]
        out.append(
          (
            .argument(index, number), "\(call.name).args.\(name)",
            WorldLayout.variableSort(of: type, in: model)
          ))
      }
    }
    return out
  }

  /// An output that equals no constant.
  static func otherAnswer(of call: Int) -> Value {
    .object(ObjectID(entity: WorldModel.EntityIndex.call, index: call))
  }
}

/// Attributes of calls, with the moment left open and in one situation.
extension WorldUniverse {
  private enum CallAttribute: String {
    case tool, args, agent, label, output, started, happened, failed, changes, annotations, id
  }

  private func callAttribute(at attribute: Int) -> CallAttribute? {
    let attributes = schema.entities[WorldModel.EntityIndex.call].attributes
    guard attributes.indices.contains(attribute) else { return nil }
    return CallAttribute(rawValue: attributes[attribute].name)
  }

  private func fixed(_ which: CallAttribute, of call: ProgramCall) -> Value? {
    switch which {
    case .tool: .string(Text(call.tool))
    case .agent:
      .string(Text(name(of: .init(entity: WorldModel.EntityIndex.agent, index: call.agent))))
    case .label: .string(Text(call.label))
    case .id: .string(Text(call.name))
    default: nil
    }
  }

  package func gap(_ attribute: Int, of object: ObjectID) -> String? {
    guard object.entity == WorldModel.EntityIndex.call, let program = model.program,
      program.calls.indices.contains(object.index)
    else { return nil }
    let call = program.calls[object.index]
    guard let which = callAttribute(at: attribute) else {
      return "a plan does not show what calls return, so the origin of their values is not known"
    }
    switch which {
    case .changes where call.changes == nil:
      return "the plan does not list the changes of `\(call.name)` (`changes: PLAN`)"
    case .annotations where call.annotations == nil:
      return "no list of tools (`tools: FILE`) has annotations for `\(call.tool)`"
    default: return nil
    }
  }

  // MARK: Symbolic

  func callSymbol(_ attribute: Int, of index: Int, in store: TermStore) -> Symbol {
    guard let program = model.program, program.calls.indices.contains(index),
      let which = callAttribute(at: attribute)
    else { return .null }
    let call = program.calls[index]
    if let value = fixed(which, of: call) { return .value(value) }
    switch which {
    case .args: return symbol(of: call.arguments, in: store)
    case .output: return output(index, in: store)
    case .started:
      return .condition(
        store.and(
          store.not(phase(index, is: .pending, in: store)),
          store.not(phase(index, is: .refused, in: store))))
    case .happened: return .condition(phase(index, is: .done, in: store))
    case .failed:
      return .condition(
        store.or(
          phase(index, is: .failed, in: store), phase(index, is: .refused, in: store)))
    case .changes:
      return call.changes?.symbol ?? .null
    case .annotations: return .value(call.annotations ?? .null)
    case .tool, .agent, .label, .id: return .null
    }
  }

  func phase(_ call: Int, is phase: CallPhase, in store: TermStore) -> Term {
    guard let variable = layout[.phase(call)] else { return .never }
    return store.equal(store.variable(variable), store.constant(phase.value))
  }

  /// The output of a call, which is null until the call is done.
  private func output(_ index: Int, in store: TermStore) -> Symbol {
    let isDone = phase(index, is: .done, in: store)
    return .choice([
      .init(isDone, answer(index, in: store)), .init(store.not(isDone), .null),
    ])
  }

  private func answer(_ index: Int, in store: TermStore) -> Symbol {
    guard let program = model.program else { return .null }
    let call = program.calls[index]
    guard let variable = layout[.answer(index)] else {
      return .none("no contract describes the output of `\(call.tool)`")
    }
    let term = store.variable(variable)
    if let result = call.result {
      switch result {
      case .bool: return .condition(store.isTrue(term))
      case .entity, .set:
        // A plan names objects by texts, as it does in arguments.
        guard let values = WorldLayout.sort(of: result, in: model).values else {
          return .none("the output of `\(call.tool)` can have too many values")
        }
        let texts = texts(of: result)
        return .choice(
          values.map { .init(store.equal(term, store.constant($0)), .value(named($0, texts))) })
      default: return .term(term)
      }
    }
    let answers = program.answers ?? []
    return .choice(
      (answers + [Program.otherAnswer(of: index)]).enumerated().map { number, answer in
        .init(store.equal(term, store.constant(Program.position(number))), .value(answer))
      })
  }

  private func symbol(of value: BoundValue, in store: TermStore) -> Symbol {
    switch value {
    case .constant(let constant): return .value(constant)
    case .list(let parts): return .list(parts.map { symbol(of: $0, in: store) })
    case .map(let members):
      return .structure(
        PartialMap(parts: members.map { ($0.name, symbol(of: $0.value, in: store)) }))
    case .open(let reason): return .none(Gap(reason))
    case .output(let reference, let path):
      // The argument is unknown until the call is done.
      func name(_ call: Int) -> String { "`\(model.program?.calls[call].name ?? "a call")`" }
      func notYet(_ call: Int) -> Symbol { .none("the output of \(name(call)) before it is done") }
      var out: Symbol =
        reference.candidates.last.map(notYet) ?? .none("an output that no call gives")
      for (number, call) in reference.candidates.enumerated().reversed() {
        let isDone = phase(call, is: .done, in: store)
        let given: Symbol =
          path.isEmpty ? answer(call, in: store) : .none("a part of the output of \(name(call))")
        let here: Symbol = .choice([
          .init(isDone, given), .init(store.not(isDone), notYet(call)),
        ])
        if number == reference.candidates.count - 1 {
          out = here
          continue
        }
        let hasBegun = store.not(phase(call, is: .pending, in: store))
        out = .choice([.init(hasBegun, here), .init(store.not(hasBegun), out)])
      }
      return out
    }
  }

  // MARK: Concrete

  func callValue(_ attribute: Int, of index: Int, in situation: Situation) -> MaskedValue {
    guard let program = model.program, program.calls.indices.contains(index),
      let which = callAttribute(at: attribute)
    else { return MaskedValue(.null) }
    let call = program.calls[index]
    if let value = fixed(which, of: call) { return MaskedValue(value) }
    let state = situation.moment.values
    switch which {
    case .args: return MaskedValue(concrete(call.arguments, in: state, filler: situation.filler))
    case .output:
      guard phase(index, in: state) == .done else { return MaskedValue(.null) }
      return MaskedValue(concreteAnswer(index, state) ?? situation.filler)
    case .started:
      return MaskedValue(.bool(![.pending, .refused].contains(phase(index, in: state))))
    case .happened: return MaskedValue(.bool(phase(index, in: state) == .done))
    case .failed: return MaskedValue(.bool([.failed, .refused].contains(phase(index, in: state))))
    case .changes:
      return call.changes?.masked(filler: situation.filler) ?? MaskedValue(.null)
    case .annotations: return MaskedValue(call.annotations ?? .null)
    case .tool, .agent, .label, .id: return MaskedValue(.null)
    }
  }

  func phase(_ call: Int, in state: [Value]) -> CallPhase {
    guard let index = layout[.phase(call)], state.indices.contains(index),
      case .object(let object) = state[index]
    else { return .pending }
    return CallPhase(rawValue: object.index) ?? .pending
  }

  /// The output of a call that is done; `nil` if no contract gives one.
  func concreteAnswer(_ index: Int, _ state: [Value]) -> Value? {
    guard let program = model.program, let variable = layout[.answer(index)],
      state.indices.contains(variable)
    else { return nil }
    let value = state[variable]
    if let result = program.calls[index].result { return named(value, texts(of: result)) }
    guard case .object(let object) = value, let answers = program.answers else { return nil }
    return answers.indices.contains(object.index)
      ? answers[object.index] : Program.otherAnswer(of: index)
  }

  /// The texts by which a plan names the objects of a type: their `name`, or else their names in the world.
  private func texts(of type: StaticType) -> [String] {
    switch type {
    case .entity(let entity), .set(let entity): model.texts(of: entity)
    case .list(let element), .sequence(let element, _): texts(of: element)
    default: []
    }
  }

  /// A value of a type with the texts of its objects in place of these.
  private func named(_ value: Value, _ texts: [String]) -> Value {
    switch value {
    case .object(let object):
      .string(Text(texts.indices.contains(object.index) ? texts[object.index] : name(of: object)))
    case .list(let elements): .list(elements.map { named($0, texts) })
    default: value
    }
  }

  private func concrete(_ value: BoundValue, in state: [Value], filler: Value) -> Value {
    switch value {
    case .constant(let constant): return constant
    case .list(let parts): return .list(parts.map { concrete($0, in: state, filler: filler) })
    case .map(let members):
      var out: [Text: Value] = [:]
      for (name, value) in members {
        let given = concrete(value, in: state, filler: filler)
        if !given.isNull { out[name] = given }
      }
      return .map(out)
    case .open: return filler
    case .output(let reference, let path):
      guard path.isEmpty, let call = latest(reference, in: state), phase(call, in: state) == .done
      else { return filler }
      return concreteAnswer(call, state) ?? filler
    }
  }

  /// The call that a reference denotes: the latest that has begun, or the first in the source if
  /// none has.
  func latest(_ reference: CallReference, in state: [Value]) -> Int? {
    reference.candidates.first { phase($0, in: state) != .pending } ?? reference.candidates.last
  }
}
