/// The purpose of a node in Terraform's apply graph, parsed from its name.
enum GraphNode: Equatable {
  /// Creates, updates, reads or checks an instance.
  case instance(String)
  /// Destroys the current object of an instance.
  case destroy(String)
  /// Destroys a deposed object: one that an earlier replacement left, or one that a replacement in
  /// this apply will leave.
  case destroyDeposed(String, key: String)
  /// Removes the current object from the state and keeps the real object.
  case forget(String)
  /// Removes a deposed object from the state and keeps the real object.
  case forgetDeposed(String, key: String)
  /// Configures a provider.
  case provider(String)
  /// Evaluates an output.
  case output(String)
  /// Has no effect on an object, but can fail.
  case condition(String)
  /// Evaluates a local or an argument of a module. It can fail if it uses values that are known only
  /// after apply.
  case expression(String)
  /// Cannot fail on its own: `(expand)`, `(close)`, the root.
  case passive

  /// Parses the name of a node.
  init(_ text: String) {
    let bare = text.hasPrefix("[root] ") ? text.dropFirst(7) : text[...]
    let (address, note) = Self.split(bare)
    let parts = Self.parts(of: address)
    guard let first = parts.first, !first.isEmpty else {
      self = .passive
      return
    }
    switch first {
    case "root", "meta", "check": self = .passive
    case "local": self = note == "close" ? .passive : .expression(address)
    case "provider": self = note.isEmpty ? .provider(address) : .passive
    case "var":
      self =
        note == "validation"
        ? .condition(String(bare)) : note == "close" ? .passive : .expression(address)
    case "output": self = note == "destroy" ? .passive : .output(address)
    case "ephemeral": self = note == "close" ? .passive : .condition(address)
    case "action": self = note == "close" ? .passive : .condition(String(bare))
    default:
      let isResource = parts.count == (first == "data" ? 3 : 2)
      self = (isResource ? Self.resource(address, note) : nil) ?? .condition(String(bare))
    }
  }

  private static func resource(_ address: String, _ note: String) -> GraphNode? {
    switch note {
    case "": return .instance(address)
    case "destroy": return .destroy(address)
    case "forget": return .forget(address)
    case "close": return .passive
    default:
      if note.hasPrefix("expand") { return .passive }
      if let key = suffix(note, "destroy deposed ") { return .destroyDeposed(address, key: key) }
      if let key = suffix(note, "forget deposed ") { return .forgetDeposed(address, key: key) }
      return nil
    }
  }

  private static func suffix(_ text: String, _ start: String) -> String? {
    text.hasPrefix(start) ? String(text.dropFirst(start.count)) : nil
  }

  /// Splits a name into the address and the note in parentheses after it. Instance keys can contain
  /// spaces and parentheses.
  private static func split(_ text: Substring) -> (address: String, note: String) {
    var scan = KeyScan()
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
      guard scan.isOutside(byte), byte == UInt8(ascii: " ") else { continue }
      var note = bytes[(index + 1)...]
      if note.first == UInt8(ascii: "("), note.last == UInt8(ascii: ")") {
        note = note.dropFirst().dropLast()
      }
      return (
        String(decoding: bytes[..<index], as: UTF8.self), String(decoding: note, as: UTF8.self)
      )
    }
    return (String(text), "")
  }

  /// Returns the parts of an address, without instance keys and without the module path.
  private static func parts(of address: String) -> ArraySlice<String> {
    var scan = KeyScan()
    var parts: [String] = [""]
    for byte in address.utf8 where scan.isOutside(byte) {
      if byte == UInt8(ascii: ".") {
        parts.append("")
      } else {
        parts[parts.count - 1].unicodeScalars.append(Unicode.Scalar(byte))
      }
    }
    var rest = parts[...]
    while rest.first == "module", rest.count >= 2 { rest = rest.dropFirst(2) }
    return rest
  }
}

/// Recognises instance keys, `[0]` and `["a"]`, byte by byte.
private struct KeyScan {
  private var inKey = false
  private var inQuotes = false
  private var isEscaped = false

  /// Returns whether the next byte is outside of instance keys. Brackets belong to the key.
  mutating func isOutside(_ byte: UInt8) -> Bool {
    if !inKey {
      if byte == UInt8(ascii: "[") { inKey = true }
      return !inKey
    }
    if isEscaped {
      isEscaped = false
    } else if inQuotes {
      if byte == UInt8(ascii: "\\") { isEscaped = true }
      if byte == UInt8(ascii: "\"") { inQuotes = false }
    } else if byte == UInt8(ascii: "\"") {
      inQuotes = true
    } else if byte == UInt8(ascii: "]") {
      inKey = false
    }
    return false
  }
}
