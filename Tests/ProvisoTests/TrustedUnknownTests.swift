import ProvisoResult
import Testing

@testable import Proviso

/// `trusting unknowns`: an instance is trusted only if some value of the unknowns keeps it.
///
/// Each answer is held to the plans that have a known value in the place of the unknown.
@Suite struct TrustedUnknownTests {
  /// Two objects that a plan replaces, in any order. The unknown is `u` of the first.
  private static func plan(_ value: String?) -> String {
    func change(_ name: String, after: String, unknown: String) -> String {
      MeaningTests.change(
        name, actions: #"["delete","create"]"#,
        values: #""before":{"id":"\#(name)"},"after":\#(after),"after_unknown":\#(unknown)"#)
    }
    let changes = [
      change(
        "a", after: value.map { #"{"u":\#($0)}"# } ?? "{}",
        unknown: value == nil ? #"{"u":true}"# : "{}"),
      change("b", after: "{}", unknown: "{}"),
    ]
    return
      #"{"format_version":"1.2","terraform_version":"1.11.4","resource_changes":[\#(changes.joined(separator: ","))],"configuration":{"root_module":{"resources":[]}}}"#
  }

  private static func verdict(_ body: String, value: String?) throws -> Verdict {
    try MeaningTests.check(
      """
      invariant p "p" trusting unknowns {
        every a in resources, b in resources where a.name == "a" and b.name == "b" { \(body) }
      }
      """, plan: plan(value)
    ).verdict
  }

  /// Rules that no value of `u` keeps: one run for one value, another for the others.
  @Test(arguments: [
    "(a.after.u == true implies a.exists) and (a.after.u != true implies b.exists)",
    "a.after.u == 1 and a.after.u == 2",
    "a.after.u > 5 and a.after.u < 3",
    #"a.after.u == "x" and not a.after.u.startsWith("x")"#,
    #"not (a.after.u.matches("^a") or not a.after.u.startsWith("a"))"#,
    "a.after.u == null and b.exists or a.after.u != null and a.exists",
    "a.after.u.k == 1 and a.after.u == 3",
    "if a.after.u > 3 then a.exists else b.exists",
  ])
  func whatEveryValueBreaksIsViolated(_ body: String) throws {
    #expect(try Self.verdict(body, value: nil) == .violated, "\(body)")
    for value in Self.values {
      #expect(try Self.verdict(body, value: value) == .violated, "\(body) for \(value)")
    }
  }

  /// Rules that some value keeps.
  @Test(arguments: [
    "a.after.u == 1", "a.after.u != 1", "a.after.u > 5", "a.after.u > 5 and a.after.u < 8",
    #"a.after.u.matches("^a")"#, #"not a.after.u.matches("^a")"#,
    #"a.after.u.contains("b") and a.after.u.endsWith("d")"#,
    "a.after.u == true implies a.exists", "a.after.u == null or a.exists",
    "a.after.u.k == 1", "(a.after.u == 1 implies a.exists) and (a.after.u == 2 implies b.exists)",
    #"a.after.u.lowerAscii() == "x""#, #"a.after.u in ["x", "y"]"#,
  ])
  func whatSomeValueKeepsIsTrusted(_ body: String) throws {
    #expect(try Self.verdict(body, value: nil) == .trusted, "\(body)")
    let kept = try Self.values.contains { try Self.verdict(body, value: $0) == .proved }
    #expect(kept, "\(body)")
  }

  private static let values = [
    "null", "true", "false", "0", "1", "2", "4", "6", "9", "\"\"", "\"x\"", "\"a\"", "\"bd\"", "{}",
    #"{"k":1}"#, #"{"k":2}"#, "[]", "[1]",
  ]

  /// A definite violation of a property of runs is no matter of trust.
  @Test func propertiesOfRunsAreNotTrustedAgainstEveryValue() throws {
    func verdict(_ text: String) throws -> Verdict {
      try MeaningTests.check(
        "invariant p \"p\" trusting unknowns { \(text) }", plan: Self.plan(nil)
      ).verdict
    }
    let some = #"every a in resources where a.name == "a""#
    #expect(try verdict("\(some) { eventually { a.after.x == 1 } }") == .violated)
    #expect(try verdict("\(some) { eventually { a.after.u == 1 } }") == .trusted)
    #expect(
      try [.violated, .undecided].contains(
        verdict("\(some) { eventually { a.after.u == 1 and a.after.u == 2 } }")))
  }
}
