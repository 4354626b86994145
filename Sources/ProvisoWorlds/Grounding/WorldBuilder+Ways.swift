import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// The ways in which a call of a program can happen: its arguments, the effects of its action, and
/// its output.
extension WorldBuilder {
  /// Every way in which a call can happen.
  func ways(of index: Int, at stage: Stage, in program: Program) throws(Failure) -> [CallVariant] {
    let call = program.calls[index]
    guard let number = call.action else { return ways(withoutContract: index) }
    let action = model.actions[number]
    var effects = Effects(frame: [
      .value(.object(ObjectID(entity: WorldModel.EntityIndex.agent, index: call.agent)))
    ])
    if stage != .effect, let most = model.agents[call.agent].steps,
      let count = universe.layout[.count(call.agent)]
    {
      let limit = actions.requirement(
        Span(file: -1, start: call.agent, end: call.agent),
        "\(model.agents[call.agent].name) takes at most \(most) steps")
      effects.requirements.append(
        .init(store.less(store.variable(count), store.number(most)), index: limit))
      effects.writes[count] = [.init(condition: .always, value: store.number(1), isAddition: true)]
    }
    var starts = [CallVariant(effects: effects)]
    for (parameter, given) in call.parameters.enumerated() {
      starts = starts.flatMap {
        self.give(given, to: parameter, in: $0, of: index, action: action, at: stage)
      }
    }
    if let result = action.result {
      starts = starts.flatMap { self.answer($0, of: index, to: action, result: result) }
    }
    var out: [CallVariant] = []
    for start in starts {
      do throws(ActionLowering.Failure) {
        try actions.follow(action, after: start.effects) { end in
          var way = start
          way.effects = end
          out.append(way)
        }
      } catch {
        throw Failure(reason: error.reason)
      }
    }
    return out
  }

  /// Extends a way by each value that the parameter can have.
  private func give(
    _ given: BoundParameter, to parameter: Int, in way: CallVariant, of call: Int,
    action: WorldAction,
    at stage: Stage
  ) -> [CallVariant] {
    let (name, type) = action.parameters[parameter]
    if case .constant(let value) = given {
      var next = way
      next.effects.frame.append(.value(value))
      next.effects.requirements += actions.presence(of: value)
      next.arguments.append(.value(value))
      return [next]
    }
    let kept = stage == .effect ? universe.layout[.argument(call, parameter)] : nil
    if let values = WorldLayout.sort(of: type, in: model).values {
      return values.map { value in
        var next = way
        next.effects.frame.append(.value(value))
        next.effects.requirements += actions.presence(of: value)
        next.arguments.append(.value(value))
        let condition: Term =
          if let kept {
            store.equal(store.variable(kept), store.constant(value))
          } else {
            isGiven(given, store.constant(value))
          }
        if condition != .always { next.given.append(.init(condition, index: nil)) }
        if kept == nil, case .any = given {
          next.effects.choices.append("\(name) = \(WorldLayout.name(of: value, model))")
        }
        return next
      }
    }
    var next = way
    if let kept {
      next.effects.frame.append(universe.symbol(at: kept, in: store))
      next.arguments.append(.value(.null))
      return [next]
    }
    let input = actions.input("\(action.name).\(name)", type)
    let term = store.value(of: store.unknowns[input])
    next.effects.inputs.append(input)
    next.effects.frame.append(inputSymbol(input, of: type))
    next.arguments.append(.input(input))
    let condition = isGiven(given, term)
    if condition != .always { next.given.append(.init(condition, index: nil)) }
    return [next]
  }

  /// The condition that the term is the output of an earlier call, if that call has one.
  private func isGiven(_ given: BoundParameter, _ term: Term) -> Term {
    guard case .output(let reference) = given else { return .always }
    func isFrom(_ call: Int) -> Term {
      guard let index = universe.layout[.answer(call)] else { return .always }
      let isEqual = store.equal(term, store.variable(index))
      return reference.isDone
        ? isEqual : store.implies(universe.phase(call, is: .done, in: store), isEqual)
    }
    guard let last = reference.candidates.last else { return .always }
    var out = isFrom(last)
    for call in reference.candidates.dropLast().reversed() {
      out = store.ite(
        store.not(universe.phase(call, is: .pending, in: store)), then: isFrom(call), else: out)
    }
    return out
  }

  /// Extends a way by each result that the action can return.
  private func answer(
    _ way: CallVariant, of call: Int, to action: WorldAction,
    result: (name: String, type: StaticType)
  ) -> [CallVariant] {
    if let values = WorldLayout.sort(of: result.type, in: model).values {
      return values.map { value in
        var next = way
        next.effects.frame.append(.value(value))
        next.effects.chosen.append(.value(value))
        next.effects.requirements += actions.presence(of: value)
        next.effects.choices.append("\(result.name) = \(WorldLayout.name(of: value, model))")
        next.answer = store.constant(value)
        return next
      }
    }
    var next = way
    let input = actions.input("\(action.name) returns \(result.name)", result.type)
    next.effects.inputs.append(input)
    next.effects.chosen.append(.input(input))
    next.effects.frame.append(inputSymbol(input, of: result.type))
    next.answer = store.value(of: store.unknowns[input])
    return [next]
  }

  /// The ways of a call without contract: it changes nothing in the world, and its output is one of
  /// the constants that the spec asks for, or something else.
  private func ways(withoutContract call: Int) -> [CallVariant] {
    guard let answers = model.program?.answers, universe.layout[.answer(call)] != nil else {
      return [CallVariant(effects: Effects(frame: []))]
    }
    // The output that equals none of the constants comes first and has no text.
    return ([answers.count] + Array(answers.indices)).map { number in
      var way = CallVariant(effects: Effects(frame: []))
      let value = Program.position(number)
      way.effects.chosen.append(.value(value))
      if answers.indices.contains(number) {
        way.effects.choices.append("output = \(answers[number])")
      }
      way.answer = store.constant(value)
      return way
    }
  }
}

extension Effects {
  /// The same effects without the texts of the choices.
  var withoutChoices: Effects {
    var out = self
    out.choices = []
    return out
  }
}
