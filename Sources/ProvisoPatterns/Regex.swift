/// A pattern in RE2's syntax, with its flags worked in: what an evaluator matches or an encoder writes.
///
/// Source of the syntax: RE2's own page "Syntax" (github.com/google/re2/wiki/Syntax).
public indirect enum RegexSyntax: Hashable, Sendable {
  /// Matches nothing but the empty string.
  case empty
  /// One code point of the set; an empty set matches nothing.
  case set(RegexSet)
  /// One after the other.
  case concatenation([RegexSyntax])
  /// The first of several that leads to a match; which of them matched shows only in the extent.
  case alternation([RegexSyntax])
  /// `(…)` with its number from 1; whether the whole matches does not depend on it.
  case capture(RegexSyntax, Int)
  /// From `minimum` to `maximum` times, or without end; `isLazy` prefers fewer, which shows only in the
  /// extent of a match.
  case repetition(RegexSyntax, minimum: Int, maximum: Int?, isLazy: Bool)
  /// Matches the empty string at certain places.
  case assertion(Assertion)

  /// Places between code points.
  public enum Assertion: Hashable, Sendable {
    /// `\A`, and `^` without the flag `m`.
    case textStart
    /// `\z`, and `$` without the flag `m`.
    case textEnd
    /// `^` with the flag `m`: after a line feed, too.
    case lineStart
    /// `$` with the flag `m`: before a line feed, too.
    case lineEnd
    /// `\b`: between a `\w` and what is none (ASCII).
    case wordBoundary
    /// `\B`
    case notWordBoundary
  }
}

/// Why a text is no pattern.
public struct RegexError: Error, Hashable, Sendable {
  /// One sentence.
  public let message: String
  /// The part of the pattern that is wrong, in UTF-8 bytes.
  public let range: Range<Int>
}

extension RegexSyntax {
  /// The deepest nesting of groups.
  static let deepest = 200
  /// The most that a repetition, with those around it, can repeat (RE2's limit).
  static let mostRepetitions = 1_000
  /// The longest pattern, in bytes.
  static let longest = 100_000

  /// Reads a pattern.
  public static func parse(_ pattern: String) throws(RegexError) -> RegexSyntax {
    guard pattern.utf8.count <= longest else {
      throw RegexError(
        message: "the pattern is longer than \(longest) bytes", range: 0..<pattern.utf8.count)
    }
    var parser = RegexParser(pattern)
    let result = try parser.alternation()
    if parser.position < parser.scalars.count {
      throw parser.error("this `)` closes nothing", parser.position, parser.position + 1)
    }
    try parser.checkRepetitions(result, product: 1)
    return result
  }
}
