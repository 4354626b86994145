import ProvisoPlans

/// The ways to go on from a term of a plan without a call, up to a call or the end.
struct PlanWays {
  let steps: PlanSteps
  /// The calls so far.
  let facts: PlanFacts
  /// The latest call of each identifier.
  let calls: [String: Int]
  let work: PlanMachine.Work

  /// A way to go on from a term without a call, up to a call or the end.
  struct Way {
    enum Kind {
      case over
      case failed
      case stuck
      case jump(String)
      case call(AgentPlanStep, PlannedCall, (Int) -> PlanRest)
    }

    let kind: Kind
    var doubts: [String] = []

    func doubting(_ reasons: [String]) -> Way {
      Way(kind: kind, doubts: reasons + doubts.filter { !reasons.contains($0) })
    }

    /// The same way inside of another term.
    func within(_ wrap: @escaping (PlanRest) -> PlanRest) -> Way {
      guard case .call(let step, let call, let rest) = kind else { return self }
      return Way(kind: .call(step, call, { wrap(rest($0)) }), doubts: doubts)
    }
  }

  /// The most steps without a call that are followed, so that loops without calls end.
  private static let deepest = 300
  static let tooMany = "the plan has too many ways to go on without a call"
  /// The most terms that one question looks at.
  private static let mostTerms = 50_000

  /// The ways of an agent, whose jumps lead to its own steps.
  func ways(of rest: PlanRest, agent: Int) -> [Way] {
    var out: [Way] = []
    var open = [(rest: rest, doubts: [String]())]
    var seen: Set<PlanRest> = []
    while let (rest, doubts) = open.popLast() {
      guard seen.insert(rest).inserted else { continue }
      for way in ways(rest, depth: 0) {
        if case .jump(let id) = way.kind, let place = steps.place(of: id, agent: agent) {
          open.append((place, doubts + way.doubts))
        } else {
          out.append(way.doubting(doubts))
        }
      }
    }
    return out
  }

  private func ways(_ rest: PlanRest, depth: Int) -> [Way] {
    work.terms += 1
    guard depth < Self.deepest, work.terms < Self.mostTerms else {
      work.isCut = true
      return [Way(kind: .stuck, doubts: [Self.tooMany])]
    }
    return Self.merged(allWays(rest, depth: depth + 1))
  }

  /// The ways with only one of those that end alike: the most certain one.
  private static func merged(_ ways: [Way]) -> [Way] {
    var out: [Way] = []
    var ends: [String: Int] = [:]
    for way in ways {
      let key: String
      switch way.kind {
      case .call:
        out.append(way)
        continue
      case .over: key = "over"
      case .failed: key = "failed"
      case .stuck: key = "stuck"
      case .jump(let id): key = "jump \(id)"
      }
      if let index = ends[key] {
        if way.doubts.count < out[index].doubts.count { out[index] = way }
      } else {
        ends[key] = out.count
        out.append(way)
      }
    }
    return out
  }

  private func allWays(_ rest: PlanRest, depth next: Int) -> [Way] {
    switch rest {
    case .done: return [Way(kind: .over)]
    case .failed: return [Way(kind: .failed)]
    case .stuck: return [Way(kind: .stuck)]
    case .jump(let id): return [Way(kind: .jump(id))]
    case .running(let number):
      // The call may be over although nobody has said so.
      let doubt = "it is not known whether \(facts.name(of: number)) was over"
      return [Way(kind: .over, doubts: [doubt]), Way(kind: .failed, doubts: [doubt])]
    case .steps(let list, let index):
      guard index < steps.lists[list].count else { return [Way(kind: .over)] }
      let number = steps.lists[list][index]
      let first = PlanRest.step(number, retries: steps.nodes[number].step.retries)
      return ways(.then(first, list: list, from: index + 1), depth: next)
    case .then(let first, let list, let index):
      return ways(first, depth: next).flatMap { way -> [Way] in
        switch way.kind {
        case .over:
          ways(.steps(list: list, from: index), depth: next).map { $0.doubting(way.doubts) }
        case .failed, .stuck, .jump: [way]
        case .call: [way.within { .then($0, list: list, from: index) }]
        }
      }
    case .all(let parts): return parallel(parts, depth: next)
    case .step(let number, let retries):
      return handling(body(number, depth: next), of: number, retries: retries, depth: next)
    case .trying(let body, let number, let retries):
      return handling(ways(body, depth: next), of: number, retries: retries, depth: next)
    case .round(let body, let number, let rounds):
      return ways(body, depth: next).flatMap { way -> [Way] in
        switch way.kind {
        case .failed, .stuck, .jump: [way]
        case .call: [way.within { .round($0, step: number, rounds: rounds) }]
        case .over:
          afterRound(number, rounds: rounds, depth: next).map { $0.doubting(way.doubts) }
        }
      }
    }
  }

  /// The ways of a step from those of its body: a failure is tried again, or handled.
  private func handling(
    _ body: [Way], of number: Int, retries: Int, depth: Int
  ) -> [Way] {
    let node = steps.nodes[number]
    return body.flatMap { way -> [Way] in
      switch way.kind {
      case .over, .stuck, .jump: return [way]
      case .call: return [way.within { .trying($0, step: number, retries: retries) }]
      case .failed:
        let rest: PlanRest
        if retries > 0 {
          rest = .step(number, retries: retries - 1)
        } else {
          switch node.step.onFailure {
          case .propagate: return [way]
          case .goOn: rest = .done
          case .steps: rest = .steps(list: node.lists[node.lists.count - 1], from: 0)
          }
        }
        return ways(rest, depth: depth).map { $0.doubting(way.doubts) }
      }
    }
  }

  private func body(_ number: Int, depth: Int) -> [Way] {
    let node = steps.nodes[number]
    func list(_ index: Int) -> [Way] {
      ways(.steps(list: node.lists[index], from: 0), depth: depth)
    }
    switch node.step.kind {
    case .call(let call): return [Way(kind: .call(node.step, call, { .running($0) }))]
    case .sequence: return list(0)
    case .parallel(let branches):
      let parts = branches.indices.map { PlanRest.steps(list: node.lists[$0], from: 0) }
      return ways(.all(parts), depth: depth)
    case .either(let branches):
      return branches.isEmpty ? [Way(kind: .over)] : branches.indices.flatMap(list)
    case .branch(let condition, _, _):
      return choice(condition, yes: { list(0) }, no: { list(1) })
    case .loop: return beforeRound(number, rounds: 0, depth: depth)
    case .jump(let id): return [Way(kind: .jump(id))]
    case .stop: return [Way(kind: .stuck)]
    case .fail: return [Way(kind: .failed)]
    }
  }

  /// The ways that a condition leaves: both, with a doubt, if it is not known.
  private func choice(
    _ condition: AgentPlanCondition, yes: () -> [Way], no: () -> [Way]
  ) -> [Way] {
    switch condition {
    // The source does not say when the condition holds, so each outcome is a run of the plan.
    case .unknown: return yes() + no()
    case .expression(let text, _):
      if let holds = facts.holds(text, calls: calls) { return holds ? yes() : no() }
      let doubt = "it is not known whether `\(text)` was true"
      return (yes() + no()).map { $0.doubting([doubt]) }
    }
  }

  private func beforeRound(
    _ number: Int, rounds: Int, depth: Int
  ) -> [Way] {
    guard case .loop(let loop) = steps.nodes[number].step.kind else { return [] }
    let over = [Way(kind: .over)]
    if let most = loop.most, rounds >= most { return over }
    let list = steps.nodes[number].lists[0]
    func go() -> [Way] {
      ways(
        .round(.steps(list: list, from: 0), step: number, rounds: rounds + 1), depth: depth + 1)
    }
    if let condition = loop.whileCondition {
      return choice(condition, yes: go, no: { over })
    }
    let isFree = loop.untilCondition == nil && (loop.most == nil || !loop.isExact)
    return isFree ? go() + over : go()
  }

  private func afterRound(
    _ number: Int, rounds: Int, depth: Int
  ) -> [Way] {
    guard case .loop(let loop) = steps.nodes[number].step.kind else { return [] }
    func again() -> [Way] { beforeRound(number, rounds: rounds, depth: depth + 1) }
    guard let condition = loop.untilCondition else { return again() }
    return choice(condition, yes: { [Way(kind: .over)] }, no: again)
  }

  /// The ways of branches that run at the same time.
  private func parallel(
    _ parts: [PlanRest], depth: Int
  ) -> [Way] {
    var out: [Way] = []
    // The best ways without a call of each part.
    var ends: [(over: [String]?, failed: [String]?, stuck: [String]?)] = []
    func better(_ one: [String]?, _ other: [String]) -> [String] {
      one.map { $0.count <= other.count ? $0 : other } ?? other
    }
    for (index, part) in parts.enumerated() {
      var end: (over: [String]?, failed: [String]?, stuck: [String]?)
      for way in ways(part, depth: depth) {
        switch way.kind {
        case .over: end.over = better(end.over, way.doubts)
        case .failed: end.failed = better(end.failed, way.doubts)
        case .stuck, .jump: end.stuck = better(end.stuck, way.doubts)
        case .call:
          out.append(
            way.within { rest in
              var changed = parts
              changed[index] = rest
              return .all(changed)
            })
        }
      }
      ends.append(end)
    }
    if ends.allSatisfy({ $0.over != nil }) {
      out.append(Way(kind: .over, doubts: ends.flatMap { $0.over ?? [] }))
    }
    if ends.allSatisfy({ $0.over != nil || $0.failed != nil }),
      let one = ends.firstIndex(where: { $0.failed != nil })
    {
      let doubts = ends.indices.flatMap { index in
        (index == one ? ends[index].failed : ends[index].over ?? ends[index].failed) ?? []
      }
      out.append(Way(kind: .failed, doubts: doubts))
    }
    if ends.contains(where: { $0.stuck != nil }),
      ends.allSatisfy({ $0.over != nil || $0.failed != nil || $0.stuck != nil })
    {
      out.append(
        Way(kind: .stuck, doubts: ends.flatMap { $0.stuck ?? $0.over ?? $0.failed ?? [] }))
    }
    return out
  }
}
