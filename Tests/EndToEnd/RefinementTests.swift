import Foundation
import Testing

/// Worlds that refine others, through the executable.
@Suite struct RefinementTests {
  private static let counter = """
    world counter
    enum Phase { idle, busy }
    entity Worker { var phase: Phase = idle  weight: Int = 2 }
    object ann: Worker
    object bob: Worker
    relation helps(Worker, Worker)
    var total: 0..3 = 0
    var done: Set<Worker> = []
    action start(w: Worker) { requires w.phase == idle  w.phase = busy }
    action finish(w: Worker) {
      requires w.phase == busy and total < 3
      w.phase = idle
      total += 1
      done += [w]
    }
    action help(a: Worker, b: Worker) { requires a != b  insert (a, b) into helps }

    """

  private static let own = """
    world shop
    enum Phase { idle, busy }
    entity Worker { var job: 0..2 = 0  var rested: Bool = true }
    object bob: Worker
    object ann: Worker
    relation helps(Worker, Worker)
    var total: 0..3 = 0
    var done: Set<Worker> = []
    action begin(w: Worker) { requires w.job == 0  w.job = 1  w.rested = false }
    action polish(w: Worker) { requires w.job == 1  w.job = 2 }
    action finish(w: Worker) {
      requires w.job == 2 and total < 3
      w.job = 0
      total += 1
      done += [w]
    }
    action rest(w: Worker) { w.rested = true }
    action help() { insert (ann, bob) into helps }

    """

  private static let mapping =
    "{\n  every w in Worker { w.phase = if w.job == 0 then idle else busy }\n}\n"

  private static func explore(
    _ text: String, other: String = counter, _ options: [String] = []
  ) throws -> Outcome {
    let scratch = try Scratch()
    try scratch.write("counter.proviso", other)
    try scratch.write("w.proviso", text)
    return try Executable.run(["explore", "w.proviso"] + options, folder: scratch.folder)
  }

  private static func refining(_ mapping: String = mapping) -> String {
    "refines counter \"The shop counts\" from \"counter.proviso\" \(mapping)"
  }

  @Test("objects, fields, sets and relations, in another order and with names left out")
  func parts() throws {
    let outcome = try Self.explore(Self.own + Self.refining())
    #expect(outcome.status == 0, "\(outcome.standardOutput)\(outcome.standardError)")
  }

  @Test("the run shows the other world at each step, and what it could do")
  func violation() throws {
    let text =
      Self.own.replacing("requires w.job == 2 and total", with: "requires w.job > 0 and total")
      .replacing("done += [w]", with: "if w.job == 2 { done += [w] }") + Self.refining()
    let outcome = try Self.explore(text)
    #expect(outcome.status == 1, "\(outcome.standardError)")
    let out = outcome.standardOutput
    #expect(out.contains("action = finish"), "\(out)")
    #expect(out.contains("no step of `counter` changes"), "\(out)")
    #expect(out.contains("counter: total: 0 -> 1"), "\(out)")
    #expect(out.contains("at first, `counter` has total = 0, done = [], "), "\(out)")
    // Relations that do not hold are left out.
    #expect(!out.contains("= false"), "\(out)")
    #expect(out.contains("there `counter` can only take `start(ann)`"), "\(out)")
    let json = try Self.explore(text, ["--format", "json"])
    let object = try JSONSerialization.jsonObject(with: Data(json.standardOutput.utf8))
    let result = try #require(object as? [String: Any])
    let property = try #require((result["properties"] as? [[String: Any]])?.first)
    #expect(property["kind"] as? String == "refinement")
    let violation = try #require((property["violations"] as? [[String: Any]])?.first)
    let refinement = try #require(violation["refinement"] as? [String: Any])
    #expect(refinement["world"] as? String == "counter")
    #expect((refinement["states"] as? [Any])?.count == 3)
    let steps = try #require(refinement["steps"] as? [[String: Any]])
    #expect(steps.map { $0["kind"] as? String } == ["step", "no_step"])
    #expect(steps.first?["step"] as? String == "start(bob)")
  }

  @Test("an initial state that the other world does not have")
  func start() throws {
    let outcome = try Self.explore(
      Self.own.replacing("total: 0..3 = 0", with: "total: 0..3 = 1") + Self.refining())
    #expect(outcome.status == 1)
    #expect(
      outcome.standardOutput.contains("the initial state is no initial state of `counter`"),
      "\(outcome.standardOutput)")
  }

  @Test("a world that never moves is vacuous")
  func vacuous() throws {
    let outcome = try Self.explore(
      Self.own.replacing("w.job == 0  w.job", with: "w.job == 7  w.job")
        .replacing("action help() { insert", with: "action help() { requires total > 0  insert")
        + Self.refining(), ["--format", "json", "--strict"])
    #expect(outcome.status == 3)
    #expect(outcome.standardOutput.contains("refinement_never_moves"))
  }

  @Test(
    "mistakes are explained",
    arguments: [
      (own + refining("{\n}\n"), counter, "the state of `counter` also has `phase` of `Worker`"),
      (
        own + refining("{\n  totl = 1\n}\n"), counter,
        "the world `counter` has no variable `totl`; did you mean `total`?"
      ),
      (
        own + refining("{\n  total = true\n}\n"), counter,
        "this must be a whole number from 0 to 3, as in the world `counter`, but the value is a Bool"
      ),
      (
        own + refining("{\n  total = 1\n  total = 2\n}\n"), counter,
        "this part of `counter` is given twice"
      ),
      (
        own + refining("{\n  every w in Worker { w.weight = 1 }\n}\n"), counter,
        "`weight` of `Worker` never changes in the world `counter`"
      ),
      (
        own + refining("{\n  every w in Worker where w.rested { w.phase = idle }\n}\n"), counter,
        "the state is given for every object, so there is no `where`"
      ),
      (
        own + refining("{\n  total = if once { total > 1 } then 1 else 0\n}\n"), counter,
        "the state of the other world is about one moment"
      ),
      (
        own + refining().replacing("refines counter", with: "refines countr"), counter,
        "`counter.proviso` declares the world `counter`, not `countr`"
      ),
      (
        own + refining().replacing("counter.proviso", with: "clock.proviso"), counter,
        "`clock.proviso` cannot be read"
      ),
      (own + refining(), counter + "var x: = 1\n", "`counter.proviso` has a mistake at line 17"),
      (
        own + refining(), counter.replacing("object bob", with: "object bea"),
        "`Worker` has other values here than in the world `counter`: it lacks `bea` and also has `bob`"
      ),
      (
        own + refining(), counter + "agent boss { may start, finish, help at most 3 steps }\n",
        "takes a limited number of steps"
      ),
      (
        own + refining(), counter + "entity Note at most 2 { }\n",
        "objects of `Note` are created in the world `counter`"
      ),
      (
        own.replacing("enum Phase", with: "enum Stage") + refining("{ }"), counter,
        "values of the type `Phase`, which this world does not declare"
      ),
      (own + "refines counter \"t\" { }\n", counter, "`from` and the file of the world"),
      (
        own + "refines counter \"t\" at end from \"counter.proviso\" { }\n", counter, "`refines` is"
      ),
      (
        "spec s for terraform\nrefines counter \"t\" from \"counter.proviso\" { }\n", counter,
        "this is a spec for plans, not a world"
      ),
      (own + refining(), "spec counter for terraform\n", "is no world"),
    ])
  func mistakes(_ text: String, _ other: String, _ message: String) throws {
    let outcome = try Self.explore(text, other: other)
    #expect(outcome.status == 2, "\(outcome.standardOutput)\(outcome.standardError)")
    #expect(outcome.standardError.contains(message), "\(outcome.standardError)")
    #expect(!outcome.standardError.contains("internal"), "\(outcome.standardError)")
  }

  @Test("what cannot be enumerated is undecided, never proved")
  func undecided() throws {
    let any = try Self.explore(
      Self.own + Self.refining(), other: Self.counter + "action note(n: Int) { requires n > 0 }\n")
    #expect(any.status == 3, "\(any.standardOutput)")
    #expect(any.standardOutput.contains("an input that can be any value"), "\(any.standardOutput)")
    let sum = try Self.explore(
      Self.own + "var extra: Int = 0\naction add(n: Int) { extra = n }\n" + Self.refining())
    #expect(sum.status == 0, "\(sum.standardOutput)")
    let value = try Self.explore(
      Self.own + "var extra: Int = 0\naction add(n: Int) { extra = n }\n"
        + Self.refining(Self.mapping.replacing("\n}\n", with: "\n  total = extra\n}\n")))
    #expect(value.status == 3, "\(value.standardOutput)")
    let none = try Self.explore(
      Self.own
        + Self.refining(
          Self.mapping.replacing(
            "\n}\n", with: "\n  total = min(w in Worker where w.job > 2: 1)\n}\n")))
    #expect(none.status == 3, "\(none.standardOutput)\(none.standardError)")
  }

  @Test("a plan leaves a refinement undecided")
  func plans() throws {
    let scratch = try Scratch()
    try scratch.write("counter.proviso", Self.counter)
    try scratch.write("w.proviso", Self.own + Self.refining())
    try scratch.write(
      "plan.yaml",
      "schema: proviso.plan/1\nworld: w.proviso\nsteps:\n  - call: begin\n    with: {w: ann}\n")
    let outcome = try Executable.check(["plan.yaml", "--no-config"], folder: scratch.folder)
    #expect(outcome.status == 3, "\(outcome.standardOutput)\(outcome.standardError)")
    #expect(outcome.standardOutput.contains("explore the world"), "\(outcome.standardOutput)")
  }
}
