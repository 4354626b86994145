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
      for (place, node) in line.nodes.enumerated() {
        let location = Location(thread: thread, node: place)
        switch node {
        case .call(let call, let done, let failed):
          try begin(call, done: done, failed: failed, location, program)
        case .flight(let call, let done, let failed):
          try finishFlight(call, done: done, failed: failed, location, program)
        case .landed(let call, let done, let failed):
          end(call, done: done, failed: failed, location)
        case .test(let condition, let yes, let no): test(condition, yes, no, location)
        case .choice(let ways):
          for (number, way) in ways.enumerated() {
            add(location, .choice(number), requirements: [], updates: [move(thread, to: way)])
          }
        case .fork(let threads, let join):
          add(
            location, .fork,
            requirements: threads.map {
              .init(isAt($0, program.threads[$0].start), place: nil)
            },
            updates: [move(thread, to: join)]
              + threads.map { move($0, to: program.threads[$0].entry) })
        case .join(let threads, let done, let failed):
          self.join(threads, done: done, failed: failed, location, program)
        case .pass, .end, .failed, .idle: continue
        }
      }
      cut(thread, line.cutting, program)
    }
  }

  /// Adds the transitions that end a branch after another one has failed.
  private func cut(_ thread: Int, _ cutting: ThreadCutting, _ program: Program) {
    guard !cutting.cuts.isEmpty else { return }
    let hasFailed = store.or(cutting.threads.map { isFailed($0, program) })
    for cut in cutting.cuts {
      add(
        Location(thread: thread, node: cut.from), .cut(to: cut.to),
        requirements: [.init(hasFailed, place: nil)], updates: [move(thread, to: cut.to)])
    }
  }

  func isFailed(_ thread: Int, _ program: Program) -> Term {
    isAt(thread, program) { if case .failed = $0 { true } else { false } }
  }

  func isAt(
    _ thread: Int, _ program: Program, _ isWanted: (ProgramNode) -> Bool
  ) -> Term {
    store.or(
      program.threads[thread].nodes.enumerated().filter { isWanted($0.element) }.map {
        isAt(thread, $0.offset)
      })
  }

  /// The node at which a transition begins.
  private struct Location {
    let thread: Int
    let node: Int
  }

  // MARK: Control

  func isAt(_ thread: Int, _ node: Int) -> Term {
    guard let place = universe.layout[.control(thread)] else { return .never }
    return store.equal(store.variable(place), store.constant(Program.position(node)))
  }

  private func move(_ thread: Int, to node: Int) -> Transition.Update {
    .init(universe.layout[.control(thread)] ?? 0, store.constant(Program.position(node)))
  }

  private func set(_ call: Int, _ phase: CallPhase) -> [Transition.Update] {
    universe.layout[.phase(call)].map { [.init($0, store.constant(phase.value))] } ?? []
  }

  /// Adds a transition that begins at a location.
  private func add(
    _ location: Location, _ event: ProgramStep.Event, call: Int? = nil,
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
          requirements: [.init(isAt(location.thread, location.node), place: nil)] + requirements,
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

  private func test(_ condition: ProgramCondition, _ yes: Int, _ no: Int, _ location: Location) {
    guard let expression = condition.expression else { return }
    let frame = condition.calls.map { object($0) }
    let settled = store.settled(lowering.condition(expression, frame))
    let open = store.and(store.not(settled.yes), store.not(settled.no))
    let fault = Fault(
      .noValue, open, "the condition `\(condition.text)` depends on something without a value")
    add(
      location, .test(true), requirements: [.init(store.not(settled.no), place: nil)],
      updates: [move(location.thread, to: yes)], faults: [fault])
    add(
      location, .test(false), requirements: [.init(settled.no, place: nil)],
      updates: [move(location.thread, to: no)])
  }

  private func join(
    _ threads: [Int], done: Int, failed: Int, _ location: Location, _ program: Program
  ) {
    var ended: [Term] = []
    var over: [Term] = []
    var rest: [Transition.Update] = []
    for thread in threads {
      let end = isAt(thread, program) { if case .end = $0 { true } else { false } }
      let abandoned = store.or(
        program.threads[thread].cutting.abandoned.sorted().map { isAt(thread, $0) })
      ended.append(end)
      over.append(store.or([end, isFailed(thread, program), abandoned]))
      let back = move(thread, to: program.threads[thread].start)
      rest.append(
        .init(back.variable, store.ite(abandoned, store.variable(back.variable), back.value)))
    }
    add(
      location, .join(hasFailed: false), requirements: [.init(store.and(ended), place: nil)],
      updates: [move(location.thread, to: done)] + rest)
    add(
      location, .join(hasFailed: true),
      requirements: [
        .init(store.and(over), place: nil), .init(store.not(store.and(ended)), place: nil),
      ], updates: [move(location.thread, to: failed)] + rest)
  }

  // MARK: Calls

  /// One way in which a call can happen.
  struct CallWay {
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
    _ call: Int, done: Int, failed: Int, _ location: Location, _ program: Program
  ) throws(Failure) {
    let ways = try ways(call, program.isAtomic ? .whole : .begin, program)
    var seen: Set<Beginning> = []
    try refuse(call, ways, failed: failed, location)
    for way in ways {
      let requirements = way.given + way.effects.requirements
      var faults: [Fault] = []
      let all = updates(way, call, program, &faults)
      // A call without effect changes only the number of its agent's steps.
      let counts = all.filter { isCount($0.variable) }
      let isNew =
        seen.insert(Beginning(arguments: way.arguments, requirements: requirements)).inserted
        || !way.effects.inputs.isEmpty
      if program.isAtomic {
        succeed(call, way, all, faults, to: done, failed: failed, location, requirements)
        if isNew {
          add(
            location, .fail(hasEffect: false), call: call, requirements: requirements,
            updates: counts + [move(location.thread, to: failed)] + set(call, .failed),
            effects: way.effects.withoutChoices, arguments: way.arguments)
        }
      } else if isNew {
        let given = zip(way.arguments.indices, way.arguments).compactMap {
          number, chosen -> Transition.Update? in
          guard let place = universe.layout[.argument(call, number)] else { return nil }
          switch chosen {
          case .value(let value): return .init(place, store.constant(value))
          case .input(let input): return .init(place, store.value(of: store.unknowns[input]))
          }
        }
        add(
          location, .begin, call: call, requirements: requirements,
          updates: counts + given + [move(location.thread, to: done)] + set(call, .begun),
          effects: way.effects.withoutChoices, arguments: way.arguments)
      }
    }
  }

  /// Adds the transitions for a call that its contract does not allow. The call does not wait for
  /// the world to change: the agent receives an error and continues as after a failure.
  private func refuse(
    _ call: Int, _ ways: [CallWay], failed: Int, _ location: Location
  ) throws(Failure) {
    var places: [[Effects.Chosen]: Int] = [:]
    var groups: [(first: CallWay, guards: [Term], inputs: [Int])] = []
    for way in ways {
      let place = places[way.arguments] ?? groups.count
      if place == groups.count { groups.append((way, [], [])) }
      places[way.arguments] = place
      groups[place].guards.append(store.and(way.effects.requirements.map(\.condition)))
      groups[place].inputs += way.effects.inputs.filter { !groups[place].inputs.contains($0) }
    }
    for (way, guards, inputs) in groups {
      var effects = way.effects.withoutChoices
      effects.inputs = inputs
      add(
        location, .refuse, call: call,
        requirements: way.given + [.init(store.not(store.or(guards)), place: nil)],
        updates: [move(location.thread, to: failed)] + set(call, .refused), effects: effects,
        arguments: way.arguments)
    }
  }

  /// Adds both endings of a call that is a single transition: with its effect, it is done or has
  /// failed.
  private func succeed(
    _ call: Int, _ way: CallWay, _ all: [Transition.Update], _ faults: [Fault], to done: Int,
    failed: Int, _ location: Location, _ requirements: [Transition.Requirement]
  ) {
    let fails = store.or(way.effects.failures)
    let needed = requirements + (fails == .never ? [] : [.init(store.not(fails), place: nil)])
    let answer = way.answer.flatMap { term in
      universe.layout[.answer(call)].map { Transition.Update($0, term) }
    }
    add(
      location, .done, call: call, requirements: needed,
      updates: all + (answer.map { [$0] } ?? []) + [move(location.thread, to: done)]
        + set(call, .done), effects: way.effects, arguments: way.arguments, faults: faults)
    guard all.contains(where: { !isCount($0.variable) }) else { return }
    add(
      location, .fail(hasEffect: true), call: call, requirements: needed,
      updates: all + [move(location.thread, to: failed)] + set(call, .failed),
      effects: way.effects, arguments: way.arguments, faults: faults)
  }

  /// Adds the transitions of a call in flight: it has its effect, or it fails without one.
  private func finishFlight(
    _ call: Int, done: Int, failed: Int, _ location: Location, _ program: Program
  ) throws(Failure) {
    for way in try ways(call, .effect, program) {
      let fails = store.or(way.effects.failures)
      var faults: [Fault] = []
      let all = updates(way, call, program, &faults)
      let answer = way.answer.flatMap { term in
        universe.layout[.answer(call)].map { Transition.Update($0, term) }
      }
      add(
        location, .effect, call: call,
        requirements: way.given + way.effects.requirements
          + (fails == .never ? [] : [.init(store.not(fails), place: nil)]),
        updates: all + (answer.map { [$0] } ?? []) + [move(location.thread, to: done)],
        effects: way.effects, arguments: way.arguments, faults: faults)
    }
    add(
      location, .fail(hasEffect: false), call: call, requirements: [],
      updates: [move(location.thread, to: failed)] + set(call, .failed))
  }

  private func end(_ call: Int, done: Int, failed: Int, _ location: Location) {
    add(
      location, .done, call: call, requirements: [],
      updates: [move(location.thread, to: done)] + set(call, .done))
    add(
      location, .fail(hasEffect: true), call: call, requirements: [],
      updates: [move(location.thread, to: failed)] + set(call, .failed))
  }

  private func isCount(_ place: Int) -> Bool {
    if case .count = universe.layout.contents[place] { true } else { false }
  }

  private func updates(
    _ way: CallWay, _ call: Int, _ program: Program, _ faults: inout [Fault]
  ) -> [Transition.Update] {
    guard let action = program.calls[call].action else { return [] }
    faults = way.effects.faults
    return updates(way.effects, model.actions[action], &faults)
  }
}
