import Foundation
import Testing

/// Every plan of the corpus gets an answer: proved, violated, undecided with a reason, or refused
/// with a message. No plan crashes or hangs the executable.
@Suite struct CorpusTests {
  static let folder: URL = {
    if let path = ProcessInfo.processInfo.environment["PROVISO_CORPUS"] {
      return URL(fileURLWithPath: path).appendingPathComponent("terraform")
    }
    return Repository.root.appendingPathComponent("../shared/corpus/terraform").standardizedFileURL
  }()

  static let files: [URL] = {
    let all = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (all?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "json" }
      .sorted { $0.path < $1.path }
  }()

  @Test(.enabled(if: !files.isEmpty, "no corpus: set PROVISO_CORPUS to its folder"))
  func everyPlanGetsAnAnswer() throws {
    var counts: [Int32: Int] = [:]
    var told: [String] = []
    var slowest = (seconds: 0.0, name: "")
    for file in Self.files {
      let name = file.deletingLastPathComponent().lastPathComponent + "/" + file.lastPathComponent
      let outcome = try Executable.check([file.path, "--format", "json"], limit: 60)
      guard let status = outcome.status, (0...3).contains(status) else {
        Issue.record("\(name): \(outcome.ending)")
        continue
      }
      counts[status, default: 0] += 1
      if outcome.seconds > slowest.seconds { slowest = (outcome.seconds, name) }
      #expect(!outcome.standardOutput.contains("internal error"), "\(name)")
      if status == 2 {
        #expect(outcome.standardOutput.contains("\"proviso.error/1\""), "\(name)")
        #expect(outcome.standardError.hasPrefix("error: \(file.path):"), "\(name)")
        told.append(String(outcome.standardError.dropFirst("error: ".count + file.path.count)))
        told[told.count - 1] = "2 " + name + told[told.count - 1].dropLast()
        continue
      }
      let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
      let result = try #require(object as? [String: Any])
      let faults = Shape.result.faults(in: result, at: name)
      #expect(faults.isEmpty, "\(faults.prefix(3).joined(separator: "\n"))")
      for property in result["properties"] as? [[String: Any]] ?? []
      where property["verdict"] as? String == "undecided" {
        let reason = property["reason"] as? String ?? ""
        #expect(!reason.isEmpty, "\(name)")
        told.append("3 \(name): \(property["name"] ?? ""): \(reason)")
      }
    }
    print("corpus: \(Self.files.count) plans")
    for (status, count) in counts.sorted(by: { $0.key < $1.key }) {
      print("  exit \(status): \(count)")
    }
    print("  slowest: \(slowest.name), \(slowest.seconds) s")
    for line in told { print("  " + line) }
    #expect(counts.values.reduce(0, +) == Self.files.count)
    #expect((counts[2] ?? 0) * 10 < Self.files.count, "too many plans are refused")
  }
}
