import ProvisoKernel

/// The canonical JSON text of a value, so that equal values have equal digests.
///
/// Source: RFC 8785 (JSON Canonicalization Scheme): no spaces, members in the order of the UTF-16 code units
/// of their names, the shortest escapes, and numbers as ECMAScript prints them. The scheme has only
/// numbers that a double can hold; any other number is written out exactly, so that no two differ
/// unseen.
package enum CanonicalJSON {
  /// The text of a value. Objects of worlds, which JSON does not have, are written as `null`.
  package static func text(of value: Value) -> String {
    var out = ""
    write(value, to: &out)
    return out
  }

  private static func write(_ value: Value, to out: inout String) {
    switch value {
    case .null, .object: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .number(let number): out += text(of: number)
    case .string(let text): write(text.string, to: &out)
    case .list(let elements):
      out += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { out += "," }
        write(element, to: &out)
      }
      out += "]"
    case .map(let members):
      let names = members.keys.sorted {
        $0.string.utf16.lexicographicallyPrecedes($1.string.utf16)
      }
      out += "{"
      for (index, name) in names.enumerated() {
        if index > 0 { out += "," }
        write(name.string, to: &out)
        out += ":"
        write(members[name] ?? .null, to: &out)
      }
      out += "}"
    }
  }

  private static func write(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\u{8}": out += "\\b"
      case "\t": out += "\\t"
      case "\n": out += "\\n"
      case "\u{c}": out += "\\f"
      case "\r": out += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }

  /// A number as ECMAScript prints it (ECMA-262, Number::toString), if a double has this value.
  static func text(of number: Number) -> String {
    let exact = Value.number(number).description
    guard let double = Double(exact), double.isFinite,
      Number(literal: "\(double)") == number
    else { return exact }
    return text(of: double)
  }

  static func text(of double: Double) -> String {
    if double == 0 { return "0" }
    let sign = double < 0 ? "-" : ""
    // The shortest digits that give the same double, without the point and the exponent.
    let parts = "\(double.magnitude)".split(separator: "e")
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let decimal = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var digits = decimal.joined()
    exponent += decimal[0].count
    while digits.hasPrefix("0"), digits.count > 1 {
      digits.removeFirst()
      exponent -= 1
    }
    while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
    let count = digits.count
    // The value is 0.DIGITS times ten to the exponent.
    switch exponent {
    case count...21: return sign + digits + String(repeating: "0", count: exponent - count)
    case 1..<count:
      return sign + digits.prefix(exponent) + "." + digits.dropFirst(exponent)
    case -5...0: return sign + "0." + String(repeating: "0", count: -exponent) + digits
    default:
      let power = exponent - 1
      let mark = (power < 0 ? "e-" : "e+") + String(power.magnitude)
      return sign + (count == 1 ? digits : "\(digits.prefix(1)).\(digits.dropFirst())") + mark
    }
  }
}
