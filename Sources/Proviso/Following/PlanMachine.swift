import ProvisoKernel
import ProvisoPlans

/// A moment of a run of a plan: what is left for each agent, and what is known of the calls so far.
struct PlanMoment: Hashable, Sendable {
  /// What is left, by the number of the agent.
  var rests: [PlanRest]
  /// The latest call of each identifier.
  var calls: [String: Int] = [:]
  /// Why it is not certain that this is a moment of the run, as sentences.
  var doubts: [String] = []

  func doubting(_ reason: String?) -> PlanMoment {
    guard let reason, !doubts.contains(reason) else { return self }
    var copy = self
    copy.doubts.append(reason)
    return copy
  }
}

/// The moves of a plan: which calls it can make at a moment, and what is left after each.
struct PlanMachine {
  let steps: PlanSteps
  /// The calls so far.
  let facts: PlanFacts
  /// The work of one question, so that no plan takes long.
  private let work = Work()

  init(steps: PlanSteps, facts: PlanFacts) {
    self.steps = steps
    self.facts = facts
  }

  private final class Work {
    var terms = 0
    var isCut = false
  }

  /// Whether the answers so far may lack ways, because the plan has too many.
  var isCut: Bool { work.isCut }

  /// A call that the plan can make.
  struct Offer {
    let step: AgentPlanStep
    let call: PlannedCall
    /// The number of the agent that makes it.
    let agent: Int
    /// The moment after the call has begun, given the call's number.
    let after: (Int) -> PlanMoment
  }

  /// Every call that can be made next from a moment.
  func offers(at moment: PlanMoment) -> [Offer] {
    var out: [Offer] = []
    for agent in moment.rests.indices {
      for way in ways(of: agent, at: moment) {
        guard case .call(let step, let call, let rest) = way.kind else { continue }
        out.append(
          Offer(step: step, call: call, agent: agent) { number in
            var next = moment
            next.rests[agent] = rest(number)
            if let id = step.id { next.calls[id] = number }
            for doubt in way.doubts { next = next.doubting(doubt) }
            return next
          })
      }
    }
    return out
  }

  /// Whether a run can be over at a moment: no call has to follow. The doubts of the most certain way;
  /// `nil` if there is none.
  func end(at moment: PlanMoment) -> [String]? {
    var doubts = moment.doubts
    for agent in moment.rests.indices {
      let ends = ways(of: agent, at: moment).filter {
        switch $0.kind {
        case .over, .failed, .stuck: true
        case .call, .jump: false
        }
      }
      guard let best = ends.min(by: { $0.doubts.count < $1.doubts.count }) else { return nil }
      doubts += best.doubts
    }
    return doubts
  }

  // MARK: Ways

  /// A way to go on from a term without a call, up to a call or the end.
  private struct Way {
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
  private func ways(of agent: Int, at moment: PlanMoment) -> [Way] {
    var out: [Way] = []
    var open = [(rest: moment.rests[agent], doubts: [String]())]
    var seen: Set<PlanRest> = []
    while let (rest, doubts) = open.popLast() {
      guard seen.insert(rest).inserted else { continue }
      for way in ways(rest, moment.calls, 0) {
        if case .jump(let id) = way.kind, let place = steps.place(of: id, agent: agent) {
          open.append((place, doubts + way.doubts))
        } else {
          out.append(way.doubting(doubts))
        }
      }
    }
    return out
  }

  private func ways(_ rest: PlanRest, _ calls: [String: Int], _ depth: Int) -> [Way] {
    work.terms += 1
    guard depth < Self.deepest, work.terms < Self.mostTerms else {
      work.isCut = true
      return [Way(kind: .stuck, doubts: [Self.tooMany])]
    }
    return Self.merged(allWays(rest, calls, depth + 1))
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

  private func allWays(_ rest: PlanRest, _ calls: [String: Int], _ next: Int) -> [Way] {
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
      return ways(.then(first, list: list, from: index + 1), calls, next)
    case .then(let first, let list, let index):
      return ways(first, calls, next).flatMap { way -> [Way] in
        switch way.kind {
        case .over:
          ways(.steps(list: list, from: index), calls, next).map { $0.doubting(way.doubts) }
        case .failed, .stuck, .jump: [way]
        case .call: [way.within { .then($0, list: list, from: index) }]
        }
      }
    case .all(let parts): return parallel(parts, calls, next)
    case .step(let number, let retries):
      return handling(body(number, calls, next), of: number, retries, calls, next)
    case .trying(let body, let number, let retries):
      return handling(ways(body, calls, next), of: number, retries, calls, next)
    case .round(let body, let number, let rounds):
      return ways(body, calls, next).flatMap { way -> [Way] in
        switch way.kind {
        case .failed, .stuck, .jump: [way]
        case .call: [way.within { .round($0, step: number, rounds: rounds) }]
        case .over:
          afterRound(number, rounds, calls, next).map { $0.doubting(way.doubts) }
        }
      }
    }
  }

  /// The ways of a step from those of its body: a failure is tried again, or handled.
  private func handling(
    _ body: [Way], of number: Int, _ retries: Int, _ calls: [String: Int], _ depth: Int
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
        return ways(rest, calls, depth).map { $0.doubting(way.doubts) }
      }
    }
  }

  private func body(_ number: Int, _ calls: [String: Int], _ depth: Int) -> [Way] {
    let node = steps.nodes[number]
    func list(_ index: Int) -> [Way] {
      ways(.steps(list: node.lists[index], from: 0), calls, depth)
    }
    switch node.step.kind {
    case .call(let call): return [Way(kind: .call(node.step, call, { .running($0) }))]
    case .sequence: return list(0)
    case .parallel(let branches):
      let parts = branches.indices.map { PlanRest.steps(list: node.lists[$0], from: 0) }
      return ways(.all(parts), calls, depth)
    case .either(let branches):
      return branches.isEmpty ? [Way(kind: .over)] : branches.indices.flatMap(list)
    case .branch(let condition, _, _):
      return choice(condition, calls, yes: { list(0) }, no: { list(1) })
    case .loop: return beforeRound(number, 0, calls, depth)
    case .jump(let id): return [Way(kind: .jump(id))]
    case .stop: return [Way(kind: .stuck)]
    case .fail: return [Way(kind: .failed)]
    }
  }

  /// The ways that a condition leaves: both, with a doubt, if it is not known.
  private func choice(
    _ condition: AgentPlanCondition, _ calls: [String: Int], yes: () -> [Way], no: () -> [Way]
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
    _ number: Int, _ rounds: Int, _ calls: [String: Int], _ depth: Int
  ) -> [Way] {
    guard case .loop(let loop) = steps.nodes[number].step.kind else { return [] }
    let over = [Way(kind: .over)]
    if let most = loop.most, rounds >= most { return over }
    let list = steps.nodes[number].lists[0]
    func go() -> [Way] {
      ways(
        .round(.steps(list: list, from: 0), step: number, rounds: rounds + 1), calls, depth + 1)
    }
    if let condition = loop.whileCondition {
      return choice(condition, calls, yes: go, no: { over })
    }
    let isFree = loop.untilCondition == nil && (loop.most == nil || !loop.isExact)
    return isFree ? go() + over : go()
  }

  private func afterRound(
    _ number: Int, _ rounds: Int, _ calls: [String: Int], _ depth: Int
  ) -> [Way] {
    guard case .loop(let loop) = steps.nodes[number].step.kind else { return [] }
    func again() -> [Way] { beforeRound(number, rounds, calls, depth + 1) }
    guard let condition = loop.untilCondition else { return again() }
    return choice(condition, calls, yes: { [Way(kind: .over)] }, no: again)
  }

  /// The ways of branches that run at the same time.
  private func parallel(
    _ parts: [PlanRest], _ calls: [String: Int], _ depth: Int
  ) -> [Way] {
    var out: [Way] = []
    // The best ways without a call of each part.
    var ends: [(over: [String]?, failed: [String]?, stuck: [String]?)] = []
    func better(_ one: [String]?, _ other: [String]) -> [String] {
      one.map { $0.count <= other.count ? $0 : other } ?? other
    }
    for (index, part) in parts.enumerated() {
      var end: (over: [String]?, failed: [String]?, stuck: [String]?)
      for way in ways(part, calls, depth) {
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
