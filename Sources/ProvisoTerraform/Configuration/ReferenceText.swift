import ProvisoInput

/// A reference in the plan's spelling, parsed: `aws_subnet.a[0].id`, `module.net.subnet_id`,
/// `var.zone`, …
struct ReferenceText: Hashable, Sendable {
  enum Subject: Hashable, Sendable {
    /// `type.name`, or `data.type.name` for a data source. The key is the text in the brackets.
    case resource(String, key: String?)
    case variable(String)
    case local(String)
    /// An output of a module call. The key is the text in the brackets.
    case output(module: String, key: String?, name: String)
    case module(String)
    /// `each`, `count`, `self`, `path`, `terraform` or `tofu`: not a reference to a node.
    case scoped(String)
    /// A reference that Proviso does not model.
    case unknown(String)
  }

  let subject: Subject
  /// The path behind the subject: attribute names and index keys.
  let path: [String]

  init(_ text: some StringProtocol) {
    let scanner = TraversalScanner(text)
    let parts = scanner.parts
    guard let root = parts.first, !root.isIndex else {
      subject = .unknown(String(text))
      path = []
      return
    }
    func name(_ index: Int) -> String? {
      parts.indices.contains(index) && !parts[index].isIndex ? parts[index].text : nil
    }
    func rest(_ index: Int) -> [String] { parts.dropFirst(index).map(\.unquoted) }
    switch root.text {
    case "var":
      subject = name(1).map { .variable($0) } ?? .unknown(String(text))
      path = rest(2)
    case "local":
      subject = name(1).map { .local($0) } ?? .unknown(String(text))
      path = rest(2)
    case "each", "count", "self", "path", "terraform", "tofu":
      subject = .scoped(root.text)
      path = rest(1)
    case "module":
      guard let module = name(1) else {
        subject = .unknown(String(text))
        path = []
        return
      }
      let key = parts.indices.contains(2) && parts[2].isIndex ? parts[2].text : nil
      let next = key == nil ? 2 : 3
      if let output = name(next) {
        subject = .output(module: module, key: key, name: output)
        path = rest(next + 1)
      } else {
        subject = .module(module)
        path = []
      }
    case "ephemeral", "action":
      subject = .unknown(String(text))
      path = []
    default:
      let isData = root.text == "data"
      let first = isData ? 1 : 0
      guard let type = name(first), let own = name(first + 1) else {
        subject = .unknown(String(text))
        path = []
        return
      }
      let next = first + 2
      let hasKey = parts.indices.contains(next) && parts[next].isIndex
      subject = .resource(
        (isData ? "data." : "") + type + "." + own, key: hasKey ? parts[next].text : nil)
      path = rest(hasKey ? next + 1 : next)
    }
  }
}

/// Splits a reference into names and index keys.
private struct TraversalScanner {
  struct Part {
    var text: String
    var isIndex: Bool
    /// A string key without its quotes. Escapes stay as they are: a key with escapes matches
    /// nothing.
    var unquoted: String {
      isIndex && text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"")
        ? String(text.dropFirst().dropLast()) : text
    }
  }

  private(set) var parts: [Part] = []

  init(_ text: some StringProtocol) {
    var current: [UInt8] = []
    var isIndex = false
    var inQuotes = false
    var escaped = false
    func take(_ parts: inout [Part], _ index: Bool) {
      parts.append(Part(text: String(decoding: current, as: UTF8.self), isIndex: index))
      current.removeAll(keepingCapacity: true)
    }
    for byte in text.utf8 {
      if isIndex {
        if inQuotes {
          current.append(byte)
          if escaped {
            escaped = false
          } else if byte == UInt8(ascii: "\\") {
            escaped = true
          } else if byte == UInt8(ascii: "\"") {
            inQuotes = false
          }
        } else if byte == UInt8(ascii: "]") {
          take(&parts, true)
          isIndex = false
        } else {
          inQuotes = byte == UInt8(ascii: "\"")
          current.append(byte)
        }
      } else if byte == UInt8(ascii: ".") {
        if !current.isEmpty { take(&parts, false) }
      } else if byte == UInt8(ascii: "[") {
        if !current.isEmpty { take(&parts, false) }
        isIndex = true
      } else {
        current.append(byte)
      }
    }
    if !current.isEmpty { take(&parts, isIndex) }
  }
}

/// Finds the references of the configuration in a `references` list of the plan.
///
/// The plan writes each reference in full, followed by the same reference without its last step,
/// and so on: `["r[0].id", "r[0]", "r"]`. The list joins these runs. Only the first entry of a run
/// is a reference of the configuration.
struct ReferenceRuns {
  private var previous: String?
  /// The last entry of the current run, if the run ends before the shortest form.
  private var last: String?

  /// Returns whether an entry begins a run. Call this for each entry of the list, in order.
  mutating func begins(_ entry: String) -> Bool {
    defer { previous = entry }
    if let previous, previous != last, Self.isOneStep(from: previous, to: entry) { return false }
    last = Self.keyedCall(entry)
    return true
  }

  /// Returns `module.m[0]` for `module.m[0].o…`. The run of an output of one module instance ends
  /// there, so a `module.m` that follows is a separate reference.
  private static func keyedCall(_ entry: String) -> String? {
    guard entry.utf8.starts(with: "module.".utf8) else { return nil }
    var inQuotes = false
    var escaped = false
    let bytes = entry.utf8
    guard let open = bytes.dropFirst(7).firstIndex(where: { $0 == UInt8(ascii: "[") }),
      !bytes[bytes.index(bytes.startIndex, offsetBy: 7)..<open].contains(UInt8(ascii: "."))
    else { return nil }
    var index = open
    while index < bytes.endIndex {
      let byte = bytes[index]
      index = bytes.index(after: index)
      if escaped {
        escaped = false
      } else if inQuotes {
        if byte == UInt8(ascii: "\\") { escaped = true }
        if byte == UInt8(ascii: "\"") { inQuotes = false }
      } else if byte == UInt8(ascii: "\"") {
        inQuotes = true
      } else if byte == UInt8(ascii: "]") {
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: ".") else { return nil }
        return String(entry[..<index])
      }
    }
    return nil
  }

  /// Returns whether `shorter` equals `longer` without its last attribute or index.
  static func isOneStep(from longer: String, to shorter: String) -> Bool {
    let long = longer.utf8
    guard shorter.utf8.count < long.count, long.starts(with: shorter.utf8) else { return false }
    let rest = long.dropFirst(shorter.utf8.count)
    guard let first = rest.first else { return false }
    let step = rest.dropFirst()
    switch first {
    case UInt8(ascii: "."):
      return !step.isEmpty && !step.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "[") }
    case UInt8(ascii: "["):
      guard step.last == UInt8(ascii: "]") else { return false }
      let key = step.dropLast()
      guard key.first == UInt8(ascii: "\"") else {
        return !key.contains { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "[") }
      }
      return isOneQuotedKey(key.dropFirst())
    default:
      return false
    }
  }

  private static func isOneQuotedKey(_ key: Substring.UTF8View) -> Bool {
    var escaped = false
    var index = key.startIndex
    while index < key.endIndex {
      let byte = key[index]
      index = key.index(after: index)
      if escaped {
        escaped = false
      } else if byte == UInt8(ascii: "\\") {
        escaped = true
      } else if byte == UInt8(ascii: "\"") {
        return index == key.endIndex
      }
    }
    return false
  }
}
