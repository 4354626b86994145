import Foundation
import TestSupport
import Testing

/// `proviso schema`: the published schemas describe the outputs and inputs.
@Suite struct SchemaTests {
  private static func schema(_ subject: String) throws -> JSONSchema {
    let outcome = try Executable.run(["schema", subject])
    #expect(outcome.status == 0)
    #expect(outcome.standardError.isEmpty)
    return try JSONSchema(outcome.standardOutput)
  }

  private static func object(_ outcome: Outcome) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(outcome.standardOutput.utf8))
  }

  /// Returns results that together use every part of the format.
  private static func outcomes() throws -> [Outcome] {
    let examples = Repository.root.appendingPathComponent("examples")
    let scratch = try Scratch()
    let deletion = PlanText.plan(PlanText.deletion, rest: #", "unheard_of": 1"#)
    try scratch.write("p.json", deletion)
    try scratch.write("q.json", PlanText.plan(PlanText.creation))
    try scratch.write(
      "s.proviso",
      PlanText.survival + """

        possible reached "Something can go" { some d in deletions { d.happened } }
        invariant idle "Nothing of another type" {
          every r in resources where r.type == "x" { r.now.colour == "blue" }
        }
        waive survives for "aws_db_instance.orders" until 2027-01-31 because "INC-1"
        waive survives for "aws_db_instance.absent" until 2027-01-31 because "INC-2"
        """)
    // Only induction proves a property of unbounded numbers.
    try scratch.write(
      "w.proviso",
      """
      world w

      var debt: Int = 0
      var paid: Int = 0
      action pay(amount: Int) {
        requires amount > 0
        paid += amount
        debt -= amount
      }

      invariant sound "What is paid and what is owed add up" { paid + debt == 0 and paid >= 0 }
      """)
    try scratch.write(
      "adjusted.yaml",
      """
      version: 1
      conventions: {largest_deletion: 3}
      rules: {blast_radius: {off: true, because: "a test"}}
      """)
    func check(_ arguments: String...) throws -> Outcome {
      try Executable.check(
        arguments + ["--format", "json", "--today", "2027-01-01"], folder: scratch.folder)
    }
    let standard = ["terraform-destroy", "two-replicas", "unknown-decides", "snapshot-first"]
    return try [
      check("p.json", "-s", "s.proviso"), check("p.json", "--config", "adjusted.yaml"),
      check("p.json", "q.json", "-s", "s.proviso"),
    ]
      + standard.map { name in
        try check(examples.appendingPathComponent("\(name)/plan.json").path)
      }
      + [
        check(
          examples.appendingPathComponent("unknown-decides/plan.json").path, "-s",
          examples.appendingPathComponent("unknown-decides/buckets.proviso").path),
        Executable.run(
          ["explore", "specs/teaching/river.proviso", "--format", "json"], folder: Repository.root),
        Executable.run(
          ["explore", "specs/teaching/minute-clock-broken.proviso", "--format", "json"],
          folder: Repository.root),
        Executable.run(
          [
            "simulate", "specs/teaching/river.proviso", "--random", "2", "--steps", "5", "--seed",
            "1", "--format", "json",
          ], folder: Repository.root),
        Executable.run(["explore", "w.proviso", "--format", "json"], folder: scratch.folder),
        check(examples.appendingPathComponent("incidents/wrong-state-file/reported.yaml").path),
        check("absent.json"), check("p.json", "absent.json", "-s", "s.proviso", "--shard", "1/1"),
      ]
  }

  @Test func resultsAgreeWithTheSchema() throws {
    let schema = try Self.schema("result")
    var seen: [String: Set<String>] = [:]
    for outcome in try Self.outcomes() {
      let result = try Self.object(outcome)
      let faults = schema.faults(in: result)
      #expect(faults.isEmpty, "\(faults.prefix(5).joined(separator: "\n"))")
      Self.collect(result, named: "result", into: &seen)
    }
    // No check here runs another program; random results have its members, too.
    var written = schema.members
    written["program"] = nil
    // The schema has every member that is written, and no others.
    for (definition, members) in written {
      #expect(seen[definition] == members, "\(definition)")
    }
    #expect(Set(seen.keys) == Set(written.keys))
  }

  /// Collects the members of every object, by the definition of the object.
  private static func collect(
    _ value: Any, named name: String, into seen: inout [String: Set<String>]
  ) {
    if let list = value as? [Any] {
      for element in list { collect(element, named: name, into: &seen) }
      return
    }
    guard let object = value as? [String: Any], name != "bindings" else { return }
    let lists = [
      "proviso.results/1": "results", "proviso.error/1": "failure", "proviso.shard/1": "shard",
    ]
    let form = (object["schema"] as? String).flatMap { lists[$0] }
    seen[form ?? name, default: []].formUnion(object.keys)
    let definitions: [String: String] = [
      "results": "result", "properties": "property", "violations": "violation",
      "witness": "violation", "states": "refined_part", "steps": "refined_step", "spec": "place",
      "location": "place", "unknowns": "unknown",
      "trace": "step", "changes": "change", "diagnostics": "diagnostic", "coverage": "finding",
      "holds_because": "reason", "certificates": "certificate", "carried_by": "carrier",
      "undecided": "open_instance", "trusted": "open_instance",
      "rules": "rule", "setting": "place", "values": "value", "errors": "diagnostic",
      "change_counts": "change_count", "failures": "input_failure", "question": "question_part",
    ]
    // The values of unknowns and of changes can have any shape.
    for (key, member) in object where !["is", "from", "to", "value"].contains(key) {
      collect(member, named: definitions[key] ?? key, into: &seen)
    }
  }

  @Test func membersThatAreAlwaysPresentAreRequired() throws {
    let schema = try Self.schema("result")
    for (definition, members) in schema.members {
      let optional: [String: Set<String>] = [
        "result": ["exploration", "simulation"], "violation": ["refinement"],
      ]
      #expect(
        schema.required(definition) == members.subtracting(optional[definition] ?? []),
        "\(definition)")
    }
  }

  @Test func wrongResultsAreRefused() throws {
    let schema = try Self.schema("result")
    let result = try #require(Self.object(Self.outcomes()[0]) as? [String: Any])
    func faults(_ name: String, _ value: Any?) -> Bool {
      var changed = result
      changed[name] = value
      return !schema.faults(in: changed).isEmpty
    }
    #expect(!faults("seconds", 1.5))
    #expect(faults("seconds", nil))
    #expect(faults("seconds", "1"))
    #expect(faults("verdict", "fine"))
    #expect(faults("schema", "proviso.result/2"))
    #expect(faults("properties", [["name": "x"]]))
    #expect(faults("assumptions", [1]))
  }

  /// The schema of `proviso.yaml` and its reader accept the same settings.
  @Test(arguments: [
    (#"{"version": 1}"#, true), (#"{"version": 1, "specs": ["standard"], "strict": false}"#, true),
    (#"{"version": 1, "timeout": 86400, "ignore_preexisting": true}"#, true),
    (#"{"version": 1, "conventions": "c.proviso"}"#, true),
    (#"{"version": 1, "conventions": {"largest_deletion": 3}}"#, true),
    (#"{"version": 1, "conventions": {"production_names": {"add": ["prd"]}}}"#, true),
    (#"{"version": 1, "conventions": {"production_names": {"ad": ["prd"]}}}"#, false),
    (#"{"version": 1, "conventions": {}}"#, false),
    (#"{"version": 1, "rules": {"blast_radius": {"off": true, "because": "x"}}}"#, true),
    (
      #"{"version": 1, "rules": {"no_bucket_open_to_the_world": {"severity": "low", "exclude": ["a"], "only_types": ["b"], "because": "x"}}}"#,
      true
    ),
    (#"{"version": 1, "rules": {"blast_radius": {"off": true}}}"#, false),
    (#"{"version": 1, "rules": {"blast_radius": {"severity": "x", "because": "x"}}}"#, false),
    (#"{"version": 1, "rules": {"blast_radius": true}}"#, false),
    (#"{"version": 1, "vars": {"n": [[]]}}"#, false),
    (#"{"version": 2}"#, false), (#"{"specs": ["standard"]}"#, false),
    (#"{"version": 1, "specs": []}"#, false), (#"{"version": 1, "specs": [1, []]}"#, false),
    (#"{"version": 1, "timeout": 86401}"#, false), (#"{"version": 1, "timeout": 0}"#, false),
    (#"{"version": 1, "strict": "true"}"#, false), (#"{"version": 1, "nope": 1}"#, false),
    (#"{"version": 1, "conventions": []}"#, false),
  ])
  func settings(_ text: String, _ isValid: Bool) throws {
    let schema = try Self.schema("config")
    let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
    #expect(schema.faults(in: value).isEmpty == isValid)
    // JSON is YAML.
    let scratch = try Scratch()
    try scratch.write("proviso.yaml", text)
    let pack = Repository.root.appendingPathComponent("specs/standard/conventions.proviso")
    try scratch.write("c.proviso", Data(contentsOf: pack))
    try scratch.write("p.json", PlanText.plan(PlanText.creation))
    let outcome = try Executable.check(["p.json"], folder: scratch.folder)
    let isRefused = outcome.standardError.contains("error: proviso.yaml:")
    #expect(isRefused == !isValid, "\(outcome.standardError)")
    #expect((outcome.status == 2) == isRefused)
  }

  @Test(arguments: [["schema"], ["schema", "trace"]])
  func wrongSubject(_ arguments: [String]) throws {
    let outcome = try Executable.run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.standardOutput.isEmpty)
  }
}
