/// A LangGraph graph in the tests' own form, and its runs in supersteps.
struct GraphRuns {
  /// The tool of each node, as an index.
  let tools: [Int]
  /// For each node, the targets of its plain edges; -1 is the end.
  let always: [[Int]]
  /// For each node, the targets of its conditional edges; -1 is the end.
  let perhaps: [[Int]]
  let first: [Int]
  /// The nodes that wait for all sources of their plain edges, like a target of `add_edge` with a
  /// list of sources.
  let waiting: Set<Int>

  struct Run: Hashable {
    /// The nodes that have not run yet in this superstep.
    var open: Set<Int>
    /// The nodes that have run in this superstep.
    var done: Set<Int> = []
    /// For each waiting node, the sources that have written to it.
    var written: [Int: Set<Int>] = [:]
    var history: [Int] = []
    var isOver = false
  }

  func name(_ node: Int) -> String { "n\(node)" }

  var json: String {
    var edges = first.map { "{\"source\": \"__start__\", \"target\": \"\(name($0))\"}" }
    for (lists, flag) in [(always, ""), (perhaps, ", \"conditional\": true")] {
      for (source, targets) in lists.enumerated() {
        edges += targets.map {
          "{\"source\": \"\(name(source))\", \"target\": \"\($0 < 0 ? "__end__" : name($0))\"\(flag)}"
        }
      }
    }
    let nodes = tools.indices.map { "{\"id\": \"\(name($0))\", \"type\": \"runnable\"}" }
    return
      "{\"nodes\": [\(nodes.joined(separator: ", "))], \"edges\": [\(edges.joined(separator: ",\n"))]}"
  }

  /// Returns every prefix of a sequence of nodes that a run has, cut at the maximum length. Each
  /// router takes one edge, and no node runs twice in a superstep. Nil when there are too many
  /// runs.
  func histories(mostRuns: Int) -> Set<[Int]>? {
    let start = Run(open: Set(first))
    var seen: Set<Run> = [start]
    var stack = [start]
    while let run = stack.popLast() {
      guard seen.count <= mostRuns else { return nil }
      for next in steps(of: run) where seen.insert(next).inserted { stack.append(next) }
    }
    return Set(seen.map(\.history))
  }

  private func steps(of run: Run) -> [Run] {
    guard !run.isOver else { return [] }
    if run.open.isEmpty { return next(after: run) }
    var out: [Run] = []
    for node in run.open {
      var next = run
      next.open.remove(node)
      if next.history.count < MachineRuns.longest { next.history.append(node) }
      next.done.insert(node)
      out.append(next)
      // A node can fail, which ends the run.
      next.isOver = true
      out.append(next)
    }
    return out
  }

  private func next(after run: Run) -> [Run] {
    var out = [Run(open: [], written: run.written, history: run.history)]
    for node in run.done.sorted() {
      for target in always[node] where target >= 0 {
        let sources = Set(always.indices.filter { always[$0].contains(target) })
        for index in out.indices {
          guard waiting.contains(target), sources.count > 1 else {
            out[index].open.insert(target)
            continue
          }
          out[index].written[target, default: []].insert(node)
          if out[index].written[target] == sources {
            out[index].written[target] = nil
            out[index].open.insert(target)
          }
        }
      }
      guard !perhaps[node].isEmpty else { continue }
      out = out.flatMap { run in
        perhaps[node].map { target in
          var next = run
          if target >= 0 { next.open.insert(target) }
          return next
        }
      }
    }
    return out.filter { !$0.open.isEmpty }
  }

  init(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    let count = random.number(2...5)
    tools = (0..<count).map { _ in random.number(0...2) }
    var always: [[Int]] = []
    var perhaps: [[Int]] = []
    for node in 0..<count {
      func target() -> Int {
        if random.chance(of: 0.12) { return random.number(0...node) }
        return node == count - 1 ? -1 : random.number((node + 1)...(count - 1))
      }
      var sure: Set<Int> = []
      var free: Set<Int> = []
      for _ in 0..<random.number(1...2) {
        if random.chance(of: 0.7) { sure.insert(target()) } else { free.insert(target()) }
      }
      if !free.isEmpty, random.chance(of: 0.5) { free.insert(-1) }
      always.append(sure.sorted())
      perhaps.append(free.subtracting(sure).sorted())
    }
    self.always = always
    self.perhaps = perhaps
    first = random.chance(of: 0.2) ? [0, 1] : [0]
    waiting = Set((0..<count).filter { _ in random.chance(of: 0.5) })
  }
}
