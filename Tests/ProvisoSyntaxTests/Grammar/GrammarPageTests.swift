import Foundation
import ProvisoKernel
import TestSupport
import Testing

@testable import ProvisoSyntax

/// The parser and the grammar of the language reference accept the same files.
@Suite("The grammar of the language reference")
struct GrammarPageTests {
  static let factor = Int(ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"] ?? "") ?? 1
  static let first = UInt64(ProcessInfo.processInfo.environment["PROVISO_SEED"] ?? "") ?? 1

  /// The codes of rules that the page states beside the grammar: parts that may occur only once, or that
  /// are required.
  static let beyond: Set<DiagnosticCode> = [
    .duplicateClause, .testLacksPart, .waiverWithoutEnd, .waiverWithoutReason, .onlyInWorlds,
  ]

  private static func diagnostics(_ text: String) -> [Diagnostic] {
    var lexer = Lexer(bytes: Array(text.utf8), file: 0)
    var parser = Parser(tokens: lexer.tokenize(), file: 0)
    _ = parser.parseFile()
    return lexer.diagnostics + parser.diagnostics
  }

  @Test("every rule and token is declared and used")
  func whole() throws {
    let article = try LanguageReference.article("Grammar.md")
    let page = try GrammarPage(article: article)
    let mentioned = Set(page.rules.values.flatMap(GrammarPage.mentions))
    #expect(mentioned.subtracting(page.names).isEmpty)
    #expect(Set(page.names).subtracting(mentioned) == ["file"])
    let tokens = Set(page.rules.values.flatMap(GrammarPage.tokens))
    for token in tokens { #expect(article.contains("\n| \(token) | "), "\(token)") }
    let pattern = #/The reserved words are `([a-z ]+)`/#
    let reserved = try #require(article.firstMatch(of: pattern)).output.1
    #expect(
      Set(reserved.split(separator: " ").map(String.init))
        == ReservedWords.words.subtracting(ReservedWords.contextual))
  }

  @Test("the parser accepts the sentences of the grammar")
  func derived() throws {
    let page = try GrammarPage(article: LanguageReference.article("Grammar.md"))
    var failures = 0
    var read = 0
    for seed in Self.first..<(Self.first + UInt64(3_000 * Self.factor)) {
      var derivation = Derivation(page: page, seed: seed)
      let tokens = derivation.sentence(of: "file", size: 8 + Int(seed % 10))
      guard tokens.count < 200 else { continue }
      read += 1
      let text = tokens.joined(separator: " ")
      let wrong = Self.diagnostics(text).filter {
        !Self.beyond.contains($0.code)
      }
      guard let first = wrong.first else { continue }
      failures += 1
      if failures <= 8 {
        Issue.record("seed \(seed): \(first.code.rawValue) \(first.message)\n\(text)")
      }
    }
    #expect(failures == 0)
    #expect(read > 2_000 * Self.factor)
  }

  @Test("the parser accepts a changed sentence exactly if the grammar does")
  func changed() throws {
    let page = try GrammarPage(article: LanguageReference.article("Grammar.md"))
    let recognizer = Recognizer(page: page) { !ReservedWords.isName($0) }
    var failures = 0
    var refused = 0
    var tried = 0
    for seed in Self.first..<(Self.first + UInt64(1_500 * Self.factor)) {
      var derivation = Derivation(page: page, seed: seed)
      var tokens = ["spec", "s", "for", "terraform"]
      tokens += derivation.sentence(of: seed % 3 == 0 ? "property" : "item", size: 12)
        .filter { $0 != "\n" }
      guard tokens.count < 70 else { continue }
      #expect(recognizer.accepts(tokens, as: "file"), "seed \(seed): \(tokens)")
      var random = SeededGenerator(seed: seed ^ 0x77)
      let at = Int.random(in: 4..<tokens.count, using: &random)
      let other = Int.random(in: 4..<tokens.count, using: &random)
      switch Int.random(in: 0..<6, using: &random) {
      case 0: tokens.remove(at: at)
      case 4: tokens.insert(page.words.randomElement(using: &random) ?? "", at: at)
      case 5: tokens[at] = page.words.randomElement(using: &random) ?? ""
      case 1: tokens.insert(tokens[other], at: at)
      case 2: tokens.swapAt(at, other)
      default: tokens[at] = tokens[other]
      }
      let text = tokens[..<4].joined(separator: " ") + "\n" + tokens[4...].joined(separator: " ")
      let found = Self.diagnostics(text)
      // Commas and `min(` have a rule of their own.
      guard !Self.hasBinderComma(tokens) else { continue }
      let wrong = found.filter { !Self.beyond.contains($0.code) }
      let isRefused = !wrong.isEmpty
      // A `where` takes the `and` after it, and then the rest needs parentheses.
      if tokens.contains("where"), wrong.allSatisfy({ $0.code == .needsParentheses }) { continue }
      tried += 1
      if isRefused { refused += 1 }
      guard isRefused == recognizer.accepts(tokens, as: "file") else { continue }
      failures += 1
      if failures <= 12 {
        Issue.record(
          "seed \(seed): \(isRefused ? "refused: \(wrong[0].message)" : "accepted, but not by the grammar")\n\(text)"
        )
      }
    }
    #expect(failures == 0)
    #expect(refused > tried / 3 && refused < tried)
  }

  /// Whether `NAME in` follows a comma or a parenthesis, or a parenthesis follows `count` or `sum`.
  private static func hasBinderComma(_ tokens: [String]) -> Bool {
    tokens.indices.contains { index in
      (tokens[index] == "count" || tokens[index] == "sum")
        && tokens.dropFirst(index + 1).first == "("
        || (tokens[index] == "," || tokens[index] == "(") && index + 2 < tokens.count
          && tokens[index + 2] == "in"
    }
  }
}
