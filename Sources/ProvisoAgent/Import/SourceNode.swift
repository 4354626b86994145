import JSON
import ProvisoKernel

/// A value of a source, with what is needed to say where it stands.
///
/// Absent and `null` are the same to the readers; what is there and of the wrong type is an error that
/// names the field, its type and its place, and never what it holds.
struct SourceNode: Sendable {
  let json: JSONValue
  /// How many lines of the source come before the document that the value is part of.
  let linesBefore: Int

  init(_ json: JSONValue, linesBefore: Int) {
    self.json = json
    self.linesBefore = linesBefore
  }

  /// The line on which the value begins, from 1.
  var line: Int { json.position.line + linesBefore }

  /// An error at the place of the value.
  func error(_ message: String) -> AgentFormatError {
    let position = json.position
    return AgentFormatError(message, line: position.line + linesBefore, column: position.column)
  }

  func mismatch(_ name: String, expected: String) -> AgentFormatError {
    error("`\(name)`: expected \(expected), found \(json.kindInWords)")
  }

  private func same(_ json: JSONValue) -> SourceNode {
    SourceNode(json, linesBefore: linesBefore)
  }

  /// A member that is there and not null.
  func field(_ name: StaticString) -> SourceNode? {
    guard let value = json[name], !value.isNull else { return nil }
    return same(value)
  }

  /// A member that must be there; `what` says what the object is.
  func required(_ name: StaticString, of what: String) throws(AgentFormatError) -> SourceNode {
    guard json.kind == .object else {
      throw error("expected \(what) as an object, found \(json.kindInWords)")
    }
    guard let value = field(name) else { throw error("\(what) has no `\(name)`") }
    return value
  }

  /// The string that the value is; `name` is what errors call it.
  func text(named name: String) throws(AgentFormatError) -> String {
    guard let text = json.string else { throw mismatch(name, expected: "a string") }
    return text
  }

  func text(_ name: StaticString, of what: String) throws(AgentFormatError) -> String {
    try required(name, of: what).text(named: "\(name)")
  }

  /// A string that cannot be empty: the name of a tool, an identifier.
  func name(_ name: StaticString, of what: String) throws(AgentFormatError) -> String {
    let node = try required(name, of: what)
    let text = try node.text(named: "\(name)")
    guard !text.isEmpty else { throw node.error("`\(name)` of \(what) is empty") }
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

  /// The elements of a member that must be an array where it is there.
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

  /// The elements of the array that the value is; none where it is no array.
  var elements: [SourceNode] { json.elements.map(same) }

  /// An object of arguments as the kernel's map.
  func map(named name: String) throws(AgentFormatError) -> Value {
    guard json.kind == .object else { throw mismatch(name, expected: "an object") }
    return json.kernelValue
  }

  /// Whether the member is a string with this text.
  func has(_ name: StaticString, _ text: StaticString) -> Bool {
    json[name]?.stringEquals(text) ?? false
  }

  /// Whether the member is there with this kind.
  func has(_ name: StaticString, _ kind: JSONValue.Kind) -> Bool { json[name]?.kind == kind }
}

extension JSONValue {
  /// The value as the kernel's. Members that are null are left out: to the language both are absent.
  /// The document's limits bound the depth of the recursion and the size of numbers.
  var kernelValue: Value {
    switch kind {
    case .null: return .null
    case .bool: return .bool(bool ?? false)
    case .number:
      guard let number else { return .null }
      if let integer = number.integer { return .number(Number(integer)) }
      return Number(literal: number.text).map(Value.number) ?? .null
    case .string: return .string(Text(string ?? ""))
    case .array: return .list(elements.map(\.kernelValue))
    case .object:
      var out: [Text: Value] = [:]
      for (key, value) in members where !value.isNull { out[Text(key.string)] = value.kernelValue }
      return .map(out)
    }
  }
}
