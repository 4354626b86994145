/// The usual spelling of names for objects of the built-in contracts, by the type of the object.
///
/// Two spellings of one name become one. A name that this does not understand stays as it is.
package enum ObjectNames {
  /// The usual spelling of a name.
  ///
  /// - Parameter directory: the working directory, which paths in it are relative to; `nil` if it is
  ///   unknown.
  package static func canonical(
    _ name: String, of entity: String, in directory: String? = nil
  ) -> String {
    // The other types are not cut byte by byte.
    guard entity == "Path" || !name.hasOtherSpelling else { return name }
    switch entity {
    case "Path": return name.isEmpty ? name : FilePath.shortest(name, from: directory)
    case "Branch":
      for prefix in ["refs/heads/", "heads/"] where name.hasPrefix(prefix) {
        return String(name.dropFirst(prefix.count))
      }
      return name
    case "Endpoint":
      // A name without a scheme can be a name that the world invents.
      return name.contains("://") ? WebAddress(name)?.text ?? name : name
    case "Location":
      var text = name
      while text.hasSuffix("/"), !text.hasSuffix("://"), text != "/" { text.removeLast() }
      return text
    case "Database", "Table": return database(name)
    case "DatabaseInstance", "Snapshot": return identifier(name).lowercased()
    case "DynamoTable", "Stack", "Machine", "Volume", "VolumeSnapshot", "Bucket", "SQLInstance",
      "Cluster":
      return identifier(name)
    default: return name
    }
  }

  /// `host/port/name` without the default port, and with the host in lower case.
  private static func database(_ text: String) -> String {
    var parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 1, let colon = parts[0].lastIndex(of: ":") {
      let port = String(parts[0][parts[0].index(after: colon)...])
      if Int(port) != nil {
        parts[0] = String(parts[0][..<colon])
        parts.insert(port, at: 1)
      }
    }
    if parts.count > 2, parts[1] == "5432" { parts.remove(at: 1) }
    if parts.count > 2 || parts.count == 2 && parts[0].contains(".") {
      parts[0] = parts[0].lowercased()
      if parts[0].hasSuffix(".") { parts[0].removeLast() }
    }
    if parts.count > 1, ["localhost", "127.0.0.1", "::1"].contains(parts[0].lowercased()) {
      parts.removeFirst()
    }
    if parts.count > 1, let last = parts.last, last.hasPrefix("public.") {
      parts[parts.count - 1] = String(last.dropFirst("public.".count))
    }
    return parts.joined(separator: "/")
  }

  /// The name at the end of an ARN or a self-link.
  private static func identifier(_ text: String) -> String {
    if text.hasPrefix("arn:") {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).dropFirst(5)
      let resource = parts.last.map(String.init) ?? text
      let pieces = resource.split(separator: "/").map(String.init)
      // `table/NAME/index/…`, `stack/NAME/ID`, `instance/NAME`, `db:NAME`
      return pieces.count > 1 ? pieces[1] : resource
    }
    if text.contains("/"), text.hasPrefix("projects/") || text.contains("/projects/") {
      return text.split(separator: "/").last.map(String.init) ?? text
    }
    return text
  }
}

extension String {
  fileprivate func range(of other: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(other) {
        return start..<index(start, offsetBy: other.count)
      }
      start = index(after: start)
    }
    return nil
  }
}
