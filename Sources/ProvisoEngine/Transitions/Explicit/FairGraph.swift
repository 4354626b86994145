import ProvisoKernel

/// The moves without failures within a region of the reachable states, with the steps enabled in
/// each state.
///
/// A breadth-first search builds the graph, so each node knows a shortest path to it. Arrays of
/// plain integers hold nodes and edges (compressed sparse rows), because a region can have millions
/// of states.
struct FairGraph {
  let search: Reachability
  private let watch: SearchLimit
  private(set) var stopped: String?

  // For each node: the number of its state, its parent node, the move from there, and its depth.
  private let numbers = Storage<UInt32>()
  private let parents = Storage<UInt32>()
  private let via = Storage<UInt32>()
  private let depths = Storage<UInt32>()
  /// For each state: 0 if not yet seen, 1 if outside the region, otherwise its node plus two.
  private let nodes: Storage<UInt32>
  /// For each node, a bit set of `stepWords` words: the steps that are enabled there.
  let enabled = Storage<UInt64>()
  let stepWords: Int
  /// The edges of node n are those from `offsets[n]` to `offsets[n + 1]`.
  let offsets = Storage<Int>()
  let targets = Storage<UInt32>()
  let edgeMoves = Storage<UInt32>()
  /// The nodes in which no move is enabled, nearest first.
  private(set) var ends: [Int] = []
  /// The nodes that were not expanded because `beyond` was false, nearest first.
  private(set) var leaves: [Int] = []

  private static let none = UInt32.max

  init(_ search: Reachability, watch: SearchLimit) {
    self.search = search
    self.watch = watch
    nodes = Storage(repeating: 0, count: search.visited)
    stepWords = (search.compiled.system.steps.count + 63) / 64
  }

  var count: Int { numbers.count }

  /// The number of a node's state.
  func state(_ node: Int) -> Int { Int(numbers[node]) }

  /// The length of the shortest run found to a node, including the run to its source.
  func depth(of node: Int) -> Int { Int(depths[node]) }

  /// The moves to a node from the source nearest to it.
  func path(to node: Int) -> (source: Int, moves: [Int]) {
    var moves: [Int] = []
    var at = node
    while parents[at] != FairGraph.none {
      moves.append(Int(via[at]))
      at = Int(parents[at])
    }
    return (at, moves.reversed())
  }

  /// Whether a step is enabled in a node.
  func canTake(_ step: Int, in node: Int) -> Bool {
    enabled[node * stepWords + step / 64] >> UInt64(step % 64) & 1 == 1
  }

  /// Searches the region breadth first.
  ///
  /// - Parameters:
  ///   - sources: Numbers of states, shortest run first; `depths` has the length of the run to
  ///     each.
  ///   - inside: Whether the loaded state is in the region.
  ///   - beyond: Whether to expand the loaded state, which is in the region.
  mutating func build(
    from sources: [Int], depths sourceDepths: [Int], where inside: () -> Bool,
    beyond: () -> Bool = { true }
  ) {
    var nextSource = 0
    var at = 0
    var depth = sourceDepths.first ?? 0
    while true {
      // Add the sources that are no farther away than the next node.
      if at == count, nextSource < sources.count { depth = max(depth, sourceDepths[nextSource]) }
      while nextSource < sources.count, sourceDepths[nextSource] <= depth {
        _ = add(
          sources[nextSource], from: FairGraph.none, by: 0, depth: sourceDepths[nextSource],
          inside: inside)
        nextSource += 1
      }
      guard at < count else {
        if nextSource < sources.count { continue }
        break
      }
      if let reason = watch.stopReason(at: at) {
        stopped = reason
        return
      }
      depth = self.depth(of: at)
      if nextSource < sources.count, sourceDepths[nextSource] <= depth { continue }
      expand(at, inside: inside, beyond: beyond)
      at += 1
    }
    offsets.append(targets.count)
  }

  /// The node of a state, made if it is new; `nil` if the state is outside the region.
  private func add(
    _ state: Int, from parent: UInt32, by move: UInt32, depth: Int, inside: () -> Bool
  )
    -> Int?
  {
    switch nodes[state] {
    case 0:
      search.compiled.load(search.states[state])
      guard inside() else {
        nodes[state] = 1
        return nil
      }
      numbers.append(UInt32(state))
      parents.append(parent)
      via.append(move)
      depths.append(UInt32(depth))
      nodes[state] = UInt32(count + 1)
      return count - 1
    case 1: return nil
    case let node: return Int(node) - 2
    }
  }

  private mutating func expand(_ node: Int, inside: () -> Bool, beyond: () -> Bool) {
    let compiled = search.compiled
    offsets.append(targets.count)
    for _ in 0..<stepWords { enabled.append(0) }
    compiled.load(search.states[state(node)])
    guard beyond() else {
      leaves.append(node)
      return
    }
    // `add` loads the target states, so first collect all moves of this one.
    var ahead: [(move: Int, state: Int)] = []
    var isEnd = true
    for move in compiled.moves.indices where compiled.isEnabled(move) {
      isEnd = false
      let step = compiled.moves[move].step
      enabled[node * stepWords + step / 64] |= 1 << UInt64(step % 64)
      if compiled.moves[move].isFailure { continue }
      if compiled.hasFaults(move), compiled.fault(move) != nil { continue }
      guard compiled.make(move) == nil,
        let target = search.states.number(of: compiled.next.base), target < search.visited
      else { continue }
      ahead.append((move, target))
    }
    if isEnd { ends.append(node) }
    let depth = depth(of: node) + 1
    for (move, state) in ahead {
      if let target = add(state, from: UInt32(node), by: UInt32(move), depth: depth, inside: inside)
      {
        targets.append(UInt32(target))
        edgeMoves.append(UInt32(move))
      }
    }
  }

  // MARK: Ends of runs

  /// The node in which a run ends, or begins to repeat itself.
  struct End {
    let node: Int
    /// The moves of the loop; empty if no move is enabled in the node.
    let loop: [Int]
  }

  /// The number of loop entries to compare, and the limit on that work, in nodes.
  private static let mostEntries = 16
  private static let mostWork = 400_000

  /// The end of a short run, its loop included; `nil` if the region has none.
  ///
  /// It compares at most `mostEntries` loop entries, nearest first, so a shorter run can exist.
  ///
  /// - Parameter isMarked: whether the loaded state counts: the run ends in one that does, or its loop
  ///   passes through one.
  mutating func nearestEnd(where isMarked: (() -> Bool)? = nil) -> End? {
    let search = search
    let numbers = numbers
    func counts(_ node: Int) -> Bool {
      guard let isMarked else { return true }
      search.compiled.load(search.states[Int(numbers[node])])
      return isMarked()
    }
    var best = ends.first(where: counts).map { End(node: $0, loop: []) }
    do {
      try findLoop(&best, from: counts)
    } catch {
      if best == nil { stopped = "\(error.reason)" }
    }
    return best
  }

  /// Replaces the best end by shorter ones with loops.
  private mutating func findLoop(
    _ best: inout End?, from isEntry: (Int) -> Bool
  ) throws(Cancelled) {
    let components = try StronglyConnected(self, cancellation: watch.cancellation)
    func length(_ end: End) -> Int { depth(of: end.node) + end.loop.count }
    var entries = 0
    var work = 0
    for node in 0..<count {
      if node & 255 == 0 { try watch.cancellation.check() }
      if let best, length(best) <= depth(of: node) + 1 { break }
      let component = components.component(of: node)
      guard components.isFair(component), isEntry(node) else { continue }
      if node & 255 == 0, let reason = watch.stopReason, best == nil {
        stopped = reason
        return
      }
      guard
        let loop = try FairLoop(self, components: components, cancellation: watch.cancellation)
          .moves(from: node)
      else { continue }
      let end = End(node: node, loop: loop)
      if best.map({ length(end) < length($0) }) ?? true { best = end }
      entries += 1
      work += components.size(of: component)
      if entries >= Self.mostEntries || work > Self.mostWork { break }
    }
  }
}
