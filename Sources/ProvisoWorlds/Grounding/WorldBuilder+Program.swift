import ProvisoKernel
import ProvisoLanguage

/// Builds the transitions of agents that follow a plan. An action is grounded only where a call of
/// the plan takes it, instead of for all its arguments.
extension WorldBuilder {
  func ground(_ program: Program) throws(Failure) {
    for call in program.calls {
      steps.append(
        AgentStep(
          name: call.text(in: model), agent: model.agents[call.agent].name))
    }
    for (thread, line) in program.threads.enumerated() {
      for (index, node) in line.nodes.enumerated() {
        let location = Location(thread: thread, node: index)
        switch node {
        case .call(let call, let done, let failed):
          try begin(call, done: done, failed: failed, at: location, in: program)
        case .flight(let call, let done, let failed):
          try finishFlight(call, done: done, failed: failed, at: location, in: program)
        case .landed(let call, let done, let failed):
          end(call, done: done, failed: failed, at: location)
        case .test(let condition, let yes, let no): test(condition, yes: yes, no: no, at: location)
        case .choice(let ways):
          for (number, way) in ways.enumerated() {
            add(
              at: location, event: .choice(number), requirements: [],
              updates: [move(thread, to: way)])
          }
        case .fork(let threads, let join):
          add(
            at: location, event: .fork,
            requirements: threads.map {
              .init(isAt($0, node: program.threads[$0].start), index: nil)
            },
            updates: [move(thread, to: join)]
              + threads.map { move($0, to: program.threads[$0].entry) })
        case .join(let threads, let done, let failed):
          self.join(threads, done: done, failed: failed, at: location, in: program)
        case .pass, .end, .failed, .idle: continue
        }
      }
      cut(thread, by: line.cutting, in: program)
    }
  }

  /// Adds the transitions that end a branch after another one has failed.
  private func cut(_ thread: Int, by cutting: EarlyEnd, in program: Program) {
    guard !cutting.cuts.isEmpty else { return }
    let hasFailed = store.or(cutting.threads.map { isFailed($0, in: program) })
    for cut in cutting.cuts {
      add(
        at: Location(thread: thread, node: cut.from), event: .cut(to: cut.to),
        requirements: [.init(hasFailed, index: nil)], updates: [move(thread, to: cut.to)])
    }
  }

  /// Whether each agent of the program is at the end of its steps.
  package func haveEnded(_ program: Program) -> Term {
    var branches: Set<Int> = []
    for case .fork(let threads, _) in program.threads.flatMap(\.nodes) {
      branches.formUnion(threads)
    }
    return store.and(
      program.threads.indices.filter { !branches.contains($0) }.map { thread in
        isAt(thread, in: program) { if case .end = $0 { true } else { false } }
      })
  }

  func isFailed(_ thread: Int, in program: Program) -> Term {
    isAt(thread, in: program) { if case .failed = $0 { true } else { false } }
  }

  func isAt(
    _ thread: Int, in program: Program, where isWanted: (ProgramNode) -> Bool
  ) -> Term {
    store.or(
      program.threads[thread].nodes.enumerated().filter { isWanted($0.element) }.map {
        isAt(thread, node: $0.offset)
      })
  }

  /// The node at which a transition begins.
  private struct Location {
    let thread: Int
    let node: Int
  }

  // MARK: Control

  func isAt(_ thread: Int, node: Int) -> Term {
    guard let index = universe.layout[.control(thread)] else { return .never }
    return store.equal(store.variable(index), store.constant(Program.position(node)))
  }

  private func move(_ thread: Int, to node: Int) -> Transition.Update {
    .init(universe.layout[.control(thread)] ?? 0, store.constant(Program.position(node)))
  }

  private func set(_ call: Int, to phase: CallPhase) -> [Transition.Update] {
    universe.layout[.phase(call)].map { [.init($0, store.constant(phase.value))] } ?? []
  }

  /// Adds a transition that begins at a location.
  private func add(
    at location: Location, event: ProgramStep.Event, call: Int? = nil,
    requirements: [Transition.Requirement], updates: [Transition.Update], effects: Effects? = nil,
    arguments: [Effects.Chosen] = [], faults: [Fault] = []
  ) {
    if requirements.contains(where: { $0.condition == .never }) { return }
    let number: Int
    if let call {
      number = call
    } else {
      number = steps.count
      steps.append(AgentStep(name: "", agent: ""))
    }
    var isFailure = false
    var hasHappened = false
    var begins: Int?
    switch event {
    case .fail, .refuse: isFailure = true
    case .done: hasHappened = true
    default: break
    }
    if case .call? = program(location), event != .refuse { begins = call }
    // Each variable gets one value: the program's own assignments come last and win.
    var last: [Int: Transition.Update] = [:]
    for update in updates { last[update.variable] = update }
    drafts.append(
      Draft(
        transition: Transition(
          step: number, choices: effects?.choices ?? [], inputs: effects?.inputs ?? [],
          requirements: [.init(isAt(location.thread, node: location.node), index: nil)]
            + requirements,
          updates: last.values.sorted { $0.variable < $1.variable }.filter {
            store.variable($0.variable) != $0.value
          },
          faults: faults.filter { $0.condition != .never }, isFailure: isFailure),
        origin: TransitionOrigin(
          action: call.flatMap { model.program?.calls[$0].action } ?? -1,
          agent: call.flatMap { model.program?.calls[$0].agent }, arguments: arguments,
          chosen: effects?.chosen ?? [],
          program: ProgramStep(
            thread: location.thread, node: location.node, call: call, event: event)),
        step: isFailure || hasHappened ? call : nil, begins: begins))
  }

  private func program(_ location: Location) -> ProgramNode? {
    model.program?.threads[location.thread].nodes[location.node]
  }

  private func test(_ condition: ProgramCondition, yes: Int, no: Int, at location: Location) {
    guard let expression = condition.expression else { return }
    let frame = condition.calls.map { object($0) }
    let settled = store.settled(lowering.condition(of: expression, in: frame))
    let open = store.and(store.not(settled.yes), store.not(settled.no))
    let fault = Fault(
      .noValue, when: open,
      text: "the condition `\(condition.text)` depends on something without a value")
    add(
      at: location, event: .test(true), requirements: [.init(store.not(settled.no), index: nil)],
      updates: [move(location.thread, to: yes)], faults: [fault])
    add(
      at: location, event: .test(false), requirements: [.init(settled.no, index: nil)],
      updates: [move(location.thread, to: no)])
  }

  private func join(
    _ threads: [Int], done: Int, failed: Int, at location: Location, in program: Program
  ) {
    var ended: [Term] = []
    var over: [Term] = []
    var rest: [Transition.Update] = []
    for thread in threads {
      let end = isAt(thread, in: program) { if case .end = $0 { true } else { false } }
      let abandoned = store.or(
        program.threads[thread].cutting.abandoned.sorted().map { isAt(thread, node: $0) })
      ended.append(end)
      over.append(store.or([end, isFailed(thread, in: program), abandoned]))
      let back = move(thread, to: program.threads[thread].start)
      rest.append(
        .init(
          back.variable, store.ite(abandoned, then: store.variable(back.variable), else: back.value)
        ))
    }
    add(
      at: location, event: .join(hasFailed: false),
      requirements: [.init(store.and(ended), index: nil)],
      updates: [move(location.thread, to: done)] + rest)
    add(
      at: location, event: .join(hasFailed: true),
      requirements: [
        .init(store.and(over), index: nil), .init(store.not(store.and(ended)), index: nil),
      ], updates: [move(location.thread, to: failed)] + rest)
  }

  // MARK: Calls

  /// One way in which a call can happen.
  struct CallVariant {
    var arguments: [Effects.Chosen] = []
    /// The conditions under which these are the arguments that the plan gives.
    var given: [Transition.Requirement] = []
    var effects: Effects
    /// The output of the call, if a variable stores it.
    var answer: Term?
  }

  enum Stage { case whole, begin, effect }

  /// The arguments and the guard of the beginning of a call. Ways that differ only later share one.
  private struct Beginning: Hashable {
    let arguments: [Effects.Chosen]
    let requirements: [Transition.Requirement]
  }

  private func begin(
    _ call: Int, done: Int, failed: Int, at location: Location, in program: Program
  ) throws(Failure) {
    let ways = try ways(of: call, at: program.isAtomic ? .whole : .begin, in: program)
    var seen: Set<Beginning> = []
    try refuse(call, ways: ways, failed: failed, at: location)
    for way in ways {
      let requirements = way.given + way.effects.requirements
      var faults: [Fault] = []
      let all = updates(in: way, of: call, program: program, faults: &faults)
      // A call without effect changes only the number of its agent's steps.
      let counts = all.filter { isCount($0.variable) }
      let isNew =
        seen.insert(Beginning(arguments: way.arguments, requirements: requirements)).inserted
        || !way.effects.inputs.isEmpty
      if program.isAtomic {
        succeed(
          call, way: way, updates: all, faults: faults, to: done, failed: failed, at: location,
          requirements: requirements)
        if isNew {
          add(
            at: location, event: .fail(hasEffect: false), call: call, requirements: requirements,
            updates: counts + [move(location.thread, to: failed)] + set(call, to: .failed),
            effects: way.effects.withoutChoices, arguments: way.arguments)
        }
      } else if isNew {
        let given = zip(way.arguments.indices, way.arguments).compactMap {
          number, chosen -> Transition.Update? in
          guard let index = universe.layout[.argument(call, number)] else { return nil }
          switch chosen {
          case .value(let value): return .init(index, store.constant(value))
          case .input(let input): return .init(index, store.value(of: store.unknowns[input]))
          }
        }
        add(
          at: location, event: .begin, call: call, requirements: requirements,
          updates: counts + given + [move(location.thread, to: done)] + set(call, to: .begun),
          effects: way.effects.withoutChoices, arguments: way.arguments)
      }
    }
  }

  /// Adds the transitions for a call that its contract does not allow. The call does not wait for
  /// the world to change: the agent receives an error and continues as after a failure.
  private func refuse(
    _ call: Int, ways: [CallVariant], failed: Int, at location: Location
  ) throws(Failure) {
    var indices: [[Effects.Chosen]: Int] = [:]
    var groups: [(first: CallVariant, guards: [Term], inputs: [Int])] = []
    for way in ways {
      let index = indices[way.arguments] ?? groups.count
      if index == groups.count { groups.append((way, [], [])) }
      indices[way.arguments] = index
      groups[index].guards.append(store.and(way.effects.requirements.map(\.condition)))
      groups[index].inputs += way.effects.inputs.filter { !groups[index].inputs.contains($0) }
    }
    for (way, guards, inputs) in groups {
      var effects = way.effects.withoutChoices
      effects.inputs = inputs
      add(
        at: location, event: .refuse, call: call,
        requirements: way.given + [.init(store.not(store.or(guards)), index: nil)],
        updates: [move(location.thread, to: failed)] + set(call, to: .refused), effects: effects,
        arguments: way.arguments)
    }
  }

  /// Adds both endings of a call that is a single transition: with its effect, it is done or has
  /// failed.
  private func succeed(
    _ call: Int, way: CallVariant, updates all: [Transition.Update], faults: [Fault], to done: Int,
    failed: Int, at location: Location, requirements: [Transition.Requirement]
  ) {
    let fails = store.or(way.effects.failures)
    let needed = requirements + (fails == .never ? [] : [.init(store.not(fails), index: nil)])
    let answer = way.answer.flatMap { term in
      universe.layout[.answer(call)].map { Transition.Update($0, term) }
    }
    add(
      at: location, event: .done, call: call, requirements: needed,
      updates: all + (answer.map { [$0] } ?? []) + [move(location.thread, to: done)]
        + set(call, to: .done), effects: way.effects, arguments: way.arguments, faults: faults)
    guard all.contains(where: { !isCount($0.variable) }) else { return }
    add(
      at: location, event: .fail(hasEffect: true), call: call, requirements: needed,
      updates: all + [move(location.thread, to: failed)] + set(call, to: .failed),
      effects: way.effects, arguments: way.arguments, faults: faults)
  }

  /// Adds the transitions of a call in flight: it has its effect, or it fails without one.
  private func finishFlight(
    _ call: Int, done: Int, failed: Int, at location: Location, in program: Program
  ) throws(Failure) {
    for way in try ways(of: call, at: .effect, in: program) {
      let fails = store.or(way.effects.failures)
      var faults: [Fault] = []
      let all = updates(in: way, of: call, program: program, faults: &faults)
      let answer = way.answer.flatMap { term in
        universe.layout[.answer(call)].map { Transition.Update($0, term) }
      }
      add(
        at: location, event: .effect, call: call,
        requirements: way.given + way.effects.requirements
          + (fails == .never ? [] : [.init(store.not(fails), index: nil)]),
        updates: all + (answer.map { [$0] } ?? []) + [move(location.thread, to: done)],
        effects: way.effects, arguments: way.arguments, faults: faults)
    }
    add(
      at: location, event: .fail(hasEffect: false), call: call, requirements: [],
      updates: [move(location.thread, to: failed)] + set(call, to: .failed))
  }

  private func end(_ call: Int, done: Int, failed: Int, at location: Location) {
    add(
      at: location, event: .done, call: call, requirements: [],
      updates: [move(location.thread, to: done)] + set(call, to: .done))
    add(
      at: location, event: .fail(hasEffect: true), call: call, requirements: [],
      updates: [move(location.thread, to: failed)] + set(call, to: .failed))
  }

  private func isCount(_ index: Int) -> Bool {
    if case .count = universe.layout.contents[index] { true } else { false }
  }

  private func updates(
    in way: CallVariant, of call: Int, program: Program, faults: inout [Fault]
  ) -> [Transition.Update] {
    guard let action = program.calls[call].action else { return [] }
    faults = way.effects.faults
    return updates(from: way.effects, of: model.actions[action], faults: &faults)
  }
}
