import Foundation
import TestSupport
import Testing

@testable import ProvisoSyntax

@Suite("Formatting")
struct FormatterTests {
  static let seed =
    ProcessInfo.processInfo.environment["PROVISO_SEED"].flatMap { UInt64($0) } ?? 20_261_124
  /// Multiplies the number of random files.
  static let factor =
    ProcessInfo.processInfo.environment["PROVISO_CAMPAIGN"].flatMap { Int($0) } ?? 1

  @Test("the specs of the repository are formatted", arguments: RepositorySpecs.files)
  func repository(_ path: String) throws {
    let text = try RepositorySpecs.text(path)
    let result = try SpecFormatter().format(Array(text.utf8), path: path)
    #expect(String(decoding: result, as: UTF8.self) == text)
  }

  @Test("other spaces, line ends and comments in the specs of the repository")
  func scattered() throws {
    print("seed \(Self.seed)")
    var random = SeededGenerator(seed: Self.seed)
    let sources = try RepositorySpecs.files.map { Scatter(try RepositorySpecs.text($0)) }
    #expect(sources.count > 10)
    for source in sources {
      for _ in 0..<(4 * Self.factor) {
        let text = source.text(&random)
        if let fault = fault(inFormatting: text) {
          Issue.record("\(fault)\nof:\n\(text.prefix(2_000))")
          return
        }
      }
    }
  }

  @Test("random files of the grammar, also worlds")
  func walks() {
    print("seed \(Self.seed)")
    var random = SeededGenerator(seed: Self.seed)
    let rounds = 300 * Self.factor
    for round in 0..<rounds {
      var walk = GrammarWalk(random: SeededGenerator(seed: random.next()))
      // Start with small files, in which a mistake is easier to see.
      let size = 2 + 60 * round / rounds
      let source = Scatter(tokens: walk.file(isWorld: round % 2 == 0, size: size))
      for text in [source.tokens.joined(separator: " "), source.text(&random)] {
        if let fault = fault(inFormatting: text) {
          Issue.record("\(fault)\nof:\n\(text.prefix(2_000))")
          return
        }
      }
    }
  }

  @Test("a file with a byte order mark, CRLF, tabs, and no line end at its end")
  func foreignText() throws {
    let text =
      "\u{FEFF}// c  \r\nspec s for terraform\r\n\r\n\r\n\tlet a=[1 ,2]// d\r\n\r\nlet  b = -1"
    let result = try SpecFormatter().format(Array(text.utf8), path: "x")
    #expect(
      String(decoding: result, as: UTF8.self)
        == "// c\nspec s for terraform\n\nlet a = [1, 2]  // d\n\nlet b = -1\n")
  }

  @Test(
    "a file with mistakes stays as it is",
    arguments: ["", "spec s", "spec s for terraform\nlet a = (1", "# c\nspec s for terraform\n"])
  func mistakes(_ text: String) {
    #expect {
      try SpecFormatter().format(Array(text.utf8), path: "x")
    } throws: { error in
      guard case .mistakes(let list, _)? = error as? FormattingError else { return false }
      return !list.isEmpty
    }
  }

  /// Where the title fits on the line of the name, but the brace does not, the first form was not the last.
  @Test("a property whose head is about as wide as a line", arguments: 90...104)
  func wideHeads(_ width: Int) throws {
    let name = String(repeating: "n", count: width - 20)
    let text = "spec s for terraform\n\ninvariant \(name) \"title!\" { true }\n"
    let once = try SpecFormatter().format(Array(text.utf8), path: "x")
    let twice = try SpecFormatter().format(once, path: "x")
    #expect(String(decoding: once, as: UTF8.self) == String(decoding: twice, as: UTF8.self))
    let lines = String(decoding: once, as: UTF8.self).split(separator: "\n")
    #expect(lines[1].hasSuffix(" {") == (width + 1 <= 100))
  }

  @Test("a file with type errors is formatted")
  func typeErrors() throws {
    let text = "spec s for elsewhere\nlet a = 1 + \"x\"\n"
    let result = try SpecFormatter().format(Array(text.utf8), path: "x")
    #expect(
      String(decoding: result, as: UTF8.self) == "spec s for elsewhere\n\nlet a = 1 + \"x\"\n")
  }

  @Test("a lost token or comment is found")
  func losses() {
    func tokens(_ text: String) -> [FormatToken] { SpecFormatter.tokens(Array(text.utf8)) }
    func difference(_ old: String, _ new: String) -> Int? {
      SpecFormatter.firstDifference(tokens(old), tokens(new))
    }
    #expect(difference("let a = [1, 2]", "let a = [\n1,\n2,\n]") == nil)
    #expect(difference("let a = 1 // c\n, 2", "let a = 1, // c\n 2") == nil)
    #expect(difference("let a = 1", "let a = 2") == 3)
    #expect(difference("let a = \"\\n\"", "let a = \"\\u000A\"") == 3)
    #expect(difference("let a = 1", "let a = 1 1") != nil)
    #expect(difference("let a = 1 // c", "let a = 1") != nil)
    #expect(difference("let a = 1", "let a = 1 // c") != nil)
    #expect(difference("let // c\na = 1", "let a // c\n = 1") != nil)
    #expect(difference("f(1, 2)", "f(1 2)") != nil)
  }
}
