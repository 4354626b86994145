import CSpawn

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// One run of another program. Its output is kept in memory, up to a bound.
///
/// The program gets a process group of its own. The whole group is killed at the time limit, when the
/// output passes the bound, and when the program itself ends: what it started ends with it.
package struct ToolRun: Sendable {
  let program: String
  let arguments: [String]
  let folder: String
  let environment: [String: String]
  /// The number of seconds after which the program is killed.
  let limit: Int
  /// The bytes of its standard input, at most as many as a pipe holds (16 KiB on every system).
  var input: [UInt8] = []
  /// The number of bytes of standard output beyond which the program is killed.
  var mostOutput = Self.mostOutput
  /// Whether the program has to end early.
  var isCancelled: @Sendable () -> Bool = { false }

  /// Describes a run.
  package init(
    program: String, arguments: [String], folder: String, environment: [String: String],
    limit: Int, input: [UInt8] = [], mostOutput: Int = Self.mostOutput,
    isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.program = program
    self.arguments = arguments
    self.folder = folder
    self.environment = environment
    self.limit = limit
    self.input = input
    self.mostOutput = mostOutput
    self.isCancelled = isCancelled
  }

  package static let mostOutput = 256 << 20
  /// The number of bytes of standard error that are kept; a person reads no more.
  private static let mostErrors = 1 << 14

  package struct Output: Sendable {
    /// The exit status, or the number of the signal that ended the program.
    package let status: Int32
    package let text: [UInt8]
    /// The beginning of its standard error.
    package let errors: String
  }

  package enum Failure: Error {
    case notStarted(String)
    case tooSlow
    case tooMuch
    case cancelled
  }

  /// The file descriptors of a pipe.
  private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws(Failure) {
      var ends: [Int32] = [0, 0]
      guard pipe(&ends) == 0 else { throw .notStarted(Self.reason(errno)) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      (reading, writing) = (ends[0], ends[1])
    }

    static func reason(_ number: Int32) -> String { String(cString: strerror(number)) }
  }

  /// The bytes that were read of one pipe. The parts stay apart until the end, so that they are never copied
  /// while the program runs.
  private struct Drain {
    let descriptor: Int32
    let most: Int
    private(set) var parts: [[UInt8]] = []
    private(set) var count = 0
    private(set) var isAtEnd = false
    private(set) var isTooMuch = false

    init(_ descriptor: Int32, most: Int) {
      self.descriptor = descriptor
      self.most = most
    }

    /// Reads once. Call it only if the pipe can be read.
    mutating func read(into buffer: inout [UInt8]) {
      let received = systemRead(descriptor, &buffer, buffer.count)
      if received < 0, errno == EINTR || errno == EAGAIN { return }
      guard received > 0 else {
        isAtEnd = true
        return
      }
      let kept = min(received, most - count)
      isTooMuch = isTooMuch || kept < received
      guard kept > 0 else { return }
      parts.append(Array(buffer[..<kept]))
      count += kept
    }

    var bytes: [UInt8] {
      var out: [UInt8] = []
      out.reserveCapacity(count)
      for part in parts { out.append(contentsOf: part) }
      return out
    }
  }

  /// Runs the program and waits for its end.
  ///
  /// - Throws: `Failure` if the program cannot be started, exceeds a limit or is cancelled.
  package func run() throws(Failure) -> Output {
    let output = try Pipe()
    let errors: Pipe
    do throws(Failure) {
      errors = try Pipe()
    } catch {
      close(output.reading)
      close(output.writing)
      throw error
    }
    defer {
      close(output.reading)
      close(errors.reading)
    }
    let started = Result { () throws(Failure) in
      let input = try standardInput()
      defer { close(input) }
      return try start(input: input, output: output.writing, errors: errors.writing)
    }
    close(output.writing)
    close(errors.writing)
    let process = try started.get()
    RunningPrograms.add(process)
    var drains = [
      Drain(output.reading, most: mostOutput), Drain(errors.reading, most: Self.mostErrors),
    ]
    let failure = follow(process, &drains)
    RunningPrograms.end(process)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    if let failure { throw failure }
    let signal = status & 0x7F
    return Output(
      status: signal == 0 ? (status >> 8) & 0xFF : signal, text: drains[0].bytes,
      errors: String(decoding: drains[1].bytes, as: UTF8.self))
  }

  /// Reads both pipes until the program has ended.
  ///
  /// - Returns: the reason to kill the program; `nil` if it ended by itself.
  private func follow(_ process: pid_t, _ drains: inout [Drain]) -> Failure? {
    let deadline = ContinuousClock.now + .seconds(limit)
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    var hasEnded = false
    while true {
      if isCancelled() { return .cancelled }
      if ContinuousClock.now >= deadline { return .tooSlow }
      let open = drains.indices.filter { !drains[$0].isAtEnd }
      var polled = open.map {
        pollfd(fd: drains[$0].descriptor, events: Int16(POLLIN), revents: 0)
      }
      // The program can end while something that it started keeps the pipes open.
      let ready = poll(&polled, nfds_t(polled.count), hasEnded ? 0 : 20)
      for (index, pipe) in zip(open, polled) where ready > 0 && pipe.revents != 0 {
        drains[index].read(into: &buffer)
      }
      if drains[0].isTooMuch { return .tooMuch }
      // All that the program itself has written is in the pipes when it ends.
      if hasEnded, ready == 0 || open.isEmpty { return nil }
      if !hasEnded, Self.hasEnded(process) {
        hasEnded = true
        RunningPrograms.end(process)
      }
    }
  }

  /// Whether a process has ended. It stays a zombie, so that its number is not used again.
  private static func hasEnded(_ process: pid_t) -> Bool {
    var information = siginfo_t()
    guard waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0 else {
      return true
    }
    return information.si_signo != 0
  }

  /// A descriptor from which the program reads its input.
  private func standardInput() throws(Failure) -> Int32 {
    guard !input.isEmpty else {
      let descriptor = open("/dev/null", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .notStarted(Pipe.reason(errno)) }
      return descriptor
    }
    let pipe = try Pipe()
    defer { close(pipe.writing) }
    _ = fcntl(pipe.writing, F_SETFL, O_NONBLOCK)
    guard write(pipe.writing, input, input.count) == input.count else {
      close(pipe.reading)
      throw .notStarted("its input of \(input.count) bytes does not fit into a pipe")
    }
    return pipe.reading
  }

  private func start(input: Int32, output: Int32, errors: Int32) throws(Failure) -> pid_t {
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #else
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    let status = cspawn_use_folder(&actions, folder)
    guard status == 0 else { throw .notStarted(Pipe.reason(status)) }
    // Signals as a shell would leave them, in a group of its own.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for signal in [SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, signal) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK
    posix_spawnattr_setflags(&attributes, Int16(flags))
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var process: pid_t = 0
    let spawned = posix_spawn(&process, program, &actions, &attributes, &words, &settings)
    guard spawned == 0 else { throw .notStarted(Pipe.reason(spawned)) }
    return process
  }
}

/// Calls `read(2)`, whose name the types' own functions hide.
private func systemRead(
  _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int
) -> Int { read(descriptor, buffer, count) }
