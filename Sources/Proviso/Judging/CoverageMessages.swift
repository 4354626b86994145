import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// Writes the findings about parts of a property that require nothing.
struct CoverageMessages {
  let property: Property
  /// The text of the spec; `nil` if it is not shown.
  let sources: SourceSet?

  /// The most characters of an expression in a message; longer expressions are cut.
  private static let longestText = 60

  func neverLeads(_ part: Expression, reach: CoverageFinding.Reach) -> CoverageFinding {
    finding(
      .leadsToNeverStarts, at: part.span, reach: reach,
      never: "\(quoted(part.span)) never holds, so `leads to` requires nothing",
      notFound: "no moment was found at which \(quoted(part.span)) holds")
  }

  func finding(_ trigger: Trigger, reach: CoverageFinding.Reach) -> CoverageFinding {
    let text = quoted(trigger.span)
    switch trigger.kind {
    case .condition:
      return finding(
        .whereNeverMet, at: trigger.span, reach: reach, never: "nothing meets the `where` \(text)",
        notFound: "nothing was found that meets the `where` \(text)")
    case .implication:
      return finding(
        .implicationNeverFires, at: trigger.span, reach: reach,
        never: "\(text) never holds, so the implication requires nothing",
        notFound: "no moment was found at which \(text) holds")
    case .before:
      return finding(
        .beforeNeverHappens, at: trigger.span, reach: reach,
        never: "\(text) never begins, so `before` requires nothing",
        notFound: "no run was found in which \(text) begins")
    case .starts, .happens:
      let verb = trigger.kind == .starts ? "starts" : "happens"
      return finding(
        .wheneverNeverHappens, at: trigger.span, reach: reach,
        never: "\(text) never \(verb), so `whenever` requires nothing",
        notFound: "no run was found in which \(text) \(verb)")
    }
  }

  func finding(
    _ kind: CoverageFinding.Kind, at span: Span, reach: CoverageFinding.Reach, never: String,
    notFound: String
  ) -> CoverageFinding {
    CoverageFinding(
      kind: kind, location: location(of: span), message: reach == .never ? never : notFound,
      reached: reach)
  }

  var start: ResultLocation {
    ResultLocation(property.location)
  }

  func location(of span: Span) -> ResultLocation {
    guard let sources else { return start }
    return ResultLocation(sources.location(of: span))
  }

  func quoted(_ span: Span) -> String {
    let text = sources?.line(of: span) ?? ""
    return text.count > Self.longestText
      ? "`\(text.prefix(Self.longestText))…`" : "`\(text)`"
  }
}
