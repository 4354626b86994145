import ProvisoKernel

/// A checked spec: what one file, with all that it uses, says must hold.
public struct Spec: Sendable {
  /// The name after `spec`.
  public let name: String
  /// The name after `for`: a vocabulary's, or a world's.
  public let vocabulary: String
  /// The path as the user gave it.
  public let path: String
  /// The `///` comment above the first line.
  public let documentation: String
  public let properties: [Property]
  /// The `assume { … }` blocks of this file, over fixed things only.
  public let assumptions: [Expression]
  /// The largest number of failed steps that `at rest` allows for (`assume failures <= N`).
  public let failures: Int
  /// The resources' attributes that the spec names, here and in the definitions it calls.
  public let attributeUses: [AttributeUse]
  /// The `waive` items of this file.
  public let waivers: [Waiver]
  /// The `test` items of this file.
  public let tests: [PlanTest]
  /// The world that the spec is for, or is itself.
  public let world: WorldModel?

  /// Makes a spec.
  public init(
    name: String, vocabulary: String, path: String, documentation: String,
    properties: [Property], assumptions: [Expression], failures: Int,
    attributeUses: [AttributeUse] = [],
    waivers: [Waiver] = [], tests: [PlanTest] = [], world: WorldModel? = nil
  ) {
    self.world = world
    self.name = name
    self.vocabulary = vocabulary
    self.path = path
    self.documentation = documentation
    self.properties = properties
    self.assumptions = assumptions
    self.failures = failures
    self.attributeUses = attributeUses
    self.waivers = waivers
    self.tests = tests
  }

  /// The same spec with some of its properties.
  public func keeping(_ isKept: (Property) -> Bool) -> Spec {
    Spec(
      name: name, vocabulary: vocabulary, path: path, documentation: documentation,
      properties: properties.filter(isKept), assumptions: assumptions, failures: failures,
      attributeUses: attributeUses, waivers: waivers,
      tests: tests, world: world)
  }
}

/// One use of a name that only a plan can confirm: `r.now.tags`, where `now` holds a resource's own
/// attributes.
public struct AttributeUse: Hashable, Sendable {
  /// The place of the object's entity type in the vocabulary.
  public let entity: Int
  /// The place of the attribute (`before`, `after`, `now`) in the entity type.
  public let attribute: Int
  /// The name that is taken from it.
  public let member: String
  /// Where the name stands.
  public let span: Span
  /// The values of the object's `type` that the conditions around leave (`r.type == "aws_instance"`,
  /// `r.type in […]`); `nil` where they say nothing about it.
  public let types: [String]?

  /// Makes a use.
  public init(entity: Int, attribute: Int, member: String, span: Span, types: [String]?) {
    self.entity = entity
    self.attribute = attribute
    self.member = member
    self.span = span
    self.types = types
  }
}

/// An `invariant` or a `possible`.
public struct Property: Sendable {
  /// Which of the two.
  public enum Kind: String, Sendable { case invariant, possible }

  public let name: String
  public let title: String
  public let kind: Kind
  public let severity: Severity
  public let timing: Timing
  /// `message "text with \(expression)"`, in pieces; evaluated with the instance's binders in the
  /// slots that the body gives them.
  public let message: [MessagePart]
  public let because: String?
  public let reference: String?
  public let tags: [String]
  public let documentation: String
  /// Where the property stands (its name).
  public let location: SourceLocation
  /// The body. Where it is an `every`, alone or nested in an `every`, its binders are the instance's.
  public let body: Expression

  /// Makes a property.
  public init(
    name: String, title: String, kind: Kind, severity: Severity, timing: Timing,
    message: [MessagePart], because: String?, reference: String?, tags: [String],
    documentation: String, location: SourceLocation, body: Expression
  ) {
    self.name = name
    self.title = title
    self.kind = kind
    self.severity = severity
    self.timing = timing
    self.message = message
    self.because = because
    self.reference = reference
    self.tags = tags
    self.documentation = documentation
    self.location = location
    self.body = body
  }
}

extension Property {
  /// All that it says: the body, and what stands in its message.
  package var expressions: [Expression] {
    [body]
      + message.compactMap { if case .expression(let expression) = $0 { expression } else { nil } }
  }
}

/// A piece of a message.
public enum MessagePart: Sendable {
  case text(String)
  case expression(Expression)
}
