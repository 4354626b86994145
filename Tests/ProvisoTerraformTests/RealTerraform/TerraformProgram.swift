import Foundation

/// The real terraform program, which runs in its own folder.
struct TerraformProgram {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  struct Output {
    var status: Int32
    var text: String
    var errors: String
  }

  let folder: URL

  static let path: String? = {
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return search.split(separator: ":").map { $0 + "/terraform" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  static var isMissing: Bool { path == nil }

  init(named name: String) throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-\(name)-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// Replaces the configuration by files with the given contents, by path.
  func write(_ files: [String: String]) throws {
    let manager = FileManager.default
    for old in try manager.subpathsOfDirectory(atPath: folder.path)
    where old.hasSuffix(".tf") && !old.hasPrefix(".terraform") {
      try manager.removeItem(at: folder.appendingPathComponent(old))
    }
    for (path, text) in files {
      let file = folder.appendingPathComponent(path)
      try manager.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
  }

  func read(_ path: String) -> String {
    (try? String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)) ?? ""
  }

  /// Runs a command. Throws if it fails, unless `mayFail` is true.
  @discardableResult
  func run(_ arguments: String..., mayFail: Bool = false) throws -> Output {
    try run(arguments, mayFail: mayFail)
  }

  @discardableResult
  func run(
    _ arguments: [String], mayFail: Bool = false, with variables: [String: String] = [:]
  ) throws -> Output {
    guard let path = Self.path else { throw Failure(description: "no terraform") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    var environment = ProcessInfo.processInfo.environment
    environment["TF_CLI_CONFIG_FILE"] = "/dev/null"
    environment["TF_IN_AUTOMATION"] = "1"
    environment["CHECKPOINT_DISABLE"] = "1"
    environment.merge(variables) { $1 }
    process.environment = environment
    // The program writes to files, because a full pipe that nobody reads would block it.
    let names = [UUID().uuidString + ".out", UUID().uuidString + ".err"]
    let files = names.map { folder.appendingPathComponent($0) }
    for file in files { try Data().write(to: file) }
    defer { for file in files { try? FileManager.default.removeItem(at: file) } }
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    let output = Output(
      status: process.terminationStatus, text: read(names[0]), errors: read(names[1]))
    guard output.status == 0 || mayFail else {
      throw Failure(
        description:
          "terraform \(arguments.joined(separator: " ")):\n\(output.text)\(output.errors)")
    }
    return output
  }
}
