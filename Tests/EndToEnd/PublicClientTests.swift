import Foundation
import Testing

/// A public client library of the Model Context Protocol drives the server, and the proxy before a server
/// that is made with the same library.
@Suite struct PublicClientTests {
  private static let folder = Repository.root.appendingPathComponent("Tests/EndToEnd/PublicClient")

  /// A Python with the library; `nil` if there is none.
  private static let python: String? = {
    let environment = ProcessInfo.processInfo.environment
    let candidates = [environment["PROVISO_MCP_PYTHON"], "python3"].compactMap(\.self)
    return candidates.first { python in
      (try? run([python, "-c", "from mcp import Client"], in: folder))?.status == 0
    }
  }()

  private static func run(
    _ words: [String], in folder: URL
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: text, as: UTF8.self))
  }

  @Test func serverAndProxy() throws {
    guard let python = Self.python else {
      print(
        "the Python package `mcp` is not installed (Tests/EndToEnd/PublicClient/requirements.txt): no public client drives `proviso mcp`"
      )
      return
    }
    let scratch = try Scratch()
    let plan = Repository.root.appendingPathComponent("examples/two-replicas/plan.json")
    try scratch.write("plan.json", Data(contentsOf: plan))
    try scratch.write("agent.proviso", ProxySetup.world)
    let driven = try Self.run(
      [
        python, Self.folder.appendingPathComponent("drive.py").path,
        try Executable.found.get().path,
      ], in: scratch.folder)
    #expect(driven.status == 0, "\(driven.output)")
    #expect(driven.output.contains("auto: as expected"), "\(driven.output)")
  }
}
