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
///
/// Visits only find things (`StateVisitor`); one thread takes their findings over in the order of the states.
/// So several threads can visit states at once (`VisitTeam`), and nothing that is found depends on their number.
final class Reachability {
  let compiled: CompiledSystem
  /// Whether steps can fail.
  let withFailures: Bool
  private(set) var states: StateSet
  let parents = Storage<UInt32>()
  let via = Storage<UInt32>()
  /// The number of the first state of each depth.
  private(set) var layers: [Int] = [0]
  /// The number of visited states: exactly those with smaller numbers.
  private(set) var visited = 0
  /// The end of the layer that is visited.
  private var layerEnd = 0
  private var pause: Int?
  private var lastReport = ContinuousClock.now
  private var warmth: UInt64 = 0
  /// The reason why the search ended before it had visited every state.
  private(set) var stopped: String?
  /// Whether the search ended because values keep growing, or because of the number of initial states.
  private(set) var isPaused = false

  /// The states without their monitors; `nil` if the system has no monitors.
  private let plain: PlainStates?

  private(set) var transitions = 0
  private(set) var terminalStates = 0
  /// The number of states that the visited ones stand for.
  private var visitedWeight = 0
  private(set) var depth = 0
  /// Whether the numbers of states and transitions are too large to count.
  private var isOverflown = false
  private(set) var taken: Set<Int> = []
  private var found: SearchFindings

  static let start = UInt32.max

  var faults: [SearchFindings.FaultFound] { found.faults }

  /// The findings for each property.
  var findings: [SearchFindings.Finding] { found.properties }

  private let watch: SearchLimit
  private let ample: AmpleSets?
  private let visitor: StateVisitor
  private let visit = VisitedStates()
  /// The largest number of threads that visit states.
  private let threads: Int
  /// The number of found states from which on a team is worth it.
  private let leastTogether: Int
  private var team: VisitTeam?
  /// The moves that earlier teams have made.
  private var firedBefore: Set<Int> = []
  /// The number of states that the team visits next.
  private var batch: Int
  /// Whether the next state is visited alone, because the team could not.
  private var visitsAlone = false

  /// One state for all that differ by an exchange of objects; `nil` if each state counts.
  var orbits: StateOrbits? { visitor.orbits }

  private static let largestBatch = 8_192
  /// The number of moves to try from which on a team is worth it, about.
  private static let leastMoves = 32_768
  /// The number of words of successors that a batch may have, about.
  private static let batchWords = 1 << 19

  /// - Parameters:
  ///   - mostFound: the number of states to keep for each property.
  ///   - threads: the largest number of threads that visit states.
  ///   - leastTogether: the number of found states from which on several threads visit them, or fewer if they
  ///     have many moves.
  init(
    _ compiled: CompiledSystem, withFailures: Bool, ample: AmpleSets? = nil, mostFound: Int,
    threads: Int = 1, leastTogether: Int = .max, watch: SearchLimit
  ) {
    self.compiled = compiled
    self.watch = watch
    self.ample = ample
    self.threads = threads
    // States with many moves take longer.
    let least = max(Self.leastMoves / max(compiled.moves.count, 1), 1)
    self.leastTogether = max(min(leastTogether, least), 1)
    batch = self.leastTogether
    visitor = StateVisitor(
      compiled, withFailures: withFailures, ample: ample, cancellation: watch.cancellation)
    self.withFailures = withFailures
    found = SearchFindings(compiled.properties, mostFound: mostFound)
    states = StateSet(width: compiled.layout.words)
    plain = PlainStates(compiled)
  }

  /// The number of different states found, without regard to monitors; `nil` if only their
  /// representatives are counted.
  var stateCount: Int? {
    guard let orbits else { return representativeCount }
    guard isCounted else { return nil }
    _ = representativeCount
    // The states that were visited are counted if each is plain.
    var sum = plain == nil ? visitedWeight : 0
    let scratch = Storage<UInt64>(repeating: 0, count: compiled.layout.words)
    for number in (plain == nil ? visited : 0)..<representativeCount {
      guard !watch.cancellation.isCancelled else { return nil }
      scratch.base.update(from: plain?[number] ?? states[number], count: compiled.layout.words)
      guard let weight = orbits.represent(scratch.base) else { return nil }
      let (next, overflow) = sum.addingReportingOverflow(weight)
      guard !overflow else { return nil }
      sum = next
    }
    return sum
  }

  /// The number of states that were found: one for all that differ by an exchange of objects.
  var representativeCount: Int {
    guard let plain else { return states.count }
    for number in visited..<max(visited, states.count) where !watch.cancellation.isCancelled {
      _ = plain.insert(states[number])
    }
    return plain.count
  }

  /// Whether the figures count all states.
  var isCounted: Bool { !isOverflown && orbits?.isCounted ?? true }

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
    layerEnd = states.count
    self.pause = pause
    while stopped == nil, visited < states.count {
      if !visitsAlone, layers.count > 1, states.count - visited >= leastTogether, threads > 1,
        let team = gatheredTeam()
      {
        visitTogether(team, most: limit, progress)
      } else {
        visitsAlone = false
        visitNext(most: limit, progress)
      }
    }
    layers.append(layerEnd)
    for move in compiled.moves.indices
    where visitor.fired[move] == 1 || team?.hasFired(move) == true || firedBefore.contains(move) {
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
      orbits?.represent(compiled.next.base)
      add(
        compiled.next.base, hash: states.hash(compiled.next.base), from: Reachability.start, by: 0)
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

  private func visitNext(most limit: Int, _ progress: ((ExplorationProgress) -> Void)?) {
    visit.removeAll()
    _ = visitor.visit(
      visited, in: states, isStart: layers.count == 1 && visited < layerEnd, found.wanted,
      findsNewOnly: false, into: visit)
    guard takeOver(visit, most: limit, progress), let obstacle = visit.obstacle else { return }
    switch obstacle {
    case .noRoom(let need): widen(need)
    case .failure: stopped = compiled.failure
    case .cancelled: stopped = watch.stopReason
    }
  }

  // MARK: Teams

  private func gatheredTeam() -> VisitTeam? {
    if let team { return team }
    do {
      let visitors = try (0..<threads).map { (_) throws(Cancelled) in
        StateVisitor(
          try CompiledSystem(copying: compiled), withFailures: withFailures, ample: ample,
          cancellation: watch.cancellation)
      }
      team = VisitTeam(visitors, cancellation: watch.cancellation)
    } catch {
      stopped = "\(error.reason)"
    }
    return team
  }

  private func visitTogether(
    _ team: VisitTeam, most limit: Int, _ progress: ((ExplorationProgress) -> Void)?
  ) {
    let range = visited..<min(visited + batch, states.count)
    var words = 0
    for part in team.visit(range, in: states, found.wanted) {
      words += part.words.count
      guard takeOver(part, most: limit, progress) else { return }
      switch part.obstacle {
      case nil: continue
      case .noRoom(let need): widen(need)
      case .failure: visitsAlone = true
      case .cancelled: stopped = watch.stopReason
      }
      return
    }
    let wordsOfState = max(words / range.count, 1)
    batch = max(
      min(Self.batchWords / wordsOfState, batch * 2, Self.largestBatch), leastTogether)
  }

  /// Takes over what visits found, in the order of the states.
  ///
  /// - Returns: whether the search goes on.
  private func takeOver(
    _ found: VisitedStates, most limit: Int, _ progress: ((ExplorationProgress) -> Void)?
  ) -> Bool {
    var (successor, fault, sign) = (0, 0, 0)
    for index in 0..<found.visits.count {
      if visited == layerEnd {
        layers.append(layerEnd)
        layerEnd = states.count
      }
      if let reason = watch.stopReason(at: visited) {
        stopped = reason
        return false
      }
      if visited & 255 == 0, let progress, ContinuousClock.now - lastReport > .milliseconds(250) {
        lastReport = .now
        progress(
          ExplorationProgress(
            depth: layers.count - 1, states: states.count, queue: states.count - visited))
      }
      let visit = found.visits.base[index]
      warmth &+= states.warm(found.hashes.base + successor, count: visit.successors - successor)
      while successor < visit.successors {
        add(
          found.words.base + successor * states.width, hash: found.hashes.base[successor],
          from: UInt32(visited), by: found.moves.base[successor])
        successor += 1
      }
      while fault < visit.faults {
        self.found.add(found.faults[fault].fault, of: found.faults[fault].move, at: visited)
        fault += 1
      }
      while sign < visit.signs {
        self.found.add(found.signs.base[sign], at: visited)
        sign += 1
      }
      count(visit)
      visited += 1
      guard !isAtLimit(limit) else { return false }
    }
    return true
  }

  @inline(__always)
  private func add(
    _ state: UnsafePointer<UInt64>, hash: UInt64, from parent: UInt32, by move: UInt32
  ) {
    if states.insert(state, hash: hash).isNew {
      parents.append(parent)
      via.append(move)
    }
  }

  private func count(_ visit: VisitedStates.Visit) {
    if let plain, !plain.insert(states[visited]) { return }
    if visit.weight == 0 { isOverflown = true }
    add(1, times: visit.weight, to: &visitedWeight)
    add(visit.enabled, times: visit.weight, to: &transitions)
    if visit.enabled == 0 { add(1, times: visit.weight, to: &terminalStates) }
    depth = layers.count - 1
  }

  /// Whether the search ends here: because values keep growing, or because there are too many states.
  private func isAtLimit(_ limit: Int) -> Bool {
    if let most = pause, states.count > most {
      pause = nil
      if let name = growingVariable {
        stopped = "`\(name)` keeps growing"
        isPaused = true
        return true
      }
    }
    guard states.count > limit && visited < states.count else { return false }
    stopped = "the limit of \(limit) states was reached"
    return true
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
        try repacked(plain.states, from: old, to: new, without: plain.monitors)
      }
      try compiled.widen(to: new)
      states = wider
      if let widerPlain { plain?.take(widerPlain, in: new) }
      // Its copies have the old layout.
      for move in compiled.moves.indices where team?.hasFired(move) == true {
        firedBefore.insert(move)
      }
      team = nil
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
}
