import ProvisoAgent
import ProvisoKernel
import ProvisoPlans
import ProvisoWorlds

/// The calls of a session that count: those that may have an effect.
///
/// A decision is about the calls that the new one can meet (``SessionParts``). A call of another part makes no
/// difference to it: when that was allowed, no property was broken or open, and nothing in its part has changed
/// since. A call that was not simply allowed is in every decision, because it may have broken a property.
struct GateSession: Sendable {
  fileprivate struct Entry {
    let id: String
    let tool: String
    let assumptions: [String]
    /// The steps, as later calls see them.
    let steps: [AgentPlanStep]
    /// Whether every command of it is understood.
    let isUnderstood: Bool
    /// The steps in the background, which are never over.
    let background: [AgentPlanStep]
    /// Whether a person let it through.
    let wasAsked: Bool
    /// Whether it carries out a plan, whose changes are not those of the world's objects.
    let carriesPlan: Bool
    /// The state that it touches; `nil` if that may be anything, or it is not understood.
    let touches: [WorldFootprints.Touch]?
    var outcome: GateOutcome?
    /// The number of calls that had begun when its outcome was reported.
    var end: Int?

    /// Whether its effect is known in part.
    var isPartial: Bool { wasAsked || carriesPlan }
  }

  /// The most calls that are taken to be in flight at once. Older calls without an outcome are taken to
  /// be over, as an assumption.
  static let mostInFlight = 4
  /// The most calls with commands in the background, each of which multiplies the runs. A further one is
  /// a question.
  static let mostInBackground = 3
  /// The most calls that assumptions name.
  private static let mostNamed = 5

  /// The calls by their numbers, which grow with the time.
  private var entries: [Int: Entry] = [:]
  private var numbers: [String: Int] = [:]
  /// The calls without an outcome, in their order.
  private var pending: [Int] = []
  /// The calls that are in every decision, in their order.
  private var kept: [Int] = []
  private var parts: SessionParts?
  /// The number of calls that were added.
  private var count = 0
  /// The assumptions of the calls, each once, with the number of calls that have it.
  private var assumed: [(text: String, count: Int)] = []
  private var assumedIndices: [String: Int] = [:]
  /// The ids of harmless calls that have no outcome yet.
  private var harmless: Set<String> = []
  private var number = 0
  /// The directory of the session: that of its first call, unless it is given. Paths in the world are
  /// relative to it.
  var base: String?
  /// The commands of the project that the world declares.
  var declared = DeclaredCommands()
  /// The state that the world's actions touch; `nil` to have every call in every decision.
  let footprints: WorldFootprints?

  init(_ footprints: WorldFootprints?) {
    self.footprints = footprints.flatMap { $0.areBounded ? $0 : nil }
  }

  var isEmpty: Bool { entries.isEmpty }

  /// Whether no call that may have an effect can still be running.
  var isAtRest: Bool { pending.isEmpty }

  func has(_ id: String) -> Bool { harmless.contains(id) || numbers[id] != nil }

  /// Reads a call with identifiers that no other call of the session has.
  mutating func reading(of call: GateCall) -> CallReading {
    number += 1
    let planned = PlannedCall(
      tool: call.tool, arguments: call.arguments.map { ($0.name, .constant($0.value)) })
    if base == nil { base = call.directory }
    return CallReading(
      planned, base: base, directory: call.directory, paths: declared.paths,
      shell: CallReading.shell(number: number, declared: declared))
  }

  /// The reason why a call in the background cannot be verified; `nil` if it can be.
  func gap(of reading: CallReading) -> String? {
    guard !reading.background.isEmpty else { return nil }
    let started = entries.values.count { !$0.background.isEmpty && $0.isUnderstood }
    return started < Self.mostInBackground
      ? nil
      : "cannot verify: \(started) calls run commands in the background (limit \(Self.mostInBackground))."
  }

  /// Whether the effect of a call is known in part, because a person let it through or it carries out a plan.
  var hasPartial: Bool {
    kept.contains { entries[$0].map { $0.isPartial && $0.isUnderstood } ?? false }
  }

  /// Takes a call in.
  ///
  /// - Parameters:
  ///   - wasAsked: whether a person let it through.
  ///   - wasDecided: whether the rules of this session allowed it.
  mutating func add(
    _ call: GateCall, _ reading: CallReading, isHarmless: Bool, wasAsked: Bool, wasDecided: Bool
  ) {
    guard !isHarmless else {
      harmless.insert(call.id)
      return
    }
    if parts == nil, let footprints {
      parts = SessionParts(footprints, in: directory)
    }
    let index = count
    count += 1
    let reading = essential(reading)
    let carriesPlan = !reading.plans.isEmpty
    let touches = reading.gaps.isEmpty ? parts?.touches(of: reading) : nil
    entries[index] = Entry(
      id: call.id, tool: call.tool, assumptions: reading.assumptions,
      steps: reading.stepsWithoutPlans, isUnderstood: reading.gaps.isEmpty,
      background: reading.backgroundWithoutPlans, wasAsked: wasAsked, carriesPlan: carriesPlan,
      touches: touches)
    numbers[call.id] = index
    pending.append(index)
    if let touches { parts?.add(index, touching: touches) }
    if wasAsked || !wasDecided || carriesPlan || touches == nil { kept.append(index) }
    for text in reading.assumptions { assume(text) }
  }

  private mutating func assume(_ text: String) {
    if let index = assumedIndices[text] {
      assumed[index].count += 1
    } else {
      assumedIndices[text] = assumed.count
      assumed.append((text, 1))
    }
  }

  mutating func settle(_ id: String, _ outcome: GateOutcome) {
    if harmless.remove(id) != nil { return }
    guard let index = numbers[id] else { return }
    pending.removeAll { $0 == index }
    guard outcome == .refused else {
      // A later report says more about a call, and not when it has ended.
      if entries[index]?.end == nil { entries[index]?.end = count }
      entries[index]?.outcome = outcome
      return
    }
    numbers[id] = nil
    kept.removeAll { $0 == index }
    for text in entries.removeValue(forKey: index)?.assumptions ?? [] {
      if let place = assumedIndices[text] { assumed[place].count -= 1 }
    }
  }

  /// The directory of the session as plans have it.
  private var directory: String? { base.map { FilePath($0).text } }

  /// A reading without what makes no difference to a property of the world.
  private func essential(_ reading: CallReading) -> CallReading {
    guard let footprints else { return reading }
    return reading.mappingCalls { call in
      OpenEffects.tools.keys.contains(call.tool) ? call : footprints.essential(call)
    }
  }

  /// The assumptions about the calls so far, as sentences.
  ///
  /// - Parameter isReduced: whether the calls whose effect is known in part are left out.
  func assumptions(isReduced: Bool) -> [String] {
    var out = assumed.filter { $0.count > 0 }.map(\.text)
    var unverified: [String] = []
    for entry in kept.compactMap({ entries[$0] }) {
      guard !entry.isUnderstood || isReduced && entry.isPartial else { continue }
      let reason =
        entry.wasAsked ? "which could not be verified" : "whose plan was checked by itself"
      unverified.append(
        "the earlier call \(entry.id) of \(Value.quoted(entry.tool)), \(reason), changed "
          + "nothing that a property speaks of")
    }
    out += unverified.suffix(Self.mostNamed)
    if unverified.count > Self.mostNamed {
      out.append(
        "\(unverified.count - Self.mostNamed) calls before these, which could not be verified either, "
          + "changed nothing that a property speaks of")
    }
    if pending.count > Self.mostInFlight {
      out.append(
        "of the calls whose outcome is not known, all but the last \(Self.mostInFlight) are over")
    }
    return out
  }

  /// The calls that a further one may meet.
  struct Slice {
    fileprivate let entries: [(index: Int, entry: Entry, isInFlight: Bool)]
    fileprivate let next: CallReading

    /// Whether there are none.
    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }
  }

  /// The calls that a further one may meet, in their order.
  func slice(for next: CallReading) -> Slice {
    let next = essential(next)
    let inFlight = Set(pending.suffix(Self.mostInFlight))
    let indices = footprints.flatMap { meeting(next, by: $0) } ?? Set(entries.keys)
    return Slice(
      entries: indices.sorted().compactMap { index in
        entries[index].map { (index, $0, inFlight.contains(index)) }
      }, next: next)
  }

  /// The calls of the parts that a further one is in, and of the parts of those that are in every decision;
  /// `nil` for all calls.
  private func meeting(_ next: CallReading, by footprints: WorldFootprints) -> Set<Int>? {
    // A call that is only asked joins no parts.
    var parts = parts ?? SessionParts(footprints, in: directory)
    // The names of the first calls were read without the directory that became known later.
    guard parts.directory == directory else { return nil }
    guard var touches = parts.touches(of: next) else { return nil }
    for entry in kept.compactMap({ entries[$0] }) where entry.isUnderstood {
      guard let more = entry.touches else { return nil }
      touches += more
    }
    return Set(parts.calls(meeting: touches)).union(kept)
  }

  /// The plan of the calls of a slice, and of the further one.
  ///
  /// A call that had ended when another one began comes before it. Calls that overlapped, and calls in flight,
  /// are in no order. A call without an outcome can fail. Commands in the background run at the same time as
  /// everything after they began.
  ///
  /// - Parameters:
  ///   - hasNext: whether the further call is made, too.
  ///   - isReduced: whether the calls whose effect is known in part are left out.
  func plan(of slice: Slice, hasNext: Bool, isReduced: Bool = false) -> AgentPlan {
    var calls: [OverlappingCalls.Call] = []
    for (index, entry, isInFlight) in slice.entries
    where entry.isUnderstood && !(isReduced && entry.isPartial) {
      calls += Self.background(entry.background, from: index)
      guard entry.background.isEmpty || !entry.steps.isEmpty else { continue }
      let hasSucceeded = entry.outcome == .succeeded
      calls.append(
        OverlappingCalls.Call(
          begin: index, end: entry.end ?? (isInFlight ? .max : index + 1),
          steps: hasSucceeded ? entry.steps : [Self.mayFail(entry.steps)]))
    }
    if hasNext {
      calls += Self.background(slice.next.background, from: count)
      if slice.next.background.isEmpty || !slice.next.steps.isEmpty {
        calls.append(OverlappingCalls.Call(begin: count, end: .max, steps: slice.next.steps))
      }
    }
    return AgentPlan(
      format: AgentPlanFormat.native.rawValue, name: "session", directory: directory,
      agents: [
        PlannedAgent(name: GateRules.agent, steps: OverlappingCalls.steps(of: calls))
      ])
  }

  /// The commands in the background of a call, which run from it on, can fail, and are never over.
  private static func background(
    _ steps: [AgentPlanStep], from begin: Int
  ) -> [OverlappingCalls.Call] {
    steps.isEmpty
      ? [] : [OverlappingCalls.Call(begin: begin, end: .max, steps: [mayFail(steps)])]
  }

  private static func mayFail(_ steps: [AgentPlanStep]) -> AgentPlanStep {
    AgentPlanStep(.sequence(steps), onFailure: .goOn)
  }
}
