/// A reader of SMT-LIB scripts that finds the commands in them.
///
/// A solver obeys commands that write files or run on for ever, so a script of unknown origin may only
/// declare, assert and check.
enum SolverScript {
  private static let allowed: Set<String> = [
    "set-info", "set-logic", "declare-sort", "declare-fun", "declare-const", "define-fun", "assert",
    "check-sat",
  ]

  /// The first thing in a script that is not allowed; `nil` if there is none.
  static func complaint(about script: [UInt8]) -> String? {
    var depth = 0
    var checks = 0
    var at = 0
    var isAfterOpening = false
    func word(from start: Int) -> String {
      let end = script[start...].firstIndex { $0 <= 0x20 || $0 == 0x28 || $0 == 0x29 }
      return String(decoding: script[start..<min(end ?? script.count, start + 40)], as: UTF8.self)
    }
    while at < script.count {
      let byte = script[at]
      at += 1
      switch byte {
      case UInt8(ascii: "("):
        depth += 1
        isAfterOpening = depth == 1
        continue
      case UInt8(ascii: ")"):
        depth -= 1
        if depth < 0 { return "a bracket closes nothing" }
      case UInt8(ascii: ";"):
        at = script[at...].firstIndex(of: 0x0A) ?? script.count
        continue
      case UInt8(ascii: "\""), UInt8(ascii: "|"):
        guard let end = script[at...].firstIndex(of: byte) else { return "a text has no end" }
        at = end + 1
        if depth == 0 { return "a word outside of every command" }
        if isAfterOpening { return "a command without a plain name" }
      case 0...0x20: continue
      default:
        if depth == 0 { return "a word outside of every command" }
        if isAfterOpening {
          let command = word(from: at - 1)
          guard allowed.contains(command) else { return "the command `\(command.printable)`" }
          if command == "check-sat" { checks += 1 }
        }
      }
      isAfterOpening = false
    }
    if depth > 0 { return "a bracket that is not closed" }
    return checks == 1 ? nil : "\(checks) times `check-sat` instead of once"
  }
}
