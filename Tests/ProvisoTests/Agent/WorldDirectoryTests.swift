import Foundation
import ProvisoInput
import ProvisoResult
import Testing

@testable import Proviso

/// The directory that a world declares, for plans, records and gates alike.
@Suite struct WorldDirectoryTests {
  private static func world(_ directory: String?) -> String {
    """
    world guarded
    use "proviso:tools.proviso"
    \(directory.map { "directory \"\($0)\"" } ?? "")
    object ledger: Path { name: "data/ledger.db" }
    invariant stays "The ledger is not lost" { not ledger.lost }
    """
  }

  private struct Case: Sendable, CustomStringConvertible {
    /// The tool, and its only argument that matters.
    let tool: String
    let text: String
    /// The directory that the plan, the record or the call states.
    var own: String?
    let expected: Verdict
    /// The verdict without the declaration.
    let undeclared: Verdict

    var description: String { "\(tool) \(text) in \(own ?? "-")" }

    var input: [String: String] {
      tool == "Bash" ? ["command": text] : ["file_path": text, "content": "x"]
    }
  }

  private static let cases: [Case] = [
    Case(tool: "Bash", text: "rm -rf data", expected: .violated, undeclared: .violated),
    Case(tool: "Bash", text: "rm -rf build", expected: .proved, undeclared: .proved),
    Case(tool: "Bash", text: "rm -rf /srv/shop/data", expected: .violated, undeclared: .undecided),
    Case(tool: "Bash", text: "rm -rf /srv/shop/build", expected: .proved, undeclared: .undecided),
    Case(
      tool: "Bash", text: "rm -rf data", own: "/srv/shop/api", expected: .proved,
      undeclared: .violated),
    Case(
      tool: "Bash", text: "rm -rf ../data", own: "/srv/shop/api", expected: .violated,
      undeclared: .proved),
    Case(
      tool: "Bash", text: "rm -rf shop", own: "/srv", expected: .violated, undeclared: .proved),
    Case(
      tool: "Write", text: "data/ledger.db", own: "/srv/shop", expected: .violated,
      undeclared: .violated),
    Case(
      tool: "Write", text: "data/ledger.db", own: "/srv/shop/api", expected: .proved,
      undeclared: .violated),
    Case(
      tool: "Write", text: "shop/data/ledger.db", own: "/srv", expected: .violated,
      undeclared: .proved),
    Case(
      tool: "Write", text: "/srv/shop/data/ledger.db", expected: .violated, undeclared: .undecided),
  ]

  private static func json(_ value: Any) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: value), as: UTF8.self)
  }

  private static func plan(_ call: Case) throws -> String {
    var plan: [String: Any] = [
      "schema": "proviso.plan/1",
      "steps": [
        call.tool == "Bash"
          ? ["shell": call.text] : ["call": call.tool, "with": call.input] as [String: Any]
      ],
    ]
    if let own = call.own { plan["cwd"] = own }
    return try json(plan)
  }

  private static func record(_ call: Case) throws -> String {
    let lines: [[String: Any]] = [
      ["type": "user", "message": ["role": "user", "content": "Tidy up."] as [String: Any]],
      [
        "type": "assistant",
        "message": [
          "role": "assistant",
          "content": [
            ["type": "tool_use", "id": "t", "name": call.tool, "input": call.input]
              as [String: Any]
          ],
        ] as [String: Any],
      ],
      [
        "type": "user",
        "message": [
          "role": "user",
          "content": [["type": "tool_result", "tool_use_id": "t", "content": "ok"]],
        ] as [String: Any],
      ],
    ]
    return try lines.enumerated().map { index, line in
      var line = line
      line["uuid"] = "u\(index)"
      line["sessionId"] = "s"
      line["timestamp"] = "2026-01-01T00:00:0\(index)Z"
      line["parentUuid"] = index == 0 ? NSNull() : "u\(index - 1)" as Any
      if let own = call.own { line["cwd"] = own }
      return try json(line)
    }.joined(separator: "\n")
  }

  private static func verdict(_ text: String, named name: String, in world: String) throws
    -> Verdict
  {
    var verifier = Verifier()
    verifier.specs = [.text(world, name: "w.proviso")]
    let specs = try verifier.loadSpecs()
    return try verifier.wait { (run) throws(InputError) in
      try run.check(.text(text, name: name), against: specs)
    }.verdict
  }

  @Test(arguments: cases) private func aPlanIsReadFromIt(_ call: Case) throws {
    let plan = try Self.plan(call)
    #expect(
      try Self.verdict(plan, named: "p.json", in: Self.world("/srv/shop")) == call.expected)
    #expect(try Self.verdict(plan, named: "p.json", in: Self.world(nil)) == call.undeclared)
  }

  @Test(arguments: cases) private func aRecordIsReadFromIt(_ call: Case) throws {
    let record = try Self.record(call)
    #expect(
      try Self.verdict(record, named: "r.jsonl", in: Self.world("/srv/shop/")) == call.expected)
  }

  @Test(arguments: cases) private func aGateDecidesFromIt(_ call: Case) async throws {
    let gate = try Gate(world: .text(Self.world("/srv/shop"), name: "w.proviso"))
    let decision = await gate.decide(
      try GateCall(
        id: "1", tool: call.tool, arguments: Self.json(call.input), directory: call.own))
    #expect(decision.kind == (call.expected == .proved ? .allow : .deny), "\(decision.reasons)")
  }

  @Test(arguments: [
    ("directory \"shop\"", "expected an absolute path"),
    ("directory \"/a\"\ndirectory \"/b\"", "already declared"),
    ("directory shop", "the absolute path of a directory"),
  ])
  func mistakes(_ declaration: String, _ message: String) throws {
    let text = Self.world(nil) + "\n" + declaration + "\n"
    let error = #expect(throws: InputError.self) {
      var verifier = Verifier()
      verifier.specs = [.text(text, name: "w.proviso")]
      _ = try verifier.loadSpecs()
    }
    #expect(error?.messages.joined().contains(message) ?? false, "\(error?.messages ?? [])")
  }
}
