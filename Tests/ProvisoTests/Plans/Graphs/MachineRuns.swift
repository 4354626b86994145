/// Takes every run of a state machine directly on its states, by the rules of Amazon States
/// Language.
struct MachineRuns {
  /// The data that a state passes on: the answers at `$.x` and `$.y`.
  struct Data: Hashable {
    var answers: [String: Bool]
  }

  /// The state of the execution.
  indirect enum Work: Hashable {
    /// Before a state, with the number of uses of each retrier.
    case at(String, Data, [Int])
    /// The branches of a Parallel state, or the items of a Map state.
    case inside(String, Data, [Int], [Work])
    case ended(Data)
    case failed
  }

  struct Run: Hashable {
    var work: Work
    /// Calls in flight for which no state waits any more.
    var loose: [String] = []
    /// The first three calls that have taken effect.
    var history: [Int] = []
  }

  static let tools = ["a", "b", "ask"]
  static let longest = 3

  private let states: [String: MachineTree.State]
  private let start: String
  private let mostRuns: Int
  /// The maximum number of items that a Map state processes at the same time.
  private let mostItems = 2

  init(_ tree: MachineTree, mostRuns: Int) {
    states = tree.states
    start = tree.machine.start
    self.mostRuns = mostRuns
  }

  /// Returns every prefix of a sequence of calls that a run has; nil when there are too many runs.
  func histories() -> Set<[Int]>? {
    var open = Self.inputs.map { Run(work: at(start, $0)) }
    var seen = Set(open)
    while let run = open.popLast() {
      // A machine that leaves more and more calls in flight has infinitely many runs.
      guard seen.count <= mostRuns, run.loose.count <= 2 else { return nil }
      for next in steps(of: run) where seen.insert(next).inserted { open.append(next) }
    }
    return Set(seen.map(\.history))
  }

  private static let inputs = [false, true].flatMap { x in
    [false, true].map { y in Data(answers: ["x": x, "y": y]) }
  }

  private func at(_ name: String, _ data: Data) -> Work {
    .at(name, data, (states[name]?.retriers ?? []).map { _ in 0 })
  }

  // MARK: - Steps

  private func steps(of run: Run) -> [Run] {
    var out = steps(of: run.work).map { step -> Run in
      var next = run
      next.work = step.work
      if let call = step.call { next.history = extended(run.history, call) }
      next.loose = (run.loose + step.loose).sorted()
      return next
    }
    for (index, tool) in run.loose.enumerated() {
      var next = run
      next.loose.remove(at: index)
      out.append(next)
      next.history = extended(run.history, tool)
      out.append(next)
    }
    return out
  }

  private func extended(_ history: [Int], _ tool: String) -> [Int] {
    guard history.count < Self.longest, let number = Self.tools.firstIndex(of: tool) else {
      return history
    }
    return history + [number + 1]
  }

  private struct Step {
    var work: Work
    var call: String?
    var loose: [String] = []
  }

  private func steps(of work: Work) -> [Step] {
    switch work {
    case .ended, .failed: return []
    case .at(let name, let data, let used):
      guard let state = states[name] else { return [] }
      return begin(state, with: data, used: used)
    case .inside(let name, let data, let used, let parts):
      guard let state = states[name] else { return [] }
      return go(state, with: data, used: used, parts: parts)
    }
  }

  private func begin(_ state: MachineTree.State, with data: Data, used: [Int]) -> [Step] {
    switch state.kind {
    case .task(let tool, let keeps):
      var out: [Step] = []
      for answer in tool == "ask" ? [false, true] : [false] {
        var next = data
        if let keeps { next.answers[keeps] = answer }
        out.append(Step(work: follow(state, next), call: tool))
      }
      for call in [tool, nil] {
        for work in fail(state, with: data, used: used) { out.append(Step(work: work, call: call)) }
      }
      return out
    case .choice(let variable, let next, let otherwise):
      if data.answers[variable] == true { return [Step(work: at(next, data))] }
      return [Step(work: otherwise.map { at($0, data) } ?? .failed)]
    case .parallel(let branches):
      return [Step(work: .inside(state.name, data, used, branches.map { at($0.start, data) }))]
    case .map: return [Step(work: .inside(state.name, data, used, []))]
    case .pass: return [Step(work: follow(state, data))]
    case .succeed: return [Step(work: .ended(data))]
    case .fail: return [Step(work: .failed)]
    }
  }

  private func follow(_ state: MachineTree.State, _ data: Data) -> Work {
    state.next.map { at($0, data) } ?? .ended(data)
  }

  /// Returns the works that can follow an error, for every error name.
  private func fail(_ state: MachineTree.State, with data: Data, used: [Int]) -> [Work] {
    let names = state.retriers.map(\.error) + state.catchers.map(\.error)
    return Set(names + ["Another"]).map { error in
      func matches(_ pattern: String) -> Bool { pattern == MachineTree.all || pattern == error }
      if let index = state.retriers.firstIndex(where: { matches($0.error) }),
        used[index] < state.retriers[index].most
      {
        var used = used
        used[index] += 1
        return .at(state.name, data, used)
      }
      if let catcher = state.catchers.first(where: { matches($0.error) }) {
        return at(catcher.next, data)
      }
      return .failed
    }
  }

  private func go(
    _ state: MachineTree.State, with data: Data, used: [Int], parts: [Work]
  ) -> [Step] {
    var out: [Step] = []
    for (index, part) in parts.enumerated() {
      for step in steps(of: part) {
        var next = parts
        next[index] = step.work
        var step = step
        step.work = .inside(state.name, data, used, next)
        out.append(step)
      }
    }
    if parts.contains(.failed) {
      let loose = parts.flatMap(inFlight)
      for work in fail(state, with: data, used: used) { out.append(Step(work: work, loose: loose)) }
    }
    let areOver = parts.allSatisfy { if case .ended = $0 { true } else { false } }
    if areOver { out.append(Step(work: follow(state, data))) }
    if case .map(let inner, let isOneByOne) = state.kind {
      // Another item, with any data.
      let rest = parts.filter { if case .ended = $0 { false } else { true } }
      if rest.count < (isOneByOne ? 1 : mostItems), !rest.contains(.failed) {
        for item in Self.inputs {
          out.append(
            Step(work: .inside(state.name, data, used, rest + [at(inner.start, item)])))
        }
      }
    }
    return out
  }

  /// Returns the calls that may be in flight.
  private func inFlight(_ work: Work) -> [String] {
    switch work {
    case .ended, .failed: return []
    case .at(let name, _, _):
      if case .task(let tool, _)? = states[name]?.kind { return [tool] }
      return []
    case .inside(_, _, _, let parts): return parts.flatMap(inFlight)
    }
  }
}
