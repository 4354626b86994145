import Foundation
import Testing

/// `proviso fmt`.
@Suite struct FormatCommandTests {
  private static let crooked = """
    // Why.
    spec survival for terraform
    invariant survives "What is there stays" { every r in resources { not   r.destroyed } }

    """

  private static let straight = """
    // Why.
    spec survival for terraform

    invariant survives "What is there stays" {
      every r in resources { not r.destroyed }
    }

    """

  private static func text(_ name: String, of scratch: Scratch) throws -> String {
    try String(contentsOf: scratch.folder.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func rewritesAndListsWhatChanges() throws {
    let scratch = try Scratch()
    try scratch.write("a.proviso", Self.crooked)
    try scratch.write("b.proviso", Self.straight)
    let first = try Executable.run(["fmt"], folder: scratch.folder)
    #expect(first.status == 0, "\(first.standardError)")
    #expect(first.standardOutput == "a.proviso\n")
    #expect(try Self.text("a.proviso", of: scratch) == Self.straight)
    let second = try Executable.run(["fmt", "."], folder: scratch.folder)
    #expect(second.status == 0)
    #expect(second.standardOutput.isEmpty)
  }

  /// A file keeps its permissions, and a link stays a link.
  @Test func permissionsAndLinks() throws {
    let scratch = try Scratch()
    let file = try scratch.write("a.proviso", Self.crooked)
    let link = scratch.folder.appendingPathComponent("link.proviso")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
    let outcome = try Executable.run(["fmt", "link.proviso"], folder: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    #expect(try Self.text("a.proviso", of: scratch) == Self.straight)
    let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: link.path).hasSuffix("a.proviso"))
  }

  @Test func checkWritesNothing() throws {
    let scratch = try Scratch()
    try scratch.write("a.proviso", Self.crooked)
    let outcome = try Executable.run(["fmt", "--check"], folder: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput == "a.proviso\n")
    #expect(try Self.text("a.proviso", of: scratch) == Self.crooked)
    try scratch.write("a.proviso", Self.straight)
    #expect(try Executable.run(["fmt", "--check"], folder: scratch.folder).status == 0)
  }

  /// `patch` can apply the output of `--diff`.
  @Test func patchAppliesDifferences() throws {
    let scratch = try Scratch()
    let long = (1...40).map { "let a\($0) = \($0)\n" }.joined()
    let text =
      Self.crooked + long.replacing("a20 =", with: "a20  =").replacing("a38 =", with: "a38=")
    try scratch.write("a.proviso", text)
    let outcome = try Executable.run(["fmt", "--diff", "a.proviso"], folder: scratch.folder)
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput.hasPrefix("--- a.proviso\n+++ a.proviso\n@@ -1,"))
    #expect(outcome.standardOutput.contains("-let a20  = 20\n+let a20 = 20\n"))
    #expect(!outcome.standardOutput.contains("let a10"))
    #expect(try Self.text("a.proviso", of: scratch) == text)
    let checked = try Executable.run(["fmt", "--diff", "--check"], folder: scratch.folder)
    #expect(checked.status == 1)
    #expect(checked.standardOutput == outcome.standardOutput)
    let patch = URL(fileURLWithPath: "/usr/bin/patch")
    guard FileManager.default.isExecutableFile(atPath: patch.path) else { return }
    let difference = try scratch.write("d.patch", outcome.standardOutput)
    let process = Process()
    process.executableURL = patch
    process.arguments = ["-s", "-p0", "-i", difference.path]
    process.currentDirectoryURL = scratch.folder
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try Executable.run(["fmt", "--check"], folder: scratch.folder).status == 0)
  }

  @Test func differenceOfTheLastLine() throws {
    let scratch = try Scratch()
    try scratch.write("a.proviso", "spec s for terraform\n\nlet a = 1")
    let outcome = try Executable.run(["fmt", "--diff"], folder: scratch.folder)
    #expect(
      outcome.standardOutput == """
        --- a.proviso
        +++ a.proviso
        @@ -1,3 +1,3 @@
         spec s for terraform
         
        -let a = 1
        \\ No newline at end of file
        +let a = 1

        """, "\(outcome.standardOutput)")
  }

  @Test func standardInput() throws {
    let outcome = try Executable.run(["fmt", "-"], input: Data(Self.crooked.utf8))
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput == Self.straight)
    let checked = try Executable.run(["fmt", "--check", "-"], input: Data(Self.crooked.utf8))
    #expect(checked.status == 1)
    #expect(checked.standardOutput == "standard input\n")
  }

  /// A file with mistakes does not change, and the other files are still formatted.
  @Test func mistakes() throws {
    let scratch = try Scratch()
    let broken = "spec s for terraform\nlet  a = (1\n"
    try scratch.write("a.proviso", broken)
    try scratch.write("b.proviso", Self.crooked)
    let outcome = try Executable.run(["fmt"], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput == "b.proviso\n")
    #expect(outcome.standardError.contains("a.proviso:3:1"), "\(outcome.standardError)")
    #expect(try Self.text("a.proviso", of: scratch) == broken)
    #expect(try Self.text("b.proviso", of: scratch) == Self.straight)
  }

  @Test(arguments: [["absent"], ["-", "x"], ["--nope"]])
  func wrongPaths(_ arguments: [String]) throws {
    let scratch = try Scratch()
    let outcome = try Executable.run(["fmt"] + arguments, folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput.isEmpty)
    #expect(!outcome.standardError.isEmpty)
  }

  /// A spec with each token on its own line, once formatted, gives the same result.
  @Test func theVerdictStays() throws {
    let scratch = try Scratch()
    let example = Repository.root.appendingPathComponent("examples/terraform-destroy")
    let spec = try String(
      contentsOf: example.appendingPathComponent("incident.proviso"), encoding: .utf8)
    let crooked = spec.split(separator: "\n").map { line in
      line.contains("\"") || line.hasPrefix("///")
        ? String(line) : line.split(separator: " ").joined(separator: "\n")
    }.joined(separator: "\n\n")
    try scratch.write("s.proviso", crooked)
    func result() throws -> [String: Any] {
      let outcome = try Executable.check(
        [example.appendingPathComponent("plan.json").path, "-s", "s.proviso", "--format", "json"],
        folder: scratch.folder)
      #expect(outcome.status == 1, "\(outcome.standardError)")
      let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
      return try #require(object as? [String: Any])
    }
    func told(_ result: [String: Any]) throws -> String {
      let properties = try #require(result["properties"] as? [[String: Any]])
      let plain = properties.map { property in property.filter { $0.key != "spec" } }
      let data = try JSONSerialization.data(withJSONObject: plain, options: .sortedKeys)
      return String(decoding: data, as: UTF8.self)
    }
    let before = try told(result())
    let outcome = try Executable.run(["fmt"], folder: scratch.folder)
    #expect(outcome.standardOutput == "s.proviso\n")
    #expect(try told(result()) == before)
  }
}
