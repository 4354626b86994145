import JSONOutput
import ProvisoResult

/// The fields of `proviso.specs/1`, the list of specs as JSON.
enum SpecFields {
  static let specs = JSONObjectForm<[SpecSummary]>(
    "specs",
    fields: [
      .init("schema", .constant("proviso.specs/1"), value: { _ in "proviso.specs/1" }),
      .init("specs", .list(of: .object(spec)), value: { $0 }),
    ])

  /// The definitions of the schema, the root first.
  static var definitions: [JSONSchemaDocument.Definition] {
    [
      specs.definition, spec.definition, world.definition, property.definition,
      ResultFields.location.definition,
    ]
  }

  private static let spec = JSONObjectForm<SpecSummary>(
    "spec",
    fields: [
      .init("name", .text, value: \.name),
      .init("path", .text, value: \.path),
      .init("documentation", .text, value: \.documentation),
      .init(optional: "world", .object(world), value: \.world),
      .init("properties", .list(of: .object(property)), value: \.properties),
    ])

  private static let world = JSONObjectForm<WorldSummary>(
    "world",
    fields: [
      .init("name", .text, value: \.name),
      .init("actions", .list(of: .text), value: \.actions),
      .init("agents", .list(of: .text), value: \.agents),
    ])

  private static let property = JSONObjectForm<PropertySummary>(
    "property",
    fields: [
      .init("name", .text, value: \.name),
      .init("title", .text, value: \.title),
      .init("severity", .word, value: \.severity),
      .init("kind", .word, value: \.kind),
      .init("timing", .word, value: \.timing),
      .init("documentation", .text, value: \.documentation),
      .init("because", .nullable(.text), value: \.because),
      .init("reference", .nullable(.text), value: \.reference),
      .init("tags", .list(of: .text), value: \.tags),
      .init("spec", .object(ResultFields.location), value: \.location),
    ])
}

/// The JSON Schema of `proviso.specs/1`.
package enum SpecsSchema {
  /// The schema as JSON.
  package static let text = JSONSchemaDocument(
    title: "A list of specs",
    description: "The properties of specs, and the actions and agents of worlds.",
    root: .definition(SpecFields.specs.name), definitions: SpecFields.definitions
  ).text
}
