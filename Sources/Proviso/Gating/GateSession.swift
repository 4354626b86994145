import ProvisoAgent
import ProvisoKernel
import ProvisoPlans

/// The calls of a session that count: those that may have an effect.
struct GateSession {
  private struct Entry {
    let call: GateCall
    let reading: CallReading
    var outcome: GateOutcome?
  }

  /// The most calls that are taken to be in flight at once. Older calls without an outcome are taken to
  /// be over, as an assumption.
  static let mostInFlight = 4

  private var entries: [Entry] = []
  /// The ids of harmless calls that have no outcome yet.
  private var harmless: Set<String> = []
  private var number = 0

  var isEmpty: Bool { entries.isEmpty }

  func has(_ id: String) -> Bool {
    harmless.contains(id) || entries.contains { $0.call.id == id }
  }

  /// Reads a call with identifiers that no other call of the session has.
  mutating func reading(of call: GateCall) -> CallReading {
    number += 1
    let planned = PlannedCall(
      tool: call.tool, arguments: call.arguments.map { ($0.name, .constant($0.value)) })
    return CallReading(planned, shell: CallReading.shell(number: number))
  }

  mutating func add(_ call: GateCall, _ reading: CallReading, isHarmless: Bool) {
    if isHarmless {
      harmless.insert(call.id)
    } else {
      entries.append(Entry(call: call, reading: reading, outcome: nil))
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
  var assumptions: [String] {
    var out: [String] = []
    for entry in entries {
      for text in entry.reading.assumptions where !out.contains(text) { out.append(text) }
      guard !entry.reading.gaps.isEmpty else { continue }
      out.append(
        "the earlier call \(entry.call.id) of \(Value.quoted(entry.call.tool)), which could not be "
          + "verified, changed nothing that a property speaks of")
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
  func plan(with next: CallReading?) -> AgentPlan {
    var steps: [AgentPlanStep] = []
    var pending: [[AgentPlanStep]] = []
    var old = max(entries.count { $0.outcome == nil } - Self.mostInFlight, 0)
    for entry in entries where entry.reading.gaps.isEmpty {
      if entry.outcome == nil, old > 0 {
        old -= 1
        steps.append(Self.mayFail(entry.reading.steps))
        continue
      }
      switch entry.outcome {
      case .succeeded: steps += entry.reading.steps
      case .failed: steps.append(Self.mayFail(entry.reading.steps))
      case .refused: break
      case nil: pending.append([Self.mayFail(entry.reading.steps)])
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
      agents: [PlannedAgent(name: GateRules.agent, steps: steps)])
  }

  private static func mayFail(_ steps: [AgentPlanStep]) -> AgentPlanStep {
    AgentPlanStep(.sequence(steps), onFailure: .goOn)
  }
}
