import Foundation
import Testing

/// `proviso mcp-proxy` between a host and a server: calls are decided, and messages pass.
@Suite struct MCPProxyTests {
  // MARK: Decisions

  @Test func callsAreDecided() throws {
    let setup = try ProxySetup()
    let begun = try setup.host.begin()
    #expect((begun["serverInfo"] as? [String: Any])?["name"] as? String == "s")
    let orders = ["path": "data/orders.db"]
    let denied = try setup.call("delete", orders, id: 1)
    #expect(ProxySetup.isDenied(denied), "\(denied)")
    #expect(ProxySetup.text(denied).contains("orders_stay"))
    #expect(ProxySetup.text(denied).contains("They are the only copy."))
    let absolute = setup.scratch.folder.resolvingSymlinksInPath().path + "/data/orders.db"
    #expect(ProxySetup.isDenied(try setup.call("delete", ["path": absolute], id: 2)))
    // Nobody knows what a tool without a contract does, and this host cannot ask.
    let unknown = try setup.call("launch", [:], id: 3)
    #expect(
      ProxySetup.isDenied(unknown) && ProxySetup.text(unknown).contains("A person has to decide"))
    // The prefix keeps the names of a server's tools apart from those of the shell and of hosts.
    for (id, tool) in ["ls", "Read", "Bash"].enumerated() {
      #expect(ProxySetup.isDenied(try setup.call(tool, ["command": "ls"], id: 10 + id)), "\(tool)")
    }
    #expect(ProxySetup.text(try setup.call("delete", ["path": "other"], id: 4)) == "done")
    // The outcome of a call counts for later ones.
    #expect(ProxySetup.text(try setup.call("backup", ["name": "nightly"], id: 5)) == "done")
    #expect(ProxySetup.text(try setup.call("delete", orders, id: 6)) == "done")
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
    let world = ProxySetup.world
      .replacing("action mcp__box__backup", with: "action mcp__box__fail_backup")
      .replacing(
        "action mcp__box__delete",
        with:
          "action mcp__box__wait_backup(name: Backup) may fail { name.made = true }\n"
          + "action mcp__box__delete")
    let setup = try ProxySetup(world: world)
    _ = try setup.host.begin()
    let failed = try setup.call("fail_backup", ["name": "nightly"], id: 1)
    #expect(failed["isError"] as? Bool == true && !ProxySetup.isDenied(failed))
    try setup.host.request(
      "tools/call", id: 2, ["name": "wait_backup", "arguments": ["name": "nightly"]])
    #expect(ProxySetup.isDenied(try setup.call("delete", ["path": "data/orders.db"], id: 3)))
    #expect(setup.host.end() == 0)
    #expect(try setup.logged("outcome") == ["failed"])
  }

  /// Names with characters that no action has.
  @Test func namesOfTools() throws {
    let world = ProxySetup.world.replacing(
      "action mcp__box__backup",
      with: "action mcp__box__a_b(n: Int) harmless\naction mcp__box__backup")
    let setup = try ProxySetup(world: world)
    _ = try setup.host.begin()
    // The name is clear only after the list of tools.
    #expect(ProxySetup.isDenied(try setup.call("read-text", ["path": "x"], id: 1)))
    _ = try setup.host.result(of: "tools/list", id: 2)
    #expect(ProxySetup.text(try setup.call("read-text", ["path": "x"], id: 3)) == "done")
    #expect(ProxySetup.isDenied(try setup.call("read.text", ["path": "x"], id: 4)))
    // Two tools of the list have this plain name: the action is that of the one that is spelled so.
    #expect(ProxySetup.isDenied(try setup.call("a-b", ["n": 1], id: 5)))
    #expect(ProxySetup.text(try setup.call("a_b", ["n": 1], id: 6)) == "done")
    #expect(setup.host.end() == 0)
  }

  @Test func observing() throws {
    let setup = try ProxySetup(more: ["--observe", "--deadline", "60"])
    _ = try setup.host.begin()
    #expect(ProxySetup.text(try setup.call("delete", ["path": "data/orders.db"], id: 1)) == "done")
    #expect(setup.host.end() == 0)
    #expect(try setup.logged("decision") == ["deny"])
  }

  /// Servers with one session know of each other's calls.
  @Test func sharedSessions() throws {
    let first = try ProxySetup(more: ["--session", "s", "--deadline", "60"])
    _ = try first.host.begin()
    let second = try ProxySetup(
      more: ["--session", "s", "--deadline", "60"], scratch: first.scratch)
    _ = try second.host.begin()
    let orders = ["path": "data/orders.db"]
    #expect(ProxySetup.isDenied(try second.call("delete", orders, id: 1)))
    #expect(ProxySetup.text(try first.call("backup", ["name": "nightly"], id: 1)) == "done")
    #expect(ProxySetup.text(try second.call("delete", orders, id: 2)) == "done")
    #expect(first.host.end() == 0 && second.host.end() == 0)
  }

  // MARK: Messages

  /// The server reads no other call than the one that was checked.
  @Test func nothingIsHidden() throws {
    let setup = try ProxySetup()
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
    #expect(ProxySetup.isDenied(escaped ?? [:]), "an escaped call is checked")
    #expect(setup.host.end() == 0)
    for line in setup.received {
      #expect(!line.contains("orders"), "\(line)")
      #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F }, "\(line)")
    }
    #expect(setup.received.count == 2 + 5, "\(setup.received)")
    #expect(setup.host.complaints.contains("a call of a tool without an id was left out"))
  }

  /// Methods by which a server could be made to act are refused: the list is one of what passes.
  @Test func unknownMethodsAreRefused() throws {
    let setup = try ProxySetup()
    _ = try setup.host.begin("2025-11-25")
    let call = #"{"name":"delete","arguments":{"path":"data/orders.db"}}"#
    let methods = [
      "tasks/create", "tasks/run", "tools/execute", "tools/callBatch", "tools/Call", "tools/call/",
      "tools//call", "x.tools/call", "tools/call\\u0000", "TOOLS/LIST", "shutdown", "exit", "",
      "files/delete", "sampling/createMessage", "elicitation/create", "resources/write",
      "prompts/set", "server/restart", "rpc.call", "\\uFF54ools/call",
    ]
    for (index, method) in methods.enumerated() {
      setup.host.send(
        #"{"jsonrpc":"2.0","id":\#(index + 10),"method":"\#(method)","params":\#(call)}"#)
      let error = try setup.host.response(to: index + 10)["error"] as? [String: Any]
      #expect(error?["code"] as? Int == -32601, "\(method)")
      #expect(
        (error?["message"] as? String)?.contains("is not passed on") == true,
        "\(method): \(error ?? [:])")
      setup.host.send(#"{"jsonrpc":"2.0","method":"\#(method)","params":\#(call)}"#)
    }
    // A call that asks for a task is decided as any other is.
    let task = #"{"name":"delete","arguments":{"path":"data/orders.db"},"task":{"ttl":60000}}"#
    setup.host.send(#"{"jsonrpc":"2.0","id":5,"method":"tools/call","params":\#(task)}"#)
    let denied = try setup.host.response(to: 5)["result"] as? [String: Any]
    #expect(ProxySetup.isDenied(denied ?? [:]))
    #expect(setup.host.end() == 0)
    #expect(!setup.received.contains { $0.contains("orders") }, "\(setup.received)")
    #expect(setup.received.count == 2, "\(setup.received)")
    #expect(setup.host.complaints.contains("a notification that is not known was left out"))
  }

  /// Requests that only read pass in each revision, and those for contents only without `--tools-only`.
  @Test func readingPasses() throws {
    let methods = [
      "ping", "server/discover", "subscriptions/listen", "logging/setLevel", "tools/list",
      "prompts/list", "resources/list", "resources/templates/list", "resources/subscribe",
      "resources/unsubscribe", "tasks/get", "tasks/result", "tasks/list", "tasks/cancel",
      "tasks/update",
    ]
    let contents = ["resources/read", "prompts/get", "completion/complete"]
    for (options, passed) in [([], methods + contents), (["--tools-only"], methods)] {
      let setup = try ProxySetup(more: ["--deadline", "60"] + options)
      _ = try setup.host.begin("2025-11-25")
      for (index, method) in (methods + contents).enumerated() {
        try setup.host.request(method, id: index + 10, ["uri": "file:///x"])
        let answer = try setup.host.response(to: index + 10)
        #expect((answer["result"] != nil) == passed.contains(method), "\(method): \(answer)")
      }
      #expect(setup.host.end() == 0)
      #expect(setup.received.count == 2 + passed.count, "\(setup.received)")
    }
  }

  /// Everything that is not a call of a tool and only reads passes, in both directions.
  @Test func otherMessagesPass() throws {
    let setup = try ProxySetup()
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
    let world = ProxySetup.world.replacing(
      "action mcp__box__backup",
      with: "action mcp__box__noise(n: Int) harmless\naction mcp__box__backup")
    let setup = try ProxySetup(world: world)
    _ = try setup.host.begin()
    #expect(try setup.call("noise", ["n": 1], id: 1)["content"] != nil)
    #expect(setup.host.end() == 0)
    let complaints = setup.host.complaints
    #expect(complaints.contains(#"\u{1b}[31mready\u{7}"#), "\(complaints)")
    #expect(complaints.contains("is no message"))
    #expect(!complaints.contains("\u{1B}") && !complaints.contains("\r"))
  }
}
