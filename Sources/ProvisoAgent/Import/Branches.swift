import ProvisoKernel

/// The lines of a transcript that are part of the conversation that continued.
///
/// The lines are a tree. The conversation is the branch that ends in the last line, and the other
/// lines that belong to it: the remaining lines of a response that has a line on the branch, the
/// results of its calls, and the sub-agents' lines (`isSidechain`). Each chain of a sub-agent is a
/// separate stream.
struct Branches {
  /// The indices of the conversation's lines, in the order of the source.
  private(set) var places: [Int] = []
  /// For each line, the chain of the sub-agent that it is part of; empty for the main agent.
  private(set) var streams: [String]
  private(set) var assumptions: [String] = []
  private(set) var notModelled: [String] = []
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
    for (place, entry) in entries.enumerated() {
      previous.append(last)
      if entry.uuid != nil, !entry.isSidechain { last = place }
    }
    var isRepeated = Array(repeating: false, count: entries.count)
    for (place, entry) in entries.enumerated() {
      guard let uuid = entry.uuid else { continue }
      guard let other = lines[uuid] else {
        lines[uuid] = place
        continue
      }
      // A resumed session can write the same lines again.
      guard entries[other].node.json.kernelValue == entry.node.json.kernelValue else {
        throw entry.node.error(
          "the uuid \(Value.quoted(uuid)) is already used on line \(entries[other].node.line): expected a new one"
        )
      }
      isRepeated[place] = true
    }
    let roots = try findRoots()
    let conversation = entries.indices.filter { entries[$0].isConversation && !isRepeated[$0] }
    let main = conversation.filter { !entries[$0].isSidechain }
    var taken: Set<Int> = []
    if let last = main.last { taken = branch(endingIn: last) }
    let side = conversation.filter { entries[$0].isSidechain }
    var chains: [Int: String] = [:]
    for place in side where chains[roots[place]] == nil {
      if let agent = entries[place].agent { chains[roots[place]] = agent }
    }
    for place in side {
      let name = chains[roots[place]] ?? "sub-agent \(chains.count + 1)"
      chains[roots[place]] = name
      streams[place] = name
      taken.insert(place)
    }
    if !side.isEmpty {
      assumptions.append("The lines are in chronological order, including those of sub-agents.")
      assumptions.append(
        "Calls of sub-agents can run at any time relative to those of the main agent and to each other."
      )
    }
    try addRelatedLines(to: &taken, among: main)
    places = conversation.filter(taken.contains)
    noteAbandonedLines(main.filter { !taken.contains($0) })
  }

  /// The index of a line's parent; nil at the start.
  private func parent(of place: Int) -> Int? {
    if let parent = entries[place].parent { return lines[parent] }
    guard let before = entries[place].continues else { return nil }
    // Compaction can move the last messages after its own line; the parent is then the line before
    // it.
    if let other = lines[before], other < place { return other }
    return previous[place]
  }

  /// For each line, the first line of its chain. Takes linear time: each line is visited once.
  private mutating func findRoots() throws(AgentFormatError) -> [Int] {
    var roots = Array(repeating: -1, count: entries.count)
    var isOnPath = Array(repeating: false, count: entries.count)
    for start in entries.indices where roots[start] < 0 {
      var path: [Int] = []
      var place = start
      while roots[place] < 0 {
        guard !isOnPath[place] else {
          throw entries[place].node.error(
            "`parentUuid` leads back to this line: expected a chain of parents that ends")
        }
        isOnPath[place] = true
        path.append(place)
        guard let next = parent(of: place) else { break }
        place = next
      }
      let root = roots[place] < 0 ? place : roots[place]
      for place in path { roots[place] = root }
    }
    return roots
  }

  private mutating func branch(endingIn last: Int) -> Set<Int> {
    var taken: Set<Int> = []
    var place = last
    while taken.insert(place).inserted {
      guard let next = parent(of: place) else { break }
      place = next
    }
    if entries[place].parent != nil {
      assumptions.append(
        "The conversation before line \(entries[place].node.line) is not in the file and had no calls."
      )
    }
    return taken
  }

  /// Adds lines outside the branch that are part of its responses, and the results of its calls.
  private func addRelatedLines(
    to taken: inout Set<Int>, among main: [Int]
  ) throws(AgentFormatError) {
    let messages = Set(taken.compactMap { entries[$0].messageID })
    for place in main {
      if let id = entries[place].messageID, messages.contains(id) { taken.insert(place) }
    }
    var calls: Set<String> = []
    for place in taken { calls.formUnion(entries[place].callIDs) }
    let allCalls = Set(main.flatMap { entries[$0].callIDs })
    for place in main where !taken.contains(place) {
      let results = entries[place].resultIDs
      if let unknown = results.first(where: { !allCalls.contains($0) }) {
        throw entries[place].node.error(
          "this is a result for the call \(Value.quoted(unknown)), but no call has that id")
      }
      if !results.isEmpty, results.allSatisfy(calls.contains) { taken.insert(place) }
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
