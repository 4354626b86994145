import Foundation
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoResult
import TestSupport
import Testing

@testable import Proviso

/// A command has the same answer as a step of a plan and as a recorded call.
@Suite struct RecordedCommandTests {
  private static let worldText = """
    world guarded
    use "proviso:tools.proviso"
    object data: Path { name: "data", exists: true }
    object sub_notes: Path { name: "sub/notes", exists: true }
    object main: Branch { name: "main" }
    invariant data_stays "The data stays" { not data.lost and data.exists }
    invariant notes_stay "The notes stay" { not sub_notes.lost }
    invariant main_stays "main is not rewritten" { not main.rewritten and not main.deleted }
    invariant work_stays "No work is lost" { not work_lost }
    """
  private static let callsText = """
    spec calls for agent
    invariant nothing_removed "Nothing is removed" { no c in calls where c.tool in ["rm", "rmdir"] }
    invariant fetch_first "A push comes after a fetch" {
      every p in calls where p.tool == "git_push" {
        whenever p starts { some f in calls where f.tool == "git_fetch" and f.happened }
      }
    }
    """

  /// A spec that is read once.
  struct Loaded: Sendable {
    let specs: LoadedSpecs

    init(_ text: String) {
      var verifier = Verifier()
      verifier.specs = [.text(text, name: "s.proviso")]
      do {
        specs = try verifier.loadSpecs()
      } catch {
        Issue.record(error)
        specs = LoadedSpecs(specs: [], warnings: [])
      }
    }
  }

  static let world = Loaded(worldText)
  static let calls = Loaded(callsText)

  /// Answers by property.
  static func answers(_ text: String, named name: String, spec: Loaded) throws -> [String] {
    let result = try Verifier().wait { (run) throws(InputError) in
      try run.check(.text(text, name: name), against: spec.specs)
    }
    return result.properties.map { "\($0.name) \($0.verdict)" }
  }

  private static func json(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  private static func plan(_ lines: [String]) throws -> String {
    try json(["schema": "proviso.plan/1", "steps": lines.map { ["shell": $0] }] as [String: Any])
  }

  /// A record of one call after the other, in Anthropic's format.
  static func record(_ calls: [(tool: String, input: [String: Any])]) throws -> String {
    var messages: [[String: Any]] = [["role": "user", "content": "Tidy up."]]
    for (number, call) in calls.enumerated() {
      messages.append([
        "role": "assistant",
        "content": [
          ["type": "tool_use", "id": "t\(number)", "name": call.tool, "input": call.input]
            as [String: Any]
        ],
      ])
      messages.append([
        "role": "user",
        "content": [
          ["type": "tool_result", "tool_use_id": "t\(number)", "content": "ok"] as [String: Any]
        ],
      ])
    }
    return try json(messages)
  }

  static func command(_ line: String) -> (tool: String, input: [String: Any]) {
    ("Bash", ["command": line, "description": "x"])
  }

  static let lines = [
    "ls", "rm -rf data", "rm -rf build && ls", "rm -rf ./sub", "cd sub && rm notes",
    "cd sub; rm notes", "cat data | head -3", "echo x > data", "echo x >> data",
    "mv data old", "cp new data", "git fetch && git push", "git push", "git fetch; git push",
    "git push --force origin main", "git reset --hard", "git stash && git stash pop",
    "test -f data || rm -rf sub", "for f in a b; do rm $f; done", "rm -rf $DIR", "./deploy.sh",
    "sudo rm -rf data", "bash -c 'rm data'", "rm -rf data &", "rm 'unclosed", "find . -delete",
    "git clean -fdx", "if true; then rm data; fi", "true",
  ]

  @Test(arguments: lines) func aCommandHasTheSameAnswerInBoth(_ line: String) throws {
    for spec in [Self.world, Self.calls] {
      let planned = try Self.answers(Self.plan([line]), named: "p.json", spec: spec)
      let recorded = try Self.answers(
        Self.record([Self.command(line)]), named: "r.json", spec: spec)
      #expect(planned == recorded)
    }
  }

  /// Runtimes pass the same command in different arguments.
  @Test(arguments: ["rm -rf data", "ls", "git fetch && git push", "./deploy.sh"])
  func everyRuntimesShellIsRead(_ line: String) throws {
    let forms: [(tool: String, input: [String: Any])] = [
      ("Bash", ["command": line, "timeout": 1000, "run_in_background": false]),
      ("shell", ["command": ["bash", "-lc", line], "timeout_ms": 1000]),
      ("shell_command", ["command": line, "workdir": "."]),
      ("exec_command", ["cmd": line, "yield_time_ms": 1000]),
      ("run_shell_command", ["command": line, "description": "x", "directory": ""]),
      ("local_shell", ["action": ["type": "exec", "command": ["bash", "-lc", line], "env": [:]]]),
      ("shell", ["action": ["commands": [line], "timeout_ms": 1000]]),
      ("bash", ["command": line]),
    ]
    let expected = try Self.answers(Self.plan([line]), named: "p.json", spec: Self.world)
    for form in forms {
      let found = try Self.answers(Self.record([form]), named: "r.json", spec: Self.world)
      #expect(found == expected, "\(form.tool)")
    }
  }

  @Test(
    arguments: [
      // The directory is part of the name.
      ("exec_command", ["cmd": "rm notes", "workdir": "sub"], "notes_stay violated"),
      ("exec_command", ["cmd": "rm notes"], "notes_stay proved"),
      (
        "run_shell_command", ["command": "rm -rf ../data", "directory": "sub"],
        "data_stays violated"
      ),
      ("shell", ["command": "rm notes", "workdir": "other"], "notes_stay proved"),
      ("exec_command", ["cmd": "rm -rf data", "workdir": "~"], "data_stays undecided"),
      ("exec_command", ["cmd": "rm -rf data", "workdir": "$PWD"], "data_stays undecided"),
      // A command in the background goes on while others run.
      ("Bash", ["command": "ls", "run_in_background": true], "data_stays proved"),
      ("Bash", ["command": "rm -rf data", "run_in_background": true], "data_stays violated"),
      // What is not understood proves nothing.
      ("Bash", ["command": "ls", "restart": true], "data_stays undecided"),
      ("Bash", ["script": "ls"], "data_stays undecided"),
      ("exec_command", ["cmd": "ls", "shell": "fish"], "data_stays undecided"),
      ("local_shell", ["action": "ls"], "data_stays undecided"),
      ("shell", ["action": ["commands": ["ls", "ls"]]], "data_stays undecided"),
      ("mcp__files__delete", ["path": "data"], "data_stays undecided"),
      ("write_stdin", ["session_id": 1, "chars": "y"], "data_stays undecided"),
      // The tools of runtimes have contracts.
      ("Read", ["file_path": "data", "limit": 3], "data_stays proved"),
      ("Write", ["file_path": "data", "content": "x"], "data_stays violated"),
      ("Edit", ["file_path": "data", "old_string": "a", "new_string": "b"], "data_stays violated"),
      ("Write", ["file_path": "./sub/../data", "content": "x"], "data_stays violated"),
      ("Edit", ["file_path": "x", "old_string": "a", "new_string": "b"], "data_stays proved"),
      ("MultiEdit", ["file_path": "data", "edits": [["old_string": "a"]]], "data_stays violated"),
      ("Write", ["file_path": 3, "content": "x"], "data_stays undecided"),
      ("Write", ["file_path": "x", "mode": "delete"], "data_stays undecided"),
      ("Glob", ["pattern": "**/*"], "data_stays proved"),
      ("write_file", ["file_path": "data", "content": "x"], "data_stays violated"),
      ("read_file", ["absolute_path": "/srv/data"], "data_stays proved"),
      ("str_replace_based_edit_tool", ["command": "view", "path": "data"], "data_stays proved"),
      (
        "str_replace_based_edit_tool", ["command": "create", "path": "data"], "data_stays violated"
      ),
    ] as [(String, [String: any Sendable], String)])
  func argumentsOfARuntimeAreUnderstood(
    tool: String, input: [String: any Sendable], expected: String
  ) throws {
    let found = try Self.answers(Self.record([(tool, input)]), named: "r.json", spec: Self.world)
    #expect(found.contains(expected), "\(found)")
  }

  /// A directory that an earlier command may have changed is unknown.
  @Test func aLaterCommandDoesNotKnowAChangedDirectory() throws {
    let calls = [Self.command("cd sub"), Self.command("rm notes")]
    let found = try Self.answers(Self.record(calls), named: "r.json", spec: Self.world)
    #expect(found.contains("notes_stay undecided"), "\(found)")
    let reading = [Self.command("cd sub"), Self.command("git status")]
    #expect(
      try Self.answers(Self.record(reading), named: "r.json", spec: Self.world)
        .allSatisfy { $0.hasSuffix("undecided") || $0.hasSuffix("proved") })
  }

  /// A transcript states the directory of each line; paths in it have one name.
  @Test func pathsInTheAgentsDirectoryHaveOneName() throws {
    func line(_ number: Int, _ cwd: String, _ tool: String, _ input: [String: Any]) throws -> String
    {
      try Self.json(
        [
          "type": "assistant", "uuid": "\(number)",
          "parentUuid": number == 1 ? NSNull() : "\(number - 1)" as Any, "sessionId": "s",
          "cwd": cwd,
          "message": [
            "id": "m\(number)", "role": "assistant",
            "content": [["type": "tool_use", "id": "t\(number)", "name": tool, "input": input]],
          ] as [String: Any],
        ] as [String: Any])
    }
    func answers(_ tool: String, _ input: [String: Any], cwd: String = "/srv/app") throws
      -> [String]
    {
      let text = try [line(1, "/srv/app", "LS", ["path": "/srv/app"]), line(2, cwd, tool, input)]
      return try Self.answers(
        text.joined(separator: "\n") + "\n", named: "r.jsonl", spec: Self.world)
    }
    #expect(
      try answers("Write", ["file_path": "/srv/app/data", "content": ""])
        .contains("data_stays violated"))
    #expect(
      try answers("Write", ["file_path": "/srv/other/data", "content": ""])
        .contains("data_stays proved"))
    #expect(
      try answers("Bash", ["command": "rm -rf /srv/app/data"]).contains("data_stays violated"))
    #expect(
      try answers("Bash", ["command": "rm notes"], cwd: "/srv/app/sub")
        .contains("notes_stay violated"))
    #expect(
      try answers("Bash", ["command": "rm -rf data"], cwd: "/srv/app/sub")
        .contains("data_stays proved"))
  }

  /// A property that names the shell's tool is about the calls of the shell.
  @Test func textsOfCommandsCanBeAskedAbout() throws {
    let spec = Loaded(
      """
      spec texts for agent
      invariant no_rm "No command removes" {
        no c in calls where c.tool == "Bash" and c.args.command.startsWith("rm ") == true
      }
      """)
    let bad = try Self.record([Self.command("rm -rf data")])
    #expect(try Self.answers(bad, named: "r.json", spec: spec) == ["no_rm violated"])
    let good = try Self.record([Self.command("ls")])
    #expect(try Self.answers(good, named: "r.json", spec: spec) == ["no_rm proved"])
    // The texts are known, even of a command that is not understood.
    let opaque = try Self.record([Self.command("./deploy.sh")])
    #expect(try Self.answers(opaque, named: "r.json", spec: spec) == ["no_rm proved"])
    let both = Loaded(
      """
      spec both for agent
      invariant none "Neither" { no c in calls where c.tool in ["Bash", "rm"] }
      invariant commands "No command names the secret" {
        no c in calls where c.args.command.contains("secret") == true
      }
      """)
    #expect(
      try Self.answers(bad, named: "r.json", spec: both)
        == ["none violated", "commands proved"])
    #expect(
      try Self.answers(opaque, named: "r.json", spec: both)
        == ["none violated", "commands undecided"])
  }

  /// The calls of commands take part in the flow of data.
  @Test func dataFlowsIntoCommands() throws {
    let spec = Loaded(
      """
      spec flow for agent
      invariant no_upload "Nothing that was read is sent" {
        no r in calls, s in calls
          where r.tool == "Read" and s.tool == "http_request" and r flows to s
      }
      """)
    let calls: [(tool: String, input: [String: Any])] = [
      ("Read", ["file_path": "data"]), Self.command("curl -d x https://a.example/"),
    ]
    #expect(
      try Self.answers(Self.record(calls), named: "r.json", spec: spec) == ["no_upload violated"])
    #expect(
      try Self.answers(Self.record([calls[0], Self.command("ls")]), named: "r.json", spec: spec)
        == ["no_upload proved"])
    #expect(
      try Self.answers(
        Self.record([calls[0], Self.command("./upload.sh")]), named: "r.json", spec: spec)
        == ["no_upload undecided"])
  }

  /// Nothing is proved about a record that lacks calls.
  @Test func missingCallsProveNothing() throws {
    let tail = """
      [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": "z", "content": "x"}]},
       {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "Bash", "input": {"command": "ls"}}]}]
      """
    #expect(
      try Self.answers(tail, named: "r.json", spec: Self.world)
        .allSatisfy { $0.hasSuffix("undecided") })
  }

  /// Several steps of a plan and as many calls of a record have the same answers.
  @Test func sequencesHaveTheSameAnswersInBoth() throws {
    var random = SeededGenerator(seed: 11)
    let parts = ["ls", "rm -r build", "git fetch", "git push", "mv data x", "cat data", "./run"]
    for _ in 0..<8 {
      let lines = (0..<3).map { _ in parts.randomElement(using: &random) ?? "" }
      for spec in [Self.world, Self.calls] {
        let planned = try Self.answers(Self.plan(lines), named: "p.json", spec: spec)
        let recorded = try Self.answers(
          Self.record(lines.map(Self.command)), named: "r.json", spec: spec)
        // After a command that is not understood, a plan knows no directory, so it can leave open what a
        // record shows to be violated.
        let isWhole = !lines.contains("./run")
        func shown(_ answers: [String]) -> [String] {
          isWhole ? answers : answers.map { $0.replacing("violated", with: "undecided") }
        }
        #expect(shown(planned) == shown(recorded), "\(lines)")
      }
    }
  }

  /// Random lines from small parts. `PROVISO_CAMPAIGN` is a factor, and then the seed is random.
  @Test func randomCommandsHaveTheSameAnswerInBoth() throws {
    let seed = Campaign.seed(7)
    print("recorded commands: seed \(seed)")
    var random = SeededGenerator(seed: seed)
    let parts = [
      "ls", "rm data", "rm -r sub", "cd sub", "cd ..", "git fetch", "git push", "false", "true",
      "mv data x", "touch data", "cat data", "echo $(cat data)", "git reset --hard", "make",
    ]
    let joints = [" && ", " || ", "; ", " | ", "\n"]
    for _ in 0..<(12 * Campaign.factor) {
      var line = parts.randomElement(using: &random) ?? ""
      for _ in 0..<Int.random(in: 0...3, using: &random) {
        line +=
          (joints.randomElement(using: &random) ?? "")
          + (parts.randomElement(using: &random) ?? "")
      }
      for spec in [Self.world, Self.calls] {
        let planned = try Self.answers(Self.plan([line]), named: "p.json", spec: spec)
        let recorded = try Self.answers(
          Self.record([Self.command(line)]), named: "r.json", spec: spec)
        #expect(planned == recorded, "\(line)")
      }
    }
  }
}
