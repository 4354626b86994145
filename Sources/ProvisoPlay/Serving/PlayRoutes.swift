import JSON
import JSONOutput
import LoopbackHTTP

/// The addresses that the page asks, and what each gives.
struct PlayRoutes: Sendable {
  let judge: PlayJudge
  /// The texts that the page begins with; `nil` for the first example.
  let opened: PlayText?
  private let work = PlayWork()

  init(judge: PlayJudge, opened: PlayText?) {
    self.judge = judge
    self.opened = opened
  }

  /// The response of an address without texts of the page.
  func page(for request: HTTPRequest) async -> HTTPResponse {
    let name = request.parameter("name") ?? ""
    switch request.path {
    case "/api/start": return PlayReply.json(start)
    case "/api/example":
      guard let example = PlayExample.all.first(where: { $0.name == name }) else {
        return PlayReply.refusal(.notFound, "there is no such example")
      }
      return PlayReply.json(Self.json(of: PlayText(spec: example.spec, plan: example.plan)))
    case "/api/exercise":
      return judge.lessons.exercise(named: name).map(PlayReply.json)
        ?? PlayReply.refusal(.notFound, "there is no such exercise")
    case "/result":
      guard let number = request.parameter("page").flatMap({ Int($0) }),
        let page = await work.page(number: number)
      else { return PlayReply.refusal(.notFound, "the result is no longer kept; check again") }
      return PlayReply.result(page)
    default: return PlayReply.refusal(.notFound, "there is no such page")
    }
  }

  /// The response of an address to texts of the page.
  func answer(to value: PlayRequest, at path: String) async -> HTTPResponse {
    switch path {
    case "/api/judge":
      guard let name = value["name"]?.string, let answer = value["answer"]?.string,
        let judgement = await judge.lessons.judgement(
          of: answer, to: name, by: judge, endedBy: work.begin(.judgement))
      else { return PlayReply.refusal(.badRequest, "expected an exercise and an answer") }
      return PlayReply.json(judgement)
    case "/api/graph", "/api/diagnose", "/api/check":
      guard let text = PlayText(value) else {
        return PlayReply.refusal(.badRequest, "expected the texts of the page")
      }
      return PlayReply.json(await answer(to: text, at: path))
    default: return PlayReply.refusal(.notFound, "there is no such page")
    }
  }

  private func answer(to text: PlayText, at path: String) async -> JSONText {
    switch path {
    case "/api/graph": return await judge.graph(text, endedBy: work.begin(.graph)).json
    case "/api/diagnose":
      return await judge.diagnose(text, endedBy: work.begin(.diagnosis)).json(report: nil)
    default:
      let answer = await judge.check(text, endedBy: work.begin(.check))
      guard let page = answer.page else { return answer.json(report: nil) }
      return answer.json(report: "/result?page=\(await work.keep(page: page))")
    }
  }

  private var start: JSONText {
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
