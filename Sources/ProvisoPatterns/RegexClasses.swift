/// Escapes and character classes.
extension RegexParser {
  /// Reads an escape outside brackets, after the backslash.
  mutating func escape(_ start: Int) throws(RegexError) -> RegexSyntax {
    guard let scalar = peek() else {
      throw error("nothing follows the last `\\`", from: start, to: start + 1)
    }
    switch scalar {
    case "A":
      position += 1
      return .assertion(.textStart)
    case "z":
      position += 1
      return .assertion(.textEnd)
    case "b":
      position += 1
      return .assertion(.wordBoundary)
    case "B":
      position += 1
      return .assertion(.notWordBoundary)
    case "Z", "G":
      throw error(
        "`\\\(scalar)` is not supported; the end of the text is `\\z`", from: start,
        to: position + 1)
    case "C", "X", "R", "K", "k", "g":
      throw error("`\\\(scalar)` is not part of RE2's syntax", from: start, to: position + 1)
    case "1"..."9":
      // Two octal digits are a character, one digit is a reference.
      if scalar <= "7", let next = peek(1), ("0"..."7").contains(next) { break }
      throw error(
        "references to a group are not supported: RE2 does not backtrack", from: start,
        to: position + 1)
    default: break
    }
    if let set = try classEscape(start) { return .set(set) }
    return .set(folded(RegexSet([try characterEscape(start)])))
  }

  /// Reads `\d`, `\pL` and similar classes, after the backslash; `nil` if this is not a class.
  private mutating func classEscape(_ start: Int) throws(RegexError) -> RegexSet? {
    guard let scalar = peek() else { return nil }
    if let set = RegexSet.perl[scalar] {
      position += 1
      // `\w` and similar classes are ASCII; with the flag `i` they include all that folds to them.
      return folded(set)
    }
    if let lower = Unicode.Scalar(scalar.value | 0x20), "DSW".unicodeScalars.contains(scalar),
      let set = RegexSet.perl[lower]
    {
      position += 1
      return folded(set).inverted
    }
    guard scalar == "p" || scalar == "P" else { return nil }
    position += 1
    var isNegated = scalar == "P"
    var name = ""
    if take("{") {
      while let next = peek(), next != "}" {
        name.unicodeScalars.append(next)
        position += 1
      }
      guard take("}") else { throw error("`\\p{` has no closing `}`", from: start, to: position) }
      if name.hasPrefix("^") {
        isNegated.toggle()
        name.removeFirst()
      }
    } else if let next = peek() {
      name.unicodeScalars.append(next)
      position += 1
    }
    guard let set = RegexSet.unicode(name) else {
      throw error(
        "there is no class `\(name)`; use a general category, such as `\\pL`, `\\p{Lu}` or `\\p{Nd}`",
        from: start, to: position)
    }
    let whole = folded(set)
    return isNegated ? whole.inverted : whole
  }

  /// Reads an escape for one character, after the backslash.
  private mutating func characterEscape(_ start: Int) throws(RegexError) -> Unicode.Scalar {
    guard let scalar = peek() else {
      throw error("nothing follows the last `\\`", from: start, to: start + 1)
    }
    position += 1
    switch scalar {
    case "a": return "\u{07}"
    case "f": return "\u{0C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "v": return "\u{0B}"
    case "0"..."7":
      // `\0` alone, and up to three octal digits.
      guard scalar == "0" || peek().map({ ("0"..."7").contains($0) }) ?? false else { break }
      var value = scalar.value - 48
      var count = 1
      while count < 3, let next = peek(), ("0"..."7").contains(next) {
        value = value * 8 + (next.value - 48)
        position += 1
        count += 1
      }
      if let result = Unicode.Scalar(value) { return result }
    case "x":
      if let result = hexadecimal() { return result }
      throw error(
        "`\\x` takes two hexadecimal digits, or a code point as in `\\x{1F600}`", from: start,
        to: position)
    default:
      // An escaped punctuation mark is itself; a letter or a digit has a meaning or is a mistake.
      if scalar.isASCII, !UInt8(truncatingIfNeeded: scalar.value).isWord {
        return scalar
      }
      if scalar == "_" { return scalar }
    }
    throw error("`\\\(scalar)` is not an escape", from: start, to: position)
  }

  private mutating func hexadecimal() -> Unicode.Scalar? {
    var digits = ""
    if take("{") {
      while let next = peek(), next != "}", digits.utf8.count <= 6 {
        digits.unicodeScalars.append(next)
        position += 1
      }
      guard take("}") else { return nil }
    } else {
      for _ in 0..<2 {
        guard let next = peek() else { return nil }
        digits.unicodeScalars.append(next)
        position += 1
      }
    }
    guard digits.utf8.allSatisfy({ $0.isDigit || (97...102).contains($0 | 0x20) }) else {
      return nil
    }
    return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init)
  }

  /// Reads `[…]`, after the opening bracket.
  mutating func bracketClass(_ start: Int) throws(RegexError) -> RegexSet {
    let isNegated = take("^")
    var set = RegexSet()
    var isFirst = true
    while true {
      guard let scalar = peek() else {
        throw error("this `[` is not closed", from: start, to: start + 1)
      }
      if scalar == "]", !isFirst {
        position += 1
        break
      }
      isFirst = false
      let itemStart = position
      if scalar == "[", peek(1) == ":" {
        if let named = try posixClass() {
          set.formUnion(named)
          continue
        }
      }
      if scalar == "\\" {
        position += 1
        if let named = try classEscape(itemStart) {
          set.formUnion(named)
          continue
        }
        position = itemStart
      }
      let low = try classCharacter()
      guard peek() == "-", let after = peek(1), after != "]" else {
        set.formUnion(folded(RegexSet([low])))
        continue
      }
      position += 1
      if after == "\\", let kind = peek(1), "dswDSWpP".unicodeScalars.contains(kind) {
        throw error(
          "a range must end with a character, not with a class", from: itemStart, to: position + 2)
      }
      let high = try classCharacter()
      guard low <= high else {
        throw error("the start of this range comes after its end", from: itemStart, to: position)
      }
      set.formUnion(folded(RegexSet(ranges: [low.value...high.value])))
    }
    return isNegated ? set.inverted : set
  }

  private mutating func classCharacter() throws(RegexError) -> Unicode.Scalar {
    let start = position
    guard let scalar = peek() else { throw error("this `[` is not closed", from: start, to: start) }
    position += 1
    return scalar == "\\" ? try characterEscape(start) : scalar
  }

  /// Reads `[:alpha:]` inside brackets; `nil` if the `[:` is only two characters.
  private mutating func posixClass() throws(RegexError) -> RegexSet? {
    let start = position
    var ahead = position + 2
    var name = ""
    while ahead < scalars.count, scalars[ahead] != ":", scalars[ahead] != "]" {
      name.unicodeScalars.append(scalars[ahead])
      ahead += 1
    }
    guard ahead + 1 < scalars.count, scalars[ahead] == ":", scalars[ahead + 1] == "]" else {
      return nil
    }
    let isNegated = name.hasPrefix("^")
    if isNegated { name.removeFirst() }
    guard let set = RegexSet.posix[name] else {
      throw error("there is no class `[:\(name):]`", from: start, to: ahead + 2)
    }
    position = ahead + 2
    return isNegated ? folded(set).inverted : folded(set)
  }
}
