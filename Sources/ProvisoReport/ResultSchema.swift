import JSONOutput

/// The JSON Schema of `proviso.result/1`, made from ``ResultFields``.
///
/// Every result has the required members. Unknown members are allowed, because a later version can
/// add some.
package enum ResultSchema {
  /// The schema as JSON.
  package static let text = JSONSchemaDocument(
    title: "The result of a check",
    description:
      "The result of one input, or a list of the results of several inputs or of a part of them.",
    root: .one(of: [
      .definition(ResultFields.result.name), .definition(ResultFields.results.name),
      .definition(ResultFields.failure.name), .definition(ResultFields.shard.name),
    ]), definitions: ResultFields.definitions
  ).text

  /// The schema of the result of one input.
  package static let textOfOne = JSONSchemaDocument(
    title: "The result of a check", description: "The result of one input.",
    root: .definition(ResultFields.result.name), definitions: ResultFields.definitions
  ).text
}
