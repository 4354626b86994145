import JSON
import ProvisoInput
import ProvisoKernel

/// A value of a source with its position.
///
/// Readers treat `null` as absent. A value of the wrong type is an error that names the field, its
/// type and its position, but never its content.
struct SourceNode: Sendable {
  let json: JSONValue
  /// The number of lines in the source before the document that contains the value.
  let linesBefore: Int

  init(_ json: JSONValue, linesBefore: Int) {
    self.json = json
    self.linesBefore = linesBefore
  }

  /// The line on which the value begins, counted from 1.
  var line: Int { json.position.line + linesBefore }

  /// An error at the position of the value.
  func error(_ message: String) -> AgentFormatError {
    let position = json.position
    return AgentFormatError(message, line: position.line + linesBefore, column: position.column)
  }

  func mismatch(_ name: String, expected: String) -> AgentFormatError {
    error("`\(name)`: expected \(expected), found \(json.kindDescription)")
  }

  private func same(_ json: JSONValue) -> SourceNode {
    SourceNode(json, linesBefore: linesBefore)
  }

  /// The member with this name; nil if it is absent or null.
  func field(_ name: StaticString) -> SourceNode? {
    guard let value = json[name], !value.isNull else { return nil }
    return same(value)
  }

  /// The member with this name, which must be present. `what` describes the object in errors.
  func required(_ name: StaticString, of what: String) throws(AgentFormatError) -> SourceNode {
    guard json.kind == .object else {
      throw error("\(what): expected an object, found \(json.kindDescription)")
    }
    guard let value = field(name) else { throw error("\(what) has no `\(name)`") }
    return value
  }

  /// The value as a string. Errors call it `name`.
  func text(named name: String) throws(AgentFormatError) -> String {
    guard let text = json.string else { throw mismatch(name, expected: "a string") }
    return text
  }

  func text(_ name: StaticString, of what: String) throws(AgentFormatError) -> String {
    try required(name, of: what).text(named: "\(name)")
  }

  /// A non-empty string, such as an identifier or the name of a tool.
  func name(_ name: StaticString, of what: String) throws(AgentFormatError) -> String {
    let node = try required(name, of: what)
    let text = try node.text(named: "\(name)")
    guard !text.isEmpty else {
      throw node.error("`\(name)` of \(what) is empty: expected a non-empty string")
    }
    return text
  }

  func optionalText(_ name: StaticString) throws(AgentFormatError) -> String? {
    guard let value = field(name) else { return nil }
    return try value.text(named: "\(name)")
  }

  func optionalFlag(_ name: StaticString) throws(AgentFormatError) -> Bool? {
    guard let value = field(name) else { return nil }
    guard let flag = value.json.bool else {
      throw value.mismatch("\(name)", expected: "true or false")
    }
    return flag
  }

  /// The elements of a member that must be an array if it is present.
  func optionalElements(_ name: StaticString) throws(AgentFormatError) -> [SourceNode]? {
    guard let value = field(name) else { return nil }
    guard value.json.kind == .array else { throw value.mismatch("\(name)", expected: "an array") }
    return value.elements
  }

  func requiredElements(
    _ name: StaticString, of what: String
  ) throws(AgentFormatError) -> [SourceNode] {
    _ = try required(name, of: what)
    return try optionalElements(name) ?? []
  }

  /// The elements of the value; empty if it is not an array.
  var elements: [SourceNode] { json.elements.map(same) }

  /// An object of arguments as a map of the kernel.
  func map(named name: String) throws(AgentFormatError) -> Value {
    guard json.kind == .object else { throw mismatch(name, expected: "an object") }
    return json.kernelValue
  }

  /// Whether the member is this string.
  func has(_ name: StaticString, _ text: StaticString) -> Bool {
    json[name]?.stringEquals(text) ?? false
  }

  /// Whether the member is present and has this kind.
  func has(_ name: StaticString, _ kind: JSONValue.Kind) -> Bool { json[name]?.kind == kind }
}
