import ProvisoKernel

/// A word of a text.
struct TextWord: Sendable {
  /// The word without the signs around it, as it is written.
  let text: String
  /// The same in small letters.
  let key: String
  /// The signs before it, such as `+`, `$` or `<`.
  let before: String
  /// The signs after it.
  let after: String
}

/// The words of a text, without regard to its language.
enum TextWords {
  /// The words. White space ends one, as do brackets, vertical lines and a comma or semicolon that
  /// does not stand between digits.
  static func of(_ text: some StringProtocol) -> [TextWord] {
    var words: [TextWord] = []
    var word: [Unicode.Scalar] = []
    func end() {
      defer { word.removeAll(keepingCapacity: true) }
      guard let first = word.firstIndex(where: isInner),
        let last = word.lastIndex(where: isInner)
      else { return }
      let inner = string(word[first...last])
      words.append(
        TextWord(
          text: inner, key: inner.lowercased(), before: string(word[..<first]),
          after: string(word[(last + 1)...])))
    }
    var previous: Unicode.Scalar = " "
    var scalars = text.unicodeScalars.makeIterator()
    var next = scalars.next()
    while let scalar = next {
      next = scalars.next()
      defer { previous = scalar }
      if scalar.properties.isWhitespace || scalar.value < 0x20 {
        end()
      } else if "<([{|".unicodeScalars.contains(scalar) {
        end()
        word.append(scalar)
      } else if ">)]}".unicodeScalars.contains(scalar) {
        word.append(scalar)
        end()
      } else if scalar == "," || scalar == ";" {
        word.append(scalar)
        if !isDigit(previous) || !(next.map(isDigit) ?? false) { end() }
      } else {
        word.append(scalar)
      }
    }
    end()
    return words
  }

  private static func isInner(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x80 {
      return isDigit(scalar) || (0x61...0x7A).contains(scalar.value | 0x20)
    }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    (0x30...0x39).contains(scalar.value)
  }

  private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }
}
