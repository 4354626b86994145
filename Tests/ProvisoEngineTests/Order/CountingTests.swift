import ProvisoKernel
import TestSupport
import Testing
import Z3

@testable import ProvisoEngine

/// Bounds on sums over many concurrent steps. The verdicts are compared with maximum flows computed
/// in another way, and with the solver's linear arithmetic.
@Suite struct CountingTests {
  /// A rolling restart: replica i stops (step 2i) and returns (step 2i + 1), with random waits of
  /// stops for the returns of other replicas.
  func restart(replicas: Int, waits: Int, seed: UInt64) throws -> System {
    var random = SeededGenerator(seed: seed)
    var lists: [[Wait]] = Array(repeating: [], count: 2 * replicas)
    for replica in 0..<replicas { lists[2 * replica + 1].append(Wait(for: 2 * replica)) }
    for _ in 0..<waits where replicas > 1 {
      let late = Int.random(in: 1..<replicas, using: &random)
      let early = Int.random(in: 0..<late, using: &random)
      lists[2 * late].append(Wait(for: 2 * early + 1))
    }
    return try System(
      variables: (0..<replicas).map { Variable(name: "up\($0)", initial: .bool(true)) },
      steps: lists.enumerated().map { index, list in
        Step(
          name: "s\(index)", parts: [[Assignment(index / 2, .bool(index % 2 == 1))]], waits: list)
      })
  }

  func up(_ system: System, _ store: TermStore) -> Term {
    store.sum(
      .zero,
      plus: system.variables.indices.map {
        WeightedTerm(.one, store.isTrue(store.variable($0)))
      })
  }

  /// The smallest number of replicas that are up, by augmenting paths found one at a time over a
  /// matching of replicas: those down at once are an antichain of the order, so Dilworth's theorem
  /// counts them.
  func leastUp(_ system: System) -> Int {
    let replicas = system.variables.count
    // Replica j cannot be down together with i if j's stop waits for i's return.
    var follows: [[Int]] = Array(repeating: [], count: replicas)
    for j in 0..<replicas {
      let closure = system.order.closure(of: [2 * j])
      for i in 0..<replicas where i != j && closure.contains(2 * i + 1) { follows[i].append(j) }
    }
    var match = Array(repeating: -1, count: replicas)
    func augment(_ i: Int, _ seen: inout [Bool]) -> Bool {
      for j in follows[i] where !seen[j] {
        seen[j] = true
        if match[j] < 0 || augment(match[j], &seen) {
          match[j] = i
          return true
        }
      }
      return false
    }
    var matched = 0
    for i in 0..<replicas {
      var seen = Array(repeating: false, count: replicas)
      if augment(i, &seen) { matched += 1 }
    }
    // Widest antichain = fewest chains = replicas - matching.
    return matched
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func agreesWithDilworth(_ seed: UInt64) throws {
    let system = try restart(replicas: 40, waits: 60 + Int(seed) * 20, seed: seed)
    let least = leastUp(system)
    let store = TermStore()
    let engine = Engine(system: system, store: store, orderIsExact: true)
    let sum = up(system, store)
    let holds = engine.decide(
      Query(store.not(store.less(sum, store.number(least))), timing: .everyMoment))
    guard case .holds(.orderIdeals, let reasons) = holds else {
      Issue.record("seed \(seed): at least \(least) are always up, but got \(holds)")
      return
    }
    #expect(reasons.contains(.bound(least: Number(least), needed: Number(least))))
    let breaks = engine.decide(
      Query(store.not(store.less(sum, store.number(least + 1))), timing: .everyMoment))
    guard case .run(_, let found) = breaks else {
      Issue.record("seed \(seed): \(least) can be up, but got \(breaks)")
      return
    }
    let moment = try Interpreter(system).replay(found.run)
    #expect(moment.values.count { $0 == .bool(true) } == least, "seed \(seed)")
  }

  @Test func aThousandConcurrentStepsAreDecided() throws {
    let system = try restart(replicas: 512, waits: 1500, seed: 7)
    let least = leastUp(system)
    let store = TermStore()
    let engine = Engine(system: system, store: store, orderIsExact: true)
    let sum = up(system, store)
    for (bound, isHeld) in [(least, true), (least + 1, false)] {
      let finding = engine.decide(
        Query(store.not(store.less(sum, store.number(bound))), timing: .everyMoment))
      switch finding {
      case .holds: #expect(isHeld)
      case .run(_, let found):
        #expect(!isHeld)
        let moment = try Interpreter(system).replay(found.run)
        #expect(moment.values.count { $0 == .bool(true) } < bound)
      case .undecided(_, let reason): Issue.record("undecided: \(reason)")
      }
    }
  }

  @Test func flowCertificatesAreChecked() throws {
    var network = FlowNetwork(nodes: 4)
    network.connect(0, to: 1, capacity: Number(3))
    network.connect(0, to: 2, capacity: Number(2))
    network.connect(1, to: 3, capacity: Number(2))
    network.connect(2, to: 3, capacity: Number(2))
    network.connect(1, to: 2, capacity: nil)
    let value = try network.maximise(from: 0, to: 3)
    #expect(value == Number(4))
    let cut = network.sourceSide(from: 0)
    #expect(network.certifies(cut: cut, from: 0, to: 3, value: value))
    #expect(!network.certifies(cut: cut, from: 0, to: 3, value: Number(5)))
    #expect(!network.certifies(cut: [0], from: 0, to: 3, value: value))
  }
}
