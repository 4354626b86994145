import Foundation
import Synchronization

/// One run of another program, with no input. Its output is kept in memory.
struct ToolRun: Sendable {
  let program: URL
  let arguments: [String]
  let folder: String
  /// The number of seconds after which the program is stopped.
  let limit: Int

  struct Output: Sendable {
    /// The exit status, or the number of the signal that ended the program.
    let status: Int32
    let text: [UInt8]
    /// The end of its standard error: all of it, or at least the last 64 KiB.
    let errors: String
  }

  enum Failure: Error {
    case notStarted(String)
    case tooSlow
  }

  /// The number of bytes of standard error that are kept at least; a person reads no more.
  private static let mostErrors = 1 << 16

  /// Reads a pipe in the background and keeps its bytes.
  private final class Drain: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let done = DispatchSemaphore(value: 0)

    /// Reads a pipe to its end. If there are many more than `most` bytes, only the last ones are
    /// kept.
    init(_ handle: FileHandle, most: Int = .max) {
      // The reader has its own thread: in a queue it could wait, and the program would wait for it.
      let thread = Thread { [self] in
        while let part = try? handle.read(upToCount: 1 << 20), !part.isEmpty {
          bytes.withLock { kept in
            kept.append(contentsOf: part)
            if kept.count > most, kept.count / 2 > most { kept.removeFirst(kept.count - most) }
          }
        }
        try? handle.close()
        done.signal()
      }
      thread.start()
    }

    /// All bytes; `nil` if another process keeps the pipe open for longer than this.
    func collect(within seconds: Double) -> [UInt8]? {
      guard done.wait(timeout: .now() + seconds) == .success else { return nil }
      return bytes.withLock { kept in
        defer { kept = [] }
        return kept
      }
    }
  }

  /// Runs the program and waits for its end.
  ///
  /// - Throws: `Failure` if the program cannot be started or exceeds the limit.
  func run() throws(Failure) -> Output {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["CHECKPOINT_DISABLE"] = "1"
    environment["TF_IN_AUTOMATION"] = "1"
    environment["TF_INPUT"] = "0"
    environment["NO_COLOR"] = "1"
    // Terraform's own log would only fill standard error.
    environment["TF_LOG"] = nil
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try process.run()
    } catch {
      throw .notStarted(error.localizedDescription)
    }
    let outputDrain = Drain(output.fileHandleForReading)
    let errorDrain = Drain(errors.fileHandleForReading, most: Self.mostErrors)
    guard ended.wait(timeout: .now() + Double(limit)) == .success else {
      process.terminate()
      if ended.wait(timeout: .now() + 5) == .timedOut {
        kill(process.processIdentifier, SIGKILL)
        _ = ended.wait(timeout: .now() + 5)
      }
      throw .tooSlow
    }
    guard let text = outputDrain.collect(within: Double(limit)) else { throw .tooSlow }
    let complaint = errorDrain.collect(within: 5) ?? []
    return Output(
      status: process.terminationStatus, text: text,
      errors: String(decoding: complaint, as: UTF8.self))
  }
}
