import Essentials

/// The spellings that a text can have inside of another text, undone.
///
/// A JSON text, a URL or Base64 spells the same characters in many ways, and every encoder chooses its own:
/// Terraform's `jsonencode` writes `&` as `\u0026`. So a text is not compared with the spellings of a
/// secret: what may be a spelling is undone, and the result is compared with the secret itself.
enum TextSpellings {
  /// The number of times that escapes are undone: JSON in JSON in JSON.
  static let most = 8
  /// The fewest characters that are read as Base64. Shorter texts are found by the Base64 of the secret.
  private static let shortestBase64 = 16

  /// Whether a test is true for the text as it is, or with some of its spellings undone.
  ///
  /// It is also true for a text with escapes in escapes beyond ``most``.
  ///
  /// - Parameter depth: how many times Base64 has been undone.
  static func contain(
    _ text: [UInt8], depth: Int = 0, _ test: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> Bool {
    func meets(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBufferPointer(test) }
    var text = text
    var rounds = 0
    while true {
      if meets(text) { return true }
      if text.contains(UInt8(ascii: "%")) {
        var plain = percentDecoded(text)
        if plain.count < text.count {
          if meets(plain) { return true }
          // A URL in a URL.
          plain = percentDecoded(plain)
          if meets(plain) || meets(unescaped(plain)) { return true }
        }
      }
      if depth < 3 {
        for run in base64Runs(in: text) where contain(run, depth: depth + 1, test) { return true }
      }
      guard text.contains(UInt8(ascii: "\\")) else { return false }
      let next = unescaped(text)
      if next.count == text.count { return false }
      rounds += 1
      if rounds > most { return true }
      text = next
    }
  }

  /// The text without the escapes of JSON, HCL and SMT-LIB. Other escapes stay.
  static func unescaped(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var index = 0
    var high: UInt32?
    while index < text.count {
      guard text[index] == UInt8(ascii: "\\"), index + 1 < text.count else {
        out.append(text[index])
        index += 1
        continue
      }
      if text[index + 1] == UInt8(ascii: "u"),
        let (code, end) = hexadecimal(in: text, at: index + 2)
      {
        index = end
        switch code {
        case 0xD800..<0xDC00: high = code
        case 0xDC00..<0xE000:
          if let first = high {
            append(0x10000 + (first - 0xD800) << 10 + (code - 0xDC00), to: &out)
          }
          high = nil
        default: append(code, to: &out)
        }
        continue
      }
      if let byte = escapes[text[index + 1]] {
        out.append(byte)
      } else {
        out += text[index...index + 1]
      }
      index += 2
    }
    return out
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
    UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "'"): UInt8(ascii: "'"),
    UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13,
    UInt8(ascii: "t"): 9,
  ]

  private static func append(_ code: UInt32, to out: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(code) else { return }
    out += Array(String(Character(scalar)).utf8)
  }

  /// The number after `\u`: four digits, or up to six in braces, and the index after it.
  private static func hexadecimal(in text: [UInt8], at start: Int) -> (UInt32, Int)? {
    let isBraced = start < text.count && text[start] == UInt8(ascii: "{")
    var index = isBraced ? start + 1 : start
    var code: UInt32 = 0
    var count = 0
    while index < text.count, count < (isBraced ? 6 : 4), let digit = digit(text[index]) {
      code = code << 4 | digit
      index += 1
      count += 1
    }
    guard isBraced else { return count == 4 ? (code, index) : nil }
    return count > 0 && index < text.count && text[index] == UInt8(ascii: "}")
      ? (code, index + 1) : nil
  }

  private static func digit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
  }

  /// The text with each `%` and two digits as a byte.
  private static func percentDecoded(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
        let first = digit(text[index + 1]), let second = digit(text[index + 2])
      {
        out.append(UInt8(first << 4 | second))
        index += 3
      } else {
        out.append(text[index])
        index += 1
      }
    }
    return out
  }

  /// The decoded parts of a text that look like Base64, of either alphabet.
  private static func base64Runs(in text: [UInt8]) -> [[UInt8]] {
    var runs: [[UInt8]] = []
    var run: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    func end() {
      if count >= shortestBase64 { runs.append(run) }
      run.removeAll(keepingCapacity: true)
      bits = 0
      count = 0
    }
    for byte in text {
      guard let value = base64[Int(byte)] else {
        // Base64 can have line ends in it.
        if byte == 10 || byte == 13 { continue }
        end()
        continue
      }
      bits = bits << 6 | value
      count += 1
      switch count & 3 {
      case 2: run.append(UInt8(truncatingIfNeeded: bits >> 4))
      case 3: run.append(UInt8(truncatingIfNeeded: bits >> 2))
      case 0: run.append(UInt8(truncatingIfNeeded: bits))
      default: break
      }
    }
    end()
    return runs
  }

  /// The value of each character of Base64.
  private static let base64: [UInt32?] = {
    var table = [UInt32?](repeating: nil, count: 256)
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, letter) in letters.utf8.enumerated() { table[Int(letter)] = UInt32(value) }
    table[Int(UInt8(ascii: "-"))] = 62
    table[Int(UInt8(ascii: "_"))] = 63
    return table
  }()
}
