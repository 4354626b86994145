import JSONOutput
import LoopbackHTTP

/// The replies of the server, with what each allows a browser.
enum PlayReply {
  /// The page itself loads only its own files, and shows results in a frame.
  private static let policyOfPage =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-src 'self'; "
    + "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
  /// A result has its style and script in itself, and can reach nothing else.
  private static let policyOfResult =
    "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    + "frame-ancestors 'self'"

  static func file(_ file: PlayFile) -> HTTPResponse {
    response(.ok, file.bytes, type: file.type, policy: policyOfPage)
  }

  static func result(_ page: String) -> HTTPResponse {
    response(.ok, Array(page.utf8), type: "text/html; charset=utf-8", policy: policyOfResult)
  }

  static func json(_ value: JSONText) -> HTTPResponse {
    response(
      .ok, Array(value.rendered().utf8), type: "application/json; charset=utf-8",
      policy: policyOfPage)
  }

  static func refusal(_ status: HTTPResponse.Status, _ reason: String) -> HTTPResponse {
    response(
      status, Array((reason + "\n").utf8), type: "text/plain; charset=utf-8", policy: policyOfPage)
  }

  private static func response(
    _ status: HTTPResponse.Status, _ body: [UInt8], type: String, policy: String
  ) -> HTTPResponse {
    HTTPResponse(
      status,
      headers: [
        ("Content-Type", type), ("Content-Security-Policy", policy),
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Cache-Control", "no-store"),
      ], body: body)
  }
}
