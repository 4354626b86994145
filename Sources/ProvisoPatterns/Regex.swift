/// A parsed pattern in RE2's syntax, with its flags applied, for the matcher and the solver's
/// encoder.
///
/// Source of the syntax: RE2's page "Syntax" (github.com/google/re2/wiki/Syntax).
public indirect enum RegexSyntax: Hashable, Sendable {
  /// Matches only the empty string.
  case empty
  /// Matches one code point of the set; an empty set never matches.
  case set(RegexSet)
  /// The parts, one after another.
  case concatenation([RegexSyntax])
  /// The first alternative that leads to a match; the choice affects only the extent of the match.
  case alternation([RegexSyntax])
  /// `(…)` with its number, from 1; the number does not affect whether the pattern matches.
  case capture(RegexSyntax, Int)
  /// From `minimum` to `maximum` times, or without a limit. `isLazy` prefers fewer repetitions,
  /// which affects only the extent of the match.
  case repetition(RegexSyntax, minimum: Int, maximum: Int?, isLazy: Bool)
  /// Matches the empty string at certain positions.
  case assertion(Assertion)

  /// A condition on a position between code points.
  public enum Assertion: Hashable, Sendable {
    /// `\A`, and `^` without the flag `m`.
    case textStart
    /// `\z`, and `$` without the flag `m`.
    case textEnd
    /// `^` with the flag `m`: also after a line feed.
    case lineStart
    /// `$` with the flag `m`: also before a line feed.
    case lineEnd
    /// `\b`: between a `\w` and any other code point (ASCII only).
    case wordBoundary
    /// `\B`: every other position.
    case notWordBoundary
  }
}

/// Why a text is not a pattern.
public struct RegexError: Error, Hashable, Sendable {
  /// One sentence.
  public let message: String
  /// The wrong part of the pattern, in UTF-8 bytes.
  public let range: Range<Int>
}

extension RegexSyntax {
  /// The deepest nesting of groups.
  static let deepest = 200
  /// The largest count of a repetition, multiplied with those around it (RE2's limit).
  static let mostRepetitions = 1_000
  /// The longest pattern, in bytes.
  static let longest = 100_000

  /// Reads a pattern.
  ///
  /// - Throws: `RegexError` if the text is not a pattern or exceeds a limit.
  public static func parse(_ pattern: String) throws(RegexError) -> RegexSyntax {
    guard pattern.utf8.count <= longest else {
      throw RegexError(
        message: "the pattern is longer than \(longest) bytes", range: 0..<pattern.utf8.count)
    }
    var parser = RegexParser(pattern)
    let result = try parser.alternation()
    if parser.position < parser.scalars.count {
      throw parser.error(
        "this `)` has no matching `(`", from: parser.position, to: parser.position + 1)
    }
    try parser.checkRepetitions(result, product: 1)
    return result
  }
}
