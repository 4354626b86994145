import ProvisoAgent
import ProvisoKernel
import ProvisoPlans

/// A call that was made, as a host or a record tells it.
package struct ObservedCall: Sendable {
  /// The name by which messages know the call.
  package let name: String
  package let tool: String
  package let arguments: [(name: String, value: Value)]
  /// The agent that called; empty if that is not known.
  package let agent: String
  /// The absolute path of the directory in which the tool worked; `nil` if that is not known.
  package let directory: String?

  /// Describes a call.
  package init(
    name: String, tool: String, arguments: [(name: String, value: Value)], agent: String = "",
    directory: String? = nil
  ) {
    self.name = name
    self.tool = tool
    self.arguments = arguments
    self.agent = agent
    self.directory = directory
  }

  /// Whether the tool or an argument can be taken for one with another name.
  var hasNamesOfOtherSpelling: Bool {
    tool.hasOtherSpelling || arguments.contains { $0.name.hasOtherSpelling }
  }
}

/// The known outcomes and outputs of the calls of a session.
struct PlanFacts: Sendable {
  private struct Fact: Sendable {
    let name: String
    var hasFailed: Bool?
    var output: Value?
  }

  /// The identifiers of the plan's calls.
  let identifiers: Set<String>
  private var calls: [Fact] = []

  init(identifiers: Set<String>) { self.identifiers = identifiers }

  var count: Int { calls.count }

  func name(of number: Int) -> String {
    calls.indices.contains(number) ? calls[number].name : "a call"
  }

  mutating func add(_ name: String) { calls.append(Fact(name: name)) }

  mutating func removeLast() { calls.removeLast() }

  mutating func settle(_ number: Int, failed: Bool?, output: Value?) {
    guard calls.indices.contains(number) else { return }
    calls[number].hasFailed = failed
    calls[number].output = failed == true ? nil : output.map(Self.content)
  }

  /// Whether a call has failed; `nil` if that is not known.
  func hasFailed(_ number: Int) -> Bool? {
    calls.indices.contains(number) ? calls[number].hasFailed : nil
  }

  /// The output of a call, or a part of it; `nil` if it is not known.
  func output(of number: Int, _ path: [ValuePathPart] = []) -> Value? {
    guard calls.indices.contains(number), var value = calls[number].output else { return nil }
    for part in path {
      switch (part, value) {
      case (.member(let name), .map(let members)): value = members[Text(name)] ?? .null
      case (.element(let index), .list(let elements)) where elements.indices.contains(index):
        value = elements[index]
      default: return nil
      }
    }
    return value
  }

  /// The content of what a host shows as a result: the text of its parts or of its standard output,
  /// read as JSON where it is JSON.
  private static func content(_ value: Value) -> Value {
    switch value {
    case .string(let text): return ArgumentObject.value(of: text.string) ?? value
    case .map(let members):
      if let structured = members["structuredContent"], !structured.isNull { return structured }
      if case .list(let parts)? = members["content"] { return content(.list(parts)) }
      if case .string(let text)? = members["stdout"] {
        let line = text.string.hasSuffix("\n") ? String(text.string.dropLast()) : text.string
        return content(.string(Text(line)))
      }
      return value
    case .list(let parts):
      var text = ""
      for part in parts {
        guard case .map(let members) = part, case .string(let piece)? = members["text"] else {
          return value
        }
        text += piece.string
      }
      return parts.isEmpty ? value : content(.string(Text(text)))
    case .null, .bool, .number, .object: return value
    }
  }

  /// Whether a condition of the plan holds; `nil` if that is not known.
  ///
  /// - Parameter calls: the latest call of each identifier.
  func holds(_ condition: String, calls: [String: Int]) -> Bool? {
    guard case .bool(let holds)? = ConditionValue(facts: self, calls: calls).value(of: condition)
    else { return nil }
    return holds
  }
}
