import Foundation
import ProvisoAgent
import ProvisoKernel
import Testing

/// Every task of the corpus is read with all its calls.
@Suite struct CorpusTests {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["PROVISO_CORPUS"] {
      return URL(fileURLWithPath: path)
    }
    return URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("../shared/corpus").standardizedFileURL
  }()

  static func files(_ part: String, _ suffix: String) -> [URL] {
    let all = FileManager.default.enumerator(
      at: folder.appendingPathComponent(part), includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.path.hasSuffix(suffix) }
      .sorted { $0.path < $1.path }
  }

  static let dojo = files("agentdojo", ".json").filter {
    ["user", "injection"].contains($0.deletingLastPathComponent().lastPathComponent)
  }
  static let tau = files("tau-bench", ".jsonl").filter {
    $0.lastPathComponent.hasPrefix("retail-tasks")
  }

  private func bytes(_ file: URL) throws -> [UInt8] { Array(try Data(contentsOf: file)) }

  @Test(.enabled(if: !dojo.isEmpty, "no corpus: set PROVISO_CORPUS to the folder with agentdojo/"))
  func tasksOfAgentDojoAreRead() throws {
    var calls = 0
    for file in Self.dojo {
      let bytes = try bytes(file)
      let trace = try AgentImporter.read(bytes)
      let json = try #require(
        try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
      let expected = try #require(json["calls"] as? [[String: Any]])
      #expect(trace.format == "agentdojo")
      #expect(trace.calls.map(\.tool) == expected.compactMap { $0["function"] as? String })
      #expect(trace.userTexts == [json["prompt"] as? String].compactMap { $0 })
      #expect(trace.calls.allSatisfy { $0.output != nil && $0.hasFailed == false })
      calls += expected.count
    }
    print("\(Self.dojo.count) tasks of AgentDojo, \(calls) calls")
    #expect(calls > Self.dojo.count)
  }

  @Test(.enabled(if: !tau.isEmpty, "no corpus: set PROVISO_CORPUS to the folder with tau-bench/"))
  func tasksOfTauBenchAreRead() throws {
    for file in Self.tau {
      let bytes = try bytes(file)
      let traces = try AgentImporter.readAll(bytes)
      let lines = bytes.split(separator: 0x0A)
      #expect(traces.count == lines.count)
      for (trace, line) in zip(traces, lines) {
        let json = try #require(
          try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any])
        let expected = try #require(json["calls"] as? [[String: Any]])
        #expect(trace.format == "tau-bench")
        #expect(trace.calls.map(\.tool) == expected.compactMap { $0["function"] as? String })
        #expect(!trace.userTexts.isEmpty)
      }
      print("\(file.lastPathComponent): \(traces.count) tasks")
    }
  }

  /// Files of the corpus that are not runs are rejected with a message.
  @Test(.enabled(if: !dojo.isEmpty, "no corpus: set PROVISO_CORPUS to the folder with agentdojo/"))
  func otherFilesAreRejected() throws {
    var refused = 0
    for file in Self.files("agentdojo", ".json") where !Self.dojo.contains(file) {
      #expect(throws: AgentFormatError.self) { try AgentImporter.readAll(try bytes(file)) }
      refused += 1
    }
    #expect(refused > 0)
  }
}
