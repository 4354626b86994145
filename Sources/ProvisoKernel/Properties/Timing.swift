/// How serious a violation of a property is.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  case info, low, medium, high, critical

  public static func < (a: Severity, b: Severity) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

/// The moments at which a property is judged (SemanticsOfProperties, "Timings").
public enum Timing: String, Sendable, CaseIterable {
  /// At every moment of every run, whatever the number of failed steps.
  case everyMoment = "every_moment"
  /// Before the first step, and at each moment when no step is in flight and no step can begin.
  case atRest = "at_rest"
  /// At the end of every run in which all steps are done.
  case atEnd = "at_end"
}
