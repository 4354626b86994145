import ProvisoKernel

/// The moves within a region of the reachable states, failures left out, with what can be done where.
struct FairGraph {
  let search: Reachability
  private let watch: StopWatch
  private(set) var stopped: String?

  /// By node: the number of its state, its parent among the nodes and the move from there, its depth.
  private let numbers = Storage<UInt32>()
  private let parents = Storage<UInt32>()
  private let via = Storage<UInt32>()
  private let depths = Storage<UInt32>()
  /// By state: its node plus two; 0: not met, 1: outside.
  private let nodes: Storage<UInt32>
  /// By node and word: the steps that can be taken there.
  let enabled = Storage<UInt64>()
  let stepWords: Int
  /// The edges of node n are those from `offsets[n]` to `offsets[n + 1]`.
  let offsets = Storage<Int>()
  let targets = Storage<UInt32>()
  let edgeMoves = Storage<UInt32>()
  /// The nodes in which nothing can happen, nearest first.
  private(set) var ends: [Int] = []
  /// The nodes from which the graph does not go on because `beyond` said no, nearest first.
  private(set) var leaves: [Int] = []

  private static let none = UInt32.max

  init(_ search: Reachability, _ watch: StopWatch) {
    self.search = search
    self.watch = watch
    nodes = Storage(repeating: 0, count: search.visited)
    stepWords = (search.compiled.system.steps.count + 63) / 64
  }

  var count: Int { numbers.count }

  /// The number of a node's state.
  func state(_ node: Int) -> Int { Int(numbers[node]) }

  /// The length of the shortest run that was found to a node, what leads to its source included.
  func depth(of node: Int) -> Int { Int(depths[node]) }

  /// The moves to a node from the source that is nearest to it.
  func path(to node: Int) -> (source: Int, moves: [Int]) {
    var moves: [Int] = []
    var at = node
    while parents[at] != FairGraph.none {
      moves.append(Int(via[at]))
      at = Int(parents[at])
    }
    return (at, moves.reversed())
  }

  /// Whether a step can be taken in a node.
  func canTake(_ step: Int, in node: Int) -> Bool {
    enabled[node * stepWords + step / 64] >> UInt64(step % 64) & 1 == 1
  }

  /// Searches the region breadth first.
  ///
  /// - Parameters:
  ///   - sources: numbers of states, each with the length of the run to it in `depths`, shortest first.
  ///   - inside: whether the loaded state is in the region.
  ///   - beyond: whether the search goes on from the loaded state, which is in the region.
  mutating func build(
    from sources: [Int], depths sourceDepths: [Int], where inside: () -> Bool,
    beyond: () -> Bool = { true }
  ) {
    var nextSource = 0
    var at = 0
    var depth = sourceDepths.first ?? 0
    while true {
      // A source that is as far away as what comes next takes part from here on.
      if at == count, nextSource < sources.count { depth = max(depth, sourceDepths[nextSource]) }
      while nextSource < sources.count, sourceDepths[nextSource] <= depth {
        _ = add(
          sources[nextSource], from: FairGraph.none, by: 0, depth: sourceDepths[nextSource], inside)
        nextSource += 1
      }
      guard at < count else {
        if nextSource < sources.count { continue }
        break
      }
      if at & 255 == 0, let reason = watch.reasonToStop {
        stopped = reason
        return
      }
      depth = self.depth(of: at)
      if nextSource < sources.count, sourceDepths[nextSource] <= depth { continue }
      expand(at, inside, beyond)
      at += 1
    }
    offsets.append(targets.count)
  }

  /// The node of a state of the region; `nil` where it is outside.
  private func add(
    _ state: Int, from parent: UInt32, by move: UInt32, depth: Int, _ inside: () -> Bool
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

  private mutating func expand(_ node: Int, _ inside: () -> Bool, _ beyond: () -> Bool) {
    let compiled = search.compiled
    offsets.append(targets.count)
    for _ in 0..<stepWords { enabled.append(0) }
    compiled.load(search.states[state(node)])
    guard beyond() else {
      leaves.append(node)
      return
    }
    // Judging the states ahead loads them: so all moves of this one come first.
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
      if let target = add(state, from: UInt32(node), by: UInt32(move), depth: depth, inside) {
        targets.append(UInt32(target))
        edgeMoves.append(UInt32(move))
      }
    }
  }

  // MARK: Ends

  /// Where a run ends, or begins to repeat itself.
  struct End {
    let node: Int
    /// The moves of the loop; none: nothing can happen here any more.
    let loop: [Int]
  }

  /// How many entries into loops are compared, and how much work that may be, in nodes.
  private static let mostEntries = 16
  private static let mostWork = 400_000

  /// The end of a run that is short with its loop; `nil` where there is none.
  mutating func nearestEnd() -> End? {
    let components = StronglyConnected(self)
    var best = ends.first.map { End(node: $0, loop: []) }
    func length(_ end: End) -> Int { depth(of: end.node) + end.loop.count }
    var entries = 0
    var work = 0
    for node in 0..<count {
      if let best, length(best) <= depth(of: node) + 1 { break }
      let component = components.component(of: node)
      guard components.isFair(component) else { continue }
      if node & 255 == 0, let reason = watch.reasonToStop, best == nil {
        stopped = reason
        return nil
      }
      guard let loop = FairLoop(self, components).moves(from: node) else { continue }
      let end = End(node: node, loop: loop)
      if best.map({ length(end) < length($0) }) ?? true { best = end }
      entries += 1
      work += components.size(of: component)
      if entries >= Self.mostEntries || work > Self.mostWork { break }
    }
    return best
  }
}
