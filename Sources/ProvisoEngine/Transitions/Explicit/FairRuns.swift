import ProvisoKernel

/// Looks for complete runs and fair infinite runs that break a property of whole runs.
///
/// Runs in which a step fails do not count. A run is complete in a state in which no step is
/// enabled. An infinite run is fair if each weakly fair step is infinitely often taken or infinitely often
/// not enabled, and each strongly fair step is infinitely often taken or, from some state on, never
/// enabled.
///
/// A run that breaks `eventually P` stays in the region of states without P; one that breaks `P
/// leads to Q` or `P until Q` stays, from some state on, in the region without Q, or, for `until`,
/// it reaches a state without P and Q. One that breaks `eventually always P` passes through a state
/// without P again and again. So the search builds the graph of that region (`FairGraph`)
/// and looks in it for a state without moves, or for a strongly connected component in which a fair
/// run can stay (`StronglyConnected`). The search is linear in the number of states and moves.
struct FairRuns {
  private let search: Reachability
  private let watch: SearchLimit
  /// The reason why the search ended early, if it did.
  private(set) var stopped: String?

  init(_ search: Reachability, watch: SearchLimit) {
    self.search = search
    self.watch = watch
  }

  private var compiled: CompiledSystem { search.compiled }
  private var starts: Range<Int> { 0..<min(search.firstStateCount, search.visited) }

  /// A run that breaks the property at index `index`; `nil` if the visited states have none.
  ///
  /// Runs with a loop are short, but not always the shortest.
  mutating func counterexample(to runOperator: RunOperator, of index: Int) -> TransitionRun? {
    let property = compiled.properties[index]
    guard let first = property.operands.first, let last = property.operands.last else { return nil }
    if stopped == nil { stopped = compiled.failure ?? watch.stopReason }
    guard stopped == nil else { return nil }
    let run = run(against: runOperator, of: property, first, last)
    // Conditions that could not be evaluated show no run.
    guard let failure = compiled.failure else { return run }
    stopped = failure
    return nil
  }

  private mutating func run(
    against runOperator: RunOperator, of property: CompiledProperty, _ first: Int, _ last: Int
  ) -> TransitionRun? {
    let compiled = compiled
    func isOpen() -> Bool { property.open.map(compiled.holds) ?? false }
    func lacksLast() -> Bool { !compiled.holds(last) && !isOpen() }
    switch runOperator {
    case .eventually:
      return shortest([path(from: Array(starts), where: lacksLast)])
    case .eventuallyAlways:
      return shortest([path(from: Array(starts), where: { true }, endingWhere: lacksLast)])
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
    if stopped == nil { stopped = watch.stopReason(at: count) }
    return stopped == nil
  }

  /// A whole run: the moves from an initial state, and the index of the first move of the loop.
  private struct WholeRun {
    let start: Int
    let moves: [Int]
    let loop: Int?
  }

  private func shortest(_ found: [WholeRun?]) -> TransitionRun? {
    guard let best = found.compactMap({ $0 }).min(by: { $0.moves.count < $1.moves.count }) else {
      return nil
    }
    return TransitionRun(
      start: compiled.values(of: search.states[best.start]),
      moves: best.moves.map { compiled.moves[$0].move }, loop: best.loop)
  }

  /// A run to one of the sources that continues within a region, to its end or for ever.
  ///
  /// - Parameter marked: whether the loaded state is one in which the run ends, or through which its
  ///   loop passes; `nil` for any.
  private mutating func path(
    from sources: [Int], where inside: () -> Bool, endingWhere marked: (() -> Bool)? = nil
  ) -> WholeRun? {
    var depths: [Int] = []
    for (count, source) in sources.enumerated() {
      guard goOn(count) else { return nil }
      depths.append(search.depth(of: source))
    }
    guard
      let (graph, end) = continuation(
        from: sources, depths: depths, inside: inside, endingWhere: marked)
    else { return nil }
    let stem = graph.path(to: end.node)
    let source = search.path(to: graph.state(stem.source))
    let moves = source.moves + stem.moves
    return WholeRun(
      start: source.states.first ?? graph.state(stem.source), moves: moves + end.loop,
      loop: end.loop.isEmpty ? nil : moves.count)
  }

  private mutating func continuation(
    from sources: [Int], depths: [Int], inside: () -> Bool, endingWhere marked: (() -> Bool)? = nil
  ) -> (FairGraph, FairGraph.End)? {
    guard stopped == nil else { return nil }
    var graph = FairGraph(search, watch: watch)
    graph.build(from: sources, depths: depths, where: inside)
    if let reason = graph.stopped {
      stopped = reason
      return nil
    }
    let end = graph.nearestEnd(where: marked)
    stopped = graph.stopped
    return end.map { (graph, $0) }
  }

  /// A run to a state in which the first condition fails before the second has held, with any
  /// continuation.
  private mutating func tooEarly(_ lacksLast: () -> Bool, _ hasFirst: () -> Bool) -> WholeRun? {
    guard stopped == nil else { return nil }
    var before = FairGraph(search, watch: watch)
    before.build(
      from: Array(starts), depths: starts.map { _ in 0 }, where: lacksLast, beyond: hasFirst)
    stopped = before.stopped
    let broken = before.leaves
    guard
      let (graph, end) = continuation(
        from: broken.map { before.state($0) }, depths: broken.map { before.depth(of: $0) },
        inside: { true })
    else { return nil }
    let stem = graph.path(to: end.node)
    guard let leaf = broken.first(where: { before.state($0) == graph.state(stem.source) }) else {
      return nil
    }
    let prefix = before.path(to: leaf)
    let moves = prefix.moves + stem.moves
    return WholeRun(
      start: before.state(prefix.source), moves: moves + end.loop,
      loop: end.loop.isEmpty ? nil : moves.count)
  }
}
