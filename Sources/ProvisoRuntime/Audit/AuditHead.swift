import ProvisoInput

/// The last line of an audit log, as the file beside the log tells it.
///
/// It is written before the line and after it, so a process that is ended in between leaves a log that is whole,
/// and nobody can add or remove a line unseen.
enum AuditHead: Equatable {
  /// There is no line.
  case none
  /// The line with this number and digest is on disk.
  case written(Int, String)
  /// The line with this number and digest may be on disk, after a line with another digest.
  case beginning(Int, String, after: String)
  /// The file is not one of these.
  case unknown

  /// The head of a log.
  ///
  /// - Throws: `AuditLog.Failure` if it cannot be read.
  init(of log: AuditLog) throws(AuditLog.Failure) {
    let text: String
    do throws(FileReader.Failure) {
      text = String(
        decoding: try FileReader.bytes(of: log.headPath, limit: 1 << 10), as: UTF8.self)
    } catch .missing {
      self = .none
      return
    } catch {
      throw AuditLog.Failure(
        message:
          "\(log.headPath): this is not the file with the digest of the last line: \(error.reason())"
      )
    }
    let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
    let fields = parts.first?.split(separator: " ").map(String.init) ?? []
    guard parts.count == 2, parts[1].isEmpty, let number = fields.first.flatMap({ Int($0) }),
      number > 0
    else {
      self = .unknown
      return
    }
    switch fields.count {
    case 2: self = .written(number, fields[1])
    case 3: self = .beginning(number, fields[1], after: fields[2])
    default: self = .unknown
    }
  }

  /// The content of the file.
  var text: String {
    switch self {
    case .none, .unknown: ""
    case .written(let number, let digest): "\(number) \(digest)\n"
    case .beginning(let number, let digest, let before): "\(number) \(digest) \(before)\n"
    }
  }

  /// Whether a log may end with a line.
  ///
  /// - Parameters:
  ///   - number: the number of the line; 0 if there is none.
  ///   - digest: its digest; `nil` if there is none.
  func allows(_ number: Int, _ digest: String?) -> Bool {
    switch self {
    case .none: number == 0
    case .written(let last, let own): number == last && digest == own
    case .beginning(let last, let own, let before):
      number == last && digest == own
        || number == last - 1 && (digest ?? AuditLog.beginning) == before
    case .unknown: false
    }
  }
}
