import JSONOutput
import JSONRPC

/// Schemas of tools, in the form that every revision of the protocol accepts.
enum ToolSchema {
  /// A published schema, which is that of an object.
  static func published(_ text: String) -> JSONText {
    guard case .object(let members) = JSONText(written: text) else { return .object([]) }
    return .object([.init("type", .string("object"))] + members.filter { $0.name != "type" })
  }

  /// The schema of an object with these members.
  static func object(_ members: [JSONObjectShape.Member]) -> JSONText {
    JSONShape.object(JSONObjectShape(members, isOpen: true)).schema
  }
}
