import ProvisoKernel

/// Makes the transitions of agents that follow a plan: the actions are grounded where a call of the plan
/// takes them, and only there.
extension WorldBuilder {
  func ground(_ program: Program) throws(Failure) {
    for call in program.calls {
      steps.append(
        AgentStep(
          name: call.text(in: model), agent: model.agents[call.agent].name))
    }
    for (thread, line) in program.threads.enumerated() {
      for (place, node) in line.nodes.enumerated() {
        let spot = Spot(thread: thread, node: place)
        switch node {
        case .call(let call, let done, let failed):
          try begin(call, done: done, failed: failed, spot, program)
        case .flight(let call, let done, let failed):
          try land(call, done: done, failed: failed, spot, program)
        case .landed(let call, let done, let failed):
          end(call, done: done, failed: failed, spot)
        case .test(let condition, let yes, let no): test(condition, yes, no, spot)
        case .choice(let ways):
          for (number, way) in ways.enumerated() {
            add(spot, .choice(number), requirements: [], updates: [move(thread, to: way)])
          }
        case .fork(let threads, let join):
          add(
            spot, .fork,
            requirements: threads.map {
              .init(isAt($0, program.threads[$0].start), place: nil)
            },
            updates: [move(thread, to: join)]
              + threads.map { move($0, to: program.threads[$0].entry) })
        case .join(let threads, let done, let failed):
          self.join(threads, done: done, failed: failed, spot, program)
        case .pass, .end, .failed, .idle: continue
        }
      }
      cut(thread, line.cutting, program)
    }
  }

  /// The ends of a branch where another has failed.
  private func cut(_ thread: Int, _ cutting: ThreadCutting, _ program: Program) {
    guard !cutting.cuts.isEmpty else { return }
    let hasFailed = store.or(cutting.threads.map { isFailed($0, program) })
    for cut in cutting.cuts {
      add(
        Spot(thread: thread, node: cut.from), .cut(to: cut.to),
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

  /// Where a transition begins.
  private struct Spot {
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

  /// Adds a transition that begins at a spot.
  private func add(
    _ spot: Spot, _ event: ProgramStep.Event, call: Int? = nil,
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
    if case .call? = program(spot), event != .refuse { begins = call }
    // One variable gets one value: what the program writes comes last.
    var last: [Int: Transition.Update] = [:]
    for update in updates { last[update.variable] = update }
    drafts.append(
      Draft(
        transition: Transition(
          step: number, choices: effects?.choices ?? [], inputs: effects?.inputs ?? [],
          requirements: [.init(isAt(spot.thread, spot.node), place: nil)] + requirements,
          updates: last.values.sorted { $0.variable < $1.variable }.filter {
            store.variable($0.variable) != $0.value
          },
          faults: faults.filter { $0.condition != .never }, isFailure: isFailure),
        origin: TransitionOrigin(
          action: call.flatMap { model.program?.calls[$0].action } ?? -1,
          agent: call.flatMap { model.program?.calls[$0].agent }, arguments: arguments,
          chosen: effects?.chosen ?? [],
          program: ProgramStep(thread: spot.thread, node: spot.node, call: call, event: event)),
        step: isFailure || hasHappened ? call : nil, begins: begins))
  }

  private func program(_ spot: Spot) -> ProgramNode? {
    model.program?.threads[spot.thread].nodes[spot.node]
  }

  private func test(_ condition: ProgramCondition, _ yes: Int, _ no: Int, _ spot: Spot) {
    guard let expression = condition.expression else { return }
    let frame = condition.calls.map { object($0) }
    let settled = store.settled(lowering.condition(expression, frame))
    let open = store.and(store.not(settled.yes), store.not(settled.no))
    let fault = Fault(
      .noValue, open, "the condition `\(condition.text)` depends on something without a value")
    add(
      spot, .test(true), requirements: [.init(store.not(settled.no), place: nil)],
      updates: [move(spot.thread, to: yes)], faults: [fault])
    add(
      spot, .test(false), requirements: [.init(settled.no, place: nil)],
      updates: [move(spot.thread, to: no)])
  }

  private func join(
    _ threads: [Int], done: Int, failed: Int, _ spot: Spot, _ program: Program
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
      spot, .join(hasFailed: false), requirements: [.init(store.and(ended), place: nil)],
      updates: [move(spot.thread, to: done)] + rest)
    add(
      spot, .join(hasFailed: true),
      requirements: [
        .init(store.and(over), place: nil), .init(store.not(store.and(ended)), place: nil),
      ], updates: [move(spot.thread, to: failed)] + rest)
  }

  // MARK: Calls

  /// One way in which a call can go.
  struct CallWay {
    var arguments: [Effects.Chosen] = []
    /// That these are the arguments which the plan gives.
    var given: [Transition.Requirement] = []
    var effects: Effects
    /// What it gives, where a place keeps it.
    var answer: Term?
  }

  enum Stage { case whole, begin, effect }

  /// What it takes to begin a call; ways that differ later only begin alike.
  private struct Beginning: Hashable {
    let arguments: [Effects.Chosen]
    let requirements: [Transition.Requirement]
  }

  private func begin(
    _ call: Int, done: Int, failed: Int, _ spot: Spot, _ program: Program
  ) throws(Failure) {
    let ways = try ways(call, program.isAtomic ? .whole : .begin, program)
    var seen: Set<Beginning> = []
    try refuse(call, ways, failed: failed, spot)
    for way in ways {
      let requirements = way.given + way.effects.requirements
      var faults: [Fault] = []
      let all = updates(way, call, program, &faults)
      // Only what an agent is allowed counts where nothing else happens.
      let counts = all.filter { isCount($0.variable) }
      let isNew =
        seen.insert(Beginning(arguments: way.arguments, requirements: requirements)).inserted
        || !way.effects.inputs.isEmpty
      if program.isAtomic {
        succeed(call, way, all, faults, to: done, failed: failed, spot, requirements)
        if isNew {
          add(
            spot, .fail(hasEffect: false), call: call, requirements: requirements,
            updates: counts + [move(spot.thread, to: failed)] + set(call, .failed),
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
          spot, .begin, call: call, requirements: requirements,
          updates: counts + given + [move(spot.thread, to: done)] + set(call, .begun),
          effects: way.effects.withoutChoices, arguments: way.arguments)
      }
    }
  }

  /// A call that its contract does not allow: whoever makes it does not wait for the world to change, but
  /// is told so and goes on as after a failure.
  private func refuse(
    _ call: Int, _ ways: [CallWay], failed: Int, _ spot: Spot
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
        spot, .refuse, call: call,
        requirements: way.given + [.init(store.not(store.or(guards)), place: nil)],
        updates: [move(spot.thread, to: failed)] + set(call, .refused), effects: effects,
        arguments: way.arguments)
    }
  }

  /// Both ends of a call that is one transition: with its effect, done or failed.
  private func succeed(
    _ call: Int, _ way: CallWay, _ all: [Transition.Update], _ faults: [Fault], to done: Int,
    failed: Int, _ spot: Spot, _ requirements: [Transition.Requirement]
  ) {
    let fails = store.or(way.effects.failures)
    let needed = requirements + (fails == .never ? [] : [.init(store.not(fails), place: nil)])
    let answer = way.answer.flatMap { term in
      universe.layout[.answer(call)].map { Transition.Update($0, term) }
    }
    add(
      spot, .done, call: call, requirements: needed,
      updates: all + (answer.map { [$0] } ?? []) + [move(spot.thread, to: done)]
        + set(call, .done), effects: way.effects, arguments: way.arguments, faults: faults)
    guard all.contains(where: { !isCount($0.variable) }) else { return }
    add(
      spot, .fail(hasEffect: true), call: call, requirements: needed,
      updates: all + [move(spot.thread, to: failed)] + set(call, .failed),
      effects: way.effects, arguments: way.arguments, faults: faults)
  }

  /// What a call in flight can come to.
  private func land(
    _ call: Int, done: Int, failed: Int, _ spot: Spot, _ program: Program
  ) throws(Failure) {
    for way in try ways(call, .effect, program) {
      let fails = store.or(way.effects.failures)
      var faults: [Fault] = []
      let all = updates(way, call, program, &faults)
      let answer = way.answer.flatMap { term in
        universe.layout[.answer(call)].map { Transition.Update($0, term) }
      }
      add(
        spot, .effect, call: call,
        requirements: way.given + way.effects.requirements
          + (fails == .never ? [] : [.init(store.not(fails), place: nil)]),
        updates: all + (answer.map { [$0] } ?? []) + [move(spot.thread, to: done)],
        effects: way.effects, arguments: way.arguments, faults: faults)
    }
    add(
      spot, .fail(hasEffect: false), call: call, requirements: [],
      updates: [move(spot.thread, to: failed)] + set(call, .failed))
  }

  private func end(_ call: Int, done: Int, failed: Int, _ spot: Spot) {
    add(
      spot, .done, call: call, requirements: [],
      updates: [move(spot.thread, to: done)] + set(call, .done))
    add(
      spot, .fail(hasEffect: true), call: call, requirements: [],
      updates: [move(spot.thread, to: failed)] + set(call, .failed))
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
