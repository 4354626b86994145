import ProvisoRuntime

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The reply of a hook that is ended by a fault of the program or of the solver: hosts go on where a hook
/// is ended by a signal.
///
/// The bytes are made before, because a handler of a signal may neither allocate nor lock
/// (signal-safety(7)).
enum CrashReply {
  private struct Bytes {
    let start: UnsafeMutablePointer<UInt8>
    let count: Int

    init(_ text: String) {
      let bytes = Array(text.utf8)
      count = bytes.count
      start = .allocate(capacity: max(count, 1))
      start.update(from: bytes, count: count)
    }
  }

  // Only `install` sets them, once, before other threads start. They live as long as the process.
  nonisolated(unsafe) private static var output = Bytes("")
  nonisolated(unsafe) private static var complaint = Bytes("")
  nonisolated(unsafe) private static var status: Int32 = 0

  /// Gives this reply where a fault ends the process.
  static func install(_ reply: HookReply) {
    output = Bytes(reply.output)
    complaint = Bytes(reply.complaint.isEmpty ? "" : reply.complaint + "\n")
    status = reply.status
    for fault in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP] {
      signal(fault) { _ in CrashReply.give() }
    }
  }

  private static func give() -> Never {
    _ = write(STDERR_FILENO, complaint.start, complaint.count)
    _ = write(STDOUT_FILENO, output.start, output.count)
    _exit(status)
  }
}
