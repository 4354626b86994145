extension Unicode.Scalar {
  /// Whether a terminal shows the character, rather than obeying it or hiding it.
  ///
  /// Control characters move the cursor or start commands of the terminal. Characters of the category
  /// "format" include those that change the reading direction and those without a width; both make
  /// one text look like another. So do characters that Unicode lets programs leave out
  /// (`Default_Ignorable_Code_Point`), the blank of braille, and characters without a meaning.
  package var isPrintable: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      return false
    default: return !properties.isDefaultIgnorableCodePoint && value != 0x2800
    }
  }

  /// The character as an escape, such as `\u{1b}`.
  package var escape: String { "\\u{\(String(value, radix: 16))}" }
}

extension String {
  /// The text with every character that a terminal would obey or hide as an escape, such as
  /// `\u{1b}`. Line ends and tabs are escaped, too.
  package var printable: String { printable(keeping: []) }

  /// The lines of a text with every other character that a terminal would obey or hide as an escape.
  package var printableLines: String { printable(keeping: ["\n", "\t"]) }

  private func printable(keeping kept: Set<Unicode.Scalar>) -> String {
    func isKept(_ scalar: Unicode.Scalar) -> Bool { scalar.isPrintable || kept.contains(scalar) }
    if unicodeScalars.allSatisfy(isKept) { return self }
    var out = ""
    for scalar in unicodeScalars {
      if isKept(scalar) { out.unicodeScalars.append(scalar) } else { out += scalar.escape }
    }
    return out
  }

  /// The text with another text for each of some scalars.
  ///
  /// `replacing(_:with:)` of the standard library compares characters, and CR LF is one character: it would
  /// leave every line feed behind a carriage return.
  package func replacing(_ texts: [Unicode.Scalar: String]) -> String {
    guard unicodeScalars.contains(where: { texts[$0] != nil }) else { return self }
    var out = ""
    for scalar in unicodeScalars {
      if let text = texts[scalar] { out += text } else { out.unicodeScalars.append(scalar) }
    }
    return out
  }

  /// The text with the middle of every long word left out, so that a message that quotes a name
  /// stays one that people can read.
  ///
  /// - Parameter most: the largest number of characters of a word that is kept whole.
  package func shorteningWords(over most: Int) -> String {
    guard utf8.count > most else { return self }
    var out = ""
    for (index, word) in split(separator: " ", omittingEmptySubsequences: false).enumerated() {
      if index > 0 { out += " " }
      out += word.count > most ? "\(word.prefix(most * 2 / 3))…\(word.suffix(most / 4))" : word
    }
    return out
  }
}
