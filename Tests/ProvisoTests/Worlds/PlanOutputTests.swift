import Foundation
import ProvisoResult
import Testing

@testable import Proviso

/// Plans and rules about outputs that contracts describe, against each output in turn.
@Suite struct PlanOutputTests {
  private func verdicts(
    of world: String, _ steps: [[String: Any]]
  ) throws -> [String: Verdict] {
    let result = try OpenEffectTests.check(
      plan: ["schema": "proviso.plan/1", "world": "w.proviso", "steps": steps], in: world)
    return Dictionary(uniqueKeysWithValues: result.properties.map { ($0.name, $0.verdict) })
  }

  private static let operators: [(sign: String, holds: @Sendable (Int, Int) -> Bool)] = [
    ("==", { $0 == $1 }), ("!=", { $0 != $1 }), ("<", { $0 < $1 }), ("<=", { $0 <= $1 }),
    (">", { $0 > $1 }), (">=", { $0 >= $1 }),
  ]

  /// Two conditions on one output are both true exactly for the outputs for which each is.
  @Test(arguments: operators.indices)
  func conditionsOnNumbers(_ first: Int) throws {
    let one = Self.operators[first]
    for two in Self.operators {
      let found = try verdicts(
        of: """
          world w
          var n: Int = 0
          action inc() { n += 1 }
          action num() returns k: 0..2 { }
          invariant one "At most one" { n <= 1 }
          invariant none "None" { n < 1 }
          invariant rule "The first" {
            every c in calls where c.tool == "num" and c.happened { not (c.output \(one.sign) 1) }
          }
          """,
        [
          ["call": "num", "id": "k"],
          ["if": "k.output \(one.sign) 1", "then": [["call": "inc"]]],
          ["if": "k.output \(two.sign) 1", "then": [["call": "inc"]]],
        ])
      let counts = (0...2).map { k in (one.holds(k, 1) ? 1 : 0) + (two.holds(k, 1) ? 1 : 0) }
      let most = counts.max() ?? 0
      #expect(found["one"] == (most > 1 ? .violated : .proved), "\(one.sign) \(two.sign)")
      #expect(found["none"] == (most > 0 ? .violated : .proved), "\(one.sign) \(two.sign)")
      #expect(found["rule"] == .violated, "\(one.sign)")
    }
  }

  @Test func sums() throws {
    let found = try verdicts(
      of: """
        world w
        action num() returns k: 0..2 { }
        invariant two "No sum is two" {
          every c in calls where c.tool == "num" and c.happened { c.output + 1 != 2 }
        }
        invariant four "No sum is four" {
          every c in calls where c.tool == "num" and c.happened { c.output + 1 != 4 }
        }
        """, [["call": "num", "id": "k"]])
    #expect(found["two"] == .violated && found["four"] == .proved)
  }

  /// A set is the list of the texts by which a plan names its objects.
  @Test func sets() throws {
    let found = try verdicts(
      of: """
        world w
        entity N { name: String }
        object a: N { name: "first" }
        object b: N { name: "second" }
        action pick() returns r: Set<N> { }
        invariant both "Never both" {
          every c in calls where c.tool == "pick" and c.happened { c.output.size() != 2 }
        }
        invariant three "Never three" {
          every c in calls where c.tool == "pick" and c.happened { c.output.size() != 3 }
        }
        invariant first "Never the first" {
          every c in calls where c.tool == "pick" and c.happened { not ("first" in c.output) }
        }
        invariant name "Never by its name in the world" {
          every c in calls where c.tool == "pick" and c.happened { not ("a" in c.output) }
        }
        """, [["call": "pick", "id": "p"]])
    #expect(found["both"] == .violated && found["three"] == .proved)
    #expect(found["first"] == .violated && found["name"] == .proved)
  }

  /// An output that is an object has the text by which arguments name it, too.
  @Test func objects() throws {
    let world = """
      world w
      entity Database { name: String  var gone: Bool = false }
      object orders: Database { name: "orders-prod" }
      object test: Database { name: "test" }
      action oldest() returns db: Database { }
      action drop(db: Database) { db.gone = true }
      invariant kept "Orders stay" { not orders.gone }
      invariant rule "Orders are never named" {
        every c in calls where c.tool == "drop" { whenever c starts { c.args.db != "orders-prod" } }
      }
      """
    let drop: [String: Any] = ["call": "drop", "with": ["db": "${k}"]]
    let all = try verdicts(of: world, [["call": "oldest", "id": "k"], drop])
    #expect(all["kept"] == .violated && all["rule"] == .violated)
    let guarded = try verdicts(
      of: world,
      [
        ["call": "oldest", "id": "k"],
        ["if": "k.output == \"orders-prod\"", "then": [["stop": true]]], drop,
      ])
    #expect(guarded["kept"] == .proved && guarded["rule"] == .proved)
  }

  /// A value that an argument takes from an output is one that the output can have.
  @Test(arguments: [
    ("0..2", "0..3", Verdict.proved), ("0..2", "Int", .proved),
    ("1..2", "0..2", .proved), ("0..3", "1..3", .violated),
  ])
  func argumentsOfOutputs(_ output: String, _ argument: String, _ small: Verdict) throws {
    let found = try verdicts(
      of: """
        world w
        var n: 0..9 = 0
        action num() returns z: \(output) { }
        action take(k: \(argument)) { n = k }
        invariant small "At most two" { n <= 2 }
        possible three "Three" { n == 3 }
        """, [["call": "num", "id": "k"], ["call": "take", "with": ["k": "${k}"]]])
    #expect(found["small"] == small)
    // A run may have values that the output cannot have if the types differ.
    #expect(found["three"] == (small == .proved ? .violated : .undecided))
  }

  /// A condition without a contract is true or false at each use, so no run of it shows that something is possible.
  @Test func conditionsWithoutContracts() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-excess-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let spec = folder.appendingPathComponent("s.proviso").path
    try Data(
      """
      spec s for agent
      possible both "Both" {
        (some c in calls where c.tool == "t1" and c.happened)
          and (some c in calls where c.tool == "t2" and c.happened)
      }
      """.utf8
    ).write(to: URL(fileURLWithPath: spec))
    let plan = folder.appendingPathComponent("plan.json")
    try JSONSerialization.data(withJSONObject: [
      "schema": "proviso.plan/1",
      "steps": [
        ["call": "ask", "id": "a"], ["if": "a.output > 1", "then": [["call": "t1"]]],
        ["if": "a.output > 1", "then": [["call": "t3"]], "else": [["call": "t2"]]],
      ],
    ]).write(to: plan)
    let result = try Verifier(specs: [.path(spec)]).check(planAt: plan.path)
    #expect(result.properties.map(\.verdict) == [.undecided])
  }
}
