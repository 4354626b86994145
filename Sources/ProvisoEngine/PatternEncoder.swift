import ProvisoKernel
import ProvisoPatterns
import Z3

/// Translates RE2 patterns into Z3's regular expressions, to match unknown texts.
///
/// A pattern matches anywhere in a text, so it becomes "anything, the pattern, anything"; an anchor
/// at one end removes the "anything" there. Anchors elsewhere, and word boundaries, have no
/// counterpart in Z3.
struct PatternEncoder {
  private let context: Z3Context

  init(_ context: Z3Context) { self.context = context }

  /// The set of texts in which the pattern is found; `nil` where it has no counterpart in Z3.
  func encode(_ pattern: String) throws(Z3Error) -> Z3Term? {
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

  /// The characters of a set. Z3's characters end at U+2FFFF, so higher ones are left out.
  private func encode(_ set: RegexSet) throws(Z3Error) -> Z3Term? {
    var terms: [Z3Term] = []
    for range in set.ranges {
      guard let low = scalar(range.lowerBound, isLow: true),
        let high = scalar(min(range.upperBound, 0x2FFFF), isLow: false), low <= high
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
