import ProvisoAgent
import ProvisoKernel
import ProvisoPlans

/// The calls of a session that count: those that may have an effect.
struct GateSession {
  private struct Entry {
    let call: GateCall
    let reading: CallReading
    /// The steps, as later calls see them.
    let steps: [AgentPlanStep]
    /// Whether a person let it through.
    let wasAsked: Bool
    /// Whether it carries out a plan, whose changes are not those of the world's objects.
    let carriesPlan: Bool
    var outcome: GateOutcome?

    init(_ call: GateCall, _ reading: CallReading, wasAsked: Bool) {
      self.call = call
      self.reading = reading
      self.wasAsked = wasAsked
      steps = reading.stepsWithoutPlans
      carriesPlan = !reading.plans.isEmpty
    }

    var isUnderstood: Bool { reading.gaps.isEmpty }
    /// Whether its effect is known in part.
    var isPartial: Bool { wasAsked || carriesPlan }
  }

  /// The most calls that are taken to be in flight at once. Older calls without an outcome are taken to
  /// be over, as an assumption.
  static let mostInFlight = 4
  /// The most calls that assumptions name.
  private static let mostNamed = 5

  private var entries: [Entry] = []
  /// The ids of harmless calls that have no outcome yet.
  private var harmless: Set<String> = []
  private var number = 0
  /// The directory of the session: that of its first call, unless it is given. Paths in the world are
  /// relative to it.
  var base: String?
  /// The commands of the project that the world declares.
  var declared: [DeclaredCommand] = []

  var isEmpty: Bool { entries.isEmpty }

  /// Whether no call that may have an effect can still be running.
  var isAtRest: Bool { !entries.contains { $0.outcome == nil } }

  func has(_ id: String) -> Bool {
    harmless.contains(id) || entries.contains { $0.call.id == id }
  }

  /// Reads a call with identifiers that no other call of the session has.
  mutating func reading(of call: GateCall) -> CallReading {
    number += 1
    let planned = PlannedCall(
      tool: call.tool, arguments: call.arguments.map { ($0.name, .constant($0.value)) })
    if base == nil { base = call.directory }
    return CallReading(
      planned, base: base, directory: call.directory,
      shell: CallReading.shell(number: number, declared: declared))
  }

  /// Whether the effect of a call is known in part, because a person let it through or it carries out a plan.
  var hasPartial: Bool { entries.contains { $0.isPartial && $0.isUnderstood } }

  mutating func add(
    _ call: GateCall, _ reading: CallReading, isHarmless: Bool, wasAsked: Bool
  ) {
    if isHarmless {
      harmless.insert(call.id)
    } else {
      entries.append(Entry(call, reading, wasAsked: wasAsked))
    }
  }

  mutating func settle(_ id: String, _ outcome: GateOutcome) {
    if harmless.remove(id) != nil { return }
    guard let index = entries.firstIndex(where: { $0.call.id == id }) else { return }
    if outcome == .refused {
      entries.remove(at: index)
    } else {
      entries[index].outcome = outcome
    }
  }

  /// The assumptions about the calls so far, as sentences.
  ///
  /// - Parameter isReduced: whether the calls whose effect is known in part are left out.
  func assumptions(isReduced: Bool) -> [String] {
    var out: [String] = []
    var said: Set<String> = []
    var unverified: [String] = []
    for entry in entries {
      for text in entry.reading.assumptions where said.insert(text).inserted { out.append(text) }
      guard !entry.isUnderstood || isReduced && entry.isPartial else { continue }
      let reason =
        entry.wasAsked ? "which could not be verified" : "whose plan was checked by itself"
      unverified.append(
        "the earlier call \(entry.call.id) of \(Value.quoted(entry.call.tool)), \(reason), changed "
          + "nothing that a property speaks of")
    }
    out += unverified.suffix(Self.mostNamed)
    if unverified.count > Self.mostNamed {
      out.append(
        "\(unverified.count - Self.mostNamed) calls before these, which could not be verified either, "
          + "changed nothing that a property speaks of")
    }
    if entries.count(where: { $0.outcome == nil }) > Self.mostInFlight {
      out.append(
        "of the calls whose outcome is not known, all but the last \(Self.mostInFlight) are over")
    }
    return out
  }

  /// The plan of the calls so far, and of a further one.
  ///
  /// A call that has succeeded comes before the calls after it. A call without an outcome can be in
  /// flight, so it is not ordered with the calls after it, and can fail.
  ///
  /// - Parameter isReduced: whether the calls whose effect is known in part are left out.
  func plan(with next: CallReading?, isReduced: Bool = false) -> AgentPlan {
    var steps: [AgentPlanStep] = []
    var pending: [[AgentPlanStep]] = []
    var old = max(entries.count { $0.outcome == nil } - Self.mostInFlight, 0)
    for entry in entries where entry.isUnderstood && !(isReduced && entry.isPartial) {
      if entry.outcome == nil, old > 0 {
        old -= 1
        steps.append(Self.mayFail(entry.steps))
        continue
      }
      switch entry.outcome {
      case .succeeded: steps += entry.steps
      case .failed: steps.append(Self.mayFail(entry.steps))
      case .refused: break
      case nil: pending.append([Self.mayFail(entry.steps)])
      }
    }
    if let next { pending.append(next.steps) }
    if pending.count == 1, next != nil {
      steps += pending[0]
    } else if !pending.isEmpty {
      steps.append(AgentPlanStep(.parallel(pending)))
    }
    return AgentPlan(
      format: AgentPlanFormat.native.rawValue, name: "session",
      directory: base.map { FilePath($0).text },
      agents: [PlannedAgent(name: GateRules.agent, steps: steps)])
  }

  private static func mayFail(_ steps: [AgentPlanStep]) -> AgentPlanStep {
    AgentPlanStep(.sequence(steps), onFailure: .goOn)
  }
}
