import ProvisoKernel
import ProvisoSyntax

/// A `waive`: it accepts the violations of one instance of a property until a date
/// (SemanticsOfProperties, "Waivers").
public struct Waiver: Sendable {
  /// The name of the property, which can be in another file.
  public let property: String
  /// The objects of the instance, one for each binder, in order; none for a property without binders.
  public let objects: [String]
  /// The last day, in UTC, on which it waives.
  public let end: CalendarDate
  public let reason: String
  /// The span of the property's name.
  public let propertySpan: Span
  /// The span from the property's name to the end of the waiver.
  public let span: Span

  /// Makes a waiver.
  public init(
    property: String, objects: [String], end: CalendarDate, reason: String, propertySpan: Span,
    span: Span
  ) {
    self.property = property
    self.objects = objects
    self.end = end
    self.reason = reason
    self.propertySpan = propertySpan
    self.span = span
  }
}

/// A `test`: the outcomes that are expected for a plan.
public struct PlanTest: Sendable {
  public let title: String
  /// The path of the plan as it is written, relative to the folder of the spec; `nil` for a test of the
  /// world itself.
  public let plan: String?
  /// The path of Terraform's graph of the plan, also relative to the folder of the spec.
  public let graph: String?
  public let expectations: [Expectation]
  /// The span of the title.
  public let span: Span

  /// Makes a test.
  public init(
    title: String, plan: String?, graph: String?, expectations: [Expectation], span: Span
  ) {
    self.title = title
    self.plan = plan
    self.graph = graph
    self.expectations = expectations
    self.span = span
  }
}

/// `expect NAME violated by "…"`.
public struct Expectation: Sendable {
  /// An outcome that can be expected.
  public typealias Outcome = ExpectedOutcome

  /// The name of the property, which can be in another file.
  public let property: String
  public let outcome: Outcome
  /// The objects of violated instances; empty if any violation meets the expectation.
  public let objects: [String]
  public let propertySpan: Span
  public let span: Span

  /// Makes an expectation.
  public init(
    property: String, outcome: Outcome, objects: [String], propertySpan: Span, span: Span
  ) {
    self.property = property
    self.outcome = outcome
    self.objects = objects
    self.propertySpan = propertySpan
    self.span = span
  }
}
