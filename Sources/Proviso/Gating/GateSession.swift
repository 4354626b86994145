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
  /// The facts about a call that are known without reading it again.
  struct Entry: Equatable {
    /// The row of the call in the session's log; `nil` if there is none.
    let row: Int?
    /// Whether every command of it is understood.
    let isUnderstood: Bool
    /// Whether it has commands in the background.
    let hasBackground: Bool
    /// Whether a person let it through.
    let wasAsked: Bool
    /// Whether it carries out a plan, whose changes are not those of the world's objects.
    let carriesPlan: Bool
    /// Whether it is in every decision.
    let isKept: Bool
    /// Whether the state that it touches is known.
    let isBounded: Bool
    /// A piece of its part; `nil` if it touches nothing, or that may be anything.
    let piece: Int?
    var outcome: GateOutcome?
    /// The number of calls that had begun when its outcome was reported.
    var end: Int?

    /// Whether its effect is known in part.
    var isPartial: Bool { wasAsked || carriesPlan }
  }

  /// The call itself, as decisions need it. After a summary was read, a call has none until it is loaded.
  struct Content {
    let id: String
    let tool: String
    let assumptions: [String]
    /// The steps, as later calls see them.
    let steps: [AgentPlanStep]
    /// The steps in the background, which are never over.
    let background: [AgentPlanStep]
  }

  /// The most calls that are taken to be in flight at once. Older calls without an outcome are taken to
  /// be over, as an assumption.
  static let mostInFlight = 4
  /// The most calls with commands in the background, each of which multiplies the runs. A further one is
  /// a question.
  static let mostInBackground = 3
  /// The most calls that assumptions name.
  static let mostNamed = 5

  /// The calls by their numbers, which grow with the time.
  var entries: [Int: Entry] = [:]
  var contents: [Int: Content] = [:]
  private var numbers: [String: Int] = [:]
  /// The calls by their rows.
  var rows: [Int: Int] = [:]
  /// The calls without an outcome, in their order.
  var pending: [Int] = []
  /// The calls that are in every decision, in their order.
  var kept: [Int] = []
  var parts: SessionParts?
  /// The number of calls that were added.
  var count = 0
  /// The assumptions of the calls, each once, with the number of calls that have it.
  var assumed: [(text: String, count: Int)] = []
  var assumedIndices: [String: Int] = [:]
  /// The ids of harmless calls that have no outcome yet.
  private var harmless: Set<String> = []
  /// The number of calls that were read.
  var number = 0
  /// Whether a call may have written a configuration of Terraform.
  var writesConfiguration = false
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
    if base == nil { base = call.directory }
    return reading(of: call, number: number)
  }

  /// - Parameter number: a number that no other call of a decision has.
  func reading(of call: GateCall, number: Int) -> CallReading {
    let planned = PlannedCall(
      tool: call.tool, arguments: call.arguments.map { ($0.name, .constant($0.value)) })
    return CallReading(
      planned, base: base, directory: call.directory, paths: declared.paths,
      shell: CallReading.shell(number: number, declared: declared))
  }

  /// The reason why a call that plans with a configuration of Terraform cannot be verified; `nil` if it can be.
  func configurationGap(of reading: CallReading) -> String? {
    writesConfiguration ? reading.configurationGap : nil
  }

  /// The reason why a call in the background cannot be verified; `nil` if it can be.
  func gap(of reading: CallReading) -> String? {
    guard !reading.background.isEmpty else { return nil }
    let started = entries.values.count { $0.hasBackground && $0.isUnderstood }
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
  /// - Parameter origin: how it came into the session.
  mutating func add(
    _ call: GateCall, _ reading: CallReading, isHarmless: Bool, _ origin: Origin
  ) {
    writesConfiguration = writesConfiguration || reading.writesConfiguration
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
    let isKept = origin.wasAsked || !origin.wasDecided || carriesPlan || touches == nil
    entries[index] = Entry(
      row: origin.row, isUnderstood: reading.gaps.isEmpty,
      hasBackground: !reading.background.isEmpty, wasAsked: origin.wasAsked,
      carriesPlan: carriesPlan, isKept: isKept, isBounded: touches != nil,
      piece: touches.flatMap { parts?.add(index, touching: $0) })
    keep(content(of: call, reading), of: index)
    if let row = origin.row { rows[row] = index }
    pending.append(index)
    if isKept { kept.append(index) }
    for text in reading.assumptions { assume(text) }
  }

  /// The way in which a call came into a session.
  struct Origin {
    /// Whether a person let it through.
    var wasAsked = false
    /// Whether the rules of this session allowed it.
    var wasDecided = true
    /// The row of the call in the session's log; `nil` if there is none.
    var row: Int?
  }

  /// - Parameter reading: the call without what makes no difference.
  private func content(of call: GateCall, _ reading: CallReading) -> Content {
    Content(
      id: call.id, tool: call.tool, assumptions: reading.assumptions,
      steps: reading.stepsWithoutPlans, background: reading.backgroundWithoutPlans)
  }

  private mutating func keep(_ content: Content, of index: Int) {
    contents[index] = content
    numbers[content.id] = index
  }

  /// Reads a call again that was in a summary.
  ///
  /// - Parameter row: its row in the session's log.
  /// - Returns: whether it is the call of the summary.
  mutating func load(_ call: GateCall, row: Int) -> Bool {
    guard let index = rows[row], contents[index] == nil, let entry = entries[index] else {
      return true
    }
    let reading = essential(reading(of: call, number: index + 1))
    guard
      entry.isUnderstood == reading.gaps.isEmpty,
      entry.hasBackground == !reading.background.isEmpty,
      entry.carriesPlan == !reading.plans.isEmpty
    else { return false }
    keep(content(of: call, reading), of: index)
    return true
  }

  /// The rows of the calls that a decision on a further one reads, and that are not loaded.
  func rowsToLoad(for next: CallReading) -> [Int] {
    let slice = slice(for: next)
    let understood = slice.indices.filter { entries[$0]?.isUnderstood == true }
    let named = kept.filter { entries[$0]?.isUnderstood == false }.suffix(Self.mostNamed)
    return (understood + named).filter { contents[$0] == nil }.compactMap { entries[$0]?.row }
  }

  mutating func assume(_ text: String) {
    if let index = assumedIndices[text] {
      assumed[index].count += 1
    } else {
      assumedIndices[text] = assumed.count
      assumed.append((text, 1))
    }
  }

  /// - Parameter row: the row of the call in the session's log; `nil` if there is none.
  mutating func settle(_ id: String, row: Int? = nil, _ outcome: GateOutcome) {
    if harmless.remove(id) != nil { return }
    guard let index = numbers[id] ?? row.flatMap({ rows[$0] }) else { return }
    pending.removeAll { $0 == index }
    guard outcome == .refused else {
      // A later report says more about a call, and not when it has ended.
      if entries[index]?.end == nil { entries[index]?.end = count }
      entries[index]?.outcome = outcome
      return
    }
    numbers[id] = nil
    kept.removeAll { $0 == index }
    if let row = entries.removeValue(forKey: index)?.row { rows[row] = nil }
    for text in contents.removeValue(forKey: index)?.assumptions ?? [] {
      if let place = assumedIndices[text] { assumed[place].count -= 1 }
    }
  }

  /// The directory of the session as plans have it.
  var directory: String? { base.map { FilePath($0).text } }

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
    let unverifiedCalls = kept.filter { index in
      entries[index].map { !$0.isUnderstood || isReduced && $0.isPartial } ?? false
    }
    for index in unverifiedCalls.suffix(Self.mostNamed) {
      guard let content = contents[index], let entry = entries[index] else { continue }
      let reason =
        entry.wasAsked ? "which could not be verified" : "whose plan was checked by itself"
      out.append(
        "the earlier call \(content.id) of \(Value.quoted(content.tool)), \(reason), changed "
          + "nothing that a property speaks of")
    }
    if unverifiedCalls.count > Self.mostNamed {
      out.append(
        "\(unverifiedCalls.count - Self.mostNamed) calls before these, which could not be verified either, "
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
    /// The calls by their numbers, in order.
    var indices: [Int] { entries.map(\.index) }
  }

  /// Whether every call of a slice that is understood is loaded.
  func hasLoaded(_ slice: Slice) -> Bool {
    slice.entries.allSatisfy { !$0.entry.isUnderstood || contents[$0.index] != nil }
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
    guard let touches = parts.touches(of: next) else { return nil }
    var pieces: Set<Int> = []
    for entry in kept.compactMap({ entries[$0] }) where entry.isUnderstood {
      guard entry.isBounded else { return nil }
      if let piece = entry.piece { pieces.insert(piece) }
    }
    return Set(parts.calls(meeting: touches, and: pieces)).union(kept)
  }

  /// The plan of the calls of a slice, which are loaded, and of the further one.
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
      guard let content = contents[index] else { continue }
      calls += Self.background(content.background, from: index)
      guard content.background.isEmpty || !content.steps.isEmpty else { continue }
      let hasSucceeded = entry.outcome == .succeeded
      calls.append(
        OverlappingCalls.Call(
          begin: index, end: entry.end ?? (isInFlight ? .max : index + 1),
          steps: hasSucceeded ? content.steps : [Self.mayFail(content.steps)]))
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
