import JSON
import ProvisoInput
import ProvisoKernel

/// A draft of policies, made from a list of tools, for a person to read.
///
/// A draft takes nothing for harmless that the list does not say: a tool acts unless its server says
/// that it only reads, and every argument that can carry a value is a sink. A truth value and one of
/// a fixed list of values are no sinks: the server chose them.
package struct PolicyDraft {
  /// A tool of a list.
  package struct Tool: Sendable {
    package let name: String
    package let description: String
    /// The paths of the arguments that can carry a value.
    package let sinks: [String]
    /// The paths of all arguments.
    package let arguments: [[String]]
    package let onlyReads: Bool
    package let reachesOthers: Bool
  }

  /// A list of tools.
  package struct List: Sendable {
    package let tools: [Tool]
    /// The path in messages.
    package let path: String
  }

  /// The tools of a list: the answer of `tools/list` of the Model Context Protocol, or tools as the
  /// interfaces of models take them.
  ///
  /// - Throws: `InputError` if the text is no list of tools, with the line and the column.
  package static func tools(in bytes: [UInt8], path: String) throws(InputError) -> List {
    let document: JSONDocument
    do {
      document = try JSONDocument(
        text: String(decoding: bytes, as: UTF8.self), name: path, maximumDepth: 200)
    } catch {
      throw InputError("\(error)")
    }
    guard let list = list(in: document.root) else {
      let position = document.root.position
      throw InputError(
        InputError.position(path, line: position.line, column: position.column)
          + "no list of tools: expected the answer of `tools/list`, or a list of objects with `name`"
      )
    }
    var tools: [Tool] = []
    var names: Set<String> = []
    for (number, entry) in list.elements.enumerated() {
      func mistake(_ text: String) -> InputError {
        let position = entry.position
        return InputError(
          InputError.position(path, line: position.line, column: position.column)
            + "tool \(number + 1) of the list has \(text)")
      }
      guard let tool = tool(entry.kernelValue) else {
        throw mistake("no `name`: expected an object with a text under `name`")
      }
      guard names.insert(tool.name).inserted else {
        throw mistake("the name of an earlier one: \(Value.quoted(tool.name))")
      }
      tools.append(tool)
    }
    return List(tools: tools, path: path)
  }

  private static func list(in value: JSONValue) -> JSONValue? {
    switch value.kind {
    case .array: value
    case .object: (value["tools"] ?? value["result"]).flatMap(list)
    default: nil
    }
  }

  private static func tool(_ value: Value) -> Tool? {
    guard case .map(var members) = value else { return nil }
    if case .map(let function)? = members["function"] { members = function }
    guard case .string(let name)? = members["name"], !name.string.isEmpty else { return nil }
    let schema =
      members["inputSchema"] ?? members["input_schema"] ?? members["parameters"] ?? .null
    var all: [[String]] = []
    var sinks: [[String]] = []
    collect(schema, [], &all, &sinks)
    let hints = members["annotations"] ?? .null
    return Tool(
      name: name.string, description: text(members["description"]),
      sinks: sinks.map { $0.joined(separator: ".") }, arguments: all,
      onlyReads: hints["readOnlyHint"] == .bool(true),
      reachesOthers: hints["openWorldHint"] != .bool(false))
  }

  private static func text(_ value: Value?) -> String {
    if case .string(let text)? = value { text.string } else { "" }
  }

  /// The paths of the arguments in a schema, and of those that can carry a value.
  private static func collect(
    _ schema: Value, _ path: [String], _ all: inout [[String]], _ sinks: inout [[String]]
  ) {
    guard path.count < 16 else { return }
    if case .map(let members) = schema["properties"], !members.isEmpty {
      for (name, member) in members.sorted(by: { $0.key < $1.key }) {
        collect(member, path + [name.string], &all, &sinks)
      }
      return
    }
    if case .map = schema["items"] { return collect(schema["items"], path, &all, &sinks) }
    guard !path.isEmpty else { return }
    all.append(path)
    if case .list = schema["enum"] { return }
    if schema["type"] == .string("boolean") || schema["const"] != .null { return }
    sinks.append(path)
  }

  // MARK: Text

  /// The draft as YAML.
  package static func text(for list: List, server: String) -> String {
    var lines = [
      "# A draft: read every line. A tool acts unless it says `effect: read`; without `sinks` every",
      "# argument decides something; without `trusted` others may have written the whole output.",
      "schema: \(ToolPolicySchema.name)",
    ]
    if !server.isEmpty { lines.append("server: \(quoted(server))") }
    lines.append("tools:")
    for tool in list.tools {
      lines.append("  \(quoted(tool.name)):")
      let description = tool.description.split(whereSeparator: \.isNewline).first.map(String.init)
      if let description { lines.append("    # \(description.printable.prefix(100))") }
      lines.append(
        tool.onlyReads
          ? "    effect: read"
          : "    effect: act # `read` if it changes nothing and reaches nobody")
      let isClosed = tool.onlyReads && !tool.reachesOthers
      // Without the line every argument decides something, also one that no path can name.
      let areNamed = tool.arguments.joined().allSatisfy { !$0.contains { ".*".contains($0) } }
      if isClosed || areNamed && !tool.arguments.isEmpty {
        let sinks = isClosed ? [] : tool.sinks
        lines.append("    sinks: [\(sinks.map(quoted).joined(separator: ", "))]")
      }
      lines.append("    trusted: []")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A text as YAML, in quotes where it needs them.
  private static func quoted(_ text: String) -> String {
    let isPlain =
      text.utf8.first?.isLetter == true
      && text.utf8.allSatisfy {
        $0 < 0x80 && ($0.isLetter || $0.isDigit || [0x5F, 0x2E].contains($0))
      }
      && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
    return isPlain ? text : "\"\(text.unicodeScalars.map(escaped).joined())\""
  }

  /// A sign inside of quotes. YAML has one escape for a sign beyond U+FFFF, and JSON has two.
  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    guard scalar.value > 0xFFFF, !scalar.isPrintable else {
      return String(Value.quoted(String(scalar)).dropFirst().dropLast())
    }
    let digits = String(scalar.value, radix: 16)
    return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
