import FlyingFox
import FlyingSocks
import Foundation
import JSON
import JSONOutput
import ProvisoInput

/// Serves the page on the loopback address, until its task is cancelled.
package struct PlayServer: Sendable {
  /// The port; 0 for any that is free.
  let port: UInt16
  let judge: PlayJudge
  /// The texts that the page begins with; `nil` for the first example.
  let opened: PlayText?

  package init(port: UInt16, judge: PlayJudge, opened: PlayText?) {
    self.port = port
    self.judge = judge
    self.opened = opened
  }

  /// Serves.
  ///
  /// - Parameter ready: gets the address of the page as soon as it can be opened.
  /// - Throws: `InputError` if nobody can be served at the port.
  package func run(ready: @Sendable (String) -> Void) async throws(InputError) {
    do {
      // A check is longer than its deadline by what it takes to end it.
      let server = HTTPServer(
        address: try .inet(ip4: "127.0.0.1", port: port),
        timeout: TimeInterval(judge.deadline.components.seconds) + 60, logger: .disabled)
      let waiting = Task { try await server.waitUntilListening(timeout: 10) }
      let serving = Task {
        defer { waiting.cancel() }
        try await server.run()
      }
      do {
        try await waiting.value
      } catch {
        serving.cancel()
        try await serving.value
      }
      guard case .ip4(_, let actual) = await server.listeningAddress else {
        serving.cancel()
        throw SocketError.unsupportedAddress
      }
      let door = PlayDoor(key: PlayKey(), port: actual)
      await addRoutes(to: server, door)
      ready("http://127.0.0.1:\(actual)/?\(PlayDoor.parameter)=\(door.key.text)")
      try await withTaskCancellationHandler {
        try await serving.value
      } onCancel: {
        serving.cancel()
      }
    } catch let error as SocketError {
      throw InputError("127.0.0.1:\(port): \(error.localizedDescription)")
    } catch {
      throw InputError("127.0.0.1:\(port): the page cannot be served")
    }
  }

  // MARK: Routes

  private func addRoutes(to server: HTTPServer, _ door: PlayDoor) async {
    let files: [(path: String, bytes: [UInt8], type: String)] = [
      ("/", PackageResources.play_html, "text/html; charset=utf-8"),
      ("/play.css", PackageResources.play_css, "text/css; charset=utf-8"),
      ("/play.js", PackageResources.play_js, "text/javascript; charset=utf-8"),
      ("/editor.js", PackageResources.editor_js, "text/javascript; charset=utf-8"),
      ("/graph.js", PackageResources.graph_js, "text/javascript; charset=utf-8"),
      ("/lessons.js", PackageResources.lessons_js, "text/javascript; charset=utf-8"),
      ("/markdown.js", PackageResources.markdown_js, "text/javascript; charset=utf-8"),
      ("/server.js", PackageResources.server_js, "text/javascript; charset=utf-8"),
      ("/tabs.js", PackageResources.tabs_js, "text/javascript; charset=utf-8"),
    ]
    for file in files {
      await server.appendRoute(HTTPRoute(method: .GET, path: file.path)) { request in
        door.refusalOfFile(request) ?? PlayReply.file(file.bytes, type: file.type)
      }
    }
    let work = PlayWork()
    await server.appendRoute("GET /api/start") { request in
      door.refusal(request) ?? PlayReply.json(self.start())
    }
    await server.appendRoute("GET /api/example") { request in
      if let refusal = door.refusal(request) { return refusal }
      let name = request.query.first { $0.name == "name" }?.value
      guard let example = PlayExample.all.first(where: { $0.name == name }) else {
        return PlayReply.refusal(.notFound, "there is no such example")
      }
      return PlayReply.json(Self.json(of: PlayText(spec: example.spec, plan: example.plan)))
    }
    await server.appendRoute("GET /api/exercise") { request in
      if let refusal = door.refusal(request) { return refusal }
      let name = request.query.first { $0.name == "name" }?.value ?? ""
      return judge.lessons.exercise(named: name).map(PlayReply.json)
        ?? PlayReply.refusal(.notFound, "there is no such exercise")
    }
    await server.appendRoute("POST /api/judge") { request in
      try await Self.answer(request, door) { value in
        guard let name = value["name"]?.string, let answer = value["answer"]?.string else {
          return nil
        }
        return await judge.lessons.judgement(
          of: answer, to: name, by: judge, endedBy: work.begin(.judgement))
      }
    }
    await server.appendRoute("POST /api/graph") { request in
      try await Self.answer(request, door) { value in
        guard let text = PlayText(value) else { return nil }
        return await judge.graph(text, endedBy: work.begin(.graph)).json
      }
    }
    await server.appendRoute("POST /api/diagnose") { request in
      try await Self.answer(request, door) { value in
        guard let text = PlayText(value) else { return nil }
        let answer = await judge.diagnose(text, endedBy: work.begin(.diagnosis))
        return answer.json(report: nil)
      }
    }
    await server.appendRoute("POST /api/check") { request in
      try await Self.answer(request, door) { value in
        guard let text = PlayText(value) else { return nil }
        let answer = await judge.check(text, endedBy: work.begin(.check))
        guard let page = answer.page else { return answer.json(report: nil) }
        return answer.json(report: "/result?page=\(await work.keep(page: page))")
      }
    }
    await server.appendRoute("GET /result") { request in
      if let refusal = door.refusal(request) { return refusal }
      let number = request.query.first { $0.name == "page" }.flatMap { Int($0.value) }
      guard let number, let page = await work.page(number: number) else {
        return PlayReply.refusal(.notFound, "the result is no longer kept; check again")
      }
      return PlayReply.result(page)
    }
  }

  private static func answer(
    _ request: HTTPRequest, _ door: PlayDoor, _ work: (PlayRequest) async -> JSONText?
  ) async throws -> HTTPResponse {
    if let refusal = door.refusal(request) { return refusal }
    let body = [UInt8](try await request.bodyData)
    guard let value = try? JSONDocument(bytes: body, name: "request").root,
      value.kind == .object, let answer = await work(value)
    else { return PlayReply.refusal(.badRequest, "expected an object with the texts of the page") }
    return PlayReply.json(answer)
  }

  private func start() -> JSONText {
    .object([
      .init("lessons", judge.lessons.index),
      .init("opened", opened.map(Self.json) ?? .null),
      .init(
        "examples",
        .list(
          PlayExample.all.map {
            .object([.init("name", .string($0.name)), .init("title", .string($0.title))])
          })),
    ])
  }

  private static func json(of text: PlayText) -> JSONText {
    .object([.init("spec", .string(text.spec)), .init("plan", .string(text.plan))])
  }
}
