import Foundation
import Testing

/// `proviso explain`, and the line in errors that mentions it.
@Suite struct ExplainTests {
  @Test func oneCode() throws {
    let outcome = try Executable.run(["explain", "pv0301"])
    #expect(outcome.status == 0)
    #expect(outcome.standardError.isEmpty)
    #expect(
      outcome.standardOutput.hasPrefix("PV0301, error: a name that nothing declares\n"))
    #expect(outcome.standardOutput.contains("error[PV0301]: nothing is called `resource` here"))
    #expect(outcome.standardOutput.contains("This passes:"))
  }

  @Test func allCodes() throws {
    let outcome = try Executable.run(["explain"])
    #expect(outcome.status == 0)
    let lines = outcome.standardOutput.split(separator: "\n")
    #expect(lines.count > 60)
    #expect(lines.allSatisfy { $0.wholeMatch(of: #/PV\d{4}  .+/#) != nil })
    #expect(lines == lines.sorted())
  }

  @Test func unknownCode() throws {
    let outcome = try Executable.run(["explain", "PV0199", "PV0301"])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("did you mean PV0"))
    #expect(outcome.standardOutput.hasPrefix("PV0301"))
  }

  @Test func errorsPointToTheirExplanations() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.deletion))
    func told(_ spec: String) throws -> String {
      try scratch.write("s.proviso", spec)
      let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
      #expect(outcome.status == 2)
      return outcome.standardError
    }
    #expect(
      try told("spec s for terraform\nlet a = b\nlet c = d\n")
        .hasSuffix("\nhelp: `proviso explain PV0301` explains this error\n"))
    #expect(
      try told("spec s for terraform\nlet a = b\nlet c = 'd'\nlet e = 1 / 0\nlet f = 07\n")
        .hasSuffix(
          "\nhelp: `proviso explain CODE` explains an error, for example `proviso explain PV0301`\n"
        ))
  }
}
