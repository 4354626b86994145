import JSON
import JSONOutput
import Testing

@testable import JSONRPC

/// Messages are read in one way, or refused with the error that the specification names.
@Suite struct MessageTests {
  private func read(_ text: String) throws(RPCMessage.Refusal) -> RPCMessage {
    try RPCMessage(Array(text.utf8))
  }

  private func refusal(_ text: String) -> RPCMessage.Refusal? {
    do throws(RPCMessage.Refusal) {
      _ = try read(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func requests() throws {
    guard
      case .request(let request) = try read(
        #"{"jsonrpc": "2.0", "id": "a", "method": "tools\/call", "params": {"x": 1}}"#)
    else { throw Failure() }
    #expect(request.id == .text("a") && request.method == "tools/call")
    #expect(request.params?["x"]?.number?.integer == 1)
    guard case .request(let other) = try read(#"{"id":-7,"jsonrpc":"2.0","method":"ping"}"#) else {
      throw Failure()
    }
    #expect(other.id == .integer(-7) && other.params == nil)
  }

  private struct Failure: Error {}

  @Test func notificationsAndResponses() throws {
    guard case .notification(let note) = try read(#"{"jsonrpc":"2.0","method":"m"}"#) else {
      throw Failure()
    }
    #expect(note.method == "m")
    guard case .response(let good) = try read(#"{"jsonrpc":"2.0","id":1,"result":null}"#) else {
      throw Failure()
    }
    #expect(good.id == .integer(1) && good.result?.isNull == true && good.error == nil)
    let error = #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#
    guard case .response(let bad) = try read(error) else { throw Failure() }
    #expect(bad.id == nil && bad.error?["code"]?.number?.integer == -32700)
  }

  @Test(arguments: [
    ("", -32700), ("{", -32700), ("nonsense", -32700), ("{}x", -32700), ("[]", -32600),
    (#"[{"jsonrpc":"2.0","id":1,"method":"m"}]"#, -32600), ("null", -32600), ("1", -32600),
    (#"{"id":1,"method":"m"}"#, -32600), (#"{"jsonrpc":2.0,"id":1,"method":"m"}"#, -32600),
    (#"{"jsonrpc":"1.0","id":1,"method":"m"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1e2,"method":"m"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":99999999999999999999,"method":"m"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","params":"p"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"params":{}}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"m","result":1}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":"m"}}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#, -32600),
    (#"{"jsonrpc":"2.0","result":1}"#, -32600),
    // Programs differ on which of two members counts, and on whether letters' case does.
    (#"{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"a","m\u0065thod":"b"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"a","Method":"b"}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"a","param\#u{17F}":{}}"#, -32600),
    (#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":{"y":1,"y":2}}}"#, -32600),
  ])
  func refusals(_ text: String, _ code: Int) {
    #expect(refusal(text)?.error.code == code, "\(text): \(String(describing: refusal(text)))")
  }

  @Test func refusalsNameTheRequest() {
    #expect(refusal(#"{"jsonrpc":"2.0","id":5,"method":"a","x":1}"#)?.id == .integer(5))
    let answer = refusal("[]").map {
      String(decoding: CompactJSON.bytes(of: $0.answer), as: UTF8.self)
    }
    #expect(answer?.hasPrefix(#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"#) == true)
  }

  @Test func depthIsBounded() {
    func nested(_ levels: Int) -> String {
      let lists = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
      return #"{"jsonrpc":"2.0","id":1,"method":"m","params":\#(lists)}"#
    }
    #expect(refusal(nested(RPCMessage.mostLevels - 1)) == nil)
    #expect(refusal(nested(RPCMessage.mostLevels + 1))?.error.code == -32700)
    #expect(refusal(nested(1_000_000))?.error.code == -32700)
  }

  /// Identifiers that only look alike are two.
  @Test func identifiers() {
    #expect(MessageID.text("1") != .integer(1))
    #expect(MessageID.text("e\u{301}") != .text("\u{e9}"))
    #expect(Set([MessageID.text("e\u{301}"), .text("\u{e9}"), .text("\u{e9}")]).count == 2)
  }
}
