/// How bad it is that a property does not hold.
public enum Severity: String, Sendable, CaseIterable, Comparable {
  case info, low, medium, high, critical

  public static func < (a: Severity, b: Severity) -> Bool {
    (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
  }
}

/// The moments at which a property is judged (LANGUAGE, section 3).
public enum Timing: String, Sendable {
  /// At every moment of every run, however many steps fail.
  case everyMoment = "every_moment"
  /// Before the first step, and wherever nothing is in flight and nothing more can begin.
  case atRest = "at_rest"
  /// At the end of every run in which all steps happen.
  case atEnd = "at_end"
}
