import ProvisoKernel
import ProvisoPatterns
import Z3

/// Translates RE2 patterns into Z3's regular expressions, to match unknown texts.
///
/// A pattern matches anywhere in a text, so it becomes "anything, the pattern, anything"; an anchor
/// at one end removes the "anything" there. Anchors elsewhere, and word boundaries, have no
/// counterpart in Z3.
///
/// Z3's characters end at U+2FFFF and Unicode's at U+10FFFF. If texts with greater characters were
/// left out, Z3 would prove that no text matches `[\x{30000}-\x{3FFFF}]`. So the characters from
/// U+2FA20 to U+2FFFF, which Unicode does not assign, stand for themselves and for all greater ones
/// (`standIns`). A query must not distinguish them: each set of a pattern has all characters from
/// U+2FA20 on or none of them, and no literal has any. Then each text with greater characters can
/// be replaced by a text with stand-ins in the same order that meets the same conditions. This
/// assumes that a query needs at most 1,504 different ones of these characters.
final class RegexEncoder {
  /// The characters of Z3 that stand for themselves and for all greater characters.
  static let standIns: ClosedRange<UInt32> = 0x2FA20...0x2FFFF
  /// All Unicode characters from the first of them on.
  private static let high: ClosedRange<UInt32> = 0x2FA20...0x10FFFF

  private let context: Z3Context
  private var translated: [String: Z3Term?] = [:]

  init(_ context: Z3Context) { self.context = context }

  /// The literal of a text that is compared with unknown texts.
  ///
  /// - Throws: `Z3Error` with code `character` if the text has a stand-in or a greater character.
  func literal(_ text: String) throws(Z3Error) -> Z3Term {
    if let scalar = text.unicodeScalars.first(where: { $0.value >= Self.standIns.lowerBound }) {
      throw Z3Error(
        code: .character,
        message: "a text has the character U+\(String(scalar.value, radix: 16, uppercase: true)), "
          + "and the solver's characters end at U+2FA1F", operation: "literal")
    }
    return try context.literal(text)
  }

  /// The reason why a pattern cannot be translated, for messages; empty unless its characters are
  /// the reason.
  static func remark(on pattern: String) -> String {
    guard let syntax = try? RegexSyntax.parse(pattern), distinguishesHighCharacters(syntax) else {
      return ""
    }
    return ", which distinguishes characters above U+2FA1F"
  }

  private static func distinguishesHighCharacters(_ syntax: RegexSyntax) -> Bool {
    switch syntax {
    case .empty, .assertion: false
    case .set(let set): !set.hasAllOrNone(of: high)
    case .capture(let inner, _), .repetition(let inner, _, _, _):
      distinguishesHighCharacters(inner)
    case .concatenation(let parts), .alternation(let parts):
      parts.contains(where: distinguishesHighCharacters)
    }
  }

  /// The set of texts in which the pattern is found; `nil` where it has no counterpart in Z3. Each
  /// pattern is translated once.
  func encode(_ pattern: String) throws(Z3Error) -> Z3Term? {
    if let known = translated[pattern] { return known }
    let term = try translate(pattern)
    translated[pattern] = .some(term)
    return term
  }

  private func translate(_ pattern: String) throws(Z3Error) -> Z3Term? {
    guard let syntax = try? RegexSyntax.parse(pattern) else { return nil }
    var ways: [Z3Term] = []
    for way in alternatives(syntax) {
      var parts = sequence(way)
      var isAtStart = false
      var isAtEnd = false
      while case .assertion(.textStart)? = parts.first {
        isAtStart = true
        parts.removeFirst()
      }
      while case .assertion(.textEnd)? = parts.last {
        isAtEnd = true
        parts.removeLast()
      }
      var terms: [Z3Term] = isAtStart ? [] : [try context.regexAll()]
      for part in parts {
        guard let term = try encode(part) else { return nil }
        terms.append(term)
      }
      if !isAtEnd { terms.append(try context.regexAll()) }
      ways.append(try join(terms))
    }
    return ways.count == 1 ? ways[0] : try context.regexUnion(ways)
  }

  private func join(_ terms: [Z3Term]) throws(Z3Error) -> Z3Term {
    switch terms.count {
    case 0: try context.regex("")
    case 1: terms[0]
    default: try context.regexConcat(terms)
    }
  }

  private func alternatives(_ syntax: RegexSyntax) -> [RegexSyntax] {
    switch syntax {
    case .alternation(let parts): parts.flatMap(alternatives)
    case .capture(let inner, _): alternatives(inner)
    default: [syntax]
    }
  }

  private func sequence(_ syntax: RegexSyntax) -> [RegexSyntax] {
    switch syntax {
    case .concatenation(let parts): parts.flatMap(sequence)
    case .empty: []
    default: [syntax]
    }
  }

  /// The set of texts that match the pattern from end to end. The parser bounds the recursion's
  /// depth.
  private func encode(_ syntax: RegexSyntax) throws(Z3Error) -> Z3Term? {
    switch syntax {
    case .empty: return try context.regex("")
    case .assertion: return nil
    case .set(let set): return try encode(set)
    case .capture(let inner, _): return try encode(inner)
    case .concatenation(let parts):
      guard let terms = try encode(parts) else { return nil }
      return try join(terms)
    case .alternation(let parts):
      guard let terms = try encode(parts), !terms.isEmpty else { return nil }
      return terms.count == 1 ? terms[0] : try context.regexUnion(terms)
    case .repetition(let inner, let minimum, let maximum, _):
      guard let term = try encode(inner) else { return nil }
      if minimum == 0 && maximum == nil { return try context.regexStar(term) }
      return try context.regexLoop(term, atLeast: minimum, atMost: maximum)
    }
  }

  private func encode(_ parts: [RegexSyntax]) throws(Z3Error) -> [Z3Term]? {
    var terms: [Z3Term] = []
    for part in parts {
      guard let term = try encode(part) else { return nil }
      terms.append(term)
    }
    return terms
  }

  /// One character of a set; `nil` if the set distinguishes characters that Z3 does not have.
  private func encode(_ set: RegexSet) throws(Z3Error) -> Z3Term? {
    guard set.hasAllOrNone(of: Self.high) else { return nil }
    var terms: [Z3Term] = []
    for range in set.ranges {
      guard let low = scalar(range.lowerBound, isLow: true),
        let high = scalar(min(range.upperBound, Self.standIns.upperBound), isLow: false),
        low <= high
      else { continue }
      terms.append(try context.regexRange(low, high))
    }
    switch terms.count {
    case 0: return try context.regexNone()
    case 1: return terms[0]
    default: return try context.regexUnion(terms)
    }
  }

  private func scalar(_ value: UInt32, isLow: Bool) -> Unicode.Scalar? {
    // Surrogates are not scalars, so use the nearest scalar inside the range.
    if (0xD800...0xDFFF).contains(value) { return isLow ? "\u{E000}" : "\u{D7FF}" }
    return Unicode.Scalar(value)
  }
}
