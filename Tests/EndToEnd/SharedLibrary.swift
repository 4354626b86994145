import Foundation

/// The built library with the interface in C, and the programs that use it.
enum SharedLibrary {
  /// The library: the one in `PROVISO_LIBRARY`, else beside the executable, else in `.build/debug` of the
  /// repository.
  static let found: Result<URL, Executable.NotBuilt> = {
    var candidates: [URL] = []
    if let path = ProcessInfo.processInfo.environment["PROVISO_LIBRARY"] {
      candidates = [URL(fileURLWithPath: path)]
    } else {
      if let executable = try? Executable.found.get() {
        candidates.append(executable.deletingLastPathComponent())
      }
      candidates.append(Repository.root.appendingPathComponent(".build/debug"))
      candidates = candidates.flatMap { folder in
        ["libProvisoC.so", "libProvisoC.dylib"].map { folder.appendingPathComponent($0) }
      }
    }
    for candidate in candidates where FileManager.default.fileExists(atPath: candidate.path) {
      return .success(candidate)
    }
    let tried = candidates.map(\.path).joined(separator: ", ")
    return .failure(
      Executable.NotBuilt(
        description:
          "the library is not built: run `swift build --product ProvisoC`; looked for \(tried)"))
  }()

  /// The folder with `proviso.h`.
  static let header = Repository.root.appendingPathComponent("Sources/ProvisoC/include")

  /// The first of some programs that is installed.
  static func program(_ names: String...) -> String? {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    return names.lazy.compactMap { name in
      path.split(separator: ":").lazy.map { "\($0)/\(name)" }
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    }.first
  }

  /// Runs a program.
  ///
  /// - Returns: its exit status, or minus the signal that ended it, and its output with its errors.
  static func run(
    _ program: String, _ arguments: [String], in folder: URL,
    with variables: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(
      variables.merging(["PROVISO_LIBRARY": try found.get().path]) { $1 }
    ) { $1 }
    let pipe = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let status = process.terminationStatus
    return (
      process.terminationReason == .uncaughtSignal ? -status : status,
      String(decoding: out, as: UTF8.self)
    )
  }
}
