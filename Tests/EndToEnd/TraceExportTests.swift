import Foundation
import Testing

/// `proviso explore --export itf`: the format of Apalache's ADR-015.
@Suite struct TraceExportTests {
  /// A trace that is checked against the rules of ADR-015.
  private struct Trace {
    let object: [String: Any]
    let variables: [String]
    let states: [[String: Any]]

    init(_ text: String) throws {
      let json = try JSONSerialization.jsonObject(with: Data(text.utf8))
      object = try #require(json as? [String: Any])
      variables = try #require(object["vars"] as? [String])
      states = try #require(object["states"] as? [[String: Any]])
      #expect(Set(object.keys).isSubset(of: ["#meta", "params", "vars", "states", "loop"]))
      #expect((object["#meta"] as? [String: Any])?["format"] as? String == "ITF")
      #expect(object["params"] is [String])
      #expect(Set(variables).count == variables.count)
      for name in variables {
        #expect(name.wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil, "\(name)")
      }
      for (index, state) in states.enumerated() {
        #expect((state["#meta"] as? [String: Any])?["index"] as? Int == index)
        #expect(Set(state.keys) == Set(variables + ["#meta"]))
        for name in variables {
          let value = try #require(state[name])
          #expect(Self.isExpression(value), "\(name): \(value)")
        }
      }
      if let loop = object["loop"] {
        #expect((loop as? Int).map(states.indices.contains) ?? false)
      }
    }

    /// Whether the value is an expression of the format. Numbers must be in `#bigint`.
    static func isExpression(_ value: Any) -> Bool {
      if value is String { return true }
      if let list = value as? [Any] { return list.allSatisfy(isExpression) }
      if let object = value as? [String: Any] {
        guard object.count == 1, let (key, inner) = object.first else { return false }
        switch key {
        case "#bigint": return (inner as? String)?.wholeMatch(of: #/-?[0-9]+/#) != nil
        case "#unserializable": return inner is String
        case "#tup", "#set": return (inner as? [Any])?.allSatisfy(isExpression) ?? false
        case "#map":
          return (inner as? [[Any]])?.allSatisfy {
            $0.count == 2 && $0.allSatisfy(isExpression)
          } ?? false
        default: return false
        }
      }
      return value is Bool
    }

    func state(_ index: Int) throws -> NSDictionary {
      try #require(states.indices.contains(index) ? states[index] as NSDictionary : nil)
    }
  }

  private static func export(
    _ text: String, _ options: [String] = []
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("w.proviso", text)
    return try Executable.run(
      ["explore", "w.proviso", "--export", "itf"] + options, folder: scratch.folder)
  }

  @Test func violation() throws {
    let outcome = try Self.export(WorldText.databases, ["--property", "no_data_lost"])
    #expect(outcome.status == 1)
    let trace = try Trace(outcome.standardOutput)
    #expect(
      trace.variables == [
        "Database_environment", "Database_exists", "Database_backups", "may_read", "steps_taken",
      ])
    #expect(trace.states.count == 2)
    let last = try trace.state(1)
    #expect(
      last["Database_exists"] as? NSDictionary == [
        "#map": [["orders", false], ["scratch", true]]
      ])
    #expect(last["may_read"] as? NSDictionary == ["#set": [Any]()])
    #expect(
      last["steps_taken"] as? NSDictionary == ["#map": [["cleaner", ["#bigint": "1"]] as [Any]]])
    let meta = try #require(last["#meta"] as? [String: Any])
    #expect(meta["step"] as? String == "drop(orders)")
    #expect(meta["agent"] as? String == "cleaner")
  }

  @Test func witness() throws {
    let trace = try Trace(
      try Self.export(WorldText.databases, ["--property", "both_gone"]).standardOutput)
    #expect(trace.states.count == 3)
  }

  @Test func tuplesOfARelation() throws {
    let text =
      WorldText.databases + "\npossible seen \"Seen\" { may_read(cleaner, scratch) }\n"
    let trace = try Trace(try Self.export(text, ["--property", "seen"]).standardOutput)
    #expect(
      try trace.state(1)["may_read"] as? NSDictionary
        == ["#set": [["#tup": ["cleaner", "scratch"]]]])
  }

  /// The first state of the loop follows the last state. It is not written twice.
  @Test func lasso() throws {
    let trace = try Trace(try Self.export(WorldText.lights).standardOutput)
    #expect(trace.object["loop"] as? Int == 0)
    #expect(trace.states.count == 2)
  }

  @Test func numbersThatAreNotIntegers() throws {
    let text = """
      world w
      var half: Decimal = 0.5
      var most: Int = 12345678901234567890
      invariant whole "It is whole" { half > 1 }
      """
    let trace = try Trace(try Self.export(text).standardOutput)
    #expect(try trace.state(0)["half"] as? NSDictionary == ["#unserializable": "0.5"])
    #expect(try trace.state(0)["most"] as? NSDictionary == ["#bigint": "12345678901234567890"])
  }

  @Test func toAFile() throws {
    let scratch = try Scratch()
    try scratch.write("w.proviso", WorldText.lights)
    let outcome = try Executable.run(
      ["explore", "w.proviso", "--export", "itf", "-o", "t.itf.json"], folder: scratch.folder)
    #expect(outcome.status == 1)
    #expect(outcome.standardOutput.isEmpty)
    let file = scratch.folder.appendingPathComponent("t.itf.json")
    _ = try Trace(try String(contentsOf: file, encoding: .utf8))
  }

  @Test func nothingToExport() throws {
    let outcome = try Self.export(WorldText.counter)
    #expect(outcome.status == 0)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.contains("nothing is exported"))
    #expect(try Self.export(WorldText.counter, ["--property", "absent"]).status == 2)
  }
}
