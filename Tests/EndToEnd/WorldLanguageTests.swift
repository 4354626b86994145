import Foundation
import Testing

/// Constants, numbered objects, ranges, conditions on the start, and names and statements that actions
/// share.
@Suite struct WorldLanguageTests {
  private static func explore(_ text: String, _ options: String...) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("w.proviso", text)
    return try Executable.run(["explore", "w.proviso"] + options, folder: scratch.folder)
  }

  /// The number of states of a world, and its verdicts.
  private static func result(
    _ text: String, _ options: [String] = []
  ) throws -> (states: Int?, verdicts: [String: String]) {
    let scratch = try Scratch()
    try scratch.write("w.proviso", text)
    let outcome = try Executable.run(
      ["explore", "w.proviso", "--format", "json"] + options, folder: scratch.folder)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8)) as? [String: Any],
      "\(outcome.standardError)")
    var verdicts: [String: String] = [:]
    for property in object["properties"] as? [[String: Any]] ?? [] {
      if let name = property["name"] as? String { verdicts[name] = property["verdict"] as? String }
    }
    return ((object["exploration"] as? [String: Any])?["states"] as? Int, verdicts)
  }

  private static let ring = """
    world ring
    const N = 3
    entity Node { next: Node  var token: Bool = false }
    object node[i in 1..N]: Node { next: node[i % N + 1] }
    action begin() { requires no n in node where n.token  node[1].token = true }
    action pass(n: Node) { requires n.token  n.token = false  n.next.token = true }
    invariant one "One" { every a in node, b in node where a.token and b.token { a == b } }
    possible last "Last" { node[N].token }
    """

  /// A world with numbered objects has as many states as the one that writes them out.
  @Test(arguments: [2, 3, 5])
  func sizes(_ count: Int) throws {
    let sized = try Self.result(Self.ring, ["--const", "N=\(count)"])
    let names = (1...count).map { "x\($0)" }
    let objects = names.enumerated().map { index, name in
      "object \(name): Node { next: \(names[(index + 1) % count]) }"
    }
    let written = try Self.result(
      Self.ring.replacingOccurrences(of: "const N = 3", with: "")
        .replacingOccurrences(
          of: "object node[i in 1..N]: Node { next: node[i % N + 1] }",
          with: objects.joined(separator: "\n")
        )
        .replacingOccurrences(of: "in node", with: "in Node")
        .replacingOccurrences(of: "node[1]", with: "x1")
        .replacingOccurrences(of: "node[N]", with: "x\(count)"))
    #expect(sized.states == count + 1)
    #expect(written.states == sized.states)
    #expect(written.verdicts == sized.verdicts)
    #expect(sized.verdicts == ["one": "proved", "last": "proved"])
  }

  @Test func givenConstants() throws {
    let given = try Self.explore(Self.ring, "--const", "N=4", "-v")
    #expect(given.standardOutput.contains("N = 4"))
    #expect(try Self.explore(Self.ring, "--const", "N=x").status == 2)
    #expect(try Self.explore(Self.ring, "--const", "M=4").status == 2)
  }

  @Test func ranges() throws {
    let text = """
      world w
      const TOP = 4
      var low: 0..TOP
      var high: Int in 0..TOP
      var now: 0..TOP = 2
      start { low < high and low <= now and now <= high }
      action turn(to: 0..TOP) { requires to in low..low or low <= to and to <= high  now = to }
      """
    // The ends of a range must be known beforehand.
    let refused = try Self.explore(text + "\ninvariant p \"p\" { now < 9 }")
    #expect(refused.status == 2)
    #expect(refused.standardError.contains("constant whole number"))
    let fixed = text.replacingOccurrences(of: "to in low..low or ", with: "")
    let found = try Self.result(
      fixed + """

        invariant between "Between" { low <= now and now <= high }
        invariant steps "Steps" { every k in 0..TOP { whenever turn(k) happens { now == k } } }
        possible cold "Cold" { now == 0 }
        invariant warm "Warm" { now > 0 }
        """)
    // Each pair of limits around 2 has one state for each temperature between them.
    let pairs = (0...2).flatMap { low in (2...4).map { (low, $0) } }.filter { $0.0 < $0.1 }
    #expect(found.states == pairs.reduce(0) { $0 + $1.1 - $1.0 + 1 })
    #expect(
      found.verdicts == [
        "between": "proved", "steps": "proved", "cold": "proved", "warm": "violated",
      ])
  }

  @Test func leavingARange() throws {
    let outcome = try Self.explore(
      """
      world w
      var n: 0..3 = 0
      action up() { n += 1 }
      invariant p "p" { n < 9 }
      """)
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains("outside of its range"))
    #expect(outcome.standardError.contains("4. up()"))
    #expect(!outcome.standardError.contains("5. up()"))
    let first = try Self.explore("world w\nvar n: 0..3 = 4\ninvariant p \"p\" { n < 9 }\n")
    #expect(first.standardError.contains("from 0 to 3"))
  }

  @Test func puttingNullIntoASequence() throws {
    for (action, name) in [
      ("q = q.append(q.first())", "q"), ("q = [a, b.next]", "q"),
      ("b.line = q.append(b.next)", "b.line"),
    ] {
      let outcome = try Self.explore(
        """
        world w
        enum E { a, c }
        entity Box { var next: E = null  var line: [E] at most 2 = [] }
        object b: Box
        var q: [E] at most 2 = []
        var n: 0..2 = 0
        action up() { requires n < 2  n += 1 }
        action push() { requires n == 2  \(action) }
        invariant p "p" { q.size() <= 2 }
        """)
      #expect(outcome.status == 2, "\(action): \(outcome.standardOutput)")
      #expect(
        outcome.standardError.contains("puts `null` into `\(name)`"), "\(outcome.standardError)")
      #expect(outcome.standardError.contains("3. push()"), "\(outcome.standardError)")
    }
  }

  /// Values that a `let` names are those before the step, so two of them swap.
  @Test func namesAndSharedStatements() throws {
    let found = try Self.result(
      """
      world w
      var a: 1..2 = 1
      var b: 1..2 = 2
      var moved: Int = 0
      define put(first: Int, second: Int) {
        let sum = first + second
        a = first
        b = second
        if sum == 3 { moved = 1 }
      }
      action swap() {
        let x = a
        let y = b
        do put(y, x)
      }
      invariant both "Both" { a + b == 3 }
      invariant swapped "Swapped" { whenever swap() happens { a == before.b and b == before.a } }
      possible other "Other" { a == 2 }
      """)
    #expect(found.verdicts == ["both": "proved", "swapped": "proved", "other": "proved"])
    #expect(found.states == 3)
  }

  /// A value before a step is the one before the last step, whatever happened earlier.
  @Test func valuesBeforeAStep() throws {
    let found = try Self.result(
      """
      world w
      entity Box { var size: 0..4 = 0 }
      object box: Box
      action grow(by: 1..2) { requires box.size + by <= 4  box.size += by }
      action clear() { box.size = 0 }
      invariant one "One" { whenever grow(1) happens { box.size == before.box.size + 1 } }
      invariant two "Two" { whenever grow(2) happens { box.size == before.box.size + 1 } }
      invariant emptied "Emptied" { whenever clear() happens { before.box.size >= box.size } }
      """)
    #expect(found.verdicts == ["one": "proved", "two": "violated", "emptied": "proved"])
  }

  /// Words that the grammar needs only elsewhere are names.
  @Test func wordsAsNames() throws {
    let found = try Self.result(
      """
      world w
      enum Place { here, there }
      entity Person { var at: Place = here  var has: Bool = false }
      object step: Person
      var at: Place = here
      var before: Int = 0
      var has: 0..2 = 0
      var count: Int = 0
      var min: Int = 1
      action go(sum: 1..2) {
        requires has + sum <= 2 and count(p in Person where p.has) == 0
        has += sum
        before = has
        count = min(has, count + 1)
        at = there
        step.at = at
      }
      invariant order "Order" { before <= has and (at == here or has > 0) and count < 3 and min == 1 }
      invariant steps "Steps" { whenever go(1) happens { before.has < has and before == before.has } }
      possible gone "Gone" { step.at == there and at least 1 p in Person where p.at == there }
      """)
    #expect(found.verdicts == ["order": "proved", "steps": "proved", "gone": "proved"])
  }

  @Test(arguments: [
    ("invariant p \"p\" { n == before.n }", "in a world in `whenever … happens { … }`"),
    ("action go() { do nothing() }", "no `define` with statements"),
    ("action go() { do up() }", "has none"),
    ("define loop() { do loop() }", "run themselves"),
    ("define put(x: Bool) { n = 1 }\naction go() { do put(1) }", "takes a Bool"),
    ("define put(x: Bool) { n = true }", "but this is a Bool"),
    ("action go() { let n = 1 }", "an assignment has no `let` before it"),
    ("action go() { let x = missing }", "nothing is called"),
    ("var m: 3..1 = 2", "smaller number"),
    ("object o[1..n]: P", "constant whole number"),
    ("object o[1..2000]: P", "at most 1000"),
    ("object o[1..2]: P\ninvariant p \"p\" { o[3].on }", "numbers 1 to 2"),
    ("const C = [1, 2]", "cannot have this type"),
    ("start { once { n == 0 } }", "no earlier moment"),
  ])
  func mistakes(_ item: String, _ message: String) throws {
    let outcome = try Self.explore(
      "world w\nentity P { var on: Bool = false }\nvar n: Int = 0\naction up() { n = 1 }\n\(item)\n"
    )
    #expect(outcome.status == 2)
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
  }
}
