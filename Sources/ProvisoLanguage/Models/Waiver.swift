import ProvisoKernel
import ProvisoSyntax

/// A `waive`: it accepts violations until a date (SemanticsOfProperties, "Waivers").
package struct Waiver: Sendable {
  /// The name of the property, which can be in another file; `nil` for every property.
  package let property: String?
  /// The patterns of the objects of the instances, one for each binder, in order; none for all
  /// instances. For every property: patterns of which one matches some object of an instance.
  package let objects: [String]
  /// The last day, in UTC, on which it waives.
  package let end: CalendarDate
  package let reason: String
  /// The span of the property's name.
  package let propertySpan: Span
  /// The span from the property's name to the end of the waiver.
  package let span: Span

  /// Makes a waiver.
  package init(
    property: String?, objects: [String], end: CalendarDate, reason: String, propertySpan: Span,
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
package struct SpecTest: Sendable {
  package let title: String
  /// The path of the plan as it is written, relative to the folder of the spec; `nil` for a test of the
  /// world itself.
  package let plan: String?
  /// The path of Terraform's graph of the plan, also relative to the folder of the spec.
  package let graph: String?
  package let expectations: [Expectation]
  /// The span of the title.
  package let span: Span

  /// Makes a test.
  package init(
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
package struct Expectation: Sendable {
  /// An outcome that can be expected.
  package typealias Outcome = ExpectedOutcome

  /// The name of the property, which can be in another file.
  package let property: String
  package let outcome: Outcome
  /// The objects of violated instances; empty if any violation meets the expectation.
  package let objects: [String]
  package let propertySpan: Span
  package let span: Span

  /// Makes an expectation.
  package init(
    property: String, outcome: Outcome, objects: [String], propertySpan: Span, span: Span
  ) {
    self.property = property
    self.outcome = outcome
    self.objects = objects
    self.propertySpan = propertySpan
    self.span = span
  }
}
