import ProvisoAgent
import ProvisoKernel
import ProvisoPlans

/// The calls of a session that count: those that may have an effect.
struct GateSession {
  private struct Entry {
    let call: GateCall
    let reading: CallReading
    /// Whether a person let it through.
    let wasAsked: Bool
    var outcome: GateOutcome?

    var isUnderstood: Bool { reading.gaps.isEmpty }
  }

  /// The most calls that are taken to be in flight at once. Older calls without an outcome are taken to
  /// be over, as an assumption.
  static let mostInFlight = 4

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

  /// Whether a person let a call through whose effect is known in part.
  var hasAsked: Bool { entries.contains { $0.wasAsked && $0.isUnderstood } }

  mutating func add(
    _ call: GateCall, _ reading: CallReading, isHarmless: Bool, wasAsked: Bool
  ) {
    if isHarmless {
      harmless.insert(call.id)
    } else {
      entries.append(Entry(call: call, reading: reading, wasAsked: wasAsked, outcome: nil))
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
  /// - Parameter isReduced: whether the calls that a person let through are left out.
  func assumptions(isReduced: Bool) -> [String] {
    var out: [String] = []
    for entry in entries {
      for text in entry.reading.assumptions where !out.contains(text) { out.append(text) }
      guard !entry.isUnderstood || isReduced && entry.wasAsked else { continue }
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
  ///
  /// - Parameter isReduced: whether the calls that a person let through are left out.
  func plan(with next: CallReading?, isReduced: Bool = false) -> AgentPlan {
    var steps: [AgentPlanStep] = []
    var pending: [[AgentPlanStep]] = []
    var old = max(entries.count { $0.outcome == nil } - Self.mostInFlight, 0)
    for entry in entries where entry.isUnderstood && !(isReduced && entry.wasAsked) {
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
      directory: base.map { FilePath($0).text },
      agents: [PlannedAgent(name: GateRules.agent, steps: steps)])
  }

  private static func mayFail(_ steps: [AgentPlanStep]) -> AgentPlanStep {
    AgentPlanStep(.sequence(steps), onFailure: .goOn)
  }
}
