/// The names of database servers, as libpq reads them.
enum DatabaseNames {
  /// The default port.
  private static let port = 5432
  /// The maximum length of a name in bytes. PostgreSQL cuts longer ones.
  static let longest = 63

  /// A server that a word names.
  enum Server {
    /// The local machine.
    case local
    case named(String)
    /// A spelling that could mean any server.
    case unknown
  }

  private static let localNames: Set<String> = [
    "localhost", "localhost.localdomain", "localhost4", "localhost6", "ip6-localhost",
    "ip6-loopback", "::1", "0.0.0.0", "127.0.0.1",
  ]

  /// The server with a host's name or address.
  ///
  /// An address has many spellings (`0x7f.1`, `2130706433`, `::ffff:127.0.0.1`). Only the usual one is
  /// known.
  static func server(_ text: String) -> Server {
    var host = text.lowercased()
    if host.utf8.first == UInt8(ascii: "/") || host.utf8.first == UInt8(ascii: "@") {
      return .local
    }
    if host.hasSuffix(".") { host.removeLast() }
    if localNames.contains(host) || host.hasSuffix(".localhost") { return .local }
    let labels = host.utf8.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let isName = labels.allSatisfy { label in
      !label.isEmpty
        && label.allSatisfy { ShellLexer.isNameByte($0) || $0 == UInt8(ascii: "-") }
    }
    guard isName, let last = labels.last?.first else { return .unknown }
    guard (0x30...0x39).contains(last) else { return .named(host) }
    let bytes = labels.compactMap { label in
      UInt8(Substring(label)).flatMap { "\($0)".utf8.elementsEqual(label) ? $0 : nil }
    }
    guard bytes.count == 4, labels.count == 4 else { return .unknown }
    return bytes[0] == 127 ? .local : .named(host)
  }

  /// A port in its usual spelling: an empty text for the default, or `nil` if it is unknown.
  static func port(_ text: String) -> String? {
    guard text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let number = Int(text)
    else { return nil }
    return number == port ? "" : "\(number)"
  }
}
