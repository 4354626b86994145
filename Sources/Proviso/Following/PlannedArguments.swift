import ProvisoAgent
import ProvisoKernel
import ProvisoPlans

/// Whether a call that was made is a call of the plan: the same tool, and for each argument the value that
/// the plan gives, or takes from the output of a call.
struct PlannedArguments {
  let facts: PlanFacts
  /// The latest call of each identifier.
  let calls: [String: Int]
  /// The directory that the plan's paths and commands start from, as an absolute path; `nil` if it is not
  /// known.
  let directory: String?
  /// Whether a command starts where the one before it has ended, so that its directory is not known.
  let keepsDirectory: Bool

  /// The answer; `nil` if it is not known, because it depends on an output that is not known.
  func match(_ planned: PlannedCall, _ observed: ObservedCall) -> Bool? {
    if let line = CommandLineText(planned) {
      guard let other = CommandLineText(observed.planned), !observed.isEscalated(beyond: planned)
      else { return false }
      return match(line, other, in: observed.directory)
    }
    guard planned.tool == observed.tool else { return false }
    var known: Bool? = true
    let given = Dictionary(planned.arguments.map { ($0.name, $0.value) }) { first, _ in first }
    let paths = PathArguments.names(of: planned.tool)
    for (name, value) in observed.arguments where !value.isNull {
      guard let expected = given[name] else {
        guard planned.rest != nil else { return false }
        continue
      }
      known = both(
        known,
        paths.contains(name)
          ? matchPath(expected, value, in: observed.directory) : match(expected, value))
      if known == false { return false }
    }
    let found = Set(observed.arguments.filter { !$0.value.isNull }.map(\.name))
    for (name, expected) in planned.arguments where !found.contains(name) {
      known = both(known, match(expected, .null))
    }
    return known
  }

  private func match(
    _ planned: CommandLineText, _ observed: CommandLineText, in place: String?
  ) -> Bool? {
    guard planned.isInBackground == observed.isInBackground else { return false }
    let expected = planned.directory(in: directory)
    let found = observed.directory(in: place)
    if let expected, let found, expected != found, !keepsDirectory { return false }
    let isUnknown =
      keepsDirectory || expected != nil && found == nil
      || planned.directory != nil && expected == nil
    return both(
      isUnknown ? nil : true, match(planned.text, .string(Text(observed.text.constantText))))
  }

  /// Whether two paths are the same, each seen from its directory.
  private func matchPath(_ planned: AgentPlanValue, _ value: Value, in place: String?) -> Bool? {
    guard case .string(let one)? = planned.constant, case .string(let other) = value else {
      return match(planned, value)
    }
    let expected = PathArguments.absolute(one.string, in: directory)
    let found = PathArguments.absolute(other.string, in: place)
    if let expected, let found { return expected == found }
    // The path is the one that is written there if the plan has no directory.
    guard directory == nil else { return nil }
    return one == other
  }

  private func both(_ one: Bool?, _ other: Bool?) -> Bool? {
    if one == false || other == false { return false }
    return one == nil || other == nil ? nil : true
  }

  private func match(_ planned: AgentPlanValue, _ value: Value) -> Bool? {
    switch planned {
    case .constant(let constant): return constant == value
    case .unknown, .written: return true
    case .output(let id, let path):
      guard let known = calls[id].flatMap({ facts.output(of: $0, path) }) else { return nil }
      return known == value || known.plainText == value.plainText
    case .list(let elements):
      guard case .list(let values) = value, values.count == elements.count else { return false }
      return zip(elements, values).reduce(true) { both($0, match($1.0, $1.1)) }
    case .map(let members):
      guard case .map(let values) = value else { return false }
      let names = Set(members.map(\.name))
      guard values.keys.allSatisfy({ names.contains($0.string) }) else { return false }
      return members.reduce(true) { both($0, match($1.value, values[Text($1.name)] ?? .null)) }
    case .text(let parts):
      guard case .string(let text) = value else { return false }
      return match(parts, text.string)
    }
  }

  /// Whether a text consists of parts, each with its value.
  private func match(_ parts: [AgentPlanValue], _ text: String) -> Bool? {
    var pieces: [String?] = []
    var isKnown = true
    for part in parts {
      switch part {
      case .unknown, .written: pieces.append(nil)
      case .output(let id, let path):
        if let known = calls[id].flatMap({ facts.output(of: $0, path) }) {
          pieces.append(known.plainText)
        } else {
          pieces.append(nil)
          isKnown = false
        }
      case .constant, .list, .map, .text:
        guard let constant = part.constant else { return nil }
        pieces.append(constant.plainText)
      }
    }
    guard Self.fits(Array(text.utf8), pieces.map { $0.map { Array($0.utf8) } }) else {
      return false
    }
    return isKnown ? true : nil
  }

  /// Whether a text consists of the pieces, in their order; `nil` stands for any text.
  private static func fits(_ text: [UInt8], _ pieces: [[UInt8]?]) -> Bool {
    var start = text.startIndex
    var isOpen = false
    for (index, piece) in pieces.enumerated() {
      guard let piece else {
        isOpen = true
        continue
      }
      if isOpen {
        // The last piece stands at the end; any other one as early as it can.
        let isLast = index == pieces.count - 1
        let places =
          isLast ? [text.count - piece.count] : Array(start...max(start, text.count - piece.count))
        guard
          let place = places.first(where: {
            $0 >= start && $0 + piece.count <= text.count
              && text[$0..<($0 + piece.count)].elementsEqual(piece)
          })
        else { return false }
        start = place + piece.count
        isOpen = false
      } else {
        guard text[start...].starts(with: piece) else { return false }
        start += piece.count
      }
    }
    return isOpen || start == text.count
  }
}

extension ObservedCall {
  /// Arguments of shells that lift a restriction.
  private static let escalations: Set<String> = [
    "dangerouslyDisableSandbox", "with_escalated_permissions", "sandbox_permissions", "prefix_rule",
  ]

  /// Whether the call lifts a restriction that the plan does not lift.
  fileprivate func isEscalated(beyond planned: PlannedCall) -> Bool {
    arguments.contains { name, value in
      Self.escalations.contains(name) && !value.isNull && value != .bool(false)
        && planned.value(of: name)?.constant != value
    }
  }

  /// The call as a plan would give it.
  fileprivate var planned: PlannedCall {
    PlannedCall(tool: tool, arguments: arguments.map { ($0.name, .constant($0.value)) })
  }
}

extension AgentPlanValue {
  fileprivate var constantText: String { constant?.plainText ?? "" }
}

extension Value {
  /// The value in a text: a text as it is, anything else as JSON.
  fileprivate var plainText: String {
    if case .string(let text) = self { text.string } else { description }
  }
}
