import Foundation
import Testing

/// Reports of properties that ask for nothing, and of worlds that do little.
@Suite struct WorldCoverageTests {
  private static func explore(_ text: String, _ options: String...) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("w.proviso", text)
    return try Executable.run(["explore", "w.proviso"] + options, folder: scratch.folder)
  }

  private static func kinds(_ outcome: Outcome) throws -> (
    world: Set<String>, all: [String: Set<String>]
  ) {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any])
    func kinds(_ found: Any?) -> Set<String> {
      Set((found as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String })
    }
    var all: [String: Set<String>] = [:]
    for property in object["properties"] as? [[String: Any]] ?? [] {
      guard let name = property["name"] as? String else { continue }
      all[name] = kinds(property["coverage"])
      if property["vacuous"] as? Bool == true { all[name]?.insert("vacuous") }
    }
    return (kinds(object["coverage"]), all)
  }

  private static let idle = """
    world idle
    var n: Int = 0
    var stuck: Bool = false
    entity D { var live: Bool = false  var done: Bool = false }
    object a: D
    object b: D
    action go() { requires n < 2  n += 1 }
    action wake(d: D) { requires n == 2  d.live = true }
    action never(d: D) { requires n > 5  d.done = true }

    """

  @Test(arguments: [
    ("n > 3 implies stuck", ["implication_never_fires", "vacuous"]),
    ("n >= 0 and (n > 3 implies stuck)", ["implication_never_fires"]),
    ("n == 2 implies n > 1", []),
    ("n > 3 leads to stuck", ["leads_to_never_starts", "vacuous"]),
    ("every d in D { whenever never(d) starts { stuck } }", ["whenever_never_happens", "vacuous"]),
    (
      "every d in D { whenever never(d) happens { stuck } }", ["whenever_never_happens", "vacuous"]
    ),
    ("every d in D { wake(a) before never(d) }", ["before_never_happens", "vacuous"]),
    (
      "every d in D where d.live { eventually { d.done } }",
      ["where_never_met", "vacuous"]
    ),
    (
      "every d in D where not d.live { eventually { n == 2 } }", ["where_judged_at_start"]
    ),
    ("every d in D where d.live { n == 2 }", []),
  ])
  func parts(_ body: String, _ expected: [String]) throws {
    let outcome = try Self.explore(
      Self.idle + "invariant p \"p\" { \(body) }\n", "--format", "json")
    let (world, all) = try Self.kinds(outcome)
    #expect(outcome.status == 0, "\(outcome.ending)")
    // The coverage of a vacuous `where` and of what it judges are two findings.
    #expect(all["p"].map { $0.isSuperset(of: expected) } == true, "\(all)")
    #expect(
      all["p"]?.contains("vacuous") == expected.contains("vacuous"), "\(all)")
    #expect(world == ["action_never_happens"])
  }

  @Test func everyRunFails() throws {
    let outcome = try Self.explore(
      """
      world failing
      var n: Int = 0
      action go() { fail if n == 0  n += 1 }
      invariant later "Later" { eventually { n > 7 } }
      invariant last "Last" at end { n > 7 }
      """, "--format", "json")
    let (world, all) = try Self.kinds(outcome)
    #expect(world == ["action_never_happens", "single_state"])
    #expect(all["later"] == ["no_complete_run", "vacuous"])
    #expect(all["last"] == ["no_complete_run", "vacuous"])
  }

  @Test func strictRefusesWhatNothingTriggers() throws {
    let text = Self.idle + "invariant p \"p\" { n > 3 implies stuck }\n"
    #expect(try Self.explore(text).status == 0)
    let strict = try Self.explore(text, "--strict")
    #expect(strict.status == 3)
    #expect(strict.standardOutput.contains("vacuous: `n > 3` never holds"))
  }

  @Test func anEnumHasNoSign() throws {
    let outcome = try Self.explore(
      "world w\nenum S = { a, b }\nvar s: S = a\ninvariant p \"p\" { s == a }\n")
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("remove the `=`"))
  }

  /// A division by zero and a number that grows beyond all bounds leave the answer open, with the reason.
  @Test func numbersWithoutAValue() throws {
    let zero = try Self.explore(
      """
      world w
      var n: Int = 0
      action go() { requires n < 3  n += 1 }
      invariant p "p" { 4 / n > 0 }
      """)
    #expect(zero.status == 3)
    #expect(zero.standardOutput.contains("division by zero"))
    #expect(!zero.standardOutput.contains("known"))
    let large = try Self.explore(
      """
      world w
      var n: Int = 2
      action go() { n = n * n }
      invariant p "p" { n % 2 == 0 }
      """, "--timeout", "4")
    #expect(large.status == 3)
    #expect(!large.standardOutput.contains("internal error"))
  }

  /// A violation a few steps away is reported although the states have no end.
  @Test func aNearViolationOfAnEndlessWorld() throws {
    let text = """
      world w
      var n: Int = 0
      var seen: Int = 0
      var armed: Bool = false
      action up() { n += 1 }
      action down() { n -= 1 }
      action jump() { n += 3  seen += 1 }
      action arm() { requires n == 5  armed = true }
      invariant p "p" { not armed }
      """
    let outcome = try Self.explore(text, "--format", "json")
    #expect(outcome.status == 1)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any])
    let states = (object["exploration"] as? [String: Any])?["states"] as? Int
    #expect((states ?? .max) < 200_000)
  }

  /// Clearing all and then setting one is two values for one field; the message leads to the fix.
  @Test func clearingAll() throws {
    let outcome = try Self.explore(
      """
      world w
      entity D { var got: Bool = false }
      object c: D
      object d: D
      action give() { every x in D { x.got = false }  c.got = true }
      invariant p "p" { not d.got }
      """)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("every x in … where x != …"))
  }

  private static let shop = """
    world shop
    var sold: Bool = false
    var checked: Bool = false
    var lost: Bool = false
    entity Box { var open: Bool = false }
    object a: Box
    action check() { checked = true }
    action sell() { sold = true }
    action lose() { lost = true }
    action open(x: Box) { x.open = true }

    """

  private static let shopRules: [(body: String, kinds: [String])] = [
    ("lost implies sold", ["implication_never_fires", "vacuous"]),
    ("sold implies checked", []),
    ("checked and (lost implies sold) or not sold", []),
    ("lost leads to sold", ["leads_to_never_starts", "vacuous"]),
    ("checked leads to sold", []),
    ("whenever lose() starts { checked }", ["whenever_never_happens", "vacuous"]),
    ("whenever sell() starts { checked }", []),
    ("whenever lose() happens { checked }", ["whenever_never_happens", "vacuous"]),
    ("check() before lose()", ["before_never_happens", "vacuous"]),
    ("check() before sell()", []),
    ("every x in Box where x.open { checked }", ["where_never_met", "vacuous"]),
    ("every x in Box { x.open implies checked }", ["implication_never_fires", "vacuous"]),
    ("(lost implies sold) and (sold implies checked)", ["implication_never_fires"]),
  ]

  @Test("in a plan, too, what is never triggered is vacuous", arguments: shopRules)
  func plans(_ body: String, _ kinds: [String]) throws {
    let expected = Set(kinds)
    let scratch = try Scratch()
    try scratch.write("w.proviso", Self.shop + "invariant p \"t\" { \(body) }\n")
    try scratch.write(
      "plan.yaml",
      "schema: proviso.plan/1\nworld: w.proviso\nsteps:\n  - call: check\n  - call: sell\n")
    let outcome = try Executable.check(
      ["plan.yaml", "--no-config", "--format", "json"], folder: scratch.folder)
    #expect(try Self.kinds(outcome).all["p"] == expected, "\(outcome.standardOutput)")
    let strict = try Executable.check(
      ["plan.yaml", "--no-config", "--strict"], folder: scratch.folder)
    #expect((strict.status == 3) == !expected.isEmpty, "\(strict.standardOutput)")
  }

  @Test("where a plan is not known as a whole, nothing counts as never triggered")
  func unknownPlans() throws {
    let scratch = try Scratch()
    try scratch.write(
      "w.proviso", Self.shop + "invariant p \"t\" { lost implies sold }\n")
    try scratch.write(
      "plan.yaml",
      "schema: proviso.plan/1\nworld: w.proviso\nsteps:\n  - call: check\n  - call: other\n")
    let outcome = try Executable.check(
      ["plan.yaml", "--no-config", "--format", "json"], folder: scratch.folder)
    #expect(!outcome.standardOutput.contains("\"vacuous\": true"), "\(outcome.standardOutput)")
  }
}
