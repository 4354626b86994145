import Foundation
import ProvisoInput
import ProvisoResult
import Testing

@testable import Proviso

/// Content, directories and names that are somewhere else than they were.
@Suite struct MovedPlacesTests {
  private static let world = """
    world guarded
    use "proviso:tools.proviso"
    object data: Path { name: "data" }
    object ledger: Path { name: "data/ledger.db" }
    invariant stays "The ledger is not lost" { not data.lost and not ledger.lost }
    """

  private static func json(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  private static func verdict(
    _ text: String, named name: String = "p.json", in world: String = world
  ) throws -> Verdict {
    var verifier = Verifier()
    verifier.specs = [.text(world, name: "w.proviso")]
    let specs = try verifier.loadSpecs()
    return try verifier.wait { (run) throws(InputError) in
      try run.check(.text(text, name: name), against: specs)
    }.verdict
  }

  private static func plan(_ steps: [[String: Any]], _ keys: [String: Any] = [:]) throws -> String {
    try json(
      (["schema": "proviso.plan/1", "steps": steps] as [String: Any]).merging(keys) { $1 })
  }

  /// Commands that replace or remove files where content has been moved to.
  @Test(arguments: [
    "mv data/ledger.db ledger.bak && git clean -fd", "mv data old && git clean -ffdx",
    "mkdir n && mv data n && git -C n clean -fdx", "mv data/ledger.db x && terraform plan -out=x",
    "mv data/ledger.db x && pg_dump -f x mydb", "mv data/ledger.db x.tf && terraform fmt",
    "mv data/ledger.db old && git checkout -f main", "mv data old && rm -r old",
    "git stash -u && rm -rf .git", "git stash -u && rm -rf .git/objects",
    "git stash -u && git stash clear", "mv data/ledger.db x && cp y x",
  ])
  func contentIsFollowed(_ line: String) throws {
    #expect(try Self.verdict(Self.plan([["shell": line]])) == .violated, "\(line)")
  }

  @Test func contentInAnotherRepository() throws {
    let line = "mv data/ledger.db /srv/other/f && git -C /srv/other checkout -f main"
    #expect(
      try Self.verdict(Self.plan([["shell": line]], ["cwd": "/tmp/work"])) == .violated)
  }

  /// The shell stays in a directory that is moved.
  @Test(arguments: [
    ["cd data && mv ../data ../d2 && rm ledger.db"],
    ["cd build && mv ../build ../data/b2 && rm ../ledger.db"],
    ["cd data", "mv ../data ../d2", "rm ledger.db"],
    ["cd data/x && mv ../../data ../../d2 && cd .. && rm ledger.db"],
  ])
  func theDirectoryMoves(_ lines: [String]) throws {
    let plan = try Self.plan(lines.map { ["shell": $0] }, ["keeps_directory": true])
    #expect(try Self.verdict(plan) != .proved)
  }

  @Test func aDirectoryElsewhereMoves() throws {
    let plan = try Self.plan(
      [["shell": "cd build && mv ../old ../older && rm -rf cache"]], ["cwd": "/srv/shop"])
    #expect(try Self.verdict(plan) == .proved)
  }

  /// A file tool after a `cd` works where the shell is, or where it was.
  @Test(arguments: [true, nil])
  func aToolAfterAChangeOfDirectory(_ keeps: Bool?) throws {
    let steps: [[String: Any]] = [
      ["shell": "cd data"],
      ["call": "Write", "with": ["file_path": "ledger.db", "content": "x"]],
    ]
    let keys: [String: Any] = keeps.map { ["keeps_directory": $0] } ?? [:]
    #expect(try Self.verdict(Self.plan(steps, keys)) == .undecided)
    #expect(try Self.verdict(Self.plan(steps, ["keeps_directory": false])) == .proved)
  }

  // MARK: Records

  private static func stream(_ calls: [(tool: String, input: [String: Any])]) throws -> String {
    var lines: [[String: Any]] = [
      [
        "type": "system", "subtype": "init", "cwd": "/srv/shop", "session_id": "s",
        "tools": ["Bash"],
      ]
    ]
    for (number, call) in calls.enumerated() {
      lines.append([
        "type": "assistant", "session_id": "s",
        "message": [
          "id": "m\(number)", "role": "assistant",
          "content": [
            ["type": "tool_use", "id": "t\(number)", "name": call.tool, "input": call.input]
              as [String: Any]
          ],
        ] as [String: Any],
      ])
      lines.append([
        "type": "user", "session_id": "s",
        "message": [
          "role": "user",
          "content": [["type": "tool_result", "tool_use_id": "t\(number)", "content": "ok"]],
        ] as [String: Any],
      ])
    }
    lines.append(["type": "result", "subtype": "success", "session_id": "s", "result": "Done."])
    return try lines.map(json).joined(separator: "\n") + "\n"
  }

  /// A stream states the directory of its start, and not where a command has gone.
  @Test func aStreamDoesNotFollowTheShell() throws {
    let goes = (tool: "Bash", input: ["command": "cd data"] as [String: Any])
    let removes = (tool: "Bash", input: ["command": "rm ledger.db"] as [String: Any])
    let writes = (
      tool: "Write", input: ["file_path": "ledger.db", "content": "x"] as [String: Any]
    )
    #expect(try Self.verdict(Self.stream([goes, removes]), named: "r.jsonl") == .undecided)
    #expect(try Self.verdict(Self.stream([goes, writes]), named: "r.jsonl") == .undecided)
    #expect(try Self.verdict(Self.stream([removes, writes]), named: "r.jsonl") == .proved)
    let reads = (tool: "Bash", input: ["command": "ls data"] as [String: Any])
    #expect(try Self.verdict(Self.stream([reads, removes]), named: "r.jsonl") == .proved)
  }

  /// The calls of one message share the directory of its line; a later line has its own.
  @Test func aLineStatesTheDirectoryOfItsFirstCall() throws {
    func line(_ number: Int, _ cwd: String, _ message: [String: Any]) throws -> String {
      try Self.json(
        [
          "type": message["role"] as? String ?? "", "uuid": "\(number)",
          "parentUuid": number == 1 ? NSNull() : "\(number - 1)" as Any, "sessionId": "s",
          "cwd": cwd, "message": message,
        ] as [String: Any])
    }
    func use(_ id: String, _ command: String) -> [String: Any] {
      ["type": "tool_use", "id": id, "name": "Bash", "input": ["command": command]]
    }
    func result(_ id: String) -> [String: Any] {
      ["type": "tool_result", "tool_use_id": id, "content": "ok"]
    }
    let together = try [
      line(
        1, "/srv/shop",
        [
          "id": "m", "role": "assistant",
          "content": [use("a", "cd data"), use("b", "rm ledger.db")],
        ]),
      line(2, "/srv/shop/data", ["role": "user", "content": [result("a"), result("b")]]),
    ]
    #expect(
      try Self.verdict(together.joined(separator: "\n") + "\n", named: "r.jsonl") == .undecided)
    for (cwd, expected) in [("/srv/shop/data", Verdict.violated), ("/srv/shop", .proved)] {
      let apart = try [
        line(1, "/srv/shop", ["id": "m", "role": "assistant", "content": [use("a", "cd data")]]),
        line(2, cwd, ["role": "user", "content": [result("a")]]),
        line(3, cwd, ["id": "n", "role": "assistant", "content": [use("b", "rm ledger.db")]]),
        line(4, cwd, ["role": "user", "content": [result("b")]]),
      ]
      #expect(
        try Self.verdict(apart.joined(separator: "\n") + "\n", named: "r.jsonl") == expected)
    }
  }

  // MARK: Names

  private static let own = """
    world guarded
    directory "/srv/shop"
    entity Path {
      name: String
      var lost: Bool = false
    }
    object ledger: Path { name: "data/ledger.db" }
    action put(file: Path) { file.lost = true }
    invariant stays "The ledger is not lost" { not ledger.lost }
    """

  /// The actions of a world change the object that a call names, under whatever name.
  @Test(
    arguments: [
      ("data/ledger.db", nil, .violated), ("../shop/data/ledger.db", nil, .violated),
      ("/srv/shop/../shop/data/ledger.db", nil, .violated),
      ("~/shop/data/ledger.db", nil, .undecided),
      ("../data/ledger.db", nil, .proved), ("~/other", nil, .proved), ("data/x", nil, .proved),
      ("shop/data/ledger.db", "/srv", .violated), ("ledger.db", "/srv/shop/data", .violated),
      ("data/ledger.db", "/srv", .proved),
    ] as [(String, String?, Verdict)])
  func namesOfOneFile(_ path: String, _ directory: String?, _ expected: Verdict) async throws {
    let keys: [String: Any] = directory.map { ["cwd": $0] } ?? [:]
    let plan = try Self.plan([["call": "put", "with": ["file": path]]], keys)
    #expect(try Self.verdict(plan, in: Self.own) == expected)
    let gate = try Gate(world: .text(Self.own, name: "w.proviso"))
    let decision = await gate.decide(
      GateCall(
        id: "1", tool: "put", arguments: [.init("file", .string(Text(path)))],
        directory: directory))
    let kinds: [Verdict: GateDecision.Kind] = [
      .violated: .deny, .undecided: .ask, .proved: .allow,
    ]
    #expect(decision.kind == kinds[expected], "\(decision.reasons)")
  }

  /// The paths that a command may touch are relative to the world's directory, wherever the plan starts.
  @Test(arguments: [
    ("/srv", "cd /srv/shop && npm run build"), ("/srv/shop/api", "gen"),
    ("/srv/shop", "npm run build"),
  ])
  func commandsTouchTheirPlaces(_ directory: String, _ line: String) throws {
    let world = """
      world guarded
      use "proviso:tools.proviso"
      directory "/srv/shop"
      object built: Path { name: "dist/x" }
      command "npm run build" touches "dist"
      command "gen" in "api" touches "dist"
      invariant stays "The build is not lost" { not built.lost }
      """
    let plan = try Self.plan([["shell": line]], ["cwd": directory])
    #expect(try Self.verdict(plan, in: world) == .violated)
  }
}
