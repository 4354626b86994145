import JSONOutput

/// The JSON Schema of `proviso.plan/1`, made from ``PlanKeys``.
///
/// The schema accepts every plan that the reader accepts. It cannot express that ids are unique,
/// that ids in use exist, that texts with `${` and expressions are valid, that numbers are not too
/// large, and that a key such as `$unknwon` is a misspelling.
package enum AgentPlanSchema {
  /// The schema as JSON.
  package static let text = JSONSchemaDocument(
    title: "Proviso agent plan",
    description:
      "A plan of the calls that agents will make, in YAML or JSON. Paths are relative to the file.",
    root: PlanMappings.plan.shape, definitions: PlanForms.definitions
  ).text
}
