import CZ3

/// Converts Swift's strings to Z3's, and back.
///
/// A Z3 string is a sequence of characters 0 to 0x2FFFF, written in ASCII with SMT-LIB's escapes
/// `\u{…}`. Z3 4.8.12 reads bytes above 0x7F as negative characters, so everything except printable
/// ASCII is escaped here. Its own output does not escape a backslash, so `\u{e9}` in it can be one
/// character or six; the length of the string decides.
enum StringLiteral {
  static let greatestCharacter: UInt32 = 0x2FFFF

  /// The bytes for Z3, ended by 0, in pieces. No piece has a backslash before a `u`, because Z3
  /// 4.8.12 would print such a literal as if it were an escape. `nil` if the text has a character
  /// that Z3 does not have.
  static func encode(_ text: String) -> [[CChar]]? {
    var pieces: [[CChar]] = []
    var piece: [CChar] = []
    piece.reserveCapacity(text.utf8.count + 1)
    var afterBackslash = false
    for scalar in text.unicodeScalars {
      if scalar.value > greatestCharacter { return nil }
      if afterBackslash && scalar == "u" {
        piece.append(0)
        pieces.append(piece)
        piece = []
      }
      afterBackslash = scalar == "\\"
      if scalar.value >= 0x20 && scalar.value < 0x7F && scalar != "\\" {
        piece.append(CChar(truncatingIfNeeded: scalar.value))
      } else {
        for byte in "\\u{\(String(scalar.value, radix: 16))}".utf8 {
          piece.append(CChar(truncatingIfNeeded: byte))
        }
      }
    }
    piece.append(0)
    pieces.append(piece)
    return pieces
  }

  /// One unit of Z3's output: a plain character, or text in the form of an escape.
  enum Unit: Equatable {
    case plain(UInt8)
    case escape(UInt32, width: Int)
  }

  static func units(_ text: [UInt8]) -> [Unit] {
    var units: [Unit] = []
    units.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if let (value, width) = escape(text[index...]) {
        units.append(.escape(value, width: width))
        index += width
      } else {
        units.append(.plain(text[index]))
        index += 1
      }
    }
    return units
  }

  /// Reads `\u{h…}` with one to five digits, or `\uhhhh`.
  private static func escape(_ text: ArraySlice<UInt8>) -> (UInt32, width: Int)? {
    guard text.starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { return nil }
    var rest = text.dropFirst(2)
    let braces = rest.first == UInt8(ascii: "{")
    if braces { rest = rest.dropFirst() }
    var value: UInt32 = 0
    var digits = 0
    while digits < (braces ? 5 : 4), let byte = rest.first, let digit = hexValue(byte) {
      value = value * 16 + digit
      digits += 1
      rest = rest.dropFirst()
    }
    if braces {
      guard digits > 0, rest.first == UInt8(ascii: "}") else { return nil }
      return (value, width: digits + 4)
    }
    return digits == 4 ? (value, width: 6) : nil
  }

  private static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}

extension Z3Term {
  /// The value of a string literal. `nil` for any other term, and for a string with surrogates,
  /// which Swift's strings cannot hold (see ``Z3Context/unicodeText()``).
  public var stringValue: String? {
    guard kind == .string, let literal = try? literalString() else { return nil }
    let z3 = context.handle
    guard let output = Z3_get_string(z3, literal.ast) else { return nil }
    let bytes = Array(String(cString: output).utf8)
    let units = StringLiteral.units(bytes)
    let escapes = units.contains { if case .escape = $0 { true } else { false } }
    if !escapes { return String(decoding: bytes, as: UTF8.self) }
    guard let length = literal.characterCount() else { return nil }
    // All escapes as one character each give the smallest count; none gives the largest.
    if length == units.count { return Self.text(units) }
    if length == bytes.count { return String(decoding: bytes, as: UTF8.self) }
    return literal.readCharacters(length)
  }

  private func literalString() throws(Z3Error) -> Z3Term? {
    if Z3_is_string(context.handle, ast) { return self }
    // A literal made of several pieces is a concatenation until it is simplified.
    guard isApplication, let decl = Z3_get_app_decl(context.handle, ast),
      Z3_get_decl_kind(context.handle, decl) == Z3_OP_SEQ_CONCAT
    else { return nil }
    let simple = try simplified()
    return Z3_is_string(context.handle, simple.ast) ? simple : nil
  }

  private func characterCount() -> Int? {
    guard let length = try? context.length(self).simplified().numeralValue else { return nil }
    return Int(length)
  }

  /// Reads one character at a time, because the output of a single character is not ambiguous.
  private func readCharacters(_ count: Int) -> String? {
    var scalars = String.UnicodeScalarView()
    for index in 0..<count {
      guard let position = try? context.int(index),
        let at = Z3_mk_seq_at(context.handle, ast, position.ast),
        let term = try? context.own(at, operation: "at"), let character = try? term.simplified(),
        Z3_is_string(context.handle, character.ast),
        let output = Z3_get_string(context.handle, character.ast)
      else { return nil }
      let units = StringLiteral.units(Array(String(cString: output).utf8))
      guard units.count == 1, let scalar = units.first.flatMap(Self.scalar) else { return nil }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  private static func text(_ units: [StringLiteral.Unit]) -> String? {
    var scalars = String.UnicodeScalarView()
    for unit in units {
      guard let scalar = scalar(unit) else { return nil }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  private static func scalar(_ unit: StringLiteral.Unit) -> Unicode.Scalar? {
    switch unit {
    case .plain(let byte): Unicode.Scalar(byte)
    case .escape(let value, _): Unicode.Scalar(value)
    }
  }
}
