import ProvisoKernel

/// Which lines of a transcript are part of the conversation that was gone on with.
///
/// The lines are a tree. The branch that ends in the last line is taken, and of the rest what belongs
/// to it: the other lines of a response that it has a line of, the results of its calls, and the
/// sub-agents' lines (`isSidechain`), each chain a stream of its own.
struct Branches {
  /// The places of the lines of the conversation, in the order of the source.
  private(set) var places: [Int] = []
  /// For every line the chain of sub-agents that it is part of; empty for the main one.
  private(set) var streams: [String]
  private(set) var assumptions: [String] = []
  private(set) var notModelled: [String] = []
  /// Whether calls were made on branches that were given up.
  private(set) var hasLostCalls = false

  private let entries: [TranscriptEntry]
  private var lines: [String: Int] = [:]
  /// For every line the last one of the main agent before it.
  private var previous: [Int?] = []

  /// Finds the branch.
  ///
  /// - Throws: where two lines that differ have one `uuid`, and where parents go round in a circle.
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
      // A session that is taken up again can write lines once more.
      guard entries[other].node.json.kernelValue == entry.node.json.kernelValue else {
        throw entry.node.error(
          "two lines have the uuid \(Value.quoted(uuid)): the other is line \(entries[other].node.line)"
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
      assumptions.append("The lines stand in the order of time, those of sub-agents too.")
      assumptions.append(
        "Calls of sub-agents can run at any time with respect to those of the main agent and of each other."
      )
    }
    try addWhatBelongs(to: &taken, among: main)
    places = conversation.filter(taken.contains)
    tellOfTheRest(main.filter { !taken.contains($0) })
  }

  /// The place of the line that a line hangs on; nil at the start.
  private func parent(of place: Int) -> Int? {
    if let parent = entries[place].parent { return lines[parent] }
    guard let before = entries[place].continues else { return nil }
    // Shortening can move the last messages behind itself; then the line before it is the parent.
    if let other = lines[before], other < place { return other }
    return previous[place]
  }

  /// For every line the one that its chain starts with. Linear, as every line is walked over once.
  private mutating func findRoots() throws(AgentFormatError) -> [Int] {
    var roots = Array(repeating: -1, count: entries.count)
    var isOnPath = Array(repeating: false, count: entries.count)
    for start in entries.indices where roots[start] < 0 {
      var path: [Int] = []
      var place = start
      while roots[place] < 0 {
        guard !isOnPath[place] else {
          throw entries[place].node.error("`parentUuid` of this line leads back to the line itself")
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
        "What came before line \(entries[place].node.line) is not in the file and had no calls.")
    }
    return taken
  }

  /// Adds lines beside the branch that are part of its responses, and the results of its calls.
  private func addWhatBelongs(
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
          "this is a result for \(Value.quoted(unknown)), but no call has that id")
      }
      if !results.isEmpty, results.allSatisfy(calls.contains) { taken.insert(place) }
    }
  }

  private mutating func tellOfTheRest(_ rest: [Int]) {
    guard !rest.isEmpty else { return }
    assumptions.append(
      "The lines are a tree: the branch that ends in the last line is what happened.")
    let calls = rest.reduce(0) { $0 + entries[$1].callIDs.count }
    hasLostCalls = calls > 0
    notModelled.append(
      "\(rest.count) line\(rest.count == 1 ? "" : "s") of branches that were given up, with \(calls) call\(calls == 1 ? "" : "s"), though their effects stay."
    )
  }
}
