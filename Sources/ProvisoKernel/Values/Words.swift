import ProvisoPatterns

/// The roles of UTF-8 bytes in words: ASCII letters and all bytes outside ASCII count as letters.
extension UInt8 {
  package var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) || self >= 0x80 }

  /// Whether the byte is a punctuation mark that joins the parts of addresses, paths and
  /// identifiers.
  package var isMark: Bool {
    switch self {
    case UInt8(ascii: "@"), UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: ":"),
      UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }

  package var isWordByte: Bool { isDigit || isLetter || isMark }
}

extension [UInt8] {
  /// The bytes without white space at the ends.
  package var trimmed: [UInt8] {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return [] }
    return Array(self[first...last])
  }

  /// The words of a text: runs of letters, digits and marks, without marks at their ends.
  package var words: [[UInt8]] {
    split(whereSeparator: { !$0.isWordByte }).compactMap { word in
      let bare = Array(word.drop { $0.isMark }.reversed().drop { $0.isMark }.reversed())
      return bare.isEmpty ? nil : bare
    }
  }

  /// The words inside an identifier, in lower case.
  ///
  /// The identifier splits at every byte that is neither a letter nor a digit, before a capital
  /// that follows a small letter or a digit, and before the last of several capitals if a small
  /// letter follows.
  package var nameParts: [[UInt8]] {
    var parts: [[UInt8]] = []
    var part: [UInt8] = []
    func isCapital(_ index: Int) -> Bool {
      indices.contains(index) && (0x41...0x5A).contains(self[index])
    }
    func isSmall(_ index: Int) -> Bool {
      indices.contains(index) && (0x61...0x7A).contains(self[index])
    }
    for index in indices {
      let byte = self[index]
      guard byte.isLetter || byte.isDigit else {
        if !part.isEmpty { parts.append(part) }
        part = []
        continue
      }
      let begins =
        isCapital(index) && (!isCapital(index - 1) || isSmall(index + 1)) && !part.isEmpty
      if begins {
        parts.append(part)
        part = []
      }
      part.append(isCapital(index) ? byte | 0x20 : byte)
    }
    if !part.isEmpty { parts.append(part) }
    return parts
  }

  /// The number that the word spells; `nil` if the word is not a JSON number without sign and
  /// exponent.
  package var numeral: Number? {
    // Longer numerals are compared only as texts.
    guard first?.isDigit == true, count <= 40,
      allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") })
    else { return nil }
    // JSON numbers have no leading zeros; a text may have them, and 007 is a name.
    return Number(literal: String(decoding: self, as: UTF8.self))
  }

  /// Whether `text` contains these bytes, one after another.
  ///
  /// - Parameter asWords: whether a match must have no letter or digit right before or after it.
  package func isInside(_ text: [UInt8], asWords: Bool = false) -> Bool {
    guard let head = first, count <= text.count else { return false }
    for start in 0...(text.count - count) where text[start] == head {
      guard text[start..<(start + count)].elementsEqual(self) else { continue }
      if !asWords { return true }
      let end = start + count
      let isApart =
        (start == 0 || !text[start - 1].isLetter && !text[start - 1].isDigit)
        && (end == text.count || !text[end].isLetter && !text[end].isDigit)
      if isApart { return true }
    }
    return false
  }
}
