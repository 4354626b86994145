import Foundation
import Testing

/// What one run of the built executable did.
struct Outcome: Sendable {
  /// The exit status; nil when a signal ended the process or the time ran out.
  let status: Int32?
  let standardOutput: String
  let standardError: String
  /// How the process ended, for messages.
  let ending: String
  let seconds: Double
}

/// The built executable, run as users run it.
enum Executable {
  struct NotBuilt: Error, CustomStringConvertible {
    let description: String
  }

  /// The executable beside the running test bundle, else in `.build/debug` of the repository;
  /// `PROVISO_EXECUTABLE` names another one.
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

  /// Runs the executable to its end.
  ///
  /// - Parameters:
  ///   - input: bytes for standard input, through a pipe; none: `/dev/null`.
  ///   - limit: seconds after which the run counts as a hang.
  static func run(
    _ arguments: [String], input: Data? = nil, folder: URL? = nil, limit: Double = 30
  ) throws -> Outcome {
    // A process that ends before it has read its input must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    let process = Process()
    process.executableURL = try found.get()
    process.arguments = arguments
    if let folder { process.currentDirectoryURL = folder }
    // Files, not pipes: a full pipe that nobody empties would look like a hang.
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
        // The process may end without having read everything.
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
    _ arguments: [String], input: Data? = nil, folder: URL? = nil, limit: Double = 30
  ) throws -> Outcome {
    try run(["check"] + arguments, input: input, folder: folder, limit: limit)
  }
}

/// The repository that the tests belong to.
enum Repository {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}

/// A folder of a test's own, removed with the object.
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
