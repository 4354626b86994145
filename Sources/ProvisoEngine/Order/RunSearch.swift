import ProvisoKernel

/// Looks for a complete run of a cone that a monitor finds bad, or good: a depth-first search
/// through pairs of a moment and a state of the monitor.
///
/// Depth first finds a complete run early where there is one, and visits each pair once. The essay
/// in `RunProperties.swift` explains why such a search decides a property of runs.
struct RunSearch {
  /// The treatment of conditions that depend on unknowns.
  enum Mode {
    /// The search follows a monitor state only if it is the same for all values.
    case certain
    /// At each moment on its own, the search follows every monitor state that some values allow.
    case possible
  }

  enum Outcome {
    case found([LocalMoment])
    case none
    case tooLarge
  }

  let cone: Cone
  let system: System
  let world: ConeOrder
  let monitor: RunMonitor
  /// The residuals of P and Q at a moment: conditions over unknowns.
  let letters: (LocalMoment) -> (p: Term, q: Term)
  /// Whether some values make a condition over unknowns true.
  let isPossible: (Term) throws(Cancelled) -> Bool
  let store: TermStore
  /// The search visits at most this many moments.
  let limit: Int
  let cancellation: Cancellation

  private struct Node: Hashable {
    let moment: LocalMoment
    let state: RunMonitor.State
  }

  /// Searches all runs, or only the plain ones, in which steps do not overlap and the parts of a
  /// step happen in their order.
  func search(
    _ mode: Mode, bad wanted: Bool, isPlain: Bool = false
  ) throws(Cancelled) -> Outcome {
    let initial = LocalMoment(steps: cone.steps.map { _ in .init(state: .pending) })
    var read: [LocalMoment: (p: Term, q: Term)] = [:]
    var seen: Set<Node> = []
    // Each visited node with the index of the node before it.
    var nodes: [(node: Node, before: Int)] = []
    var stack: [(moment: LocalMoment, state: RunMonitor.State, before: Int)] = [
      (initial, .waiting, -1)
    ]
    while let (moment, state, before) = stack.popLast() {
      try cancellation.check()
      let letter: (p: Term, q: Term)
      if let known = read[moment] {
        letter = known
      } else {
        guard read.count < limit else { return .tooLarge }
        letter = letters(moment)
        read[moment] = letter
      }
      for next in try states(after: state, letter: letter, mode: mode) {
        // The monitor has decided against what is wanted, and it cannot change its mind.
        if next == (wanted ? .good : .bad) { continue }
        let node = Node(moment: moment, state: next)
        guard seen.insert(node).inserted else { continue }
        nodes.append((node, before))
        if isComplete(moment), monitor.isBad(next) == wanted {
          return .found(path(to: nodes.count - 1, nodes))
        }
        for following in successors(of: moment, isPlain: isPlain) {
          stack.append((following, next, nodes.count - 1))
        }
      }
    }
    return .none
  }

  /// Whether a complete run can end here: every step is done, or optional and pending.
  private func isComplete(_ moment: LocalMoment) -> Bool {
    moment.steps.indices.allSatisfy {
      moment.steps[$0].state == .done
        || moment.steps[$0].state == .pending && system.steps[cone.steps[$0]].isOptional
    }
  }

  private func path(to last: Int, _ nodes: [(node: Node, before: Int)]) -> [LocalMoment] {
    var path: [LocalMoment] = []
    var index = last
    while index >= 0 {
      path.append(nodes[index].node.moment)
      index = nodes[index].before
    }
    return path.reversed()
  }

  private func states(
    after state: RunMonitor.State, letter: (p: Term, q: Term), mode: Mode
  ) throws(Cancelled) -> [RunMonitor.State] {
    func known(_ term: Term) -> Bool? {
      term == .always ? true : term == .never ? false : nil
    }
    let p = known(letter.p)
    let q = known(letter.q)
    if let next = monitor.next(state, p: p, q: q) { return [next] }
    guard mode == .possible else { return [] }
    var out: [RunMonitor.State] = []
    for pTruth in p.map({ [$0] }) ?? [false, true] {
      for qTruth in q.map({ [$0] }) ?? [false, true] {
        guard let next = monitor.next(state, p: pTruth, q: qTruth), !out.contains(next) else {
          continue
        }
        let reading = store.and(
          pTruth ? letter.p : store.not(letter.p), qTruth ? letter.q : store.not(letter.q))
        if try isPossible(reading) { out.append(next) }
      }
    }
    return out
  }

  /// The moments after one event: a step begins, one of its parts happens, or it is done.
  ///
  /// Events of steps in flight come last. The stack takes the last one first, so the search
  /// finishes a step before it begins another, and its runs overlap little.
  private func successors(of moment: LocalMoment, isPlain: Bool) -> [LocalMoment] {
    var begun: [LocalMoment] = []
    var going: [LocalMoment] = []
    for (index, local) in moment.steps.enumerated().reversed() {
      var next = moment
      switch local.state {
      case .pending:
        guard world.waits[index].allSatisfy({ moment.steps[$0].state == .done }) else { continue }
        next.steps[index].state = .inFlight
        begun.append(next)
      case .inFlight:
        let missing = cone.parts[index].filter { !local.parts.contains($0) }
        if missing.isEmpty {
          next.steps[index] = .init(state: .done)
          going.append(next)
        }
        for part in missing.reversed() {
          next.steps[index].parts = local.parts.union([part])
          going.append(next)
        }
      case .failed, .done, .refused: continue
      }
    }
    guard isPlain, let next = going.last else { return begun + going }
    return [next]
  }
}
