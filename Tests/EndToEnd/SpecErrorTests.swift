import Foundation
import TestSupport
import Testing

/// Mistakes in specs: each one is reported with its code, its position and an excerpt.
@Suite struct SpecErrorTests {
  private func check(_ files: [String: String], _ specs: [String]) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.creation))
    for (name, text) in files { try scratch.write(name, text) }
    try FileManager.default.createDirectory(
      at: scratch.folder.appendingPathComponent("folder.proviso"),
      withIntermediateDirectories: true)
    return try Executable.check(
      ["p.json"] + specs.flatMap { ["-s", $0] }, folder: scratch.folder)
  }

  private func expectOneLine(
    _ message: String, files: [String: String] = [:], _ specs: [String],
    location: SourceLocation = #_sourceLocation
  ) throws {
    let outcome = try check(files, specs)
    #expect(outcome.status == 2, "\(outcome.ending)", sourceLocation: location)
    #expect(outcome.standardOutput.isEmpty, sourceLocation: location)
    #expect(outcome.standardError == "error: \(message)\n", sourceLocation: location)
  }

  @Test func filesThatAreNotSpecs() throws {
    try expectOneLine("absent.proviso: there is no such file", ["absent.proviso"])
    try expectOneLine("the path of a spec is empty", [""])
    try expectOneLine(
      "folder.proviso: this is a directory; expected a .proviso file", ["folder.proviso"])
    try expectOneLine(
      "b.proviso: this is a binary file; expected a .proviso file",
      files: ["b.proviso": "PK\u{3}\u{4}\u{0}\u{0}spec"], ["b.proviso"])
    try expectOneLine(
      "only.proviso: there is no property to check (an `invariant` or a `possible`)",
      files: ["only.proviso": "spec only for terraform\nlet a = 1\n"], ["only.proviso"])
  }

  /// If a plan is given as a spec, its content is not quoted, because it may be secret.
  @Test func planInPlaceOfSpec() throws {
    try expectOneLine(
      "p.json: this is JSON, like a plan; expected a .proviso file", ["p.json"])
  }

  @Test func emptyFile() throws {
    let outcome = try check(["e.proviso": ""], ["e.proviso"])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.hasPrefix("error[PV0203]: "))
    #expect(outcome.standardError.contains("e.proviso:1:1"))
  }

  @Test func mistakeHasCodePositionAndExcerpt() throws {
    let outcome = try check(
      [
        "m.proviso":
          "spec m for terraform\n\ninvariant a \"t\" { every r in resources { r.exits } }\n"
      ],
      ["m.proviso"])
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput.isEmpty)
    let lines = outcome.standardError.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.first?.contains(#/^error\[PV\d{4}\]: .*did you mean `exists`\?/#) ?? false)
    #expect(lines.contains { $0.hasSuffix("--> m.proviso:3:44") }, "\(outcome.standardError)")
    #expect(lines.contains { $0.hasPrefix("3 | invariant a") })
    #expect(lines.contains { $0.hasSuffix(" ^^^^^") })
  }

  @Test func allMistakesOfAFileAreShown() throws {
    var text = "spec ten for terraform\n"
    for number in 1...10 {
      text += "invariant p\(number) \"t\" { every r in resources { r.wrong\(number) } }\n"
    }
    let outcome = try check(["ten.proviso": text], ["ten.proviso"])
    #expect(outcome.status == 2)
    for number in 1...10 {
      #expect(outcome.standardError.contains("ten.proviso:\(number + 1):"), "line \(number + 1)")
      #expect(outcome.standardError.contains("`wrong\(number)`"))
    }
  }

  @Test func mistakesOfAllFilesAreShown() throws {
    let outcome = try check(
      [
        "a.proviso": "spec a for terraform\ninvariant a \"t\" { 1 }\n",
        "b.proviso": "spec b for terraform\ninvariant b \"t\" { nowhere }\n",
      ], ["a.proviso", "b.proviso"])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("a.proviso:2:"))
    #expect(outcome.standardError.contains("b.proviso:2:"))
  }

  @Test(arguments: [
    ("absent.proviso", "there is no such file"), ("folder.proviso", "this is a directory"),
    ("s.proviso", "a file cannot use itself"), ("p.json", "this is JSON"),
  ])
  func useOfWhatIsNoSpec(_ path: String, _ says: String) throws {
    let outcome = try check(
      ["s.proviso": "spec s for terraform\nuse \"\(path)\"\ninvariant a \"t\" { true }\n"],
      ["s.proviso"])
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains("s.proviso:2:5"), "\(outcome.standardError)")
    #expect(outcome.standardError.contains(says), "\(outcome.standardError)")
  }

  @Test func propertiesWithTheSameName() throws {
    let spec = "spec s for terraform\ninvariant same \"t\" { true }\n"
    let files = ["a.proviso": spec, "b.proviso": spec]
    let outcome = try check(files, ["a.proviso", "b.proviso"])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("b.proviso:2:11: "), "\(outcome.standardError)")
    #expect(outcome.standardError.contains("`same` is also in a.proviso:2"))
    try expectOneLine("a.proviso is given twice", files: files, ["a.proviso", "a.proviso"])
  }

  /// Random bytes give errors, and the run ends.
  @Test func randomBytes() throws {
    let seed = Campaign.seed(20_261_129)
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let words = [
      "spec", "x", "for", "terraform", "\n", "invariant", "\"", "{", "}", "(", ")",
      "every", "r", "in", "resources", "where", ".", "\\(", "==", "1e9", "é", "\u{1F600}", "//",
      "^",
    ]
    for round in 0..<8 {
      let scratch = try Scratch()
      try scratch.write("p.json", PlanText.plan(PlanText.creation))
      let bytes =
        round < 4
        ? Data((0..<4_000).map { _ in UInt8(next() & 255) })
        : Data(
          (0..<2_000).map { _ in words[Int(next()) % words.count] }.joined(separator: " ").utf8)
      try scratch.write("r.proviso", bytes)
      let outcome = try Executable.check(["p.json", "-s", "r.proviso"], folder: scratch.folder)
      #expect(outcome.status == 2, "seed \(seed), round \(round): \(outcome.ending)")
      #expect(outcome.standardOutput.isEmpty)
      #expect(outcome.standardError.contains("r.proviso"))
    }
  }

  /// Nesting that would exhaust the stack of the parser is refused.
  @Test(arguments: ["(", "not ", "-", "[", "if true then "])
  func nesting(_ opening: String) throws {
    let text =
      "spec s for terraform\ninvariant a \"t\" { \(String(repeating: opening, count: 30_000)) true }\n"
    let outcome = try check(["deep.proviso": text], ["deep.proviso"])
    #expect(outcome.status == 2, "\(outcome.ending)")
    #expect(outcome.standardError.contains("deep.proviso:2:"))
  }
}
