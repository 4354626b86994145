/// What a node of Terraform's graph of an apply stands for, as its name says.
enum GraphNode: Equatable {
  /// Makes, changes, reads or checks an instance.
  case instance(String)
  /// Destroys the current object of an instance.
  case destroy(String)
  /// Destroys an object that a replacement left over, or will leave over.
  case destroyDeposed(String, key: String)
  /// Drops the current object from the state.
  case forget(String)
  /// Drops a left-over object from the state.
  case forgetDeposed(String, key: String)
  /// Configures a provider.
  case provider(String)
  /// Evaluates an output.
  case output(String)
  /// Does something without an effect on any object, and can fail.
  case condition(String)
  /// Cannot fail, or can only where something else fails as well: `(expand)`, `(close)`, locals,
  /// arguments, the root.
  case passive

  /// Reads a name.
  init(_ text: String) {
    let bare = text.hasPrefix("[root] ") ? text.dropFirst(7) : text[...]
    let (address, note) = Self.split(bare)
    let parts = Self.parts(of: address)
    guard let first = parts.first, !first.isEmpty else {
      self = .passive
      return
    }
    switch first {
    case "root", "meta", "local", "check": self = .passive
    case "provider": self = note.isEmpty ? .provider(address) : .passive
    case "var": self = note == "validation" ? .condition(String(bare)) : .passive
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

  /// The address, and what stands in parentheses behind it. Keys can contain anything.
  private static func split(_ text: Substring) -> (address: String, note: String) {
    var scan = KeyScan()
    let bytes = Array(text.utf8)
    for (place, byte) in bytes.enumerated() {
      guard scan.isOutside(byte), byte == UInt8(ascii: " ") else { continue }
      var note = bytes[(place + 1)...]
      if note.first == UInt8(ascii: "("), note.last == UInt8(ascii: ")") {
        note = note.dropFirst().dropLast()
      }
      return (
        String(decoding: bytes[..<place], as: UTF8.self), String(decoding: note, as: UTF8.self)
      )
    }
    return (String(text), "")
  }

  /// The names of an address, without keys and without the modules in front.
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

/// Tells what is inside of instance keys, `[0]` and `["a"]`, byte by byte.
private struct KeyScan {
  private var inKey = false
  private var inQuotes = false
  private var isEscaped = false

  /// Whether a byte is outside of keys, brackets included in them.
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
