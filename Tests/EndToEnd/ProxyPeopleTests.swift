import Foundation
import Testing

/// The proxy asks a person where the gate does not know, in the way of each revision.
@Suite struct ProxyPeopleTests {
  private static var forms: [String: Any] { ["elicitation": [String: Any]()] }

  private static func answer(_ decision: String) -> [String: Any] {
    ["action": "accept", "content": ["decision": decision]]
  }

  @Test(arguments: ["2025-06-18", "2025-11-25"]) func peopleAreAsked(_ revision: String) throws {
    let setup = try ProxySetup()
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
    #expect(ProxySetup.text(try ask(1, Self.answer("allow"))) == "done")
    for (id, answer) in [
      Self.answer("refuse"), ["action": "accept"], ["action": "accept", "content": [:]],
      ["action": "cancel"], ["content": ["decision": "allow"]],
    ].enumerated() {
      #expect(ProxySetup.isDenied(try ask(2 + id, answer)), "\(answer)")
    }
    // A rule that is broken is not a question.
    #expect(ProxySetup.isDenied(try setup.call("delete", ["path": "data/orders.db"], id: 20)))
    // Nobody can approve a text that nobody can read.
    let long = String(repeating: "x", count: 5_000)
    let denied = try setup.call("launch", ["to": long], id: 21)
    #expect(ProxySetup.isDenied(denied) && ProxySetup.text(denied).contains("too long to be shown"))
    #expect(setup.host.end() == 0)
    #expect(setup.received.filter { $0.contains("launch") }.count == 1)
    #expect(
      setup.received.allSatisfy { !$0.contains("elicitation/create") && !$0.contains("decision") })
    #expect(
      try setup.logged("answer") == [
        "allow", "refuse", "refuse", "refuse", "none", "none",
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

  /// The question is a result in the stateless revision, and the answer comes with the same call.
  @Test func peopleAreAskedByAResult() throws {
    let setup = try ProxySetup()
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
    #expect(ProxySetup.text(done) == "done")
    // An answer counts once, for the same call.
    #expect(ProxySetup.isDenied(try call("launch", ["to": "moon"], answer("allow", state))))
    #expect(ProxySetup.isDenied(try call("launch", ["to": "mars"], answer("allow", question()))))
    #expect(ProxySetup.isDenied(try call("delete", ["to": "moon"], answer("allow", question()))))
    #expect(ProxySetup.isDenied(try call("launch", ["to": "moon"], answer("refuse", question()))))
    #expect(ProxySetup.isDenied(try call("launch", ["to": "moon"], ["requestState": question()])))
    let denied = try call("delete", ["path": "data/orders.db"])
    #expect(ProxySetup.isDenied(denied) && denied["resultType"] as? String == "complete")
    // A state of the server passes.
    let own = try call("delete", ["path": "x"], ["requestState": "of the server"])
    #expect(ProxySetup.text(own) == "done")
    // A host that cannot show a form, and a revision that is not known.
    for parameters in [
      Self.stateless("launch", [:], capabilities: [:]),
      Self.stateless("launch", [:], capabilities: ["elicitation": ["url": [String: Any]()]]),
      Self.stateless("launch", [:], revision: "2030-01-01"),
    ] {
      id += 1
      #expect(ProxySetup.isDenied(try setup.host.result(of: "tools/call", id: id, parameters)))
    }
    #expect(setup.host.end() == 0)
    let launched = setup.received.filter { $0.contains("launch") }
    #expect(launched.count == 1)
    #expect(!(launched.first ?? "requestState").contains("requestState"))
    #expect(setup.received.contains { $0.contains("of the server") })
  }

  /// A host that no longer waits for a call withdraws the question about it, and a late answer is for nobody.
  @Test func withdrawnQuestions() throws {
    let world = """
      world w
      var total: Int = 0
      action mcp__box__count(n: Int) { total = total + 1 }
      invariant few "At most one call" { total <= 1 }
      """
    let setup = try ProxySetup(world: world)
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
    #expect(ProxySetup.text(try setup.call("count", ["n": 1], id: 2)) == "done")
    #expect(ProxySetup.isDenied(try setup.call("count", ["n": 1], id: 3)))
    #expect(setup.host.end() == 0)
    #expect(setup.received.allSatisfy { !$0.contains("launch") }, "\(setup.received)")
  }

  /// A server cannot answer for a person, or a call that it was not sent.
  @Test func serversCannotAnswer() throws {
    let world = ProxySetup.world.replacing(
      "action mcp__box__backup",
      with: "action mcp__box__noise(n: Int) harmless\naction mcp__box__backup")
    let setup = try ProxySetup(world: world)
    _ = try setup.host.begin(capabilities: Self.forms)
    try setup.host.request("tools/call", id: 500, ["name": "launch", "arguments": ["to": "moon"]])
    let question = try setup.host.receive()
    #expect(question["method"] as? String == "elicitation/create")
    try setup.host.request("tools/call", id: 1, ["name": "noise", "arguments": ["n": 1]])
    #expect(try setup.host.receive()["id"] as? Int == 1)
    let reply: [String: Any] = [
      "jsonrpc": "2.0", "id": question["id"] ?? "", "result": Self.answer("allow"),
    ]
    setup.host.send(
      String(decoding: try JSONSerialization.data(withJSONObject: reply), as: UTF8.self))
    let done = try setup.host.response(to: 500)["result"] as? [String: Any] ?? [:]
    #expect(ProxySetup.text(done) == "done")
    #expect(setup.host.end() == 0)
    #expect(setup.host.complaints.contains("a call that it was not sent"))
  }
}
