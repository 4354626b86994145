import JSONOutput
import ProvisoInput
import ProvisoKernel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A log of decisions: lines of JSON, each with the digest of the line before it.
///
/// Beside the log lies a file with the number and the digest of its last line (``AuditHead``), so that lines that
/// are cut off or added at the end are found, too. Whoever can write both files can forge both: keep copies
/// elsewhere.
/// One process appends at a time (`flock`), and a line is on disk before ``append(_:)`` returns.
package struct AuditLog: Sendable {
  /// The path of the log.
  package let path: String

  /// The reason why a line cannot be written: a sentence.
  package struct Failure: Error, Sendable {
    package let message: String
  }

  /// The version of the lines' format.
  static let version = "proviso.audit/1"
  /// The longest line, in bytes.
  static let longestLine = 1 << 20
  /// The digest before the first line.
  static let beginning = String(repeating: "0", count: 64)

  /// Names a log, which the first line creates.
  package init(_ path: String) { self.path = path }

  var headPath: String { path + ".head" }

  /// The rights of the log's files.
  private var rights: mode_t {
    let end = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    return SharedFolder.rights(in: end.map { String(path[...$0]) } ?? ".")
  }

  /// Appends a line.
  ///
  /// The line before it must be the one that was written last. Otherwise the new line, whose digest lies beside
  /// the log from then on, would hide that lines were changed or are gone.
  ///
  /// - Parameter members: what the line says, beside its number and digests.
  /// - Throws: `Failure` if it cannot be written, or the log does not end with the last line that was written.
  package func append(_ members: [JSONText.Member]) throws(Failure) {
    let log = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, rights)
    guard log >= 0 else { throw failure("opened") }
    defer { close(log) }
    if let reason = SoleFile.reason(against: log) { throw Failure(message: "\(path): \(reason)") }
    guard flock(log, LOCK_EX) == 0 else { throw failure("locked") }
    let (last, torn) = try lastLine(of: log)
    let before = try last.map { (bytes) throws(Failure) -> AuditLine in
      guard let line = AuditLine(bytes) else {
        throw Failure(message: "\(path): the last line is no line of such a log")
      }
      return line
    }
    let previous = last.map { Digest(of: $0).value }
    try requireHead(of: before, digest: previous)
    // A log that is not as it was left stays as it is.
    if torn > 0, ftruncate(log, lseek(log, 0, SEEK_END) - off_t(torn)) != 0 {
      throw failure("repaired")
    }
    let number = (before?.number ?? 0) + 1
    var all: [JSONText.Member] = [
      .init("version", .string(Self.version)), .init("number", .integer(number)),
      .init("previous", .string(previous ?? Self.beginning)),
    ]
    if torn > 0 { all.append(.init("recovered_bytes", .integer(torn))) }
    let line = Array(JSONText.object(all + members).rendered(width: .max).utf8)
    guard line.count < Self.longestLine else {
      throw Failure(message: "\(path): a line would have more than \(Self.longestLine >> 20) MB")
    }
    let digest = Digest(of: line).value
    // A process that is ended from here on leaves a log that is whole with the line and without it.
    try write(
      .beginning(number, digest, after: previous ?? Self.beginning), isLasting: false)
    lseek(log, 0, SEEK_END)
    try write(line + [0x0A], to: log)
    guard fsync(log) == 0 else { throw failure("written") }
    try write(.written(number, digest), isLasting: true)
  }

  /// Requires that a line is the last one that was written.
  private func requireHead(of line: AuditLine?, digest: String?) throws(Failure) {
    guard try AuditHead(of: self).allows(line?.number ?? 0, digest) else {
      throw Failure(
        message:
          "\(path): this log does not end with the last line that was written; lines were changed, removed or added. To begin a new log, move it and \(headPath) to another place."
      )
    }
  }

  private func write(_ head: AuditHead, isLasting: Bool) throws(Failure) {
    let scratch = headPath + ".new"
    // Without O_NONBLOCK, opening a pipe without a reader would block for ever.
    let file = open(
      scratch, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, rights)
    guard file >= 0 else { throw failure("closed by its head") }
    defer { close(file) }
    try write(Array(head.text.utf8), to: file)
    guard !isLasting || fsync(file) == 0, rename(scratch, headPath) == 0 else {
      throw failure("closed by its head")
    }
  }

  private func failure(_ verb: String, _ number: Int32 = errno) -> Failure {
    Failure(message: "\(path): the log cannot be \(verb): \(String(cString: strerror(number)))")
  }

  private func write(_ bytes: [UInt8], to file: Int32) throws(Failure) {
    if let number = DescriptorOutput.writeAll(bytes, to: file) {
      throw failure("written", number)
    }
  }

  /// The last whole line without its end, and the number of bytes after it that a crash has left.
  private func lastLine(of log: Int32) throws(Failure) -> (line: [UInt8]?, torn: Int) {
    let size = Int(lseek(log, 0, SEEK_END))
    guard size > 0 else { return (nil, 0) }
    // The torn part and the line before it are each shorter than the longest line.
    let count = min(size, 2 * Self.longestLine + 2)
    var bytes = [UInt8](repeating: 0, count: count)
    let read = bytes.withUnsafeMutableBytes {
      pread(log, $0.baseAddress, count, off_t(size - count))
    }
    guard read == count else { throw failure("read") }
    guard let end = bytes.lastIndex(of: 0x0A) else {
      guard count == size else {
        throw Failure(message: "\(path): the last line is too long for such a log")
      }
      return (nil, size)
    }
    let start = bytes[..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    guard start > 0 || count == size else {
      throw Failure(message: "\(path): the last line is too long for such a log")
    }
    return (Array(bytes[start..<end]), count - end - 1)
  }
}
