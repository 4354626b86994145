import Dispatch
import ProvisoKernel
import Synchronization
import TestSupport
import Testing
import Z3

@testable import ProvisoEngine

/// Cancelled work ends soon, with the reason, and never with a wrong answer.
@Suite(.serialized) struct CancellationTests {
  // MARK: The object

  @Test func theFirstReasonWins() {
    let cancellation = Cancellation()
    #expect(!cancellation.isCancelled && cancellation.reason == nil)
    #expect(!cancellation.solver.isRequested)
    cancellation.cancel(.deadline(seconds: 5))
    cancellation.cancel(.requested)
    #expect(cancellation.isCancelled && cancellation.reason == .deadline(seconds: 5))
    #expect(cancellation.solver.isRequested)
  }

  @Test func reasonsAreSentences() {
    #expect("\(Cancellation.Reason.requested)" == "the check was cancelled")
    #expect("\(Cancellation.Reason.deadline(seconds: 5))" == "the deadline of 5 s passed")
    #expect("\(Cancellation.Reason.deadline(seconds: 0.25))" == "the deadline of 0.25 s passed")
  }

  @Test func oneOfManyThreadsGivesTheReason() async {
    for _ in 0..<50 {
      let cancellation = Cancellation()
      let seen = await withTaskGroup(of: Cancellation.Reason?.self) { group in
        for number in 1...8 {
          group.addTask {
            cancellation.cancel(.deadline(seconds: Double(number)))
            return cancellation.reason
          }
        }
        return await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(seen.count == 1 && !seen.contains(nil))
    }
  }

  // MARK: Time to the end

  private final class CancelTime: Sendable {
    let instant = Mutex<ContinuousClock.Instant?>(nil)
  }

  /// Starts the work, cancels it after 100 ms, and measures how long it goes on.
  @Test(arguments: LongWork.allCases)
  func longWorkEndsSoon(_ work: LongWork) throws {
    let cancellation = Cancellation()
    let time = CancelTime()
    let answers = Z3Worker.wait { () -> ([String?], ContinuousClock.Instant) in
      let ready = work.prepared()
      DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + .milliseconds(100)) {
        time.instant.withLock { $0 = .now }
        cancellation.cancel(.requested)
      }
      return (ready(cancellation), .now)
    }
    let (reasons, end) = try #require(answers)
    let start = try #require(time.instant.withLock { $0 }, "it ended by itself: \(reasons)")
    let milliseconds = (end - start) / .milliseconds(1)
    print("cancellation: \(work.rawValue) ended after \(milliseconds) ms")
    #expect(milliseconds < 1_000)
    #expect(!reasons.isEmpty)
    #expect(reasons.allSatisfy { $0 == "the check was cancelled" }, "\(reasons)")
  }

  @Test(arguments: LongWork.allCases)
  func workThatIsCancelledBeforehandDoesNotBegin(_ work: LongWork) throws {
    let cancellation = Cancellation()
    cancellation.cancel(.deadline(seconds: 2.5))
    let answers = Z3Worker.wait { () -> ([String?], Duration) in
      let ready = work.prepared()
      let start = ContinuousClock.now
      return (ready(cancellation), .now - start)
    }
    let (reasons, duration) = try #require(answers)
    #expect(duration < .seconds(1), "\(duration)")
    #expect(reasons.allSatisfy { $0 == "the deadline of 2.5 s passed" }, "\(reasons)")
  }

  // MARK: No wrong answers

  /// Cancels at random moments: an answer is the same as without, or undecided for this reason.
  @Test func answersAboutPlansAreTheSameOrUndecided() {
    var tally = Tally()
    for seed in UInt64(1)...UInt64(60 * ExplicitSearchTests.factor) {
      let timing: Timing = [.everyMoment, .atRest, .atEnd][Int(seed % 3)]
      func ask(_ cancellation: Cancellation) -> [String] {
        guard var made = RandomCase(seed: seed, steps: 6, flags: true) else { return [] }
        let condition = made.condition(depth: 3, unknowns: true)
        let other = made.condition(depth: 2, unknowns: true)
        let engine = Engine(
          system: made.system, store: made.store, orderIsExact: false, cancellation: cancellation)
        if seed % 2 == 0 { engine.mostListed = 1 }
        let query = Query(condition, timing: timing)
        return [
          engine.decide(query).word, engine.reach(query).word,
          engine.decide(RunQuery(.leadsTo, of: condition, other)).word,
        ]
      }
      tally.compare(seed, ask)
    }
    tally.check()
  }

  @Test func answersAboutWorldsAreTheSameOrUndecided() {
    var tally = Tally()
    for seed in UInt64(1)...UInt64(20 * ExplicitSearchTests.factor) {
      func ask(_ cancellation: Cancellation) -> [String] {
        let random = RandomProgramSystem(seed: seed)
        let explorer = Explorer(
          limits: ExplorationLimits(depth: 4, statesAtOnce: seed % 2 == 0 ? 1 : 20_000),
          cancellation: cancellation)
        let system = seed % 3 == 0 ? random.plain : random.system
        return explorer.run(system, for: random.properties).answers.map(\.word)
      }
      tally.compare(seed, ask)
    }
    for seed in UInt64(1)...UInt64(20 * ExplicitSearchTests.factor) {
      func ask(_ cancellation: Cancellation) -> [String] {
        let made = RandomOneShotSystem(seed: seed)
        guard let ideals = IdealExplorer(made.system, cancellation: cancellation) else { return [] }
        return ideals.answers(made.properties).map { $0?.word ?? Tally.cancelled }
      }
      tally.compare(seed, ask)
    }
    tally.check()
  }

  @Test func answersOfTheSolverAboutWorldsAreTheSameOrUndecided() {
    var tally = Tally()
    for seed in UInt64(1)...UInt64(20 * ExplicitSearchTests.factor) {
      func ask(_ cancellation: Cancellation) -> [String] {
        let random = RandomTransitionSystem(seed: seed)
        guard let context = try? Z3Context(interrupt: cancellation.solver) else { return [] }
        return SymbolicSearch(
          context: context, limits: ExplorationLimits(depth: 3), cancellation: cancellation
        ).run(random.system, for: random.properties).answers.map(\.word)
      }
      tally.compare(seed, ask)
    }
    tally.check()
  }
}

/// Counts how answers of cancelled work compare with those of the same work without cancellation.
private struct Tally {
  static let cancelled = "undecided: the check was cancelled"
  private var same = 0
  private var undecided = 0

  mutating func compare(_ seed: UInt64, _ ask: (Cancellation) -> [String]) {
    let start = ContinuousClock.now
    let expected = ask(Cancellation())
    let microseconds = Int((.now - start) / .microseconds(1))
    var random = SeededGenerator(seed: seed)
    for _ in 0..<4 {
      let cancellation = Cancellation()
      let delay = Int.random(in: 0...max(microseconds, 1), using: &random)
      DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + .microseconds(delay))
      {
        cancellation.cancel(.requested)
      }
      for (found, answer) in zip(ask(cancellation), expected) {
        if found == answer {
          same += 1
        } else if found == Self.cancelled {
          undecided += 1
        } else {
          Issue.record("seed \(seed), cancelled after \(delay) µs: \(found), but \(answer)")
        }
      }
    }
  }

  func check() {
    print("cancellation: \(same) answers are the same, \(undecided) undecided")
    #expect(same > 20 && undecided > 20, "\(same) the same, \(undecided) undecided")
  }
}

extension Finding {
  fileprivate var word: String {
    switch self {
    case .holds: "holds"
    case .run: "run"
    case .undecided(_, let reason): "undecided: \(reason)"
    }
  }

  fileprivate var reason: String? {
    if case .undecided(_, let reason) = self { reason } else { nil }
  }
}

extension ExplorationAnswer {
  fileprivate var word: String {
    switch verdict {
    case .holds: "holds"
    case .fails: "fails"
    case .undecided(let reason): "undecided: \(reason)"
    }
  }
}

extension Engine {
  fileprivate func isNot(_ count: Term, _ number: Int) -> Term {
    store.not(store.equal(count, store.number(number)))
  }
}

// MARK: - Long work

/// Work that takes much longer than 100 ms, by the part of the engine that does it.
enum LongWork: String, CaseIterable, Sendable {
  case rigid, ideals, listing, resting, cones, counting, runs
  case states, moves, loops, program, order, unrolling, induction, explorer

  typealias Work = (Cancellation) -> [String?]

  /// Makes the input; the work itself has not begun.
  func prepared() -> Work {
    switch self {
    case .rigid: rigidPigeons()
    case .ideals: pigeonsAtSteps()
    case .listing:
      wide(steps: 14, sees: .begun) { engine, count in
        engine.mostListed = .max
        return engine.decide(Query(engine.isNot(count, 15), timing: .everyMoment))
      }
    case .resting:
      wide(steps: 40, sees: .done) { engine, count in
        engine.decide(Query(engine.isNot(count, 41), timing: .atRest, failures: 3))
      }
    case .cones: longChain(steps: 6_000)
    case .counting: rollingRestart(replicas: 2_500)
    case .runs:
      wide(steps: 14, sees: .done) { engine, count in
        engine.mostRunMoments = .max
        let isComplete = engine.store.not(engine.isNot(count, 14))
        return engine.decide(RunQuery(.eventually, of: isComplete))
      }
    case .states: explicit(counters(2, below: nil))
    case .moves: explicit(manyMoves())
    case .loops: loops()
    case .program: program()
    case .order: order(steps: 10_000)
    case .unrolling: symbolic(counters(3, below: nil), depth: 1_000)
    case .induction: symbolic(products(), depth: 1)
    case .explorer:
      { [system = counters(2, below: nil)] cancellation in
        Explorer(cancellation: cancellation).run(system.0, for: system.1).answers.map(
          \.verdict.reason)
      }
    }
  }

  // MARK: Plans

  /// Twelve holes for thirteen pigeons, each pair an atom.
  private func pigeonhole(_ store: TermStore, holes: Int, atom: (Int, Int) -> Term) -> Term {
    var clauses = (0...holes).map { pigeon in store.or((0..<holes).map { atom(pigeon, $0) }) }
    for hole in 0..<holes {
      for first in 0...holes {
        for second in 0..<first {
          clauses.append(
            store.or(store.not(atom(first, hole)), store.not(atom(second, hole))))
        }
      }
    }
    return store.and(clauses)
  }

  private func rigidPigeons() -> Work {
    let store = TermStore()
    let fits = pigeonhole(store, holes: 12) { pigeon, hole in
      store.isTrue(store.value(of: Unknown(name: "p\(pigeon).\(hole)")))
    }
    return { cancellation in
      let engine = Engine(
        system: .empty, store: store, orderIsExact: true, cancellation: cancellation)
      return [engine.decide(Query(store.not(fits), timing: .everyMoment)).reason]
    }
  }

  private func pigeonsAtSteps() -> Work {
    guard let system = system(steps: 13 * 14, waits: { _ in [] }) else { return { _ in [] } }
    let store = TermStore()
    let fits = pigeonhole(store, holes: 13) { pigeon, hole in store.phase(pigeon * 13 + hole, .done)
    }
    return { cancellation in
      let engine = Engine(
        system: system, store: store, orderIsExact: true, cancellation: cancellation)
      return [engine.decide(Query(store.not(fits), timing: .everyMoment)).reason]
    }
  }

  private func system(steps: Int, waits: (Int) -> [Wait]) -> System? {
    try? System(
      variables: [],
      steps: (0..<steps).map { Step(name: "s\($0)", parts: [], waits: waits($0)) })
  }

  /// Independent steps, and the number of those that have begun, or are done.
  private func wide(
    steps: Int, sees phase: StepPhase, _ ask: @escaping (Engine, Term) -> Finding
  ) -> Work {
    guard let system = system(steps: steps, waits: { _ in [] }) else { return { _ in [] } }
    let store = TermStore()
    let count = store.sum(
      .zero, plus: (0..<steps).map { WeightedTerm(.one, store.phase($0, phase)) })
    return { cancellation in
      let engine = Engine(
        system: system, store: store, orderIsExact: true, cancellation: cancellation)
      return [ask(engine, count).reason]
    }
  }

  /// Steps that wait for each other in one chain, all of them in the cone.
  private func longChain(steps: Int) -> Work {
    guard let system = system(steps: steps, waits: { $0 == 0 ? [] : [Wait(for: $0 - 1)] }) else {
      return { _ in [] }
    }
    let store = TermStore()
    let all = store.and((0..<steps).map { store.not(store.phase($0, .failed)) })
    let condition = store.or(all, store.isTrue(store.value(of: Unknown(name: "u"))))
    return { cancellation in
      let engine = Engine(
        system: system, store: store, orderIsExact: true, cancellation: cancellation)
      return [engine.decide(Query(condition, timing: .everyMoment)).reason]
    }
  }

  private func rollingRestart(replicas: Int) -> Work {
    guard let system = try? CountingTests().restart(replicas: replicas, waits: 6_000, seed: 7)
    else { return { _ in [] } }
    let store = TermStore()
    let up = CountingTests().up(system, store)
    return { cancellation in
      let engine = Engine(
        system: system, store: store, orderIsExact: true, cancellation: cancellation)
      let condition = store.not(store.less(up, store.number(1)))
      return [engine.decide(Query(condition, timing: .everyMoment)).reason]
    }
  }

  // MARK: Worlds

  private typealias Asked = (TransitionSystem, [StateProperty])

  /// Integers that only grow.
  private func counters(_ count: Int, below limit: Int?) -> Asked {
    var model = ModelBuilder()
    let all = (0..<count).map { model.variable("n\($0)", sort: .integer, first: .number(.zero)) }
    let store = model.store
    for variable in all {
      let value = store.variable(variable)
      model.step(
        "up\(variable)", limit.map { [store.less(value, store.number($0))] } ?? [],
        updates: [.init(variable, store.arithmetic(.add, of: value, store.number(1)))])
    }
    let sum = all.dropFirst().reduce(store.variable(all[0])) {
      store.arithmetic(.add, of: $0, store.variable($1))
    }
    let far = store.not(store.equal(sum, store.number(1_000_000_000)))
    return (model.system, [StateProperty(.always, holds: far)])
  }

  private func explicit(_ asked: Asked) -> Work {
    { cancellation in
      ExplicitSearch.run(
        asked.0, for: asked.1, limits: ExplorationLimits(seconds: 1_000), cancellation: cancellation
      ).answers.map(\.verdict.reason)
    }
  }

  /// One step with an input of many values, so that the moves take long to compile.
  private func manyMoves() -> Asked {
    var model = ModelBuilder()
    let store = model.store
    let n = model.variable("n", sort: .integer, first: .number(.zero))
    let input = store.unknown(Unknown(name: "answer"))
    let answer = store.value(of: Unknown(name: "answer"))
    let next = store.arithmetic(.add, of: store.variable(n), answer)
    model.step(
      "add", [store.less(store.variable(n), store.number(1_000_000))],
      updates: [.init(n, next)], inputs: [input])
    let far = store.not(store.equal(store.variable(n), store.number(-1)))
    let values = (1...90_000).map { Value.number(Number($0)) }
    return (model.system(inputs: [input: .finite(values)]), [StateProperty(.always, holds: far)])
  }

  /// Whole runs over a large graph with many loops.
  private func loops() -> Work {
    var model = ModelBuilder()
    let bits = (0..<18).map { model.variable("b\($0)", sort: .bool, first: .bool(false)) }
    for bit in bits {
      model.step(
        "set\(bit)", guards: [model.store.not(model.isTrue(bit))], writes: [(bit, .bool(true))])
      model.step("clear\(bit)", guards: [model.isTrue(bit)], writes: [(bit, .bool(false))])
    }
    let never = model.store.and(bits.map { model.isTrue($0) } + [model.store.not(model.isTrue(0))])
    return explicit(
      (model.system, [StateProperty(.overRuns(.eventually, [never]), holds: .always)]))
  }

  private func program() -> Work {
    let (system, properties) = counters(3, below: 100)
    let store = TermStore(system.terms)
    // Threads that stand still; what they do is done by the counters.
    let index = Value.object(ObjectID(entity: 9, index: 0))
    let control = [system.variables.count, system.variables.count + 1]
    let threads = control.map { StateVariable(name: "thread \($0)", sort: .finite([index])) }
    let initial = system.initial + control.map { _ in store.constant(index) }
    let transitions = system.transitions.enumerated().map { number, old in
      let home = store.equal(store.variable(control[number % 2]), store.constant(index))
      return Transition(
        step: old.step, requirements: [.init(home, index: nil)] + old.requirements,
        updates: old.updates)
    }
    let whole = TransitionSystem(
      terms: store.table, variables: system.variables + threads, initial: initial,
      assumptions: [], inputs: [:], steps: system.steps, transitions: transitions,
      requirements: system.requirements, control: control)
    return { cancellation in
      ProgramSearch(
        limits: ExplorationLimits(seconds: 1_000), cancellation: cancellation, progress: nil
      ).run(whole, for: properties).answers.map(\.verdict.reason)
    }
  }

  /// Transitions that happen at most once, many of them.
  private func order(steps: Int) -> Work {
    var model = ModelBuilder()
    let store = model.store
    let flags = (0..<steps).map { model.variable("f\($0)", sort: .bool, first: .bool(false)) }
    for flag in flags {
      var guards = [store.not(model.isTrue(flag))]
      if flag > 0 { guards.append(model.isTrue(flag / 2)) }
      if flag > 1 { guards.append(model.isTrue(flag - 2)) }
      model.step("s\(flag)", guards: guards, writes: [(flag, .bool(true))])
    }
    let holds = store.or(store.not(model.isTrue(steps - 1)), model.isTrue(steps / 4))
    let system = model.system
    return { cancellation in
      Explorer(limits: ExplorationLimits(seconds: 1_000), cancellation: cancellation)
        .run(system, for: [StateProperty(.always, holds: holds)]).answers.map(\.verdict.reason)
    }
  }

  private func symbolic(_ asked: Asked, depth: Int) -> Work {
    { cancellation in
      guard let context = try? Z3Context(interrupt: cancellation.solver) else { return [] }
      return SymbolicSearch(
        context: context, limits: ExplorationLimits(depth: depth, seconds: 1_000),
        cancellation: cancellation
      ).run(asked.0, for: asked.1).answers.map(\.verdict.reason)
    }
  }

  /// Numbers that are multiplied, which neither induction nor Spacer gets to the end of.
  private func products() -> Asked {
    var model = ModelBuilder()
    let store = model.store
    let x = model.variable("x", sort: .integer, first: .number(Number(2)))
    let y = model.variable("y", sort: .integer, first: .number(Number(3)))
    let (a, b) = (store.variable(x), store.variable(y))
    model.step(
      "multiply", [],
      updates: [
        .init(
          x, store.arithmetic(.add, of: store.arithmetic(.multiply, of: a, b), store.number(1))),
        .init(y, store.arithmetic(.add, of: store.arithmetic(.multiply, of: a, a), b)),
      ])
    let cubes = [a, b].map {
      store.arithmetic(.multiply, of: $0, store.arithmetic(.multiply, of: $0, $0))
    }
    let sum = store.arithmetic(.add, of: cubes[0], cubes[1])
    let differs = store.not(store.equal(sum, store.number(1_000_003)))
    return (model.system, [StateProperty(.always, holds: differs)])
  }
}
