import JSON
import JSONOutput
import JSONRPC
import Proviso
import ProvisoInput

/// A tool of the server. It reads, and changes nothing.
package protocol ServerTool: Sendable {
  var name: String { get }
  var title: String { get }
  /// The purpose of the tool, for the model that chooses it.
  var summary: String { get }
  /// The parameters of a call.
  var parameters: [ToolParameter] { get }
  /// The schema of the result's data.
  var output: JSONText { get }

  /// Does the work while the calling thread waits.
  ///
  /// - Throws: `InputError` if the arguments cannot be used.
  func call(_ arguments: ToolArguments, in context: ToolContext) throws(InputError) -> ToolResult
}

/// A parameter of a tool.
package struct ToolParameter: Sendable {
  let name: String
  let shape: JSONShape
  let summary: String
  var isRequired = false

  init(_ name: String, _ shape: JSONShape, _ summary: String, isRequired: Bool = false) {
    self.name = name
    self.shape = shape
    self.summary = summary
    self.isRequired = isRequired
  }
}

extension ServerTool {
  /// The tool as `tools/list` names it.
  var json: JSONText {
    .object([
      .init("name", .string(name)), .init("title", .string(title)),
      .init("description", .string(summary)), .init("inputSchema", inputSchema),
      .init("outputSchema", output),
      .init(
        "annotations",
        .object([
          .init("title", .string(title)), .init("readOnlyHint", .boolean(true)),
          .init("destructiveHint", .boolean(false)), .init("idempotentHint", .boolean(true)),
          .init("openWorldHint", .boolean(false)),
        ])),
    ])
  }

  private var inputSchema: JSONText {
    JSONShape.object(
      JSONObjectShape(
        parameters.map {
          .init($0.name, .described($0.shape, as: $0.summary), isRequired: $0.isRequired)
        }, isOpen: false)
    ).schema
  }
}

/// The arguments of a call, which have the names of the tool's parameters.
package struct ToolArguments: Sendable {
  private let json: JSONValue?

  /// - Throws: `InputError` if an argument has no parameter or is missing.
  init(_ json: JSONValue?, of tool: any ServerTool) throws(InputError) {
    self.json = json
    for member in json?.members.map(\.key.string) ?? []
    where !tool.parameters.contains(where: { $0.name == member }) {
      throw InputError(
        "there is no parameter `\(member)`; the parameters are "
          + tool.parameters.map { "`\($0.name)`" }.joined(separator: ", "))
    }
    for parameter in tool.parameters where parameter.isRequired && json?[parameter.name] == nil {
      throw InputError("`\(parameter.name)` is missing: \(parameter.summary)")
    }
  }

  /// The value of an argument; `nil` if there is none.
  func value(_ name: String) -> JSONValue? {
    guard let value = json?[name], !value.isNull else { return nil }
    return value
  }

  /// A text that is not empty; `nil` if there is none.
  func text(_ name: String) throws(InputError) -> String? {
    guard let value = value(name) else { return nil }
    guard let text = value.string, !text.isEmpty else {
      throw InputError("`\(name)`: expected a text, found \(Self.found(value))")
    }
    return text
  }

  /// A list of texts; empty if there is none.
  func texts(_ name: String) throws(InputError) -> [String] {
    guard let value = value(name) else { return [] }
    let texts = value.elements.map(\.string)
    guard value.kind == .array, !texts.contains(where: { $0?.isEmpty ?? true }) else {
      throw InputError("`\(name)`: expected a list of texts, found \(Self.found(value))")
    }
    return texts.compactMap(\.self)
  }

  private static func found(_ value: JSONValue) -> String {
    value.string?.isEmpty == true ? "an empty text" : value.kindDescription
  }
}
