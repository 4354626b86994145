import Foundation
import Testing

/// Runs of the built executable in a shell, for redirections, limits and signals.
enum ShellRun {
  /// Runs a script in which `$P` is the executable.
  static func run(
    _ script: String, in folder: ProvisoRun.Folder, with variables: [String: String] = [:]
  ) throws -> ProvisoRun.Outcome {
    let executable = try Executable.found.get().path
    return try ProvisoRun.run(
      URL(fileURLWithPath: "/bin/sh"), ["-c", script], in: folder,
      with: variables.merging(["P": executable]) { $1 })
  }

  /// Writes a program.
  @discardableResult
  static func program(
    _ name: String, _ text: String, in folder: ProvisoRun.Folder
  ) throws -> String {
    let file = try folder.write(name, Data(("#!/bin/sh\n" + text + "\n").utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  /// Makes a directory.
  static func directory(_ name: String, in folder: ProvisoRun.Folder) throws {
    try FileManager.default.createDirectory(
      at: folder.url.appendingPathComponent(name), withIntermediateDirectories: true)
  }

  /// Makes a symbolic link.
  static func link(_ name: String, to target: String, in folder: ProvisoRun.Folder) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.url.appendingPathComponent(name).path, withDestinationPath: target)
  }
}
