import CZ3

/// Encodes names so that Z3 can keep them and SMT-LIB can write them.
///
/// Z3 cuts a name at a NUL, SMT-LIB cannot write `|` or `\` in a name, and Z3 uses `!` in the names
/// that it generates. These characters, and `%` itself, become `%` and two hexadecimal digits; the
/// empty name becomes `%`. Different names therefore stay different.
enum Z3Symbol {
  static func encode(_ name: String) -> String {
    if name.isEmpty { return "%" }
    if !name.utf8.contains(where: isSpecial) { return name }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(name.utf8.count + 8)
    for byte in name.utf8 {
      if isSpecial(byte) {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(hexDigit(byte >> 4))
        bytes.append(hexDigit(byte & 0xF))
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func decode(_ symbol: String) -> String {
    if !symbol.utf8.contains(UInt8(ascii: "%")) { return symbol }
    if symbol == "%" { return "" }
    var bytes: [UInt8] = []
    var rest = symbol.utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
      {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case 0, UInt8(ascii: "%"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "!"): true
    default: false
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + (value - 10)
  }
}

extension Z3Context {
  func symbol(_ name: String) throws(Z3Error) -> OpaquePointer {
    guard let symbol = Z3_mk_string_symbol(handle, Z3Symbol.encode(name)) else {
      throw failure("symbol")
    }
    return symbol
  }

  /// The original name of a symbol.
  func name(of symbol: OpaquePointer?) -> String? {
    guard let symbol else { return nil }
    if Z3_get_symbol_kind(handle, symbol) == Z3_INT_SYMBOL {
      return "k!\(Z3_get_symbol_int(handle, symbol))"
    }
    return Z3_get_symbol_string(handle, symbol).map { Z3Symbol.decode(String(cString: $0)) }
  }
}
