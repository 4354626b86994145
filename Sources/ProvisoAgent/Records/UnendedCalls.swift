import ProvisoKernel

/// Results of calls that go on after their result: a runtime moves commands to the background when they take long.
package enum UnendedCalls {
  /// Whether a text says that a command still runs.
  package static func tells(_ text: String) -> Bool {
    text.contains(
      /(?i)(?:moved to|running in|runs in|continues in) (?:the )?background|process running with session id/
    )
  }

  /// Whether a result says so, in a text or by the number of a task in the background.
  static func tells(_ result: Value) -> Bool {
    switch result {
    case .string(let text): tells(text.string)
    case .list(let elements): elements.contains(where: tells)
    case .map(let members):
      members.contains { name, value in
        name == "backgroundTaskId" ? !value.isNull : tells(value)
      }
    case .null, .bool, .number, .object: false
    }
  }
}
