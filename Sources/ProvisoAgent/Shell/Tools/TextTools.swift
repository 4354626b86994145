import ProvisoKernel
import ProvisoPlans

/// Programs that read, compare and print, and `sudo`.
enum TextTools {
  /// A test whose result depends on the machine: `[ … ]`, `[[ … ]]`, `test`.
  static let condition = ShellTool("check_condition", [])
  static let printing = ShellTool("print_text", [("text", .text)])
  static let environment = ShellTool("read_environment", [])
  static let sudo = ShellTool("sudo", [("user", .text)])
  /// A program that reads files, its input or the system, and changes nothing.
  static let inspection = ShellTool("inspect", [("arguments", .text), ("input", .text)])

  /// Tools that do not belong to a single program.
  static let others = [condition, printing, environment, sudo, inspection]

  /// `sed`, if its script only prints.
  static func sed(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      guard let script = words.operands.first?.plainText, SedScript.onlyPrints(script) else {
        throw ShellGap("its script is unknown or not supported")
      }
      return [builder.inspection(form, Array(words.operands.dropFirst()))]
    }
  }

  /// `tar`, if it lists the content of a local archive: `tar -tzf x`, `tar tzf x`.
  static func tar(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      var archive = words.values["file"]?.last
      var isList = words.flags["list"] == true
      if !isList, archive == nil, let letters = words.operands.first?.plainText,
        letters.utf8.allSatisfy({ "tvzjJf".utf8.contains($0) }), letters.contains("t"),
        letters.utf8.filter({ $0 == UInt8(ascii: "f") }).count == 1
      {
        isList = true
        archive = words.operands.dropFirst().first
      }
      // A colon makes the archive one of another machine.
      guard isList, let name = archive?.text, !name.contains(":") else {
        throw ShellGap("it does more than list a local archive")
      }
      return [builder.inspection(form, words.operands)]
    }
  }

  /// A program that changes nothing if it has its option for listing.
  static func listing(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      guard words.flags["list"] == true else { throw ShellGap("it does more than list") }
      return [builder.inspection(form, words.operands)]
    }
  }

  /// `awk`, if its program only prints.
  static func awk(_ form: ToolCommand) -> ToolCommand.Reading {
    { words, builder throws(ShellGap) in
      guard let program = words.operands.first?.plainText, onlyPrints(program) else {
        throw ShellGap("its program is unknown or can do more than print")
      }
      return [builder.inspection(form, Array(words.operands.dropFirst()))]
    }
  }

  /// Whether an awk program neither writes files nor runs programs: it has no `>`, `|`, `system`,
  /// `getline`, extension or indirect call outside its strings and patterns.
  static func onlyPrints(_ program: String) -> Bool {
    // A `>` compares in a pattern or in parentheses, and redirects in `print`. Only the former is
    // before a `{` or inside parentheses.
    let bytes = Array(program.utf8)
    var depth = 0
    var braces = 0
    var at = 0
    var word = ""
    func isForbidden(_ word: String) -> Bool {
      ["system", "getline", "close", "fflush", "load", "include", "namespace"].contains(word)
    }
    while at < bytes.count {
      let byte = bytes[at]
      if ShellLexer.isNameByte(byte) {
        word.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        if isForbidden(word) { return false }
        word = ""
      }
      switch byte {
      case UInt8(ascii: "\""):
        at += 1
        while at < bytes.count, bytes[at] != byte {
          if bytes[at] == UInt8(ascii: "\\") { at += 1 }
          if at < bytes.count, bytes[at] == UInt8(ascii: "\n") { return false }
          at += 1
        }
      case UInt8(ascii: "|"):
        guard at + 1 < bytes.count, bytes[at + 1] == byte else { return false }
        at += 1
      case UInt8(ascii: ">"):
        if braces > 0, depth == 0 { return false }
      case UInt8(ascii: "@"), UInt8(ascii: "\\"), UInt8(ascii: "`"): return false
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"): braces -= 1
      case UInt8(ascii: "#"): return false
      case UInt8(ascii: "/"):
        if let end = patternEnd(bytes, at) {
          at = end
        } else if bytes[(at + 1)...].contains(byte) {
          // This may be a pattern whose end is unclear.
          return false
        }
      default: break
      }
      at += 1
    }
    return !isForbidden(word) && depth == 0 && braces == 0
  }

  /// The index of the slash that ends the pattern at an index; `nil` if the slash divides.
  private static func patternEnd(_ bytes: [UInt8], _ start: Int) -> Int? {
    let before = bytes[..<start].last { $0 != UInt8(ascii: " ") }
    guard before == nil || "({~!&|;,".utf8.contains(before ?? 0) else { return nil }
    var at = start + 1
    while at < bytes.count, bytes[at] != UInt8(ascii: "/") {
      if "\"\\\n[".utf8.contains(bytes[at]) { return nil }
      at += 1
    }
    return at < bytes.count ? at : nil
  }
}
