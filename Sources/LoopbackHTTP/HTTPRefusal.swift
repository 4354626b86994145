/// The reason why bytes are no request that is served.
package struct HTTPRefusal: Error, Sendable, Equatable {
  package let status: HTTPResponse.Status
  package let reason: String

  init(_ status: HTTPResponse.Status, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  static func bad(_ reason: String) -> HTTPRefusal { HTTPRefusal(.badRequest, reason) }
}
