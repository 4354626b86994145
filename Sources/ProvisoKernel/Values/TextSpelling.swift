extension String {
  /// Whether the text may be equal to a text of other code points, for whoever compares by canonical
  /// equivalence (Unicode Standard Annex 15), or has a sign of ASCII that a mark makes one character with
  /// others.
  ///
  /// Swift compares strings in this way, and cuts them between characters. Shells, servers and most file
  /// systems compare and cut bytes. Where this is false, both come to the same.
  ///
  /// It errs on the side of true. Texts in the usual form of their language (form C) have false, with few
  /// exceptions: letters with marks for which there is no single code point.
  package var hasOtherSpelling: Bool {
    // Below U+0300 there are no marks, and no code point that is equal to another text.
    guard utf8.contains(where: { $0 >= 0xCC }) else { return false }
    var last: UInt8 = 0
    for scalar in unicodeScalars {
      defer { last = scalar.properties.canonicalCombiningClass.rawValue }
      guard scalar.value >= 0x300 else { continue }
      let own = scalar.properties.canonicalCombiningClass.rawValue
      if scalar.properties.isFullCompositionExclusion || own != 0 && own < last
        || Self.composingClasses.contains(own) || Self.isComposing(scalar.value)
      {
        return true
      }
    }
    return contains { character in
      let scalars = character.unicodeScalars
      return scalars.count > 1 && scalars.contains(where: \.isASCII) && character != "\r\n"
        && !character.isNumberedKey
    }
  }

  /// The combining classes with a code point that makes one with the code point before it.
  private static let composingClasses: Set<UInt8> = [1, 7, 8, 202, 216, 220, 230, 240]

  /// Whether a code point of class 0 can make one with the code point before it.
  ///
  /// Source: `NFC_Quick_Check=Maybe` in `DerivedNormalizationProps.txt` of Unicode 17.
  private static func isComposing(_ code: UInt32) -> Bool {
    switch code {
    case 0x1161...0x1175, 0x11A8...0x11C2: true
    case 0x9BE, 0x9D7, 0xB3E, 0xB56, 0xB57, 0xBBE, 0xBD7, 0xCC2, 0xCD5, 0xCD6, 0xD3E, 0xD57, 0xDCF,
      0xDDF, 0x102E, 0x1B35:
      true
    case 0x1133E, 0x11357, 0x113B8, 0x113BB, 0x113C2, 0x113C5, 0x113C7...0x113C9, 0x114B0, 0x114BA,
      0x114BD, 0x115AF, 0x11930, 0x1611E...0x16129, 0x16D63, 0x16D67, 0x16D68:
      true
    default: false
    }
  }
}

extension Character {
  /// Whether it is the picture of a key with a digit, as in lists that models write. No program reads the digit.
  fileprivate var isNumberedKey: Bool {
    guard let first = unicodeScalars.first, ("0"..."9").contains(first) else { return false }
    return unicodeScalars.dropFirst().elementsEqual(["\u{FE0F}", "\u{20E3}"])
  }
}

extension Value {
  /// A text in the value, or a name of a member, that may be equal to a text of other code points.
  package var textWithOtherSpelling: String? {
    switch self {
    case .string(let text): text.string.hasOtherSpelling ? text.string : nil
    case .list(let elements): elements.lazy.compactMap(\.textWithOtherSpelling).first
    case .map(let members):
      members.lazy.compactMap {
        $0.key.string.hasOtherSpelling ? $0.key.string : $0.value.textWithOtherSpelling
      }.first
    case .null, .bool, .number, .object: nil
    }
  }
}
