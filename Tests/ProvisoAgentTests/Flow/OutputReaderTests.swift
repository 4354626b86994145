import ProvisoKernel
import Testing

@testable import ProvisoAgent

/// The same content has the same fields, however a tool prints it.
@Suite("Outputs as fields")
struct OutputReaderTests {
  private static let expected: Set<String> = [
    "id=7", "from=kim@a.example", "text=Hello, it's \"me\": come at 9\nand call", "id=8",
    "from=ravi@b.example", "text=ok",
  ]

  private static func fields(_ text: String) -> Set<String> {
    Set(
      OutputReader.fields(of: .string(Text(text))).map {
        "\($0.path.joined(separator: "."))=\($0.text)"
      })
  }

  private static let json =
    #"[{"id": 7, "from": "kim@a.example", "text": "Hello, it's \"me\": come at 9\nand call"}, "#
    + #"{"id": 8, "from": "ravi@b.example", "text": "ok"}]"#

  @Test(
    "one content in many forms",
    arguments: [
      json,
      "Found 2 results:\n\n\(json)\n",
      "```json\n\(json)\n```",
      "<result>\(json)</result>",
      "<result count=\"2\">\n\(json)\n</result>",
      "<<\(json)>>",
      json.replacing(" ", with: "^"),
      #"{"content": [{"type": "text", "text": "\#(json.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"}]}"#,
      #"{"id": 7, "from": "kim@a.example", "text": "Hello, it's \"me\": come at 9\nand call"}"#
        + "\n" + #"{"id": 8, "from": "ravi@b.example", "text": "ok"}"#,
      #"[{'id': 7, 'from': 'kim@a.example', 'text': 'Hello, it\'s "me": come at 9\nand call'}, "#
        + #"{'id': 8, 'from': 'ravi@b.example', 'text': 'ok'}]"#,
      #"[Mail(id=7, from='kim@a.example', text="Hello, it's \"me\": come at 9\nand call"), "#
        + #"Mail(id=8, from='ravi@b.example', text='ok')]"#,
      "- id: 7\n  from: kim@a.example\n  text: \"Hello, it's \\\"me\\\": come at 9\\nand call\"\n"
        + "- id: 8\n  from: ravi@b.example\n  text: ok\n",
      "| id | from | text |\n| --- | --- | --- |\n"
        + "| 7 | kim@a.example | Hello, it's \"me\": come at 9<br>and call |\n"
        + "| 8 | ravi@b.example | ok |\n",
      String(json.dropLast()),
    ])
  func forms(_ text: String) {
    var fields = Self.fields(text)
    if text.hasPrefix("Found") { fields.remove("=Found 2 results:") }
    #expect(fields == Self.expected)
  }

  @Test("a text that was cut off keeps what is there")
  func cut() {
    #expect(Self.fields(#"{"a": "x", "b": ["y", "z is lo"#) == ["a=x", "b=y", "b=z is lo"])
    #expect(Self.fields("- a: x\n  b: \"y is lo") == ["a=x", "b=y is lo"])
  }

  @Test("a text inside a field is not read again")
  func inside() {
    #expect(Self.fields(#"{"text": "{\"id\": 9}"}"#) == [#"text={"id": 9}"#])
  }

  @Test("a remark in brackets is a text")
  func remark() {
    #expect(Self.fields("[see below] and {so on}") == ["=[see below] and {so on}"])
  }
}
