import Foundation
import ProvisoResult
import Testing

@testable import Proviso

/// Records whose calls have succeeded although a contract says that they fail. Nothing about the calls after them
/// is proved.
@Suite struct ContradictedRecordTests {
  private func verdict(
    _ guardian: String, calls: [(tool: String, failed: Bool)]
  ) throws -> Verdict? {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-contradicted-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let spec = folder.appendingPathComponent("w.proviso").path
    try Data(
      """
      world w
      var made: Bool = false
      var lost: Bool = false
      action make() { \(guardian) made  made = true }
      action drop() { lost = true }
      action look() harmless
      invariant kept "Nothing is lost" { not lost }
      """.utf8
    ).write(to: URL(fileURLWithPath: spec))
    var messages: [[String: Any]] = [["role": "user", "content": "go"]]
    for (number, call) in calls.enumerated() {
      messages += [
        [
          "role": "assistant",
          "content": [
            ["type": "tool_use", "id": "c\(number)", "name": call.tool, "input": [String: Any]()]
          ],
        ],
        [
          "role": "user",
          "content": [
            [
              "type": "tool_result", "tool_use_id": "c\(number)", "content": "text",
              "is_error": call.failed,
            ] as [String: Any]
          ],
        ],
      ]
    }
    let record = folder.appendingPathComponent("record.json")
    try JSONSerialization.data(withJSONObject: ["messages": messages]).write(to: record)
    return try Verifier(specs: [.path(spec)]).check(planAt: record.path).properties.first?.verdict
  }

  @Test(arguments: ["fail if", "requires not"])
  func contractsThatTheRecordContradicts(_ guardian: String) throws {
    func found(_ calls: (String, Bool)...) throws -> Verdict? {
      try verdict(guardian, calls: calls.map { (tool: $0.0, failed: $0.1) })
    }
    #expect(try found(("make", false), ("make", false), ("drop", false)) != .proved)
    #expect(try found(("make", false), ("make", false), ("look", false)) == .undecided)
    #expect(try found(("make", false), ("make", true), ("drop", false)) == .violated)
    #expect(try found(("make", false), ("make", true), ("look", false)) == .proved)
    #expect(try found(("make", false), ("look", false)) == .proved)
  }
}
