import ProvisoKernel

/// Decides a bound on a sum of 0/1 effects exactly, without search.
///
/// Give each step a Boolean "begun", one "done" and one for each part; a moment is a set of
/// Booleans that is closed under "done implies part implies begun implies all before it done". To
/// minimise a linear function over the closed sets of a graph is the maximum closure problem, and a
/// minimum cut solves it (J.-C. Picard, "Maximal closure of a graph", 1976): the constraints are a
/// network matrix, so the relaxation over the reals is exact. The flow is a certificate that
/// addition alone checks.
///
/// The cost is one maximum flow (Dinic's algorithm, see `FlowNetwork`) for each side of the
/// comparison. Z3 took 1.7 to 37 s for such a sum over 128 steps with 0/1 variables; a maximum flow
/// over 1024 steps took 0.1 s. The method covers only sums in which each condition depends on a
/// chain of Booleans, where each Boolean implies the one before it; `decide` returns `nil` for all
/// others.
struct Counting {
  let cone: Cone
  let world: ConeOrder
  let store: TermStore
  let system: System
  let cancellation: Cancellation
  /// Takes the bounds that hold, as questions for other solvers.
  var evidence: EvidenceLog?

  /// The Booleans of a moment.
  struct Bit: Hashable {
    let index: Int
    /// 0 begun, 1 a part, 2 done: within a step a higher rank implies the lower ones.
    let rank: Int
    let part: Int
  }

  enum Answer {
    /// The condition holds: the sum never passes the bound; `extreme` is its value nearest to it.
    case holds(extreme: Number, bound: Number)
    case broken(LocalMoment)
  }

  /// Decides a condition that compares a sum with a number; `nil` for any other condition, and
  /// where a summand does not depend on a chain of Booleans.
  func decide(_ condition: Term) throws(Cancelled) -> Answer? {
    guard let comparison = Comparison(condition, in: store) else { return nil }
    let formula = cone.overPhases(comparison.sum, in: world, store: store, system: system)
    let constant: Number
    let parts: [WeightedTerm]
    switch store[formula] {
    case .sum(let number, let weighted): (constant, parts) = (number, weighted)
    case .constant(.number(let number)): (constant, parts) = (number, [])
    default: return nil
    }
    guard let (weights, base) = try linear(parts, plus: constant) else { return nil }
    var nearest: (Number, Number)?
    for side in comparison.sides {
      let sign = side.isLower ? Number(1) : Number(-1)
      guard let (least, moment) = try minimise(weights.mapValues { $0 * sign }) else { return nil }
      let extreme = least * sign + base
      if side.isBroken(by: extreme) {
        let sum = LinearSum(weights: weights, constant: base, sides: comparison.sides)
        return .broken(shorten(moment, of: sum, while: condition))
      }
      nearest = (extreme, side.bound)
    }
    if let evidence {
      for side in comparison.sides {
        evidence.note(question(weights, plus: base, breaking: side))
      }
    }
    return nearest.map { .holds(extreme: $0.0, bound: $0.1) }
  }

  /// A comparison of a sum with a constant, as the sides on which it can break.
  struct Comparison {
    struct Side {
      /// Whether the comparison breaks where the sum is too small, and not where it is too large.
      let isLower: Bool
      let bound: Number
      /// Whether a sum equal to the bound meets the comparison.
      let includesBound: Bool

      func isBroken(by extreme: Number) -> Bool {
        if extreme == bound { return !includesBound }
        return isLower ? extreme < bound : extreme > bound
      }
    }

    let sum: Term
    let sides: [Side]

    init?(_ condition: Term, in store: TermStore) {
      func number(_ term: Term) -> Number? {
        if case .constant(.number(let value)) = store[term] { value } else { nil }
      }
      func isSum(_ term: Term) -> Bool { if case .sum = store[term] { true } else { false } }
      switch store[condition] {
      case .less(let a, let b):
        if isSum(a), let bound = number(b) {
          sum = a
          sides = [Side(isLower: false, bound: bound, includesBound: false)]
        } else if isSum(b), let bound = number(a) {
          sum = b
          sides = [Side(isLower: true, bound: bound, includesBound: false)]
        } else {
          return nil
        }
      case .not(let inner):
        guard case .less(let a, let b) = store[inner] else { return nil }
        if isSum(a), let bound = number(b) {
          sum = a
          sides = [Side(isLower: true, bound: bound, includesBound: true)]
        } else if isSum(b), let bound = number(a) {
          sum = b
          sides = [Side(isLower: false, bound: bound, includesBound: true)]
        } else {
          return nil
        }
      case .equal(let a, let b):
        guard
          let (total, bound) = isSum(a) ? number(b).map({ (a, $0) }) : number(a).map({ (b, $0) }),
          isSum(total)
        else { return nil }
        sum = total
        sides = [
          Side(isLower: true, bound: bound, includesBound: true),
          Side(isLower: false, bound: bound, includesBound: true),
        ]
      default: return nil
      }
    }
  }

  // MARK: Linear form

  /// The weights of the Booleans, and the constant; `nil` where a summand does not depend on a
  /// chain.
  private func linear(
    _ parts: [WeightedTerm], plus constant: Number
  ) throws(Cancelled) -> ([Bit: Number], Number)? {
    var weights: [Bit: Number] = [:]
    var base = constant
    var waits: [Set<Int>] = []
    for list in world.waits {
      try cancellation.check()
      waits.append(Set(list))
    }
    for part in parts {
      try cancellation.check()
      guard let bits = chain(of: part.condition, waits) else { return nil }
      var before = truth(of: part.condition, bits: bits, known: 0)
      if before == nil { return nil }
      if before == true { base = base + part.weight }
      for count in 1...max(1, bits.count) where count <= bits.count {
        guard let after = truth(of: part.condition, bits: bits, known: count) else { return nil }
        if after != before {
          let change = after ? part.weight : -part.weight
          weights[bits[count - 1], default: .zero] = (weights[bits[count - 1]] ?? .zero) + change
        }
        before = after
      }
    }
    return (weights, base)
  }

  /// The Booleans that the condition mentions, the earliest first; `nil` unless each implies the
  /// one before it.
  private func chain(of condition: Term, _ waits: [Set<Int>]) -> [Bit]? {
    var bits: Set<Bit> = []
    var stack = [condition]
    var seen: Set<Term> = []
    while let top = stack.popLast() {
      guard seen.insert(top).inserted else { continue }
      switch store[top] {
      case .happened(let part):
        guard let index = cone.indices[part.step] else { return nil }
        bits.insert(Bit(index: index, rank: 1, part: part.part))
      case .phase(let step, let phase):
        guard phase != .failed, let index = cone.indices[step] else { return nil }
        bits.insert(Bit(index: index, rank: phase == .begun ? 0 : 2, part: 0))
      case .unknown, .undetermined, .flag: return nil
      case let node: stack += node.operands
      }
      if bits.count > 12 { return nil }
    }
    func comesBefore(_ a: Bit, _ b: Bit) -> Bool {
      a.index == b.index ? a.rank < b.rank : waits[b.index].contains(a.index)
    }
    let sorted = bits.sorted { a, b in
      bits.count { comesBefore($0, a) } < bits.count { comesBefore($0, b) }
    }
    for (a, b) in zip(sorted, sorted.dropFirst()) where !comesBefore(a, b) { return nil }
    return sorted
  }

  /// The condition's value where the first `known` Booleans of the chain are true and the others
  /// false; `nil` where that does not decide it.
  private func truth(of condition: Term, bits: [Bit], known: Int) -> Bool? {
    let yes = Set(bits.prefix(known))
    var rewriter = Rewriter(store)
    let result = rewriter.rewrite(condition) { node in
      switch node {
      case .happened(let part):
        return cone.indices[part.step].map {
          store.truth(yes.contains(Bit(index: $0, rank: 1, part: part.part)))
        }
      case .phase(let step, let phase):
        return cone.indices[step].map {
          store.truth(yes.contains(Bit(index: $0, rank: phase == .begun ? 0 : 2, part: 0)))
        }
      default: return nil
      }
    }
    return result == .always ? true : result == .never ? false : nil
  }

  // MARK: Minimum cut

  /// The least value of the weighted Booleans over all moments, and a smallest moment that has it.
  ///
  /// `nil` where a weighted Boolean is not in the network, or where the flow's certificate fails
  /// its check; either would be an internal error.
  private func minimise(
    _ weights: [Bit: Number]
  ) throws(Cancelled) -> (Number, LocalMoment)? {
    var nodes: [Bit: Int] = [:]
    var bits: [Bit] = []
    func add(_ bit: Bit) {
      nodes[bit] = bits.count
      bits.append(bit)
    }
    for index in cone.steps.indices {
      add(Bit(index: index, rank: 0, part: 0))
      for part in cone.parts[index] { add(Bit(index: index, rank: 1, part: part)) }
      add(Bit(index: index, rank: 2, part: 0))
    }
    let source = bits.count
    let sink = bits.count + 1
    var network = FlowNetwork(nodes: bits.count + 2)
    func require(_ bit: Bit, _ earlier: Bit) {
      if let a = nodes[bit], let b = nodes[earlier] { network.connect(a, to: b, capacity: nil) }
    }
    for index in cone.steps.indices {
      try cancellation.check()
      let begun = Bit(index: index, rank: 0, part: 0)
      let done = Bit(index: index, rank: 2, part: 0)
      require(done, begun)
      for part in cone.parts[index] {
        let bit = Bit(index: index, rank: 1, part: part)
        require(done, bit)
        require(bit, begun)
      }
      for earlier in world.reduced[index] {
        require(begun, Bit(index: earlier, rank: 2, part: 0))
      }
    }
    var gain = Number.zero
    for (bit, weight) in weights.sorted(by: { nodes[$0.key] ?? 0 < nodes[$1.key] ?? 0 }) {
      guard let node = nodes[bit] else { return nil }
      if weight.signum < 0 {
        network.connect(source, to: node, capacity: -weight)
        gain = gain - weight
      } else if weight.signum > 0 {
        network.connect(node, to: sink, capacity: weight)
      }
    }
    let flow = try network.maximise(from: source, to: sink, cancellation)
    let side = network.sourceSide(from: source)
    guard network.certifies(cut: side, from: source, to: sink, value: flow) else { return nil }
    var steps = cone.steps.map { _ in LocalMoment.Local(state: .pending) }
    for (bit, node) in nodes where side.contains(node) {
      switch bit.rank {
      case 0: if steps[bit.index].state == .pending { steps[bit.index].state = .inFlight }
      case 1: steps[bit.index].parts.insert(bit.part)
      default: steps[bit.index].state = .done
      }
    }
    for index in steps.indices where steps[index].state == .done { steps[index].parts = [] }
    return (flow - gain, LocalMoment(steps: steps))
  }

  /// Undoes steps, last ones first, as long as the condition stays false; only some of them where
  /// the work is cancelled.
  ///
  /// A step changes the sum by the weights of its own Booleans, so each attempt costs as much as one
  /// step has parts. The condition itself is evaluated only at the beginning and at the end.
  private func shorten(
    _ moment: LocalMoment, of sum: LinearSum, while condition: Term
  ) -> LocalMoment {
    func isBroken(_ moment: LocalMoment) -> Bool {
      cone.specialise(condition, at: moment, in: world, store: store, system: system) == .never
    }
    guard isBroken(moment) else { return moment }
    var best = moment
    var total = best.steps.indices.reduce(sum.constant) {
      $0 + weight(of: best.steps[$1], at: $1, in: sum)
    }
    /// Gives a step another state if the condition stays false.
    func change(_ index: Int, to state: LocalMoment.Local) -> Bool {
      let changed =
        total - weight(of: best.steps[index], at: index, in: sum)
        + weight(of: state, at: index, in: sum)
      guard sum.isBroken(at: changed) else { return false }
      total = changed
      best.steps[index] = state
      return true
    }
    // A run whose steps are all done is easier to read than one with a step in flight.
    for index in best.steps.indices where best.steps[index].state == .inFlight {
      if cancellation.isCancelled { break }
      _ = change(index, to: .init(state: .done))
    }
    var followers = Array(repeating: 0, count: best.steps.count)
    for (index, waits) in world.waits.enumerated() where best.steps[index].state != .pending {
      for earlier in waits { followers[earlier] += 1 }
    }
    let last = best.steps.indices.sorted { world.waits[$0].count > world.waits[$1].count }
    for index in last where best.steps[index].state != .pending && followers[index] == 0 {
      if cancellation.isCancelled { break }
      guard change(index, to: .init(state: .pending)) else { continue }
      for earlier in world.waits[index] { followers[earlier] -= 1 }
    }
    return isBroken(best) ? best : moment
  }

  /// The part of a sum that one step contributes in a state.
  private func weight(of local: LocalMoment.Local, at index: Int, in sum: LinearSum) -> Number {
    func weight(_ rank: Int, part: Int = 0) -> Number {
      sum.weights[Bit(index: index, rank: rank, part: part)] ?? .zero
    }
    guard local.state != .pending else { return .zero }
    var total = weight(0)
    for part in cone.parts[index] where local.hasHappened(part) {
      total = total + weight(1, part: part)
    }
    return local.state == .done ? total + weight(2) : total
  }

  /// A sum as weights of Booleans, with the sides on which its comparison can break.
  private struct LinearSum {
    let weights: [Bit: Number]
    let constant: Number
    let sides: [Comparison.Side]

    func isBroken(at total: Number) -> Bool { sides.contains { $0.isBroken(by: total) } }
  }
}
