import Essentials
import JSON
import ProvisoKernel

/// The secrets of a plan as texts, to find them in a text that is about to be printed.
///
/// This is a second wall behind the masks, for values that Terraform marks in one place and leaves
/// unmarked in another. It finds texts of ``shortest`` bytes and more anywhere. Shorter ones occur by chance,
/// so they are found only where one is a whole literal.
struct SecretTexts: Sendable {
  /// The fewest bytes of a secret that is searched for.
  static let shortest = 6

  /// The secrets by their first bytes.
  private var byStart: [UInt64: Set<[UInt8]>] = [:]
  /// The secrets with fewer bytes.
  private var short: Set<[UInt8]> = []

  /// Adds the parts of a value that a mask hides.
  mutating func add(_ json: JSONValue?, _ mask: Mask) {
    var open: [(JSONValue, Mask)] = json.map { [($0, mask)] } ?? []
    while let (value, mask) = open.popLast() {
      guard mask.hidesAnything else { continue }
      switch value.kind {
      case .null, .bool: break
      case .string: if let text = value.string { add(text) }
      case .number: if let number = value.number { add(number.text) }
      case .array:
        for (index, element) in value.elements.enumerated() {
          open.append((element, mask[element: index]))
        }
      case .object:
        for (key, member) in value.members {
          if mask == .all { add(key.string) }
          open.append((member, mask[Text(key.string)]))
        }
      }
    }
  }

  /// Adds a text and its usual encodings.
  mutating func add(_ text: String) {
    insert(Array(text.utf8))
    insert(Array(Value.quoted(text).dropFirst().dropLast().utf8))
    insert(Self.percentEncoded(text, except: ""))
    // The signs that RFC 3986 allows in a query.
    insert(Self.percentEncoded(text, except: "!$&'()*+,-./:;=?@_~"))
    // In Base64, what a text becomes depends on the number of bytes before it, modulo 3. The characters
    // at the ends depend on the neighbours.
    for lead in 0..<3 where text.utf8.count >= Self.shortest {
      let bytes = Array(repeating: UInt8(0), count: lead) + Array(text.utf8)
      let whole = Array(Data(bytes).base64EncodedString().utf8)
      let start = [0, 2, 3][lead]
      let end = bytes.count * 8 / 6
      if start < end { insert(Array(whole[start..<end])) }
    }
  }

  /// The text as a URL has it: each byte that is no letter or digit of ASCII is `%` and two digits.
  ///
  /// - Parameter signs: the signs that stay, too.
  private static func percentEncoded(_ text: String, except signs: String) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return text.utf8.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: [byte]
      case _ where signs.utf8.contains(byte): [byte]
      default: [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
  }

  private mutating func insert(_ bytes: [UInt8]) {
    guard bytes.count >= Self.shortest else {
      if !bytes.isEmpty { short.insert(bytes) }
      return
    }
    byStart[Self.start(of: bytes[...]), default: []].insert(bytes)
  }

  private static func start(of bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.prefix(shortest).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Whether a secret is in the text.
  func occur(in text: String) -> Bool {
    guard !byStart.isEmpty else { return false }
    let bytes = Array(text.utf8)
    guard bytes.count >= Self.shortest else { return false }
    let mask: UInt64 = (1 << (8 * UInt64(Self.shortest))) - 1
    var window: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      window = (window << 8 | UInt64(byte)) & mask
      let start = index + 1 - Self.shortest
      guard start >= 0, let found = byStart[window] else { continue }
      if found.contains(where: { bytes[start...].starts(with: $0) }) { return true }
    }
    return false
  }

  /// Whether a short secret is a literal of a configuration: a whole text in quotes, or a whole word.
  func occurAsLiteral(in text: String) -> Bool {
    guard !short.isEmpty else { return false }
    let ends = Set(" \t\r\n\"=,:;()[]{}".utf8)
    return Array(text.utf8).split(whereSeparator: ends.contains).contains {
      $0.count < Self.shortest && short.contains(Array($0))
    } || text.split(separator: "\"").contains { short.contains(Array($0.utf8)) }
  }
}
