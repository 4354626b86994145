import Foundation
import Testing

/// `proviso mcp-proxy` between a host and a server that writes down what it reads.
@Suite struct MCPProxyTests {
  private static let world = """
    world agent

    use "proviso:tools.proviso"

    entity Backup { name: String  var made: Bool = false }
    object nightly: Backup { name: "nightly" }
    object orders: Path { name: "data/orders.db" }

    action mcp__box__read_text(path: Path) harmless
    action mcp__box__backup(name: Backup) may fail { name.made = true }
    action mcp__box__delete(path: Path) may fail {
      if path.exists { path.lost = true }
      path.exists = false
    }

    invariant orders_stay
      "The orders are not lost without a backup"
      because "They are the only copy."
    {
      not orders.lost or nightly.made
    }
    """

  /// Answers every request, and writes every line to `received`. Tools whose name has `fail` fail, and
  /// one whose name has `wait` never answers.
  private static let server = #"""
    echo "$$" > server.pid
    printf '\033[31mready\007\r\n' >&2
    while IFS= read -r line; do
      printf '%s\n' "$line" >> received
      id=$(printf '%s' "$line" | sed -n 's/^{"jsonrpc":"2.0","id":\([^,]*\),.*/\1/p')
      [ -n "$id" ] || continue
      case "$line" in
        *'"method":"initialize"'*)
          version=$(printf '%s' "$line" | sed -n 's/.*"protocolVersion":"\([^"]*\)".*/\1/p')
          result='{"protocolVersion":"'"$version"'","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}' ;;
        *'"method":"tools/list"'*)
          result='{"tools":[{"name":"delete"},{"name":"read-text"},{"name":"a-b"},{"name":"a_b"}]}' ;;
        *'"name":"fail'*) result='{"content":[],"isError":true}' ;;
        *'"name":"wait'*) continue ;;
        *'"name":"die'*) exit 3 ;;
        *'"name":"noise'*) echo 'no message'; echo '[]'; result='{"content":[]}' ;;
        *) result='{"content":[{"type":"text","text":"done"}]}' ;;
      esac
      printf '{"jsonrpc":"2.0","id":%s,"result":%s}\n' "$id" "$result"
    done
    """#

  private struct Setup {
    let scratch: Scratch
    let host: Conversation

    /// The lines that the server has read.
    var received: [String] {
      let file = scratch.folder.appendingPathComponent("received")
      return ((try? String(contentsOf: file, encoding: .utf8)) ?? "").split(separator: "\n").map(
        String.init)
    }

    /// The lines of the log with the values of a member.
    func logged(_ name: String) throws -> [String] {
      let file = scratch.folder.appendingPathComponent("state/audit.jsonl")
      return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap {
        let line = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        return line?[name] as? String
      }
    }

    /// Calls a tool in a session with a handshake.
    func call(_ tool: String, _ arguments: [String: Any], id: Int) throws -> [String: Any] {
      try host.result(of: "tools/call", id: id, ["name": tool, "arguments": arguments])
    }
  }

  private static func setup(
    world: String = world, more: [String] = [], scratch given: Scratch? = nil
  ) throws -> Setup {
    let scratch = try given ?? Scratch()
    try scratch.write("agent.proviso", world)
    try scratch.write("server.sh", server)
    let host = try Conversation(
      ["mcp-proxy", "--name", "box", "--state", "state"] + more + ["--", "/bin/sh", "server.sh"],
      in: scratch)
    return Setup(scratch: scratch, host: host)
  }

  private static func text(_ result: [String: Any]) -> String {
    ((result["content"] as? [[String: Any]])?.first?["text"] as? String) ?? ""
  }

  private static func isDenied(_ result: [String: Any]) -> Bool {
    result["isError"] as? Bool == true && text(result).hasSuffix("The call was not made.")
  }

  // MARK: Decisions

  @Test func callsAreDecided() throws {
    let setup = try Self.setup()
    let begun = try setup.host.begin()
    #expect((begun["serverInfo"] as? [String: Any])?["name"] as? String == "s")
    let orders = ["path": "data/orders.db"]
    let denied = try setup.call("delete", orders, id: 1)
    #expect(Self.isDenied(denied), "\(denied)")
    #expect(Self.text(denied).contains("orders_stay"))
    #expect(Self.text(denied).contains("They are the only copy."))
    let absolute = setup.scratch.folder.resolvingSymlinksInPath().path + "/data/orders.db"
    #expect(Self.isDenied(try setup.call("delete", ["path": absolute], id: 2)))
    // Without a contract nobody knows what a tool does, and this host cannot ask.
    let unknown = try setup.call("launch", [:], id: 3)
    #expect(Self.isDenied(unknown) && Self.text(unknown).contains("A person has to decide"))
    // The prefix keeps the names of a server's tools apart from those of the shell and of hosts.
    for (id, tool) in ["ls", "Read", "Bash"].enumerated() {
      #expect(Self.isDenied(try setup.call(tool, ["command": "ls"], id: 10 + id)), "\(tool)")
    }
    #expect(Self.text(try setup.call("delete", ["path": "other"], id: 4)) == "done")
    // What came of a call counts for later ones.
    #expect(Self.text(try setup.call("backup", ["name": "nightly"], id: 5)) == "done")
    #expect(Self.text(try setup.call("delete", orders, id: 6)) == "done")
    #expect(setup.host.end() == 0)
    let calls = setup.received.filter { $0.contains("tools/call") }
    #expect(calls.count == 3 && !calls[0].contains("orders"), "\(calls)")
    #expect(
      try setup.logged("decision") == [
        "deny", "deny", "ask", "ask", "ask", "ask", "allow", "allow", "allow",
      ])
    #expect(try setup.logged("outcome").suffix(3) == ["succeeded", "succeeded", "succeeded"])
    let audit = try Executable.run(
      ["audit", "verify", "state/audit.jsonl"], folder: setup.scratch.folder)
    #expect(audit.status == 0, "\(audit.standardOutput)")
  }

  /// A call that has failed, or that has no answer, may have happened or not.
  @Test func outcomesCount() throws {
    let world = Self.world
      .replacing("action mcp__box__backup", with: "action mcp__box__fail_backup")
      .replacing(
        "action mcp__box__delete",
        with:
          "action mcp__box__wait_backup(name: Backup) may fail { name.made = true }\n"
          + "action mcp__box__delete")
    let setup = try Self.setup(world: world)
    _ = try setup.host.begin()
    let failed = try setup.call("fail_backup", ["name": "nightly"], id: 1)
    #expect(failed["isError"] as? Bool == true && !Self.isDenied(failed))
    try setup.host.request(
      "tools/call", id: 2, ["name": "wait_backup", "arguments": ["name": "nightly"]])
    #expect(Self.isDenied(try setup.call("delete", ["path": "data/orders.db"], id: 3)))
    #expect(setup.host.end() == 0)
    #expect(try setup.logged("outcome") == ["failed"])
  }

  /// Names with characters that no action has.
  @Test func namesOfTools() throws {
    let world = Self.world.replacing(
      "action mcp__box__backup",
      with: "action mcp__box__a_b(n: Int) harmless\naction mcp__box__backup")
    let setup = try Self.setup(world: world)
    _ = try setup.host.begin()
    // The name is clear only after the list of tools.
    #expect(Self.isDenied(try setup.call("read-text", ["path": "x"], id: 1)))
    _ = try setup.host.result(of: "tools/list", id: 2)
    #expect(Self.text(try setup.call("read-text", ["path": "x"], id: 3)) == "done")
    #expect(Self.isDenied(try setup.call("read.text", ["path": "x"], id: 4)))
    // Two tools of the list have this plain name: the action is that of the one that is spelled so.
    #expect(Self.isDenied(try setup.call("a-b", ["n": 1], id: 5)))
    #expect(Self.text(try setup.call("a_b", ["n": 1], id: 6)) == "done")
    #expect(setup.host.end() == 0)
  }

  @Test func observing() throws {
    let setup = try Self.setup(more: ["--observe"])
    _ = try setup.host.begin()
    #expect(Self.text(try setup.call("delete", ["path": "data/orders.db"], id: 1)) == "done")
    #expect(setup.host.end() == 0)
    #expect(try setup.logged("decision") == ["deny"])
  }

  /// Servers with one session know of each other's calls.
  @Test func sharedSessions() throws {
    let first = try Self.setup(more: ["--session", "s"])
    _ = try first.host.begin()
    let second = try Self.setup(more: ["--session", "s"], scratch: first.scratch)
    _ = try second.host.begin()
    let orders = ["path": "data/orders.db"]
    #expect(Self.isDenied(try second.call("delete", orders, id: 1)))
    #expect(Self.text(try first.call("backup", ["name": "nightly"], id: 1)) == "done")
    #expect(Self.text(try second.call("delete", orders, id: 2)) == "done")
    #expect(first.host.end() == 0 && second.host.end() == 0)
  }

  // MARK: Messages

  /// The server reads no other call than the one that was checked.
  @Test func nothingIsHidden() throws {
    let setup = try Self.setup()
    _ = try setup.host.begin()
    let bad = #""name":"delete","arguments":{"path":"data/orders.db"}"#
    let good = #""name":"delete","arguments":{"path":"other"}"#
    let call = #""method":"tools/call","params":{\#(bad)}"#
    for line in [
      #"[{"jsonrpc":"2.0","id":1,\#(call)}]"#,
      #"[[{"jsonrpc":"2.0","id":1,\#(call)}]]"#,
      #"{"jsonrpc":"2.0","id":1,"method":"ping",\#(call)}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"ping","Method":"tools/call","params":{\#(bad)}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{\#(good)},"Params":{\#(bad)}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{\#(good),\#(bad)}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{\#(good),"Arguments":{"path":"data/orders.db"}}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete","arguments":{"path":"other","p\u0061th":"data/orders.db"}}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete","arguments":{"path":"other","PATH":"data/orders.db"}}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"Tools/Call","params":{\#(bad)}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":" tools/call","params":{\#(bad)}}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tool\#u{17F}/call","params":{\#(bad)}}"#,
      #"{"jsonrpc":"2.0","id":null,\#(call)}"#,
      #"{"jsonrpc":"2.0","id":[1],\#(call)}"#,
      #"{"jsonrpc":"2.0","id":1,\#(call),"x":1}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":[{\#(bad)}]}"#,
      #"{"jsonrpc":"2.0","id":1,"method":"ping"}{"jsonrpc":"2.0","id":2,\#(call)}"#,
      "tools/call data/orders.db",
      #"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":\#(String(repeating: "[", count: 500))"#,
    ] {
      setup.host.send(line)
      let answer = try setup.host.receive()
      #expect(answer["error"] != nil, "\(line): \(answer)")
    }
    // A call without an id has no answer, and is not made.
    setup.host.send(#"{"jsonrpc":"2.0",\#(call)}"#)
    // Some programs take these for ends of lines; a carriage return is one for others.
    for end in ["\u{2028}", "\u{85}", #"\n"#, #"\r"#, #"\u2028"#] {
      setup.host.send(
        #"{"jsonrpc":"2.0","id":"e","method":"ping","params":{"x":"a\#(end){\"jsonrpc\":\"2.0\",\"id\":1}"}}"#
      )
      _ = try setup.host.response(to: "e")
    }
    setup.host.send(
      "{\"jsonrpc\":\"2.0\",\r\"id\":7,\r\"m\\u0065thod\":\"tools\\/call\",\"params\":{\r\(bad)}}")
    let escaped = try setup.host.response(to: 7)["result"] as? [String: Any]
    #expect(Self.isDenied(escaped ?? [:]), "an escaped call is checked")
    #expect(setup.host.end() == 0)
    for line in setup.received {
      #expect(!line.contains("orders"), "\(line)")
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }, "\(line)")
    }
    #expect(setup.received.count == 2 + 5, "\(setup.received)")
    #expect(setup.host.complaints.contains("a call of a tool without an id was left out"))
  }

  /// Everything else passes, in both directions.
  @Test func otherMessagesPass() throws {
    let setup = try Self.setup()
    _ = try setup.host.begin("2025-06-18", capabilities: ["roots": ["listChanged": true]])
    for id in ["a", "1"] {
      try setup.host.request("prompts/get", id: id, ["name": "p", "n": 1.50])
      #expect(try setup.host.response(to: id)["result"] != nil)
    }
    setup.host.send(#"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#)
    setup.host.send(#"{"jsonrpc":"2.0","id":"s1","result":{"roots":[]}}"#)
    setup.host.send(#"{"jsonrpc":"2.0","id":"s2","error":{"code":-1,"message":"no"}}"#)
    #expect(setup.host.end() == 0)
    #expect(setup.received.filter { $0.contains("list_changed") }.count == 1)
    #expect(setup.received.contains(#"{"jsonrpc":"2.0","id":"s1","result":{"roots":[]}}"#))
    #expect(setup.received.contains { $0.contains("\"s2\"") })
  }

  /// Lines of a server that are no messages do not reach the host, and what it complains about is escaped.
  @Test func noiseOfTheServer() throws {
    let world = Self.world.replacing(
      "action mcp__box__backup",
      with: "action mcp__box__noise(n: Int) harmless\naction mcp__box__backup")
    let setup = try Self.setup(world: world)
    _ = try setup.host.begin()
    #expect(try setup.call("noise", ["n": 1], id: 1)["content"] != nil)
    #expect(setup.host.end() == 0)
    let complaints = setup.host.complaints
    #expect(complaints.contains(#"\u{1b}[31mready\u{7}"#), "\(complaints)")
    #expect(complaints.contains("is no message"))
    #expect(!complaints.contains("\u{1B}") && !complaints.contains("\r"))
  }

  // MARK: People

  private static var forms: [String: Any] { ["elicitation": [String: Any]()] }

  private static func answer(_ decision: String) -> [String: Any] {
    ["action": "accept", "content": ["decision": decision]]
  }

  @Test(arguments: ["2025-06-18", "2025-11-25"]) func peopleAreAsked(_ revision: String) throws {
    let setup = try Self.setup()
    _ = try setup.host.begin(revision, capabilities: Self.forms)
    func ask(_ id: Int, _ answer: [String: Any]) throws -> [String: Any] {
      try setup.host.request(
        "tools/call", id: id, ["name": "launch", "arguments": ["to": "moon\u{202e}"]])
      let question = try setup.host.receive()
      #expect(question["method"] as? String == "elicitation/create", "\(question)")
      let shown = (question["params"] as? [String: Any])?["message"] as? String ?? ""
      #expect(shown.contains(#"launch {"to":"moon\u202e"}"#), "\(shown)")
      let reply: [String: Any] = [
        "jsonrpc": "2.0", "id": question["id"] ?? "", "result": answer,
      ]
      setup.host.send(
        String(decoding: try JSONSerialization.data(withJSONObject: reply), as: UTF8.self))
      return try setup.host.response(to: id)["result"] as? [String: Any] ?? [:]
    }
    #expect(Self.text(try ask(1, Self.answer("allow"))) == "done")
    for (id, answer) in [
      Self.answer("refuse"), ["action": "accept"], ["action": "accept", "content": [:]],
      ["action": "decline"], ["action": "cancel"], [:], ["content": ["decision": "allow"]],
    ].enumerated() {
      #expect(Self.isDenied(try ask(2 + id, answer)), "\(answer)")
    }
    // A rule that is broken is not a question.
    #expect(Self.isDenied(try setup.call("delete", ["path": "data/orders.db"], id: 20)))
    // What nobody can read, nobody can approve.
    let long = String(repeating: "x", count: 5_000)
    let denied = try setup.call("launch", ["to": long], id: 21)
    #expect(Self.isDenied(denied) && Self.text(denied).contains("too long to be shown"))
    #expect(setup.host.end() == 0)
    #expect(setup.received.filter { $0.contains("launch") }.count == 1)
    #expect(
      setup.received.allSatisfy { !$0.contains("elicitation/create") && !$0.contains("decision") })
    #expect(
      try setup.logged("answer") == [
        "allow", "refuse", "refuse", "refuse", "refuse", "none", "none", "none",
      ])
  }

  private static func stateless(
    _ tool: String, _ arguments: [String: Any], _ more: [String: Any] = [:],
    capabilities: [String: Any] = forms, revision: String = "2026-07-28"
  ) -> [String: Any] {
    [
      "name": tool, "arguments": arguments,
      "_meta": [
        "io.modelcontextprotocol/protocolVersion": revision,
        "io.modelcontextprotocol/clientCapabilities": capabilities,
      ],
    ].merging(more) { $1 }
  }

  /// In the stateless revision the question is a result, and the answer comes with the same call.
  @Test func peopleAreAskedByAResult() throws {
    let setup = try Self.setup()
    var id = 0
    func call(_ tool: String, _ arguments: [String: Any], _ more: [String: Any] = [:])
      throws -> [String: Any]
    {
      id += 1
      return try setup.host.result(
        of: "tools/call", id: id, Self.stateless(tool, arguments, more))
    }
    func question() throws -> String {
      let result = try call("launch", ["to": "moon"])
      #expect(result["resultType"] as? String == "input_required", "\(result)")
      let requests = result["inputRequests"] as? [String: [String: Any]]
      #expect(requests?["proviso"]?["method"] as? String == "elicitation/create")
      return result["requestState"] as? String ?? ""
    }
    func answer(_ decision: String, _ state: String) -> [String: Any] {
      ["inputResponses": ["proviso": Self.answer(decision)], "requestState": state]
    }
    let state = try question()
    let done = try call("launch", ["to": "moon"], answer("allow", state))
    #expect(Self.text(done) == "done")
    // An answer counts once, for the same call.
    #expect(Self.isDenied(try call("launch", ["to": "moon"], answer("allow", state))))
    #expect(Self.isDenied(try call("launch", ["to": "mars"], answer("allow", question()))))
    #expect(Self.isDenied(try call("delete", ["to": "moon"], answer("allow", question()))))
    #expect(Self.isDenied(try call("launch", ["to": "moon"], answer("refuse", question()))))
    #expect(Self.isDenied(try call("launch", ["to": "moon"], ["requestState": question()])))
    let denied = try call("delete", ["path": "data/orders.db"])
    #expect(Self.isDenied(denied) && denied["resultType"] as? String == "complete")
    // A state of the server passes.
    let own = try call("delete", ["path": "x"], ["requestState": "of the server"])
    #expect(Self.text(own) == "done")
    // A host that cannot show a form, and a revision that is not known.
    for parameters in [
      Self.stateless("launch", [:], capabilities: [:]),
      Self.stateless("launch", [:], capabilities: ["elicitation": ["url": [String: Any]()]]),
      Self.stateless("launch", [:], revision: "2030-01-01"),
    ] {
      id += 1
      #expect(Self.isDenied(try setup.host.result(of: "tools/call", id: id, parameters)))
    }
    #expect(setup.host.end() == 0)
    let launched = setup.received.filter { $0.contains("launch") }
    #expect(launched.count == 1)
    #expect(!(launched.first ?? "requestState").contains("requestState"))
    #expect(setup.received.contains { $0.contains("of the server") })
  }

  /// What happened while a person thought counts, too.
  @Test func answersAreCheckedAgain() throws {
    let world = """
      world w
      var total: Int = 0
      action mcp__box__count(n: Int) { total = total + 1 }
      invariant few "At most one call" { total <= 1 }
      """
    let setup = try Self.setup(world: world)
    _ = try setup.host.begin(capabilities: Self.forms)
    try setup.host.request("tools/call", id: 1, ["name": "launch", "arguments": [String: Any]()])
    let question = try setup.host.receive()
    #expect(question["method"] as? String == "elicitation/create")
    try setup.host.request("tools/call", id: 1, ["name": "launch", "arguments": [String: Any]()])
    #expect(try setup.host.receive { $0["error"] != nil }["id"] as? Int == 1)
    setup.host.send(
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#)
    let withdrawn = try setup.host.receive()
    #expect(withdrawn["method"] as? String == "notifications/cancelled", "\(withdrawn)")
    let reply: [String: Any] = [
      "jsonrpc": "2.0", "id": question["id"] ?? "", "result": Self.answer("allow"),
    ]
    setup.host.send(
      String(decoding: try JSONSerialization.data(withJSONObject: reply), as: UTF8.self))
    #expect(Self.text(try setup.call("count", ["n": 1], id: 2)) == "done")
    #expect(Self.isDenied(try setup.call("count", ["n": 1], id: 3)))
    #expect(setup.host.end() == 0)
    #expect(setup.received.allSatisfy { !$0.contains("launch") }, "\(setup.received)")
  }

  // MARK: What is broken

  @Test func nothingStartsWithoutRules() throws {
    let scratch = try Scratch()
    try scratch.write("server.sh", Self.server)
    try scratch.write("bad.proviso", "world w\ninvariant")
    try scratch.write("file", "")
    try scratch.write("agent.proviso", Self.world)
    for arguments in [
      ["--world", "missing.proviso", "--", "/bin/sh", "server.sh"],
      ["--world", "bad.proviso", "--", "/bin/sh", "server.sh"],
      ["--state", "file", "--", "/bin/sh", "server.sh"], ["--", "/no/such/program"], [],
      ["--name", "a-b", "--", "/bin/sh", "server.sh"],
      ["-s", "missing.proviso", "--", "/bin/sh", "server.sh"],
    ] {
      let run = try Executable.run(
        ["mcp-proxy", "--state", "state"] + arguments, input: Data(), folder: scratch.folder)
      #expect(run.status == 2 && !run.standardError.isEmpty, "\(arguments): \(run)")
    }
    #expect(!FileManager.default.fileExists(atPath: scratch.folder.path + "/server.pid"))
  }

  /// Where a decision cannot be recorded, the call does not happen.
  @Test func brokenStores() throws {
    let setup = try Self.setup()
    _ = try setup.host.begin()
    #expect(Self.text(try setup.call("delete", ["path": "x"], id: 1)) == "done")
    let log = setup.scratch.folder.appendingPathComponent("state/audit.jsonl")
    try FileManager.default.removeItem(at: log)
    try FileManager.default.createDirectory(at: log, withIntermediateDirectories: true)
    let denied = try setup.call("delete", ["path": "x"], id: 2)
    #expect(Self.isDenied(denied), "\(denied)")
    #expect(setup.host.end() == 0)
    #expect(setup.received.filter { $0.contains("tools/call") }.count == 1)
  }

  /// The rules of a session are those of its start.
  @Test func rulesStay() throws {
    let setup = try Self.setup()
    _ = try setup.host.begin()
    try setup.scratch.write(
      "agent.proviso", Self.world.replacing("not orders.lost or", with: "true or"))
    #expect(Self.isDenied(try setup.call("delete", ["path": "data/orders.db"], id: 1)))
    #expect(setup.host.end() == 0)
  }

  // MARK: Life

  private static func isAlive(_ setup: Setup) -> Bool {
    let file = setup.scratch.folder.appendingPathComponent("server.pid")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    guard let process = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      return false
    }
    // A process that has ended and was not waited for is no longer alive, either.
    let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return kill(process, 0) == 0 && !state.contains(") Z ")
  }

  private static func waitForEnd(_ setup: Setup) -> Bool {
    for _ in 0..<1_000 {
      if !isAlive(setup) { return true }
      usleep(10_000)
    }
    return false
  }

  @Test(arguments: [SIGTERM, SIGKILL, 0]) func theServerEndsWithTheProxy(_ signal: Int32) throws {
    let setup = try Self.setup()
    _ = try setup.host.begin()
    #expect(Self.isAlive(setup))
    if signal == 0 { #expect(setup.host.end() == 0) } else { kill(setup.host.identifier, signal) }
    #expect(Self.waitForEnd(setup))
  }

  @Test func theProxyEndsWithTheServer() throws {
    let world = Self.world.replacing(
      "action mcp__box__backup",
      with: "action mcp__box__die(n: Int) harmless\naction mcp__box__backup")
    let setup = try Self.setup(world: world)
    _ = try setup.host.begin()
    try setup.host.request("tools/call", id: 1, ["name": "die", "arguments": ["n": 1]])
    #expect(throws: Conversation.Silence.self) { try setup.host.response(to: 1) }
    #expect(setup.host.end() == 2)
    #expect(setup.host.complaints.contains("the server box has ended with status 3"))
  }
}
