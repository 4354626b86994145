import Foundation
import TestSupport
import Testing

@testable import ProvisoSyntax

/// The formatted text, even if the parser does not accept all of it.
func formatted(_ text: String) throws -> String {
  try SpecFormatter.settledText(of: SpecFormatter.tokens(Array(text.utf8)))
}

/// The first fault in how a text is formatted; `nil` if there is none.
func fault(inFormatting text: String) -> String? {
  let tokens = SpecFormatter.tokens(Array(text.utf8))
  do {
    // For a text without comments, one pass is enough.
    let once =
      text.contains("// c") || text.contains("///") || text.contains("//\n")
      ? try SpecFormatter.settledText(of: tokens) : try SpecFormatter.text(of: tokens)
    let again = SpecFormatter.tokens(Array(once.utf8))
    if let index = SpecFormatter.firstDifference(tokens, again) {
      return "token \(index) (`\(tokens[index].text)`) is lost in:\n\(once)"
    }
    let twice = try SpecFormatter.text(of: again)
    guard twice == once else { return difference(once, twice) }
    if let line = once.split(separator: "\n").first(where: { $0.hasSuffix(" ") }) {
      return "the line `\(line)` ends with a space"
    }
    return once.hasSuffix("\n") && !once.contains("\n\n\n") ? nil : "blank lines:\n\(once)"
  } catch {
    return
      "token \(error.index) (`\(tokens[error.index].text)`): the formatter does not understand:\n\(text)"
  }
}

/// The first lines in which two formatted texts differ, with the lines around them.
private func difference(_ once: String, _ twice: String) -> String {
  let first = once.split(separator: "\n", omittingEmptySubsequences: false)
  let second = twice.split(separator: "\n", omittingEmptySubsequences: false)
  let index = zip(first, second).enumerated().first { $1.0 != $1.1 }?.offset ?? 0
  func around(_ lines: [Substring]) -> String {
    lines[max(0, index - 6)..<min(lines.count, index + 6)].joined(separator: "\n")
  }
  return "once:\n\(around(first))\ntwice:\n\(around(second))"
}

/// The `.proviso` files of the repository.
enum RepositorySpecs {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static let files: [String] = ["specs", "examples"].flatMap { folder -> [String] in
    let paths = FileManager.default.enumerator(atPath: root.appendingPathComponent(folder).path)
    return (paths?.allObjects as? [String] ?? []).filter { $0.hasSuffix(".proviso") }
      .map { "\(folder)/\($0)" }
  }.sorted()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }
}

/// Joins the tokens of a text with random spaces, line ends and comments between them.
struct Scatter {
  let tokens: [String]

  init(_ text: String) {
    tokens = SpecFormatter.tokens(Array(text.utf8)).dropLast().map(\.text)
  }

  init(tokens: [String]) { self.tokens = tokens }

  func text(_ random: inout SeededGenerator) -> String {
    let lineEnds = Int.random(in: 0...4, using: &random)
    let comments = Bool.random(using: &random) ? Int.random(in: 0...8, using: &random) : 0
    var out = ""
    for token in tokens {
      out += token
      let roll = Int.random(in: 0..<100, using: &random)
      if roll < comments {
        let comment = ["// c", "///doc", "//", "/// a { [ ("].randomElement(using: &random) ?? ""
        let indent = ["  ", "\n", "\n\n\n", "\t"].randomElement(using: &random) ?? " "
        out += indent + comment + "\n"
      } else if roll < comments + lineEnds * 8 {
        out += ["\n", "\n\n", "\r\n", " \n\t", "\n\n\n\n"].randomElement(using: &random) ?? "\n"
      } else {
        out += ["", "", "  ", "\t"].randomElement(using: &random).map { $0 + " " } ?? " "
      }
    }
    return out
  }
}
