/// The bounds on the work of the server.
package struct ServerLimits: Sendable {
  /// The time of one call of a tool.
  let deadline: Duration
  /// The memory of the process in megabytes, beyond which a call ends.
  let memoryLimit: Int?
  /// The calls that run at once; more wait.
  let mostRunning = 2
  /// The calls that wait; more are refused.
  let mostWaiting = 64

  /// The most bytes of a message.
  static let mostBytes = 64 << 20

  package init(deadline: Duration, memoryLimit: Int?) {
    self.deadline = deadline
    self.memoryLimit = memoryLimit
  }
}
