import Foundation
import ProvisoKernel
import ProvisoReport
import ProvisoResult
import TestSupport
import Testing

/// The JSON report and its schema describe the same format.
@Suite struct ResultSchemaTests {
  private let schema: JSONSchema

  init() throws { schema = try JSONSchema(ResultSchema.text) }

  private static func object(_ results: [CheckResult]) throws -> Any {
    try JSONSerialization.jsonObject(with: Data(JSONReport().render(results).utf8))
  }

  @Test func randomResultsAgreeWithTheSchema() throws {
    let seed = Campaign.seed(20_261_129)
    var random = RandomResult(seed: seed)
    var written: [String: Set<String>] = [:]
    var always: [String: Set<String>] = [:]
    for count in 0..<100 {
      let results = (0...(count % 3)).map { _ in random.result() }
      let errors = count % 5 == 0 ? results.flatMap(\.diagnostics) : []
      let whole =
        errors.isEmpty
        ? JSONReport().render(results) : JSONReport().render(results, errors: errors)
      let form = !errors.isEmpty ? "failure" : results.count == 1 ? "result" : "results"
      let shard = ShardInfo(
        number: 1, count: count + 1, inputs: ["a", "b"], total: 9, listDigest: "0")
      let part = ShardAnswer(
        shard, question: count == 0 ? [] : [.init("the specs", digest: "0")],
        failOn: count == 0 ? nil : "high", exitStatus: 1,
        failures: errors.isEmpty ? [] : [.init(of: "a", errors)],
        results: results)
      for (text, form) in [(whole, form), (JSONReport().render(part), "shard")] {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let faults = schema.faults(in: object)
        #expect(faults.isEmpty, "seed \(seed): \(faults.prefix(3))")
        Self.visit(object, values: form) { definition, members in
          written[definition, default: []].formUnion(members)
          always[definition, default: members].formIntersection(members)
        }
      }
    }
    // The writer writes every member of the schema and no others, and the required ones always.
    #expect(written == schema.members)
    for (definition, members) in always {
      #expect(schema.required(definition) == members, "\(definition)")
    }
  }

  /// Visits every object of a result with its definition in the schema.
  private static func visit(
    _ value: Any, values definition: String,
    condition body: (_ definition: String, Set<String>) -> Void
  ) {
    if let list = value as? [Any] {
      for element in list { visit(element, values: definition, condition: body) }
      return
    }
    guard let object = value as? [String: Any] else { return }
    body(definition, Set(object.keys))
    let definitions = [
      "results": "result", "properties": "property", "violations": "violation",
      "witness": "violation", "states": "refined_part", "steps": "refined_step", "spec": "place",
      "location": "place", "unknowns": "unknown",
      "trace": "step", "changes": "change", "diagnostics": "diagnostic", "coverage": "finding",
      "holds_because": "reason", "certificates": "certificate", "carried_by": "carrier",
      "undecided": "open_instance", "trusted": "open_instance",
      "rules": "rule", "setting": "place", "values": "value", "errors": "diagnostic",
      "failures": "input_failure", "question": "question_part",
      "programs": "program", "change_counts": "change_count",
    ]
    // These have members with any names.
    for (key, member) in object where !["is", "from", "to", "bindings", "value"].contains(key) {
      visit(member, values: definitions[key] ?? key, condition: body)
    }
  }

  @Test func textsAreUnchanged() throws {
    let title = "\u{1B}[31m\u{202E}\"\\\n\u{0}é\u{1F600}"
    var random = RandomResult(seed: 1)
    var result = random.result()
    result.assumptions = [title]
    let object = try #require(try Self.object([result]) as? [String: Any])
    #expect(object["assumptions"] as? [String] == [title])
  }

  @Test func noResults() { #expect(JSONReport().render([]) == "") }
}
