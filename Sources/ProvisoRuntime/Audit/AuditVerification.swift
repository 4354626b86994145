import JSON
import ProvisoInput

/// A line of an audit log, as far as the chain needs it.
struct AuditLine {
  let number: Int
  let previous: String

  init?(_ bytes: [UInt8]) {
    guard let root = try? JSONDocument(bytes: bytes).root,
      root["version"]?.string == AuditLog.version, let number = root["number"]?.number?.integer,
      let previous = root["previous"]?.string
    else { return nil }
    self.number = number
    self.previous = previous
  }
}

/// The result of reading a whole audit log.
package struct AuditVerification: Sendable, Equatable {
  /// The number of lines whose chain holds.
  package let lines: Int
  /// The first mistake: a sentence that begins with the line's number; `nil` if there is none.
  package let mistake: String?
  /// The number of bytes of a line that a crash has cut off at the end.
  package let torn: Int

  /// Reads a log.
  ///
  /// - Throws: `AuditLog.Failure` if it cannot be read.
  package init(of log: AuditLog) throws(AuditLog.Failure) {
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: log.path, limit: 1 << 32)
    } catch {
      throw AuditLog.Failure(message: "\(log.path): \(error.reason())")
    }
    var previous = AuditLog.beginning
    var number = 0
    var start = 0
    while let end = bytes[start...].firstIndex(of: 0x0A) {
      let line = Array(bytes[start..<end])
      guard let read = AuditLine(line), read.number == number + 1, read.previous == previous else {
        lines = number
        torn = 0
        mistake =
          AuditLine(line) == nil
          ? "line \(number + 1): this is no line of such a log"
          : "line \(number + 1): it does not continue line \(number); a line was changed, removed or added"
        return
      }
      number += 1
      previous = Digest(of: line).value
      start = end + 1
    }
    lines = number
    torn = bytes.count - start
    let head = try AuditHead(of: log)
    mistake =
      number == 0
      ? "line 1: this is no whole line of such a log"
      : head.allows(number, previous)
        ? nil
        : head == .none
          ? "line \(number): the file with the digest of the last line, \(log.headPath), is missing"
          : "line \(number): it is not the last line that was written; lines were changed, removed or added at the end"
  }
}
