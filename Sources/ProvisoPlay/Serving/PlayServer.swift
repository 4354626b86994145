import JSON
import JSONOutput
import LoopbackHTTP
import ProvisoInput

/// Serves the page on the loopback address, for as long as the process runs.
package struct PlayServer: Sendable {
  private let server: LoopbackServer
  private let door: PlayDoor
  private let routes: PlayRoutes

  /// Listens.
  ///
  /// - Parameters:
  ///   - port: the port; 0 for any that is free.
  ///   - opened: the texts that the page begins with; `nil` for the first example.
  /// - Throws: `InputError` if nobody can be served at the port.
  package init(port: UInt16, judge: PlayJudge, opened: PlayText?) throws(InputError) {
    do throws(LoopbackError) {
      server = try LoopbackServer(port: port)
    } catch {
      throw InputError("\(error.address): \(error.reason)")
    }
    door = PlayDoor(key: PlayKey(), port: server.port)
    routes = PlayRoutes(judge: judge, opened: opened)
  }

  /// The address of the page, with its key.
  package var address: String {
    "http://127.0.0.1:\(door.port)/?\(PlayDoor.parameter)=\(door.key.text)"
  }

  /// Serves.
  package func serve() -> Never {
    server.serve { [self] request in await response(to: request) }
  }

  private func response(to request: HTTPRequest) async -> HTTPResponse {
    if let file = PlayFile.all.first(where: { $0.path == request.path }) {
      if let refusal = door.refusalOfFile(request) { return refusal }
      guard request.method == "GET" || request.method == "HEAD" else {
        return PlayReply.refusal(.methodNotAllowed, "expected GET")
      }
      return PlayReply.file(file)
    }
    if let refusal = door.refusal(request) { return refusal }
    switch request.method {
    case "GET": return await routes.page(for: request)
    case "POST":
      guard let value = try? JSONDocument(bytes: request.body, name: "request").root,
        value.kind == .object
      else { return PlayReply.refusal(.badRequest, "expected an object") }
      return await routes.answer(to: value, at: request.path)
    default: return PlayReply.refusal(.methodNotAllowed, "expected GET or POST")
    }
  }
}
