/// A request as it was received (RFC 9112).
package struct HTTPRequest: Sendable, Equatable {
  package let method: String
  /// The path, which begins with `/`, as it was written.
  package let path: String
  /// The parameters of the query, in their order, decoded.
  package let query: [(name: String, value: String)]
  /// The values of the headers by their names in lower case. A header that was given twice has both values,
  /// with `, ` between them (RFC 9110, section 5.3).
  package let headers: [String: String]
  package let body: [UInt8]

  package init(
    method: String, path: String, query: [(name: String, value: String)] = [],
    headers: [String: String] = [:], body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The value of the first parameter with a name.
  package func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

  package static func == (a: HTTPRequest, b: HTTPRequest) -> Bool {
    a.method == b.method && a.path == b.path && a.headers == b.headers && a.body == b.body
      && a.query.elementsEqual(b.query) { $0 == $1 }
  }
}
