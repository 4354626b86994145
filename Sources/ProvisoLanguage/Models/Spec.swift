import ProvisoKernel
import ProvisoSyntax

/// A checked spec: the properties, assumptions, waivers and tests of one file.
package struct Spec: Sendable {
  /// The name after `spec`.
  package let name: String
  /// The name after `for`: the name of a vocabulary or of a world.
  package let vocabulary: String
  /// The path as the user gave it.
  package let path: String
  /// The `///` comment above the header.
  package let documentation: String
  package let properties: [Property]
  /// The conditions of the `assume { … }` blocks of this file, which never change during a run.
  package let assumptions: [Expression]
  /// The largest number of failed steps that `at rest` considers (`assume failures <= N`).
  package let failures: Int
  /// The attributes of resources that the spec names, in this file and in the definitions that it calls.
  package let attributeUses: [AttributeUse]
  /// The `waive` items of this file.
  package let waivers: [Waiver]
  /// The `test` items of this file.
  package let tests: [SpecTest]
  /// The world that the spec is for, or that the file declares; `nil` without a world.
  package let world: WorldModel?

  /// Makes a spec.
  package init(
    name: String, vocabulary: String, path: String, documentation: String,
    properties: [Property], assumptions: [Expression], failures: Int,
    attributeUses: [AttributeUse] = [],
    waivers: [Waiver] = [], tests: [SpecTest] = [], world: WorldModel? = nil
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
  package func keeping(_ isKept: (Property) -> Bool) -> Spec {
    replacing(properties.filter(isKept))
  }

  /// The same spec with other properties.
  ///
  /// - Parameter waivers: the waivers that are left; `nil` for all.
  package func replacing(_ properties: [Property], waivers: [Waiver]? = nil) -> Spec {
    Spec(
      name: name, vocabulary: vocabulary, path: path, documentation: documentation,
      properties: properties, assumptions: assumptions, failures: failures,
      attributeUses: attributeUses, waivers: waivers ?? self.waivers,
      tests: tests, world: world)
  }
}

/// One use of an attribute whose existence only a plan can confirm, such as `tags` in `r.now.tags`.
package struct AttributeUse: Hashable, Sendable {
  /// The index of the object's entity type in the vocabulary.
  package let entity: Int
  /// The index of the attribute (`before`, `after`, `now`) in the entity type.
  package let attribute: Int
  /// The name that follows it.
  package let member: String
  /// The span of the name.
  package let span: Span
  /// The values of the object's `type` that the enclosing conditions allow (`r.type == "aws_instance"`,
  /// `r.type in […]`); `nil` if they say nothing about it.
  package let types: [String]?

  /// Makes a use.
  package init(entity: Int, attribute: Int, member: String, span: Span, types: [String]?) {
    self.entity = entity
    self.attribute = attribute
    self.member = member
    self.span = span
    self.types = types
  }
}

/// An `invariant`, a `possible` or a `refines`.
package struct Property: Sendable {
  /// The kind of a property.
  package typealias Kind = PropertyKind

  package let name: String
  package let title: String
  package let kind: Kind
  package var severity: Severity
  package let timing: Timing
  /// `message "text with \(expression)"`, in pieces; evaluated with the instance's binders in the
  /// slots that the body gives them.
  package let message: [MessagePart]
  package let because: String?
  package let reference: String?
  package let tags: [String]
  /// Whether an instance that only some values of the unknowns break is trusted, not violated
  /// (`trusting unknowns`).
  package let trustsUnknowns: Bool
  /// The sentence that an answer says first where nothing meets the `where`.
  package let remark: Remark?
  package let documentation: String
  /// The position of the property's name.
  package let location: SourceLocation
  /// The body. The binders of the outermost `every`, and of an `every` that is its whole body, choose
  /// the objects of an instance.
  package let body: Expression
  /// Whether the property depends on a value from outside: a `var` of a spec, or `today`.
  package var isOfOutside = false
  /// The instances that are judged; `nil` for all.
  package var scope: InstanceScope?
  /// The other world of a `refines`; `nil` for other kinds. Then the body is always true.
  package var refinement: Refinement?

  /// Makes a property.
  package init(
    name: String, title: String, kind: Kind, severity: Severity, timing: Timing,
    message: [MessagePart], because: String?, reference: String?, tags: [String],
    trustsUnknowns: Bool = false, remark: Remark? = nil, documentation: String,
    location: SourceLocation, body: Expression,
    isOfOutside: Bool = false
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
    self.trustsUnknowns = trustsUnknowns
    self.remark = remark
    self.documentation = documentation
    self.location = location
    self.body = body
    self.isOfOutside = isOfOutside
  }
}

extension Property {
  /// The body, and the expressions in the message.
  package var expressions: [Expression] {
    [body]
      + message.compactMap { if case .expression(let expression) = $0 { expression } else { nil } }
  }
}

/// A sentence about the plan as a whole (`vacuous "…" where (…)`).
package struct Remark: Sendable {
  package let message: [MessagePart]
  /// The condition, before the first step, under which it is told; `nil` for always.
  package let condition: Expression?
}

/// A piece of a message.
package enum MessagePart: Sendable {
  case text(String)
  case expression(Expression)
}
