import JSON
import ProvisoInput
import ProvisoKernel

/// The attributes of a span or of an event, in the JSON of OpenTelemetry's protocol.
struct SpanAttributes {
  private var values: [String: SourceNode] = [:]

  init(of node: SourceNode) throws(AgentFormatError) {
    for attribute in try node.optionalElements("attributes") ?? [] {
      let key = try attribute.text("key", of: "an attribute")
      values[key] = try attribute.required("value", of: "an attribute")
    }
  }

  /// The text of an attribute; `nil` if it is absent or of another type.
  func text(_ key: String) -> String? { values[key]?.json["stringValue"]?.string }

  func has(_ key: String) -> Bool { values[key] != nil }

  /// The value of an attribute. A text stays one, even if it is JSON.
  func value(_ key: String) -> Value? { values[key].map { Self.value($0.json) } }

  /// The value of an attribute, which instrumentations write as a structure or as a text of JSON.
  ///
  /// - Throws: if the text is not JSON.
  func structure(_ key: String) throws(AgentFormatError) -> Value? {
    guard let node = values[key] else { return nil }
    guard let text = node.json["stringValue"]?.string else { return Self.value(node.json) }
    do throws(JSONError) {
      return try JSONDocument(text: text).root.kernelValue
    } catch {
      throw node.error("\(Value.quoted(key)): the string is not JSON: \(error.message)")
    }
  }

  private static func value(_ json: JSONValue) -> Value {
    if let text = json["stringValue"] { return text.kernelValue }
    if let flag = json["boolValue"] { return flag.kernelValue }
    if let number = json["intValue"] {
      if let text = number.string, let whole = Number(literal: text) { return .number(whole) }
      return number.kernelValue
    }
    if let number = json["doubleValue"] { return number.kernelValue }
    if let list = json["arrayValue"] {
      return .list(list["values"]?.elements.map(value) ?? [])
    }
    if let members = json["kvlistValue"]?["values"] {
      var out: [Text: Value] = [:]
      for member in members.elements {
        guard let key = member["key"]?.string, let inner = member["value"] else { continue }
        out[Text(key)] = value(inner)
      }
      return .map(out)
    }
    return .null
  }
}
