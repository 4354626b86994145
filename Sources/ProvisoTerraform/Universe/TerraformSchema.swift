import ProvisoKernel

/// The vocabulary `terraform` (SemanticsOfTerraform, "Objects and attributes") as data.
///
/// A spec can be checked with it alone, without a plan.
extension VocabularySchema {
  /// Places of the entity types of the vocabulary `terraform`.
  package enum TerraformEntity: Int, Sendable {
    case resource, change, output, drift, plan
  }

  /// The vocabulary `terraform`.
  package static let terraform: VocabularySchema = {
    typealias E = TerraformEntity
    let actions = [
      "no-op", "create", "update", "delete", "replace", "forget", "read", "import",
    ]
    let resource = EntitySchema(
      "Resource",
      attributes: [
        AttributeSchema("address", .string),
        AttributeSchema("type", .string),
        AttributeSchema("name", .string),
        AttributeSchema("module", .string),
        AttributeSchema("key", .value),
        AttributeSchema("deposed", .value),
        AttributeSchema("provider", .string),
        AttributeSchema("mode", .string, values: ["managed", "data"]),
        AttributeSchema("action", .string, values: actions, isOfPlan: true),
        AttributeSchema("reason", .value, isOfPlan: true),
        AttributeSchema("previous_address", .value, isOfPlan: true),
        AttributeSchema("before", .value, holdsAttributes: true),
        AttributeSchema("after", .value, holdsAttributes: true, isOfPlan: true),
        AttributeSchema("now", .value, isFixed: false, holdsAttributes: true),
        AttributeSchema("exists", .bool, isFixed: false),
        AttributeSchema("destroyed", .bool, isFixed: false),
        AttributeSchema("managed", .bool, isFixed: false),
        AttributeSchema("importing", .value, isOfPlan: true),
        AttributeSchema("replace_paths", .value, isOfPlan: true),
        AttributeSchema("schema", .value),
      ])
    let change = EntitySchema(
      "Change",
      attributes: [
        AttributeSchema("resource", .entity(E.resource.rawValue)),
        AttributeSchema(
          "kind", .string,
          values: ["create", "update", "delete", "forget", "read", "import"]),
        AttributeSchema("creates", .bool),
        AttributeSchema("deletes", .bool),
        AttributeSchema("deposed", .value),
        AttributeSchema("started", .bool, isFixed: false),
        AttributeSchema("happened", .bool, isFixed: false),
        AttributeSchema("failed", .bool, isFixed: false),
      ], isStep: true)
    let output = EntitySchema(
      "Output",
      attributes: [
        AttributeSchema("name", .string),
        AttributeSchema("action", .string, values: actions, isOfPlan: true),
        AttributeSchema("before", .value),
        AttributeSchema("after", .value, isOfPlan: true),
        AttributeSchema("sensitive", .bool),
      ])
    let drift = EntitySchema(
      "Drift",
      attributes: [
        AttributeSchema("address", .string),
        AttributeSchema("type", .string),
        AttributeSchema("action", .string, values: actions, isOfPlan: true),
        AttributeSchema("before", .value, holdsAttributes: true),
        AttributeSchema("after", .value, holdsAttributes: true),
      ])
    let plan = EntitySchema(
      "Plan",
      attributes: [
        AttributeSchema("complete", .bool),
        AttributeSchema("errored", .bool),
        AttributeSchema("applyable", .bool),
        AttributeSchema("has_graph", .bool),
        AttributeSchema("terraform_version", .value),
        AttributeSchema("timestamp", .value),
        AttributeSchema("variables", .value),
        AttributeSchema("modules", .value),
        AttributeSchema("providers", .value),
      ])
    let resources = E.resource.rawValue
    let changes = E.change.rawValue
    return VocabularySchema(
      name: "terraform",
      entities: [resource, change, output, drift, plan],
      collections: [
        CollectionSchema("resources", of: resources),
        CollectionSchema("changes", of: changes),
        CollectionSchema("deletions", of: changes),
        CollectionSchema("creations", of: changes),
        CollectionSchema("updates", of: changes),
        CollectionSchema("outputs", of: E.output.rawValue),
        CollectionSchema("drift", of: E.drift.rawValue),
      ],
      singletons: [CollectionSchema("plan", of: E.plan.rawValue)],
      relations: [
        .dependsOn: (resources, resources),
        .refersTo: (resources, resources),
        .refersToBefore: (resources, resources),
        .refersToAfter: (resources, resources),
      ])
  }()
}
