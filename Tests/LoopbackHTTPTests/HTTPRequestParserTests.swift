import TestSupport
import Testing

@testable import LoopbackHTTP

@Suite struct HTTPRequestParserTests {
  private static let post =
    "POST /api/check?name=a%20b+c&x HTTP/1.1\r\nHost: 127.0.0.1:80\r\nX-A:  one \r\nx-a: two\r\n"
    + "Content-Length: 5\r\n\r\nhello"

  private static func outcome(
    _ text: some Sequence<UInt8>, limits: HTTPRequestParser.Limits = .init()
  ) -> Result<HTTPRequest?, HTTPRefusal> {
    var parser = HTTPRequestParser(limits: limits)
    do throws(HTTPRefusal) { return .success(try parser.take(text)) } catch {
      return .failure(error)
    }
  }

  @Test func partsAreRead() throws {
    let request = try #require(try Self.outcome(Self.post.utf8).get())
    #expect(request.method == "POST" && request.path == "/api/check")
    #expect(request.parameter("name") == "a b c" && request.parameter("x") == "")
    #expect(request.parameter("y") == nil)
    #expect(request.headers["x-a"] == "one, two" && request.headers["host"] == "127.0.0.1:80")
    #expect(request.body == Array("hello".utf8))
  }

  /// A request is the same however it arrives.
  @Test func piecesDoNotMatter() throws {
    let whole = try Self.outcome(Self.post.utf8).get()
    let bytes = Array(Self.post.utf8)
    for cut in 1..<bytes.count {
      var parser = HTTPRequestParser()
      #expect(try parser.take(bytes[..<cut]) == nil, "\(cut)")
      #expect(try parser.take(bytes[cut...]) == whole, "\(cut)")
    }
    var parser = HTTPRequestParser()
    for byte in bytes.dropLast() { #expect(try parser.take([byte]) == nil) }
    #expect(try parser.take([bytes[bytes.count - 1]]) == whole)
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", 0), ("GET  / HTTP/1.1\r\n\r\n", 400),
    ("GET /#a HTTP/1.1\r\n\r\n", 400), ("GET * HTTP/1.1\r\n\r\n", 400),
    ("G(T / HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/1.2\r\n\r\n", 505),
    ("GET / HTTP/1.1\r\nA: 1\r\n b\r\n\r\n", 400), ("GET / HTTP/1.1\r\nA : 1\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nA\r\n\r\n", 400), ("GET / HTTP/1.1\r\nA: \u{7}\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nA: 1\nB: 2\r\n\r\n", 400), ("GET / HTTP/1.1\r\nA: é\r\n\r\n", 400),
    ("GET / HTTP/1.1\r\nHost: a\r\nHOST: a\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\n\r\n", 411), ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n", 501),
    ("GET /?a=%f0 HTTP/1.1\r\n\r\n", 400), ("GET /?a=%1 HTTP/1.1\r\n\r\n", 400),
    ("\r\n\r\n", 400),
  ])
  func onlyRequestsAreRead(text: String, status: Int) {
    switch Self.outcome(text.utf8) {
    case .success(let request): #expect(status == 0 && request != nil, "\(text)")
    case .failure(let refusal): #expect(refusal.status.rawValue == status, "\(text): \(refusal)")
    }
  }

  @Test func headsAndBodiesAreBounded() {
    var limits = HTTPRequestParser.Limits()
    limits.head = 100
    limits.body = 1 << 20
    let long = String(repeating: "a", count: 100)
    for text in [long + long, "GET / HTTP/1.1\r\nA: \(long)\r\n\r\n"] {
      #expect(Self.outcome(text.utf8, limits: limits).status == 431)
    }
    let large = "POST / HTTP/1.1\r\nContent-Length: \((1 << 20) + 1)\r\n\r\n"
    #expect(Self.outcome(large.utf8, limits: limits).status == 413)
  }

  /// Damaged requests are refused or read, and end nothing else.
  @Test func damagedRequestsEndNothing() {
    let seed = Campaign.seed(20_261_130)
    print("requests: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    for _ in 0..<2_000 * Campaign.factor {
      var bytes = Array(Self.post.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.remove(at: place)
        default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        }
      }
      if case .success(let request?) = Self.outcome(bytes) {
        #expect(request.path.hasPrefix("/") && request.body.count <= bytes.count, "\(bytes)")
      }
    }
  }
}

extension Result where Success == HTTPRequest?, Failure == HTTPRefusal {
  fileprivate var status: Int? {
    if case .failure(let refusal) = self { refusal.status.rawValue } else { nil }
  }
}
