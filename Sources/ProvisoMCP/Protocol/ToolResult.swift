import JSONOutput
import JSONRPC

/// The result of a call of a tool, before it is put into the form of a revision.
package struct ToolResult: Sendable {
  /// A text for the model.
  let text: String
  /// The same as data, if the tool has a schema for it.
  let structured: JSONText?
  /// Whether the tool could not do what was asked.
  let isError: Bool

  init(_ text: String, structured: JSONText?) {
    self.text = text
    self.structured = structured
    isError = false
  }

  private init(error text: String) {
    self.text = text
    structured = nil
    isError = true
  }

  /// A result that says why there is none.
  static func failure(_ text: String) -> ToolResult { ToolResult(error: text) }

  /// The members of the result, apart from those that every result has.
  var members: [JSONText.Member] {
    [
      .init(
        "content",
        .list([.object([.init("type", .string("text")), .init("text", .string(text))])]))
    ] + (structured.map { [.init("structuredContent", $0)] } ?? []) + [
      .init("isError", .boolean(isError))
    ]
  }

  /// The result of a revision.
  func json(of revision: ProtocolRevision) -> JSONText {
    .object(
      (revision.hasHandshake ? [] : [.init("resultType", .string("complete"))]) + members)
  }
}
