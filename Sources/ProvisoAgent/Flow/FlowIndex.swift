import ProvisoKernel

/// The values of the outputs that an agent has read, by their kinds and by their words.
///
/// Equal texts are kept once. A lookup costs as much as the value has occurrences, so a record takes
/// time in proportion to its length and not to the pairs of its calls.
struct FlowIndex: Sendable {
  /// The trust in a field of an output.
  enum Trust: Sendable {
    case none
    /// The policy trusts all fields: a whole field is trusted, a word in a longer text is not.
    case wholeFields
    case all
  }

  /// A place of a value.
  struct Origin: Sendable {
    /// A call whose output has the value in a trusted field.
    var trusted: Int?
    /// A call whose output has it as a whole field, line or cell that others may have written.
    var field: Int?
    /// A call whose output has it inside a longer text that others may have written.
    var prose: Int?
  }

  private struct Occurrence: Sendable {
    let call: Int
    let trust: Trust
  }

  private struct Leaf: Sendable {
    let words: [Int32]
    var occurrences: [Occurrence] = []
  }

  private struct Posting: Sendable {
    let leaf: Int32
    let isField: Bool
  }

  private var leaves: [Leaf] = []
  private var known: [String: Int32] = [:]
  private var postings: [ValueKey: [Posting]] = [:]
  private var numbers: [String: Int32] = [:]
  /// The leaves with a word, by its number.
  private var withWord: [[Int32]] = []
  /// The keys and words of the arguments of each call: what its output may only repeat.
  private var given: [Int: TextContent] = [:]

  /// Adds a field of an output.
  ///
  /// - Parameter isProse: whether no value in it is a field by itself.
  mutating func add(
    _ field: OutputField, of call: Int, trust: Trust, isProse: Bool = false
  ) {
    let occurrence = Occurrence(call: call, trust: trust)
    if let leaf = known[field.text] {
      leaves[Int(leaf)].occurrences.append(occurrence)
      return
    }
    let leaf = Int32(leaves.count)
    known[field.text] = leaf
    let content = TextContent(field.text)
    let words = content.words.map { number(of: $0) }
    for word in Set(words) { withWord[Int(word)].append(leaf) }
    leaves.append(Leaf(words: words, occurrences: [occurrence]))
    for key in content.fields {
      postings[key, default: []].append(Posting(leaf: leaf, isField: !isProse))
    }
    for key in content.inner where !content.fields.contains(key) {
      postings[key, default: []].append(Posting(leaf: leaf, isField: false))
    }
  }

  /// Notes what a call was given.
  mutating func note(arguments: [OutputField], of call: Int) {
    var content = TextContent()
    for field in arguments { content.add(field.text) }
    given[call] = content
  }

  /// Forgets what a call was given.
  mutating func removeArguments(of call: Int) { given[call] = nil }

  private mutating func number(of word: String) -> Int32 {
    if let number = numbers[word] { return number }
    let number = Int32(withWord.count)
    numbers[word] = number
    withWord.append([])
    return number
  }

  /// The occurrences of a value in outputs.
  ///
  /// - Parameter isRead: whether the writer of the value had read the output of a call.
  func origin(of value: FlowValue, isRead: (Int) -> Bool) -> Origin {
    var origin = Origin()
    func note(_ leaf: Int32, isField: Bool) {
      for occurrence in leaves[Int(leaf)].occurrences where isRead(occurrence.call) {
        if wasGiven(value, to: occurrence.call) { continue }
        switch occurrence.trust {
        case .all: origin.trusted = origin.trusted ?? occurrence.call
        case .wholeFields where isField: origin.trusted = origin.trusted ?? occurrence.call
        case .none where isField: origin.field = origin.field ?? occurrence.call
        case .none, .wholeFields: origin.prose = origin.prose ?? occurrence.call
        }
        if origin.trusted != nil { return }
      }
    }
    for key in value.lookups {
      for posting in postings[key] ?? [] where origin.trusted == nil {
        note(posting.leaf, isField: posting.isField)
      }
    }
    guard value.keys.isEmpty else { return origin }
    let whole = ValueKey(kind: .words, text: value.words.joined(separator: " "))
    var fields: Set<Int32> = []
    for posting in postings[whole] ?? [] where origin.trusted == nil {
      fields.insert(posting.leaf)
      note(posting.leaf, isField: posting.isField)
    }
    for leaf in leavesContaining(value.words) where origin.trusted == nil {
      if !fields.contains(leaf) { note(leaf, isField: false) }
    }
    return origin
  }

  /// The leaves in which the words follow each other.
  private func leavesContaining(_ words: [String]) -> [Int32] {
    let sought = words.compactMap { numbers[$0] }
    guard sought.count == words.count,
      let rarest = sought.min(by: { withWord[Int($0)].count < withWord[Int($1)].count })
    else { return [] }
    return withWord[Int(rarest)].filter { leaves[Int($0)].words.contains(run: sought) }
  }

  /// Whether the arguments of a call had a value.
  func wasGiven(_ value: FlowValue, to call: Int) -> Bool {
    given[call]?.contains(value) == true
  }

  /// Whether two values of keys or words occur in one text of the output of a call.
  func areTogether(_ value: FlowValue, _ other: FlowValue, in call: Int) -> Bool {
    leavesWith(value).intersection(leavesWith(other)).contains { leaf in
      leaves[Int(leaf)].occurrences.contains { $0.call == call }
    }
  }

  private func leavesWith(_ value: FlowValue) -> Set<Int32> {
    if value.keys.isEmpty { return Set(leavesContaining(value.words)) }
    return Set(value.lookups.flatMap { (postings[$0] ?? []).map(\.leaf) })
  }
}

extension [Int32] {
  fileprivate func contains(run: [Int32]) -> Bool {
    guard let first = run.first, run.count <= count else { return false }
    for start in 0...(count - run.count) where self[start] == first {
      if self[start..<(start + run.count)].elementsEqual(run) { return true }
    }
    return false
  }
}
