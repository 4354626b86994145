/// An address of the web (`http`, `https`) in the form that clients send: RFC 3986, section 6.2, as far as
/// it makes no difference to a server.
package struct WebAddress: Sendable, Hashable {
  /// The usual spelling.
  package let text: String

  /// Reads an address; `nil` if it has another scheme, or a form that clients read in different ways:
  /// with a user, with a host or a port in an unusual form, with white space, or with marks on its signs.
  package init?(_ source: String) {
    guard !source.hasOtherSpelling else { return nil }
    let isHidden: (Unicode.Scalar) -> Bool = { $0.value <= 0x20 || $0 == "\\" || $0.value == 0x7F }
    guard !source.unicodeScalars.contains(where: isHidden) else { return nil }
    var rest = source[...]
    var scheme = "http"
    if let mark = source.firstRange(of: "://") {
      scheme = source[..<mark.lowerBound].lowercased()
      rest = source[mark.upperBound...]
    } else if source.split(separator: "/", maxSplits: 1).first.map({ $0.hasSuffix(":") }) ?? true {
      // `http:/host`.
      return nil
    }
    guard ["http", "https"].contains(scheme) else { return nil }
    let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
    guard let host = Self.host(rest[..<end], scheme: scheme) else { return nil }
    let target = rest[end...].prefix { $0 != "#" }
    let path = Self.withoutDots(target.prefix { $0 != "?" })
    let query = target.drop { $0 != "?" }
    text = scheme + "://" + host + (path == "/" ? "" : Self.decoded(path)) + query
  }

  /// The host with its port, in lower case and without the usual port.
  private static func host(_ text: Substring, scheme: String) -> String? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 2, var host = parts.first?.lowercased() else { return nil }
    if host.hasSuffix(".") { host.removeLast() }
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    let isName = { (label: Substring) in
      !label.isEmpty
        && label.utf8.allSatisfy {
          (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D || $0 == 0x5F
        }
    }
    guard labels.allSatisfy(isName), let last = labels.last else { return nil }
    // A number at the end makes the host an address, which has many spellings.
    if let first = last.utf8.first, (0x30...0x39).contains(first) {
      let isByte = { (label: Substring) in UInt8(label).map { "\($0)" == label } ?? false }
      guard labels.count == 4, labels.allSatisfy(isByte) else { return nil }
    }
    if host == "127.0.0.1" { host = "localhost" }
    guard parts.count == 2, !parts[1].isEmpty else { return host }
    guard let port = UInt16(parts[1]), "\(port)" == parts[1] else { return nil }
    return port == (scheme == "http" ? 80 : 443) ? host : "\(host):\(port)"
  }

  /// A path without `.` and `..`, which clients leave out.
  private static func withoutDots(_ path: Substring) -> String {
    var out: [Substring] = []
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (index, part) in parts.enumerated() {
      let name = part.lowercased().replacing("%2e", with: ".")
      if name == "." || name == ".." {
        if name == "..", !out.isEmpty { out.removeLast() }
        if index == parts.count - 1 { out.append("") }
      } else {
        out.append(part)
      }
    }
    return path.isEmpty ? "/" : "/" + out.joined(separator: "/")
  }

  /// A path in which `%XX` stands only for characters that need it.
  private static func decoded(_ path: String) -> String {
    var out = ""
    var rest = path[...]
    while let character = rest.popFirst() {
      let digits = rest.prefix(2)
      guard character == "%", digits.utf8.count == 2, let code = UInt8(digits, radix: 16) else {
        out.append(character)
        continue
      }
      rest = rest.dropFirst(2)
      let isPlain =
        (0x30...0x39).contains(code) || (0x41...0x5A).contains(code)
        || (0x61...0x7A).contains(code) || "-._~".utf8.contains(code)
      out += isPlain ? String(Unicode.Scalar(code)) : "%" + digits.uppercased()
    }
    return out
  }
}
