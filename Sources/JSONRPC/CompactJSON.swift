import JSON
import JSONOutput
import ProvisoKernel

/// Writes JSON on one line, in one spelling.
///
/// Every character that some program takes for the end of a line, or that a terminal obeys, is escaped,
/// so that no reader sees another message within a string. Numbers stay as they are spelled.
package enum CompactJSON {
  /// The bytes of a value that was read.
  package static func bytes(of value: JSONValue) -> [UInt8] {
    var out: [UInt8] = []
    add(value, to: &out)
    return out
  }

  /// The bytes of a text that was put together.
  package static func bytes(of text: JSONText) -> [UInt8] {
    var out: [UInt8] = []
    add(text, to: &out)
    return out
  }

  // The depth of what was read is bounded by the reader, and that of what was put together by the code.

  private static func add(_ value: JSONValue, to out: inout [UInt8]) {
    switch value.kind {
    case .null: out += Array("null".utf8)
    case .bool: out += Array((value.bool == true ? "true" : "false").utf8)
    case .number: value.number?.withText { out += $0 }
    case .string: value.withUTF8 { addString($0, to: &out) }
    case .array:
      out.append(UInt8(ascii: "["))
      var isFirst = true
      for element in value.elements {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
        add(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object:
      out.append(UInt8(ascii: "{"))
      var isFirst = true
      for (key, member) in value.members {
        if !isFirst { out.append(UInt8(ascii: ",")) }
        isFirst = false
        key.withUTF8 { addString($0, to: &out) }
        out.append(UInt8(ascii: ":"))
        add(member, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func add(_ text: JSONText, to out: inout [UInt8]) {
    switch text {
    case .scalar(let scalar): out += scalar.utf8
    case .list(let elements):
      out.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        add(element, to: &out)
      }
      out.append(UInt8(ascii: "]"))
    case .object(let members):
      out.append(UInt8(ascii: "{"))
      for (index, member) in members.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        out += Value.quoted(member.name).utf8
        out.append(UInt8(ascii: ":"))
        add(member.value, to: &out)
      }
      out.append(UInt8(ascii: "}"))
    }
  }

  private static func addString(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
    let isPlain = bytes.allSatisfy {
      $0 >= 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain else {
      out += Value.quoted(String(decoding: bytes, as: UTF8.self)).utf8
      return
    }
    out.append(UInt8(ascii: "\""))
    out += bytes
    out.append(UInt8(ascii: "\""))
  }
}

extension JSONText {
  /// A copy of a value that was read.
  package init(_ value: JSONValue) {
    switch value.kind {
    case .array: self = .list(value.elements.map { JSONText($0) })
    case .object:
      self = .object(value.members.map { .init($0.key.string, JSONText($0.value)) })
    case .string: self = .string(value.string ?? "")
    default: self = .scalar(String(decoding: CompactJSON.bytes(of: value), as: UTF8.self))
    }
  }

  /// A value that is written as a text already.
  ///
  /// - Parameter text: JSON that a program has made.
  package init?(written text: String) {
    guard let document = try? JSONDocument(text: text) else { return nil }
    self.init(document.root)
  }

  package static func boolean(_ value: Bool) -> JSONText { .scalar(value ? "true" : "false") }
}
