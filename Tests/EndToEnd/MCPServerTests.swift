import Foundation
import TestSupport
import Testing

/// `proviso mcp` as a client of the Model Context Protocol drives it.
@Suite struct MCPServerTests {
  private static let example = Repository.root.appendingPathComponent("examples/two-replicas")

  private static func project() throws -> Scratch {
    let scratch = try Scratch()
    for name in ["plan.json", "availability.proviso", "safe-plan.json"] {
      try scratch.write(name, Data(contentsOf: example.appendingPathComponent(name)))
    }
    try scratch.write(
      "agent.proviso",
      """
      world agent
      use "proviso:tools.proviso"
      object orders: Path { name: "data/orders.db" }
      invariant orders_stay "The orders are not lost" { not orders.lost }
      """)
    return scratch
  }

  private static var meta: [String: Any] {
    [
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": [String: Any](),
    ]
  }

  private static func text(_ result: [String: Any]) -> String {
    ((result["content"] as? [[String: Any]])?.first?["text"] as? String) ?? ""
  }

  @Test(arguments: [
    ("2025-06-18", "2025-06-18"), ("2025-11-25", "2025-11-25"), ("2024-11-05", "2025-11-25"),
    ("2026-07-28", "2025-11-25"),
  ])
  func revisionsWithAHandshake(_ asked: String, _ answered: String) throws {
    let client = try Conversation(["mcp"], in: Self.project())
    let result = try client.begin(asked)
    #expect(result["protocolVersion"] as? String == answered)
    #expect((result["serverInfo"] as? [String: Any])?["name"] as? String == "proviso")
    #expect(try client.result(of: "ping", id: 1).isEmpty)
    let list = try client.result(of: "tools/list", id: 2)
    #expect((list["tools"] as? [Any])?.count == 5 && list["resultType"] == nil)
    #expect(client.end() == 0)
  }

  @Test func theStatelessRevision() throws {
    let client = try Conversation(["mcp"], in: Self.project())
    let found = try client.result(of: "server/discover", id: 1, ["_meta": Self.meta])
    #expect(found["supportedVersions"] as? [String] == ["2026-07-28"])
    #expect(found["resultType"] as? String == "complete" && found["ttlMs"] is Int)
    let list = try client.result(of: "tools/list", id: 2, ["_meta": Self.meta])
    #expect(list["cacheScope"] as? String == "public")
    let info = (list["_meta"] as? [String: Any])?["io.modelcontextprotocol/serverInfo"]
    #expect((info as? [String: Any])?["name"] as? String == "proviso")
    let result = try client.result(
      of: "tools/call", id: 3,
      ["name": "explain_rule", "arguments": ["rule": "PV0301"], "_meta": Self.meta])
    #expect(result["resultType"] as? String == "complete" && result["isError"] as? Bool == false)
    // Later revisions have no ping, and need their metadata in every request.
    for (method, params, code) in [
      ("ping", ["_meta": Self.meta], -32601), ("tools/list", [:], -32602),
      (
        "tools/list", ["_meta": ["io.modelcontextprotocol/protocolVersion": "2026-07-28"]], -32602
      ),
      (
        "tools/list",
        [
          "_meta": [
            "io.modelcontextprotocol/protocolVersion": "1900-01-01",
            "io.modelcontextprotocol/clientCapabilities": [String: Any](),
          ]
        ], -32022
      ),
    ] as [(String, [String: Any], Int)] {
      try client.request(method, id: "bad", params)
      let error = try client.response(to: "bad")["error"] as? [String: Any]
      #expect(error?["code"] as? Int == code, "\(method) \(params)")
    }
    #expect(client.end() == 0)
  }

  /// The data of each result has the schema that its tool publishes.
  @Test func resultsHaveTheirSchemas() throws {
    let client = try Conversation(["mcp"], in: Self.project())
    _ = try client.begin()
    let list = try client.result(of: "tools/list", id: 1)["tools"] as? [[String: Any]] ?? []
    let call: [String: Any] = [
      "tool": "Bash", "arguments": ["command": "rm data/orders.db"],
    ]
    let cases: [(tool: String, arguments: [String: Any], says: String)] = [
      ("check_plan", ["plan": "plan.json", "specs": ["availability.proviso"]], "violated"),
      (
        "check_plan",
        [
          "plan_text": try String(
            contentsOf: Self.example.appendingPathComponent("safe-plan.json"), encoding: .utf8),
          "specs": ["availability.proviso"],
        ], "proved"
      ),
      ("suggest_repair", ["plan": "plan.json"], "create_before_destroy"),
      ("list_specs", ["specs": ["availability.proviso", "injection"]], "critical"),
      ("explain_rule", ["rule": "blast_radius"], "largest_deletion"),
      (
        "explain_rule", ["rule": "no_service_down_during_replacement", "plan": "plan.json"],
        "values"
      ),
      ("check_call", call, "orders_stay"),
      ("check_call", call.merging(["arguments": ["command": "ls"]]) { $1 }, "allow"),
    ]
    for (number, (tool, arguments, says)) in cases.enumerated() {
      let result = try client.result(
        of: "tools/call", id: 10 + number, ["name": tool, "arguments": arguments])
      #expect(result["isError"] as? Bool == false, "\(tool): \(result)")
      #expect(Self.text(result).contains(says), "\(tool): \(Self.text(result))")
      let described = list.first { $0["name"] as? String == tool }
      let annotations = described?["annotations"] as? [String: Any]
      #expect(annotations?["readOnlyHint"] as? Bool == true)
      let schema = try #require(described?["outputSchema"] as? [String: Any])
      #expect(schema["type"] as? String == "object")
      let written = String(
        decoding: try JSONSerialization.data(withJSONObject: schema), as: UTF8.self)
      let faults = try JSONSchema(written).faults(in: result["structuredContent"] as Any)
      #expect(faults.isEmpty, "\(tool): \(faults)")
    }
    // The calls of the session count.
    let lost = try client.result(
      of: "tools/call", id: 30,
      [
        "name": "check_call",
        "arguments": call.merging([
          "earlier": [
            [
              "tool": "Bash", "arguments": ["command": "cp data/orders.db backup.db"],
              "outcome": "succeeded",
            ]
          ]
        ]) { $1 },
      ])
    #expect((lost["structuredContent"] as? [String: Any])?["decision"] as? String == "deny")
    #expect(client.end() == 0)
  }

  /// Files above the folder are not read, whatever names them, and no program is run.
  @Test func filesStayBelowTheFolder() throws {
    let scratch = try Self.project()
    let inner = scratch.folder.appendingPathComponent("inner")
    try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
    try scratch.write("proviso.yaml", "version: 1\n")
    try scratch.write(
      "inner/plan.json", Data(contentsOf: Self.example.appendingPathComponent("plan.json")))
    try FileManager.default.createSymbolicLink(
      at: inner.appendingPathComponent("link.json"),
      withDestinationURL: scratch.folder.appendingPathComponent("plan.json"))
    try FileManager.default.createDirectory(
      at: inner.appendingPathComponent("plans"), withIntermediateDirectories: true)
    try scratch.write("secret.proviso", "world secret\nvar hidden: Bool = false\n")
    let client = try Conversation(["mcp", "--root", "inner"], in: scratch)
    _ = try client.begin()
    let plan = """
      schema: proviso.plan/1
      world: ../secret.proviso
      agents:
        a:
          - call: ls
      """
    let refused: [(String, [String: Any])] = [
      ("check_plan", ["plan": "../plan.json"]), ("check_plan", ["plan": "link.json"]),
      ("check_plan", ["plan": scratch.folder.appendingPathComponent("plan.json").path]),
      ("check_plan", ["plan": "plans"]), ("check_plan", ["plan": "/dev/zero"]),
      ("check_plan", ["plan": "plan.json", "specs": ["../availability.proviso"]]),
      ("check_plan", ["plan": "plan.json", "graph": "../plan.json"]),
      ("check_plan", ["plan_text": plan]),
      (
        "check_plan",
        [
          "plan": "plan.json",
          "spec_text": "spec s for terraform\nuse \"../availability.proviso\"\n",
        ]
      ),
      (
        "check_call",
        ["tool": "Bash", "arguments": ["command": "ls"], "world": "../agent.proviso"]
      ),
      ("list_specs", ["specs": ["../availability.proviso"]]),
    ]
    for (number, (tool, arguments)) in refused.enumerated() {
      let result = try client.result(
        of: "tools/call", id: number + 1, ["name": tool, "arguments": arguments])
      #expect(result["isError"] as? Bool == true, "\(arguments): \(Self.text(result))")
      let reason = arguments["plan"] as? String == "plans" ? "directory" : "not below"
      #expect(Self.text(result).contains(reason), "\(arguments): \(Self.text(result))")
      #expect(result["structuredContent"] == nil)
    }
    let good = try client.result(
      of: "tools/call", id: 50, ["name": "check_plan", "arguments": ["plan": "plan.json"]])
    #expect(good["isError"] as? Bool == false, "\(Self.text(good))")
    #expect(client.end() == 0)
  }

  /// A bad message gets the right error, and the next one its answer.
  @Test func badMessages() throws {
    let client = try Conversation(["mcp"], in: Self.project())
    _ = try client.begin()
    for (line, code) in [
      ("{", -32700), ("[]", -32600), (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600),
      (#"{"jsonrpc":"2.0","id":7,"method":"ping","method":"ping"}"#, -32600),
    ] {
      client.send(line)
      let error = try client.receive { $0["error"] != nil }["error"] as? [String: Any]
      #expect(error?["code"] as? Int == code, "\(line)")
    }
    for (params, code) in [
      ("[]", -32602), ("{}", -32602), (#"{"name":"nothing"}"#, -32602),
      (#"{"name":"check_plan","arguments":[]}"#, -32602),
    ] {
      client.send(#"{"jsonrpc":"2.0","id":8,"method":"tools/call","params":\#(params)}"#)
      let error = try client.response(to: 8)["error"] as? [String: Any]
      #expect(error?["code"] as? Int == code, "\(params)")
    }
    try client.request("nothing/here", id: 9)
    #expect((try client.response(to: 9)["error"] as? [String: Any])?["code"] as? Int == -32601)
    // Wrong arguments are for the model, so they are a result.
    for arguments in [
      [:], ["plan": "plan.json", "plan_text": "{}"], ["plan": 7], ["plan": ""], ["Plan": "p"],
      ["plan": "plan.json", "specs": "standard"], ["plan": "missing.json"],
      ["plan_text": "no plan"],
    ] as [[String: Any]] {
      let result = try client.result(
        of: "tools/call", id: 10, ["name": "check_plan", "arguments": arguments])
      #expect(result["isError"] as? Bool == true, "\(arguments)")
    }
    #expect(try client.result(of: "ping", id: 11).isEmpty)
    #expect(client.end() == 0)
  }

  /// A call that takes long ends at its deadline or when it is cancelled, and blocks no other message.
  @Test func longCalls() throws {
    let scratch = try Self.project()
    let bits = (0..<40).map {
      "var b\($0): Bool = false\naction flip\($0)() { b\($0) = not b\($0) }"
    }
    let sum = (0..<40).map { "(if b\($0) { 1 } else { 0 })" }.joined(separator: " + ")
    try scratch.write(
      "long.proviso",
      "world long\nvar n: Int = 0\naction up() { n = n * n + 7 }\n\(bits.joined(separator: "\n"))\n"
        + "invariant i \"I\" { n != 123456791 or \(sum) != 41 }\n")
    let client = try Conversation(["mcp", "--deadline", "1"], in: scratch)
    _ = try client.begin()
    let long: [String: Any] = ["name": "check_plan", "arguments": ["plan": "long.proviso"]]
    try client.request("tools/call", id: 1, long)
    try client.request("ping", id: 2)
    let first = try client.receive()
    #expect(first["id"] as? Int == 2, "\(first)")
    let late = try client.response(to: 1)["result"] as? [String: Any] ?? [:]
    let verdict = (late["structuredContent"] as? [String: Any])?["verdict"] as? String
    #expect(verdict != "proved" || late["isError"] as? Bool == true, "\(Self.text(late))")
    #expect(client.end() == 0)
    let other = try Conversation(["mcp", "--deadline", "600"], in: scratch)
    _ = try other.begin()
    for id in 1...3 { try other.request("tools/call", id: id, long) }
    for id in 1...3 {
      other.send(
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#)
    }
    // Cancelled requests get no answer; the server ends soon after its input.
    #expect(try other.result(of: "ping", id: 9).isEmpty)
    #expect(other.end() == 0)
  }
}
