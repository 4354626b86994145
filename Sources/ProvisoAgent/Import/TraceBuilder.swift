import ProvisoKernel

/// Orders calls as an importer reads them.
///
/// A turn is the text that a model writes between two moments at which it reads. The calls of a
/// turn are concurrent. They wait for the calls of earlier turns in the same stream. A model has
/// read every result that is earlier in the source, in any stream, because agents pass on what they
/// have read.
struct TraceBuilder {
  /// The most calls that a run can have. Each call lists the calls before it, so memory is
  /// quadratic.
  static let mostCalls = 5_000

  private struct Draft {
    let id: String?
    let tool: String
    let arguments: Value
    let agent: String
    let after: [Int]
    let readBefore: [Int]
    let line: Int
    var output: Value?
    var hasFailed: Bool?
    var isAnswered = false
  }

  private struct Stream {
    var earlier: [Int] = []
    var turn: [Int] = []
    var isOpen = false
    /// The calls that those of the open turn wait for.
    var after: [Int] = []
    /// The calls whose results were read before those of the open turn were written.
    var read: [Int] = []
  }

  /// Whether a call waits only for calls that were answered before it. Otherwise it waits for all
  /// calls of earlier turns.
  private let waitsForAnswersOnly: Bool
  private var drafts: [Draft] = []
  private var places: [String: Int] = [:]
  private var streams: [String: Stream] = [:]
  private var read: [Int] = []
  private var userTexts: [String] = []
  private var assumptions: [String] = []
  private var notModelled: [String] = []
  private var omitted: Set<String> = []
  private var missingCalls: [String] = []

  init(waitsForAnswersOnly: Bool = false) { self.waitsForAnswersOnly = waitsForAnswersOnly }

  var count: Int { drafts.count }

  /// The tools that were called so far.
  var tools: Set<String> { Set(drafts.map(\.tool)) }

  mutating func addUserText(_ text: String) { if !text.isEmpty { userTexts.append(text) } }

  /// Adds an assumption, as a sentence, unless it was added before.
  mutating func assume(_ sentence: String) {
    if !assumptions.contains(sentence) { assumptions.append(sentence) }
  }

  /// Adds a sentence that names something in the source that is not modelled, unless it was added
  /// before.
  ///
  /// - Parameter hidesCalls: whether this part may contain calls, which are then missing.
  mutating func omit(_ sentence: String, hidesCalls: Bool = false) {
    guard omitted.insert(sentence).inserted else { return }
    notModelled.append(sentence)
    if hidesCalls { missingCalls.append(sentence) }
  }

  /// Ends the turn of a stream. Its next call has read all results up to here.
  mutating func endTurn(of stream: String = "") { streams[stream]?.isOpen = false }

  /// Adds a call to the open turn of a stream, or to a new one.
  ///
  /// - Returns: the index of the call.
  /// - Throws: if another call has the identifier, or if there are too many calls.
  @discardableResult
  mutating func addCall(
    id: String?, tool: String, arguments: Value, agent: String = "", stream: String = "",
    at node: SourceNode
  ) throws(AgentFormatError) -> Int {
    guard drafts.count < TraceBuilder.mostCalls else {
      throw node.error(
        "the run has too many calls: expected at most \(TraceBuilder.mostCalls); split the run")
    }
    let place = drafts.count
    if let id {
      if let other = places[id] {
        throw node.error(
          "the id \(Value.quoted(id)) is already used by the call on line \(drafts[other].line): expected a new one"
        )
      }
      places[id] = place
    }
    var open = streams[stream] ?? Stream()
    if !open.isOpen {
      open.earlier += open.turn
      open.turn = []
      open.isOpen = true
      open.after = waitsForAnswersOnly ? read : open.earlier
      // The two lists are usually equal; sharing one buffer saves memory.
      open.read = read == open.after ? open.after : read
    }
    open.turn.append(place)
    streams[stream] = open
    drafts.append(
      Draft(
        id: id, tool: tool, arguments: arguments, agent: agent, after: open.after,
        readBefore: open.read, line: node.line))
    return place
  }

  /// Adds the output of the call with an identifier.
  ///
  /// - Returns: the index of the call.
  /// - Throws: if no earlier call has the identifier, and if the call already has a result.
  @discardableResult
  mutating func answer(
    id: String, output: Value?, hasFailed: Bool?, at node: SourceNode
  ) throws(AgentFormatError) -> Int {
    guard let place = places[id] else {
      throw node.error(
        "this is a result for the call \(Value.quoted(id)), but no call before it has that id")
    }
    try answer(place: place, output: output, hasFailed: hasFailed, at: node)
    return place
  }

  /// Adds the output of the call with an index.
  ///
  /// - Throws: if the call already has a result.
  mutating func answer(
    place: Int, output: Value?, hasFailed: Bool?, at node: SourceNode
  ) throws(AgentFormatError) {
    guard !drafts[place].isAnswered else {
      throw node.error(
        "this is a second result for the call on line \(drafts[place].line): expected only one")
    }
    drafts[place].output = output
    drafts[place].hasFailed = hasFailed
    drafts[place].isAnswered = true
    TraceBuilder.insert(place, into: &read)
  }

  /// Continues the open turn of a stream after a result that the model read while it wrote.
  mutating func readWithinTurn(_ place: Int, of stream: String = "") {
    guard var open = streams[stream], open.isOpen else { return }
    TraceBuilder.insert(place, into: &open.after)
    TraceBuilder.insert(place, into: &open.read)
    streams[stream] = open
  }

  /// Whether a call has the identifier.
  func hasCall(_ id: String) -> Bool { places[id] != nil }

  /// The first unanswered call whose tool's name satisfies the condition.
  func firstUnanswered(where condition: (String) -> Bool) -> Int? {
    drafts.firstIndex { !$0.isAnswered && condition($0.tool) }
  }

  private static func insert(_ place: Int, into places: inout [Int]) {
    if let last = places.last, last >= place {
      let at = places.firstIndex { $0 >= place } ?? places.endIndex
      if at == places.endIndex || places[at] != place { places.insert(place, at: at) }
    } else {
      places.append(place)
    }
  }

  /// The trace of all calls that were added.
  func finish(_ format: AgentFormat) -> AgentTrace {
    var assumptions = assumptions
    let open = drafts.count { !$0.isAnswered }
    if open > 0, !waitsForAnswersOnly {
      assumptions.append(
        "\(open) of the calls \(open == 1 ? "has" : "have") no result in the source; calls of later turns still wait for \(open == 1 ? "it" : "them")."
      )
    }
    var next = 1
    var calls: [TracedCall] = []
    calls.reserveCapacity(drafts.count)
    for (place, draft) in drafts.enumerated() {
      next = max(next, place + 1)
      var id = draft.id
      if id == nil {
        while places[String(next)] != nil { next += 1 }
        id = String(next)
        next += 1
      }
      calls.append(
        TracedCall(
          id: id ?? "", tool: draft.tool, arguments: draft.arguments, agent: draft.agent,
          output: draft.output, hasFailed: draft.hasFailed, after: draft.after,
          readBefore: draft.readBefore, line: draft.line))
    }
    return AgentTrace(
      format: format.rawValue, calls: calls, assumptions: assumptions, notModelled: notModelled,
      userTexts: userTexts, missingCalls: missingCalls)
  }
}
