import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// Builds the transition system of a world, and the questions about it that properties ask.
///
/// Every action is grounded: each combination of agent, arguments and outcomes of finite choices
/// becomes one transition, so that engines see only terms over state variables. The number of
/// transitions is the product of the sizes of these sets; values of infinite types become inputs
/// instead.
///
/// The order of work matters. Actions are grounded first. Then properties are lowered, which can
/// add monitors (variables that record earlier events). `system()` finally adds the updates of the
/// monitors to the transitions.
package final class WorldBuilder {
  package let universe: WorldUniverse
  let store = TermStore()
  package let lowering: Lowering
  let actions: ActionLowering
  var steps: [AgentStep] = []
  /// The indices of actions with arguments, regardless of the agent.
  var stepIndices: [StepKey: Int] = [:]
  /// For each of these, the transitions that take it.
  var transitionsOf: [[Int]] = []
  var drafts: [Draft] = []
  /// The actions with arguments that properties name in a world with a program.
  var groups: [StepKey] = []
  var monitors: [Monitor] = []
  var monitorIndices: [Monitor.Kind: Int] = [:]
  var assumptions: [Term] = []
  var initial: [Term?] = []
  /// The relations that stay empty.
  let emptyRelations: Set<Int>
  /// Why a world has no system, in words.
  package typealias Failure = WorldLayout.Failure

  /// A transition without the updates of monitors.
  struct Draft {
    let transition: Transition
    let origin: TransitionOrigin
    /// The step that the transition completes or fails; `nil` if there is none.
    let step: Int?
    /// The call of a program that begins with the transition.
    var begins: Int?
  }

  struct StepKey: Hashable {
    let action: Int
    let arguments: [Value]
  }

  /// A variable that records a fact about the past of a run.
  struct Monitor {
    enum Kind: Hashable {
      case happens(Int)
      case did(Int)
      case once(Term)
      case atStart(Term)
      case previous(Term)
      case failures(most: Int, refusals: Bool)
    }

    let kind: Kind
    let index: Int
    let variable: StateVariable
    let initial: Term
  }

  /// Grounds the actions of a world.
  ///
  /// - Throws: `Failure` if the world cannot be grounded.
  package init(_ model: WorldModel) throws(Failure) {
    universe = WorldUniverse(try WorldLayout(model))
    emptyRelations = Set(model.relations.indices.filter(model.staysEmpty))
    lowering = Lowering(universe, into: store, patterns: PatternCache())
    actions = ActionLowering(universe, lowering: lowering)
    lowering.world = self
    for (index, variable) in universe.layout.variables.enumerated() where !variable.mayBeNull {
      switch variable.sort {
      case .bool: store.variableKinds[index] = .bool
      case .integer, .decimal: store.variableKinds[index] = .number
      case .string: store.variableKinds[index] = .string
      case .finite(let values):
        // The values of a range are numbers, and those of a set are lists.
        let kinds = Set(values.map(\.kind))
        store.variableKinds[index] = kinds.count == 1 ? kinds.first : nil
      case .any: break
      }
    }
    if let program = model.program { try ground(program) } else { try ground() }
    try start()
    excludeUncreated()
    keepToDomains()
    for condition in model.starts { assume(condition) }
  }

  var model: WorldModel { universe.model }
  /// Whether agents act freely, instead of following a plan.
  package var isFree: Bool { model.program == nil }
  /// Whether some step can fail.
  package var hasFailures: Bool { drafts.contains { $0.transition.isFailure } }

  // MARK: Actions

  private func ground() throws(Failure) {
    let hasAgents = !model.agents.isEmpty
    for (index, action) in model.actions.enumerated() {
      if hasAgents {
        for (agent, declared) in model.agents.enumerated() where declared.actions.contains(index) {
          try ground(index, of: action, by: agent)
        }
      } else {
        try ground(index, of: action, by: nil)
      }
    }
  }

  private func ground(_ index: Int, of action: WorldAction, by agent: Int?) throws(Failure) {
    var effects = Effects(frame: [
      agent.map { .value(.object(ObjectID(entity: WorldModel.EntityIndex.agent, index: $0))) }
        ?? .null
    ])
    if let agent, let most = model.agents[agent].steps, let count = universe.layout[.count(agent)] {
      let limit = actions.requirement(
        Span(file: -1, start: agent, end: agent),
        "\(model.agents[agent].name) takes at most \(most) steps")
      effects.requirements.append(
        .init(store.less(store.variable(count), store.number(most)), index: limit))
      effects.writes[count] = [
        .init(condition: .always, value: store.number(1), isAddition: true)
      ]
    }
    do throws(ActionLowering.Failure) {
      try ground(index, of: action, by: agent, parameter: 0, with: [], after: effects)
    } catch {
      throw Failure(reason: error.reason)
    }
  }

  /// Chooses an argument for each parameter and the result, and then follows the body.
  private func ground(
    _ index: Int, of action: WorldAction, by agent: Int?, parameter: Int,
    with arguments: [Effects.Chosen], after effects: Effects
  ) throws(ActionLowering.Failure) {
    if parameter < action.parameters.count {
      let (name, type) = action.parameters[parameter]
      guard let values = WorldLayout.sort(of: type, in: model).values else {
        var next = effects
        let input = actions.input("\(action.name).\(name)", type)
        next.inputs.append(input)
        next.frame.append(inputSymbol(input, of: type))
        return try ground(
          index, of: action, by: agent, parameter: parameter + 1, with: arguments + [.input(input)],
          after: next)
      }
      for value in values {
        var next = effects
        next.frame.append(.value(value))
        next.requirements += actions.presence(of: value)
        try ground(
          index, of: action, by: agent, parameter: parameter + 1, with: arguments + [.value(value)],
          after: next)
      }
      return
    }
    var ways: [Effects] = [effects]
    if let result = action.result {
      if let values = WorldLayout.sort(of: result.type, in: model).values {
        ways = values.map { value in
          var next = effects
          next.frame.append(.value(value))
          next.chosen.append(.value(value))
          next.requirements += actions.presence(of: value)
          next.choices.append("\(result.name) = \(WorldLayout.name(of: value, model))")
          return next
        }
      } else {
        let input = actions.input("\(action.name) returns \(result.name)", result.type)
        ways[0].inputs.append(input)
        ways[0].chosen.append(.input(input))
        ways[0].frame.append(inputSymbol(input, of: result.type))
      }
    }
    let step = step(index, with: arguments, by: agent)
    var failed: Set<[Transition.Requirement]> = []
    for way in ways {
      try actions.follow(action, after: way) { end in
        self.add(
          end, of: index, action: action, by: agent, with: arguments, step: step, failed: &failed)
      }
    }
  }

  func inputSymbol(_ input: Int, of type: StaticType) -> Symbol {
    let term = store.value(of: store.unknowns[input])
    return type == .bool ? .condition(store.isTrue(term)) : .term(term)
  }

  private func step(_ action: Int, with arguments: [Effects.Chosen], by agent: Int?) -> (
    agent: Int, key: Int
  ) {
    let values = arguments.map { chosen -> Value in
      if case .value(let value) = chosen { value } else { .null }
    }
    let key = StepKey(action: action, arguments: values)
    let index = stepIndices[key] ?? transitionsOf.count
    if index == transitionsOf.count {
      stepIndices[key] = index
      transitionsOf.append([])
    }
    let names = zip(arguments, values).map { chosen, value in
      if case .input(let input) = chosen {
        String(store.unknowns[input].name.split(separator: ".").last ?? "_")
      } else {
        WorldLayout.name(of: value, model)
      }
    }
    steps.append(
      AgentStep(
        name: "\(model.actions[action].name)(\(names.joined(separator: ", ")))",
        agent: agent.map { model.agents[$0].name } ?? "",
        fairness: model.fairness(of: action, by: agent), arguments: values))
    return (steps.count - 1, index)
  }

  private func add(
    _ end: Effects, of index: Int, action: WorldAction, by agent: Int?,
    with arguments: [Effects.Chosen], step: (agent: Int, key: Int),
    failed: inout Set<[Transition.Requirement]>
  ) {
    let fails = store.or(end.failures)
    let origin = TransitionOrigin(
      action: index, agent: agent, arguments: arguments, chosen: end.chosen)
    func append(_ transition: Transition) {
      if transition.requirements.contains(where: { $0.condition == .never }) { return }
      transitionsOf[step.key].append(drafts.count)
      drafts.append(Draft(transition: transition, origin: origin, step: step.key))
    }
    var faults = end.faults
    let updates = updates(from: end, of: action, faults: &faults).filter {
      store.variable($0.variable) != $0.value
    }
    append(
      Transition(
        step: step.agent, choices: end.choices, inputs: end.inputs,
        requirements: end.requirements
          + (fails == .never ? [] : [.init(store.not(fails), index: nil)]),
        updates: updates, faults: faults.filter { $0.condition != .never }))
    // A failed step changes only the number of its agent's steps.
    let counts = updates.filter { update in
      if case .count = universe.layout.contents[update.variable] { true } else { false }
    }
    func fail(_ requirements: [Transition.Requirement]) {
      guard failed.insert(requirements).inserted else { return }
      append(
        Transition(
          step: step.agent, inputs: end.inputs, requirements: requirements, updates: counts,
          isFailure: true))
    }
    if action.mayFail {
      fail(end.requirements)
    } else if fails != .never {
      fail(end.requirements + [.init(fails, index: nil)])
    }
  }

  /// One update for each variable; writes that conflict become faults.
  func updates(
    from end: Effects, of action: WorldAction, faults: inout [Fault]
  ) -> [Transition.Update] {
    var updates: [Transition.Update] = []
    for (target, writes) in end.writes.sorted(by: { $0.key < $1.key }) {
      let name = universe.layout.variables[target].name
      var value = store.variable(target)
      let sets = writes.filter { !$0.isAddition }
      let additions = writes.filter(\.isAddition)
      for (index, set) in sets.enumerated() {
        for other in sets[..<index] + additions[...] {
          let both = store.and(set.condition, other.condition)
          if both != .never {
            faults.append(
              Fault(
                .doubleWrite, when: both,
                text: "the action `\(action.name)` gives `\(name)` two values at once"
              ))
          }
        }
        value = store.ite(set.condition, then: set.value, else: value)
      }
      for addition in additions {
        let sum = lowering.arithmetic(.add, of: .term(value), .term(addition.value))
        var result = sum
        if case .partial(let defined, let inner, _) = sum {
          let open = store.and(addition.condition, store.not(defined))
          faults.append(
            Fault(
              .noValue, when: open,
              text: "the action `\(action.name)` adds to `\(name)`, which is not a number there"))
          result = inner
        }
        guard let term = lowering.term(of: result) else { continue }
        value = store.ite(addition.condition, then: term, else: value)
      }
      if let outside = outside(target, of: value), outside != .never {
        faults.append(
          Fault(
            .doubleWrite, when: outside,
            text: "the action `\(action.name)` gives `\(name)` a value outside of its range"))
      }
      updates.append(.init(target, value))
    }
    return updates
  }

  // MARK: The system

  /// The system, including all monitors that properties asked for.
  package func system() -> TransitionSystem {
    var transitions: [Transition] = []
    for draft in drafts {
      let base = draft.transition
      transitions.append(
        Transition(
          step: base.step, choices: base.choices, inputs: base.inputs,
          requirements: base.requirements,
          updates: base.updates + monitors.compactMap { update(of: $0, in: draft) },
          faults: base.faults, isFailure: base.isFailure))
    }
    let written = Set(transitions.flatMap { $0.updates.map(\.variable) })
    let variables =
      universe.layout.variables.enumerated().map { index, variable in
        StateVariable(
          name: variable.name, sort: variable.sort, mayBeNull: variable.mayBeNull,
          isFixed: !written.contains(index), domain: variable.domain)
      } + monitors.map(\.variable)
    return TransitionSystem(
      terms: store.table, variables: variables,
      initial: initial + monitors.map(\.initial), assumptions: assumptions,
      inputs: actions.inputs, steps: steps, transitions: transitions,
      requirements: actions.requirementNames,
      control: model.program?.threads.indices.compactMap { universe.layout[.control($0)] } ?? [])
  }

  /// The origin of each transition.
  package var origins: [TransitionOrigin] { drafts.map(\.origin) }
}
