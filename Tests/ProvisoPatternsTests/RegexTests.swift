import TestSupport
import Testing

@testable import ProvisoPatterns

/// The ends of all matches of a pattern that begin at a position, found by exhaustive search: the
/// definition of a match, independent of the matcher.
private func ends(of syntax: RegexSyntax, in text: [Unicode.Scalar], from start: Int) -> Set<Int> {
  switch syntax {
  case .empty: return [start]
  case .set(let set): return start < text.count && set.contains(text[start]) ? [start + 1] : []
  case .capture(let inner, _): return ends(of: inner, in: text, from: start)
  case .alternation(let parts):
    return parts.reduce(into: []) { $0.formUnion(ends(of: $1, in: text, from: start)) }
  case .concatenation(let parts):
    return parts.reduce(into: [start]) { indices, part in
      indices = indices.reduce(into: []) { $0.formUnion(ends(of: part, in: text, from: $1)) }
    }
  case .repetition(let inner, let minimum, let maximum, _):
    var result: Set<Int> = minimum == 0 ? [start] : []
    var indices: Set<Int> = [start]
    for round in 1...max(1, maximum ?? (text.count + minimum + 1)) {
      guard maximum != 0 else { break }
      indices = indices.reduce(into: []) { $0.formUnion(ends(of: inner, in: text, from: $1)) }
      if round >= minimum { result.formUnion(indices) }
    }
    return result
  case .assertion(let assertion):
    func isWord(_ index: Int) -> Bool {
      text.indices.contains(index) && RegexSet.perl["w"]?.contains(text[index]) == true
    }
    let holds: Bool =
      switch assertion {
      case .textStart: start == 0
      case .textEnd: start == text.count
      case .lineStart: start == 0 || text[start - 1] == "\n"
      case .lineEnd: start == text.count || text[start] == "\n"
      case .wordBoundary: isWord(start - 1) != isWord(start)
      case .notWordBoundary: isWord(start - 1) == isWord(start)
      }
    return holds ? [start] : []
  }
}

private func finds(_ pattern: String, _ text: String) throws -> Bool {
  let syntax = try RegexSyntax.parse(pattern)
  let scalars = Array(text.unicodeScalars)
  return (0...scalars.count).contains { !ends(of: syntax, in: scalars, from: $0).isEmpty }
}

@Suite("Patterns in RE2's syntax")
struct RegexTests {
  @Test(
    "patterns match some texts and not others",
    arguments: [
      ("abc", "xabcx", "abx"), ("^abc$", "abc", "abcd"), ("a|bc", "bc", "b"),
      ("^(a|b)*$", "abba", "abc"),
      ("^a{2,3}$", "aaa", "a"), ("^a{2}$", "aa", "aaa"), ("^a{2,}$", "aaaa", "a"),
      ("^a+?$", "aa", ""),
      ("^a{0}b$", "b", "ab"), ("a{,2}", "a{,2}", "aa"), ("x{", "x{", "x"), ("^[a-c]$", "b", "d"),
      ("^[^a-c]$", "d", "b"), ("^[]a]$", "]", "b"), ("^[a-]$", "-", "b"),
      ("^[\\d_-]+$", "1_-", "a"),
      ("^\\w+$", "aZ_9", "é"), ("^\\D$", "x", "1"), ("^[[:alpha:]]+$", "aZ", "1"),
      ("^[[:^alpha:]]$", "1", "a"), ("^.$", "x", "\n"), ("(?s)^.$", "\n", "ab"),
      ("(?i)^abc$", "AbC", "abd"),
      ("(?i:a)b", "Ab", "AB"), ("(?i)k", "\u{212A}", "j"), ("(?i)[^k]x", "jx", "Kx"),
      ("a(?i)b|c", "C", "A"), ("(a(?i)b)c", "aBc", "abC"), ("(?m)^b$", "a\nb\nc", "abc"),
      ("^b", "b", "a\nb"),
      ("\\bcat\\b", "a cat.", "concat"), ("\\Bcat", "concat", "cat"), ("\\Aa\\z", "a", "a\n"),
      ("\\x41\\x{1F600}", "A😀", "A"), ("\\.\\*", ".*", "ab"), ("\\Qa.b\\E+", "a.bb", "axb"),
      ("^\\pL\\p{Nd}$", "é5", "55"), ("^\\PL$", "5", "é"), ("^\\p{^Lu}$", "a", "A"),
      ("\\0101", "\u{8}1", "A"),
      ("(?P<n>a)(?<m>b)", "ab", "ba"), ("(?i)ß", "\u{1E9E}", "s"), ("()", "", ""),
      ("(?U)a*?", "", ""), ("σ(?i)σ", "σς", "ςσ"), ("(?i)ı", "ı", "i"),
      ("[\\x{10FFFF}]", "\u{10FFFF}", "a"),
      ("日+", "日日", "月"), ("\\12\\101", "\nA", "12"), ("\\t\\n\\_", "\t\n_", "t"),
    ])
  func matches(_ pattern: String, yes: String, no: String) throws {
    #expect(try finds(pattern, yes))
    // Patterns that match every text have no counterexample.
    if pattern != "()", pattern != "(?U)a*?" { #expect(try !finds(pattern, no)) }
  }

  @Test(
    "an invalid pattern has an error with its range",
    arguments: [
      ("a(b", 1..<2), ("a)b", 1..<2), ("*a", 0..<1), ("a|*", 2..<3), ("a**", 1..<3),
      ("a{2}{3}", 1..<7),
      ("a{1001}", 1..<7), ("a{3,2}", 1..<6), ("[a", 0..<1), ("[b-a]", 1..<4), ("é\\", 2..<3),
      ("\\1", 0..<2),
      ("(?=a)", 0..<3), ("(?<!a)", 0..<4), ("\\p{Klingon}", 0..<11), ("[[:no:]]", 1..<7),
      ("\\y", 0..<2),
      ("(?z)", 0..<3), ("(?P<a>x)(?P<a>y)", 12..<13), ("a\\Z", 1..<3), ("(?i", 0..<1),
      ("\\x4", 0..<3),
      ("((a{100}){100})", 0..<15), ("(?P=n)", 0..<3), ("[a-\\d]", 1..<5),
    ])
  func errors(_ pattern: String, _ range: Range<Int>) {
    do throws(RegexError) {
      _ = try RegexSyntax.parse(pattern)
      Issue.record("the pattern was accepted")
    } catch {
      #expect(error.range == range, "\(error.message)")
    }
  }

  static let seed: UInt64 = 20_261_123

  @Test("random patterns never crash")
  func random() {
    print("seed \(Self.seed)")
    var random = SeededGenerator(seed: Self.seed)
    let letters = Array("ab()[]{}?*+|^$\\.,:-=!<>PpQEdwimsU0129é".unicodeScalars)
    var read = 0
    for _ in 0..<20_000 {
      var pattern = ""
      for _ in 0..<Int.random(in: 0...16, using: &random) {
        pattern.unicodeScalars.append(letters[Int.random(in: 0..<letters.count, using: &random)])
      }
      do throws(RegexError) {
        _ = try RegexSyntax.parse(pattern)
        read += 1
      } catch {
        #expect(error.range.upperBound <= pattern.utf8.count)
      }
    }
    #expect(read > 1_000)
    for deep in ["(", "[", "(?:a|", "a{1}{", "(?i)("] {
      #expect(throws: RegexError.self) {
        try RegexSyntax.parse(String(repeating: deep, count: 10_000) + "\\")
      }
    }
  }

  @Test("sets of code points")
  func sets() {
    let set = RegexSet(ranges: [5...9, 0...3, 4...4, 20...30])
    #expect(set.ranges == [0...9, 20...30])
    #expect(set.inverted.ranges == [10...19, 31...0x10FFFF])
    #expect(set.inverted.inverted == set)
    #expect(RegexSet().inverted == .all && RegexSet.all.inverted == RegexSet())
  }
  @Test("all or none of a range")
  func allOrNone() {
    let set = RegexSet(ranges: [0...9, 20...0x10FFFF])
    #expect(set.hasAllOrNone(of: 20...0x10FFFF) && set.hasAllOrNone(of: 10...19))
    #expect(!set.hasAllOrNone(of: 19...20) && !set.hasAllOrNone(of: 9...10))
    #expect(!set.hasAllOrNone(of: 5...25) && RegexSet().hasAllOrNone(of: 0...0x10FFFF))
  }

  @Test("patterns that are compiled once, by many threads")
  func compiledPatterns() async {
    let patterns = CompiledPatterns()
    await withTaskGroup(of: Bool.self) { group in
      for number in 0..<64 {
        group.addTask {
          patterns.isFound("^a+$", in: String(repeating: "a", count: number + 1))
            && !patterns.isFound("^a+$", in: "b\(number)") && !patterns.isFound("(", in: "(")
        }
      }
      for await isRight in group { #expect(isRight) }
    }
  }
}
