import Foundation
import JSONOutput
import ProvisoRuntime
import Testing

/// An audit log shows every line that was changed, removed or added.
@Suite struct AuditTests {
  private let folder = NSTemporaryDirectory() + "proviso-audit-\(UUID().uuidString)"

  private func log(lines: Int) throws -> AuditLog {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let log = AuditLog(folder + "/audit.jsonl")
    for number in 0..<lines { try log.append([.init("event", .string("e\(number)"))]) }
    return log
  }

  private func edit(_ log: AuditLog, _ change: (inout [String]) -> Void) throws {
    let text = try String(contentsOfFile: log.path, encoding: .utf8)
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    change(&lines)
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: log.path))
  }

  @Test func wholeLogs() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for lines in [0, 1, 5] {
      try? FileManager.default.removeItem(atPath: folder)
      let log = try log(lines: lines)
      if lines == 0 { #expect(throws: AuditLog.Failure.self) { try AuditVerification(of: log) } }
      if lines > 0 {
        let found = try AuditVerification(of: log)
        #expect(found.mistake == nil && found.lines == lines && found.torn == 0)
      }
    }
  }

  /// A file that is no log at all is not whole.
  @Test(arguments: ["", "not a log at all", "{", "\n"])
  func otherFiles(_ text: String) throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let log = try log(lines: 1)
    try FileManager.default.removeItem(atPath: log.path + ".head")
    try Data(text.utf8).write(to: URL(fileURLWithPath: log.path))
    #expect(try AuditVerification(of: log).mistake?.hasPrefix("line 1: ") == true)
  }

  @Test func everyChangeIsFound() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let changes: [(String, (inout [String]) -> Void)] = [
      ("changed", { $0[2] = $0[2].replacing("e2", with: "x2") }),
      ("the last changed", { $0[4] = $0[4].replacing("e4", with: "x4") }),
      ("removed", { $0.remove(at: 1) }), ("the first removed", { $0.remove(at: 0) }),
      ("the last removed", { $0.remove(at: 4) }), ("two removed", { $0.removeSubrange(3...4) }),
      ("doubled", { $0.insert($0[2], at: 2) }), ("exchanged", { $0.swapAt(1, 2) }),
      ("added", { $0.insert("{}", at: 3) }), ("emptied", { $0 = [""] }),
      ("the last doubled", { $0.insert($0[4], at: 4) }), ("a blank line", { $0.insert("", at: 2) }),
    ]
    for (name, change) in changes {
      try? FileManager.default.removeItem(atPath: folder)
      let log = try log(lines: 5)
      try edit(log, change)
      #expect(try AuditVerification(of: log).mistake != nil, "\(name)")
    }
  }

  /// The next line does not hide that the lines before it are not those that were written.
  @Test func aNewLineHealsNothing() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let changes: [(String, (inout [String]) -> Void)] = [
      ("the last changed", { $0[4] = $0[4].replacing("e4", with: "x4") }),
      ("the last removed", { $0.remove(at: 4) }), ("two removed", { $0.removeSubrange(3...4) }),
      ("emptied", { $0 = [""] }),
      (
        "the last cut",
        {
          $0[4] = String($0[4].dropLast(3))
          $0.removeLast()
        }
      ),
      ("added", { $0.insert("{}", at: 5) }),
    ]
    for (name, change) in changes {
      try? FileManager.default.removeItem(atPath: folder)
      let log = try log(lines: 5)
      try edit(log, change)
      let found = try Data(contentsOf: URL(fileURLWithPath: log.path))
      #expect(throws: AuditLog.Failure.self, "\(name)") {
        try log.append([.init("event", .string("next"))])
      }
      #expect(try Data(contentsOf: URL(fileURLWithPath: log.path)) == found, "\(name)")
      #expect(try AuditVerification(of: log).mistake != nil, "\(name)")
    }
    // This one stays visible.
    try? FileManager.default.removeItem(atPath: folder)
    let doubled = try log(lines: 5)
    try edit(doubled) { $0.insert($0[4], at: 4) }
    try doubled.append([.init("event", .string("next"))])
    #expect(try AuditVerification(of: doubled).mistake?.hasPrefix("line 6: ") == true)
    for file in ["/audit.jsonl", "/audit.jsonl.head"] {
      try? FileManager.default.removeItem(atPath: folder)
      let log = try log(lines: 5)
      try FileManager.default.removeItem(atPath: folder + file)
      #expect(throws: AuditLog.Failure.self, "\(file)") {
        try log.append([.init("event", .string("next"))])
      }
    }
  }

  /// A process that is ended before or after it has written a line leaves a log that is whole.
  @Test func crashesAroundALine() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for (lines, isWritten) in [(0, true), (0, false), (1, true), (1, false), (4, true), (4, false)]
    {
      try? FileManager.default.removeItem(atPath: folder)
      let log = try log(lines: lines)
      let head = log.path + ".head"
      func text(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
      }
      let before = text(log.path)
      let zeros = String(repeating: "0", count: 64)
      let last = text(head).split { " \n".contains($0) }.last.map(String.init) ?? zeros
      try log.append([.init("event", .string("crash"))])
      let begun = text(head).replacing("\n", with: " \(last)\n")
      try Data(begun.utf8).write(to: URL(fileURLWithPath: head))
      if !isWritten { try Data(before.utf8).write(to: URL(fileURLWithPath: log.path)) }
      let count = lines + (isWritten ? 1 : 0)
      if count > 0 {
        let found = try AuditVerification(of: log)
        #expect(found.mistake == nil && found.lines == count, "\(found)")
      }
      try log.append([.init("event", .string("next"))])
      let found = try AuditVerification(of: log)
      #expect(found.mistake == nil && found.lines == count + 1, "\(found)")
    }
  }

  /// A line with the right number and digest was not written by this program either.
  @Test func addedLinesAreFound() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let log = try log(lines: 2)
    let head = try Data(contentsOf: URL(fileURLWithPath: log.path + ".head"))
    try log.append([.init("event", .string("forged"))])
    try head.write(to: URL(fileURLWithPath: log.path + ".head"))
    #expect(try AuditVerification(of: log).mistake?.hasPrefix("line 3: ") == true)
    #expect(throws: AuditLog.Failure.self) { try log.append([.init("event", .string("next"))]) }
  }

  /// A head that is no such file is not called missing.
  @Test func headsThatAreNoFiles() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let log = try log(lines: 2)
    let head = log.path + ".head"
    for (reason, make) in [
      ("larger than 1 KB", { try Data(count: 2000).write(to: URL(fileURLWithPath: head)) }),
      ("not a regular file", { #expect(mkfifo(head, 0o600) == 0) }),
      (
        "this is a directory",
        { try FileManager.default.createDirectory(atPath: head, withIntermediateDirectories: true) }
      ),
    ] as [(String, () throws -> Void)] {
      try FileManager.default.removeItem(atPath: head)
      try make()
      let failure = try #require(throws: AuditLog.Failure.self) { try AuditVerification(of: log) }
      #expect(failure.message.hasPrefix("\(head): ") && failure.message.contains(reason))
      #expect(!failure.message.contains("missing"))
    }
    try FileManager.default.removeItem(atPath: head)
    #expect(try AuditVerification(of: log).mistake?.contains("is missing") == true)
    // A line is not written into a pipe beside the log, and nothing waits for its reader.
    #expect(mkfifo(head + ".new", 0o600) == 0)
    #expect(throws: AuditLog.Failure.self) { try log.append([.init("event", .string("e"))]) }
  }

  /// Each way to cut the last line leaves a log that is whole, and that goes on.
  @Test func aTornLineIsRecovered() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for kept in [1, 20, 150] {
      try? FileManager.default.removeItem(atPath: folder)
      let log = try log(lines: 3)
      let line = Array("{\"version\": \"proviso.audit/1\", \"number\": 4, \"previous\":".utf8)
      let file = try #require(FileHandle(forWritingAtPath: log.path))
      file.seekToEndOfFile()
      let torn = Array(line.prefix(kept))
      file.write(Data(torn))
      try file.close()
      let before = try AuditVerification(of: log)
      #expect(before.mistake == nil && before.torn == torn.count)
      try log.append([.init("event", .string("next"))])
      let after = try AuditVerification(of: log)
      #expect(after.mistake == nil && after.lines == 4 && after.torn == 0)
      let text = try String(contentsOfFile: log.path, encoding: .utf8)
      #expect(text.contains("\"recovered_bytes\": \(torn.count)"))
    }
  }

  @Test func manyWritersLoseNothing() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let log = try log(lines: 1)
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<8 {
        group.addTask {
          await withCheckedContinuation { done in
            Thread {
              for line in 0..<10 { try? log.append([.init("w", .integer(writer * 100 + line))]) }
              done.resume()
            }.start()
          }
        }
      }
    }
    let found = try AuditVerification(of: log)
    #expect(found.mistake == nil && found.lines == 81)
  }

  @Test func noLinkIsFollowed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    _ = try log(lines: 1)
    let link = folder + "/link"
    try FileManager.default.createSymbolicLink(
      atPath: link, withDestinationPath: folder + "/audit.jsonl")
    #expect(throws: AuditLog.Failure.self) { try AuditLog(link).append([]) }
  }
}
