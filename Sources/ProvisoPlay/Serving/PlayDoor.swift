import LoopbackHTTP

/// What a request must have to be served.
struct PlayDoor: Sendable {
  /// The header, in lower case, and the parameter of an address that have the key.
  static let header = "x-proviso-key"
  static let parameter = "key"

  let key: PlayKey
  let port: UInt16

  /// The refusal of a request for one of the page's files, which are the same for everybody; `nil` if it is
  /// let in.
  func refusalOfFile(_ request: HTTPRequest) -> HTTPResponse? {
    // A name that somebody made point to this machine is not its name.
    let hosts = ["127.0.0.1:\(port)", "localhost:\(port)"]
    guard let host = request.headers["host"], hosts.contains(host) else {
      return PlayReply.refusal(.forbidden, "expected the address that was printed")
    }
    return nil
  }

  /// The refusal of a request for anything else; `nil` if it is let in.
  func refusal(_ request: HTTPRequest) -> HTTPResponse? {
    if let refusal = refusalOfFile(request) { return refusal }
    guard key.isEqual(to: request.headers[Self.header] ?? request.parameter(Self.parameter)) else {
      return PlayReply.refusal(.forbidden, "open the whole address that was printed, with its key")
    }
    return nil
  }
}
