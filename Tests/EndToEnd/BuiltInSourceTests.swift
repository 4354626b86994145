import Foundation
import Testing

/// `proviso specs --print`, and tests that expect rules of packs, with the built executable.
@Suite struct BuiltInSourceTests {
  private static func print(_ names: String...) throws -> Outcome {
    try Executable.run(["specs"] + names.flatMap { ["--print", $0] })
  }

  @Test(
    "a file is printed as it is",
    arguments: [
      ("standard/exposure.proviso", "specs/standard/exposure.proviso"),
      ("specs/injection/flow.proviso", "specs/injection/flow.proviso"),
      ("proviso:git.proviso", "specs/tools/git.proviso"),
      ("tools/git.proviso", "specs/tools/git.proviso"),
    ])
  func files(_ name: String, _ path: String) throws {
    let outcome = try Self.print(name)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    let text = try String(
      contentsOf: Repository.root.appendingPathComponent(path), encoding: .utf8)
    #expect(outcome.standardOutput == text)
  }

  @Test("a pack is printed file by file")
  func packs() throws {
    let text = try Self.print("standard").standardOutput
    #expect(
      text.contains("// specs/standard/blast.proviso\n\n/// How much one plan may destroy.\n"))
    #expect(text.contains("invariant blast_radius"))
  }

  @Test("a rule is printed with its documentation and the definitions that it uses")
  func rules() throws {
    let blast = try Self.print("blast_radius").standardOutput
    #expect(blast.contains("/// A plan that destroys more than a handful"))
    #expect(blast.contains("at most largest_deletion d in deletions where d.started\n}\n"))
    #expect(blast.contains("let largest_deletion = "))
    #expect(!blast.contains("no_container_deleted_with_its_contents"))
    #expect(!blast.contains("production_names"))
    let container = try Self.print("no_container_deleted_with_its_contents").standardOutput
    #expect(container.contains("let container_types = [\n") && container.contains("\n]\n"))
    #expect(container.contains("define throwaway(r: Resource) =\n"))
    #expect(container.contains("let environment_keys = "))
  }

  @Test("every rule of every pack can be printed")
  func everyRule() throws {
    for pack in ["standard", "injection"] {
      let listed = try Executable.run(["specs", pack, "--format", "json"])
      let names = listed.standardOutput.matches(of: #/"name": "([a-z_]+)",\s*"title"/#).map {
        String($0.output.1)
      }
      #expect(!names.isEmpty)
      let outcome = try Executable.run(["specs"] + names.flatMap { ["--print", $0] })
      #expect(outcome.status == 0, "\(outcome.standardError)")
      for name in names { #expect(outcome.standardOutput.contains(" \(name)\n"), "\(name)") }
    }
  }

  @Test("an unknown name is an error with a suggestion")
  func unknown() throws {
    let outcome = try Self.print("blast_raduis")
    #expect(outcome.status == 2 && outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains("did you mean `blast_radius`?"))
    #expect(try Executable.run(["specs", "standard", "--print", "standard"]).status == 2)
  }

  @Test("a test may expect a rule of a pack, with the conventions of the project")
  func testsOfPacks() throws {
    let scratch = try Scratch()
    try scratch.write(
      "p.json",
      PlanText.plan(
        PlanText.change(
          "aws_s3_bucket.site", #"["create"]"#, after: #"{"bucket": "s", "acl": "public-read"}"#),
        PlanText.deletion))
    func status(_ expectation: String) throws -> (Int32?, String) {
      try scratch.write(
        "own.proviso",
        "spec own for terraform\ntest \"t\" {\n  plan \"p.json\"\n  expect \(expectation)\n}\n")
      let outcome = try Executable.run(["test"], folder: scratch.folder)
      return (outcome.status, outcome.standardOutput + outcome.standardError)
    }
    let open = try status("no_bucket_open_to_the_world violated by \"aws_s3_bucket.site\"")
    #expect(open.0 == 0, "\(open.1)")
    #expect(!open.1.contains("no test covers"), "\(open.1)")
    #expect(try status("blast_radius violated").0 == 1)
    try scratch.write("proviso.yaml", "version: 1\nconventions: {largest_deletion: 0}\n")
    #expect(try status("blast_radius violated").0 == 0)
    let unknown = try status("blast_raduis violated")
    #expect(unknown.0 == 2 && unknown.1.contains("did you mean `blast_radius`?"), "\(unknown.1)")
  }
}
