import ProvisoKernel

/// The steps that a condition can see, and the order among them: its cone of influence.
///
/// A moment of the whole system, cut down to the cone, is a down-closed set of the order among the
/// cone's steps (with steps in flight on top), and every such set comes from a moment of the whole
/// system: steps outside the cone have no guards, so they can always be done as needed. That is why
/// a property on 3 of 10,000 resources is a question about a handful of Booleans.
///
/// Some waits depend on flags: facts about the order that the input does not record. Only flags on
/// chains of waits between the cone's steps can change its order, so only these are enumerated. The
/// cone then has one order for each flag assignment, at most 2^8; each costs one transitive closure
/// for each step of the cone.
struct Cone {
  /// The steps, by number, in an order that respects all certain waits.
  let steps: [Int]
  /// The index in `steps` of each step number.
  let indices: [Int: Int]
  /// For each step of the cone, the parts that the condition can see.
  let parts: [[Int]]
  /// Whether the condition asks if a step has failed.
  let readsFailures: Bool
  /// One order for each assignment of the flags that can change the order in the cone. Assignments
  /// that make a cycle are left out.
  let worlds: [ConeOrder]
  /// The flags that can change the order in the cone, or that the condition mentions.
  let flags: [Int]
  /// Whether there are too many flags to enumerate. Then waits that depend on a flag are left out,
  /// which adds runs.
  let isApproximate: Bool
  /// Whether the condition itself mentions a flag.
  let dependsOnFlags: Bool
  /// Whether the condition asks when a step can begin, or what holds when it is done.
  let asksForSteps: Bool
  /// The steps of which the condition asks whether they can begin.
  let askedToBegin: Set<Int>
  /// The steps of which the condition asks whether they are just done.
  let askedAfter: Set<Int>
  /// Whether waits that are left out could change the condition's value at a moment, and not only
  /// add moments.
  let dependsOnOmittedWaits: Bool

  /// Beyond this many flags, conditional waits inside the cone are left out.
  static let mostFlags = 8

  /// - Parameter seesPast: Whether it matters which steps outside the cone block steps inside.
  init(
    of terms: [Term], in store: TermStore, system: System, dependsOnBlockingSteps: Bool = false,
    cancellation: Cancellation
  ) throws(Cancelled) {
    var support = Support()
    for term in terms { support.collect(term, in: store, of: system) }
    let order = system.order
    let steps = support.steps.sorted { order.rank(of: $0) < order.rank(of: $1) }
    self.steps = steps
    readsFailures = support.readsFailures
    dependsOnFlags = !support.flags.isEmpty
    askedToBegin = support.askedToBegin
    askedAfter = support.askedAfter
    asksForSteps = !support.askedToBegin.isEmpty || !support.askedAfter.isEmpty
    var indices: [Int: Int] = [:]
    for (index, step) in steps.enumerated() { indices[step] = index }
    let index = indices
    self.indices = index
    var parts: [[Int]] = Array(repeating: [], count: steps.count)
    for part in support.parts {
      if let index = indices[part.step] { parts[index].append(part.part) }
    }
    self.parts = parts.map { $0.sorted() }

    var relevant = support.flags
    if order.hasConditions {
      relevant.formUnion(Cone.flags(between: steps, order))
      // One step can be blocked by any step that it could wait for, whatever the flags are. Which
      // steps can be blocked together depends on the flags.
      if dependsOnBlockingSteps && steps.count > 1 {
        for step in order.potentialClosure(of: steps) {
          relevant.formUnion(order.conditional[step].compactMap { $0.condition?.flag })
        }
      }
    }
    let flags = relevant.sorted()
    self.flags = flags
    isApproximate = flags.count > Cone.mostFlags
    // More steps can begin without conditional waits, and moments at rest are found in another way.
    dependsOnOmittedWaits = isApproximate && dependsOnFlags
    var worlds: [ConeOrder] = []
    for choice in 0..<(isApproximate ? 1 : 1 << flags.count) {
      let world = isApproximate ? FlagValues() : FlagValues(choice: choice, of: flags)
      let coneWorld = try ConeOrder(
        world, steps: steps, indices: index, order: order, cancellation: cancellation)
      if let coneWorld { worlds.append(coneWorld) }
    }
    self.worlds = worlds
  }

  /// The flags on chains of waits that lead from one step of the cone to another.
  private static func flags(between steps: [Int], _ order: Order) -> Set<Int> {
    guard steps.count > 1 else { return [] }
    let region = order.potentialClosure(of: steps).intersection(
      order.potentialFollowers(of: steps))
    var flags: Set<Int> = []
    for step in region {
      for wait in order.conditional[step] where region.contains(wait.step) {
        if let condition = wait.condition { flags.insert(condition.flag) }
      }
    }
    return flags
  }

  // MARK: Obstacles

  /// The reason why no condition of the cone can be decided; `nil` if there is none.
  func obstacle(in system: System, words: EngineWords) -> String? {
    if worlds.isEmpty {
      return words.dependencies(
        cycles(system.order), flags: flags.count, in: system)
    }
    if dependsOnOmittedWaits { return words.tooManyFlags(flags.count, limit: Cone.mostFlags) }
    return nil
  }

  /// At most three different cycles, where every flag assignment makes one.
  private func cycles(_ order: Order) -> [[Int]] {
    var found: [[Int]] = []
    for choice in 0..<(1 << min(flags.count, Cone.mostFlags)) where found.count < 3 {
      if let cycle = cycle(order, in: FlagValues(choice: choice, of: flags)), !found.contains(cycle)
      {
        found.append(cycle)
      }
    }
    return found
  }

  /// A cycle through a step of the cone: each step waits for the next, and the last for the first,
  /// which has the smallest number.
  private func cycle(_ order: Order, in world: FlagValues) -> [Int]? {
    for step in steps {
      for next in order.direct(step, in: world) {
        let path = next == step ? [step] : order.path(from: next, to: step, in: world)
        guard let path, let least = path.indices.min(by: { path[$0] < path[$1] }) else { continue }
        return Array(path[least...] + path[..<least])
      }
    }
    return nil
  }

  // MARK: Orders

  /// The cone's order with only its certain waits. It has all moments of all flag assignments, and
  /// perhaps more. `nil` where there is only one assignment, or where the condition itself depends
  /// on the assignment.
  func common(_ order: Order, _ cancellation: Cancellation) throws(Cancelled) -> ConeOrder? {
    guard worlds.count > 1, !dependsOnFlags, !asksForSteps else { return nil }
    return try certain(order, cancellation)
  }

  /// The cone's order with only its certain waits.
  func certain(_ order: Order, _ cancellation: Cancellation) throws(Cancelled) -> ConeOrder? {
    try self.order(in: FlagValues(), order, cancellation)
  }

  /// The cone's order under one assignment of flags; `nil` where it has a cycle.
  func order(
    in world: FlagValues, _ order: Order, _ cancellation: Cancellation
  ) throws(Cancelled) -> ConeOrder? {
    try ConeOrder(
      world, steps: steps, indices: indices, order: order, cancellation: cancellation)
  }

  /// An upper bound on the number of the cone's states, without regard to waits; `limit` if it is
  /// larger.
  func stateBound(limit: Int) -> Int {
    var bound = 1
    for index in steps.indices {
      guard parts[index].count < 8 else { return limit }
      let underWay = 1 << parts[index].count
      bound *= 2 + (readsFailures ? 2 * underWay : underWay)
      if bound >= limit { return limit }
    }
    return bound
  }
}

extension FlagValues {
  /// The assignment of a number's binary digits to flags.
  fileprivate init(choice: Int, of flags: [Int]) {
    self.init()
    for (bit, flag) in flags.enumerated() { self.flags[flag] = choice >> bit & 1 == 1 }
  }
}

/// One assignment of flags, and the order among a cone's steps under it.
struct ConeOrder {
  let world: FlagValues
  /// For each step of the cone, the steps that it waits for, directly or through others, all by
  /// index in the cone.
  let waits: [[Int]]
  /// The transitive reduction of `waits`.
  let reduced: [[Int]]

  private init(world: FlagValues, waits: [[Int]], reduced: [[Int]]) {
    self.world = world
    self.waits = waits
    self.reduced = reduced
  }

  /// The same flag assignment with other waits, to test which of them matter.
  func replacing(waits: [[Int]]) -> ConeOrder {
    ConeOrder(world: world, waits: waits, reduced: waits)
  }

  /// Whether every step that is not pending has what it waits for.
  func allows(_ moment: LocalMoment) -> Bool {
    waits.indices.allSatisfy { step in
      moment.steps[step].state == .pending
        || waits[step].allSatisfy { moment.steps[$0].state == .done }
    }
  }

  /// `nil` where steps of the cone would wait for each other in a cycle: no such plan can be
  /// applied.
  init?(
    _ world: FlagValues, steps: [Int], indices: [Int: Int], order: Order, cancellation: Cancellation
  ) throws(Cancelled) {
    self.world = world
    var waits: [[Int]] = []
    for (index, step) in steps.enumerated() {
      try cancellation.check()
      let direct = order.direct(step, in: world)
      let closure = steps.count == 1 ? [] : order.closure(of: direct, in: world)
      if closure.contains(step) { return nil }
      var list: [Int] = []
      if closure.count < steps.count {
        for other in closure { if let at = indices[other], at != index { list.append(at) } }
        list.sort()
      } else {
        for (at, other) in steps.enumerated() where at != index && closure.contains(other) {
          list.append(at)
        }
      }
      waits.append(list)
    }
    self.waits = waits
    var reduced: [[Int]] = []
    for list in waits {
      try cancellation.check()
      guard list.count > 1 else {
        reduced.append(list)
        continue
      }
      var implied: Set<Int> = []
      // Nearest first: a wait is implied if a nearer step already waits for its target.
      for other in list.sorted(by: { waits[$0].count > waits[$1].count })
      where !implied.contains(other) {
        implied.formUnion(waits[other])
      }
      reduced.append(list.filter { !implied.contains($0) })
    }
    self.reduced = reduced
  }
}

/// The steps, parts, unknowns and flags that a condition mentions.
struct Support {
  var steps: Set<Int> = []
  var parts: Set<PartID> = []
  var unknowns: Set<Int> = []
  var undetermined: Set<Int> = []
  var flags: Set<Int> = []
  var readsFailures = false
  var usesStrings = false
  /// Steps of which the condition asks whether they can begin.
  var askedToBegin: Set<Int> = []
  /// Steps of which the condition asks whether they are just done.
  var askedAfter: Set<Int> = []
  private var seen: Set<Term> = []

  mutating func collect(_ term: Term, in store: TermStore, of system: System) {
    var stack = [term]
    while let top = stack.popLast() {
      guard seen.insert(top).inserted else { continue }
      let node = store[top]
      switch node {
      case .variable(let index):
        for part in system.writers[index] {
          steps.insert(part.step)
          parts.insert(part)
        }
      case .happened(let part):
        steps.insert(part.step)
        parts.insert(part)
      case .phase(let step, let phase):
        steps.insert(step)
        if phase == .failed { readsFailures = true }
      case .enabled(let step):
        askedToBegin.insert(step)
        steps.insert(step)
        steps.formUnion(system.steps[step].waits.map(\.step))
      case .justDone(let step):
        askedAfter.insert(step)
        steps.insert(step)
        steps.formUnion(system.order.followers[step])
        steps.formUnion(system.order.conditionalFollowers[step].map(\.step))
      case .unknown(let index): unknowns.insert(index)
      case .undetermined(let index): undetermined.insert(index)
      case .flag(let index): flags.insert(index)
      case .stringTest, .matches, .size, .less, .lowerASCII, .arithmetic(.add, _, _):
        usesStrings = true
      default: break
      }
      stack += node.operands
    }
  }

  /// The values of the unknowns that the terms name, and of the maps that they are members of.
  func mentioned(_ values: [Int: Value], in store: TermStore) -> [Int: Value] {
    var named = unknowns
    for index in unknowns {
      var at = index
      while let parent = store.unknowns[at].parent?.unknown {
        named.insert(parent)
        at = parent
      }
    }
    return values.filter { named.contains($0.key) }
  }
}
