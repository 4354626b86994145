import ProvisoPatterns

/// Bytes of UTF-8 as parts of words: letters are those of ASCII and all that is not ASCII.
extension UInt8 {
  package var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) || self >= 0x80 }

  /// One of the signs that join the parts of addresses, paths and identifiers.
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
  /// Without white space at its ends.
  package var trimmed: [UInt8] {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
    guard let first = firstIndex(where: { !isSpace($0) }),
      let last = lastIndex(where: { !isSpace($0) })
    else { return [] }
    return Array(self[first...last])
  }

  /// The words of a text: letters, digits and marks one after the other, without marks at their ends.
  package var words: [[UInt8]] {
    split(whereSeparator: { !$0.isWordByte }).compactMap { word in
      let bare = Array(word.drop { $0.isMark }.reversed().drop { $0.isMark }.reversed())
      return bare.isEmpty ? nil : bare
    }
  }

  /// The words that a name as programs have them is put together of, in small letters: what stands
  /// between signs, taken apart where a capital follows a small letter or a digit, or begins a word after
  /// other capitals.
  package var nameParts: [[UInt8]] {
    var parts: [[UInt8]] = []
    var part: [UInt8] = []
    func isCapital(_ place: Int) -> Bool {
      indices.contains(place) && (0x41...0x5A).contains(self[place])
    }
    func isSmall(_ place: Int) -> Bool {
      indices.contains(place) && (0x61...0x7A).contains(self[place])
    }
    for place in indices {
      let byte = self[place]
      guard byte.isLetter || byte.isDigit else {
        if !part.isEmpty { parts.append(part) }
        part = []
        continue
      }
      let begins =
        isCapital(place) && (!isCapital(place - 1) || isSmall(place + 1)) && !part.isEmpty
      if begins {
        parts.append(part)
        part = []
      }
      part.append(isCapital(place) ? byte | 0x20 : byte)
    }
    if !part.isEmpty { parts.append(part) }
    return parts
  }

  /// The number that a word is; nil where it is none as JSON writes them, without a sign or an exponent.
  package var numeral: Number? {
    // Longer numerals are only compared as texts.
    guard first?.isDigit == true, count <= 40,
      allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") })
    else { return nil }
    // JSON has no leading zeros, and texts do: 007 is a name.
    return Number(literal: String(decoding: self, as: UTF8.self))
  }

  /// Whether these bytes stand in others, one after the other.
  ///
  /// - Parameter asWords: only where no letter or digit stands right before or after them.
  package func isInside(_ hay: [UInt8], asWords: Bool = false) -> Bool {
    guard let head = first, count <= hay.count else { return false }
    for start in 0...(hay.count - count) where hay[start] == head {
      guard hay[start..<(start + count)].elementsEqual(self) else { continue }
      if !asWords { return true }
      let end = start + count
      let isApart =
        (start == 0 || !hay[start - 1].isLetter && !hay[start - 1].isDigit)
        && (end == hay.count || !hay[end].isLetter && !hay[end].isDigit)
      if isApart { return true }
    }
    return false
  }
}
