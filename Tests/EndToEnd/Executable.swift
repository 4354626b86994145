import Foundation
import Testing

/// The result of one run of the built executable.
struct Outcome: Sendable {
  /// The exit status; nil when a signal ended the process or it exceeded its time limit.
  let status: Int32?
  let standardOutput: String
  let standardError: String
  /// The end of the process in words, for messages.
  let ending: String
  let seconds: Double
}

/// The built executable.
enum Executable {
  struct NotBuilt: Error, CustomStringConvertible {
    let description: String
  }

  /// The executable: the one in `PROVISO_EXECUTABLE`, else next to the running test bundle, else in
  /// `.build/debug` of the repository.
  static let found: Result<URL, NotBuilt> = {
    var candidates: [URL] = []
    if let path = ProcessInfo.processInfo.environment["PROVISO_EXECUTABLE"] {
      candidates = [URL(fileURLWithPath: path)]
    } else {
      if let bundle = CommandLine.arguments.first {
        candidates.append(URL(fileURLWithPath: bundle).deletingLastPathComponent())
      }
      candidates.append(Bundle.main.bundleURL)
      candidates.append(Repository.root.appendingPathComponent(".build/debug"))
      candidates = candidates.map { $0.appendingPathComponent("proviso") }
    }
    for candidate in candidates where FileManager.default.isExecutableFile(atPath: candidate.path) {
      return .success(candidate)
    }
    let tried = candidates.map(\.path).joined(separator: ", ")
    return .failure(
      NotBuilt(
        description:
          "the executable is not built: run `swift build --product proviso`; looked for \(tried)"))
  }()

  /// Runs the executable and waits for its end.
  ///
  /// - Parameters:
  ///   - input: The bytes for standard input, through a pipe; nil for `/dev/null`.
  ///   - limit: The time limit in seconds.
  static func run(
    _ arguments: [String], input: Data? = nil, folder: URL? = nil, limit: Double = 60
  ) throws -> Outcome {
    // Without this, the tests would end if the process ends before it has read its input.
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = try found.get()
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    // The outputs go to files, because a full pipe would block the process like a hang.
    let scratch = try Scratch()
    let outputFile = try scratch.write("stdout", Data())
    let errorFile = try scratch.write("stderr", Data())
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    let pipe = input.map { _ in Pipe() }
    process.standardInput = pipe ?? FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    let start = ContinuousClock.now
    try process.run()
    if let pipe, let input {
      DispatchQueue.global().async {
        // The process may end before it has read everything.
        try? pipe.fileHandleForWriting.write(contentsOf: input)
        try? pipe.fileHandleForWriting.close()
      }
    }
    let isHanging = ended.wait(timeout: .now() + limit) == .timedOut
    if isHanging {
      kill(process.processIdentifier, SIGKILL)
      _ = ended.wait(timeout: .now() + 10)
    }
    let elapsed = (ContinuousClock.now - start).components
    let wasKilled = isHanging || process.terminationReason == .uncaughtSignal
    return Outcome(
      status: wasKilled ? nil : process.terminationStatus,
      standardOutput: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
      standardError: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self),
      ending: isHanging
        ? "no end within \(limit) s"
        : wasKilled
          ? "signal \(process.terminationStatus)" : "status \(process.terminationStatus)",
      seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
  }

  /// Runs `proviso check`.
  static func check(
    _ arguments: [String], input: Data? = nil, folder: URL? = nil, limit: Double = 60
  ) throws -> Outcome {
    try run(["check"] + arguments, input: input, folder: folder, limit: limit)
  }
}

/// The repository of the tests.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}

/// A temporary folder for one test. It is deleted together with this object.
final class Scratch: Sendable {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> URL {
    let file = folder.appendingPathComponent(name)
    try bytes.write(to: file)
    return file
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> URL { try write(name, Data(text.utf8)) }
}
