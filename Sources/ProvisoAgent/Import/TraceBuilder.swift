import ProvisoKernel

/// Puts calls into order as an importer comes upon them.
///
/// A turn is what a model writes between two moments at which it reads. The calls of a turn are
/// concurrent; they wait for the calls of earlier turns of the same stream. What a model has read is
/// every result that stands earlier in the source, whichever stream it belongs to: agents tell each
/// other what they have read.
struct TraceBuilder {
  /// More calls than this are refused: every call names those before it, which takes the square.
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
    /// What calls of the open turn wait for, and what was read before they were written.
    var after: [Int] = []
    var read: [Int] = []
  }

  /// Whether a call waits only for calls that were answered before it; otherwise it waits for all
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

  /// Adds a sentence on what was taken for granted, once.
  mutating func assume(_ sentence: String) {
    if !assumptions.contains(sentence) { assumptions.append(sentence) }
  }

  /// Adds a sentence on what has no meaning here, once.
  ///
  /// - Parameter hidesCalls: whether calls may have been made there, which then are missing.
  mutating func omit(_ sentence: String, hidesCalls: Bool = false) {
    guard omitted.insert(sentence).inserted else { return }
    notModelled.append(sentence)
    if hidesCalls { missingCalls.append(sentence) }
  }

  /// Ends the turn of a stream: its next call has read what came until then.
  mutating func endTurn(of stream: String = "") { streams[stream]?.isOpen = false }

  /// Adds a call to the open turn of a stream, or to a new one.
  ///
  /// - Returns: the place of the call.
  /// - Throws: where another call has the identifier, or where there are too many.
  @discardableResult
  mutating func addCall(
    id: String?, tool: String, arguments: Value, agent: String = "", stream: String = "",
    at node: SourceNode
  ) throws(AgentFormatError) -> Int {
    guard drafts.count < TraceBuilder.mostCalls else {
      throw node.error("more than \(TraceBuilder.mostCalls) calls in one run are not read")
    }
    let place = drafts.count
    if let id {
      if let other = places[id] {
        throw node.error(
          "two calls have the id \(Value.quoted(id)): the other is on line \(drafts[other].line)")
      }
      places[id] = place
    }
    var open = streams[stream] ?? Stream()
    if !open.isOpen {
      open.earlier += open.turn
      open.turn = []
      open.isOpen = true
      open.after = waitsForAnswersOnly ? read : open.earlier
      // One buffer where both are the same, which is the rule.
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

  /// Adds what a call gave, found by the call's identifier.
  ///
  /// - Returns: the place of the call.
  /// - Throws: where no call before it has the identifier, and where the call has a result.
  @discardableResult
  mutating func answer(
    id: String, output: Value?, hasFailed: Bool?, at node: SourceNode
  ) throws(AgentFormatError) -> Int {
    guard let place = places[id] else {
      throw node.error(
        "this is a result for \(Value.quoted(id)), but no call before it has that id")
    }
    try answer(place: place, output: output, hasFailed: hasFailed, at: node)
    return place
  }

  /// Adds what the call at a place gave.
  mutating func answer(
    place: Int, output: Value?, hasFailed: Bool?, at node: SourceNode
  ) throws(AgentFormatError) {
    guard !drafts[place].isAnswered else {
      throw node.error("this is a second result for the call on line \(drafts[place].line)")
    }
    drafts[place].output = output
    drafts[place].hasFailed = hasFailed
    drafts[place].isAnswered = true
    TraceBuilder.insert(place, into: &read)
  }

  /// Lets the open turn of a stream go on after an answer that the model read while it wrote.
  mutating func readWithinTurn(_ place: Int, of stream: String = "") {
    guard var open = streams[stream], open.isOpen else { return }
    TraceBuilder.insert(place, into: &open.after)
    TraceBuilder.insert(place, into: &open.read)
    streams[stream] = open
  }

  /// Whether a call has the identifier.
  func hasCall(_ id: String) -> Bool { places[id] != nil }

  /// The first call without a result that satisfies the condition, by the tool's name.
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

  /// The trace.
  func finish(_ format: AgentFormat) -> AgentTrace {
    var assumptions = assumptions
    let open = drafts.count { !$0.isAnswered }
    if open > 0, !waitsForAnswersOnly {
      assumptions.append(
        "\(open) of the calls \(open == 1 ? "has" : "have") no result here; calls of later turns are taken to wait for them all the same."
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
