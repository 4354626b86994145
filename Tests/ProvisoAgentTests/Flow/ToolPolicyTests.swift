import ProvisoInput
import ProvisoKernel
import Testing

@testable import ProvisoAgent

/// Files of policies, their mistakes, and drafts.
@Suite("Policies of tools")
struct ToolPolicyTests {
  @Test("mistakes have a line and a column")
  func mistakes() throws {
    let text = """
      schema: proviso.policy/1
      tools:
        send: {effekt: act}
        pay:
          effect: maybe
          sinks: to
          trusted: [a..b]
          secret: [{for: [x]}]
      """
    let places = Self.messages(about: text).map { String($0.split(separator: " ")[1]) }
    #expect(
      places == ["p.yaml:3:10:", "p.yaml:5:13:", "p.yaml:6:12:", "p.yaml:7:15:", "p.yaml:8:14:"])
  }

  private static func messages(about text: String) -> [String] {
    var policies = ToolPolicies()
    do throws(InputError) {
      try policies.add(text, path: "p.yaml")
      return []
    } catch {
      return error.messages
    }
  }

  @Test("a server's name can stand before the tool's")
  func names() throws {
    var policies = ToolPolicies()
    try policies.add(
      "{schema: proviso.policy/1, server: mail, tools: {send: {effect: read}}}", path: "p")
    for name in ["send", "mcp__mail__send", "mail__send", "mail.send", "mcp_mail_send"] {
      #expect(policies[name]?.effect == .read)
    }
    #expect(policies["mcp__other__send"] == nil)
  }

  @Test("a draft is a policy, and its names are those of the list")
  func draft() throws {
    let list = #"""
      {"tools": [
        {"name": "send-mail", "description": "Sends.", "inputSchema": {"properties": {
          "to": {"type": "array", "items": {"type": "string"}},
          "message": {"type": "object", "properties": {"body": {"type": "string"}, "html": {"type": "boolean"}}},
          "kind": {"enum": ["a", "b"]}}}},
        {"name": "look", "inputSchema": {"properties": {"id": {"type": "string"}}},
          "annotations": {"readOnlyHint": true, "openWorldHint": false}}]}
      """#
    let tools = try PolicyDraft.tools(in: Array(list.utf8), path: "tools.json")
    var policies = ToolPolicies()
    try policies.add(PolicyDraft.text(for: tools, server: "mail"), path: "draft.yaml")
    #expect(policies["send-mail"]?.sinks?.map(\.description) == ["message.body", "to"])
    #expect(policies["send-mail"]?.effect == .act)
    #expect(policies["look"]?.effect == .read)
    #expect(policies["look"]?.sinks == [])
    try ToolPolicies.check(
      PolicyDraft.text(for: tools, server: "mail"), path: "draft.yaml", against: tools)
  }

  @Test("names that a list does not have are told with their positions")
  func namesOfNoTool() throws {
    let list = #"[{"name": "send", "inputSchema": {"properties": {"to": {}}}}, {"name": "look"}]"#
    let tools = try PolicyDraft.tools(in: Array(list.utf8), path: "tools.json")
    let error = try #require(throws: InputError.self) {
      try ToolPolicies.check(
        """
        schema: proviso.policy/1
        tools:
          send:
            sinks: [to, "cc"]
          sned: {effect: read}
        """, path: "p.yaml", against: tools)
    }
    #expect(
      error.messages == [
        "error: p.yaml:5:3: `sned` is no tool in tools.json",
        "error: p.yaml:4:17: `cc` is no argument of `send` in tools.json",
      ])
  }

  @Test(
    "mistakes in a list of tools have positions",
    arguments: [
      ("[{\"name\": \"a\"},\n {}]", "error: t.json:2:2: tool 2 of the list has no `name`"),
      ("[{\"name\": \"a\"},\n 7]", "error: t.json:2:2: tool 2 of the list has no `name`"),
      (
        "{\"tools\": [{\"name\": \"a\"},\n\n  {\"name\": \"a\"}]}",
        "error: t.json:3:3: tool 2 of the list has the name of an earlier one: \"a\""
      ), ("\n {\"tool\": []}", "error: t.json:2:2: no list of tools"), ("[", "error: t.json:1:2: "),
    ])
  func mistakesInLists(_ text: String, message: String) throws {
    let error = try #require(throws: InputError.self) {
      try PolicyDraft.tools(in: Array(text.utf8), path: "t.json")
    }
    #expect(error.messages.count == 1 && error.messages[0].hasPrefix(message), "\(error.messages)")
  }

  @Test("without a list of arguments that paths can name, every argument decides something")
  func openArguments() throws {
    let list = #"""
      [{"name": "any"}, {"name": "dotted", "inputSchema": {"properties": {"a.b": {"type": "string"}}}},
        {"name": "line\n  evil: {effect: read}", "description": "x\n  evil: {effect: read}"}]
      """#
    let tools = try PolicyDraft.tools(in: Array(list.utf8), path: "tools.json")
    var policies = ToolPolicies()
    try policies.add(PolicyDraft.text(for: tools, server: ""), path: "draft.yaml")
    #expect(policies["any"]?.effect == .act && policies["any"]?.sinks == nil)
    #expect(policies["dotted"]?.effect == .act && policies["dotted"]?.sinks == nil)
    #expect(policies["evil"] == nil)
    #expect(throws: InputError.self) {
      try PolicyDraft.tools(in: Array(#"[{"name": "a"}, {"name": "a"}]"#.utf8), path: "t.json")
    }
  }

  @Test(
    "paths",
    arguments: [
      ("a", "a", true), ("a", "a.b", true), ("a", "b.a", false), ("**.a", "b.c.a", true),
      ("**.a", "b", false), ("*.a", "b.a", true), ("*.a", "a", false), ("**", "", true),
      ("a.**", "a.b", true),
    ])
  func paths(_ pattern: String, path: String, covers: Bool) throws {
    let pattern = try #require(ValuePattern(pattern))
    #expect(pattern.covers(path.split(separator: ".").map(String.init)) == covers)
  }
}
