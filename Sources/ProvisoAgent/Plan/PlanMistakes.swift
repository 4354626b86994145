import ProvisoKernel

/// The mistakes of a plan as they are found, each at its place.
struct PlanMistakes {
  /// How many are told; a file that has more is of another kind.
  private static let most = 50
  private var list: [AgentFormatError] = []

  var isEmpty: Bool { list.isEmpty }

  mutating func report(_ node: PlanNode, _ message: String) {
    guard list.count < Self.most else { return }
    let place = node.place
    list.append(AgentFormatError(message, line: place.line, column: place.column))
  }

  /// A mistake of another file.
  mutating func report(_ error: AgentFormatError) {
    guard list.count < Self.most else { return }
    list.append(error)
  }

  /// Says that a key is not known, and which was probably meant.
  mutating func unknownKey(
    _ member: PlanNode.Member, of what: String, known: [String], meant: [String: String] = [:]
  ) {
    let near = meant[member.name] ?? Suggestion.nearest(to: member.name, among: known)
    let keys = known.map { "`\($0)`" }.joined(separator: ", ")
    report(
      member.key,
      "\(what) has no key `\(PlanNode.short(member.name))`; "
        + (near.map { "did you mean `\($0)`?" } ?? "there are \(keys)"))
  }

  /// Throws what was found, in the order of the places.
  func finish() throws(AgentFormatError) {
    let sorted = list.enumerated().sorted { a, b in
      (a.element.file ?? "", a.element.line ?? 0, a.element.column ?? 0, a.offset)
        < (b.element.file ?? "", b.element.line ?? 0, b.element.column ?? 0, b.offset)
    }
    if let error = AgentFormatError(sorted.map(\.element)) { throw error }
  }
}
