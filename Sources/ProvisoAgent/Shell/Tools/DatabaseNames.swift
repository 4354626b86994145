/// The names of database servers.
enum DatabaseNames {
  /// The default port.
  static let port = "5432"

  /// A host in its usual spelling; `nil` if it is the local machine.
  static func host(_ text: String) -> String? {
    var host = text.lowercased()
    if host.hasSuffix(".") { host.removeLast() }
    let isLocal =
      host == "localhost" || host.hasPrefix("127.") || host == "::1" || host.hasPrefix("/")
      || host == "0.0.0.0" || host.isEmpty
    return isLocal ? nil : host
  }
}
