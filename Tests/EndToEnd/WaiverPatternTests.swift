import Foundation
import Testing

/// Waivers of whole rules and of patterns of objects, with the built executable.
@Suite struct WaiverPatternTests {
  private static let plan = PlanText.plan(
    PlanText.change("aws_x.web[0]", #"["delete"]"#, before: "{}"),
    PlanText.change("aws_x.web[1]", #"["delete"]"#, before: "{}"),
    PlanText.change(#"aws_x.by_name[\"*.example.com\"]"#, #"["delete"]"#, before: "{}"),
    PlanText.change("aws_y.other", #"["delete"]"#, before: "{}"))

  private static let spec = """
    spec own for terraform
    invariant kept "Nothing is deleted" { every r in resources { not r.destroyed } }
    invariant apart "Nothing goes together" {
      every a in resources, b in resources where a.name == "other" and b.type == "aws_x" {
        not (a.destroyed and b.destroyed)
      }
    }

    """

  /// The objects of the violations of each property that no waiver accepts.
  private static func counted(_ waivers: String) throws -> (Int32?, [String: Set<String>], String) {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    try scratch.write(
      "own.proviso",
      spec
        + waivers.replacing("…", with: "until 2027-01-31 because \"INC-1\""))
    let outcome = try Executable.check(
      ["p.json", "-s", "own.proviso", "--today", "2027-01-01", "--format", "json"],
      folder: scratch.folder)
    let object = try? JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    var out: [String: Set<String>] = [:]
    for property in (object as? [String: Any])?["properties"] as? [[String: Any]] ?? [] {
      let left = (property["violations"] as? [[String: Any]] ?? []).filter {
        $0["waived"] as? Bool == false
      }
      out[property["name"] as? String ?? ""] = Set(
        left.compactMap { ($0["bindings"] as? [String: String])?["r"] })
    }
    return (outcome.status, out, outcome.standardError)
  }

  private static let star = #"aws_x.by_name["*.example.com"]"#

  @Test(
    "patterns of objects",
    arguments: [
      (#"aws_x.web[0]"#, [star, "aws_x.web[1]", "aws_y.other"]),
      (#"aws_x.web[*]"#, [star, "aws_y.other"]), (#"aws_x.*"#, ["aws_y.other"]),
      (#"*"#, []), (#"*[*"#, ["aws_y.other"]),
      (#"aws_x"#, [star, "aws_x.web[0]", "aws_x.web[1]", "aws_y.other"]),
      (#"*.other"#, [star, "aws_x.web[0]", "aws_x.web[1]"]),
      (#"aws_x.by_name[\"\\*.example.com\"]"#, ["aws_x.web[0]", "aws_x.web[1]", "aws_y.other"]),
      (#"aws_x.by_name[\"\\*\"]"#, [star, "aws_x.web[0]", "aws_x.web[1]", "aws_y.other"]),
    ])
  func patterns(_ pattern: String, _ left: [String]) throws {
    let (_, counted, error) = try Self.counted("waive kept for \"\(pattern)\" …")
    #expect(counted["kept"] == Set(left), "\(pattern)\n\(error)")
  }

  @Test("a whole rule, patterns for several binders, and every rule")
  func wholeRules() throws {
    let whole = try Self.counted("waive kept …\nwaive apart …")
    #expect(whole.0 == 0, "\(whole.2)")
    let pairs = try Self.counted("waive kept …\nwaive apart for \"aws_y.*\", \"aws_x.*\" …")
    #expect(pairs.0 == 0, "\(pairs.2)")
    let swapped = try Self.counted("waive kept …\nwaive apart for \"aws_x.*\", \"aws_y.*\" …")
    #expect(swapped.0 == 1)
    let every = try Self.counted("waive every rule for \"aws_x.*\", \"aws_y.*\" …")
    #expect(every.0 == 0, "\(every.2)")
    let part = try Self.counted("waive every rule for \"aws_x.*\" …")
    #expect(part.0 == 1)
    #expect(part.1["kept"] == ["aws_y.other"])
    let none = try Self.counted("waive every rule for \"aws_z.*\" …")
    #expect(none.2.contains("matches no violation of any rule"), "\(none.2)")
  }

  @Test("the formatter keeps waivers of every rule")
  func formatted() throws {
    let scratch = try Scratch()
    let text =
      Self.spec + "waive every rule for \"a.*\" until 2027-01-31 because \"INC-1\"\n"
      + "var day: Date = 2027-01-31\n"
    try scratch.write("own.proviso", text)
    let outcome = try Executable.run(["fmt", "own.proviso"], folder: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.standardError)")
    let result = try String(
      contentsOf: scratch.folder.appendingPathComponent("own.proviso"), encoding: .utf8)
    #expect(result.contains("waive every rule for \"a.*\" until 2027-01-31 because \"INC-1\"\n"))
    #expect(result.contains("var day: Date = 2027-01-31\n"))
  }
}
