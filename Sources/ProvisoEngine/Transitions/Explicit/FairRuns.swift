import ProvisoKernel

/// Looks for complete runs and fair infinite runs that break a property of whole runs.
///
/// Runs in which a step fails do not count. A run is complete where nothing can happen any more, and an
/// infinite one is fair if every step is taken again and again, or again and again cannot be taken.
struct FairRuns {
  private let search: Reachability
  private let watch: StopWatch
  /// Why the search ended early, where it did.
  private(set) var stopped: String?

  init(_ search: Reachability, _ watch: StopWatch) {
    self.search = search
    self.watch = watch
  }

  private var compiled: CompiledSystem { search.compiled }
  private var starts: Range<Int> { 0..<min(search.firstStateCount, search.visited) }

  /// A run that breaks the property at `place`, short but for loops not always the shortest; `nil` where
  /// the states that were visited have none.
  mutating func counterexample(to runOperator: RunOperator, of place: Int) -> TransitionRun? {
    let property = compiled.properties[place]
    guard let first = property.operands.first, let last = property.operands.last else { return nil }
    let compiled = compiled
    func isOpen() -> Bool { property.open.map(compiled.holds) ?? false }
    func lacksLast() -> Bool { !compiled.holds(last) && !isOpen() }
    switch runOperator {
    case .eventually:
      return shortest([path(from: Array(starts), where: lacksLast)])
    case .leadsTo:
      var sources: [Int] = []
      for state in 0..<search.visited {
        guard goOn(state) else { return nil }
        compiled.load(search.states[state])
        if compiled.holds(first), lacksLast() { sources.append(state) }
      }
      return shortest([path(from: sources, where: lacksLast)])
    case .until:
      let never = path(from: Array(starts), where: lacksLast)
      let early = tooEarly(lacksLast) { compiled.holds(first) }
      return shortest([never, early])
    }
  }

  private mutating func goOn(_ count: Int) -> Bool {
    if stopped == nil, count & 1023 == 0 { stopped = watch.reasonToStop }
    return stopped == nil
  }

  /// A run whole: the moves from a first state, and where the loop begins.
  private struct Whole {
    let start: Int
    let moves: [Int]
    let loop: Int?
  }

  private func shortest(_ found: [Whole?]) -> TransitionRun? {
    guard let best = found.compactMap({ $0 }).min(by: { $0.moves.count < $1.moves.count }) else {
      return nil
    }
    return TransitionRun(
      start: compiled.values(of: search.states[best.start]),
      moves: best.moves.map { compiled.moves[$0].move }, loop: best.loop)
  }

  /// A run to one of the sources that goes on from there within a region, to its end or for ever.
  private mutating func path(from sources: [Int], where inside: () -> Bool) -> Whole? {
    let depths = sources.map { search.depth(of: $0) }
    guard let (graph, end) = continuation(sources, depths, inside) else { return nil }
    let stem = graph.path(to: end.node)
    let source = search.path(to: graph.state(stem.source))
    let moves = source.moves + stem.moves
    return Whole(
      start: source.states.first ?? graph.state(stem.source), moves: moves + end.loop,
      loop: end.loop.isEmpty ? nil : moves.count)
  }

  private mutating func continuation(_ sources: [Int], _ depths: [Int], _ inside: () -> Bool)
    -> (FairGraph, FairGraph.End)?
  {
    guard stopped == nil else { return nil }
    var graph = FairGraph(search, watch)
    graph.build(from: sources, depths: depths, where: inside)
    if let reason = graph.stopped {
      stopped = reason
      return nil
    }
    let end = graph.nearestEnd()
    stopped = graph.stopped
    return end.map { (graph, $0) }
  }

  /// A run to a state in which the first condition fails before the second has come, and on from there
  /// in any way.
  private mutating func tooEarly(_ lacksLast: () -> Bool, _ hasFirst: () -> Bool) -> Whole? {
    guard stopped == nil else { return nil }
    var before = FairGraph(search, watch)
    before.build(
      from: Array(starts), depths: starts.map { _ in 0 }, where: lacksLast, beyond: hasFirst)
    stopped = before.stopped
    let broken = before.leaves
    guard
      let (graph, end) = continuation(
        broken.map { before.state($0) }, broken.map { before.depth(of: $0) }, { true })
    else { return nil }
    let stem = graph.path(to: end.node)
    guard let leaf = broken.first(where: { before.state($0) == graph.state(stem.source) }) else {
      return nil
    }
    let prefix = before.path(to: leaf)
    let moves = prefix.moves + stem.moves
    return Whole(
      start: before.state(prefix.source), moves: moves + end.loop,
      loop: end.loop.isEmpty ? nil : moves.count)
  }
}
