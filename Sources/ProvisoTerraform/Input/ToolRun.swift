import Foundation
import Synchronization

/// One run of another program: no input, its output kept in memory.
struct ToolRun: Sendable {
  let program: URL
  let arguments: [String]
  let folder: String
  /// Seconds after which the program is ended.
  let limit: Int

  struct Output: Sendable {
    /// Exit status, or the number of the signal that ended it.
    let status: Int32
    let text: [UInt8]
    /// The end of what it wrote to standard error.
    let errors: String
  }

  enum Failure: Error {
    case notStarted(String)
    case tooSlow
  }

  /// More of standard error than this is of no use to a person.
  private static let mostErrors = 1 << 16

  /// What a pipe gave so far.
  private final class Drain: Sendable {
    private let bytes = Mutex<[UInt8]>([])
    private let done = DispatchSemaphore(value: 0)

    /// Reads a pipe to its end; of more than `most` bytes the last ones are kept.
    init(_ handle: FileHandle, most: Int = .max) {
      // A thread of its own: whoever writes must never wait for a reader that is queued.
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

    /// Everything; after a few seconds what is there, when something else keeps the pipe open.
    func collect(within seconds: Double) -> [UInt8]? {
      guard done.wait(timeout: .now() + seconds) == .success else { return nil }
      return bytes.withLock { kept in
        defer { kept = [] }
        return kept
      }
    }
  }

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
    // A log on standard error would only have to be read over.
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
