import ProvisoKernel

/// Collects the mistakes of a plan, each with its position.
struct AgentPlanMistakes {
  /// The most mistakes that are reported. A file with more is probably not a plan.
  private static let limit = 50
  private var list: [AgentFormatError] = []

  var isEmpty: Bool { list.isEmpty }

  mutating func report(_ node: AgentPlanNode, _ message: String) {
    guard list.count < Self.limit else { return }
    let position = node.position
    list.append(AgentFormatError(message, line: position.line, column: position.column))
  }

  /// Adds a mistake in another file.
  mutating func report(_ error: AgentFormatError) {
    guard list.count < Self.limit else { return }
    list.append(error)
  }

  /// Reports an unknown key, with the key that was probably meant.
  mutating func unknownKey(
    _ member: AgentPlanNode.Member, of what: String, known: [String], meant: [String: String] = [:]
  ) {
    let near = meant[member.name] ?? Suggestion.nearest(to: member.name, among: known)
    let keys = known.map { "`\($0)`" }.joined(separator: ", ")
    report(
      member.key,
      "\(what) has no key `\(AgentPlanNode.short(member.name))`; "
        + (near.map { "did you mean `\($0)`?" } ?? "the keys are \(keys)"))
  }

  /// Throws all mistakes, if there are any, in the order of their positions.
  func finish() throws(AgentFormatError) {
    let sorted = list.enumerated().sorted { a, b in
      (a.element.file ?? "", a.element.line ?? 0, a.element.column ?? 0, a.offset)
        < (b.element.file ?? "", b.element.line ?? 0, b.element.column ?? 0, b.offset)
    }
    if let error = AgentFormatError(sorted.map(\.element)) { throw error }
  }
}
