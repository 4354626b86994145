import Foundation

/// The `cvc5` program, if it is installed.
public enum OtherSolver {
  /// Returns the output of `cvc5` for a script; nil when it is not installed.
  ///
  /// - Parameters:
  ///   - milliseconds: The time limit.
  ///   - left: A phrase for the work that is skipped when it is not installed.
  public static func answer(
    to script: String, milliseconds: Int, without left: String
  ) throws -> String? {
    let directories = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    guard
      let path = directories.map({ "\($0)/cvc5" })
        .first(where: { FileManager.default.isExecutableFile(atPath: $0) })
    else {
      print("cvc5 is not installed: \(left)")
      return nil
    }
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-\(UUID().uuidString).smt2")
    try script.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = ["--strings-exp", "--tlimit=\(milliseconds)", file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
