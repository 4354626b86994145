import ProvisoAgent
import ProvisoKernel
import ProvisoPlans

/// Follows the calls of a session through a plan: whether they are the beginning of one of its runs.
///
/// The follower knows every moment of the plan at which the session can be. A call is a step of the plan if the
/// plan can make it at one of these moments. What it cannot decide, it calls uncertain, never a step.
package struct PlanFollower: Sendable {
  /// The answer about a call.
  package enum Answer: Sendable, Equatable {
    /// It is a step of the plan.
    case step
    /// It can be one: a sentence says what is not known.
    case uncertain(String)
    /// It is none. The calls that the plan can make instead, as texts; empty if the plan is over.
    case outside(instead: [String])
  }

  /// The most moments that are followed at once.
  private static let mostMoments = 400

  private let steps: PlanSteps
  private let agents: [String]
  private let directory: String?
  private let keepsDirectory: Bool
  private var facts: PlanFacts
  private var moments: Set<PlanMoment>
  /// The moments before the last call.
  private var earlier: Set<PlanMoment>
  /// The reason why no call is certainly outside of the plan; `nil` if that can be said.
  private var limit: String?

  /// Begins at the start of a plan.
  ///
  /// - Parameters:
  ///   - plan: the plan, with its commands of a shell as they are written.
  ///   - base: the directory that it starts from if it names none, as an absolute path; `nil` if that is not
  ///     known.
  package init(_ plan: AgentPlan, base: String? = nil) {
    steps = PlanSteps(plan)
    agents = plan.agents.map(\.name)
    directory = plan.directory ?? base
    keepsDirectory = plan.keepsDirectory
    facts = PlanFacts(identifiers: Set(plan.allSteps.compactMap(\.id)))
    let starts = steps.agents.map { PlanRest.steps(list: $0, from: 0) }
    moments = [PlanMoment(rests: starts)]
    earlier = moments
    limit = Self.limit(of: plan)
  }

  /// The reason why a plan cannot be followed exactly.
  private static func limit(of plan: AgentPlan) -> String? {
    for agent in plan.agents {
      let own = Set(agent.steps.compactMap(\.id))
      var open = agent.steps
      while let step = open.popLast() {
        if step.endsEarly { return "branches of the plan end early when one of them fails" }
        if case .jump(let id) = step.kind, !own.contains(id) {
          return "the plan goes on at a step inside of another one"
        }
        open += step.parts
      }
    }
    return nil
  }

  /// The answer about a call that is about to be made.
  package func answer(for call: ObservedCall) -> Answer { next(call).answer }

  /// Takes a call into the session.
  ///
  /// - Returns: the answer about it. A call that is no step of the plan leaves the plan where it is.
  @discardableResult package mutating func add(_ call: ObservedCall) -> Answer {
    let (answer, moments) = next(call)
    facts.add(call.name)
    earlier = self.moments
    if case .outside = answer { return answer }
    if moments.count > Self.mostMoments {
      limit = "the plan has too many ways to come here"
      self.moments = Set(
        moments.sorted { $0.doubts.count < $1.doubts.count }.prefix(Self.mostMoments))
    } else {
      self.moments = moments
    }
    return answer
  }

  /// Says what became of a call.
  ///
  /// - Parameters:
  ///   - number: the number of the call, from 0, in the order in which they were added.
  ///   - failed: whether it failed; `nil` if that is not known.
  ///   - output: what it returned; `nil` if that is not known.
  package mutating func settle(_ number: Int, failed: Bool?, output: Value?) {
    facts.settle(number, failed: failed, output: output)
    var out: Set<PlanMoment> = []
    for moment in moments {
      func after(_ failed: Bool) -> PlanMoment {
        var next = moment
        next.rests = next.rests.map { $0.settled(number, failed: failed) }
        return next
      }
      out.insert(after(failed ?? false))
      if failed == nil, moment.rests.contains(where: { $0.running.contains(number) }) {
        out.insert(after(true).doubting("it is not known whether \(facts.name(of: number)) failed"))
      }
    }
    moments = out
  }

  /// Says that the last call was not made after all.
  package mutating func refuse(_ number: Int) {
    guard number == facts.count - 1 else { return settle(number, failed: nil, output: nil) }
    facts.settle(number, failed: nil, output: nil)
    moments = earlier
  }

  /// The calls that the plan can make next, as texts.
  package var next: [String] {
    let machine = PlanMachine(steps: steps, facts: facts)
    var out: [String] = []
    for moment in moments {
      for offer in machine.offers(at: moment) {
        let text = PlannedCallText.text(of: offer.call)
        if !out.contains(text) { out.append(text) }
      }
    }
    return out.sorted()
  }

  /// Whether a run of the plan can be over here.
  package var canEnd: Bool {
    let machine = PlanMachine(steps: steps, facts: facts)
    return moments.contains { machine.end(at: $0)?.isEmpty ?? false }
  }

  private func next(_ call: ObservedCall) -> (answer: Answer, moments: Set<PlanMoment>) {
    let machine = PlanMachine(steps: steps, facts: facts)
    let number = facts.count
    var found: Set<PlanMoment> = []
    for moment in moments {
      let arguments = PlannedArguments(
        facts: facts, calls: moment.calls, directory: directory, keepsDirectory: keepsDirectory)
      for offer in machine.offers(at: moment) {
        if agents.contains(call.agent), agents[offer.agent] != call.agent { continue }
        switch arguments.match(offer.call, call) {
        case false?: continue
        case true?: found.insert(offer.after(number))
        case nil:
          found.insert(
            offer.after(number).doubting(
              "it is not known which value the plan gives to an argument of \(call.name)"))
        }
      }
    }
    guard let best = found.min(by: { $0.doubts.count < $1.doubts.count }) else {
      if let limit { return (.uncertain(limit), moments) }
      if machine.isCut { return (.uncertain(PlanWays.tooMany), moments) }
      return (.outside(instead: next), moments)
    }
    if let doubt = best.doubts.first { return (.uncertain(doubt), found) }
    if call.hasNamesOfOtherSpelling {
      return (
        .uncertain("a name in \(call.name) has a letter that Unicode spells in several ways"), found
      )
    }
    return (.step, found)
  }
}

/// Calls of plans for people.
enum PlannedCallText {
  /// The longest text of a value, in characters.
  private static let longest = 80

  static func text(of call: PlannedCall) -> String {
    let arguments = call.arguments.map { "\($0.name): \(text(of: $0.value))" }
    return "\(call.tool)(\(arguments.joined(separator: ", ")))"
  }

  private static func text(of value: AgentPlanValue) -> String {
    switch value {
    case .constant(let constant):
      let text = constant.description
      return text.count > longest ? "\(text.prefix(longest))…" : text
    case .output(let id, _): return "the output of \(id)"
    case .text(let parts): return parts.map { text(of: $0) }.joined(separator: " + ")
    case .list(let elements): return "[\(elements.map { text(of: $0) }.joined(separator: ", "))]"
    case .map(let members):
      return "{\(members.map { "\($0.name): \(text(of: $0.value))" }.joined(separator: ", "))}"
    case .written: return "a written text"
    case .unknown: return "any value"
    }
  }
}
