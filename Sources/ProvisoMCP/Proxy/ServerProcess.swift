import CSpawn
import JSONRPC
import ProvisoInput

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The server behind a proxy: a program that reads messages on its standard input and writes them on its
/// standard output.
final class ServerProcess: Sendable {
  /// The reason why the program cannot be started: a sentence.
  struct Failure: Error {
    let message: String
  }

  private let process: pid_t
  /// The way to the server.
  let input: MessageWriter
  /// The descriptors of what the server writes.
  let output: Int32
  let errors: Int32

  /// Starts a program. If the calling thread ends, the program is killed (where the system can do that).
  ///
  /// - Parameters:
  ///   - words: the program and its arguments.
  ///   - folder: the folder in which it starts.
  init(_ words: [String], in folder: String) throws(Failure) {
    var ends: [[Int32]] = []
    for _ in 0..<3 {
      var pair: [Int32] = [0, 0]
      guard pipe(&pair) == 0 else { throw Failure(message: String(cString: strerror(errno))) }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      ends.append(pair)
    }
    var texts: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for text in texts { free(text) } }
    var started: pid_t = 0
    let status = cspawn_server(
      words[0], &texts, folder, [ends[0][0], ends[1][1], ends[2][1]], &started)
    for end in [ends[0][0], ends[1][1], ends[2][1]] { close(end) }
    guard status == 0 else {
      for end in [ends[0][1], ends[1][0], ends[2][0]] { close(end) }
      throw Failure(message: "\(words[0]): \(String(cString: strerror(status)))")
    }
    process = started
    input = MessageWriter(to: ends[0][1])
    output = ends[1][0]
    errors = ends[2][0]
    RunningPrograms.add(started)
  }

  /// The times from the end of the input until the server is asked to end, and until it is killed, in
  /// milliseconds.
  private static let patience = (asked: 2_000, killed: 1_000)

  /// Ends the server and everything that it has started.
  ///
  /// - Returns: its exit status; `nil` if a signal ended it.
  func end() -> Int32? {
    input.closeDescriptor()
    if !hasEnded(within: Self.patience.asked) {
      _ = systemKill(-process, SIGTERM)
      _ = hasEnded(within: Self.patience.killed)
    }
    // Its number is its own until it is waited for.
    RunningPrograms.end(process)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : nil
  }

  /// Waits for the end of the server, which stays a zombie.
  private func hasEnded(within milliseconds: Int) -> Bool {
    let deadline = ContinuousClock.now + .milliseconds(milliseconds)
    while true {
      var information = siginfo_t()
      let status = waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT)
      if status != 0 || information.si_signo != 0 { return true }
      if ContinuousClock.now >= deadline { return false }
      usleep(5_000)
    }
  }
}

/// Calls `kill(2)`.
private func systemKill(_ process: pid_t, _ number: Int32) -> Int32 { kill(process, number) }
