import Foundation
import Testing

/// Standard input, inputs that stay unchanged, and deterministic results.
@Suite struct InputSafetyTests {
  private static let example = Repository.root.appendingPathComponent(
    "examples/terraform-destroy/plan.json")

  @Test func planFromStandardInput() throws {
    let bytes = try Data(contentsOf: Self.example)
    let piped = try Executable.check(["-", "--format", "json"], input: bytes)
    let named = try Executable.check([Self.example.path, "--format", "json"])
    #expect(piped.status == 1)
    #expect(
      withoutTimes(piped.standardOutput).replacing(#""path": "-""#, with: "")
        == withoutTimes(named.standardOutput)
        .replacing(#""path": "\#(Self.example.path)""#, with: ""))
  }

  @Test func emptyStandardInput() throws {
    expectRefusal(
      try Executable.check(["-"], input: Data()), of: "standard input",
      saying: "the input is empty",
      hasPosition: false)
  }

  /// Neither an input larger than a pipe's buffer nor an early end of the reader blocks.
  @Test func largeStandardInput() throws {
    let text = PlanText.plan(
      PlanText.change(
        "aws_x.a", #"["create"]"#,
        after: #"{"text": "\#(String(repeating: "x", count: 3_000_000))"}"#))
    #expect(try Executable.check(["-"], input: Data(text.utf8)).status == 0)
    #expect(try Executable.check(["-", "--nope"], input: Data(text.utf8)).status == 2)
  }

  @Test func inputIsNeverWritten() throws {
    let scratch = try Scratch()
    let bytes = try Data(contentsOf: Self.example)
    let plan = try scratch.write("p.json", bytes)
    let spec = try scratch.write("s.proviso", PlanText.survival)
    let past = Date(timeIntervalSince1970: 1_700_000_000)
    for file in [plan, spec] {
      try FileManager.default.setAttributes(
        [.modificationDate: past, .posixPermissions: 0o444], ofItemAtPath: file.path)
    }
    for options in [[], ["--format", "json"], ["-s", "s.proviso"], ["-o", "out.txt"]] {
      #expect(try Executable.check(["p.json"] + options, folder: scratch.folder).status == 1)
    }
    #expect(try Data(contentsOf: plan) == bytes)
    #expect(try String(contentsOf: spec, encoding: .utf8) == PlanText.survival)
    for file in [plan, spec] {
      let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
      #expect(attributes[.modificationDate] as? Date == past)
    }
    // No other file is left.
    let left = try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path)
    #expect(Set(left) == ["p.json", "s.proviso", "out.txt"])
  }

  @Test(arguments: ["text", "json"], ["terraform-destroy", "unknown-decides"])
  func resultsAreDeterministic(_ format: String, _ example: String) throws {
    let folder = Repository.root.appendingPathComponent("examples/\(example)")
    let spec = example == "unknown-decides" ? ["-s", "buckets.proviso"] : []
    let arguments = ["plan.json", "--format", format] + spec
    let first = try Executable.check(arguments, folder: folder)
    #expect(first.status == 1)
    for _ in 0..<3 {
      let again = try Executable.check(arguments, folder: folder)
      #expect(withoutTimes(again.standardOutput) == withoutTimes(first.standardOutput))
      #expect(again.standardError == first.standardError)
      #expect(again.status == first.status)
    }
  }

  private func withoutTimes(_ text: String) -> String {
    text.replacing(#/"seconds": [0-9.]+/#, with: "\"seconds\"").replacing(#/, \d+ ms/#, with: "")
  }
}
