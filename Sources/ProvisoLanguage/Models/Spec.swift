import ProvisoKernel
import ProvisoSyntax

/// A checked spec: the properties, assumptions, waivers and tests of one file.
public struct Spec: Sendable {
  /// The name after `spec`.
  public let name: String
  /// The name after `for`: the name of a vocabulary or of a world.
  public let vocabulary: String
  /// The path as the user gave it.
  public let path: String
  /// The `///` comment above the header.
  public let documentation: String
  public let properties: [Property]
  /// The conditions of the `assume { … }` blocks of this file, which never change during a run.
  public let assumptions: [Expression]
  /// The largest number of failed steps that `at rest` considers (`assume failures <= N`).
  public let failures: Int
  /// The attributes of resources that the spec names, in this file and in the definitions that it calls.
  public let attributeUses: [AttributeUse]
  /// The `waive` items of this file.
  public let waivers: [Waiver]
  /// The `test` items of this file.
  public let tests: [PlanTest]
  /// The world that the spec is for, or that the file declares; `nil` without a world.
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

  /// The same spec with only the properties for which `isKept` returns true.
  public func keeping(_ isKept: (Property) -> Bool) -> Spec {
    Spec(
      name: name, vocabulary: vocabulary, path: path, documentation: documentation,
      properties: properties.filter(isKept), assumptions: assumptions, failures: failures,
      attributeUses: attributeUses, waivers: waivers,
      tests: tests, world: world)
  }
}

/// One use of an attribute whose existence only a plan can confirm, such as `tags` in `r.now.tags`.
public struct AttributeUse: Hashable, Sendable {
  /// The index of the object's entity type in the vocabulary.
  public let entity: Int
  /// The index of the attribute (`before`, `after`, `now`) in the entity type.
  public let attribute: Int
  /// The name that follows it.
  public let member: String
  /// The span of the name.
  public let span: Span
  /// The values of the object's `type` that the enclosing conditions allow (`r.type == "aws_instance"`,
  /// `r.type in […]`); `nil` if they say nothing about it.
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
  public typealias Kind = PropertyKind

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
  /// The position of the property's name.
  public let location: SourceLocation
  /// The body. The binders of the outermost `every`, and of an `every` that is its whole body, choose
  /// the objects of an instance.
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
  /// The body, and the expressions in the message.
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
