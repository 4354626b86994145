import Foundation
import TestSupport
import Testing

/// `proviso explore --export tests`: each violating run as a test for a harness.
@Suite struct TestExportTests {
  private static let broken = "specs/agents/guard-never-lowered-broken.proviso"

  private static func exported(
    _ arguments: [String], folder: URL = Repository.root
  ) throws -> String {
    let outcome = try Executable.run(["explore"] + arguments, folder: folder)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    return outcome.standardOutput
  }

  /// The broken world, in which an approval is bound to the request.
  private static func repaired() throws -> String {
    let source = try String(
      contentsOf: Repository.root.appendingPathComponent(broken), encoding: .utf8)
    #expect(source.contains("  requires agreed\n"))
    return source.replacing("  requires agreed\n", with: "  requires agreed and g.asked\n")
  }

  private static func tests(_ text: String) throws -> [[String: Any]] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    return try #require(object?["tests"] as? [[String: Any]])
  }

  private static let worlds = [
    broken, "specs/agents/approvals-two-people-broken.proviso",
    "specs/agents/budgets-broken.proviso", "specs/agents/least-privilege-broken.proviso",
    "specs/agents/shared-cache-broken.proviso", "specs/teaching/peterson-broken.proviso",
  ]

  @Test(arguments: worlds) func theJSONHasItsSchema(_ world: String) throws {
    let text = try Self.exported([world, "--export", "tests"])
    let schema = try JSONSchema(Executable.run(["schema", "tests"]).standardOutput)
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    #expect(schema.faults(in: value).isEmpty, "\(schema.faults(in: value))")
    let tests = try Self.tests(text)
    #expect(!tests.isEmpty)
    #expect(Set(tests.compactMap { $0["name"] as? String }).count == tests.count)
    // The plan of each test breaks its property, and its last call is the one that breaks it.
    for test in tests {
      let plan = try JSONSerialization.data(withJSONObject: #require(test["plan"]))
      let outcome = try Executable.run(
        ["check", "-", "--no-config", "--format", "json"], input: plan, folder: Repository.root)
      let result =
        try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any]
      let properties = result?["properties"] as? [[String: Any]] ?? []
      let judged = properties.first { $0["name"] as? String == test["property"] as? String }
      #expect(
        judged?["verdict"] as? String == "violated",
        "\(test["name"] ?? ""): \(outcome.standardError)\(outcome.standardOutput.prefix(500))")
    }
  }

  /// The forbidden step is part of the test where the property forbids it to begin.
  @Test func theStepThatMayNotBeginIsInTheTest() throws {
    let tests = try Self.tests(Self.exported([Self.broken, "--export", "tests"]))
    let tools = tests.compactMap { test in
      (test["run"] as? [[String: Any]])?.last?["tool"] as? String
    }
    #expect(tools == ["lower", "lower"])
  }

  /// The file for pytest fails on the broken world and passes on the repaired one.
  @Test func pytestFailsUntilTheWorldIsRepaired() throws {
    let python =
      ProcessInfo.processInfo.environment["PROVISO_PYTHON"] ?? SharedLibrary.program("python3")
    let scratch = try Scratch()
    guard let python,
      try SharedLibrary.run(python, ["-c", "import pytest"], in: scratch.folder).status == 0
    else {
      print("pytest is not installed (`PROVISO_PYTHON`): its tests are not run")
      return
    }
    let source = Repository.root.appendingPathComponent(Self.broken)
    try scratch.write("world.proviso", Data(contentsOf: source))
    let text = try Self.exported(
      ["world.proviso", "--export", "tests", "--harness", "pytest"], folder: scratch.folder)
    try scratch.write("test_runs.py", text)
    func run() throws -> (status: Int32, output: String) {
      try SharedLibrary.run(
        python, ["-m", "pytest", "-q", "-p", "no:cacheprovider", "test_runs.py"],
        in: scratch.folder,
        with: [
          "PYTHONPATH": Repository.root.appendingPathComponent("examples/embedding-python").path,
          "PYTHONDONTWRITEBYTECODE": "1",
        ])
    }
    let before = try run()
    #expect(before.status == 1 && before.output.contains("2 failed"), "\(before.output)")
    #expect(before.output.contains("lower(command_list)"), "\(before.output)")
    let fixed = try Self.repaired()
    try scratch.write("world.proviso", fixed)
    let after = try run()
    #expect(after.status == 0 && after.output.contains("2 passed"), "\(after.output)")
    // A property that is gone is no success.
    try scratch.write(
      "world.proviso", fixed.replacing("only_what_was_asked", with: "another_name"))
    let renamed = try run()
    #expect(renamed.status == 1 && renamed.output.contains("there is no property"))
  }

  /// The assertions for promptfoo, run by Node as promptfoo runs them: a function of the output and its
  /// context.
  @Test func promptfooRefusesTheCallAndWhatItDoesNotUnderstand() throws {
    let text = try Self.exported(
      [Self.broken, "--export", "tests", "--harness", "promptfoo"])
    guard let node = SharedLibrary.program("node") else {
      print("node is not installed: the assertions for promptfoo are not run")
      return
    }
    let scratch = try Scratch()
    // Every value is JSON, so the lines are read without a reader of YAML.
    let lines = text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    func values(of key: String) -> [String] {
      lines.filter { $0.hasPrefix("\"\(key)\": ") }.map { String($0.dropFirst(key.count + 4)) }
    }
    let assertions = values(of: "value")
    let forbidden = values(of: "forbidden")
    #expect(assertions.count == 2 && forbidden.count == 2)
    try scratch.write(
      "judge.mjs",
      """
      const code = \(assertions[0]);
      const forbidden = \(forbidden[0]);
      const judge = new Function('output', 'context', code);
      const call = JSON.parse(forbidden);
      const others = [
        [], [{ tool: 'run_command' }], [{ ...call, arguments: { g: 'sandbox' } }],
        JSON.stringify([{ tool: 'ask_to_lower', arguments: call.arguments }]),
      ];
      const refused = [
        [call], JSON.stringify([{ tool: 'run_command' }, call]), 'I lower it now.', '', null, {}, [1],
        [{ name: 'lower' }], JSON.stringify({ calls: [call] }),
      ];
      const say = (output) => judge(output, { vars: { forbidden } }).pass;
      console.log(others.map(say).join(' '), '|', refused.map(say).join(' '));
      """)
    let run = try SharedLibrary.run(node, ["judge.mjs"], in: scratch.folder)
    #expect(
      run.output
        == "true true true true | false false false false false false false false false\n")
  }

  @Test func whatWasRepairedStays() throws {
    let scratch = try Scratch()
    let source = try String(
      contentsOf: Repository.root.appendingPathComponent(Self.broken), encoding: .utf8)
    try scratch.write("world.proviso", source)
    let first = try Self.exported(["world.proviso", "--export", "tests"], folder: scratch.folder)
    try scratch.write("tests.json", first)
    // The same world has the same tests.
    let again = try Self.exported(
      ["world.proviso", "--export", "tests", "--earlier", "tests.json"], folder: scratch.folder)
    #expect(again == first)
    let fixed = try Self.repaired()
    try scratch.write("world.proviso", fixed)
    let outcome = try Executable.run(
      ["explore", "world.proviso", "--export", "tests", "--earlier", "tests.json"],
      folder: scratch.folder)
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput == first)
  }

  @Test(arguments: [
    (["--harness", "pytest"], "--harness and --earlier need --export tests"),
    (["--export", "itf", "--earlier", "x.json"], "--harness and --earlier need --export tests"),
    (["--export", "tests", "--earlier", "absent.json"], "absent.json: there is no such file"),
    (["--export", "tests", "--earlier", Repository.root.path + "/" + broken], "not"),
    (["--export", "tests", "--property", "nothing"], "there is no property `nothing`"),
  ])
  func mistakes(_ arguments: [String], _ message: String) throws {
    let outcome = try Executable.run(
      ["explore", Self.broken] + arguments, folder: Repository.root)
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }
}
