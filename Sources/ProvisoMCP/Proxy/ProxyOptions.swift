import Dispatch

/// The bounds of a proxy, and the names that it uses.
package struct ProxyOptions: Sendable {
  /// The name of the server in worlds.
  let server: String
  /// The time of one decision.
  let deadline: Duration
  /// The time in which a person answers.
  let answerLimit: Duration
  /// Whether every call is let through, and only recorded with what would have been said.
  let observes: Bool
  /// Whether contents (`resources/read`, `prompts/get`, `completion/complete`) are refused.
  let toolsOnly: Bool

  /// The most bytes of a message of the host, and of one of the server.
  static let mostBytesOfHost = 16 << 20
  static let mostBytesOfServer = 256 << 20
  /// The time for which a decision is waited for. One that does not end at its deadline is given up.
  var decisionLimit: Duration { deadline + .seconds(1) }

  /// The name of a server that has none in the configuration: that of its program.
  package static func name(ofProgram path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let base = file.lastIndex(of: ".").map { $0 == file.startIndex ? file : String(file[..<$0]) }
    return ToolNames.plain(base ?? file)
  }

  /// Whether a text can be the name of a server.
  package static func isName(_ text: String) -> Bool { ToolNames.isName(text) }

  package init(
    server: String, deadline: Duration, answerLimit: Duration, observes: Bool,
    toolsOnly: Bool = false
  ) {
    self.server = server
    self.deadline = deadline
    self.answerLimit = answerLimit
    self.observes = observes
    self.toolsOnly = toolsOnly
  }
}

extension Duration {
  /// The same for timers.
  var interval: DispatchTimeInterval { .milliseconds(Int(self / .milliseconds(1))) }
}
