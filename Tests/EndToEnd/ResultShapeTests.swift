import Foundation
import Testing

/// The JSON result has exactly the documented members, with the documented types.
@Suite struct ResultShapeTests {
  private static let spec = """
    spec shape for terraform

    define marked(r: Resource) = r.type == "aws_x"

    invariant held "Nothing is forgotten" severity low {
      every r in resources where marked(r) { r.action != "forget" }
    }
    invariant broken "Nothing is destroyed" severity critical
      message "\\(r.address) goes" because "data" at rest
    {
      every r in resources where marked(r) { not r.destroyed }
    }
    invariant maybe "No colour is red" {
      every r in resources where marked(r) { r.now.colour != "red" }
    }
    invariant unclear "The number is small" {
      every r in resources where marked(r) and r.after.n != null { r.after.n + 1 < 10 }
    }
    invariant idle "Nothing of another type" {
      every r in resources where r.type == "aws_y" { r.exists }
    }
    possible reached "Something can be made" { some c in creations { c.happened } }
    """

  private static let plan = PlanText.plan(
    PlanText.change(
      "aws_x.new", #"["create"]"#, after: #"{"n": "many"}"#, more: #""x": 1"#
    ).replacing(#""after_unknown": {}"#, with: #""after_unknown": {"colour": true}"#),
    PlanText.change("aws_x.old", #"["delete"]"#, before: #"{"colour": "blue"}"#))

  private static func result() throws -> (Outcome, [String: Any], Scratch) {
    let scratch = try Scratch()
    try scratch.write("p.json", plan)
    try scratch.write("s.proviso", spec)
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--format", "json"], folder: scratch.folder)
    let object = try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
    return (outcome, try #require(object as? [String: Any]), scratch)
  }

  @Test func documentedShape() throws {
    let (outcome, result, _) = try Self.result()
    #expect(outcome.status == 1)
    let faults = Shape.result.faults(in: result, at: "result")
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
  }

  @Test func everyVerdict() throws {
    let (_, result, scratch) = try Self.result()
    #expect(result["schema"] as? String == "proviso.result/1")
    #expect(result["verdict"] as? String == "violated")
    let plan = try #require(result["plan"] as? [String: Any])
    #expect(plan["path"] as? String == "p.json")
    #expect(plan["kind"] as? String == "terraform")
    #expect(plan["resources"] as? Int == 2)
    #expect(plan["steps"] as? Int == 2)
    #expect(plan["order"] as? String == "plan")
    let digest = try #require(plan["sha256"] as? String)
    #expect(digest.count == 64)
    if let expected = try Self.digest(of: scratch.folder.appendingPathComponent("p.json")) {
      #expect(digest == expected)
    }
    #expect((result["not_modelled"] as? [String])?.contains { $0.contains("prior_state") } ?? false)

    let properties = try #require(result["properties"] as? [[String: Any]])
    let names = properties.compactMap { $0["name"] as? String }
    #expect(names == ["held", "broken", "maybe", "unclear", "idle", "reached"])
    func property(_ name: String) throws -> [String: Any] {
      try #require(properties.first { $0["name"] as? String == name })
    }
    func counts(_ property: [String: Any]) -> [Int] {
      let counts = property["instances"] as? [String: Int] ?? [:]
      return ["total", "proved", "violated", "undecided"].map { counts[$0] ?? -1 }
    }
    func violations(_ property: [String: Any]) -> [[String: Any]] {
      property["violations"] as? [[String: Any]] ?? []
    }

    let held = try property("held")
    #expect(held["verdict"] as? String == "proved")
    #expect(held["vacuous"] as? Bool == false)
    #expect(counts(held) == [2, 2, 0, 0])
    #expect(violations(held).isEmpty)

    let broken = try property("broken")
    #expect(broken["verdict"] as? String == "violated")
    #expect(broken["severity"] as? String == "critical")
    #expect(broken["timing"] as? String == "at_rest")
    #expect(counts(broken) == [2, 1, 1, 0])
    let broke = try #require(violations(broken).first)
    #expect(broke["bindings"] as? [String: String] == ["r": "aws_x.old"])
    #expect(broke["message"] as? String == "aws_x.old goes")
    #expect(broke["certainty"] as? String == "definite")
    #expect((broke["unknowns"] as? [Any])?.isEmpty ?? false)
    let step = try #require((broke["trace"] as? [[String: Any]])?.last)
    #expect(step["step"] as? String == "aws_x.old")
    #expect(step["action"] as? String == "delete")
    let changes = try #require(step["changes"] as? [[String: Any]])
    #expect(
      changes.contains {
        $0["what"] as? String == "aws_x.old.destroyed" && $0["from"] as? Bool == false
          && $0["to"] as? Bool == true
      })

    let maybe = try property("maybe")
    #expect(maybe["verdict"] as? String == "violated")
    let possible = try #require(violations(maybe).first)
    #expect(violations(maybe).count == 1)
    #expect(possible["certainty"] as? String == "possible")
    let unknown = try #require((possible["unknowns"] as? [[String: Any]])?.first)
    #expect(unknown["value"] as? String == "aws_x.new.after.colour")
    #expect(unknown["is"] as? String == "red")

    let unclear = try property("unclear")
    #expect(unclear["verdict"] as? String == "undecided")
    #expect((unclear["reason"] as? String)?.isEmpty == false)
    #expect(counts(unclear) == [1, 0, 0, 1])

    let idle = try property("idle")
    #expect(idle["verdict"] as? String == "proved")
    #expect(idle["vacuous"] as? Bool == true)
    #expect(counts(idle) == [0, 0, 0, 0])

    let reached = try property("reached")
    #expect(reached["kind"] as? String == "possible")
    #expect(reached["verdict"] as? String == "proved")
    #expect((reached["witness"] as? [String: Any])?["trace"] is [Any])
  }

  @Test func severalPlans() throws {
    let scratch = try Scratch()
    try scratch.write("a.json", PlanText.plan(PlanText.creation))
    try scratch.write("b.json", PlanText.plan(PlanText.deletion))
    try scratch.write("s.proviso", PlanText.survival)
    let outcome = try Executable.check(
      ["a.json", "b.json", "-s", "s.proviso", "--format", "json", "-o", "out.json"],
      folder: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.isEmpty)
    let bytes = try Data(contentsOf: scratch.folder.appendingPathComponent("out.json"))
    let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(object["schema"] as? String == "proviso.results/1")
    #expect(object["verdict"] as? String == "violated")
    let results = try #require(object["results"] as? [[String: Any]])
    #expect(results.compactMap { $0["verdict"] as? String } == ["proved", "violated"])
    for result in results { #expect(Shape.result.faults(in: result, at: "result").isEmpty) }
  }

  /// Returns the digest from the system's own tool; nil without one.
  private static func digest(of file: URL) throws -> String? {
    let tool = URL(fileURLWithPath: "/usr/bin/sha256sum")
    guard FileManager.default.isExecutableFile(atPath: tool.path) else { return nil }
    let process = Process()
    process.executableURL = tool
    process.arguments = [file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self).split(separator: " ").first.map(String.init)
  }
}
