import JSONOutput
import ProvisoKernel
import ProvisoPlans

/// The form of a value in a plan: its shape in the schema, and the function that reads it.
struct PlanForm<Value>: Sendable {
  /// The definition in the schema.
  let definition: JSONSchemaDocument.Definition
  /// Reads a value, and reports a mistake if the node has another form.
  ///
  /// The text is the name of the value in messages, such as `` `call` (the name of a tool) ``.
  let read: @Sendable (AgentPlanNode, String, inout NativePlanReader) -> Value?

  init(
    _ name: String, _ shape: JSONShape, description: String? = nil,
    read: @escaping @Sendable (AgentPlanNode, String, inout NativePlanReader) -> Value?
  ) {
    definition = .init(name, description.map { .described(shape, as: $0) } ?? shape)
    self.read = read
  }

  /// The definition as the shape of a part of another shape.
  var shape: JSONShape { .definition(definition.name) }
}

/// Whether every mapping has a key.
enum PlanPresence {
  case optional
  /// A mapping without the key is reported with this message.
  case required(orElse: String)
  /// The reader recognizes the mapping by this key.
  case decisive
}

/// A key of a mapping in a plan.
///
/// The reader reads a value only through its key, so that the schema has the same name and form.
struct PlanKey<Value>: PlanKeyDescription {
  let name: String
  let form: PlanForm<Value>
  let presence: PlanPresence
  /// The noun for the value in messages.
  private let meaning: String?
  private let description: String?

  init(
    _ name: String, _ form: PlanForm<Value>, meaning: String? = nil, description: String? = nil,
    presence: PlanPresence = .optional
  ) {
    self.name = name
    self.form = form
    self.meaning = meaning
    self.description = description
    self.presence = presence
  }

  /// The name of the value in messages.
  var label: String { "`\(name)`" + (meaning.map { " (\($0))" } ?? "") }

  var shape: JSONShape { description.map { .described(form.shape, as: $0) } ?? form.shape }
}

/// A key whose values have any form.
protocol PlanKeyDescription: Sendable {
  var name: String { get }
  var shape: JSONShape { get }
  var presence: PlanPresence { get }
}

extension PlanKeyDescription {
  /// The member of the mapping for the schema.
  fileprivate var member: JSONObjectShape.Member {
    switch presence {
    case .optional: .init(name, shape, isRequired: false)
    case .required, .decisive: .init(name, shape, isRequired: true)
    }
  }
}

/// The keys of a mapping in a plan.
struct PlanMapping: Sendable {
  /// The name of the definition in the schema.
  let name: String
  /// A description for messages, such as `a call`.
  let described: String
  let keys: [any PlanKeyDescription]
  /// The names of the keys.
  let names: [String]
  /// Other words that people write for the keys, with the right key.
  let meant: [String: String]
  private let exactlyOne: [String]
  private let notBoth: [String]

  init(
    _ name: String, described: String, keys: [any PlanKeyDescription],
    meant: [String: String] = [:], exactlyOne: [String] = [], notBoth: [String] = []
  ) {
    self.name = name
    self.described = described
    self.keys = keys
    self.meant = meant
    self.exactlyOne = exactlyOne
    self.notBoth = notBoth
    names = keys.map(\.name)
  }

  var shape: JSONShape {
    .object(
      JSONObjectShape(
        keys.map(\.member), isOpen: false, exactlyOne: exactlyOne, notBoth: notBoth))
  }
}
