import Foundation
import TestSupport
import Testing

/// Files with runs that anybody has changed: `replay` confirms none of them that is no counterexample.
@Suite struct ForgedRunTests {
  private static let world = """
    world counter

    var n: Int = 0

    action up(by: Int) {
      fail if by != 1
      n = n + by
    }

    invariant small "The number stays small" { n < 3 }
    """

  private static let spec = """
    spec s for terraform

    invariant kept "Both are there" { every r in resources where r.type == "aws_instance" { r.exists } }
    """

  private static let plan = PlanText.plan(
    PlanText.change(
      "aws_instance.a", #"["create", "delete"]"#, before: #"{"id": "1"}"#, after: #"{"id": "2"}"#),
    PlanText.change(
      "aws_instance.b", #"["delete", "create"]"#, before: #"{"id": "3"}"#, after: #"{"id": "4"}"#))

  private static var values: [Any] {
    [
      NSNull(), true, 17, -1, "x", [Any](), [String: Any](), ["number": "7"], ["number": "0.5"],
      ["object": [0, 0]], ["object": [-1, 1 << 40]], ["list": [["number": "1"]]],
      ["map": ["k": "v"]], [[1]], "small",
    ]
  }

  /// A folder with a run, and its path there.
  private func recorded(_ input: String, _ more: [String]) throws -> (Scratch, run: String) {
    let scratch = try Scratch()
    try scratch.write("w.proviso", Self.world)
    try scratch.write("s.proviso", Self.spec)
    try scratch.write("p.json", Self.plan)
    let outcome = try Executable.check(
      [input, "--certificates", "c"] + more, folder: scratch.folder)
    #expect(outcome.status == 1, "\(outcome.ending)")
    let folder = scratch.folder.appendingPathComponent("c")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let run = try #require(names.first { $0.hasSuffix(".run.json") })
    #expect(try Executable.run(["replay", "c/\(run)"], folder: scratch.folder).status == 1)
    return (scratch, "c/" + run)
  }

  /// Each value of a file is replaced by values of other types, and each member and element is removed.
  ///
  /// - Parameter decides: whether no change of a value allows the violation.
  private func forge(
    _ input: String, _ more: [String] = [], decides: (JSONPlace) -> Bool
  ) throws {
    let (scratch, run) = try recorded(input, more)
    let file = scratch.folder.appendingPathComponent(run)
    let root = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    let original = try JSONSerialization.data(withJSONObject: root, options: .sortedKeys)
    let places = JSONPlace.all(in: root)
    #expect(places.count > 25)
    var generator = SeededGenerator(seed: Campaign.seed(20_261_130))
    for place in places {
      // A campaign tries every value.
      let tried =
        Campaign.isRunning ? Self.values : [Self.values.randomElement(using: &generator) ?? 17]
      for value in tried.map(Optional.some) + [nil] {
        let mutant = place.replaced(in: root, by: value)
        let bytes = try JSONSerialization.data(withJSONObject: mutant, options: .sortedKeys)
        if bytes == original { continue }
        try scratch.write("t.json", bytes)
        let outcome = try Executable.run(["replay", "t.json"], folder: scratch.folder)
        let told = outcome.standardOutput + outcome.standardError
        let allowed: [Int32] = decides(place) ? [2, 3] : [1, 2, 3]
        #expect(
          outcome.status.map { allowed.contains($0) } == true,
          "\(place.parts) <- \(String(describing: value)): \(outcome.ending)\n\(told)")
        #expect(!told.contains("internal error"), "\(place.parts): \(told)")
        #expect(outcome.status != 1 || outcome.standardOutput.contains("violated"))
        #expect(outcome.status == 1 || !outcome.standardError.isEmpty)
      }
    }
  }

  /// No other run of this world has three steps that break its property.
  @Test func runsOfWorlds() throws {
    try forge("w.proviso") { place in
      guard case .key(let name)? = place.parts.first else { return true }
      return ["world", "values", "property", "schema"].contains(name)
    }
  }

  @Test func runsOfPlans() throws {
    try forge("p.json", ["-s", "s.proviso"]) { place in
      guard case .key(let name)? = place.parts.first else { return true }
      return ["property", "schema", "values"].contains(name)
    }
  }

  /// The message names the step that the input does not have.
  @Test func theStepIsNamed() throws {
    let (scratch, run) = try recorded("w.proviso", [])
    let text = try String(
      contentsOf: scratch.folder.appendingPathComponent(run), encoding: .utf8)
    let first = try #require(text.range(of: #""number" : "1""#))
    try scratch.write("t.json", text.replacingCharacters(in: first, with: #""number" : "2""#))
    let outcome = try Executable.run(["replay", "t.json"], folder: scratch.folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.standardError.contains(
        "t.json: the input has no such run: step 1 of 3 cannot happen then"),
      "\(outcome.standardError)")
  }
}
