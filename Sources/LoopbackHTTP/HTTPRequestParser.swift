/// Reads one request from bytes that arrive in pieces (RFC 9112).
///
/// Strict on purpose: what a browser does not send is refused. There are no folded lines, no bare line feeds,
/// no transfer codings, no second length or host, and no address but a path.
package struct HTTPRequestParser: Sendable {
  package struct Limits: Sendable {
    /// The most bytes before the body.
    package var head = 16 << 10
    /// The most bytes of the body.
    package var body = 16 << 20

    package init() {}
  }

  private struct Head {
    let method: String
    let path: String
    let query: [(name: String, value: String)]
    let headers: [String: String]
    let bodyCount: Int
  }

  private let limits: Limits
  private var bytes: [UInt8] = []
  /// The number of bytes in which the end of the head was looked for.
  private var searched = 0
  private var head: Head?
  private var bodyStart = 0

  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Takes more bytes.
  ///
  /// - Returns: the request as soon as it is complete, else `nil`. What follows a request is ignored, because
  ///   each connection has one.
  /// - Throws: `HTTPRefusal` if the bytes are no request that is served.
  package mutating func take(
    _ piece: some Sequence<UInt8>
  ) throws(HTTPRefusal) -> HTTPRequest? {
    bytes.append(contentsOf: piece)
    if head == nil { try findHead() }
    guard let head, bytes.count - bodyStart >= head.bodyCount else { return nil }
    return HTTPRequest(
      method: head.method, path: head.path, query: head.query, headers: head.headers,
      body: Array(bytes[bodyStart..<bodyStart + head.bodyCount]))
  }

  private mutating func findHead() throws(HTTPRefusal) {
    let end: [UInt8] = [13, 10, 13, 10]
    var index = max(searched - 3, 0)
    while index + 4 <= bytes.count {
      if bytes[index..<index + 4].elementsEqual(end) {
        guard index <= limits.head else { break }
        head = try Self.head(of: bytes[..<index], limits)
        bodyStart = index + 4
        return
      }
      index += 1
    }
    searched = bytes.count
    guard bytes.count <= limits.head else {
      throw HTTPRefusal(.headersTooLarge, "the head of the request is too large")
    }
  }

  // MARK: The head

  private static func head(
    of bytes: ArraySlice<UInt8>, _ limits: Limits
  ) throws(HTTPRefusal) -> Head {
    // Only printable ASCII, and tabs in values: every header that is served is written in it.
    guard bytes.allSatisfy({ (32...126).contains($0) || $0 == 9 || $0 == 13 || $0 == 10 }) else {
      throw .bad("expected ASCII before the body")
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    guard !lines.contains(where: { $0.utf8.contains(10) || $0.utf8.contains(13) }) else {
      throw .bad("expected lines that end with CR LF")
    }
    let (method, target) = try requestLine(lines[0])
    let headers = try headers(of: lines.dropFirst())
    guard headers["transfer-encoding"] == nil else {
      throw HTTPRefusal(.notImplemented, "expected a body without a transfer coding")
    }
    let bodyCount = try bodyCount(headers, method: method, limits)
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    return Head(
      method: method, path: String(parts[0]),
      query: parts.count > 1 ? try query(of: parts[1]) : [], headers: headers,
      bodyCount: bodyCount)
  }

  private static func requestLine(
    _ line: Substring
  ) throws(HTTPRefusal) -> (method: String, target: Substring) {
    let parts = line.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 3, isToken(parts[0]), parts[1].hasPrefix("/"), !parts[1].contains("#")
    else { throw .bad("expected a method, a path and `HTTP/1.1`") }
    guard parts[2] == "HTTP/1.1" || parts[2] == "HTTP/1.0" else {
      throw HTTPRefusal(.versionNotSupported, "expected `HTTP/1.1`")
    }
    return (String(parts[0]), parts[1])
  }

  private static func headers(
    of lines: ArraySlice<Substring>
  ) throws(HTTPRefusal) -> [String: String] {
    var headers: [String: String] = [:]
    for line in lines {
      guard let colon = line.firstIndex(of: ":"), isToken(line[..<colon]) else {
        throw .bad("expected headers of the form `Name: value`")
      }
      let name = line[..<colon].lowercased()
      let value = trimmed(line[line.index(after: colon)...])
      if let other = headers[name] {
        guard name != "host", name != "content-length" else {
          throw .bad("expected one header `\(name)`")
        }
        headers[name] = other + ", " + value
      } else {
        headers[name] = String(value)
      }
    }
    return headers
  }

  /// Every request but `GET`, `HEAD` and `DELETE` says the length of its body.
  private static func bodyCount(
    _ headers: [String: String], method: String, _ limits: Limits
  ) throws(HTTPRefusal) -> Int {
    guard let text = headers["content-length"] else {
      guard method != "POST", method != "PUT", method != "PATCH" else {
        throw HTTPRefusal(.lengthRequired, "expected the length of the body")
      }
      return 0
    }
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw .bad("expected a number as the length of the body")
    }
    guard let count = Int(text), count <= limits.body else {
      throw HTTPRefusal(
        .contentTooLarge, "the body is larger than \(limits.body >> 20) MB")
    }
    return count
  }

  // MARK: Words

  private static let signsOfTokens = Set("!#$%&'*+-.^_`|~".utf8)

  /// Whether a text is a token (RFC 9110, section 5.6.2).
  private static func isToken(_ text: Substring) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
          || signsOfTokens.contains($0)
      }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    let isSpace = { (sign: Character) in sign == " " || sign == "\t" }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return rest
  }

  /// The parameters of a query as a form writes them (WHATWG URL, `application/x-www-form-urlencoded`).
  private static func query(
    of text: Substring
  ) throws(HTTPRefusal) -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    for part in text.split(separator: "&") {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      found.append((try decoded(pair[0]), pair.count > 1 ? try decoded(pair[1]) : ""))
    }
    return found
  }

  private static func decoded(_ text: Substring) throws(HTTPRefusal) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit)
        else { throw .bad("expected two hexadecimal digits after `%`") }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw .bad("expected UTF-8 in the query")
    }
    return decoded
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
  }
}
