/// A script of `sed`.
struct SedScript {
  private let bytes: [UInt8]
  private var at = 0

  /// Whether a script only prints: its commands neither write files nor run programs, whichever `sed` reads it.
  /// They are separated by `;`, such as `s/a/b/gp`, `1,5p;$d` or `/a/,/b/p`.
  static func onlyPrints(_ text: String) -> Bool {
    var script = SedScript(bytes: Array(text.utf8))
    return script.commands()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skip(_ set: String) {
    while let byte = next, set.utf8.contains(byte) { at += 1 }
  }

  private mutating func commands() -> Bool {
    guard !bytes.contains(UInt8(ascii: "\n")) else { return false }
    while true {
      guard address() else { return false }
      guard let command = next else { return false }
      at += 1
      switch command {
      case _ where "pPdDqQ=nNgGhHxl".utf8.contains(command): break
      case UInt8(ascii: "s"): guard substitution() else { return false }
      default: return false
      }
      skip(" ")
      guard let end = next else { return true }
      guard end == UInt8(ascii: ";") else { return false }
      skip("; ")
      if next == nil { return true }
    }
  }

  /// Reads `5`, `$`, `1,5`, `1~2`, `/a/`, `/a/,/b/` or `5,+3`, and a `!` after it.
  private mutating func address() -> Bool {
    skip(" ")
    guard let isThere = place() else { return false }
    skip(" ")
    if isThere, next == UInt8(ascii: ",") {
      at += 1
      skip(" ")
      if next == UInt8(ascii: "+") { at += 1 }
      guard place() == true else { return false }
      skip(" ")
    }
    skip("!")
    skip(" ")
    return true
  }

  /// Reads one place; `nil` if it has another form, and false if there is none.
  private mutating func place() -> Bool? {
    switch next {
    case UInt8(ascii: "$"):
      at += 1
      return true
    case UInt8(ascii: "/"):
      at += 1
      guard text(until: UInt8(ascii: "/"), isPattern: true) else { return nil }
      skip("I")
      return true
    case let byte? where (0x30...0x39).contains(byte):
      skip("0123456789")
      if next == UInt8(ascii: "~") {
        at += 1
        skip("0123456789")
      }
      return true
    default: return false
    }
  }

  private mutating func substitution() -> Bool {
    guard let sign = next, "/|#,:@%!".utf8.contains(sign) else { return false }
    at += 1
    guard text(until: sign, isPattern: true), text(until: sign, isPattern: false) else {
      return false
    }
    // `w` writes a file, and `e` runs a program.
    skip("gpiI0123456789")
    return true
  }

  /// Moves past a pattern or a replacement and the sign that ends it.
  ///
  /// Some programs end a pattern at a sign in brackets, and others do not. So brackets with such a sign or a
  /// backslash are not supported.
  private mutating func text(until sign: UInt8, isPattern: Bool) -> Bool {
    while let byte = next, byte != sign {
      at += 1
      if byte == UInt8(ascii: "\\") {
        guard next != nil else { return false }
        at += 1
      } else if isPattern, byte == UInt8(ascii: "[") {
        skip("^")
        if next == UInt8(ascii: "]") { at += 1 }
        while let inner = next, inner != UInt8(ascii: "]") {
          guard inner != sign, inner != UInt8(ascii: "\\") else { return false }
          at += 1
        }
        guard next != nil else { return false }
        at += 1
      }
    }
    guard next == sign else { return false }
    at += 1
    return true
  }
}
