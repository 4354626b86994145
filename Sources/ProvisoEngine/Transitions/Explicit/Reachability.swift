import ProvisoKernel

/// Breadth-first search through every reachable state of a compiled system.
///
/// States are numbered in the order in which they are found, so the numbers themselves are the
/// queue. Each state keeps its parent and the move from there, so the path back to an initial state
/// is a shortest run. A state costs its packed words, eight bytes for parent and move, and its
/// entry in the hash table (`StateSet`).
///
/// Fields of the packed states start narrow. When a value does not fit, the field is widened, all
/// states are packed again in the same order, and the visit is repeated.
final class Reachability {
  let compiled: CompiledSystem
  /// Whether steps can fail.
  let withFailures: Bool
  private(set) var states: StateSet
  private let parents = Storage<UInt32>()
  private let via = Storage<UInt32>()
  /// The number of the first state of each depth.
  private(set) var layers: [Int] = [0]
  /// The number of visited states: exactly those with smaller numbers.
  private(set) var visited = 0
  /// The reason why the search ended before it had visited every state.
  private(set) var stopped: String?
  /// Whether the search ended because values keep growing, or because of the number of initial states.
  private(set) var isPaused = false

  /// The states without their monitors; `nil` if the system has no monitors.
  private var plain: StateSet?
  private var plainMask: [UInt64] = []
  private let monitors: [Int]
  private let projected: Storage<UInt64>

  private(set) var transitions = 0
  private(set) var terminalStates = 0
  private(set) var visitedPlain = 0
  private(set) var depth = 0
  /// One state for all that differ by an exchange of objects; `nil` if each state counts.
  let orbits: StateOrbits?
  /// The moves that others stand for; `nil` if each is made.
  private let twins: TwinMoves?
  /// Whether the numbers of states and transitions are too large to count.
  private var isOverflown = false
  private(set) var taken: Set<Int> = []
  private let fired: Storage<UInt8>
  private(set) var faults: [FaultFound] = []
  private(set) var findings: [Finding]
  /// The number of states to keep for each property.
  private let mostFound: Int

  private static let start = UInt32.max

  /// A state from which a move meets a fault.
  struct FaultFound {
    let state: Int
    let move: Int
    let fault: Fault
  }

  /// The findings for one property.
  struct Finding {
    /// States that violate it, or, for `reachable`, meet it; nearest first.
    var states: [Int] = []
    /// Whether some state leaves it open.
    var isOpen = false
  }

  /// The moves to try in each state.
  private let schedule: MoveSchedule
  /// The moves that are enabled in the current state.
  private let enabledMoves: Storage<Int>

  private let watch: SearchLimit

  init(
    _ compiled: CompiledSystem, withFailures: Bool, ample: AmpleSets? = nil, mostFound: Int,
    watch: SearchLimit
  ) {
    self.compiled = compiled
    self.watch = watch
    let orbits = ample == nil ? StateOrbits(compiled) : nil
    self.orbits = orbits
    twins = orbits.flatMap { TwinMoves(compiled, kinds: $0.kinds) }
    schedule = MoveSchedule(compiled, ample: ample)
    enabledMoves = Storage(repeating: 0, count: compiled.moves.count)
    self.withFailures = withFailures
    self.mostFound = mostFound
    states = StateSet(width: compiled.layout.words)
    monitors = compiled.system.variables.indices.filter { compiled.system.variables[$0].isMonitor }
    plain = monitors.isEmpty ? nil : StateSet(width: compiled.layout.words)
    projected = Storage(repeating: 0, count: compiled.layout.words)
    fired = Storage(repeating: 0, count: compiled.moves.count)
    findings = Array(repeating: Finding(), count: compiled.properties.count)
    preparePlain()
  }

  private func preparePlain() {
    projected.resize(to: compiled.layout.words, filling: 0)
    plainMask = Array(repeating: .max, count: compiled.layout.words)
    for monitor in monitors {
      let slot = compiled.layout.slots[monitor]
      plainMask[slot.word] &= ~(slot.mask << slot.shift)
    }
  }

  /// The number of different states found, without regard to monitors; `nil` if only their
  /// representatives are counted.
  var stateCount: Int? {
    guard let orbits else { return representativeCount }
    guard isCounted else { return nil }
    _ = representativeCount
    let set = plain ?? states
    var sum = 0
    for number in 0..<set.count {
      guard !watch.cancellation.isCancelled else { return nil }
      projected.base.update(from: set[number], count: compiled.layout.words)
      guard let weight = orbits.represent(projected.base) else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(weight)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }

  /// The number of states that were found: one for all that differ by an exchange of objects.
  var representativeCount: Int {
    guard plain != nil else { return states.count }
    for number in visited..<max(visited, states.count) where !watch.cancellation.isCancelled {
      _ = insertPlain(states[number])
    }
    return plain?.count ?? states.count
  }

  /// Whether the figures count all states.
  var isCounted: Bool { !isOverflown && orbits?.isCounted ?? true }

  /// The number of states that a state stands for.
  private func weight(of number: Int) -> Int {
    guard let orbits, orbits.isCounted, !isOverflown else { return 1 }
    projected.base.update(from: states[number], count: compiled.layout.words)
    guard let weight = orbits.represent(projected.base) else {
      isOverflown = true
      return 1
    }
    return weight
  }

  private func add(_ amount: Int, times weight: Int, to sum: inout Int) {
    let (product, isLarge) = amount.multipliedReportingOverflow(by: weight)
    let (next, overflow) = sum.addingReportingOverflow(product)
    if isLarge || overflow { isOverflown = true } else { sum = next }
  }

  /// The number of initial states: those with the smallest numbers.
  var firstStateCount: Int { layers.count > 1 ? layers[1] : states.count }

  /// Whether every reachable state was visited.
  var isExhaustive: Bool { stopped == nil && faults.isEmpty }

  /// The depth up to which every state was visited.
  var completeDepth: Int {
    if stopped == nil { return depth }
    return layers.lastIndex { $0 <= visited }.map { max($0 - 1, 0) } ?? 0
  }

  /// The length of the shortest run to a state.
  func depth(of state: Int) -> Int {
    var low = 0
    var high = layers.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if layers[middle] <= state { low = middle } else { high = middle }
    }
    return low
  }

  // MARK: Search

  /// Searches until every state has been visited or something ends it.
  ///
  /// - Parameter pause: The number of states after which the search ends if values keep growing, and
  ///   the largest number of initial states.
  func run(most limit: Int, pause: Int? = nil, progress: ((ExplorationProgress) -> Void)? = nil) {
    while stopped == nil, let need = compiled.missingConstant { widen(need) }
    if stopped == nil { addFirstStates(most: limit, pause: pause) }
    guard stopped == nil else { return }
    var end = states.count
    var pause = pause
    var lastReport = ContinuousClock.now
    while visited < states.count {
      if visited == end {
        layers.append(end)
        end = states.count
      }
      if let reason = watch.stopReason(at: visited) {
        stopped = reason
        break
      }
      if visited & 255 == 0 {
        if let progress, ContinuousClock.now - lastReport > .milliseconds(250) {
          lastReport = .now
          progress(
            ExplorationProgress(
              depth: layers.count - 1, states: states.count, queue: states.count - visited))
        }
      }
      while stopped == nil, let need = visit(visited) { widen(need) }
      if stopped != nil { break }
      if let failure = compiled.failure {
        stopped = failure
        break
      }
      visited += 1
      if let most = pause, states.count > most {
        pause = nil
        if let name = growingVariable {
          stopped = "`\(name)` keeps growing"
          isPaused = true
          break
        }
      }
      if states.count > limit && visited < states.count {
        stopped = "the limit of \(limit) states was reached"
        break
      }
    }
    layers.append(end)
    for move in 0..<fired.count where fired[move] == 1 {
      taken.insert(compiled.moves[move].move.transition)
    }
  }

  private func addFirstStates(most limit: Int, pause: Int?) {
    var candidates: InitialStates
    do {
      candidates = try InitialStates(
        compiled.system, codes: compiled.codes, cancellation: watch.cancellation)
    } catch {
      stopped = "\(error.reason)"
      return
    }
    var count = 0
    while let candidate = candidates.next() {
      count += 1
      if let reason = watch.stopReason(at: count) {
        stopped = reason
        return
      }
      guard let codes = candidate.codes else { continue }
      var variable = 0
      while variable < codes.count {
        if compiled.layout.write(codes[variable], of: variable, to: compiled.next.base) {
          variable += 1
        } else {
          widen(CompiledSystem.Need(variable: variable, code: codes[variable]))
          if stopped != nil { return }
          variable = 0
        }
      }
      add(UnsafePointer(compiled.next.base), from: Reachability.start, by: 0)
      if states.count > limit {
        stopped = "the limit of \(limit) states was reached"
        return
      }
      if let pause, states.count > pause {
        stopped = "there are more than \(pause) initial states"
        isPaused = true
        return
      }
    }
  }

  @inline(__always)
  private func add(_ state: UnsafePointer<UInt64>, from parent: UInt32, by move: UInt32) {
    if let orbits { orbits.represent(UnsafeMutablePointer(mutating: state)) }
    if states.insert(state).isNew {
      parents.append(parent)
      via.append(move)
    }
  }

  /// Visits one state: adds its successors and judges the properties.
  ///
  /// - Returns: A value that the layout has no room for; then only states are recorded, and the
  ///   caller must visit the state again. `nil` on success, and where the search is cancelled: then
  ///   only states are recorded, and `stopped` is set.
  private func visit(_ number: Int) -> CompiledSystem.Need? {
    compiled.load(states[number])
    twins?.look(at: states[number], compiled.layout)
    var enabled = 0
    var met: [FaultFound] = []
    for index in schedule.enabled(in: states[number], compiled, into: enabledMoves) {
      let move = enabledMoves.base[index]
      if index & 1023 == 1023, let reason = watch.cancellation.reason {
        stopped = "\(reason)"
        return nil
      }
      if !withFailures && compiled.moves[move].isFailure {
        enabled += 1
        continue
      }
      if let twins, !twins.isNeeded(move) {
        enabled += 1
        fired.base[move] = 1
        continue
      }
      if compiled.hasFaults(move), let fault = compiled.fault(move) {
        met.append(FaultFound(state: number, move: move, fault: fault))
      } else {
        if let need = compiled.make(move) { return need }
        if compiled.hasFailed { return nil }
        add(UnsafePointer(compiled.next.base), from: UInt32(number), by: UInt32(move))
      }
      enabled += 1
      fired.base[move] = 1
    }
    // Conditions that could not be evaluated say nothing about this state.
    if compiled.hasFailed { return nil }
    if let first = met.first { record(first, among: met) }
    if insertPlain(states[number]) {
      let weight = weight(of: number)
      visitedPlain += 1
      add(enabled, times: weight, to: &transitions)
      if enabled == 0 { add(1, times: weight, to: &terminalStates) }
      depth = layers.count - 1
    }
    for index in compiled.properties.indices {
      judge(index, number: number, isTerminal: enabled == 0)
    }
    return nil
  }

  /// Keeps the first fault, and the first double write. A double write is an error; other faults
  /// only leave properties undecided.
  private func record(_ first: FaultFound, among met: [FaultFound]) {
    if faults.isEmpty { faults.append(first) }
    if let error = met.first(where: { $0.fault.kind == .doubleWrite }),
      !faults.contains(where: { $0.fault.kind == .doubleWrite })
    {
      faults.append(error)
    }
  }

  /// Whether the state without its monitors is new.
  private func insertPlain(_ state: UnsafePointer<UInt64>) -> Bool {
    guard let plain else { return true }
    for word in plainMask.indices { projected.base[word] = state[word] & plainMask[word] }
    return plain.insert(projected.base).isNew
  }

  private func judge(_ index: Int, number: Int, isTerminal: Bool) {
    let property = compiled.properties[index]
    let wanted: Bool
    switch property.question {
    case .always: wanted = false
    case .atTerminal(let includingStart):
      guard isTerminal || includingStart && layers.count == 1 else { return }
      wanted = false
    case .reachable: wanted = true
    case .overRuns: wanted = false
    }
    if let open = property.open, compiled.holds(open) {
      if !compiled.hasFailed { findings[index].isOpen = true }
      return
    }
    if case .overRuns = property.question { return }
    if findings[index].states.count < mostFound, compiled.holds(property.holds) == wanted,
      !compiled.hasFailed
    {
      findings[index].states.append(number)
    }
  }

  // MARK: Layout

  /// Gives a variable more room and packs every state again. Changes only `stopped` where the
  /// search is cancelled.
  private func widen(_ need: CompiledSystem.Need) {
    let old = compiled.layout
    var new = old.widened(need.variable, for: need.code)
    for sibling in orbits?.siblings(of: need.variable) ?? [] where sibling != need.variable {
      new = new.widened(sibling, for: need.code)
    }
    do {
      let wider = try repacked(states, from: old, to: new)
      // Monitors stay out of the states without them.
      let widerPlain = try plain.map { (plain) throws(Cancelled) in
        try repacked(plain, from: old, to: new, without: monitors)
      }
      try compiled.widen(to: new)
      states = wider
      plain = widerPlain
      preparePlain()
    } catch {
      stopped = "\(error.reason)"
    }
  }

  private func repacked(
    _ set: StateSet, from old: StateLayout, to new: StateLayout, without hidden: [Int] = []
  ) throws(Cancelled) -> StateSet {
    let packed = StateSet(width: new.words)
    let words = Storage<UInt64>(repeating: 0, count: new.words)
    let variables = compiled.system.variables.indices.filter { !hidden.contains($0) }
    for number in 0..<set.count {
      if number & 255 == 0 { try watch.cancellation.check() }
      for variable in variables {
        // A field never becomes narrower.
        _ = new.write(old.code(of: variable, in: set[number]), of: variable, to: words.base)
      }
      _ = packed.insert(words.base)
    }
    return packed
  }

  // MARK: Runs

  /// The numbers of the states on a shortest run to a state, from the initial state on, with the
  /// moves.
  func path(to state: Int) -> (states: [Int], moves: [Int]) {
    var numbers = [state]
    var moves: [Int] = []
    var at = state
    while parents[at] != Reachability.start {
      moves.append(Int(via[at]))
      at = Int(parents[at])
      numbers.append(at)
    }
    return (numbers.reversed(), moves.reversed())
  }

  /// A shortest run to a state, followed by more moves. Every state counts.
  func run(to state: Int, then more: [Int] = [], loop: Int? = nil) -> TransitionRun {
    let path = path(to: state)
    return TransitionRun(
      start: compiled.values(of: states[path.states.first ?? state]),
      moves: (path.moves + more).map { compiled.moves[$0].move }, loop: loop)
  }
}
