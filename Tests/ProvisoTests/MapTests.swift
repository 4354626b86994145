import ProvisoKernel
import ProvisoResult
import Testing

/// Keys, defaults and made lists, from text to verdict.
@Suite struct MapTests {
  private static let tables = """
    table price { "t": 2, "x": 3 }

    """

  private static func verdict(_ body: String) throws -> Verdict {
    try MeaningTests.check(tables + "invariant p \"p\" { \(body) }").verdict
  }

  @Test(arguments: [
    (#"every r in resources { price has r.type }"#, Verdict.proved),
    (#"every r in resources { not (price has r.name) }"#, .proved),
    // An unknown key may be any row, or none.
    (#"every r in resources where r.name == "new" { price has r.after.u }"#, .violated),
    (#"every r in resources where r.name == "new" { not (price has r.after.u) }"#, .violated),
    (
      #"every r in resources where r.name == "new" and price has r.after.u { price[r.after.u] > 1 }"#,
      .proved
    ),
    (#"every r in resources { price.get(r.type, 0) == 2 and price.get(r.name, 7) == 7 }"#, .proved),
    (
      #"every r in resources where r.name == "new" { price.get(r.after.u, 5) >= 2 and price.get(r.after.u, 5) <= 5 }"#,
      .proved
    ),
    (#"every r in resources where r.name == "new" { price.get(r.after.u, 5) != 3 }"#, .violated),
    (#"every r in resources { r.before.get("missing", 4) == 4 }"#, .proved),
    (#"every r in resources where r.name == "up" { r.before.get("a", 4) == 1 }"#, .proved),
    (#"every r in resources where r.name == "up" { r.after.get("w", 4) != null }"#, .proved),
    (#"every r in resources where r.name == "gone" { keys(r.before) == ["a", "s"] }"#, .proved),
    (#"every r in resources where r.name == "gone" { values(r.before) == [1, "x"] }"#, .proved),
    // The value of `w` may be null, and then the key is not there.
    (#"every r in resources where r.name == "up" { keys(r.after) has "a" }"#, .proved),
    (#"every r in resources where r.name == "up" { keys(r.after) has "w" }"#, .violated),
    (#"every r in resources where r.name == "new" { keys(r.after.u) == [] }"#, .undecided),
    (#"[r.name for r in resources where r.type == "t"] == ["new", "up", "gone", "swap"]"#, .proved),
    (#"[r.name for r in resources where r.after.s == "y"] == []"#, .proved),
    (
      #"every r in resources where r.name == "new" { [x for x in [1, 2] where r.after.u == x].size() < 2 }"#,
      .proved
    ),
    (
      #"every r in resources where r.name == "new" { [x for x in [1, 2] where r.after.u == x].size() < 1 }"#,
      .violated
    ),
  ])
  func meaning(_ body: String, _ wanted: Verdict) throws {
    #expect(try Self.verdict(body) == wanted, "\(body)")
  }

  @Test func messagesPrintListsWithCommas() throws {
    let result = try MeaningTests.check(
      #"""
      let required = ["a", "b", "c"]
      invariant p "p"
        message "\(r.name) lacks \(t for t in required where not (r.before has t)); \([1, 2])"
      { every r in resources where r.name == "gone" { false } }
      """#)
    #expect(result.violations.map(\.message) == ["gone lacks b, c; [1, 2]"])
  }
}
