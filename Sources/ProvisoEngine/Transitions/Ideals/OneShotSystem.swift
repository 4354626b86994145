import ProvisoKernel

/// A transition system in which each transition has its effect at most once, read as a partial
/// order.
///
/// Each transition is guarded by the negation of a flag that it alone sets, and otherwise requires
/// only flags of other transitions. So the sets of transitions that have happened are exactly the
/// down-closed sets of an order. The values of the variables depend on that set alone if each
/// variable has one of three forms: ordered transitions assign constants to it, any transitions
/// assign the same constant to it, or transitions add constants to it. The reader accepts only
/// systems that fit exactly; a variable that does not fit is set aside, as long as no guard reads
/// it.
///
/// Reading costs one pass over the transitions. It pays where many independent steps would make
/// exponentially many states.
struct OneShotSystem {
  /// How the value of a variable follows from the transitions that have happened.
  enum Meaning {
    /// The variable of the same index in `system` has this value.
    case assigned
    /// A term over the transitions that have happened.
    case term(Term)
    /// The set of transitions does not decide the value.
    case other
  }

  /// The transitions as steps of one part each; the variables keep their indices.
  let system: System
  /// Holds the terms of the transition system, and more.
  let store: TermStore
  /// The transition of each step.
  let transitions: [Int]
  /// The meaning of each variable that some transition writes.
  let meanings: [Int: Meaning]
  /// The initial state.
  let start: [Value]

  /// Reads a transition system; `nil` unless it has this form.
  init?(_ whole: TransitionSystem, cancellation: Cancellation) throws(Cancelled) {
    var reader = OneShotReader(whole, cancellation: cancellation)
    guard let read = try reader.read() else { return nil }
    self = read
  }

  init(
    system: System, store: TermStore, transitions: [Int], meanings: [Int: Meaning], start: [Value]
  ) {
    self.system = system
    self.store = store
    self.transitions = transitions
    self.meanings = meanings
    self.start = start
  }

  /// The condition over the transitions that have happened; `nil` where it reads a variable that
  /// the order does not decide.
  func condition(_ term: Term) -> Term? {
    var rewriter = Rewriter(store)
    var isDecided = true
    let out = rewriter.rewrite(term) { node in
      switch node {
      case .variable(let index):
        switch meanings[index] {
        case .term(let term): return term
        case .other:
          isDecided = false
          return nil
        case .assigned, nil: return nil
        }
      case .unknown, .undetermined:
        isDecided = false
        return nil
      default: return nil
      }
    }
    return isDecided ? out : nil
  }
}

/// Reads a transition system as a partial order, if it has that form.
private struct OneShotReader {
  private let whole: TransitionSystem
  private let cancellation: Cancellation
  private let store: TermStore
  private var start: [Value] = []
  /// Variables that are written in a way that the order does not decide.
  private var others: Set<Int> = []
  private var candidates: [Candidate] = []
  /// The candidates that write each variable.
  private var writers: [Int: [Int]] = [:]

  /// All transitions with the same guard and effect.
  private struct Candidate {
    /// One of them.
    let transition: Int
    let conditions: [Term]
    let updates: [Transition.Update]
    /// The indices of the candidates that must have happened before.
    var waits: [Int] = []
    /// Whether it can never happen.
    var isDead = false
  }

  init(_ whole: TransitionSystem, cancellation: Cancellation) {
    self.whole = whole
    self.cancellation = cancellation
    store = TermStore(whole.terms)
  }

  mutating func read() throws(Cancelled) -> OneShotSystem? {
    for term in whole.initial {
      guard let term, case .constant(let value) = store[term] else { return nil }
      start.append(value)
    }
    guard start.count == whole.variables.count else { return nil }
    for (index, variable) in whole.variables.enumerated() where !variable.mayBeNull {
      switch variable.sort {
      case .bool: store.variableKinds[index] = .bool
      case .integer, .decimal: store.variableKinds[index] = .number
      case .string: store.variableKinds[index] = .string
      case .finite, .any: break
      }
    }
    var begin = Rewriter(store)
    for assumption in whole.assumptions where atStart(assumption, using: &begin) != .always {
      return nil
    }
    guard try collect(), try connect() else { return nil }
    return try assemble()
  }

  private func atStart(_ term: Term, using rewriter: inout Rewriter) -> Term {
    rewriter.rewrite(term) { node in
      if case .variable(let index) = node { store.constant(start[index]) } else { nil }
    }
  }

  // MARK: Candidates

  /// Gathers the transitions that can happen and have an effect.
  private mutating func collect() throws(Cancelled) -> Bool {
    var written: Set<Int> = []
    for update in whole.transitions.lazy.flatMap(\.updates)
    where store.variable(update.variable) != update.value {
      written.insert(update.variable)
    }
    var rewriter = Rewriter(store)
    /// The term with the initial values of all variables that no transition changes.
    func settled(_ term: Term) -> Term {
      rewriter.rewrite(term) { node in
        if case .variable(let index) = node, !written.contains(index) {
          return store.constant(start[index])
        }
        return nil
      }
    }
    var seen: Set<[Term]> = []
    for (index, transition) in whole.transitions.enumerated() {
      try cancellation.check()
      let guarding = store.and(transition.requirements.map { settled($0.condition) })
      if guarding == .never { continue }
      // The reader cannot tell whether a fault is reachable, so it accepts no possible fault.
      for fault in transition.faults where settled(fault.condition) != .never { return false }
      let updates = transition.updates.map { Transition.Update($0.variable, settled($0.value)) }
        .filter { store.variable($0.variable) != $0.value }
      if transition.isFailure {
        others.formUnion(updates.map(\.variable))
        continue
      }
      if updates.isEmpty { continue }
      guard transition.inputs.isEmpty else { return false }
      let conditions: [Term] =
        switch store[guarding] {
        case .truth: []
        case .and(let parts): parts
        default: [guarding]
        }
      // If two agents may take the same step, its two transitions differ only in the agent.
      let key =
        conditions
        + updates.sorted { $0.variable < $1.variable }
        .flatMap { [store.variable($0.variable), $0.value] }
      guard seen.insert(key).inserted else { continue }
      for update in updates { writers[update.variable, default: []].append(candidates.count) }
      candidates.append(
        Candidate(transition: index, conditions: conditions, updates: updates))
    }
    return true
  }

  /// The only candidate that writes the variable, if the variable is initially false and the
  /// candidate sets it to true.
  private func setter(of variable: Int) -> Int? {
    guard !others.contains(variable), start[variable] == .bool(false),
      let list = writers[variable], list.count == 1, let writer = list.first,
      let update = candidates[writer].updates.first(where: { $0.variable == variable }),
      store[update.value] == .constant(.bool(true))
    else { return nil }
    return writer
  }

  /// Whether the candidate changes nothing when it happens again: it is the only writer of its
  /// variables, and it writes constants.
  private func isIdempotent(_ candidate: Candidate) -> Bool {
    candidate.updates.allSatisfy { update in
      if others.contains(update.variable) { return true }
      if case .constant = store[update.value] { return writers[update.variable]?.count == 1 }
      return false
    }
  }

  // MARK: Order

  /// Reads the guards as waits.
  private mutating func connect() throws(Cancelled) -> Bool {
    var followers: [[Int]] = Array(repeating: [], count: candidates.count)
    var dead: [Int] = []
    for index in candidates.indices {
      try cancellation.check()
      var hasFlag = false
      for condition in candidates[index].conditions {
        let isNegated: Bool
        let atom: Term
        if case .not(let inner) = store[condition] {
          (isNegated, atom) = (true, inner)
        } else {
          (isNegated, atom) = (false, condition)
        }
        guard case .isTrue(let operand) = store[atom],
          case .variable(let variable) = store[operand],
          let setter = setter(of: variable)
        else { return false }
        if isNegated {
          guard setter == index else { return false }
          hasFlag = true
        } else {
          candidates[index].waits.append(setter)
          followers[setter].append(index)
        }
      }
      if candidates[index].waits.contains(index) { dead.append(index) }
      guard hasFlag || isIdempotent(candidates[index]) else { return false }
    }
    // A transition that waits for itself never happens, and neither do those that wait for it.
    while let index = dead.popLast() {
      if candidates[index].isDead { continue }
      candidates[index].isDead = true
      dead += followers[index]
    }
    return true
  }

  // MARK: The system

  private func assemble() throws(Cancelled) -> OneShotSystem? {
    let live = candidates.indices.filter { !candidates[$0].isDead }
    var steps: [Int: Int] = [:]
    for (step, index) in live.enumerated() { steps[index] = step }
    let waits = live.map { index in
      Set(candidates[index].waits).compactMap { steps[$0] }.sorted().map { Wait(for: $0) }
    }
    let order = Order(waits: waits)
    guard order.circle == nil else { return nil }
    var parts: [[Assignment]] = Array(repeating: [], count: live.count)
    var meanings: [Int: OneShotSystem.Meaning] = [:]
    for index in others { meanings[index] = .other }
    for (variable, list) in writers where meanings[variable] == nil {
      let effects = list.compactMap { writer -> (step: Int, value: Term)? in
        guard let step = steps[writer],
          let update = candidates[writer].updates.first(where: { $0.variable == variable })
        else { return nil }
        return (step, update.value)
      }
      let meaning = try meaning(of: variable, effects: effects, order: order)
      meanings[variable] = meaning
      guard case .assigned = meaning else { continue }
      for effect in effects {
        if case .constant(let value) = store[effect.value] {
          parts[effect.step].append(Assignment(variable, value))
        }
      }
    }
    let system = try? System(
      variables: zip(whole.variables, start).map { Variable(name: $0.name, initial: $1) },
      steps: live.enumerated().map { step, index in
        let transition = whole.transitions[candidates[index].transition]
        return Step(
          name: whole.steps[transition.step].name, parts: [parts[step]], waits: waits[step])
      })
    return system.map {
      OneShotSystem(
        system: $0, store: store, transitions: live.map { candidates[$0].transition },
        meanings: meanings, start: start)
    }
  }

  private func meaning(
    of variable: Int, effects: [(step: Int, value: Term)], order: Order
  ) throws(Cancelled) -> OneShotSystem.Meaning {
    let constants = effects.filter { if case .constant = store[$0.value] { true } else { false } }
    func happened(_ step: Int) -> Term { store.happened(PartID(step: step, part: 0)) }
    if constants.count == effects.count {
      let sequence = effects.sorted { order.rank(of: $0.step) < order.rank(of: $1.step) }
      var isOrdered = true
      for (first, second) in zip(sequence, sequence.dropFirst()) where isOrdered {
        try cancellation.check()
        isOrdered = order.waits(second.step, for: first.step)
      }
      if isOrdered { return .assigned }
      guard let value = effects.first?.value, effects.allSatisfy({ $0.value == value }) else {
        return .other
      }
      let any = store.or(effects.map { happened($0.step) })
      return .term(store.ite(any, then: value, else: store.constant(start[variable])))
    }
    guard case .number(let initial) = start[variable] else { return .other }
    var weighted: [WeightedTerm] = []
    for effect in effects {
      guard let weight = increment(effect.value, of: variable) else { return .other }
      weighted.append(WeightedTerm(weight, happened(effect.step)))
    }
    return .term(store.sum(initial, plus: weighted))
  }

  /// The number that the update adds to the variable; `nil` for any other update.
  private func increment(_ value: Term, of variable: Int) -> Number? {
    let same = store.variable(variable)
    func number(_ term: Term) -> Number? {
      if case .constant(.number(let value)) = store[term] { value } else { nil }
    }
    guard case .arithmetic(let operation, let a, let b) = store[value] else { return nil }
    switch operation {
    case .add: return a == same ? number(b) : b == same ? number(a) : nil
    case .subtract: return a == same ? number(b).map { -$0 } : nil
    case .multiply, .divide, .modulo: return nil
    }
  }
}
