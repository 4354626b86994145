import Foundation
import Testing

/// `eventually`, `leads to` and `until`, with the built executable.
@Suite struct RunPropertyTests {
  private static let plan = PlanText.plan(
    PlanText.deletion,
    PlanText.change("aws_db_instance.old", #"["delete"]"#, before: #"{"id": "old"}"#),
    PlanText.creation)

  private static let open = PlanText.plan(
    PlanText.change("aws_x.a", #"["create"]"#, after: #"{"n": 1}"#)
      .replacing(#""after_unknown": {}"#, with: #""after_unknown": {"colour": true}"#))

  private static func verdict(_ body: String, _ plan: String = plan) throws -> [String: Any] {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    try scratch.write("s.proviso", "spec s for terraform\ninvariant i \"t\" { \(body) }\n")
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--format", "json"], folder: scratch.folder)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    let result = try #require(object as? [String: Any], "\(outcome.standardError)")
    #expect(Shape.result.faults(in: result, at: "result").isEmpty)
    return try #require((result["properties"] as? [[String: Any]])?.first)
  }

  @Test(arguments: [
    ("every c in changes { eventually { c.happened } }", "proved"),
    ("every c in changes { eventually { c.failed } }", "violated"),
    (
      "eventually { some a in deletions, b in creations where a.started and not a.happened and b.started and not b.happened }",
      "violated"
    ),
    ("every r in resources where r.exists { eventually { r.destroyed } }", "proved"),
    (
      "every r in resources where r.type == \"aws_db_instance\" { r.exists until r.destroyed }",
      "proved"
    ),
    (
      "every r in resources where r.type == \"aws_s3_bucket\" { r.exists until r.managed }",
      "violated"
    ),
    ("every a in deletions, b in creations { a.started leads to b.happened }", "proved"),
    (
      "every a in deletions, b in creations { a.happened leads to b.started and not b.happened }",
      "violated"
    ),
    ("every a in deletions, b in creations { not b.started until a.happened }", "violated"),
  ])
  func verdicts(_ body: String, _ expected: String) throws {
    let property = try Self.verdict(body)
    #expect(property["verdict"] as? String == expected, "\(property)")
    let reasons = try #require(property["holds_because"] as? [[String: Any]])
    #expect(
      reasons.contains { ($0["text"] as? String)?.contains("in which no step fails") ?? false }
        == (expected == "proved"))
    for violation in property["violations"] as? [[String: Any]] ?? [] {
      #expect(violation["certainty"] as? String == "definite")
    }
  }

  @Test func unknownsMakeAViolationPossible() throws {
    let body = "every r in resources { eventually { r.now.colour == \"red\" } }"
    let property = try Self.verdict(body, Self.open)
    #expect(property["verdict"] as? String == "violated")
    let violation = try #require((property["violations"] as? [[String: Any]])?.first)
    #expect(violation["certainty"] as? String == "possible")
    #expect((violation["unknowns"] as? [[String: Any]])?.count == 1)
    let certain = try Self.verdict(
      "every r in resources { eventually { r.now.colour == \"red\" or r.now.n == 1 } }", Self.open)
    #expect(certain["verdict"] as? String == "proved")
  }

  /// The trace of a violation contains every step to the end of the run.
  @Test func theWholeRun() throws {
    let property = try Self.verdict(
      "every a in deletions, b in creations { not b.started until a.happened }")
    let violations = try #require(property["violations"] as? [[String: Any]])
    #expect(violations.count == 2)
    for violation in violations {
      let steps = (violation["trace"] as? [[String: Any]] ?? []).compactMap {
        $0["step"] as? String
      }
      #expect(steps.first == "aws_s3_bucket.logs")
      #expect(steps.count == 2)
    }
  }

  @Test func vacuous() throws {
    let property = try Self.verdict(
      "every r in resources where r.destroyed { eventually { r.exists } }")
    #expect(property["verdict"] as? String == "proved")
    #expect(property["vacuous"] as? Bool == true)
  }
}
