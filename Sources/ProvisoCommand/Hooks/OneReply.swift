import Dispatch
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The one reply of a hook. Where none was given in time, this gives one and ends the process: a host goes on
/// where its hook is late.
final class OneReply: Sendable {
  private let isGiven = Mutex(false)

  /// Takes the right to reply.
  ///
  /// - Returns: whether nobody has it yet.
  private func claim() -> Bool {
    isGiven.withLock { isGiven in
      defer { isGiven = true }
      return !isGiven
    }
  }

  /// Gives a reply, unless the time is over and another one is being given.
  func give<Failure>(_ reply: () throws(Failure) -> Void) throws(Failure) {
    guard claim() else { while true { pause() } }
    try reply()
  }

  /// Gives a reply after some seconds if there is none.
  ///
  /// - Parameter reply: prints the reply, and gives the exit status.
  func giveLate(after seconds: Int, _ reply: @escaping @Sendable () -> Int32) {
    DispatchQueue.global(qos: .userInitiated).asyncAfter(deadline: .now() + .seconds(seconds)) {
      guard self.claim() else { return }
      _exit(reply())
    }
  }
}
