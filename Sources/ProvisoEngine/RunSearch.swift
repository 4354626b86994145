import ProvisoKernel

/// Looks for a complete run of a cone that a monitor finds bad, or good: a search through pairs of a
/// moment and a state of the monitor.
struct RunSearch {
  /// How what hangs on unknowns is taken.
  enum Mode {
    /// Only moments count whose truth is the same for all values.
    case certain
    /// At each moment by itself, everything counts that some values make true.
    case possible
  }

  enum Outcome {
    case found([LocalMoment])
    case none
    case tooLarge
  }

  let cone: Cone
  let world: ConeWorld
  let monitor: RunMonitor
  /// What P and Q come to at a moment, over unknowns.
  let letters: (LocalMoment) -> (p: Term, q: Term)
  /// Whether some values make a condition over unknowns true.
  let isPossible: (Term) -> Bool
  let store: TermStore
  /// The most moments that are looked at.
  let limit: Int

  private struct Node: Hashable {
    let moment: LocalMoment
    let state: RunMonitor.State
  }

  /// Searches all runs, or only the plain ones: in them a step is done before another begins, and its
  /// parts happen in their order.
  func search(_ mode: Mode, bad wanted: Bool, isPlain: Bool = false) -> Outcome {
    let initial = LocalMoment(steps: cone.steps.map { _ in .init(state: .pending) })
    var read: [LocalMoment: (p: Term, q: Term)] = [:]
    var seen: Set<Node> = []
    // Each node on the way with the place of the one before; the stack takes the last that is pushed.
    var nodes: [(node: Node, before: Int)] = []
    var stack: [(moment: LocalMoment, state: RunMonitor.State, before: Int)] = [
      (initial, .waiting, -1)
    ]
    while let (moment, state, before) = stack.popLast() {
      let letter: (p: Term, q: Term)
      if let known = read[moment] {
        letter = known
      } else {
        guard read.count < limit else { return .tooLarge }
        letter = letters(moment)
        read[moment] = letter
      }
      for next in states(after: state, letter, mode) {
        // From here on nothing else can come out.
        if next == (wanted ? .good : .bad) { continue }
        let node = Node(moment: moment, state: next)
        guard seen.insert(node).inserted else { continue }
        nodes.append((node, before))
        if moment.steps.allSatisfy({ $0.state == .done }) {
          if monitor.isBad(next) == wanted { return .found(path(to: nodes.count - 1, nodes)) }
          continue
        }
        for following in successors(of: moment, isPlain: isPlain) {
          stack.append((following, next, nodes.count - 1))
        }
      }
    }
    return .none
  }

  private func path(to last: Int, _ nodes: [(node: Node, before: Int)]) -> [LocalMoment] {
    var path: [LocalMoment] = []
    var place = last
    while place >= 0 {
      path.append(nodes[place].node.moment)
      place = nodes[place].before
    }
    return path.reversed()
  }

  private func states(
    after state: RunMonitor.State, _ letter: (p: Term, q: Term), _ mode: Mode
  ) -> [RunMonitor.State] {
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
        if isPossible(reading) { out.append(next) }
      }
    }
    return out
  }

  /// The moments that one event leads to: a step begins, one of its parts happens, or it is done. What
  /// is in flight comes last, so that the search tries to finish it first and runs stay plain.
  private func successors(of moment: LocalMoment, isPlain: Bool) -> [LocalMoment] {
    var begun: [LocalMoment] = []
    var going: [LocalMoment] = []
    for (place, local) in moment.steps.enumerated().reversed() {
      var next = moment
      switch local.state {
      case .pending:
        guard world.waits[place].allSatisfy({ moment.steps[$0].state == .done }) else { continue }
        next.steps[place].state = .inFlight
        begun.append(next)
      case .inFlight:
        let missing = cone.parts[place].filter { !local.parts.contains($0) }
        if missing.isEmpty {
          next.steps[place] = .init(state: .done)
          going.append(next)
        }
        for part in missing.reversed() {
          next.steps[place].parts = local.parts.union([part])
          going.append(next)
        }
      case .failed, .done: continue
      }
    }
    guard isPlain, let next = going.last else { return begun + going }
    return [next]
  }
}
