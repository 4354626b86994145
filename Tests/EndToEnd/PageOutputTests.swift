import Foundation
import Testing

/// The commands on the pages print the outputs that the pages show, apart from times. The comment
/// `<!-- output -->` marks each such block.
@Suite("Outputs on pages")
struct PageOutputTests {
  struct Shown: Sendable, CustomTestStringConvertible {
    /// The path of the page, relative to the root of the repository.
    let page: String
    let line: Int
    let command: String
    let output: String
    var testDescription: String { "\(page):\(line) \(command)" }
  }

  static let pages: [String] = {
    let examples = Repository.root.appendingPathComponent("examples")
    let found = FileManager.default.enumerator(atPath: examples.path)?.compactMap { $0 as? String }
    return ["README.md"]
      + (found ?? []).filter { $0.hasSuffix("README.md") }.sorted().map { "examples/\($0)" }
  }()

  static let shown: [Shown] = pages.flatMap { page -> [Shown] in
    let text =
      (try? String(contentsOf: Repository.root.appendingPathComponent(page), encoding: .utf8)) ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return lines.indices.compactMap { at in
      guard lines[at].hasPrefix("<!-- output"), at + 2 < lines.count,
        lines[at + 1] == "```console", lines[at + 2].hasPrefix("$ proviso ")
      else { return nil }
      let end = lines[(at + 3)...].firstIndex(of: "```") ?? lines.count
      return Shown(
        page: page, line: at + 3, command: String(lines[at + 2].dropFirst(2)),
        output: lines[(at + 3)..<end].joined(separator: "\n"))
    }
  }

  /// Replaces times, which differ from run to run.
  private static func timeless(_ text: String) -> String {
    text.replacing(#/,\s+[0-9]+ ms/#, with: ", N ms")
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  @Test func everyOutputIsFound() {
    #expect(Self.shown.count > 15)
    for page in Self.pages {
      let text = try? String(
        contentsOf: Repository.root.appendingPathComponent(page), encoding: .utf8)
      let marks = (text ?? "").matches(of: #/<!-- output/#).count
      #expect(marks == Self.shown.count { $0.page == page }, "\(page)")
    }
  }

  @Test(arguments: shown) func outputs(_ shown: Shown) throws {
    let folder =
      shown.page == "README.md"
      ? Repository.root
      : Repository.root.appendingPathComponent(shown.page).deletingLastPathComponent()
    let words = shown.command.split(separator: " ").map(String.init)
    let outcome = try Executable.run(Array(words.dropFirst()), folder: folder)
    #expect(outcome.standardError.isEmpty, "\(outcome.standardError)")
    #expect(Self.timeless(outcome.standardOutput) == Self.timeless(shown.output))
  }
}
