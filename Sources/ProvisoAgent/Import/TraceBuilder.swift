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
    let directory: String?
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
  private var indices: [String: Int] = [:]
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

  /// The identifiers of the calls of these tools.
  func identifiers(of tools: Set<String>) -> Set<String> {
    Set(drafts.filter { tools.contains($0.tool) }.compactMap(\.id))
  }

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
  /// - Throws: if the tool or the identifier is empty, if an unanswered call has the identifier, or
  ///   if there are too many calls.
  @discardableResult
  mutating func addCall(
    id: String?, tool: String, arguments: Value, agent: String = "", stream: String = "",
    in directory: String? = nil, at node: SourceNode
  ) throws(AgentFormatError) -> Int {
    guard drafts.count < TraceBuilder.mostCalls else {
      throw node.error(
        "the run has too many calls: expected at most \(TraceBuilder.mostCalls); split the run")
    }
    guard !tool.isEmpty else {
      throw node.error("the name of the tool is empty: expected a non-empty string")
    }
    let index = drafts.count
    if let id {
      guard !id.isEmpty else {
        throw node.error("the id of the call is empty: expected a non-empty string")
      }
      // Some runtimes number calls anew in each turn. A result then belongs to the last call.
      if let other = indices[id], !drafts[other].isAnswered {
        throw node.error(
          "the id \(Value.quoted(id)) is already used by the call on line \(drafts[other].line): expected a new one"
        )
      }
      indices[id] = index
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
    open.turn.append(index)
    streams[stream] = open
    drafts.append(
      Draft(
        id: id, tool: tool, arguments: arguments, agent: agent, after: open.after,
        readBefore: open.read, line: node.line, directory: directory))
    return index
  }

  /// Adds the output of the call with an identifier.
  ///
  /// A result before the first call belongs to a call before the beginning of the source, which is
  /// missing.
  ///
  /// - Returns: the index of the call; `nil` if the call is missing.
  /// - Throws: if no earlier call has the identifier, and if the call already has a result.
  @discardableResult
  mutating func answer(
    id: String, output: Value?, hasFailed: Bool?, at node: SourceNode
  ) throws(AgentFormatError) -> Int? {
    guard let index = indices[id] else {
      if drafts.isEmpty {
        noteEarlierCall()
        return nil
      }
      throw node.error(
        "this is a result for the call \(Value.quoted(id)), but no call before it has that id")
    }
    try answer(index: index, output: output, hasFailed: hasFailed, at: node)
    return index
  }

  /// Notes that a result before the first call belongs to a call before the beginning of the source.
  mutating func noteEarlierCall() {
    omit(
      "Calls before the beginning of the source, whose results are its first ones.",
      hidesCalls: true)
  }

  /// Whether a call has the identifier.
  func hasCall(_ id: String) -> Bool { indices[id] != nil }

  /// Adds the output of the call with an index.
  ///
  /// - Throws: if the call already has a result.
  mutating func answer(
    index: Int, output: Value?, hasFailed: Bool?, at node: SourceNode
  ) throws(AgentFormatError) {
    guard !drafts[index].isAnswered else {
      throw node.error(
        "this is a second result for the call on line \(drafts[index].line): expected only one")
    }
    drafts[index].output = output
    drafts[index].hasFailed = hasFailed
    drafts[index].isAnswered = true
    TraceBuilder.insert(index, into: &read)
  }

  /// Continues the open turn of a stream after a result that the model read while it wrote.
  mutating func readWithinTurn(_ index: Int, of stream: String = "") {
    guard var open = streams[stream], open.isOpen else { return }
    TraceBuilder.insert(index, into: &open.after)
    TraceBuilder.insert(index, into: &open.read)
    streams[stream] = open
  }

  /// The first unanswered call whose tool's name satisfies the condition.
  func firstUnanswered(where condition: (String) -> Bool) -> Int? {
    drafts.firstIndex { !$0.isAnswered && condition($0.tool) }
  }

  private static func insert(_ index: Int, into indices: inout [Int]) {
    if let last = indices.last, last >= index {
      let at = indices.firstIndex { $0 >= index } ?? indices.endIndex
      if at == indices.endIndex || indices[at] != index { indices.insert(index, at: at) }
    } else {
      indices.append(index)
    }
  }

  /// The identifier of a call whose own one was used again by a later call.
  private func earlier(_ id: String, at index: Int) -> String {
    var out = "\(id) (call \(index + 1))"
    while indices[out] != nil { out += "'" }
    return out
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
    for (index, draft) in drafts.enumerated() {
      next = max(next, index + 1)
      var id = draft.id
      if id == nil {
        while indices[String(next)] != nil { next += 1 }
        id = String(next)
        next += 1
      } else if let given = id, indices[given] != index {
        id = earlier(given, at: index)
      }
      calls.append(
        TracedCall(
          id: id ?? "", tool: draft.tool, arguments: draft.arguments, agent: draft.agent,
          output: draft.output, hasFailed: draft.hasFailed, after: draft.after,
          readBefore: draft.readBefore, line: draft.line,
          directory: draft.directory))
    }
    return AgentTrace(
      format: format.rawValue, calls: calls, assumptions: assumptions, notModelled: notModelled,
      userTexts: userTexts, missingCalls: missingCalls)
  }
}
