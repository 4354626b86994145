import Foundation
import Testing

/// The documented incidents in `examples/incidents`: the reported plan is refused, the repaired plan is
/// proved, and the page names its sources and its limits. `PageOutputTests` compares the runs.
@Suite struct IncidentTests {
  static let folder = Repository.root.appendingPathComponent("examples/incidents")

  static let names: [String] = {
    let found = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (found ?? []).filter { !$0.hasSuffix(".md") }.sorted()
  }()

  /// The incidents whose reported plan breaks no rule, because the plan does not show the fault.
  static let boundaries: Set = ["hidden-copy"]

  @Test func everyIncidentIsListed() throws {
    #expect(Self.names.count == 14)
    let page = try String(
      contentsOf: Self.folder.appendingPathComponent("README.md"), encoding: .utf8)
    for name in Self.names { #expect(page.contains("[`\(name)/`](\(name)/)"), "\(name)") }
  }

  @Test func theirOwnTestsPass() throws {
    let outcome = try Executable.run(["test", "examples/incidents"], folder: Repository.root)
    #expect(outcome.status == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    let tests = outcome.standardOutput.matches(of: #/^passed/#.anchorsMatchLineEndings()).count
    #expect(tests >= 2 * Self.names.count)
  }

  @Test(arguments: names) func page(_ name: String) throws {
    let path = Self.folder.appendingPathComponent("\(name)/README.md")
    let page = try String(contentsOf: path, encoding: .utf8)
    let headings = [
      "What happened", "The plan as reported", "Repaired",
      "What no plan checker could have seen", "Sources",
    ]
    #expect(page.matches(of: #/\n## (.*)/#).map { String($0.1) } == headings)
    // `PageOutputTests` runs the commands.
    let parts = page.components(separatedBy: "\n## Repaired\n")
    let reported = Self.boundaries.contains(name) ? "\nproved, " : "\nviolated, "
    #expect(parts[0].contains("$ proviso check reported.yaml") && parts[0].contains(reported))
    let repaired = parts[1].components(separatedBy: "\n## ")[0]
    #expect(repaired.contains("$ proviso check repaired.yaml"))
    #expect(repaired.contains("\nproved, ") && !repaired.contains("\nviolated, "))
    let sources = try #require(page.components(separatedBy: "\n## Sources\n").last)
    let lines = sources.split(separator: "\n").filter { $0.hasPrefix("- ") }
    #expect(!lines.isEmpty)
    // Without a primary source, the page says that it retells reports.
    let isSecondHand = lines.allSatisfy { $0.contains("second-hand") || $0.contains("retell") }
    if isSecondHand { #expect(page.localizedCaseInsensitiveContains("as reported")) }
  }
}
