import Foundation
import Testing

/// The playground: its answers, and what it refuses.
@Suite struct PlayTests {
  private static func example(_ path: String) throws -> String {
    try String(
      contentsOf: Repository.root.appendingPathComponent("examples").appendingPathComponent(path),
      encoding: .utf8)
  }

  @Test func answersAreThoseOfTheCommand() throws {
    let page = try PlayPage(in: try Scratch())
    let folder = "two-replicas"
    let (spec, plan) = (
      try Self.example("\(folder)/availability.proviso"), try Self.example("\(folder)/plan.json")
    )
    let reply = try page.check(spec: spec, plan: plan)
    #expect(reply.status == 200)
    #expect(reply.object["verdict"] as? String == "violated")
    #expect(reply.object["summary"] as? String == "1 violated")
    let text = try #require(reply.object["text"] as? String)
    #expect(text.contains("delete aws_instance.web_2"), "\(text)")
    let report = try #require(reply.object["report"] as? String)
    let result = try page.send("GET", report + "&key=\(page.key)", headers: ["X-Proviso-Key": ""])
    #expect(result.status == 200)
    #expect(result.body.contains("the violation begins here"))
    #expect(result.head.contains("Content-Security-Policy: sandbox allow-scripts"))
  }

  @Test func worldsAreExplored() throws {
    let page = try PlayPage(in: try Scratch())
    let world = """
      world w
      var x: Int = 0
      action up() { requires x < 3  x = x + 1 }
      invariant small "x stays small" { x < 3 }
      possible three "x becomes 3" { x == 3 }
      """
    let reply = try page.check(spec: world)
    #expect(reply.object["summary"] as? String == "1 violated, 1 proved", "\(reply.body)")
    let report = try #require(reply.object["report"] as? String)
    #expect(try page.send("GET", report).body.contains("This run reaches it."))
  }

  @Test func everyExampleIsChecked() throws {
    let page = try PlayPage(in: try Scratch())
    let start = try page.send("GET", "/api/start").object
    let examples = try #require(start["examples"] as? [[String: String]])
    #expect(examples.count >= 8)
    for example in examples {
      let name = try #require(example["name"])
      let texts = try page.send("GET", "/api/example?name=\(name)").object
      let reply = try page.check(
        spec: try #require(texts["spec"] as? String), plan: try #require(texts["plan"] as? String))
      let verdict = try #require(reply.object["verdict"] as? String, "\(name): \(reply.body)")
      #expect(verdict != "undecided", "\(name)")
    }
  }

  @Test func statesAreDrawn() throws {
    let page = try PlayPage(in: try Scratch())
    func graph(_ spec: String) throws -> [String: Any] {
      let body = try JSONSerialization.data(withJSONObject: ["spec": spec, "plan": ""])
      return try page.send("POST", "/api/graph", body: String(decoding: body, as: UTF8.self))
        .object
    }
    let small = try graph("world w\nvar x: 0..3 = 0\naction up() { requires x < 3  x = x + 1 }\n")
    #expect((small["nodes"] as? [[String: Any]])?.count == 4)
    #expect(
      (small["edges"] as? [[String: Any]])?.map { $0["label"] as? String } == [
        "up()", "up()", "up()",
      ])
    let large = try graph("world w\nvar x: Int = 0\naction up() { x = x + 1 }\n")
    #expect(large["message"] as? String == "the states cannot be drawn: there are more than 150")
    let broken = try graph("world w\nvar x: Nothing = 0\n")
    #expect(broken["message"] as? String == "Correct the problems of the world first.")
  }

  /// Every exercise of the course: its start has no mistake but what is missing, and its reference is right.
  @Test func exercisesAreJudged() throws {
    let page = try PlayPage(in: try Scratch())
    let lessons = try page.send("GET", "/api/start").object["lessons"] as? [[String: Any]]
    let exercises = (lessons ?? []).flatMap { $0["exercises"] as? [[String: String]] ?? [] }
    #expect(exercises.count >= 10)
    for exercise in exercises {
      let name = try #require(exercise["name"])
      let given = try page.send("GET", "/api/exercise?name=\(name)").object
      guard given["isWord"] as? Bool == false,
        (given["file"] as? String)?.hasSuffix(".proviso") == true
      else { continue }
      let start = try #require(given["start"] as? String)
      let body = try JSONSerialization.data(
        withJSONObject: ["spec": start, "plan": given["plan"] ?? "", "exercise": name])
      let read = try page.send(
        "POST", "/api/diagnose", body: String(decoding: body, as: UTF8.self))
      #expect((read.object["diagnostics"] as? [Any])?.isEmpty == true, "\(name): \(read.body)")
      let reference = try #require(given["reference"] as? String)
      let answer = try JSONSerialization.data(
        withJSONObject: ["name": name, "answer": reference])
      let judged = try page.send(
        "POST", "/api/judge", body: String(decoding: answer, as: UTF8.self))
      #expect(judged.object["outcome"] as? String == "right", "\(name): \(judged.body)")
    }
    let checked = try page.send(
      "POST", "/api/check",
      body:
        #"{"exercise": "no-overflow", "plan": "", "spec": "spec a for pouring\nuse \"pouring.proviso\"\ninvariant i \"No jug\" { every j in Jug { j.water <= 100 } }\n"}"#
    )
    #expect(checked.object["verdict"] is String, "\(checked.body)")
    #expect(!checked.body.contains("/proviso-learn-"), "\(checked.body)")
  }

  @Test func mistakesHavePositions() throws {
    let page = try PlayPage(in: try Scratch())
    let body = #"{"spec": "world w\nvar x: Int = 0\naction a() { y = 1 }\n", "plan": ""}"#
    for path in ["/api/diagnose", "/api/check"] {
      let reply = try page.send("POST", path, body: body).object
      let found = try #require(reply["diagnostics"] as? [[String: Any]])
      #expect(found.first?["line"] as? Int == 3 && found.first?["column"] as? Int == 14, "\(path)")
      #expect(reply["verdict"] is NSNull)
    }
    let unfinished = #"{"spec": "world w\nvar x: Int = 0\n", "plan": ""}"#
    let reply = try page.send("POST", "/api/diagnose", body: unfinished).object
    #expect((reply["diagnostics"] as? [Any])?.isEmpty == true, "\(reply)")
  }

  @Test func onlyThePageIsServed() throws {
    let page = try PlayPage(in: try Scratch())
    let text = #"{"spec": "", "plan": ""}"#
    let requests: [(String, String, [String: String], String?, Int)] = [
      ("GET", "/", ["X-Proviso-Key": ""], nil, 200),
      ("GET", "/play.js", ["X-Proviso-Key": ""], nil, 200),
      ("GET", "/", ["Host": "evil.example:\(page.port)"], nil, 403),
      ("GET", "/", ["Host": "127.0.0.1:1"], nil, 403),
      ("GET", "/", ["Host": ""], nil, 403),
      ("GET", "/api/start", ["X-Proviso-Key": ""], nil, 403),
      ("GET", "/api/start", ["X-Proviso-Key": page.key + "x"], nil, 403),
      ("GET", "/api/start?key=\(page.key)", ["X-Proviso-Key": ""], nil, 200),
      ("GET", "/result?page=1", [:], nil, 404),
      ("GET", "/result?page=1", ["X-Proviso-Key": ""], nil, 403),
      ("POST", "/api/check", ["X-Proviso-Key": ""], text, 403),
      ("POST", "/api/check", ["Host": "evil.example"], text, 403),
      ("POST", "/api/check", [:], "[]", 400),
      ("POST", "/api/check", [:], #"{"spec": 1, "plan": ""}"#, 400),
      ("POST", "/api/check", ["Content-Length": "999999999999"], "", 413),
      ("POST", "/api/check", [:], nil, 411),
      ("POST", "/api/check", ["Transfer-Encoding": "chunked"], text, 501),
      ("GET", "/?name=%zz", [:], nil, 400),
      ("GET", "http://127.0.0.1/", [:], nil, 400),
      ("GET", "/", ["Cookie": String(repeating: "x", count: 20_000)], nil, 431),
      ("GET", "/../../../../etc/passwd", [:], nil, 404),
      ("GET", "/spec.proviso", [:], nil, 404),
      ("DELETE", "/", [:], nil, 405),
    ]
    for (method, path, headers, body, status) in requests {
      let reply = try page.send(method, path, headers: headers, body: body)
      #expect(reply.status == status, "\(method) \(path) \(headers): \(reply.body)")
    }
  }

  /// A request that ends too early, or is none, gets an answer or silence, and the page goes on.
  @Test func brokenRequestsEndAlone() throws {
    let page = try PlayPage(in: try Scratch())
    let host = "Host: 127.0.0.1:\(page.port)\r\n"
    for text in [
      "", "GET", "GET / HTTP/1.1\r\n\(host)", "\u{16}\u{3}\u{1}\r\n\r\n",
      "GET / HTTP/1.1\n\n", "GET / HTTP/2\r\n\(host)\r\n",
      "GET / HTTP/1.1\r\n\(host)\(host)\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
      "POST /api/check HTTP/1.1\r\n\(host)Content-Length: 5\r\n\r\nab",
    ] {
      let answer = try PlayPage.exchange(text, page.port, ends: true)
      #expect(!answer.contains("200 OK"), "\(text): \(answer)")
    }
    #expect(try page.send("GET", "/api/start").status == 200)
  }

  /// The text of the page names files, and none is read.
  @Test func noFileIsRead() throws {
    let scratch = try Scratch()
    try scratch.write("other.proviso", "spec other for terraform\ndefine secret_word = 1\n")
    try scratch.write("world.proviso", "world secret_word\nvar x: Int = 0\n")
    let page = try PlayPage(in: scratch)
    let used = try page.check(
      spec: "world w\nuse \"other.proviso\"\nuse \"\(scratch.folder.path)/other.proviso\"\n")
    #expect(used.object["verdict"] is NSNull)
    #expect((used.object["diagnostics"] as? [Any])?.count == 2, "\(used.body)")
    let plan = try page.check(
      spec: "spec s for agent\n",
      plan: "proviso: plan/1\nworld: world.proviso\nsteps: []\n")
    #expect(plan.object["verdict"] is NSNull)
    for reply in [used, plan] { #expect(!reply.body.contains("secret_word"), "\(reply.body)") }
  }

  @Test func filesCanBeOpened() throws {
    let scratch = try Scratch()
    try scratch.write("a.proviso", "world a\nvar x: Int = 0\n")
    let page = try PlayPage(["a.proviso"], in: scratch)
    let opened = try page.send("GET", "/api/start").object["opened"] as? [String: String]
    #expect(opened?["spec"] == "world a\nvar x: Int = 0\n")
    let missing = try Executable.run(["play", "b.proviso"], folder: scratch.folder)
    #expect(missing.status == 2)
    #expect(missing.standardError.contains("b.proviso"))
  }

  /// A check that would take long ends when the next one begins, and its answer is no proof.
  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: "/proc/self/stat"), "there is no /proc here"))
  func theNextCheckEndsTheOneBefore() async throws {
    let page = try PlayPage(["--time-limit", "600"], in: try Scratch())
    let endless = """
      world w
      entity Counter { var n: 0..99 = 0 }
      object count[1..9]: Counter
      action up(c: Counter) { requires c.n < 99  c.n = c.n + 1 }
      invariant late "Not all counters are full" { not (every c in Counter { c.n == 99 }) }
      """
    let before = try #require(page.ticks)
    let first = Task.detached { try page.check(spec: endless) }
    while let ticks = page.ticks, ticks < before + 30 {
      try await Task.sleep(for: .milliseconds(50))
    }
    let next = try page.check(spec: "world w\nvar x: Int = 0\ninvariant i \"x is 0\" { x == 0 }\n")
    #expect(next.object["verdict"] as? String == "proved", "\(next.body)")
    let ended = try await first.value
    #expect(ended.object["verdict"] as? String == "undecided", "\(ended.body)")
  }

  @Test func onlyLoopbackIsServed() throws {
    let page = try PlayPage(in: try Scratch())
    guard let table = try? String(contentsOfFile: "/proc/net/tcp", encoding: .utf8) else { return }
    let digits = String(page.port, radix: 16, uppercase: true)
    let suffix = ":" + String(repeating: "0", count: 4 - digits.count) + digits
    let rows = table.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
    let listening = rows.filter { $0.count > 3 && $0[3] == "0A" && $0[1].hasSuffix(suffix) }
    #expect(listening.map { String($0[1].prefix(8)) } == ["0100007F"])
    let other = try Executable.run(["play", "--port", String(page.port)])
    #expect(other.status == 2)
    #expect(other.standardError.contains("127.0.0.1:\(page.port)"), "\(other.standardError)")
  }
}
