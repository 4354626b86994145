import ProvisoKernel

/// Texts of a plan or a spec in Markdown, where they are shown as they are.
enum MarkdownText {
  /// Escapes everything that Markdown, HTML or a code host would obey: markup, mentions of people,
  /// references to issues, and addresses that become links.
  static func escaped(_ text: String) -> String {
    var out = ""
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").printable
    let scalars = Array(flat.unicodeScalars)
    func isLetter(_ index: Int) -> Bool {
      scalars.indices.contains(index) && scalars[index].properties.isAlphabetic
        || scalars.indices.contains(index) && ("0"..."9").contains(scalars[index])
    }
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "&": out += "&amp;"
      case "<": out += "&lt;"
      case ">": out += "&gt;"
      // Inside of a word, `_` is no markup, and before a space `:` is none.
      case "_" where isLetter(index - 1) && isLetter(index + 1): out += "_"
      case ":" where !scalars.indices.contains(index + 1) || scalars[index + 1] == " ": out += ":"
      // A numeric reference, unlike a backslash, also stops mentions and links.
      case "\\", "*", "_", "[", "]", "#", "!", "|", "~", "@", ":", "$", "`":
        out += "&#\(scalar.value);"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// A text as code. The fence is longer than any in the text.
  static func code(_ text: String) -> String {
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").printable
    var longest = 0
    var current = 0
    for character in flat {
      current = character == "`" ? current + 1 : 0
      longest = max(longest, current)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let pad = flat.hasPrefix("`") || flat.hasSuffix("`") || flat.isEmpty ? " " : ""
    // A bar ends the cell of a table even inside code.
    return fence + pad + flat.replacing("|", with: "¦") + pad + fence
  }

  /// Lines as a block of code. The fence is longer than any in the text.
  static func block(_ text: String, in notation: String) -> String {
    let lines = text.printableLines
    var fence = "```"
    while lines.contains(fence) { fence += "`" }
    return "\(fence)\(notation)\n\(lines)\n\(fence)\n"
  }

  /// The texts that are quoted in backticks as code, and the rest escaped.
  static func sentence(_ text: String) -> String {
    let parts = text.split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return escaped(text) }
    return parts.enumerated().map { index, part in
      guard index % 2 == 1 else {
        // The spaces at the ends separate the part from code.
        let lead = part.first?.isWhitespace == true ? " " : ""
        let trail = part.count > 1 && part.last?.isWhitespace == true ? " " : ""
        return lead + escaped(String(part)) + trail
      }
      return code(String(part))
    }.joined()
  }
}
