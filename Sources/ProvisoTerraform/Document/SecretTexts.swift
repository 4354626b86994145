import Essentials
import JSON
import ProvisoKernel

/// The secrets of a plan as texts, to find them in other texts.
///
/// Terraform marks a value in one place and leaves a copy of it in another unmarked: as it is, or in a JSON
/// text, a URL, a script or Base64. Texts of ``shortest`` bytes and more are found anywhere, in the
/// spellings that ``TextSpellings`` undoes. Shorter ones occur by chance, so they are found only where one
/// is a whole literal. It errs towards a secret: a text that has one by chance counts as a copy.
struct SecretTexts: Sendable {
  /// The fewest bytes of a secret that is searched for.
  static let shortest = 6

  /// The secrets, and their Base64.
  private var whole = TextIndex()
  /// The secrets with white space in them, without it: a key can be indented or joined.
  private var dense = TextIndex()
  /// The secrets with fewer bytes.
  private var short: Set<[UInt8]> = []

  /// Whether no secret is long enough to be searched for.
  var isEmpty: Bool { whole.isEmpty }

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

  /// Adds a text.
  mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= Self.shortest else {
      if !bytes.isEmpty {
        short.insert(bytes)
        short.insert(Array(Value.quoted(text).dropFirst().dropLast().utf8))
      }
      return
    }
    guard whole.insert(bytes) else { return }
    let solid = bytes.filter { !Self.isSpace($0) }
    if solid.count < bytes.count, solid.count >= Self.shortest { dense.insert(solid) }
    // In Base64, what a text becomes depends on the number of bytes before it, modulo 3. The characters
    // at the ends depend on the neighbours.
    for lead in 0..<3 {
      let padded = Array(repeating: UInt8(0), count: lead) + bytes
      let encoded = Array(Data(padded).base64EncodedString().utf8)
      let start = [0, 2, 3][lead]
      let end = padded.count * 8 / 6
      if end - start >= Self.shortest { whole.insert(Array(encoded[start..<end])) }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

  /// Whether a secret is in the text.
  func occur(in text: String) -> Bool {
    guard !isEmpty, text.utf8.count >= Self.shortest else { return false }
    return TextSpellings.contain(Array(text.utf8), meets)
  }

  private func meets(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    if whole.occurs(in: bytes) { return true }
    guard !dense.isEmpty else { return false }
    return bytes.filter { !Self.isSpace($0) }.withUnsafeBufferPointer(dense.occurs)
  }

  /// The parts of a value that have a secret in them.
  ///
  /// The document's depth limit bounds the recursion.
  func copies(in json: JSONValue?) -> Mask {
    guard !isEmpty, let json else { return .none }
    switch json.kind {
    case .null, .bool: return .none
    case .string: return json.string.map(occur) == true ? .all : .none
    case .number: return json.number.map { occur(in: $0.text) } == true ? .all : .none
    case .array:
      let masks = json.elements.map(copies)
      return masks.contains { $0 != .none } ? .list(masks) : .none
    case .object:
      var masks: [Text: Mask] = [:]
      for (key, member) in json.members {
        let name = key.string
        if occur(in: name) { return .all }
        let mask = copies(in: member)
        if mask != .none { masks[Text(name)] = mask }
      }
      return masks.isEmpty ? .none : .map(masks)
    }
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
