import Foundation
import Testing

/// Findings about parts of a spec that check nothing: as JSON, as text, and with `--strict`.
@Suite struct CoverageTests {
  private static let empty = """
    spec empty for terraform

    define unused(r: Resource) = r.exists

    invariant fires "An implication that fires" {
      every r in resources { r.destroyed implies r.before.colour == "blue" }
    }
    invariant idle "An implication that does not fire" {
      every r in resources { r.action == "forget" implies r.before.colr == "blue" }
    }
    invariant sure "Nothing could violate this" {
      every r in resources { r.action != "destroy" }
    }
    """

  private static let healthy = """
    spec healthy for terraform

    define blue(r: Resource) = r.before.colour == "blue"

    invariant fires "An implication that fires" {
      every r in resources { r.destroyed implies blue(r) }
    }
    """

  private static func check(_ spec: String, _ options: String...) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write(
      "p.json",
      PlanText.plan(
        PlanText.change("aws_x.a", #"["delete"]"#, before: #"{"colour": "blue"}"#)))
    try scratch.write("s.proviso", spec)
    return try Executable.check(["p.json", "-s", "s.proviso"] + options, folder: scratch.folder)
  }

  private static func object(_ outcome: Outcome) throws -> [String: Any] {
    try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any])
  }

  private static func kinds(_ object: [String: Any]) -> [String] {
    (object["coverage"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
  }

  @Test func data() throws {
    let outcome = try Self.check(Self.empty, "--format", "json")
    #expect(outcome.status == 0, "\(outcome.ending)")
    let result = try Self.object(outcome)
    let faults = Shape.result.faults(in: result, at: "result")
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    #expect(
      Self.kinds(result).sorted() == [
        "attribute_on_no_resource", "comparison_always_false", "unused_definition",
      ])
    let properties = try #require(result["properties"] as? [[String: Any]])
    #expect(
      properties.map(Self.kinds) == [[], ["implication_never_fires"], ["never_violated"]])
    let idle = try #require((properties[1]["coverage"] as? [[String: Any]])?.first)
    #expect(idle["reached"] as? String == "never")
    #expect((idle["spec"] as? [String: Any])?["line"] as? Int == 9)
    // The property stays proved and is not vacuous, because its `where` is met.
    #expect(properties[1]["verdict"] as? String == "proved")
    #expect(properties[1]["vacuous"] as? Bool == false)
  }

  @Test func words() throws {
    let outcome = try Self.check(Self.empty)
    #expect(outcome.status == 0, "\(outcome.ending)")
    let text = outcome.standardOutput
    #expect(text.contains(#"note: `r.action == "forget"` never holds"#), "\(text)")
    #expect(text.contains("(s.proviso:9)"))
    #expect(text.contains("note: no plan can violate `sure`"))
    #expect(text.components(separatedBy: "note:").count == 3, "\(text)")
  }

  @Test func strict() throws {
    let outcome = try Self.check(Self.empty, "--strict")
    #expect(outcome.status == 3, "\(outcome.ending)")
    #expect(
      outcome.standardOutput.contains("never holds, so the implication requires nothing (strict)")
    )
    #expect(outcome.standardOutput.contains("2 undecided"))
  }

  /// An unused definition or an absent attribute does not make a property vacuous.
  @Test func strictConcernsOnlyVacuity() throws {
    let outcome = try Self.check(
      Self.healthy + "\ndefine unused(r: Resource) = r.before.colr == null\n", "--strict")
    #expect(outcome.status == 0, "\(outcome.ending)")
    #expect(outcome.standardError.contains("PV0702"))
  }

  @Test func healthySpec() throws {
    let outcome = try Self.check(Self.healthy, "--format", "json", "--strict")
    #expect(outcome.status == 0, "\(outcome.ending)")
    let result = try Self.object(outcome)
    #expect(Self.kinds(result).isEmpty)
    let properties = try #require(result["properties"] as? [[String: Any]])
    #expect(properties.allSatisfy { Self.kinds($0).isEmpty })
    #expect(try !Self.check(Self.healthy).standardOutput.contains("note:"))
  }

  /// Most properties of the pack do not apply to a small plan, and the text does not report that.
  @Test func theStandardPackIsQuiet() throws {
    let scratch = try Scratch()
    try scratch.write("p.json", PlanText.plan(PlanText.creation))
    let text = try Executable.check(["p.json"], folder: scratch.folder)
    #expect(text.status == 0, "\(text.ending)")
    #expect(!text.standardOutput.contains("note:"))
    let result = try Self.object(
      try Executable.check(["p.json", "--format", "json"], folder: scratch.folder))
    #expect(Self.kinds(result).isEmpty)
    let properties = try #require(result["properties"] as? [[String: Any]])
    for property in properties {
      let isVacuous = property["vacuous"] as? Bool == true
      #expect(Self.kinds(property) == (isVacuous ? ["where_never_met"] : []))
    }
  }

  @Test func assumptionsThatExcludeEverythingHaveACode() throws {
    let outcome = try Self.check(
      Self.healthy + "\nassume { every r in resources { r.before.colour == \"red\" } }\n")
    #expect(outcome.status == 2, "\(outcome.ending)")
    #expect(outcome.standardError.contains("PV0505"))
    let fine = try Self.check(
      Self.healthy + "\nassume { every r in resources { r.before.colour == \"blue\" } }\n",
      "--format", "json")
    #expect(fine.status == 0, "\(fine.ending)")
    #expect(Self.kinds(try Self.object(fine)).isEmpty)
  }

  @Test func worlds() throws {
    let scratch = try Scratch()
    try scratch.write(
      "w.proviso",
      """
      world doors

      entity Door { var open: Bool = false }
      object front: Door
      var knocks: Int = 0
      action knock() { requires knocks < 3 knocks += 1 }
      agent guest { may knock }

      invariant idle "Nothing opens a door" { every d in Door where d.open { knocks == 0 } }
      invariant busy "Someone knocks" { every d in Door where knocks == 2 { not d.open } }
      """)
    let result = try Self.object(
      try Executable.run(["explore", "w.proviso", "--format", "json"], folder: scratch.folder))
    let properties = try #require(result["properties"] as? [[String: Any]])
    #expect(properties.map(Self.kinds) == [["where_never_met"], []])
    #expect(properties.compactMap { $0["vacuous"] as? Bool } == [true, false])
  }
}
