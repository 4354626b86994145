import JSON
import ProvisoKernel

/// Changes of a JSON document, and the text that results. Values are named by their numbers in the
/// document (`JSONValue.id`).
struct JSONEdit {
  /// The new text of a value.
  private var replaced: [Int: String] = [:]
  /// Members and elements that go.
  private var removed: Set<Int> = []
  /// Members that come at the end of an object.
  private var members: [Int: [(name: String, text: String)]] = [:]
  /// Elements that come at the end of a list.
  private var elements: [Int: [String]] = [:]

  mutating func replace(_ value: JSONValue, with text: String) { replaced[value.id] = text }

  mutating func remove(_ value: JSONValue) { removed.insert(value.id) }

  /// Sets a member of an object, whether it has one of this name or not.
  mutating func set(_ name: String, of object: JSONValue, to text: String) {
    if let old = object[name] { return replace(old, with: text) }
    members[object.id, default: []].append((name, text))
  }

  mutating func append(_ text: String, to list: JSONValue) {
    elements[list.id, default: []].append(text)
  }

  /// The text of a value with the changes. The document's depth limit bounds the recursion.
  func text(of value: JSONValue) -> String {
    var out = ""
    write(value, to: &out)
    return out
  }

  private func write(_ value: JSONValue, to out: inout String) {
    if let text = replaced[value.id] {
      out += text
      return
    }
    switch value.kind {
    case .null: out += "null"
    case .bool: out += value.bool == true ? "true" : "false"
    case .number: out += value.number?.text ?? "0"
    case .string: out += Value.quoted(value.string ?? "")
    case .array:
      out += "["
      var isFirst = true
      for element in value.elements where !removed.contains(element.id) {
        if !isFirst { out += "," }
        isFirst = false
        write(element, to: &out)
      }
      for text in elements[value.id] ?? [] {
        out += (isFirst ? "" : ",") + text
        isFirst = false
      }
      out += "]"
    case .object:
      out += "{"
      var isFirst = true
      for (key, member) in value.members where !removed.contains(member.id) {
        out += (isFirst ? "" : ",") + Value.quoted(key.string) + ":"
        isFirst = false
        write(member, to: &out)
      }
      for (name, text) in members[value.id] ?? [] {
        out += (isFirst ? "" : ",") + Value.quoted(name) + ":" + text
        isFirst = false
      }
      out += "}"
    }
  }
}
