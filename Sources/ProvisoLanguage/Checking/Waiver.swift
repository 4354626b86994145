import ProvisoKernel

/// A `waive`: lets violations of one instance of a property pass for a time (LANGUAGE, section 9).
public struct Waiver: Sendable {
  /// The property's name; it need not be one of this file.
  public let property: String
  /// The objects of the instance, one a binder, in order; none for a property without binders.
  public let objects: [String]
  /// The last day, in UTC, on which it waives.
  public let end: CalendarDate
  public let reason: String
  /// Where the property is named.
  public let propertySpan: Span
  /// The waiver from the property's name to its end.
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

/// A `test`: what must come out for a plan.
public struct PlanTest: Sendable {
  public let title: String
  /// The path of the plan as it is written, relative to the spec's folder; `nil`: the world itself.
  public let plan: String?
  /// The path of Terraform's graph of the plan, likewise.
  public let graph: String?
  public let expectations: [Expectation]
  /// Where the title stands.
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
  /// What can be expected.
  public enum Outcome: String, Sendable, CaseIterable {
    /// The verdict is `proved`, vacuous or not.
    case proved
    /// The verdict is `violated`, waived or not.
    case violated
    /// The verdict is `undecided`.
    case undecided
    /// The verdict is `proved`, because nothing met the `where`.
    case vacuous
  }

  /// The property's name; it need not be one of this file.
  public let property: String
  public let outcome: Outcome
  /// Objects of violated instances; none where any will do.
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
