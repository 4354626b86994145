import ProvisoKernel

/// Generates identifiers of the language from the names in other formats, which can be any text.
///
/// The tool of a call is the name of an `action` of a world, so a person must be able to write it.
/// Each character other than an ASCII letter, a digit or `_` becomes `_`. A `_` is added before an
/// initial digit and after a reserved word. If two names would become the same identifier, the
/// second gets a number.
struct GeneratedIdentifiers {
  private var tools: [String: String] = [:]
  private var taken: Set<String> = []
  /// The tools that got a number to differ from others, with the original and the new name.
  private(set) var renamed: [(from: String, to: String)] = []

  /// The tool for a name. Equal names get the same tool.
  mutating func tool(_ name: String) -> String {
    if let known = tools[name] { return known }
    let plain = Self.plain(name)
    let tool = Self.free(plain, in: Set(tools.values))
    if tool != plain { renamed.append((name, tool)) }
    tools[name] = tool
    return tool
  }

  /// A new identifier, made of a prefix that shows its purpose and a name.
  mutating func identifier(_ prefix: String, _ name: String) -> String {
    let free = Self.free(prefix + Self.plain(name), in: taken)
    taken.insert(free)
    return free
  }

  private static func free(_ name: String, in taken: Set<String>) -> String {
    guard taken.contains(name) else { return name }
    var number = 2
    while taken.contains("\(name)_\(number)") { number += 1 }
    return "\(name)_\(number)"
  }

  static func plain(_ name: String) -> String {
    var out = ""
    for scalar in name.unicodeScalars {
      let byte = scalar.isASCII ? UInt8(truncatingIfNeeded: scalar.value) : 0
      out.unicodeScalars.append(AgentPlanReference.isInName(byte) ? scalar : "_")
    }
    guard let first = out.utf8.first else { return "_" }
    if !AgentPlanReference.beginsName(first) { out = "_" + out }
    return ReservedWords.words.contains(out) ? out + "_" : out
  }
}
