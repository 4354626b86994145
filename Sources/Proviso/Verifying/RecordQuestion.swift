import ProvisoInput
import ProvisoKernel
import ProvisoLanguage

/// The parts of a record that a property asks about.
struct RecordQuestion {
  /// Whether the property needs what only the record states: outputs, data flow, or members that a
  /// record lacks.
  private(set) var needsRecord = false
  private var texts: Set<String> = []
  private var members: Set<String> = []

  private static let ofRecords: Set<String> = [
    "output", "changes", "annotations", "effect", "untrusted", "leaks", "questions", "answers",
  ]

  init(_ property: Property) {
    var open = property.expressions
    var seen: Set<ObjectIdentifier> = []
    while let top = open.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      switch top.kind {
      case .relation, .flowsInto: needsRecord = true
      case .attribute(let base, let index)
      where base.type == .entity(WorldModel.EntityIndex.call):
        let name = VocabularySchema.agent.entities[WorldModel.EntityIndex.call].attributes[index]
          .name
        if Self.ofRecords.contains(name) { needsRecord = true }
      case .member(_, let name): members.insert(name.string)
      case .constant(let value): note(value)
      default: break
      }
      top.kind.forEachPart { open.append($0) }
    }
  }

  private mutating func note(_ value: Value) {
    switch value {
    case .string(let text): texts.insert(text.string)
    case .list(let elements): for element in elements { note(element) }
    default: break
    }
  }

  /// Whether the property is only about the recorded calls: it names a tool that runs commands, and
  /// none that a command calls.
  func isOnly(about recorded: RecordedCalls) -> Bool {
    !needsRecord && !texts.isDisjoint(with: recorded.commandTools)
      && texts.isDisjoint(with: recorded.calledTools)
  }

  /// Whether the property is also about the calls that run commands: it names their tools or the
  /// arguments with the commands.
  func names(_ recorded: RecordedCalls) -> Bool {
    guard recorded.runsCommands else { return false }
    return !texts.isDisjoint(with: recorded.commandTools)
      || !members.isDisjoint(with: recorded.commandArguments)
      || !texts.isDisjoint(with: recorded.commandArguments)
  }
}
