import ProvisoInput
import ProvisoKernel

/// The lines of a transcript that are part of the conversation that continued.
///
/// The lines are a tree. The conversation is the branch that ends in the last line, and the other
/// lines that belong to it: the remaining lines of a response that has a line on the branch, the
/// results of its calls, and the sub-agents' lines (`isSidechain`). Each chain of a sub-agent is a
/// separate stream.
struct Branches {
  /// The indices of the conversation's lines, in the order of the source.
  private(set) var indices: [Int] = []
  /// For each line, the chain of the sub-agent that it is part of; empty for the main agent.
  private(set) var streams: [String]
  private(set) var assumptions: [String] = []
  private(set) var notModelled: [String] = []
  /// The part of the conversation before the file, in which tools may have been called; `nil` if
  /// the file has the beginning.
  private(set) var missingBeginning: String?
  /// Whether calls were made on abandoned branches.
  private(set) var hasLostCalls = false

  private let entries: [TranscriptEntry]
  private var lines: [String: Int] = [:]
  /// For each line, the last line of the main agent before it.
  private var previous: [Int?] = []

  /// Finds the branch.
  ///
  /// - Throws: if two different lines have the same `uuid`, and if parents form a cycle.
  init(_ entries: [TranscriptEntry]) throws(AgentFormatError) {
    self.entries = entries
    streams = Array(repeating: "", count: entries.count)
    var last: Int?
    for (index, entry) in entries.enumerated() {
      previous.append(last)
      if entry.uuid != nil, !entry.isSidechain { last = index }
    }
    var isRepeated = Array(repeating: false, count: entries.count)
    for (index, entry) in entries.enumerated() {
      guard let uuid = entry.uuid else { continue }
      guard let other = lines[uuid] else {
        lines[uuid] = index
        continue
      }
      // A resumed session can write the same lines again.
      guard entries[other].node.json.kernelValue == entry.node.json.kernelValue else {
        throw entry.node.error(
          "the uuid \(Value.quoted(uuid)) is already used on line \(entries[other].node.line): expected a new one"
        )
      }
      isRepeated[index] = true
    }
    let roots = try findRoots()
    let conversation = entries.indices.filter { entries[$0].isConversation && !isRepeated[$0] }
    let main = conversation.filter { !entries[$0].isSidechain }
    var taken: Set<Int> = []
    if let last = main.last { taken = branch(endingIn: last) }
    let side = conversation.filter { entries[$0].isSidechain }
    var chains: [Int: String] = [:]
    for index in side where chains[roots[index]] == nil {
      if let agent = entries[index].agent { chains[roots[index]] = agent }
    }
    for index in side {
      let name = chains[roots[index]] ?? "sub-agent \(chains.count + 1)"
      chains[roots[index]] = name
      streams[index] = name
      taken.insert(index)
    }
    if !side.isEmpty {
      assumptions.append("The lines are in chronological order, including those of sub-agents.")
      assumptions.append(Conversations.subAgents)
    }
    try addRelatedLines(to: &taken, among: main)
    indices = conversation.filter(taken.contains)
    noteAbandonedLines(main.filter { !taken.contains($0) })
  }

  /// The index of a line's parent; nil at the start.
  private func parent(of index: Int) -> Int? {
    if let parent = entries[index].parent { return lines[parent] }
    guard let before = entries[index].continues else { return nil }
    // Compaction can move the last messages after its own line; the parent is then the line before
    // it.
    if let other = lines[before], other < index { return other }
    return previous[index]
  }

  /// For each line, the first line of its chain. Takes linear time: each line is visited once.
  private mutating func findRoots() throws(AgentFormatError) -> [Int] {
    var roots = Array(repeating: -1, count: entries.count)
    var isOnPath = Array(repeating: false, count: entries.count)
    for start in entries.indices where roots[start] < 0 {
      var path: [Int] = []
      var index = start
      while roots[index] < 0 {
        guard !isOnPath[index] else {
          throw entries[index].node.error(
            "`parentUuid` leads back to this line: expected a chain of parents that ends")
        }
        isOnPath[index] = true
        path.append(index)
        guard let next = parent(of: index) else { break }
        index = next
      }
      let root = roots[index] < 0 ? index : roots[index]
      for index in path { roots[index] = root }
    }
    return roots
  }

  private mutating func branch(endingIn last: Int) -> Set<Int> {
    var taken: Set<Int> = []
    var index = last
    while taken.insert(index).inserted {
      guard let next = parent(of: index) else { break }
      index = next
    }
    if entries[index].parent != nil {
      missingBeginning =
        "The conversation before line \(entries[index].node.line), which is not in the file."
    }
    return taken
  }

  /// Adds lines outside the branch that are part of its responses, and the results of its calls.
  private func addRelatedLines(
    to taken: inout Set<Int>, among main: [Int]
  ) throws(AgentFormatError) {
    let messages = Set(taken.compactMap { entries[$0].messageID })
    for index in main {
      if let id = entries[index].messageID, messages.contains(id) { taken.insert(index) }
    }
    var calls: Set<String> = []
    for index in taken { calls.formUnion(entries[index].callIDs) }
    let allCalls = Set(main.flatMap { entries[$0].callIDs })
    for index in main where !taken.contains(index) {
      let results = entries[index].resultIDs
      if let unknown = results.first(where: { !allCalls.contains($0) }), missingBeginning == nil {
        throw entries[index].node.error(
          "this is a result for the call \(Value.quoted(unknown)), but no call has that id")
      }
      if !results.isEmpty, results.allSatisfy(calls.contains) { taken.insert(index) }
    }
  }

  private mutating func noteAbandonedLines(_ rest: [Int]) {
    guard !rest.isEmpty else { return }
    assumptions.append(
      "The lines are a tree; the branch that ends in the last line is the one that happened.")
    let calls = rest.reduce(0) { $0 + entries[$1].callIDs.count }
    hasLostCalls = calls > 0
    notModelled.append(
      "\(rest.count) line\(rest.count == 1 ? "" : "s") of abandoned branches, with \(calls) call\(calls == 1 ? "" : "s") whose effects remain."
    )
  }
}
