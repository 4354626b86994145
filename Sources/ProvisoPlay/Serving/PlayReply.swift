import FlyingFox
import Foundation
import JSONOutput

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

  static func file(_ bytes: [UInt8], type: String) -> HTTPResponse {
    response(.ok, Data(bytes), type: type, policy: policyOfPage)
  }

  static func result(_ page: String) -> HTTPResponse {
    response(.ok, Data(page.utf8), type: "text/html; charset=utf-8", policy: policyOfResult)
  }

  static func json(_ value: JSONText) -> HTTPResponse {
    response(
      .ok, Data(value.rendered().utf8), type: "application/json; charset=utf-8",
      policy: policyOfPage)
  }

  static func refusal(_ status: HTTPStatusCode, _ reason: String) -> HTTPResponse {
    response(
      status, Data((reason + "\n").utf8), type: "text/plain; charset=utf-8", policy: policyOfPage)
  }

  private static func response(
    _ status: HTTPStatusCode, _ body: Data, type: String, policy: String
  ) -> HTTPResponse {
    HTTPResponse(
      statusCode: status,
      headers: [
        .contentType: type,
        HTTPHeader("Content-Security-Policy"): policy,
        HTTPHeader("X-Content-Type-Options"): "nosniff",
        HTTPHeader("Referrer-Policy"): "no-referrer",
        HTTPHeader("Cache-Control"): "no-store",
      ], body: body)
  }
}
