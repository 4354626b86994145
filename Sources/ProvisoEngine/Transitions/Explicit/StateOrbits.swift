import ProvisoKernel

/// One state for all that differ only by an exchange of objects that the system does not tell apart.
///
/// An object gets a signature from its own variables and, in two rounds, from those of the objects that it
/// is related to. The representative of a state has its objects in the order of their signatures. Objects
/// with equal signatures are tried in every order if they are related to objects, up to `mostOrders`; beyond,
/// some states have several representatives, which costs time and is no error. The number of states that a
/// representative stands for is the number of orders, divided by those that give the same state
/// (E. A. Emerson and A. P. Sistla, "Symmetry and model checking", 1996).
final class StateOrbits {
  private let compiled: CompiledSystem
  private(set) var kinds: [OrbitKind] = []
  /// Whether the number of states that each representative stands for is known so far.
  private(set) var isCounted: Bool
  private let scratch: Storage<UInt64>
  private let best: Storage<UInt64>

  /// The largest number of orders that are tried.
  private static let mostOrders = 720

  /// `nil` if there is nothing to exchange, or if a property is about whole runs, whose fairness tells
  /// objects apart.
  init?(_ compiled: CompiledSystem) {
    let symmetries = compiled.system.symmetries
    let areOfStates = compiled.properties.allSatisfy {
      if case .overRuns = $0.question { false } else { true }
    }
    guard !symmetries.isEmpty, areOfStates, compiled.system.control.isEmpty else { return nil }
    self.compiled = compiled
    // Objects that are created have an order, so states that differ by an exchange need not be reachable.
    isCounted = symmetries.allSatisfy { $0.presence == nil }
    scratch = Storage(repeating: 0, count: compiled.layout.words)
    best = Storage(repeating: 0, count: compiled.layout.words)
    kinds = symmetries.map { OrbitKind($0, compiled) }
  }

  /// Whether all objects exist in every state, so that every run has its images under each exchange.
  var keepsRuns: Bool { kinds.allSatisfy { $0.presence == nil } }

  /// The variables that hold the same for other objects, and must have equal fields.
  func siblings(of variable: Int) -> [Int] {
    kinds.flatMap { $0.siblings(of: variable) }
  }

  /// Replaces a state by its representative.
  ///
  /// - Returns: the number of states that the representative stands for; `nil` if it is unknown.
  @discardableResult
  func represent(_ state: UnsafeMutablePointer<UInt64>) -> Int? {
    scratch.resize(to: compiled.layout.words, filling: 0)
    best.resize(to: compiled.layout.words, filling: 0)
    var weight: Int? = 1
    for index in kinds.indices {
      guard let own = represent(state, index) else {
        weight = nil
        continue
      }
      let product = weight?.multipliedReportingOverflow(by: own)
      weight = product.flatMap { $0.overflow ? nil : $0.partialValue }
    }
    return isCounted ? weight : nil
  }

  /// The state in which the objects change places.
  ///
  /// - Parameter order: for each symmetry, the new place of each object.
  func exchanged(_ state: [UInt64], by orders: [[Int]]) -> [UInt64] {
    var state = state
    state.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      for (kind, order) in zip(kinds, orders) {
        scratch.resize(to: compiled.layout.words, filling: 0)
        write(base, in: order, kind, to: scratch.base)
        base.update(from: scratch.base, count: compiled.layout.words)
      }
    }
    return state
  }

  /// The exchange that makes one list of objects another; `nil` if there is none.
  func exchange(from old: [Value], to new: [Value]) -> [[Int]]? {
    guard old.count == new.count else { return nil }
    var orders: [[Int]] = []
    var isDone = old.indices.map { old[$0] == new[$0] }
    for kind in kinds {
      var order = [Int](repeating: -1, count: kind.count)
      var taken: Set<Int> = []
      for index in old.indices {
        guard let a = kind.numbers[old[index]], let b = kind.numbers[new[index]] else { continue }
        guard order[a] == b || order[a] < 0 && taken.insert(b).inserted else { return nil }
        order[a] = b
        isDone[index] = true
      }
      var rest = (0..<kind.count).filter { !taken.contains($0) }[...]
      for index in order.indices where order[index] < 0 { order[index] = rest.removeFirst() }
      orders.append(order)
    }
    return isDone.contains(false) ? nil : orders
  }

  // MARK: One kind of objects

  private func represent(_ state: UnsafeMutablePointer<UInt64>, _ index: Int) -> Int? {
    let layout = compiled.layout
    let count = kinds[index].existing(in: state, layout)
    kinds[index].sign(state, layout, count: count)
    let kind = kinds[index]
    var sorted = Array(0..<count)
    let isSorted = (1..<max(count, 1)).allSatisfy {
      kind.signatures[$0 - 1] <= kind.signatures[$0]
    }
    if !isSorted {
      sorted.sort { (kind.signatures[$0], $0) < (kind.signatures[$1], $1) }
      if !kind.isLinked { sorted = Self.settled(sorted, kind.signatures) }
    }
    var groups: [Range<Int>] = []
    var start = 0
    for at in 1...max(count, 1)
    where at >= count || kind.signatures[sorted[at]] != kind.signatures[sorted[start]] {
      groups.append(start..<min(at, count))
      start = at
    }
    groups.removeAll { $0.count < 2 }
    func place(_ objects: [Int]) -> [Int] {
      var order = Array(0..<kind.count)
      for (place, object) in objects.enumerated() { order[object] = place }
      return order
    }
    var orders = 1
    for group in groups where kind.isLinked {
      for number in 1...group.count { orders = min(orders * number, Self.mostOrders + 1) }
    }
    guard orders > 1, orders <= Self.mostOrders else {
      if !isSorted {
        write(state, in: place(sorted), kind, to: scratch.base)
        state.update(from: scratch.base, count: layout.words)
      }
      if orders > 1 {
        isCounted = false
        return nil
      }
      return isCounted ? OrbitKind.arrangements(of: count, groups: groups.map(\.count)) : nil
    }
    // The first of the states that the orders give represents all of them.
    var fewest = 0
    var objects = sorted
    func visit(_ group: Int, _ at: Int) {
      guard group < groups.count else {
        write(state, in: place(objects), kind, to: scratch.base)
        switch fewest == 0 ? -1 : Self.compare(scratch.base, best.base, layout.words) {
        case ..<0:
          best.base.update(from: scratch.base, count: layout.words)
          fewest = 1
        case 0: fewest += 1
        default: break
        }
        return
      }
      guard at < groups[group].upperBound else {
        let next = group + 1
        return visit(next, groups.indices.contains(next) ? groups[next].lowerBound : 0)
      }
      for other in at..<groups[group].upperBound {
        objects.swapAt(at, other)
        visit(group, at + 1)
        objects.swapAt(at, other)
      }
    }
    visit(0, groups[0].lowerBound)
    state.update(from: best.base, count: layout.words)
    guard let all = OrbitKind.arrangements(of: count, groups: groups.map(\.count)) else {
      return nil
    }
    let (product, overflow) = all.multipliedReportingOverflow(by: orders / fewest)
    return overflow ? nil : product
  }

  /// The objects in the same order of signatures, with as many as possible where they are: objects with equal
  /// signatures that are not linked are equal.
  private static func settled(_ sorted: [Int], _ signatures: [UInt64]) -> [Int] {
    var settled = Array(sorted.indices)
    let open = sorted.indices.filter { signatures[$0] != signatures[sorted[$0]] }
    // The objects in these places are left.
    let objects = open.sorted { (signatures[$0], $0) < (signatures[$1], $1) }
    for (place, object) in zip(open, objects) { settled[place] = object }
    return settled
  }

  private static func compare(
    _ a: UnsafeMutablePointer<UInt64>, _ b: UnsafeMutablePointer<UInt64>, _ count: Int
  ) -> Int {
    for index in 0..<count where a[index] != b[index] { return a[index] < b[index] ? -1 : 1 }
    return 0
  }

  private func write(
    _ state: UnsafeMutablePointer<UInt64>, in order: [Int], _ kind: OrbitKind,
    to target: UnsafeMutablePointer<UInt64>
  ) {
    let layout = compiled.layout
    let source = UnsafePointer(state)
    target.update(from: source, count: layout.words)
    func move(_ from: Int, _ to: Int, holds: Bool) {
      var code = layout.code(of: from, in: source)
      if holds, let object = kind.object(of: code) {
        code = kind.codes[order[object]]
      }
      // INVARIANT: siblings have equal fields, so there is room.
      _ = layout.write(code, of: to, to: target)
    }
    for (row, holds) in zip(kind.single, kind.singleHolds) {
      for object in 0..<kind.count where holds || order[object] != object {
        move(row[object], row[order[object]], holds: holds)
      }
    }
    for (square, holds) in zip(kind.pairs, kind.pairsHold) {
      for a in 0..<kind.count {
        for b in 0..<kind.count {
          move(square[a][b], square[order[a]][order[b]], holds: holds)
        }
      }
    }
    for variable in kind.others { move(variable, variable, holds: true) }
  }
}
