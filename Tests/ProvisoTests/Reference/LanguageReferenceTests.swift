import Foundation
import JSON
import ProvisoAgent
import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax
import TestSupport
import Testing

@testable import Proviso
@testable import ProvisoTerraform

/// Every example in the language reference is valid. An example with a verdict has that verdict for
/// the plan on the first page.
@Suite("The language reference")
struct LanguageReferenceTests {
  struct Block: CustomTestStringConvertible, Sendable {
    let article: String
    let line: Int
    let kind: String
    let text: String
    /// `proved`, `violated by "…"`, …
    let verdicts: [String]
    var testDescription: String { "\(article):\(line)" }
  }

  static let blocks: [Block] = {
    var out: [Block] = []
    for name in (try? LanguageReference.articles()) ?? [] {
      let lines = ((try? LanguageReference.article(name)) ?? "")
        .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      var at = 0
      while at < lines.count {
        guard lines[at].hasPrefix("```"), lines[at].count > 3 else {
          at += 1
          continue
        }
        let start = at
        while at + 1 < lines.count, lines[at + 1] != "```" { at += 1 }
        let text = lines[(start + 1)...at].joined(separator: "\n")
        at += 2
        var verdicts: [String] = []
        while at < lines.count, let found = lines[at].wholeMatch(of: #/<!-- (.+) -->/#) {
          verdicts.append(String(found.output.1))
          at += 1
        }
        out.append(
          Block(
            article: name, line: start + 1, kind: String(lines[start].dropFirst(3)), text: text,
            verdicts: verdicts))
      }
    }
    return out
  }()

  static let universe: TerraformUniverse? = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("shop.json")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
    return try? TerraformUniverse(TerraformPlan(document: JSONDocument(text: text)))
  }()

  /// The calls on the page about the vocabulary `agent`.
  static let calls = AgentCases.trace([
    AgentCases.call(
      0, to: "fetch_url", with: ["url": .string("https://a.example")], output: .string("a page"),
      agent: "assistant"),
    AgentCases.call(1, to: "ask_human", output: .string("approved"), agent: "assistant"),
    AgentCases.call(
      2, to: "send_email", with: ["to": .string("bob@a.example")], output: nil, agent: "assistant"),
    AgentCases.call(
      3, to: "http_post", with: ["url": .string("https://b.example")], output: nil,
      agent: "assistant",
      after: [0], read: [0]),
  ])

  private static func load(_ text: String) -> LoadedSpec {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      Array("spec names for terraform\nlet environments = [\"prod\"]\n".utf8)
    }
    return loader.load(path: "example.proviso", text: text)
  }

  private static func shown(_ loaded: LoadedSpec) -> String {
    DiagnosticRenderer().render(loaded.diagnostics, in: loaded.sources)
  }

  @Test("there are examples, and each has a known kind")
  func kinds() {
    #expect(Self.blocks.count > 60)
    #expect(
      Set(Self.blocks.map(\.kind)) == [
        // `CInterfaceTests` compiles the listing in C.
        "proviso", "proviso-expression", "proviso-file", "proviso-world", "ebnf", "yaml", "c",
        // Commands, and the configuration of other programs.
        "console", "json", "toml",
      ])
    #expect(Self.blocks.count { !$0.verdicts.isEmpty } > 25)
  }

  @Test(
    "declarations and files",
    arguments: blocks.filter { ["proviso", "proviso-file"].contains($0.kind) })
  func declarations(_ block: Block) throws {
    let isWhole = block.text.split(separator: "\n").contains { $0.hasPrefix("spec ") }
    #expect(isWhole || block.kind == "proviso")
    let loaded = Self.load((isWhole ? "" : "spec example for terraform\n\n") + block.text)
    // An example can show a definition without a use of it.
    let wrong = loaded.diagnostics.filter { $0.code != .unusedDefinition }
    #expect(wrong.isEmpty, "\(Self.shown(loaded))")
    guard !block.verdicts.isEmpty, let spec = loaded.spec else { return }
    let plan = try #require(Self.universe)
    let universe: any Universe =
      spec.vocabulary == "agent" ? try AgentUniverse(Self.calls) : plan
    let property = try #require(spec.properties.last)
    let result = OrderJudge.result(
      for: property, of: spec, in: universe, limits: Limits(timeoutMilliseconds: 10_000))
    var found = [result.isVacuous ? "vacuous" : result.verdict.rawValue]
    if block.verdicts[0].contains(" by ") {
      found = result.violations.map { violation in
        "violated by " + violation.bindings.map { "\"\($0.object)\"" }.joined(separator: ", ")
      }
    }
    #expect(found == block.verdicts, "\(result.reason ?? "") \(result.verdict)")
  }

  /// The option tables on a page.
  static func tables(of article: String) -> [String] {
    blocks.filter { $0.article == article && $0.text.hasPrefix("schema: proviso.options/1") }
      .map(\.text)
  }

  /// The verdicts of a world are those of its properties, in order. Its size can follow.
  @Test("worlds", arguments: blocks.filter { $0.kind == "proviso-world" })
  func worlds(_ block: Block) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-reference-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("world.proviso").path
    try block.text.write(toFile: path, atomically: true, encoding: .utf8)
    for table in Self.tables(of: block.article) {
      try table.write(
        to: folder.appendingPathComponent("acme.yaml"), atomically: true, encoding: .utf8)
    }
    // A page can refine its own worlds.
    for other in Self.blocks where other.kind == block.kind && other.article == block.article {
      guard let name = other.text.firstMatch(of: #/^world (\w+)/#)?.output.1 else { continue }
      try other.text.write(
        to: folder.appendingPathComponent("\(name).proviso"), atomically: true, encoding: .utf8)
    }
    let result = try Verifier().explore(worldAt: path)
    #expect(result.diagnostics.isEmpty, "\(result.diagnostics)")
    var found = result.properties.map { $0.isVacuous ? "vacuous" : $0.verdict.rawValue }
    let exploration = try #require(result.exploration)
    if block.verdicts.last?.contains(" states, depth ") == true {
      let states = try #require(exploration.states)
      // The depth is a number of states, as in the report.
      found.append("\(states) states, depth \(exploration.depth + 1)")
    }
    #expect(found == block.verdicts, "\(result.properties.compactMap(\.reason))")
  }

  @Test("expressions", arguments: blocks.filter { $0.kind == "proviso-expression" })
  func expressions(_ block: Block) throws {
    let universe = try #require(Self.universe)
    for line in block.text.split(separator: "\n") where !line.hasPrefix("//") {
      let parts = String(line).split(separator: " // ", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      let said = parts.count > 1 ? parts[1] : ""
      let body: String
      if said.hasPrefix("= ") {
        body = "(\(parts[0])) == (\(said.dropFirst(2)))"
      } else if said == "no value" {
        body = parts[0].contains("==") ? parts[0] : "(\(parts[0])) == 1"
      } else {
        // `r` is a resource and `c` a change, unless the line binds these names.
        let binders =
          [("r", "resources"), ("c", "changes")].filter {
            !parts[0].contains("\($0.0) in \($0.1)")
          }.map { "\($0.0) in \($0.1)" } + ["unused in [1]"]
        body =
          "every \(binders.joined(separator: ", ")) { [\(parts[0])] == [\(parts[0])] }"
      }
      let loaded = Self.load(
        "spec example for terraform\n\ninvariant example \"An example\" {\n\(body)\n}\n")
      #expect(loaded.diagnostics.isEmpty, "\(line)\n\(Self.shown(loaded))")
      guard let spec = loaded.spec, let property = spec.properties.first, !said.isEmpty else {
        continue
      }
      let result = OrderJudge.result(
        for: property, of: spec, in: universe, limits: Limits())
      #expect(
        result.verdict == (said == "no value" ? .undecided : .proved),
        "\(line): \(result.verdict) \(result.reason ?? "")")
    }
  }

  @Test(
    "every attribute and collection of a vocabulary is on its page",
    arguments: [
      ("TheVocabularyTerraform.md", VocabularySchema.terraform),
      ("TheVocabularyAgent.md", VocabularySchema.agent),
    ])
  func vocabulary(_ name: String, _ schema: VocabularySchema) throws {
    let page = try LanguageReference.article(name)
    for name in schema.collections.map(\.name) + schema.entities.map(\.name) {
      #expect(page.contains("`\(name)`"), "\(name)")
    }
    for entity in schema.entities where entity.name != "Plan" {
      for attribute in entity.attributes {
        #expect(page.contains("`\(attribute.name)`"), "\(entity.name).\(attribute.name)")
        for value in attribute.values {
          #expect(page.contains("`\"\(value)\"`"), "\(attribute.name) \(value)")
        }
      }
    }
  }

  @Test("every group of codes is on the page of diagnostics, and every page is in the topics")
  func pages() throws {
    let page = try LanguageReference.article("Diagnostics.md")
    for group in Set(DiagnosticCode.allCases.map { $0.rawValue.prefix(4) }) {
      #expect(page.contains("| \(group) |"), "\(group)")
    }
    let landing = try LanguageReference.article("ProvisoLanguage.md")
    let names = Set(try LanguageReference.articles().map { String($0.dropLast(3)) })
    for name in names where name != "ProvisoLanguage" {
      #expect(landing.contains("- <doc:\(name)>\n"), "\(name)")
    }
    // Every link leads to a page, and every named rule is in the grammar.
    let grammar = try LanguageReference.article("Grammar.md")
    for name in names {
      let article = try LanguageReference.article(name + ".md")
      for link in article.matches(of: #/<doc:(\w+)>/#) {
        #expect(names.contains(String(link.output.1)), "\(name): \(link.output.1)")
      }
      for rules in article.matches(of: #/Grammar: ([^.\n]+)\./#) {
        for rule in rules.output.1.matches(of: #/`(\w+)`/#) {
          #expect(grammar.contains("\n\(rule.output.1) = "), "\(name): \(rule.output.1)")
        }
      }
    }
  }
}
