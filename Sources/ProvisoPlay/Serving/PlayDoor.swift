import FlyingFox

/// What a request must have to be served.
struct PlayDoor: Sendable {
  /// The largest body, in bytes.
  static let mostBytes = 16 << 20
  /// The header and the parameter of an address that have the key.
  static let header = HTTPHeader("X-Proviso-Key")
  static let parameter = "key"

  let key: PlayKey
  let port: UInt16

  /// The refusal of a request for one of the page's files, which are the same for everybody; `nil` if it is
  /// let in.
  func refusalOfFile(_ request: HTTPRequest) -> HTTPResponse? {
    // A name that somebody made point to this machine is not its name.
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard let host = request.headers[.host], hosts.contains(host) else {
      return PlayReply.refusal(.forbidden, "expected the address that was printed")
    }
    return nil
  }

  /// The refusal of a request for anything else; `nil` if it is let in.
  func refusal(_ request: HTTPRequest) -> HTTPResponse? {
    if let refusal = refusalOfFile(request) { return refusal }
    let given =
      request.headers[Self.header]
      ?? request.query.first { $0.name == Self.parameter }?.value
    guard key.isEqual(to: given) else {
      return PlayReply.refusal(.forbidden, "open the whole address that was printed, with its key")
    }
    guard request.method == .POST else { return nil }
    guard let length = request.headers[.contentLength].flatMap({ Int($0) }) else {
      return PlayReply.refusal(.lengthRequired, "expected the length of the body")
    }
    guard length <= Self.mostBytes else {
      return PlayReply.refusal(
        .payloadTooLarge, "the texts are larger than \(Self.mostBytes >> 20) MB")
    }
    return nil
  }
}
