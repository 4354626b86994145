import JSONOutput
import ProvisoResult

/// The members of `proviso.repairs/1`, the answer of `proviso fix --format json`, for the writer and the
/// schema.
enum RepairFields {
  /// The definitions of the schema, the root first.
  static var definitions: [JSONSchemaDocument.Definition] {
    [result.definition, property.definition, repair.definition]
  }

  static let result = JSONObjectForm<RepairResult>(
    "repairs",
    fields: [
      .init("schema", .constant("proviso.repairs/1"), value: { _ in "proviso.repairs/1" }),
      .init("path", .text, value: \.check.input.path),
      .init("sha256", .text, value: \.check.input.sha256, description: "The digest of the plan."),
      .init("verdict", .word, value: \.check.verdict),
      .init("properties", .list(of: .object(property)), value: \.properties),
    ])

  static let property = JSONObjectForm<PropertyRepairs>(
    "repaired", description: "A violated property.",
    fields: [
      .init("name", .text, value: \.property.name),
      .init("title", .text, value: \.property.title),
      .init("severity", .word, value: \.property.severity),
      .init(
        "repairs", .list(of: .object(repair)), value: \.repairs,
        description: "The best first; empty if none was found."),
      .init(
        optional: "incomplete", .text, value: \.incomplete,
        description: "Why repairs may be missing."),
    ])

  static let repair = JSONObjectForm<Repair>(
    "repair",
    fields: [
      .init(
        "kind", .text, value: \.kind,
        description: "The kind of change; a later version can have more kinds."),
      .init("title", .text, value: \.title),
      .init("text", .text, value: \.text, description: "What to write or to run."),
      .init("notation", .text, value: \.notation, description: "hcl or shell."),
      .init("objects", .list(of: .text), value: \.objects),
      .init("size", .count, value: \.size, description: "The number of its parts."),
      .init(
        "refuses_plan", .flag, value: \.refusesPlan,
        description: "Whether the plan is refused with it."),
      .init(
        "files", .list(of: .text), value: { $0.files.map(\.path) },
        description: "The files that `--format patch` changes."),
    ])
}

/// The JSON Schema of `proviso.repairs/1`.
package enum RepairSchema {
  /// The schema as JSON.
  package static let text = JSONSchemaDocument(
    title: "The repairs of a plan",
    description: "The violated properties of one plan, and what makes each of them hold.",
    root: .definition(RepairFields.result.name), definitions: RepairFields.definitions
  ).text
}

/// The repairs of a plan as JSON.
package struct RepairJSONReport: Sendable {
  /// Makes a report.
  package init() {}

  /// Renders the repairs.
  package func render(_ result: RepairResult) -> String {
    var writer = JSONWriter()
    RepairFields.result.write(result, to: &writer)
    return writer.text + "\n"
  }
}
