import ProvisoKernel

/// Names of the language for what other formats name with any text.
///
/// The tool of a call is the name of an `action` of a world, so it has to be one that a person can write:
/// every character but letters of ASCII, digits and `_` becomes `_`, a digit at the beginning gets a `_`
/// before it, and a word of the language one after it. Two names that would become one are told apart by
/// a number.
struct MadeNames {
  private var tools: [String: String] = [:]
  private var taken: Set<String> = []
  /// The tools whose names had to be changed so that they differ from another's: what they were, and are.
  private(set) var renamed: [(from: String, to: String)] = []

  /// The tool that stands for a name; the same for the same name.
  mutating func tool(_ name: String) -> String {
    if let known = tools[name] { return known }
    let plain = Self.plain(name)
    let tool = Self.free(plain, in: Set(tools.values))
    if tool != plain { renamed.append((name, tool)) }
    tools[name] = tool
    return tool
  }

  /// A new identifier that tells what it is for.
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
      out.unicodeScalars.append(PlanReference.isInName(byte) ? scalar : "_")
    }
    guard let first = out.utf8.first else { return "_" }
    if !PlanReference.beginsName(first) { out = "_" + out }
    return Reserved.words.contains(out) ? out + "_" : out
  }
}
